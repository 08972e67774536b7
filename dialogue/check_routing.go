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

// wrongHelp: what a service was asked, and what it gave, is what the timeline says of it last.
func wrongHelp(db bun.IDB) *bun.SelectQuery {
	of := func(kind, since string) string {
		return "SELECT l.id FROM events l WHERE l.item_id = he.item_id AND l.service_id = he.service_id AND l.kind = '" + kind + "'" + since + " ORDER BY l.id DESC LIMIT 1"
	}
	return db.NewSelect().TableExpr("item_services AS he").
		Join("LEFT JOIN events AS a ON a.id = (" + of(WasHelpAsked, "") + ")").Join("LEFT JOIN events AS g ON g.id = (" + of(WasHelpGiven, " AND l.id > a.id") + ")").
		ColumnExpr("CAST(he.item_id AS text) || '/' || CAST(he.service_id AS text) AS row").
		ColumnExpr("CASE WHEN a.id IS NULL OR a.text <> he.request THEN 'what it is asked' ELSE 'what it gave' END || ' is not what the timeline says' AS what").
		Where("a.id IS NULL OR a.text <> he.request OR he.given <> COALESCE(g.text, '') OR (he.given_at IS NULL) <> (g.id IS NULL)")
}

// goneHelp: what a service was asked stands there until it has the item itself, or that is reopened.
func goneHelp(db bun.IDB) *bun.SelectQuery {
	return db.NewSelect().TableExpr("events AS e").ColumnExpr("DISTINCT CAST(e.item_id AS text) AS row, 'its timeline asks another service for help, and nothing is there of it' AS what").
		Where("e.kind = ?", WasHelpAsked).
		Where("NOT EXISTS (SELECT 1 FROM item_services he WHERE he.item_id = e.item_id AND he.service_id = e.service_id)").
		Where("NOT EXISTS (SELECT 1 FROM events r WHERE r.item_id = e.item_id AND r.service_id = e.service_id AND r.id > e.id AND r.kind IN (?, ?))", WasRouted, WasHandedOver).
		Where("NOT EXISTS (SELECT 1 FROM events r WHERE r.item_id = e.item_id AND r.id > e.id AND r.kind = ?)", WasReopened)
}
