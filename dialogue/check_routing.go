package dialogue

import "github.com/uptrace/bun"

// wrongWanted: only what went on twice is asked to go on once more, to another service that is open.
func wrongWanted(db bun.IDB) *bun.SelectQuery {
	return db.NewSelect().TableExpr("items AS x").Join("JOIN services AS s ON s.id = x.wanted_id").
		ColumnExpr("CAST(x.id AS text) AS row").
		ColumnExpr("CASE WHEN s.closed_at IS NOT NULL THEN 'it is asked to go to a service that is closed'"+
			" WHEN x.wanted_id = x.service_id THEN 'it is asked to go where it is'"+
			" ELSE 'it is asked to go on, though it may still go on by itself' END AS what").
		Where("x.state <> ?", HasOutcome).
		Where("(s.closed_at IS NOT NULL OR x.wanted_id = x.service_id OR x.hand_overs < ?)", handOversFree)
}

// strayHelp: help that is still to come is asked of a service that is open and doesn't have the item itself.
func strayHelp(db bun.IDB) *bun.SelectQuery {
	return db.NewSelect().TableExpr("item_services AS he").Join("JOIN items AS i ON i.id = he.item_id").Join("JOIN services AS s ON s.id = he.service_id").
		ColumnExpr("CAST(he.item_id AS text) || '/' || CAST(he.service_id AS text) AS row").
		ColumnExpr("CASE WHEN s.closed_at IS NOT NULL THEN 'it is asked to help, and is closed' ELSE 'it is asked to help itself' END AS what").
		Where("he.given_at IS NULL AND i.state <> ?", HasOutcome).Where("(s.closed_at IS NOT NULL OR i.service_id = he.service_id)")
}
