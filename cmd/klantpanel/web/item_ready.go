package web

import (
	"time"

	"klantpanel/dialogue"
	"klantpanel/scheduler"
)

// readyAnswer is an answer that its service released and its coordinator hasn't published, for who works on the point.
type readyAnswer struct {
	Badge   Badge
	Answer  string
	Changed string         // of a revision: what is different
	DueOn   scheduler.Date // of a promise
	Who     string
	At      time.Time
	Recalls bool   // the reader may take it back
	Publish string // where the reader publishes it, "" when that is somebody else's
}

// addReady reads the answer that waits to be published.
func (r *Request) addReady(p *itemPage) error {
	coordinates, responds := r.Actor.CoordinatesPanel(p.PanelID), r.Actor.RespondsFor(p.ServiceID)
	if p.ReadyAt.IsZero() || !coordinates && !responds {
		return nil
	}
	a, err := r.Dialogue.AnswerOf(r.Context(), p.ID)
	if err != nil || !a.Written() { // published meanwhile
		return err
	}
	p.Ready = &readyAnswer{Badge: r.outcomeBadge(a.Outcome), Answer: a.Answer, Changed: a.Changed, DueOn: a.DueOn, At: a.ReleasedAt.Time, Who: r.T("point.program"), Recalls: responds}
	if a.Releaser != nil {
		p.Ready.Who = a.Releaser.Name
	}
	if coordinates {
		p.Ready.Publish = "/cycles/" + p.CycleID.String() + "/publish"
	}
	return nil
}

// outcomeBadge is what an answer that isn't told yet will come to.
func (r *Request) outcomeBadge(outcome string) Badge {
	return r.stateOf(dialogue.Item{State: dialogue.HasOutcome, Outcome: outcome})
}
