package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
)

// InFlood is the reason of contributions that were taken out together with their link.
const InFlood = "flood"

// CloseLink ends a link for good; its ambassador or a coordinator may. With takeOut all that came by it and is in no item is taken out too
// and counts nowhere any more: its rows stay for the audit. Once the round stopped collecting that is up to the coordinator: it refuses the
// ambassador with Conflict "error.flood_after_collecting". It returns how many contributions that were. A link that is closed already stays
// closed by whoever did it. While the figures can be seen it refuses with Conflict "error.flood_in_figures" what is too small.
func (s *Store) CloseLink(ctx context.Context, actor panel.Actor, link uuid.UUID, takeOut bool) (removed int, err error) {
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		l, err := s.linkOf(ctx, tx, actor, link)
		if err != nil {
			return err
		}
		if takeOut && !l.Cycle.Collects(s.Clock()) && !actor.CoordinatesPanel(l.Cycle.PanelID) {
			return panel.Refuse(panel.Conflict, "error.flood_after_collecting")
		}
		if l.ClosedAt.IsZero() {
			_, err := tx.NewUpdate().Model((*panel.Link)(nil)).Set("closed_at = ?, closed_by = ?", s.Clock(), actor.PersonID()).Where("id = ?", l.ID).Exec(ctx)
			if err != nil {
				return wrap("close link", err)
			}
			// Who takes contributions at this moment comes before this change and commits, or after it and sees that the link is closed.
			if _, err := tx.NewUpdate().Table("cycles").Set("links_closed = links_closed + 1").Where("id = ?", l.CycleID).Exec(ctx); err != nil {
				return wrap("close link", err)
			}
		}
		if !takeOut {
			return nil
		}
		removed, err = takeOutOf(ctx, tx, l)
		return err
	})
	return removed, err
}

// linkOf reads and holds a link that the actor may close.
func (s *Store) linkOf(ctx context.Context, tx bun.Tx, actor panel.Actor, link uuid.UUID) (panel.Link, error) {
	var l panel.Link
	err := migrations.ForUpdate(tx.NewSelect().Model(&l).Where("l.id = ?", link)).Scan(ctx)
	if isNone(err) {
		return l, panel.Refuse(panel.NotFound, "error.link_not_found")
	}
	if err != nil {
		return l, wrap("link", err)
	}
	c, err := panel.CycleIn(ctx, tx, l.CycleID)
	if err != nil {
		return l, err
	}
	l.Cycle = &c
	if actor.Ambassadors[c.PanelID] != l.AmbassadorID && !actor.CoordinatesPanel(c.PanelID) {
		return l, panel.Refuse(panel.NotFound, "error.link_not_found")
	}
	return l, nil
}

// takeOutOf takes out what came by a link. Once the figures of the round are there to be seen, the difference that it makes must not tell what
// a few people answered: then it is all left as it is.
func takeOutOf(ctx context.Context, tx bun.Tx, l panel.Link) (int, error) {
	var out []Contribution
	const ofLink = "submission_id IN (SELECT id FROM submissions WHERE link_id = ?) AND state IN (?)"
	err := migrations.ForUpdate(tx.NewSelect().Model(&out).Where(ofLink, l.ID, bun.In([]string{Waiting, Acknowledged}))).Scan(ctx)
	if err != nil || len(out) == 0 {
		return 0, wrap("flood", err)
	}
	if l.Cycle.Phase != panel.Collecting && l.Cycle.Phase != panel.Cancelled {
		if err := showable(ctx, tx, *l.Cycle, out); err != nil {
			return 0, err
		}
	}
	_, err = tx.NewUpdate().Table("contributions").Set("state = ?, reason = ?", Removed, InFlood).
		Where(ofLink, l.ID, bun.In([]string{Waiting, Acknowledged})).Exec(ctx)
	if err != nil {
		return 0, wrap("flood", err)
	}
	if err := coverAgain(ctx, tx, l.CycleID); err != nil {
		return 0, err
	}
	n := countOf(out)
	return n.all, count(ctx, tx, l.CycleID, counted{-n.all, -n.waiting, -n.inFigures})
}

// showable refuses when these contributions by themselves would make a figure that may not be shown.
func showable(ctx context.Context, tx bun.Tx, c panel.Cycle, out []Contribution) error {
	asked, err := questionsOf(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	answers := map[uuid.UUID][]answerSum{}
	for _, one := range out {
		if one.QuestionID != nil && asked[c.ID][*one.QuestionID].Kind != panel.Open {
			id := *one.QuestionID
			answers[id] = append(answers[id], answerSum{QuestionID: id, Choice: one.Choice, People: one.People, Colleagues: true})
		}
	}
	for id, sums := range answers {
		if figureOf(asked[c.ID][id], sums, c.Panel.SmallestGroup).Hidden {
			return panel.Refuse(panel.Conflict, "error.flood_in_figures")
		}
	}
	return nil
}

// LinkCounts is how many forms came to a cycle by the links of an ambassador, and by those of earlier terms in the constituency, which hang
// on walls still. Those of a flood that was taken out don't count.
func (s *Store) LinkCounts(ctx context.Context, cycle, ambassador uuid.UUID) (sent int, err error) {
	terms, err := panel.Terms(ctx, s.DB, ambassador)
	if err != nil {
		return 0, err
	}
	n, err := s.DB.NewSelect().Table("submissions").Where("link_id IN (SELECT id FROM links WHERE cycle_id = ? AND ambassador_id IN (?))", cycle, bun.In(terms)).
		Where("EXISTS (SELECT 1 FROM contributions AS co WHERE co.submission_id = submissions.id AND co.state <> ?)", Removed).Count(ctx)
	return int(n), wrap("link counts", err)
}
