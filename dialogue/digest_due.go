package dialogue

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// ByItselfDays is how many working days a draft waits after the letter that says on which day it goes out by itself.
const ByItselfDays = 2

// byItselfClock is the hour on that day, where the panel is: the evening before there is still time.
const byItselfClock = "09:00"

// DraftReminder notes that the coordinators heard of a draft that waits.
type DraftReminder struct {
	bun.BaseModel `bun:"table:digest_reminders,alias:dr"`

	ID       uuid.UUID      `bun:"id,pk"` // version 7: in order
	DigestID uuid.UUID      `bun:"digest_id"`
	At       time.Time      `bun:"at"`
	GoesOn   scheduler.Date `bun:"goes_on"` // the day on which it goes out by itself, as they were told; "": it doesn't
}

// draftDue is what has to become of a draft that a panel doesn't let wait forever.
type draftDue struct {
	Remind   bool           // now
	GoesOut  bool           // by itself, now
	RemindOn scheduler.Date // the day from which its coordinators are reminded
	Reminder *DraftReminder // the last one that still holds
}

// DigestDue reminds the coordinators of drafts that wait for as many working days as their panel says, and lets those go out that nobody
// approved after that, where the panel wants it and wanted it ever since. While a round stands still nothing happens, and when it goes on the
// days are counted anew.
func (s *Store) DigestDue(ctx context.Context, now time.Time) error {
	var ids []uuid.UUID
	if err := watchedDrafts(s.DB).Column("di.id").Scan(ctx, &ids); err != nil {
		return wrap("digest due", err)
	}
	var failed []error
	for _, id := range ids { // one that fails keeps none of the others
		failed = append(failed, s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error { return s.digestDue(ctx, tx, id, now) }))
	}
	return wrap("digest due", errors.Join(failed...))
}

// watchedDrafts selects, as di, the drafts of panels that don't let them wait.
func watchedDrafts(db bun.IDB) *bun.SelectQuery {
	return db.NewSelect().TableExpr("digests AS di").Join("JOIN cycles AS c ON c.id = di.cycle_id AND c.phase = ? AND c.paused_at IS NULL", panel.Reporting).
		Join("JOIN panels AS pa ON pa.id = di.panel_id AND pa.digest_days > 0").Where("di.state = ?", DigestDraft).OrderExpr("di.id")
}

// digestDue holds the draft, so that of two instances the second finds it reminded of, and an approval at the same moment is one of the two.
func (s *Store) digestDue(ctx context.Context, tx bun.Tx, id uuid.UUID, now time.Time) error {
	var held []uuid.UUID
	if err := migrations.ForUpdate(tx.NewSelect().Table("digests").Column("id").Where("id = ?", id)).Scan(ctx, &held); err != nil {
		return wrap("digest", err)
	}
	d, err := s.digest(ctx, tx.NewSelect().Where("di.id = ?", id))
	if err != nil {
		return err
	}
	c, err := panel.CycleIn(ctx, tx, d.CycleID) // held: nobody pauses it meanwhile
	if err != nil {
		return err
	}
	d.Cycle = &c
	calendar, err := panel.CalendarIn(ctx, tx)
	if err != nil {
		return err
	}
	due, err := dueOf(ctx, tx, d, calendar, now)
	switch {
	case err != nil:
		return err
	case due.GoesOut:
		d.ByItself = true
		entries, err := s.toLetOut(ctx, tx, &d, c)
		if err != nil {
			return err
		}
		return s.letOut(ctx, tx, d, entries)
	case due.Remind:
		return s.remindOfDraft(ctx, tx, d, calendar, now)
	}
	return nil
}

// dueOf is what has to become of a draft. The digest has its Cycle and Panel.
func dueOf(ctx context.Context, db bun.IDB, d Digest, calendar scheduler.Calendar, now time.Time) (draftDue, error) {
	var due draftDue
	p, c := d.Panel, d.Cycle
	if d.State != DigestDraft || c.Phase != panel.Reporting || c.Paused() || p.DigestDays == 0 {
		return due, nil
	}
	since, err := waitsSince(ctx, db, d)
	if err != nil {
		return due, err
	}
	holds := since // from when on a reminder does
	if p.DigestByItself && p.ByItselfSince.After(holds) {
		holds = p.ByItselfSince.Time
	}
	var last DraftReminder
	err = db.NewSelect().Model(&last).Where("dr.digest_id = ? AND dr.at >= ?", d.ID, holds).Order("dr.id DESC").Limit(1).Scan(ctx)
	if unlessNone(err) != nil {
		return due, wrap("reminders", err)
	}
	today := scheduler.DateOf(now, p.Zone())
	due.RemindOn = max(calendar.AddWorkdays(scheduler.DateOf(since, p.Zone()), p.DigestDays), scheduler.DateOf(holds, p.Zone()))
	if err == nil {
		due.Reminder = &last
	}
	switch announced := due.Reminder != nil && due.Reminder.GoesOn != ""; {
	case announced:
		due.GoesOut = p.DigestByItself && !now.Before(due.Reminder.GoesOn.At(byItselfClock, p.Zone()))
	case due.Reminder == nil || p.DigestByItself: // it may have been told that it waits, when the panel let it wait
		due.Remind = today >= due.RemindOn && calendar.IsWorkday(today)
	}
	return due, nil
}

// waitsSince is the moment from which the days are counted: when it was drafted, or when its round last went on after standing still.
func waitsSince(ctx context.Context, db bun.IDB, d Digest) (time.Time, error) {
	var e panel.CycleEvent
	err := db.NewSelect().Model(&e).Column("at").Where("cycle_id = ? AND kind = ? AND at > ?", d.CycleID, panel.WasResumed, d.DraftedAt).Order("at DESC").Limit(1).Scan(ctx)
	if isNone(err) {
		return d.DraftedAt, nil
	}
	return e.At, wrap("resumed", err)
}

// remindOfDraft tells the coordinators that a draft waits, and on which day it goes by itself; where none is in service, the administrators.
func (s *Store) remindOfDraft(ctx context.Context, tx bun.Tx, d Digest, calendar scheduler.Calendar, now time.Time) error {
	r := DraftReminder{ID: newID(), DigestID: d.ID, At: now}
	if d.Panel.DigestByItself {
		r.GoesOn = calendar.AddWorkdays(scheduler.DateOf(now, d.Panel.Zone()), ByItselfDays)
	}
	if _, err := tx.NewInsert().Model(&r).Exec(ctx); err != nil {
		return wrap("reminder", err)
	}
	return s.tell(ctx, tx, mail.KindDigestDue, r.ID, panel.SecondApprovers(tx, d.PanelID, nil))
}

// GoesOn is the day on which a draft goes out by itself, as the coordinators were told; "" for never. The digest needs ID, PanelID, CycleID
// and DraftedAt.
func (s *Store) GoesOn(ctx context.Context, d Digest) (scheduler.Date, error) {
	r, err := s.lastReminder(ctx, s.DB, d)
	return r.GoesOn, err
}

func (s *Store) lastReminder(ctx context.Context, db bun.IDB, d Digest) (DraftReminder, error) {
	since, err := waitsSince(ctx, db, d)
	if err != nil {
		return DraftReminder{}, err
	}
	var r DraftReminder
	err = db.NewSelect().Model(&r).Join("JOIN panels AS pa ON pa.id = ? AND pa.digest_by_itself AND pa.digest_days > 0 AND dr.at >= COALESCE(pa.by_itself_since, dr.at)", d.PanelID).
		Where("dr.digest_id = ? AND dr.at >= ?", d.ID, since).Order("dr.id DESC").Limit(1).Scan(ctx)
	if isNone(err) {
		return DraftReminder{}, nil
	}
	return r, wrap("reminders", err)
}

// digestReminder is the letter about a draft that waits.
func (s *Store) digestReminder(ctx context.Context, db bun.IDB, reminder uuid.UUID) (mail.Letter, error) {
	var r DraftReminder
	if err := db.NewSelect().Model(&r).Where("dr.id = ?", reminder).Scan(ctx); err != nil {
		return nil, wrap("reminder", err)
	}
	v, err := s.letterDraft(ctx, db, r.DigestID)
	if err != nil {
		return nil, err
	}
	if v.Cycle.Paused() {
		return nil, mail.Suppress("the round is paused")
	}
	base, err := s.baseURL(ctx, db)
	letter := mail.DigestDue{Panel: v.Panel.Name, Number: v.Cycle.Number, Items: len(v.Entries), Unanswered: len(v.In(SectionUnanswered)), Waiting: v.Waiting,
		Since: v.DraftedAt.In(v.Panel.Zone()), URL: base + "/digests/" + v.ID.String()}
	if v.Panel.DigestByItself && !r.At.Before(v.Panel.ByItselfSince.Time) {
		letter.GoesOn = moment(r.GoesOn)
	}
	return letter, err
}
