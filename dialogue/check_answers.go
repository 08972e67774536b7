package dialogue

import "github.com/uptrace/bun"

// answerChecks: what is written of an answer and not told is where it belongs, and what was revised is told again.
var answerChecks = []check{
	{2, "items", "an answer of it is ready to be published, and none was released; or the other way round", rows("items",
		"(x.ready_at IS NOT NULL) <> EXISTS (SELECT 1 FROM item_answers a WHERE a.item_id = x.id AND a.released_at IS NOT NULL)")},
	{2, "items", "an answer waits to be published that can't take the place of its outcome", rows("items", "x.outcome IN (?, ?) AND x.ready_at IS NOT NULL", Promised, Dissolved)},
	{2, "items", "it was revised, and its timeline doesn't say so; or the other way round", rows("items",
		"(x.revised_at IS NOT NULL) <> EXISTS (SELECT 1 FROM events e WHERE e.item_id = x.id AND e.kind = ? AND "+holds+")", WasRevised)},
	{3, "digests", "", missingRevisions},
	{3, "items", "its revised outcome counts as told, but that digest doesn't tell it", rows("items",
		"x.revised_in IS NOT NULL AND NOT EXISTS (SELECT 1 FROM digest_entries de WHERE de.digest_id = x.revised_in AND de.item_id = x.id AND de.section <> ?)", SectionUnanswered)},
	{7, "clear_figures", "", func(db bun.IDB) *bun.SelectQuery {
		return db.NewSelect().TableExpr("clear_figures AS x").
			ColumnExpr("CAST(x.event_id AS text) AS row, 'it shows a number of people below five' AS what").Where("x.clear BETWEEN 1 AND 4 OR x.unclear BETWEEN 1 AND 4")
	}},
	{1, "clear_checks", "", func(db bun.IDB) *bun.SelectQuery {
		return db.NewSelect().TableExpr("clear_checks AS x").
			ColumnExpr("CAST(x.event_id AS text) || '/' || CAST(x.person_id AS text) AS row, 'it is about no explanation of its point' AS what").
			Where("NOT EXISTS (SELECT 1 FROM events e WHERE e.id = x.event_id AND e.item_id = x.item_id AND e.outcome = ?)", Explained)
	}},
}

// missingRevisions: an item that was revised stands in each digest of its panel after that, until one told it.
func missingRevisions(db bun.IDB) *bun.SelectQuery {
	return approved(db).Join("LEFT JOIN digests AS told ON told.id = i.revised_in").
		ColumnExpr("CAST(d.id AS text) AS row, 'the revised point ' || CAST(i.id AS text) || ' is missing in it' AS what").
		Where("i.revised_at < d.approved_at").Where("(i.revised_in IS NULL OR i.revised_in = d.id OR told.approved_at > d.approved_at)")
}
