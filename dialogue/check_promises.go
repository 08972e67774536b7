package dialogue

// promiseChecks look for promises that aren't what their timeline says, and for what figures proposed.
var promiseChecks = []check{
	{2, "promises", "its day is not the last that its timeline names", rows("promises",
		"x.due_on <> COALESCE((SELECT e.due_on FROM events e WHERE e.item_id = x.item_id AND "+namesDay+" AND "+ofPromise+" ORDER BY e.id DESC LIMIT 1), '')")},
	{2, "promises", "its first day is not the first that its timeline names", rows("promises",
		"x.first_due_on <> COALESCE((SELECT e.due_on FROM events e WHERE e.item_id = x.item_id AND "+namesDay+" AND "+ofPromise+" ORDER BY e.id LIMIT 1), '')")},
	{2, "promises", "its last word, or its service, is not the one of its timeline", rows("promises", "NOT x.past AND NOT EXISTS (SELECT 1 FROM items i WHERE i.id = x.item_id AND i.service_id = x.service_id)"+
		" OR x.ending <> COALESCE((SELECT e.text FROM events e WHERE e.item_id = x.item_id AND e.kind IN ('delivered', 'dropped') AND "+ofPromise+" ORDER BY e.id DESC LIMIT 1), '')")},
	{2, "promises", "its point was reopened after it, and its timeline doesn't say so", rows("promises",
		"x.past AND NOT EXISTS (SELECT 1 FROM events r WHERE r.item_id = x.item_id AND r.kind = 'reopened')")},
	{2, "promises", "a round asked whether it was noticed, and it wasn't kept, or the round has no question about it", rows("promises",
		"x.asked_in IS NOT NULL AND (x.state <> 'delivered' OR NOT EXISTS (SELECT 1 FROM cycle_questions q WHERE q.cycle_id = x.asked_in AND q.item_id = x.item_id))")},
	{2, "cycle_questions", "it asks about a promise that doesn't say so", rows("cycle_questions",
		"x.item_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM promises p WHERE p.item_id = x.item_id AND p.asked_in = x.cycle_id)")},
	{2, "proposals", "the point that was made of it is another round's, or of other figures", rows("proposals",
		"x.item_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM items i WHERE i.id = x.item_id AND i.cycle_id = x.cycle_id AND i.question_id = x.question_id)")},
	{2, "items", "it says that figures proposed it, and none did", rows("items",
		"x.question_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM proposals p WHERE p.item_id = x.id AND p.state = 'made')")},
	{7, "proposals", "its figure is of fewer than five people", rows("proposals",
		"COALESCE((SELECT SUM(c.people) FROM contributions c WHERE c.cycle_id = x.cycle_id AND c.question_id = x.question_id), 0) < 5")},
}

// holds says of event e that its item wasn't reopened since.
const holds = "NOT EXISTS (SELECT 1 FROM events r WHERE r.item_id = e.item_id AND r.kind = 'reopened' AND r.id > e.id)"

// ofPromise says of event e that it is about promise x, and not about another one of its item: that was reopened in between.
const ofPromise = "x.past <> (" + holds + ")"

// namesDay says of event e that it gave a promise its day.
const namesDay = "(e.kind = 'rescheduled' OR e.kind IN ('answered', 'revised') AND e.outcome = 'promised')"
