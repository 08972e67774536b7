package web

import (
	"errors"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

var cycleRoutes = []Route{{Method: "GET", Path: "/cycles/:cycle", Access: CycleReader, Handle: showCycle}}

const cycleItemsAtOnce = 50

// cyclePage is a round as those with a part in it see it: Said is an ambassador's own, the counts are for who runs it.
type cyclePage struct {
	Cycle       panel.Cycle
	Steps       []progressStep
	Collecting  bool // takes contributions now
	Ambassador  bool
	Coordinator bool
	Said        []saidLine
	Unsent      bool       // the reader typed something for this round and didn't send it
	Digest      *uuid.UUID // nil until the reader may see it
	DigestDraft bool
	Figures     []figureView
	Items       []itemLine
	First, Next string
	Tally       dialogue.ItemTally // only for who runs it
	NextOn      scheduler.Date
}

// itemLine is a point in a list.
type itemLine struct {
	Item  dialogue.Item
	Badge Badge
	Waits bool   // no outcome yet, though a service is accountable
	Who   string // how many say so
}

// Words are the last that the service said about the point: how its promise ended, else its answer.
func (l itemLine) Words() string {
	if l.Item.Promise != nil && l.Item.Promise.State != dialogue.PromiseOpen {
		return l.Item.Promise.Ending
	}
	return l.Item.Answer
}

// ToBoard reports whether there is still something to do there, or may be.
func (p cyclePage) ToBoard() bool {
	return p.Cycle.Phase == panel.Collecting || p.Cycle.Phase == panel.Responding || p.Cycle.Waiting+p.Tally.Unrouted > 0
}

func showCycle(r *Request) error {
	c := r.cycle
	p := cyclePage{Cycle: c, Steps: r.progress(c), Collecting: r.collecting(), Coordinator: r.Actor.CoordinatesPanel(c.PanelID),
		NextOn: c.Panel.NextOn}
	own, ok := r.Actor.Ambassadors[c.PanelID]
	p.Ambassador = ok
	if c.Phase == panel.Cancelled {
		return r.Page("cycle", p)
	}
	if p.Ambassador {
		said, err := r.Dialogue.Said(r.Context(), own, c.ID)
		if err != nil {
			return err
		}
		p.Said = r.saidLines(said)
		if p.Unsent, err = r.Dialogue.Drafted(r.Context(), c.ID, r.Actor.Person.ID); err != nil {
			return err
		}
	}
	figures, err := r.Dialogue.Figures(r.Context(), c)
	if err != nil {
		return err
	}
	p.Figures = r.figureViews(figures)
	if err := r.addItems(&p); err != nil {
		return err
	}
	d, err := r.Dialogue.DigestHead(r.Context(), c.ID)
	var none *panel.Problem
	if errors.As(err, &none) && none.Kind == panel.NotFound {
		return r.Page("cycle", p)
	}
	if err != nil {
		return err
	}
	if d.State != dialogue.DigestDraft || p.Coordinator {
		p.Digest, p.DigestDraft = &d.ID, d.State == dialogue.DigestDraft
	}
	return r.Page("cycle", p)
}

// addItems shows a page of the round's points, and counts them for who runs it.
func (r *Request) addItems(p *cyclePage) error {
	page, err := turn(r, "/cycles/"+p.Cycle.ID.String(), "items", cycleItemsAtOnce, itemID, func(after uuid.UUID, limit int) ([]dialogue.Item, error) {
		return r.Dialogue.ItemsIn(r.Context(), p.Cycle.ID, after, limit)
	})
	if err != nil {
		return err
	}
	p.First, p.Next = page.First, page.Next
	for _, i := range page.Rows {
		p.Items = append(p.Items, itemLine{i, r.whereIs(i), waits(i), r.colleagues(i.PeopleShown, p.Cycle.Panel.SmallestGroup)})
	}
	if p.Coordinator {
		p.Tally, err = r.Dialogue.TallyItems(r.Context(), p.Cycle.ID)
	}
	return err
}

// collecting reports whether the round of the path takes contributions now.
func (r *Request) collecting() bool {
	return r.cycle.Phase == panel.Collecting && !r.Now().After(r.cycle.CollectingUntil.Time)
}

func waits(i dialogue.Item) bool {
	return i.State == dialogue.Routed || i.State == dialogue.ItemAcknowledged
}

// whereIs says where a point stands as everybody may know it: with which service now, or what came of it.
func (r *Request) whereIs(i dialogue.Item) Badge {
	if waits(i) && i.Service != nil {
		return newBadge("info", "arrow", r.T("cycle.with_service", "Service", i.Service.Name))
	}
	return r.stateOf(i)
}
