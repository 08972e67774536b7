package dialogue

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
)

// found is a row that a check query selects: its key and what is wrong with it.
type found struct{ Row, What string }

// check looks for the rows that break one rule.
type check struct {
	rule  int
	table string
	what  string // said of each row unless the query selects its own
	query func(db bun.IDB) *bun.SelectQuery
}

// Check looks for the rows of this package's tables that break a rule of what must always hold.
func Check(ctx context.Context, db bun.IDB) ([]migrations.Finding, error) {
	var findings []migrations.Finding
	for _, c := range slices.Concat(checks, promiseChecks, answerChecks, digestChecks) {
		var rows []found
		if err := c.query(db).OrderExpr("1").Scan(ctx, &rows); err != nil {
			return nil, wrap("check "+c.table, err)
		}
		for _, r := range rows {
			f := migrations.Finding{Rule: c.rule, Table: c.table, Row: r.Row, What: r.What}
			if f.What == "" {
				f.What = c.what
			}
			findings = append(findings, f)
		}
	}
	replayed, err := checkReplay(ctx, db) // rules 2 and 8: each item is what its timeline says
	return append(findings, replayed...), err
}

// rows starts a check query: the rows of a table whose condition is broken.
func rows(table, condition string, args ...any) func(bun.IDB) *bun.SelectQuery {
	return func(db bun.IDB) *bun.SelectQuery {
		return db.NewSelect().TableExpr(table+" AS x").ColumnExpr("CAST(x.id AS text) AS row, '' AS what").Where(condition, args...)
	}
}

var checks = []check{
	// 1: no contribution is lost
	{1, "cycles", "its counter of contributions differs from the contributions there are", rows("cycles",
		"x.contributions <> (SELECT COUNT(*) FROM contributions c WHERE c.cycle_id = x.id AND c.state <> 'removed')")},
	{1, "cycles", "its counter of waiting contributions differs from those that wait", rows("cycles",
		"x.waiting <> (SELECT COUNT(*) FROM contributions c WHERE c.cycle_id = x.id AND c.state = 'waiting')")},
	{1, "cycles", "its counter of contributions without words differs from those that are in the figures alone", rows("cycles",
		"x.in_figures <> (SELECT COUNT(*) FROM contributions c WHERE c.cycle_id = x.id AND c.state = 'acknowledged' AND c.reason = ? AND CASE WHEN c.text = '' THEN 1 ELSE 0 END = 1)", InFigures)},
	{1, "submissions", "none of its contributions is there any more", rows("submissions",
		"NOT EXISTS (SELECT 1 FROM contributions c WHERE c.submission_id = x.id)")},
	{1, "contributions", "it is neither waiting, nor in an item, nor acknowledged or taken out with a reason", rows("contributions",
		"NOT ((x.state = 'waiting' AND x.item_id IS NULL) OR (x.state = 'bundled' AND x.item_id IS NOT NULL) OR (x.state IN ('acknowledged', 'removed') AND x.reason <> '' AND x.item_id IS NULL))")},
	{1, "contributions", "its link is not the one of its submission", rows("contributions",
		"COALESCE(x.link_id, x.id) <> COALESCE((SELECT s.link_id FROM submissions s WHERE s.id = x.submission_id), x.id)")},
	{1, "contributions", "its round or its constituency is not the one of its submission", rows("contributions",
		"EXISTS (SELECT 1 FROM submissions s WHERE s.id = x.submission_id AND (s.cycle_id <> x.cycle_id OR COALESCE(s.ambassador_id, s.id) <> COALESCE(x.ambassador_id, s.id)))")},
	{1, "submissions", "no ambassador speaks for it, and yet it isn't what somebody said outside a round", rows("submissions", "x.ambassador_id IS NULL AND "+
		"(x.link_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM cycles c WHERE c.id = x.cycle_id AND c.phase = 'standing'))")},
	{1, "contributions", "no ambassador speaks for it, and nobody is known to have said it", rows("contributions", "x.ambassador_id IS NULL AND (x.person_id IS NULL OR x.link_id IS NOT NULL)")},
	{1, "submissions", "its round or its constituency is not the one of its link", rows("submissions",
		"x.link_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM links l WHERE l.id = x.link_id AND l.cycle_id = x.cycle_id AND l.ambassador_id = x.ambassador_id)")},
	{1, "contributions", "it came by a link, and yet stands for more than one colleague", rows("contributions", "x.link_id IS NOT NULL AND x.people <> 1")},
	{1, "contributions", "it was taken out, but didn't come by a link that is closed", rows("contributions",
		"x.state = 'removed' AND NOT EXISTS (SELECT 1 FROM links l WHERE l.id = x.link_id AND l.closed_at IS NOT NULL)")},
	{1, "cycles", "its counter of closed links differs from those that are closed", rows("cycles",
		"x.links_closed <> (SELECT COUNT(*) FROM links l WHERE l.cycle_id = x.id AND l.closed_at IS NOT NULL)")},
	{1, "items", "what it asked back is not what its timeline says", rows("items",
		"(SELECT COUNT(*) FROM clarifications c WHERE c.item_id = x.id) <> (SELECT COUNT(*) FROM events e WHERE e.item_id = x.id AND e.kind = 'asked_back')")},
	{1, "clarifications", "the timeline of its point has another question", rows("clarifications",
		"NOT EXISTS (SELECT 1 FROM events e WHERE e.item_id = x.item_id AND e.kind = 'asked_back' AND e.person_id = x.person_id AND e.text = x.question)")},
	{1, "clarification_answers", "", strayAnswers},
	{1, "heard_checks", "", strayHeard},
	{1, "heard_figures", "", wrongHeardFigures},
	{1, "cycles", "it was counted whom it reached, and that differs from what came in", rows("cycles", "x.covered_at IS NOT NULL AND x.phase <> 'cancelled' AND "+
		"COALESCE((SELECT SUM(cv.sent) FROM coverage cv WHERE cv.cycle_id = x.id), 0) <> "+
		"COALESCE((SELECT SUM(f.people) FROM (SELECT MAX(c.people) AS people FROM contributions c WHERE c.cycle_id = x.id AND c.state <> 'removed' GROUP BY c.submission_id) f), 0)")},
	{1, "mail_answers", "it waits to be sent, and was sent", rows("mail_answers",
		"x.state = 'waiting' AND EXISTS (SELECT 1 FROM submissions s WHERE s.id = x.id)")},
	{1, "mail_answers", "it was used or replaced, and holds words that stand elsewhere now", rows("mail_answers", "x.state <> 'waiting' AND x.form <> '{}'")},
	{1, "contributions", "its item belongs to another panel, or doesn't exist", rows("contributions",
		"x.item_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM items i JOIN cycles c ON c.panel_id = i.panel_id WHERE i.id = x.item_id AND c.id = x.cycle_id)")},
	{1, "items", "its counters differ from the contributions it is made of", rows("items",
		"x.contributions <> (SELECT COUNT(*) FROM contributions c WHERE c.item_id = x.id) OR x.people <> (SELECT COALESCE(SUM(c.people), 0) FROM contributions c WHERE c.item_id = x.id)")},
	{1, "items", "", wrongDissolved},
	{1, "acts", "", wrongActs},
	// 2: exactly one accountable service, and the row says what the timeline says
	{2, "items", "it was routed, but no service is accountable", rows("items", "x.state <> 'new' AND x.service_id IS NULL AND x.outcome <> ?", Dissolved)},
	{2, "services", "it has open points, and nobody in service answers for it: name a responder", rows("services",
		"EXISTS (SELECT 1 FROM items i WHERE i.service_id = x.id AND i.state <> 'outcome') AND NOT EXISTS ("+attended("responders", "service_id")+")")},
	{2, "items", "", wrongWanted},
	{2, "item_services", "", strayHelp},
	{2, "item_services", "", wrongHelp},
	{2, "items", "", goneHelp},
	{2, "routing_rules", "it holds for a service that is closed", rows("routing_rules",
		"x.removed_at IS NULL AND EXISTS (SELECT 1 FROM services s WHERE s.id = x.service_id AND s.closed_at IS NOT NULL)")},
	{2, "items", "its state doesn't fit its outcome", rows("items", "(x.state = 'outcome') <> (x.outcome <> '')")},
	{2, "items", "it is promised without a promise, or has a promise without being promised", rows("items",
		"(x.outcome = 'promised') <> EXISTS (SELECT 1 FROM promises p WHERE p.item_id = x.id AND NOT p.past)")},
	{2, "promises", "its state is not the one of its timeline", rows("promises",
		"x.state <> COALESCE((SELECT e.kind FROM events e WHERE e.item_id = x.item_id AND e.kind IN ('delivered', 'dropped') AND "+ofPromise+" ORDER BY e.id DESC LIMIT 1), 'open')")},
	{2, "service_tallies", "", wrongTallies},
	{2, "service_tallies", "", wrongNorms},
	{2, "items", "its service's tally of such outcomes is missing", rows("items",
		"x.outcome NOT IN ('', 'dissolved') AND NOT EXISTS (SELECT 1 FROM service_tallies t WHERE t.service_id = x.service_id AND t.what = x.outcome)")},
	// 3: nothing is reported while pretending
	{3, "cycles", "it is closed, but its digest didn't go out", rows("cycles",
		"x.phase = 'closed' AND NOT EXISTS (SELECT 1 FROM digests d WHERE d.cycle_id = x.id AND d.state = 'sent')")},
	{3, "panels", "nobody in service coordinates it, so nobody approves its digest: name a coordinator", rows("panels",
		"NOT EXISTS ("+attended("panel_coordinators", "panel_id")+")")},
	{3, "digests", "", missingEntries},
	{3, "digests", "", missingPromises},
	{3, "digest_entries", "", wrongEntries},
	{3, "items", "its outcome counts as told, but that digest doesn't tell it", rows("items",
		"x.told_in IS NOT NULL AND NOT EXISTS (SELECT 1 FROM digest_entries de WHERE de.digest_id = x.told_in AND de.item_id = x.id AND de.section <> ?)", SectionUnanswered)},
	{3, "promises", "its ending counts as told, but that digest doesn't tell it", rows("promises",
		"x.told_in IS NOT NULL AND NOT EXISTS (SELECT 1 FROM digest_entries de WHERE de.digest_id = x.told_in AND de.item_id = x.item_id AND de.section IN (?, ?))", SectionKept, SectionDropped)},
	// 4: everybody is told, once
	{4, "events", "", untold},
	{4, "tellings", "it is a letter about outcomes that isn't in the outbox", rows("tellings",
		"NOT EXISTS (SELECT 1 FROM mails m WHERE m.kind = ? AND m.subject_id = x.id AND m.person_id = x.person_id)", mail.KindOutcome)},
	{4, "told_events", "", strangelyTold},
	{4, "contributions", "it was said outside a round and acknowledged, and no letter tells why", rows("contributions", "x.ambassador_id IS NULL AND x.state = 'acknowledged'"+
		" AND NOT EXISTS (SELECT 1 FROM mails m WHERE m.kind = ? AND m.person_id = x.person_id"+
		" AND m.subject_id IN (SELECT a.id FROM acts a JOIN act_contributions ac ON ac.act_id = a.id WHERE ac.contribution_id = x.id AND a.undone_at IS NULL))", mail.KindAcknowledged)},
	{4, "digests", "its sending stands still, or was looked through for who came meanwhile, and it isn't sent that far", rows("digests",
		"x.paused_at IS NOT NULL AND x.state = 'draft' OR x.complete_at IS NOT NULL AND x.state <> 'sent'")},
	{4, "digests", "its number of recipients differs from its letters in the outbox", rows("digests",
		"x.state <> 'draft' AND x.recipients <> (SELECT COUNT(*) FROM mails m WHERE m.kind = ? AND m.subject_id = x.id)", mail.KindDigest)},
	// 5: one cycle per panel and planned moment
	{5, "cycles", "its digest is missing", rows("cycles",
		"x.phase IN ('reporting', 'closed') AND NOT EXISTS (SELECT 1 FROM digests d WHERE d.cycle_id = x.id)")},
	{5, "cycles", "it is cancelled without saying why, or says why without being cancelled", rows("cycles", "(x.phase = 'cancelled') <> (x.cancelled_for <> '')")},
	{5, "cycles", "somebody cancelled it, and its decisions don't say so, or it never opened", rows("cycles",
		"x.cancelled_for = 'decided' AND (x.number IS NULL OR x.closed_at IS NULL OR COALESCE(("+lastDecision+"), '') <> 'cancelled')")},
	{5, "cycles", "its last decision says that it is paused, and it isn't, or the other way round", rows("cycles",
		"(x.paused_at IS NOT NULL) <> (COALESCE(("+lastDecision+"), '') = 'paused')")},
	{5, "cycles", "it stands still, though it is over", rows("cycles", "x.paused_at IS NOT NULL AND x.phase IN ('closed', 'cancelled')")},
	{5, "cycles", "its deadlines are not in order", rows("cycles",
		"x.number IS NOT NULL AND NOT (x.opened_at < x.collecting_until AND x.collecting_until < x.responding_until AND x.responding_until < x.reporting_until)")},
	// 7: nobody can be traced, and no figure is below the smallest group
	{7, "submissions", "it bears the moment at which it came in, though nobody may know who sent it", rows("submissions",
		"x.link_id IS NOT NULL AND x.created_at <> (SELECT c.opened_at FROM cycles c WHERE c.id = x.cycle_id)")},
	{7, "contributions", "it bears the moment at which it came in, though nobody may know who said it", rows("contributions",
		"x.link_id IS NOT NULL AND x.created_at <> (SELECT c.opened_at FROM cycles c WHERE c.id = x.cycle_id)")},
	{7, "cycles", "what colleagues sent was never mixed, though a later round is closed already", rows("cycles",
		"x.phase = 'closed' AND x.mixed_at IS NULL AND EXISTS (SELECT 1 FROM submissions s WHERE s.link_id IN (SELECT l.id FROM links l WHERE l.cycle_id = x.id))"+
			" AND EXISTS (SELECT 1 FROM cycles l WHERE l.panel_id = x.panel_id AND l.number > x.number AND l.phase = 'closed')")},
	{7, "heard_figures", "", smallHeardFigures},
	{7, "clarification_answers", "", timedAnswers},
	{7, "heard_checks", "", timedHeard},
	{7, "contributions", "a colleague is known by it who didn't make themselves known", rows("contributions",
		"x.link_id IS NOT NULL AND x.person_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM reached r WHERE r.submission_id = x.submission_id)")},
	{7, "digest_entries", "", func(db bun.IDB) *bun.SelectQuery {
		return db.NewSelect().TableExpr("digest_entries AS de").
			ColumnExpr("CAST(de.digest_id AS text) || '/' || CAST(de.item_id AS text) AS row, 'it shows a number of people below five' AS what").
			Where("de.people BETWEEN 1 AND 4")
	}},
	{7, "items", "the number of people it shows doesn't fit those behind it", rows("items",
		"x.people_shown > x.people OR x.people_shown BETWEEN 1 AND 4")},
}

// lastDecision selects what was decided last about cycle x.
const lastDecision = "SELECT e.kind FROM cycle_events e WHERE e.cycle_id = x.id ORDER BY e.id DESC LIMIT 1"

// attended selects the people in service who are linked to x by a table of roles.
func attended(roles, column string) string {
	return "SELECT 1 FROM " + roles + " r JOIN people p ON p.id = r.person_id AND p.active WHERE r." + column + " = x.id"
}

// approved pairs each digest that went out with the items of its panel that it doesn't mention.
func approved(db bun.IDB) *bun.SelectQuery {
	return db.NewSelect().TableExpr("digests AS d").Join("JOIN cycles AS dc ON dc.id = d.cycle_id").
		Join("JOIN items AS i ON i.panel_id = d.panel_id").Join("JOIN cycles AS ic ON ic.id = i.cycle_id AND COALESCE(ic.number, 0) <= dc.number").
		Where("i.outcome <> ?", Dissolved).Where("d.state <> 'draft'").Where("NOT EXISTS (SELECT 1 FROM digest_entries de WHERE de.digest_id = d.id AND de.item_id = i.id)").
		Where("COALESCE((SELECT e.kind FROM events e WHERE e.item_id = i.id AND e.kind IN (?, ?) AND e.at <= d.approved_at ORDER BY e.id DESC LIMIT 1), '') <> ?",
			WasDissolved, WasRestored, WasDissolved) // a merge that was undone later: then it was part of another item
}

// missingEntries: an item stands in each digest of its panel from its own round on, until one told its outcome, and again from when it was
// reopened.
func missingEntries(db bun.IDB) *bun.SelectQuery {
	return approved(db).Join("LEFT JOIN digests AS told ON told.id = i.told_in").
		ColumnExpr("CAST(d.id AS text) AS row, 'the point ' || CAST(i.id AS text) || ' is missing in it' AS what").
		Where("i.created_at < d.approved_at").Where("(i.told_in IS NULL OR i.told_in = d.id OR told.approved_at > d.approved_at)").
		Where("NOT (i.told_before IS NOT NULL AND d.approved_at <= i.reopened_at AND d.approved_at >= (SELECT b.approved_at FROM digests b WHERE b.id = i.told_before))")
}

// missingPromises: a promise that runs stands in each digest until it ends.
func missingPromises(db bun.IDB) *bun.SelectQuery {
	return approved(db).Join("JOIN promises AS p ON p.item_id = i.id").
		ColumnExpr("CAST(d.id AS text) AS row, 'the promise of point ' || CAST(i.id AS text) || ' is missing in it' AS what").
		Where("p.created_at < d.approved_at").Where("(p.ended_at IS NULL OR p.ended_at > d.approved_at)")
}

// wrongEntries: an entry that tells an outcome belongs to an item that had it.
func wrongEntries(db bun.IDB) *bun.SelectQuery {
	return db.NewSelect().TableExpr("digest_entries AS de").ColumnExpr("CAST(de.digest_id AS text) || '/' || CAST(de.item_id AS text) AS row, 'it tells an outcome that the point doesn''t have' AS what").
		Where("de.section <> ? AND NOT EXISTS (SELECT 1 FROM events e WHERE e.item_id = de.item_id AND e.kind IN (?, ?)"+
			" AND e.outcome = CASE WHEN de.section IN (?) THEN ? ELSE de.section END)", SectionUnanswered, WasAnswered, WasRevised,
			bun.In([]string{SectionKept, SectionOpenPromise, SectionDropped}), Promised)
}

// wrongTallies: what a service is said to have done is what the items and promises say.
func wrongTallies(db bun.IDB) *bun.SelectQuery {
	return db.NewSelect().TableExpr("service_tallies AS x").
		ColumnExpr("CAST(x.service_id AS text) || '/' || x.what AS row, 'it differs from what is there' AS what").
		Where("x.what NOT IN (?)", bun.In(normTallies())).
		Where("x.count <> CASE WHEN x.what = ? THEN (SELECT COALESCE(SUM(i.hand_overs), 0) FROM items i WHERE i.service_id = x.service_id AND i.outcome NOT IN ('', 'dissolved'))"+
			" WHEN x.what IN (?) THEN (SELECT COUNT(*) FROM promises p WHERE p.service_id = x.service_id AND p.state = x.what)"+
			" ELSE (SELECT COUNT(*) FROM items i WHERE i.service_id = x.service_id AND i.outcome = x.what) END", tallyHandOvers, bun.In([]string{Delivered, Dropped}))
}

// untold: each contributor has a letter about each outcome of the own item; for who left it is suppressed. Who made themselves known read
// what was told until then on the receipt. Behind a point that was reopened stand others too since.
func untold(db bun.IDB) *bun.SelectQuery {
	return db.NewSelect().TableExpr("events AS e").Join("JOIN contributions AS c ON c.item_id = e.item_id").
		Join("JOIN people AS p ON p.id = c.person_id").Join("LEFT JOIN reached AS r ON r.submission_id = c.submission_id").
		Where("(r.at IS NULL OR e.at > r.at)").
		ColumnExpr("DISTINCT CAST(e.id AS text) AS row, 'no letter tells it to ' || CAST(p.id AS text) AS what").
		Where("e.kind IN (?) AND "+holds, bun.In(TellingKinds)).
		Where("NOT EXISTS (SELECT 1 FROM told_events t WHERE t.event_id = e.id AND t.person_id = p.id)")
}

// strangelyTold: a letter about outcomes tells its own reader, of events that are told.
func strangelyTold(db bun.IDB) *bun.SelectQuery {
	return db.NewSelect().TableExpr("told_events AS t").ColumnExpr("CAST(t.event_id AS text) || '/' || CAST(t.person_id AS text) AS row").
		ColumnExpr("'a letter to somebody else tells it, or it is nothing to tell' AS what").
		Where("NOT EXISTS (SELECT 1 FROM tellings x JOIN events e ON e.id = t.event_id WHERE x.id = t.telling_id AND x.person_id = t.person_id AND e.kind IN (?))", bun.In(TellingKinds))
}
