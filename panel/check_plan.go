package panel

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// checkPanels looks for panels whose plan isn't what it has to be, and for cancelled rounds that don't say why.
func checkPanels(ctx context.Context, db bun.IDB, organisations []Organisation) ([]migrations.Finding, error) {
	var calendar scheduler.Calendar
	for _, o := range organisations {
		calendar = o.Calendar()
	}
	var panels []Panel
	if err := db.NewSelect().Model(&panels).Order("pa.id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("check panels: %w", err)
	}
	highest, err := highestNumbers(ctx, db)
	if err != nil {
		return nil, err
	}
	var findings []migrations.Finding
	for _, p := range panels {
		add := func(rule int, what string, args ...any) {
			findings = append(findings, migrations.Finding{Rule: rule, Table: "panels", Row: p.ID.String(), What: fmt.Sprintf(what, args...)})
		}
		checkPlan(p, calendar, add)
		if p.SmallestGroup < 5 {
			add(7, "its smallest group is %d, under 5", p.SmallestGroup)
		}
		if n := highest[p.ID]; n > p.CycleCount {
			add(5, "its counter says %d rounds, and there is a round %d", p.CycleCount, n)
		}
	}
	found, err := checkCancelled(ctx, db)
	return append(findings, found...), err
}

// checkPlan compares the panel's next moment with what the plan says.
func checkPlan(p Panel, calendar scheduler.Calendar, add func(rule int, what string, args ...any)) {
	if _, err := time.LoadLocation(p.TimeZone); err != nil {
		add(5, "its time zone is unknown: %s", p.TimeZone)
	}
	plan, err := p.Plan(calendar)
	if err != nil {
		add(5, "its recurrence can't be read: %v", err)
	}
	switch {
	case p.Paused && !p.NextAt.IsZero():
		add(5, "it is paused, and yet a next round is planned")
	case !p.Paused && p.NextAt.IsZero():
		add(5, "it is not paused, and yet no next round is planned")
	case !p.Paused && err == nil:
		next, ok := plan.Next(p.NextOn.AddDays(-1))
		switch {
		case !ok || next.On != p.NextOn:
			add(5, "its next round is planned on %s, which is no day of its recurrence", p.NextOn)
		case next.Skipped:
			add(5, "its next round is planned on %s, which is skipped because nobody works that day", p.NextOn)
		case !next.At.Equal(p.NextAt.Time):
			add(5, "its next moment is not the one of its next day %s, %s", p.NextOn, next.At.Format(time.RFC3339))
		}
	}
	switch {
	case p.NoticeAt.IsZero():
	case p.NoticeDays == 0:
		add(5, "it gives no notice of its rounds, and yet a notice is planned")
	case !p.NoticeAt.Before(p.NextAt.Time):
		add(5, "the notice of its next round comes after the round")
	}
}

func highestNumbers(ctx context.Context, db bun.IDB) (map[uuid.UUID]int, error) {
	var rows []struct {
		PanelID uuid.UUID
		Number  int
	}
	err := db.NewSelect().Table("cycles").ColumnExpr("panel_id, MAX(number) AS number").Where("number IS NOT NULL").Group("panel_id").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("check panels: %w", err)
	}
	highest := map[uuid.UUID]int{}
	for _, row := range rows {
		highest[row.PanelID] = row.Number
	}
	return highest, nil
}

// checkCancelled looks for rounds that are cancelled without a reason, or have a reason that doesn't fit: what never opened has no number.
func checkCancelled(ctx context.Context, db bun.IDB) ([]migrations.Finding, error) {
	var cycles []Cycle
	err := db.NewSelect().Model(&cycles).
		Where("(c.phase = ?) <> (c.cancelled_for <> '')", Cancelled).
		WhereOr("c.cancelled_for IN (?, ?) AND (c.number IS NOT NULL OR c.opened_at IS NOT NULL)", WasMissed, WasClosed).
		WhereOr("c.cancelled_for = ? AND c.number IS NULL", WasDecided).Order("c.id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("check cancelled rounds: %w", err)
	}
	findings := make([]migrations.Finding, len(cycles))
	for i, c := range cycles {
		what := "it is cancelled, and nothing says why"
		switch {
		case c.Phase != Cancelled:
			what = fmt.Sprintf("it is not cancelled, and yet there is a reason: %s", c.CancelledFor)
		case c.CancelledFor != "":
			what = fmt.Sprintf("it is cancelled because of %q, which doesn't fit with its number %d", c.CancelledFor, c.Number)
		}
		findings[i] = migrations.Finding{Rule: 5, Table: "cycles", Row: c.ID.String(), What: what}
	}
	return findings, nil
}
