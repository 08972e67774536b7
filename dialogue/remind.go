package dialogue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// RemindDue reminds the ambassadors who sent nothing yet of each round with a reminder that is due, one round a transaction. A round that
// is paused waits. When two reminders came due, because the program was down, only the last one goes; when collecting has ended, none.
func (s *Store) RemindDue(ctx context.Context, now time.Time) error {
	return wrap("remind due", scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var c panel.Cycle
		q := tx.NewSelect().Model(&c).Where("c.id IN (?)", dueLetters(tx, now).Column("cl.cycle_id")).
			Where("(c.paused_at IS NULL OR c.phase <> ?)", panel.Collecting).Limit(1)
		if err := migrations.SkipLocked(scheduler.Except(q, "c.id", except)).Scan(ctx); err != nil {
			return uuid.Nil, unlessNone(err)
		}
		return c.ID, s.remind(ctx, tx, c.ID, now)
	}))
}

// dueLetters are the letters of rounds whose moment has come.
func dueLetters(db bun.IDB, now time.Time) *bun.SelectQuery {
	return db.NewSelect().Model((*panel.CycleLetter)(nil)).Where("cl.done_at IS NULL AND cl.due_at <= ?", now)
}

func (s *Store) remind(ctx context.Context, tx bun.Tx, cycle uuid.UUID, now time.Time) error {
	c, err := panel.CycleIn(ctx, tx, cycle)
	if err != nil {
		return err
	}
	var last panel.CycleLetter // read again: another instance may just have done it
	err = dueLetters(tx, now).Model(&last).Where("cl.cycle_id = ?", c.ID).Order("cl.due_at DESC").Limit(1).Scan(ctx)
	if err != nil {
		return unlessNone(err)
	}
	_, err = tx.NewUpdate().Model((*panel.CycleLetter)(nil)).Set("done_at = ?", now).
		Where("cycle_id = ? AND done_at IS NULL AND due_at <= ?", c.ID, now).Exec(ctx)
	if err != nil || !c.Collects(now) {
		return wrap("reminder", err)
	}
	return s.tell(ctx, tx, last.Kind, c.ID, panel.Unanswered(tx, c, scheduler.DateOf(now, c.Panel.Zone())))
}

// reminding is what the reminders of a round are made of, asked for once more when they are sent: between deciding and sending may lie a
// weekend.
type reminding struct {
	cycle               panel.Cycle
	unanswered, drafted map[uuid.UUID]bool // by person
	sender              mail.Sender
	codes               map[uuid.UUID]string  // of the links for colleagues, by ambassador's person
	questions           []panel.CycleQuestion // where an answer to the letter is understood
}

func (s *Store) reminding(ctx context.Context, db bun.IDB, cycle uuid.UUID) (reminding, error) {
	c, err := panel.CycleIn(ctx, db, cycle)
	if err != nil {
		return reminding{}, err
	}
	r := reminding{cycle: c}
	if r.sender, err = s.Outbox.Sender(ctx, db); err != nil {
		return r, wrap("sender", err)
	}
	if r.sender.TakesAnswers(mail.KindReminder) {
		if r.questions, err = askedIn(ctx, db, c.ID); err != nil {
			return r, err
		}
	}
	today := scheduler.DateOf(s.Clock(), c.Panel.Zone())
	if r.codes, err = panel.LinkCodes(ctx, db, c.ID, today); err != nil {
		return r, err
	}
	if r.unanswered, err = people(ctx, panel.Unanswered(db, c, today)); err != nil {
		return r, err
	}
	r.drafted, err = people(ctx, drafters(db, c.ID).ColumnExpr("DISTINCT person_id"))
	return r, err
}

// people are those whose ids the query selects.
func people(ctx context.Context, ids *bun.SelectQuery) (map[uuid.UUID]bool, error) {
	var list []uuid.UUID
	err := ids.Scan(ctx, &list)
	set := make(map[uuid.UUID]bool, len(list))
	for _, id := range list {
		set[id] = true
	}
	return set, wrap("people", err)
}

func (s *Store) composeReminder(r reminding, m *mail.Mail) (mail.Letter, error) {
	c := r.cycle
	switch {
	case c.Paused() && c.Phase == panel.Collecting:
		return nil, mail.Suppress("the round is paused")
	case !c.Collects(s.Clock()):
		return nil, mail.Suppress("the round no longer collects")
	case !r.unanswered[m.PersonID]:
		return nil, mail.Suppress("the ambassador answered meanwhile, or is no longer in office")
	}
	page := r.sender.BaseURL + "/cycles/" + c.ID.String()
	letter := mail.Reminder{Panel: c.Panel.Name, Number: c.Number, Until: c.CollectingUntil.Time.In(c.Panel.Zone()), Draft: r.drafted[m.PersonID],
		Last: m.Kind == mail.KindLastReminder, Reply: r.sender.TakesAnswers(m.Kind), URL: page + "/contribute", Kit: page + "/kit"}
	if code, ok := r.codes[m.PersonID]; ok {
		letter.Colleagues = r.sender.BaseURL + panel.LinkPath(code)
	}
	for _, q := range r.questions {
		letter.Questions = append(letter.Questions, q.InLetter(m.Language))
	}
	return letter, nil
}
