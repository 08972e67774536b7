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
	} {
		var keys []string
		if err := c.rows.OrderExpr("1").Scan(ctx, &keys); err != nil {
			return nil, wrap("check "+c.table, err)
		}
		for _, key := range keys {
			findings = append(findings, migrations.Finding{Rule: c.rule, Table: c.table, Row: key, What: c.what})
		}
	}
	return findings, nil
}
