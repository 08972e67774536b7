package dialogue

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
)

// roundChange is what the letters about a decision are made of.
type roundChange struct {
	decision Decision
	cycle    panel.Cycle
	base     string // of the links
}

// roundChange reads the decision with this id. What a cancelled round's deadlines were is of no use any more.
func (s *Store) roundChange(ctx context.Context, db bun.IDB, id uuid.UUID) (roundChange, error) {
	var cycle uuid.UUID
	err := db.NewSelect().Table("cycle_events").Column("cycle_id").Where("id = ?", id).Scan(ctx, &cycle)
	if isNone(err) {
		return roundChange{}, panel.Refuse(panel.NotFound, "error.cycle_not_found")
	}
	if err != nil {
		return roundChange{}, wrap("decision", err)
	}
	c, err := panel.CycleIn(ctx, db, cycle)
	if err != nil {
		return roundChange{}, err
	}
	all, err := decisions(ctx, db, c)
	if err != nil {
		return roundChange{}, err
	}
	place := slices.IndexFunc(all, func(d Decision) bool { return d.ID == id })
	if c.Phase == panel.Cancelled && place < len(all)-1 {
		return roundChange{}, mail.Suppress("the round was cancelled meanwhile")
	}
	base, err := s.baseURL(ctx, db)
	return roundChange{all[place], c, base}, err
}

// letter is the one to a reader. It leads to what they may see: who only answers or contributed has no part in the round's page.
func (r roundChange) letter(m *mail.Mail) (mail.Letter, error) {
	var part roundPart
	if err := json.Unmarshal(m.Personal, &part); err != nil {
		return nil, wrap("personal part", err)
	}
	l := mail.RoundChanged{Panel: r.cycle.Panel.Name, Number: r.cycle.Number, Change: r.decision.Kind, Reason: r.decision.Reason, Phase: r.cycle.Phase,
		Before: phaseDates(r.decision.Before), After: phaseDates(r.decision.After),
		Ambassador: part.Ambassador, Coordinator: part.Coordinator, Responder: part.Responder, Contributor: part.Contributor, Waited: part.Waited}
	switch {
	case part.Ambassador || part.Coordinator:
		l.URL = r.base + "/cycles/" + r.cycle.ID.String()
	case part.Responder:
		l.URL = r.base + "/inbox"
	default:
		l.URL = r.base + "/"
	}
	return l, nil
}

func phaseDates(d Deadlines) mail.PhaseDates {
	return mail.PhaseDates{Collecting: moment(d.Collecting), Responding: moment(d.Responding), Reporting: moment(d.Reporting)}
}
