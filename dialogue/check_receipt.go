package dialogue

import "github.com/uptrace/bun"

// notBehind says of a sending that it doesn't stand behind an item.
func notBehind(submission, item string) string {
	return "NOT EXISTS (SELECT 1 FROM contributions c WHERE c.submission_id = " + submission + " AND c.item_id = " + item + ")"
}

// strayAnswers: who answers a question stands behind its point, or stood there until that was merged, split or taken back.
func strayAnswers(db bun.IDB) *bun.SelectQuery {
	return answersOf(db).ColumnExpr("'who sent it doesn''t stand behind the point that asked' AS what").Where(notBehind("x.submission_id", "q.item_id")).
		Where("NOT EXISTS (SELECT 1 FROM events e WHERE e.item_id = q.item_id AND e.kind IN (?))", bun.In([]string{WasDissolved, WasSplit, WasUnbundled}))
}

// timedAnswers: an answer of somebody whom nobody may know bears the moment of its question.
func timedAnswers(db bun.IDB) *bun.SelectQuery {
	return answersOf(db).Join("JOIN submissions AS s ON s.id = x.submission_id AND s.link_id IS NOT NULL").
		ColumnExpr("'it bears the moment at which it came in, though nobody may know who sent it' AS what").Where("x.answered_at <> q.asked_at")
}

func answersOf(db bun.IDB) *bun.SelectQuery {
	return db.NewSelect().TableExpr("clarification_answers AS x").Join("JOIN clarifications AS q ON q.id = x.clarification_id").
		ColumnExpr("CAST(x.clarification_id AS text) || '/' || CAST(x.submission_id AS text) AS row")
}

// strayHeard: a heard check is about an outcome that was told of the item, by who stands behind it, or stood there until it was reopened and
// then merged or split.
func strayHeard(db bun.IDB) *bun.SelectQuery {
	return heardOf(db, "LEFT JOIN").ColumnExpr("'it is about no outcome of its point, or who sent it doesn''t stand behind that' AS what").
		Where("(e.id IS NULL OR e.item_id <> x.item_id OR e.kind NOT IN (?) OR "+notBehind("x.submission_id", "x.item_id")+
			" AND NOT EXISTS (SELECT 1 FROM events m WHERE m.item_id = x.item_id AND m.kind IN (?) AND m.id > e.id))",
			bun.In([]string{WasAnswered, WasRevised, WasDelivered, WasDropped}), bun.In([]string{WasDissolved, WasSplit, WasUnbundled}))
}

// timedHeard: a heard check of somebody whom nobody may know bears the moment of the outcome.
func timedHeard(db bun.IDB) *bun.SelectQuery {
	return heardOf(db, "JOIN").Join("JOIN submissions AS s ON s.id = x.submission_id AND s.link_id IS NOT NULL").
		ColumnExpr("'it bears the moment at which it came in, though nobody may know who sent it' AS what").Where("x.checked_at <> e.at")
}

func heardOf(db bun.IDB, join string) *bun.SelectQuery {
	return db.NewSelect().TableExpr("heard_checks AS x").Join(join + " events AS e ON e.id = x.event_id").
		ColumnExpr("CAST(x.event_id AS text) || '/' || CAST(x.submission_id AS text) AS row")
}

// wrongHeardFigures: a figure shows no more than was said, and asks for attention only for a "no".
func wrongHeardFigures(db bun.IDB) *bun.SelectQuery {
	unhelped := "EXISTS (SELECT 1 FROM heard_checks h WHERE h.event_id = x.event_id AND NOT h.helped)"
	return heardFigures(db).ColumnExpr("'it asks for attention though everybody was helped, or nobody was heard' AS what").
		Where("(x.attend AND NOT " + unhelped + ") OR NOT EXISTS (SELECT 1 FROM heard_checks h WHERE h.event_id = x.event_id)")
}

// smallHeardFigures: no figure tells of fewer than five people.
func smallHeardFigures(db bun.IDB) *bun.SelectQuery {
	return heardFigures(db).ColumnExpr("'it shows a number of people below five' AS what").Where("x.helped BETWEEN 1 AND 4 OR x.unhelped BETWEEN 1 AND 4")
}

func heardFigures(db bun.IDB) *bun.SelectQuery {
	return db.NewSelect().TableExpr("heard_figures AS x").ColumnExpr("CAST(x.event_id AS text) AS row")
}
