package panel

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"klantpanel/migrations"
)

// checkTerms looks for terms of office that overlap, and for constituencies that passed to somebody who doesn't see their history.
func checkTerms(ctx context.Context, db bun.IDB, _ []Organisation) ([]migrations.Finding, error) {
	var findings []migrations.Finding
	for _, rule := range []struct {
		table, what string
		rows        *bun.SelectQuery
	}{
		{"ambassadors", "its term overlaps another one of the same person in the same panel", db.NewSelect().TableExpr("ambassadors AS x").ColumnExpr("x.id").
			Where("EXISTS (SELECT 1 FROM ambassadors AS o WHERE o.panel_id = x.panel_id AND o.person_id = x.person_id AND o.id <> x.id" +
				" AND (o.ends_on = '' OR o.ends_on >= x.starts_on) AND (x.ends_on = '' OR x.ends_on >= o.starts_on))")},
		{"ambassadors", "its term ends before it begins", db.NewSelect().TableExpr("ambassadors AS x").ColumnExpr("x.id").Where("x.ends_on <> '' AND x.ends_on < x.starts_on")},
		{"successions", "it leads to another panel, or to the same person", db.NewSelect().TableExpr("successions AS x").ColumnExpr("x.ambassador_id AS id").
			Join("JOIN ambassadors AS a ON a.id = x.ambassador_id").Join("JOIN ambassadors AS b ON b.id = x.successor_id").
			Where("a.panel_id <> b.panel_id OR a.person_id = b.person_id")},
		{"successions", "the constituency passed, and its history didn't", db.NewSelect().TableExpr("successions AS x").ColumnExpr("x.ambassador_id AS id").
			Where("x.passed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM earlier_terms AS e WHERE e.ambassador_id = x.successor_id AND e.earlier_id = x.ambassador_id)")},
	} {
		var ids []string
		if err := rule.rows.OrderExpr("1").Scan(ctx, &ids); err != nil {
			return nil, fmt.Errorf("check terms: %w", err)
		}
		for _, id := range ids {
			findings = append(findings, migrations.Finding{Table: rule.table, Row: id, What: rule.what})
		}
	}
	return findings, nil
}
