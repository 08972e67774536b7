package dialogue

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// submission is one sending of the form as it is kept.
type submission struct {
	bun.BaseModel `bun:"table:submissions,alias:su"`

	ID           uuid.UUID    `bun:"id,pk"`
	CycleID      uuid.UUID    `bun:"cycle_id"`
	AmbassadorID uuid.UUID    `bun:"ambassador_id,nullzero"`
	LinkID       *uuid.UUID   `bun:"link_id"`
	CreatedAt    bun.NullTime `bun:"created_at"`
}

// checkSendings tells the sendings that are in order from those that are refused.
func (s *Store) checkSendings(ctx context.Context, tx bun.Tx, batch []*sending) (taking []taken, results map[*sending]result, err error) {
	links := map[uuid.UUID]bool{}
	for _, one := range batch {
		links[one.link] = true
	}
	open, err := s.openings.of(ctx, tx, s.Clock(), slices.Collect(maps.Keys(links)))
	if err != nil {
		return nil, nil, err
	}
	results = map[*sending]result{}
	var refused []uuid.UUID
	for _, one := range batch {
		made, err := s.madeOf(open[one.link], one)
		if err != nil {
			results[one], refused = result{err: err}, append(refused, one.id)
			continue
		}
		taking = append(taking, taken{one, open[one.link], made})
	}
	return taking, results, forgive(ctx, tx, results, refused)
}

// forgive lets pass what was received before: who sends it again when the round is over still hears that it is there.
func forgive(ctx context.Context, tx bun.Tx, results map[*sending]result, refused []uuid.UUID) error {
	if len(refused) == 0 {
		return nil
	}
	var there []uuid.UUID
	if err := tx.NewSelect().Table("submissions").Column("id").Where("id IN (?)", bun.In(refused)).Scan(ctx, &there); err != nil {
		return wrap("submissions", err)
	}
	for one := range results {
		if slices.Contains(there, one.id) {
			results[one] = result{}
		}
	}
	return nil
}

// madeOf are the contributions of a sending, or why it isn't taken. Nothing in them tells when they came.
func (s *Store) madeOf(by opening, one *sending) ([]Contribution, error) {
	switch {
	case by.cycle == nil:
		return nil, panel.Refuse(panel.NotFound, "error.link_not_found")
	case !by.cycle.Collects(s.Clock()):
		return nil, panel.Refuse(panel.Conflict, "error.cycle_not_collecting")
	case by.closed:
		return nil, panel.Refuse(panel.Conflict, "error.link_closed")
	}
	made, err := s.contributions(by.cycle.ID, by.asked, 1, one.answers)
	for i := range made {
		made[i].ID, made[i].SubmissionID, made[i].AmbassadorID, made[i].LinkID = uuid.New(), one.id, by.ambassador, &one.link
		made[i].CreatedAt = by.cycle.OpenedAt.Time
	}
	return made, err
}

// submitAll notes the submissions and gives the sendings that weren't received before.
func submitAll(ctx context.Context, tx bun.Tx, taking []taken) ([]taken, error) {
	if len(taking) == 0 {
		return nil, nil
	}
	rows := make([]submission, len(taking))
	for i, t := range taking {
		rows[i] = submission{ID: t.id, CycleID: t.cycle.ID, AmbassadorID: t.ambassador, LinkID: &t.link, CreatedAt: t.cycle.OpenedAt}
	}
	// Their random keys are the one order in which two transactions with the same form never wait for each other.
	slices.SortFunc(rows, func(a, b submission) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	var added []uuid.UUID
	if err := tx.NewInsert().Model(&rows).On("CONFLICT (id) DO NOTHING").Returning("id").Scan(ctx, &added); err != nil {
		return nil, wrap("submissions", err)
	}
	first := map[uuid.UUID]bool{}
	for _, id := range added {
		first[id] = true
	}
	return slices.DeleteFunc(taking, func(t taken) bool {
		was := first[t.id]
		delete(first, t.id) // two of the same form in one batch count once
		return !was
	}), nil
}

// errMoved says that a round went on, or one of its links was closed, since it was looked at.
var errMoved = errors.New("the round changed meanwhile")

// addAll adds the contributions and keeps the counters of the cycles, and with the same look at each makes sure that it and its links are as
// they were when the sendings were checked. The cycles come in one order, so that two instances don't wait for each other. The contributions
// go with the question about the first: each time that the database has to be asked once more, everybody waits.
func (s *Store) addAll(ctx context.Context, tx bun.Tx, add *bun.InsertQuery, taking []taken) error {
	made := map[uuid.UUID][]Contribution{}
	cycles := map[uuid.UUID]*panel.Cycle{}
	for _, t := range taking {
		if other, ok := cycles[t.cycle.ID]; ok && other.LinksClosed != t.cycle.LinksClosed {
			return errMoved // two links of it were looked at before and after one was closed: which one only a new look tells
		}
		made[t.cycle.ID] = append(made[t.cycle.ID], t.made...)
		cycles[t.cycle.ID] = t.cycle
	}
	for i, id := range slices.SortedFunc(maps.Keys(made), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }) {
		var now panel.Cycle
		n := countOf(made[id])
		count := tx.NewUpdate().Model(&now).Where("id = ?", id).
			Set("contributions = contributions + ?, waiting = waiting + ?, in_figures = in_figures + ?", n.all, n.waiting, n.inFigures).
			Returning("links_closed, phase, paused_at, collecting_until")
		query := tx.NewRaw("?", count)
		if i == 0 {
			query = tx.NewRaw("?; ?", add, count)
		}
		if err := query.Scan(ctx, &now); err != nil {
			return wrap("receive", err)
		}
		if now.LinksClosed != cycles[id].LinksClosed || !now.Collects(s.Clock()) {
			return errMoved
		}
	}
	return nil
}
