package panel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// Today is the day where the organisation is.
func Today(ctx context.Context, db bun.IDB, now time.Time) (scheduler.Date, error) {
	return todayIn(ctx, db, now)
}

// DueSuccession takes the first agreement whose day has come, with both people; false when there is none. One whose successor left waits for
// another agreement. It is held until the transaction ends.
func (s *Store) DueSuccession(ctx context.Context, tx bun.Tx, except []uuid.UUID) (Succession, bool, error) {
	today, err := s.today(ctx, tx)
	if IsNotSetUp(err) {
		return Succession{}, false, nil
	}
	if err != nil {
		return Succession{}, false, err
	}
	var id uuid.UUID
	q := tx.NewSelect().TableExpr("successions AS su").Column("su.ambassador_id").Where("su.passed_at IS NULL AND su.on_day <= ?", today).
		Where("su.successor_id IN (SELECT a.id FROM ambassadors AS a JOIN people AS p ON p.id = a.person_id WHERE p.active)").Order("su.on_day", "su.ambassador_id").Limit(1)
	err = migrations.SkipLocked(scheduler.Except(q, "su.ambassador_id", except)).Scan(ctx, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return Succession{}, false, nil
	}
	if err != nil {
		return Succession{}, false, fmt.Errorf("due successions: %w", err)
	}
	su, err := succession(ctx, tx, id)
	return su, err == nil, err
}

// Pass gives the successor the constituency and its history, and in the rounds that collect now a link and the letter that opened them. The
// predecessor's link stays open as long as its round collects: it hangs on walls, and what comes by it counts for the same constituency.
func (s *Store) Pass(ctx context.Context, tx bun.Tx, su Succession, now time.Time) error {
	if err := takeOver(ctx, tx, "constituency_units", "unit_id", su); err != nil {
		return err
	}
	if err := takeOver(ctx, tx, "constituency_people", "person_id", su); err != nil {
		return err
	}
	before := tx.NewSelect().Table("earlier_terms").Column("earlier_id").Where("ambassador_id = ? AND earlier_id <> ?", su.AmbassadorID, su.SuccessorID)
	if err := remember(ctx, tx, su.SuccessorID, before); err != nil {
		return err
	}
	if err := remember(ctx, tx, su.SuccessorID, tx.NewSelect().Table("ambassadors").Column("id").Where("id = ?", su.AmbassadorID)); err != nil {
		return err
	}
	if _, err := tx.NewUpdate().Model(&su).Set("passed_at = ?", now).WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("pass: %w", err)
	}
	return s.joinRounds(ctx, tx, su, now)
}

// takeOver adds the teams or people of the predecessor's constituency to the successor's; the successor's own person is in nobody's care.
func takeOver(ctx context.Context, tx bun.Tx, table, column string, su Succession) error {
	var whom []uuid.UUID
	err := tx.NewSelect().Table(table).Column(column).Where("ambassador_id = ? AND ? <> ?", su.AmbassadorID, bun.Ident(column), su.Successor.PersonID).Scan(ctx, &whom)
	if err != nil {
		return fmt.Errorf("pass: %w", err)
	}
	for _, id := range whom {
		row := map[string]any{"ambassador_id": su.SuccessorID, column: id}
		if _, err := tx.NewInsert().Model(&row).Table(table).On("CONFLICT DO NOTHING").Exec(ctx); err != nil {
			return fmt.Errorf("pass: %w", err)
		}
	}
	return nil
}

// joinRounds lets the successor take part in the rounds that collect: who had a link or the letter already gets no second one.
func (s *Store) joinRounds(ctx context.Context, tx bun.Tx, su Succession, now time.Time) error {
	var cycles []Cycle
	err := tx.NewSelect().Model(&cycles).Where("c.panel_id = ? AND c.phase = ?", su.Ambassador.PanelID, Collecting).
		Where("NOT EXISTS (SELECT 1 FROM links AS l WHERE l.cycle_id = c.id AND l.ambassador_id = ?)", su.SuccessorID).Order("c.id").Scan(ctx)
	if err != nil {
		return fmt.Errorf("pass: %w", err)
	}
	for _, c := range cycles {
		if !c.Collects(now) {
			continue
		}
		if err := insertLinks(ctx, tx, c.ID, []uuid.UUID{su.SuccessorID}, now); err != nil {
			return err
		}
		to, err := Recipients(ctx, tx, tx.NewSelect().Table("ambassadors").Column("person_id").Where("id = ?", su.SuccessorID))
		if err != nil {
			return err
		}
		if err := s.tell(ctx, tx, mail.KindOpening, c.ID, to); err != nil {
			return err
		}
	}
	return nil
}
