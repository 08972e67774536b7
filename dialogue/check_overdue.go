package dialogue

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// graceDays is how many days a job may be behind: so long a server can be down, and clocks and zones differ by a day.
const graceDays = 2

// CheckOverdue looks for what a job should have done days before now.
func CheckOverdue(ctx context.Context, db bun.IDB, now time.Time) ([]migrations.Finding, error) {
	today := scheduler.DateOf(now, time.UTC)
	late := today.AddDays(-graceDays)
	d, err := organisationDay(ctx, db, now)
	if err != nil {
		return nil, err
	}
	worked := d.calendar.SubtractWorkdays(today, graceDays) // for jobs that rest while nobody works
	clock := "i.service_id IS NOT NULL AND i.state <> 'outcome' AND i.ready_at IS NULL AND i.paused_on = ''"
	inService := "a.person_id IN (SELECT id FROM people WHERE active)"
	var findings []migrations.Finding
	for _, c := range []struct {
		rule        int
		table, what string
		rows        *bun.SelectQuery
	}{
		{7, "limit_keys", "it is the secret of a day that is over, and should be gone", db.NewSelect().Table("limit_keys").ColumnExpr("day").Where("day < ?", late)},
		{7, "reach_requests", "its days are over, and it still puts a person and a receipt together",
			db.NewSelect().Table("reach_requests").ColumnExpr("CAST(id AS text)").Where("until < ?", late)},
		{0, "successions", "its day has come, and the constituency didn't pass", db.NewSelect().TableExpr("successions AS x").ColumnExpr("CAST(x.ambassador_id AS text)").
			Join("JOIN ambassadors AS a ON a.id = x.successor_id").Where("x.passed_at IS NULL AND x.on_day < ?", late).Where(inService)},
		{0, "ambassadors", "its term is over, and nobody decided on a letter of thanks", db.NewSelect().TableExpr("ambassadors AS a").ColumnExpr("CAST(a.id AS text)").
			Where("a.ends_on <> '' AND a.thanked_at IS NULL AND a.ends_on < ? AND a.ends_on >= ?", late, today.AddDays(graceDays-thankedWithin)).Where(inService)},
		{0, "items", "it is late, and its timeline doesn't say so", db.NewSelect().TableExpr("items AS i").ColumnExpr("CAST(i.id AS text)").Where(clock).
			Where("i.late_on = '' AND i.due_on > '' AND i.due_on < ? OR i.response_late_on = '' AND i.responded_at IS NULL AND i.respond_on > '' AND i.respond_on < ?", worked, worked)},
		{0, "people", "the day of their letter of the week has come, and nobody decided on it", db.NewSelect().TableExpr("people AS p").ColumnExpr("CAST(p.id AS text)").
			Where("p.active AND p.week_next_on > '' AND p.week_next_on < ?", worked).
			Where("p.id IN (SELECT r.person_id FROM responders AS r) AND NOT EXISTS (SELECT 1 FROM absences AS ab WHERE ab.person_id = p.id AND ab.from_on <= ? AND ab.until_on >= ?)", today, late)},
	} {
		var keys []string
		if err := c.rows.OrderExpr("1").Scan(ctx, &keys); err != nil {
			return nil, wrap("check "+c.table, err)
		}
		for _, key := range keys {
			findings = append(findings, migrations.Finding{Rule: c.rule, Table: c.table, Row: key, What: c.what})
		}
	}
	drafts, err := overdueDrafts(ctx, db, d.calendar, now)
	return append(findings, drafts...), err
}
