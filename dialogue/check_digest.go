package dialogue

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// digestChecks look for what can't be of drafts and approvals.
var digestChecks = []check{
	{3, "digests", "it went out, and not one final approval says who let it", rows("digests",
		"x.state <> 'draft' AND (SELECT COUNT(*) FROM digest_approvals a WHERE a.digest_id = x.id AND a.final AND COALESCE(a.person_id, a.id) = COALESCE(x.approved_by, a.id)) <> 1")},
	{3, "digests", "it is a draft, and somebody finally approved it", rows("digests",
		"x.state = 'draft' AND EXISTS (SELECT 1 FROM digest_approvals a WHERE a.digest_id = x.id AND a.final)")},
	{3, "digests", "it went out by itself, and somebody approved it, or nobody was told on which day", rows("digests",
		"x.by_itself AND (x.approved_by IS NOT NULL OR NOT EXISTS (SELECT 1 FROM digest_reminders r WHERE r.digest_id = x.id AND r.goes_on <> '' AND r.at < x.approved_at))")},
	{3, "digests", "more than one first approval of it holds", rows("digests",
		"(SELECT COUNT(*) FROM digest_approvals a WHERE a.digest_id = x.id AND NOT a.final AND a.withdrawn_at IS NULL) > 1")},
	{3, "digests", "the same person approved it twice, where two have to", rows("digests",
		"x.state <> 'draft' AND EXISTS (SELECT 1 FROM digest_approvals a WHERE a.digest_id = x.id AND NOT a.final AND a.withdrawn_at IS NULL AND a.person_id = x.approved_by)")},
	{7, "digests", "the number of people it tells of isn't by whole smallest groups", rows("digests", "x.people BETWEEN 1 AND 4")},
}

// overdueDrafts are the drafts that should have been reminded of, or gone out by themselves, days before now.
func overdueDrafts(ctx context.Context, db bun.IDB, calendar scheduler.Calendar, now time.Time) ([]migrations.Finding, error) {
	late := func(d scheduler.Date, zone *time.Location) bool {
		return calendar.AddWorkdays(d, graceDays) < scheduler.DateOf(now, zone)
	}
	var drafts []Digest
	err := db.NewSelect().Model(&drafts).Relation("Cycle").Relation("Panel").Where("di.id IN (?)", watchedDrafts(db).Column("di.id")).Order("di.id").Scan(ctx)
	if err != nil {
		return nil, wrap("check digests", err)
	}
	var findings []migrations.Finding
	for _, d := range drafts {
		due, err := dueOf(ctx, db, d, calendar, now)
		if err != nil {
			return nil, err
		}
		f := migrations.Finding{Table: "digests", Row: d.ID.String()}
		switch {
		case due.GoesOut && late(due.Reminder.GoesOn, d.Panel.Zone()):
			f.What = "its day has come, and it didn't go out by itself"
		case due.Reminder == nil && late(due.RemindOn, d.Panel.Zone()):
			f.What = "it waits for approval, and nobody was reminded"
		default:
			continue
		}
		findings = append(findings, f)
	}
	return findings, nil
}
