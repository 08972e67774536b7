package panel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

// Succession says to whom a constituency passes when its ambassador's term ends, and on which day. What came through the predecessor stays
// theirs; from that day on the successor sees it too.
type Succession struct {
	bun.BaseModel `bun:"table:successions,alias:su"`

	AmbassadorID uuid.UUID      `bun:"ambassador_id,pk"` // whose term ends
	SuccessorID  uuid.UUID      `bun:"successor_id"`
	OnDay        scheduler.Date `bun:"on_day"`       // the successor's first day
	EndedBefore  scheduler.Date `bun:"ended_before"` // the last day of the term as it was before, "" for none
	Made         bool           `bun:"made"`         // the successor's term was made for it
	PlannedBy    *uuid.UUID     `bun:"planned_by"`
	PlannedAt    time.Time      `bun:"planned_at"`
	PassedAt     bun.NullTime   `bun:"passed_at"`

	Ambassador *Ambassador `bun:"rel:belongs-to,join:ambassador_id=id"`
	Successor  *Ambassador `bun:"rel:belongs-to,join:successor_id=id"`
}

// Passed reports whether the constituency is the successor's.
func (s Succession) Passed() bool { return !s.PassedAt.IsZero() }

// Void reports whether nothing will come of it: the successor left the organisation before the day.
func (s Succession) Void() bool { return !s.Passed() && !s.Successor.Person.Active }

// endWithout is the last day that the term has when nothing comes of it, by the one it has now: a day that somebody chose since stays.
func (s Succession) endWithout(now scheduler.Date) scheduler.Date {
	last := s.OnDay.AddDays(-1)
	if now != last || s.EndedBefore != "" && s.EndedBefore <= last {
		return now
	}
	return s.EndedBefore
}

// In reports whether the ambassador is in office on a day.
func (a Ambassador) In(day scheduler.Date) bool {
	return a.StartsOn <= day && (a.EndsOn == "" || a.EndsOn >= day)
}

// Succession reads what was agreed about the constituency of an ambassador; NotFound when nothing was.
func (s *Store) Succession(ctx context.Context, ambassador uuid.UUID) (Succession, error) {
	return succession(ctx, s.DB, ambassador)
}

func succession(ctx context.Context, db bun.IDB, ambassador uuid.UUID) (Succession, error) {
	var su Succession
	err := db.NewSelect().Model(&su).Relation("Ambassador").Relation("Successor").Relation("Successor.Person").
		Where("su.ambassador_id = ?", ambassador).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return su, Refuse(NotFound, "error.no_hand_over")
	}
	if err != nil {
		return su, fmt.Errorf("succession: %w", err)
	}
	return su, nil
}

// Terms are the ambassadors whose history one has: their own, and of those who came before in the constituency or by the same person.
func Terms(ctx context.Context, db bun.IDB, ambassador uuid.UUID) ([]uuid.UUID, error) {
	ids := []uuid.UUID{ambassador}
	var earlier []uuid.UUID
	err := db.NewSelect().Table("earlier_terms").Column("earlier_id").Where("ambassador_id = ?", ambassador).Order("earlier_id").Scan(ctx, &earlier)
	if err != nil {
		return nil, fmt.Errorf("terms: %w", err)
	}
	return append(ids, earlier...), nil
}

// settleTerm holds together what a new or changed term is part of: the person's other terms, and what was agreed about its end or beginning.
func settleTerm(ctx context.Context, tx bun.Tx, a Ambassador, isNew bool) error {
	field := "starts_on"
	if isNew {
		field = "email"
	}
	overlaps, err := tx.NewSelect().Table("ambassadors").Where("panel_id = ? AND person_id = ? AND id <> ?", a.PanelID, a.PersonID, a.ID).
		Where("(ends_on = '' OR ends_on >= ?) AND (? = '' OR starts_on <= ?)", a.StartsOn, a.EndsOn, a.EndsOn).Exists(ctx)
	if err != nil {
		return fmt.Errorf("terms: %w", err)
	}
	if overlaps {
		return Problems{problem(Invalid, field, "error.already_ambassador", nil)}
	}
	var plans []Succession
	err = tx.NewSelect().Model(&plans).Where("su.passed_at IS NULL AND (su.ambassador_id = ? OR su.successor_id = ?)", a.ID, a.ID).Scan(ctx)
	if err != nil {
		return fmt.Errorf("terms: %w", err)
	}
	for _, p := range plans {
		if p.AmbassadorID == a.ID && (a.EndsOn == "" || a.EndsOn >= p.OnDay) {
			return Problems{problem(Invalid, "ends_on", "error.hand_over_planned", nil)}
		}
		if p.SuccessorID == a.ID && !a.In(p.OnDay) {
			return Problems{problem(Invalid, "starts_on", "error.takes_over", nil)}
		}
	}
	if !isNew {
		return nil
	}
	return rememberOwn(ctx, tx, a)
}

// endTerm sets the last day of a term, ” for an open one. Who was thanked and goes on after all is thanked again at the real end.
func (s *Store) endTerm(ctx context.Context, tx bun.Tx, ambassador uuid.UUID, last scheduler.Date) error {
	today, err := s.today(ctx, tx)
	if err != nil {
		return err
	}
	q := tx.NewUpdate().Table("ambassadors").Set("ends_on = ?", last).Where("id = ?", ambassador)
	if last == "" || last >= today {
		q.Set("thanked_at = NULL")
	}
	if _, err := q.Exec(ctx); err != nil {
		return fmt.Errorf("end term: %w", err)
	}
	return nil
}

// rememberOwn gives a person who is ambassador again the history of the earlier terms.
func rememberOwn(ctx context.Context, tx bun.Tx, a Ambassador) error {
	own := tx.NewSelect().Table("ambassadors").Column("id").Where("panel_id = ? AND person_id = ? AND id <> ?", a.PanelID, a.PersonID, a.ID)
	return remember(ctx, tx, a.ID, own)
}

// remember adds the terms that a query selects to an ambassador's history.
func remember(ctx context.Context, tx bun.Tx, ambassador uuid.UUID, terms *bun.SelectQuery) error {
	var earlier []uuid.UUID
	if err := terms.Scan(ctx, &earlier); err != nil {
		return fmt.Errorf("terms: %w", err)
	}
	for _, id := range earlier {
		row := map[string]any{"ambassador_id": ambassador, "earlier_id": id}
		if _, err := tx.NewInsert().Model(&row).Table("earlier_terms").On("CONFLICT DO NOTHING").Exec(ctx); err != nil {
			return fmt.Errorf("terms: %w", err)
		}
	}
	return nil
}
