package panel

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"klantpanel/migrations"
)

// checkAbsences looks for people who are away or stand in for somebody though they left, and for two absences at once.
func checkAbsences(ctx context.Context, db bun.IDB, _ []Organisation) ([]migrations.Finding, error) {
	var findings []migrations.Finding
	const left = "IN (SELECT p.id FROM people AS p WHERE NOT p.active)"
	for _, rule := range []struct{ what, where string }{
		{"who is away left", "x.person_id " + left},
		{"who stands in left", "x.stand_in_id " + left},
		{"it ends before it begins, or somebody stands in for themselves", "x.until_on < x.from_on OR x.stand_in_id = x.person_id"},
		{"its person is away twice at once", "EXISTS (SELECT 1 FROM absences AS o WHERE o.person_id = x.person_id AND o.id <> x.id AND o.from_on <= x.until_on AND o.until_on >= x.from_on)"},
	} {
		var ids []string
		if err := db.NewSelect().TableExpr("absences AS x").ColumnExpr("x.id").Where(rule.where).OrderExpr("1").Scan(ctx, &ids); err != nil {
			return nil, fmt.Errorf("check absences: %w", err)
		}
		for _, id := range ids {
			findings = append(findings, migrations.Finding{Table: "absences", Row: id, What: rule.what})
		}
	}
	return findings, nil
}
