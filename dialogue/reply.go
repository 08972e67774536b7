package dialogue

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/mail/back"
	"klantpanel/migrations"
	"klantpanel/panel"
)

const (
	answersADay  = 20 // to one thing by one person: no loop of two programs goes on for ever
	answersLapse = 30 // days in which a responder or coordinator can agree; an ambassador can while the round collects
	introAtMost  = 2000
)

// kindRouted is a letter about a single point, of before the letter of a day: none is sent any more, but answers to those that were may come.
const kindRouted = "routed"

// RegisterReplies says who takes the answers to which letters. Those to the notice of a round's questions and to the end of collecting have
// nobody: choosing questions and bundling take a page, so an answer to these goes to the people behind the sender's address.
func (s *Store) RegisterReplies(r *back.Receiver) {
	for kind, take := range map[string]back.Taker{
		mail.KindOpening: s.takeContribution, mail.KindReminder: s.takeContribution, mail.KindLastReminder: s.takeContribution,
		mail.KindNudge: s.takePoints, mail.KindWeek: s.takePoints, kindRouted: s.takePoint, mail.KindDigestReady: s.takeIntro, mail.KindUnderstood: s.takeAgreement,
	} {
		r.RegisterReply(kind, refusing(take))
	}
}

// refusing makes a refusal of an operation one that the person hears of: what the letter asked for can't be done any more.
func refusing(take back.Taker) back.Taker {
	return func(ctx context.Context, tx bun.Tx, r back.Reply) error {
		err := take(ctx, tx, r)
		var p *panel.Problem
		if errors.As(err, &p) {
			return &back.Refusal{Reason: back.Closed}
		}
		return err
	}
}

func (s *Store) takeContribution(ctx context.Context, tx bun.Tx, r back.Reply) error {
	return s.takeAnswer(ctx, tx, r, mail.ReplyContribution, r.Mail.SubjectID)
}

func (s *Store) takePoints(ctx context.Context, tx bun.Tx, r back.Reply) error {
	return s.takeAnswer(ctx, tx, r, mail.ReplyOutcome, r.Mail.SubjectID)
}

// takePoint takes the answer to a letter about one point; the letter's subject is the event by which it came to the service.
func (s *Store) takePoint(ctx context.Context, tx bun.Tx, r back.Reply) error {
	var e Event
	if err := tx.NewSelect().Model(&e).Where("e.id = ?", r.Mail.SubjectID).Scan(ctx); err != nil {
		return wrap("event", err)
	}
	return s.takeAnswer(ctx, tx, r, mail.ReplyOutcome, e.ItemID)
}

func (s *Store) takeIntro(ctx context.Context, tx bun.Tx, r back.Reply) error {
	return s.takeAnswer(ctx, tx, r, mail.ReplyIntro, r.Mail.SubjectID)
}

// takeAnswer understands an answer, keeps that, and asks its writer whether it is right. It joins what they wrote before about the same.
func (s *Store) takeAnswer(ctx context.Context, tx bun.Tx, r back.Reply, kind string, subject uuid.UUID) error {
	// Of two answers by one person at once the second sees what came of the first.
	if _, err := migrations.ForUpdate(tx.NewSelect().Table("people").Column("id").Where("id = ?", r.Mail.PersonID)).Exec(ctx); err != nil {
		return wrap("person", err)
	}
	actor, err := panel.ActIn(ctx, tx, r.Mail.PersonID, s.Clock())
	if err != nil {
		return err
	}
	u, err := s.understand(ctx, tx, actor, r, kind, subject)
	if err != nil {
		return err
	}
	before, err := waitingAnswers(ctx, tx, actor.Person.ID, kind, subject)
	if err != nil {
		return err
	}
	if len(before) > 0 {
		earlier, err := before[0].Understood()
		if err != nil {
			return err
		}
		u = earlier.merged(u)
	}
	switch {
	case len(u.Answers)+len(u.Points) == 0 && u.Intro == "":
		return &back.Refusal{Reason: back.Empty}
	case u.tooLong():
		return &back.Refusal{Reason: back.TooLong}
	}
	return s.ask(ctx, tx, actor, kind, subject, u, before, r.ReceivedAt)
}

// understand reads an answer by what its letter asked, when the actor may still give one.
func (s *Store) understand(ctx context.Context, tx bun.Tx, actor panel.Actor, r back.Reply, kind string, subject uuid.UUID) (Understood, error) {
	switch kind {
	case mail.ReplyContribution:
		if _, _, err := s.collecting(ctx, tx, actor, subject); err != nil {
			return Understood{}, err
		}
		asked, err := askedIn(ctx, tx, subject)
		if err != nil {
			return Understood{}, err
		}
		most, err := tx.NewSelect().Table("people").Where("active").Count(ctx)
		return UnderstandContribution(r.Quoting, asked, r.Mail.Language, int(most)), wrap("people", err)
	case mail.ReplyOutcome:
		asked, err := s.pointsAsked(ctx, tx, actor, subject)
		if err != nil {
			return Understood{}, err
		}
		day, err := organisationDay(ctx, tx, s.Clock())
		return UnderstandPoints(r.Quoting, asked, day.today), err
	}
	d, err := s.digestDraft(ctx, tx, actor, subject)
	return Understood{Intro: r.Text, Before: d.introIn(r.Mail.Language)}, err
}

// askedIn are the questions of a round in the order in which its letters number them.
func askedIn(ctx context.Context, db bun.IDB, cycle uuid.UUID) ([]panel.CycleQuestion, error) {
	var asked []panel.CycleQuestion
	err := db.NewSelect().Model(&asked).Where("cq.cycle_id = ?", cycle).Order("cq.position").Scan(ctx)
	return asked, wrap("questions", err)
}

// pointsAsked are the points of a letter by their number there: those of a nudge, or the one item. An item that the actor can't answer is
// refused at once; of several it only shows when they agree.
func (s *Store) pointsAsked(ctx context.Context, tx bun.Tx, actor panel.Actor, subject uuid.UUID) ([]PointAsked, error) {
	var nudge Nudge
	err := tx.NewSelect().Model(&nudge).Where("nu.id = ? AND nu.person_id = ?", subject, actor.Person.ID).Scan(ctx)
	if len(nudge.Points) == 1 {
		subject = nudge.Points[0]
	}
	if isNone(err) || err == nil && len(nudge.Points) == 1 {
		item, err := s.accountable(ctx, tx, actor, subject)
		if err == nil && item.State == HasOutcome {
			err = panel.Refuse(panel.Conflict, "error.item_answered")
		}
		return []PointAsked{{item.ID, item.Title}}, err
	}
	if err != nil {
		return nil, wrap("nudge", err)
	}
	titles, err := titlesOf(ctx, tx, nudge.Points)
	asked := make([]PointAsked, len(nudge.Points))
	for i, id := range nudge.Points {
		asked[i] = PointAsked{id, titles[id]}
	}
	return asked, err
}

func titlesOf(ctx context.Context, db bun.IDB, items []uuid.UUID) (map[uuid.UUID]string, error) {
	var found []Item
	err := db.NewSelect().Model(&found).Column("id", "title").Where("i.id IN (?)", bun.In(append([]uuid.UUID{uuid.Nil}, items...))).Scan(ctx)
	titles := make(map[uuid.UUID]string, len(found))
	for _, item := range found {
		titles[item.ID] = item.Title
	}
	return titles, wrap("items", err)
}

// digestDraft reads a digest whose introduction the actor may still write.
func (s *Store) digestDraft(ctx context.Context, tx bun.Tx, actor panel.Actor, id uuid.UUID) (Digest, error) {
	d, err := s.digest(ctx, tx.NewSelect().Where("di.id = ?", id))
	switch {
	case err != nil:
		return d, err
	case !actor.CoordinatesPanel(d.PanelID):
		return d, panel.Refuse(panel.Forbidden, "error.coordinators_only")
	case d.State != DigestDraft || d.Cycle.Phase == panel.Cancelled:
		return d, panel.Refuse(panel.Conflict, "error.digest_approved")
	}
	return d, nil
}

// introIn is the introduction in one language, and in no other.
func (d Digest) introIn(language string) string {
	if language == "en" {
		return d.IntroEN
	}
	return d.IntroNL
}
