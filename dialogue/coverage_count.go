package dialogue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// settling is how long after collecting ended the last forms may still be on their way into the database.
const settling = time.Minute

// coveragePart is whom a round reached in one constituency.
type coveragePart struct {
	bun.BaseModel `bun:"table:coverage,alias:cv"`

	CycleID      uuid.UUID `bun:"cycle_id,pk"`
	AmbassadorID uuid.UUID `bun:"ambassador_id,pk"`
	Size         int       `bun:"size"` // colleagues in the constituency
	Sent         int       `bun:"sent"` // behind what came in
}

// coverageUnit is a team of one of the constituencies.
type coverageUnit struct {
	bun.BaseModel `bun:"table:coverage_units,alias:cu"`

	CycleID uuid.UUID `bun:"cycle_id,pk"`
	UnitID  uuid.UUID `bun:"unit_id,pk"`
	Heard   bool      `bun:"heard"`
}

// CoverDue counts whom each round reached that no longer collects, one a transaction. It is counted once and shown from what was counted: a
// figure that moved with each contribution would show the last one. Only a flood that is taken out later has it counted again.
func (s *Store) CoverDue(ctx context.Context, now time.Time) error {
	return wrap("cover due", scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var c panel.Cycle
		q := tx.NewSelect().Model(&c).Where("c.covered_at IS NULL AND c.phase IN ('responding', 'reporting', 'closed') AND c.collecting_until < ?", now.Add(-settling)).
			Order("c.id").Limit(1)
		if err := migrations.SkipLocked(scheduler.Except(q, "c.id", except)).Scan(ctx); err != nil {
			return uuid.Nil, unlessNone(err)
		}
		if err := cover(ctx, tx, c); err != nil {
			return c.ID, err
		}
		_, err := tx.NewUpdate().Table("cycles").Set("covered_at = ?", now).Where("id = ?", c.ID).Exec(ctx)
		return c.ID, wrap("cover", err)
	}))
}

// coverAgain has a round counted again.
func coverAgain(ctx context.Context, tx bun.Tx, cycle uuid.UUID) error {
	_, err := tx.NewUpdate().Table("cycles").Set("covered_at = NULL").Where("id = ?", cycle).Exec(ctx)
	return wrap("cover", err)
}

// cover counts a round by constituency. What came through somebody whose constituency passed on while the round collected is the successor's.
func cover(ctx context.Context, tx bun.Tx, c panel.Cycle) error {
	p, err := panel.PanelIn(ctx, tx, c.PanelID)
	if err != nil {
		return err
	}
	opened, until := scheduler.DateOf(c.OpenedAt.Time, p.Zone()), scheduler.DateOf(c.CollectingUntil.Time, p.Zone())
	sent, err := sentThrough(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	var ambassadors []uuid.UUID
	err = tx.NewSelect().Table("ambassadors").Column("id").Where("panel_id = ?", c.PanelID).
		Where("(starts_on <= ? AND (ends_on = '' OR ends_on >= ?) OR id IN (?))", until, opened, bun.In(keysOrNone(sent))).Order("id").Scan(ctx, &ambassadors)
	if err != nil {
		return wrap("cover", err)
	}
	holders, err := holdersOf(ctx, tx, c.PanelID, ambassadors, until)
	if err != nil {
		return err
	}
	parts, units, err := partsOf(ctx, tx, c.ID, holders, sent)
	if err != nil {
		return err
	}
	for _, table := range []string{"coverage", "coverage_units"} {
		if _, err := tx.NewDelete().Table(table).Where("cycle_id = ?", c.ID).Exec(ctx); err != nil {
			return wrap("cover", err)
		}
	}
	if len(parts) > 0 {
		if _, err := tx.NewInsert().Model(&parts).Exec(ctx); err != nil {
			return wrap("cover", err)
		}
	}
	if len(units) > 0 {
		_, err = tx.NewInsert().Model(&units).Exec(ctx)
	}
	return wrap("cover", err)
}

// sentThrough is how many colleagues stand behind what came in through each ambassador. One form may hold several answers of the same people,
// so the largest number in it counts.
func sentThrough(ctx context.Context, db bun.IDB, cycle uuid.UUID) (map[uuid.UUID]int, error) {
	forms := db.NewSelect().Table("contributions").Column("ambassador_id").ColumnExpr("MAX(people) AS people").
		Where("cycle_id = ? AND state <> ?", cycle, Removed).Group("ambassador_id", "submission_id")
	var rows []struct {
		AmbassadorID uuid.UUID
		People       int
	}
	err := db.NewSelect().TableExpr("(?) AS forms", forms).ColumnExpr("ambassador_id, SUM(people) AS people").Group("ambassador_id").Scan(ctx, &rows)
	sent := map[uuid.UUID]int{}
	for _, r := range rows {
		sent[r.AmbassadorID] = r.People
	}
	return sent, wrap("cover", err)
}

// holdersOf says who spoke for the constituency of each of these ambassadors of a panel on a day: they themselves, or to whom it had passed.
func holdersOf(ctx context.Context, db bun.IDB, id uuid.UUID, ambassadors []uuid.UUID, day scheduler.Date) (map[uuid.UUID]uuid.UUID, error) {
	var passed []panel.Succession
	err := db.NewSelect().Model(&passed).Where("su.passed_at IS NOT NULL AND su.on_day <= ?", day).
		Where("su.ambassador_id IN (SELECT id FROM ambassadors WHERE panel_id = ?)", id).Scan(ctx)
	if err != nil {
		return nil, wrap("cover", err)
	}
	next := map[uuid.UUID]uuid.UUID{}
	for _, su := range passed {
		next[su.AmbassadorID] = su.SuccessorID
	}
	holders := map[uuid.UUID]uuid.UUID{}
	for _, a := range ambassadors {
		holders[a] = a
		for range len(next) { // a constituency never passes more often than this
			to, ok := next[holders[a]]
			if !ok {
				break
			}
			holders[a] = to
		}
	}
	return holders, nil
}
