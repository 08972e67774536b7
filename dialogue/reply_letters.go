package dialogue

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
)

// replyTaken is what a letter about an answer that was taken is made of.
type replyTaken struct {
	For     string      `json:"for"`
	Subject uuid.UUID   `json:"subject"`
	Count   int         `json:"count"`
	Held    int         `json:"held,omitempty"`   // answers that somebody else releases or publishes
	Failed  []uuid.UUID `json:"failed,omitempty"` // items
	Words   []string    `json:"words,omitempty"`  // what was written about each of them, so that it isn't lost
}

func (s *Store) tellTaken(ctx context.Context, tx bun.Tx, actor panel.Actor, taken replyTaken) error {
	to, err := panel.Recipients(ctx, tx, tx.NewSelect().Table("people").Column("id").Where("id = ?", actor.Person.ID))
	if err != nil {
		return err
	}
	for _, person := range to {
		if _, err := s.Outbox.Queue(ctx, tx, mail.Draft{Kind: mail.KindReplyTaken, Subject: newID(), To: person, Personal: taken}); err != nil {
			return wrap("letters", err)
		}
	}
	return nil
}

func (s *Store) composeTaken(ctx context.Context, db bun.IDB, m *mail.Mail) (mail.Letter, error) {
	var taken replyTaken
	if err := json.Unmarshal(m.Personal, &taken); err != nil {
		return nil, wrap("personal part", err)
	}
	base, err := s.baseURL(ctx, db)
	if err != nil {
		return nil, err
	}
	l := mail.ReplyTaken{For: taken.For, Count: taken.Count, Held: taken.Held, URL: base + "/inbox"}
	switch taken.For {
	case mail.ReplyContribution:
		c, err := panel.CycleIn(ctx, db, taken.Subject)
		if err != nil {
			return nil, err
		}
		l.Panel, l.Number, l.URL = c.Panel.Name, c.Number, base+"/cycles/"+c.ID.String()
	case mail.ReplyIntro:
		d, err := s.digest(ctx, db.NewSelect().Where("di.id = ?", taken.Subject))
		if err != nil {
			return nil, err
		}
		l.Panel, l.Number, l.URL = d.Panel.Name, d.Cycle.Number, base+"/digests/"+d.ID.String()
	}
	titles, err := titlesOf(ctx, db, taken.Failed)
	for i, id := range taken.Failed {
		failed := mail.FailedPoint{Title: titles[id]}
		if i < len(taken.Words) {
			failed.Text = taken.Words[i]
		}
		l.Failed = append(l.Failed, failed)
	}
	return l, err
}

// composeUnderstood shows what still waits for its writer.
func (s *Store) composeUnderstood(ctx context.Context, db bun.IDB, m *mail.Mail) (mail.Letter, error) {
	var a MailAnswer
	err := db.NewSelect().Model(&a).Where("an.id = ?", m.SubjectID).Scan(ctx)
	if isNone(err) || err == nil && a.State != Waiting {
		return nil, mail.Suppress("it was sent, used on the site or corrected meanwhile")
	}
	if err != nil {
		return nil, wrap("answer by mail", err)
	}
	u, err := a.Understood()
	if err != nil {
		return nil, err
	}
	base, err := s.baseURL(ctx, db)
	if err != nil {
		return nil, err
	}
	l := mail.Understood{For: a.Kind, Aside: u.Aside}
	switch a.Kind {
	case mail.ReplyContribution:
		return s.understoodContribution(ctx, db, l, base, m.Language, a, u)
	case mail.ReplyOutcome:
		return s.understoodPoints(ctx, db, l, base, a, u)
	}
	d, err := s.digest(ctx, db.NewSelect().Where("di.id = ?", a.SubjectID))
	if err != nil {
		return nil, err
	}
	if d.State != DigestDraft {
		return nil, mail.Suppress("the digest was approved meanwhile")
	}
	l.Panel, l.Number, l.Now, l.Ready, l.URL = d.Panel.Name, d.Cycle.Number, u.Before, true, base+"/digests/"+d.ID.String()
	l.Parts, l.Until = []mail.UnderstoodPart{{Text: u.Intro}}, a.lapses().In(d.Panel.Zone())
	return l, nil
}

func (s *Store) understoodContribution(ctx context.Context, db bun.IDB, l mail.Understood, base, language string, a MailAnswer, u Understood) (mail.Letter, error) {
	c, err := panel.CycleIn(ctx, db, a.SubjectID)
	if err != nil {
		return nil, err
	}
	if !c.Collects(s.Clock()) {
		return nil, mail.Suppress("the round no longer collects")
	}
	asked, err := askedIn(ctx, db, c.ID)
	if err != nil {
		return nil, err
	}
	l.Panel, l.Number, l.Ready, l.Until, l.URL = c.Panel.Name, c.Number, true, c.Until(c.CollectingUntil), base+"/cycles/"+c.ID.String()+"/contribute"
	for _, answer := range u.Answers {
		part := mail.UnderstoodPart{Mark: valueOf(answer.Mark), Importance: valueOf(answer.Importance), Experience: valueOf(answer.Experience),
			People: answer.People, Text: answer.Text}
		if q := questionOf(asked, answer.QuestionID); q != nil {
			part.Title, part.Lacks = q.Text(language), answer.lacks(q.Kind)
			part.Number = 1 + slices.IndexFunc(asked, func(other panel.CycleQuestion) bool { return other.ID == q.ID })
			if options := q.Options(language); answer.Choice != nil && *answer.Choice < len(options) {
				part.Choice = options[*answer.Choice]
			}
		}
		l.Parts = append(l.Parts, part)
	}
	slices.SortStableFunc(l.Parts, func(a, b mail.UnderstoodPart) int {
		return number(PointAnswer{Number: a.Number}) - number(PointAnswer{Number: b.Number})
	})
	return l, nil
}

func valueOf(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

func (s *Store) understoodPoints(ctx context.Context, db bun.IDB, l mail.Understood, base string, a MailAnswer, u Understood) (mail.Letter, error) {
	day, err := organisationDay(ctx, db, s.Clock())
	if err != nil {
		return nil, err
	}
	var ids []uuid.UUID
	for _, p := range u.Points {
		ids = append(ids, p.ItemID)
	}
	titles, err := titlesOf(ctx, db, ids)
	if err != nil {
		return nil, err
	}
	l.URL, l.Until = base+"/inbox", a.lapses().In(day.began.Location())
	if slices.Contains(ids, a.SubjectID) {
		l.URL = base + "/items/" + a.SubjectID.String()
	}
	for _, p := range u.Points {
		part := mail.UnderstoodPart{Number: p.Number, Title: titles[p.ItemID], Outcome: p.Outcome, DueOn: moment(p.DueOn), Text: p.Text, Lacks: p.lacks(day.calendar, day.today)}
		if slices.Contains(ids, a.SubjectID) {
			part.Number = 0 // the letter was about one point, and had no number
		}
		l.Ready = l.Ready || part.Lacks == ""
		l.Parts = append(l.Parts, part)
	}
	return l, nil
}
