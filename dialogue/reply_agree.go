package dialogue

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/mail/back"
	"klantpanel/migrations"
	"klantpanel/panel"
)

// takeAgreement takes the answer to the letter that shows what was understood. YES does it, by the same operation as the page, and once however
// often it comes; NO leaves it as it is; anything else is understood as a correction.
func (s *Store) takeAgreement(ctx context.Context, tx bun.Tx, r back.Reply) error {
	var a MailAnswer
	err := migrations.ForUpdate(tx.NewSelect().Model(&a).Where("an.id = ? AND an.person_id = ?", r.Mail.SubjectID, r.Mail.PersonID)).Scan(ctx)
	if isNone(err) { // tidied since
		return &back.Refusal{Reason: back.Closed}
	}
	if err != nil {
		return wrap("answer by mail", err)
	}
	switch yes := answersYes(r.Text); {
	case answersNo(r.Text), yes && a.State == MailAnswerUsed:
		return nil
	case !yes:
		return s.takeAnswer(ctx, tx, r, a.Kind, a.SubjectID)
	case a.State == MailAnswerDropped, a.lapsed(s.Clock()):
		return &back.Refusal{Reason: back.Closed}
	}
	actor, err := panel.ActIn(ctx, tx, a.PersonID, s.Clock())
	if err != nil {
		return err
	}
	u, err := a.Understood()
	if err != nil {
		return err
	}
	switch a.Kind {
	case mail.ReplyContribution:
		return s.agreeContribution(ctx, tx, actor, r, a, u)
	case mail.ReplyOutcome:
		return s.agreeOutcome(ctx, tx, actor, a, u)
	}
	return s.agreeIntro(ctx, tx, actor, r, a, u)
}

func (s *Store) agreeContribution(ctx context.Context, tx bun.Tx, actor panel.Actor, r back.Reply, a MailAnswer, u Understood) error {
	asked, err := askedIn(ctx, tx, a.SubjectID)
	if err != nil {
		return err
	}
	added, err := s.contributeIn(ctx, tx, actor, a.SubjectID, a.ID, u.sendable(asked, r.Mail.Language), "")
	if err != nil {
		return err
	}
	if err := dropSameDraft(ctx, tx, a, u); err != nil {
		return err
	}
	return s.tellTaken(ctx, tx, actor, replyTaken{For: a.Kind, Subject: a.SubjectID, Count: added})
}

// agreeOutcome answers the points that can be answered. What lacks something waits for the page or a correction; of what was refused, because
// somebody else answered it or it went to another service, the letter tells, with the words.
func (s *Store) agreeOutcome(ctx context.Context, tx bun.Tx, actor panel.Actor, a MailAnswer, u Understood) error {
	day, err := organisationDay(ctx, tx, s.Clock())
	if err != nil {
		return err
	}
	points := slices.Clone(u.Points) // held in one order, whoever else answers several at once
	slices.SortFunc(points, func(a, b PointAnswer) int { return slices.Compare(a.ItemID[:], b.ItemID[:]) })
	taken := replyTaken{For: a.Kind, Subject: a.SubjectID}
	var left []PointAnswer
	for _, p := range points {
		if p.lacks(day.calendar, day.today) != "" {
			left = append(left, p)
			continue
		}
		item, err := s.giveOutcomeIn(ctx, tx, actor, p.ItemID, nil, OutcomeInput{Outcome: p.Outcome, Answer: p.Text, DueOn: p.DueOn})
		var refused *panel.Problem
		switch {
		case errors.As(err, &refused):
			taken.Failed, taken.Words = append(taken.Failed, p.ItemID), append(taken.Words, p.Text)
		case err != nil:
			return err
		case item.State == HasOutcome:
			taken.Count++
		default: // a draft, or ready to be published
			taken.Held++
		}
	}
	if taken.Count == 0 && taken.Held == 0 && len(taken.Failed) == 0 {
		return s.tellAgain(ctx, tx, a)
	}
	if len(left) == 0 {
		err = useMailAnswer(ctx, tx, a.ID)
	} else {
		err = keepPoints(ctx, tx, a, left)
	}
	if err != nil {
		return err
	}
	return s.tellTaken(ctx, tx, actor, taken)
}

// keepPoints keeps what is still to be said about points.
func keepPoints(ctx context.Context, tx bun.Tx, a MailAnswer, left []PointAnswer) (err error) {
	if a.Form, err = json.Marshal(Understood{Points: mergedPoints(nil, left)}); err != nil {
		return wrap("answer by mail", err)
	}
	_, err = tx.NewUpdate().Model(&a).Column("form").WherePK().Exec(ctx)
	return wrap("answer by mail", err)
}

// agreeIntro puts the introduction above the digest, unless somebody else wrote one since the letter showed what was there.
func (s *Store) agreeIntro(ctx context.Context, tx bun.Tx, actor panel.Actor, r back.Reply, a MailAnswer, u Understood) error {
	d, err := s.digestDraft(ctx, tx, actor, a.SubjectID)
	if err != nil {
		return err
	}
	if now := d.introIn(r.Mail.Language); now != u.Before {
		u.Before = now
		return s.ask(ctx, tx, actor, a.Kind, a.SubjectID, u, []MailAnswer{a}, r.ReceivedAt)
	}
	nl, en := u.Intro, d.IntroEN
	if r.Mail.Language == "en" {
		nl, en = d.IntroNL, u.Intro
	}
	if _, err := s.saveIntro(ctx, tx, actor, d.ID, Approval{IntroNL: nl, IntroEN: en}); err != nil { // which ends the answer too
		return err
	}
	return s.tellTaken(ctx, tx, actor, replyTaken{For: a.Kind, Subject: a.SubjectID, Count: 1})
}

// tellAgain shows once more what was understood to who agreed to something that can't be sent as it is.
func (s *Store) tellAgain(ctx context.Context, tx bun.Tx, a MailAnswer) error {
	if _, err := usedAnswer(tx, MailAnswerDropped).Where("id = ?", a.ID).Exec(ctx); err != nil {
		return wrap("answer by mail", err)
	}
	a.ID = newID() // a letter about the same thing is sent once
	return s.propose(ctx, tx, a)
}

// dropSameDraft deletes the draft on the site when it says what was just sent, and nothing else. Other words stay.
func dropSameDraft(ctx context.Context, tx bun.Tx, a MailAnswer, u Understood) error {
	var d Draft
	err := tx.NewSelect().Model(&d).Where("d.cycle_id = ? AND d.person_id = ?", a.SubjectID, a.PersonID).Scan(ctx)
	if err != nil {
		return wrap("draft", unlessNone(err))
	}
	typed := map[string][]string{}
	if json.Unmarshal(d.Form, &typed) != nil || !sameForm(typed, u.Form()) {
		return nil
	}
	_, err = tx.NewDelete().Model(&d).WherePK().Exec(ctx)
	return wrap("draft", err)
}
