package dialogue

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/mail/back"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

func (u Understood) tooLong() bool {
	return utf8.RuneCountInString(u.Intro) > introAtMost ||
		slices.ContainsFunc(u.Answers, func(a Answer) bool { return utf8.RuneCountInString(a.Text) > answerAtMost }) ||
		slices.ContainsFunc(u.Points, func(p PointAnswer) bool { return utf8.RuneCountInString(p.Text) > answerAtMost })
}

// ask keeps what was understood in place of what was before, and queues the letter that shows it. Who says the same once more has that
// letter already.
func (s *Store) ask(ctx context.Context, tx bun.Tx, actor panel.Actor, kind string, subject uuid.UUID, u Understood, before []MailAnswer, at time.Time) error {
	form, err := json.Marshal(u)
	if err != nil {
		return wrap("answer by mail", err)
	}
	if len(before) > 0 && bytes.Equal(compact(before[0].Form), compact(form)) {
		return nil
	}
	lately, err := tx.NewSelect().Model((*MailAnswer)(nil)).Where("an.person_id = ? AND an.kind = ? AND an.subject_id = ?", actor.Person.ID, kind, subject).
		Where("an.received_at > ?", at.AddDate(0, 0, -1)).Count(ctx)
	if err != nil {
		return wrap("answers by mail", err)
	}
	if lately >= answersADay {
		return &back.Refusal{Reason: back.TooMany}
	}
	for _, a := range before {
		if _, err := usedAnswer(tx, MailAnswerDropped).Where("id = ?", a.ID).Exec(ctx); err != nil {
			return wrap("answer by mail", err)
		}
	}
	return s.propose(ctx, tx, MailAnswer{ID: newID(), PersonID: actor.Person.ID, Kind: kind, SubjectID: subject, Form: form, State: Waiting, ReceivedAt: at})
}

// propose keeps what was understood and queues the letter that shows it.
func (s *Store) propose(ctx context.Context, tx bun.Tx, a MailAnswer) error {
	if _, err := tx.NewInsert().Model(&a).Exec(ctx); err != nil {
		return wrap("answer by mail", err)
	}
	return s.tell(ctx, tx, mail.KindUnderstood, a.ID, tx.NewSelect().Table("people").Column("id").Where("id = ?", a.PersonID))
}

// compact is JSON without the space that a database may have put into it.
func compact(form []byte) []byte {
	var b bytes.Buffer
	if json.Compact(&b, form) != nil {
		return form
	}
	return b.Bytes()
}

// lapsed reports whether it is too late to agree to an answer about a point or a digest.
func (a MailAnswer) lapsed(now time.Time) bool {
	return a.Kind != mail.ReplyContribution && now.After(a.lapses())
}

func (a MailAnswer) lapses() time.Time { return a.ReceivedAt.AddDate(0, 0, answersLapse) }

// lacks names what a responder's answer doesn't have; "" when it can be sent.
func (p PointAnswer) lacks(calendar scheduler.Calendar, today scheduler.Date) string {
	var ps panel.Problems
	switch {
	case p.ItemID == uuid.Nil:
		return "point"
	case p.Outcome == "":
		return "outcome"
	case p.Text == "":
		return "text"
	case p.Outcome == Promised && p.DueOn == "":
		return "date"
	case p.Outcome == Promised:
		checkDue(&ps, calendar, p.DueOn, today)
	}
	if len(ps) > 0 {
		return "day"
	}
	return ""
}
