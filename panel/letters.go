package panel

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/scheduler"
)

// RegisterLetters tells the outbox who composes this package's letters.
func (s *Store) RegisterLetters() {
	s.Outbox.Register(mail.KindOpening, mail.BySubject(s.openingOf, s.composeOpening))
	s.Outbox.Register(mail.KindNotice, mail.BySubject(s.noticeOf, composeNotice))
}

// opening is what the ambassadors' letters of a cycle are made of.
type opening struct {
	cycle     Cycle
	questions []CycleQuestion
	url       string                     // of the round
	base      string                     // of the site
	reply     bool                       // an answer to the letter is understood
	codes     map[uuid.UUID]string       // of the links for colleagues, by ambassador's person
	calendar  map[string]mail.Attachment // by language
}

func (s *Store) openingOf(ctx context.Context, db bun.IDB, cycle uuid.UUID) (opening, error) {
	c, err := CycleIn(ctx, db, cycle)
	if err != nil {
		return opening{}, err
	}
	sender, err := s.Outbox.Sender(ctx, db)
	if err != nil {
		return opening{}, fmt.Errorf("opening letter: %w", err)
	}
	questions, err := cycleQuestions(ctx, db, c.ID)
	if err != nil {
		return opening{}, err
	}
	codes, err := LinkCodes(ctx, db, c.ID, scheduler.DateOf(s.Clock(), c.Panel.Zone()))
	calendar := map[string]mail.Attachment{}
	for _, language := range []string{"nl", "en"} { // once for all readers
		calendar[language] = c.calendarFile(language, sender)
	}
	return opening{c, questions, sender.BaseURL + "/cycles/" + c.ID.String(), sender.BaseURL, sender.TakesAnswers(mail.KindOpening), codes, calendar}, err
}

func (s *Store) composeOpening(o opening, m *mail.Mail) (mail.Letter, error) {
	c := o.cycle
	if !c.Collects(s.Clock()) {
		return nil, mail.Suppress("the round no longer collects")
	}
	letter := mail.Opening{Panel: c.Panel.Name, Number: c.Number, Until: c.Until(c.CollectingUntil), URL: o.url + "/contribute",
		Kit: o.url + "/kit", Reply: o.reply, Calendar: o.calendar[calendarLanguage(m.Language)]}
	if code, ok := o.codes[m.PersonID]; ok {
		letter.Colleagues = o.base + LinkPath(code)
	}
	for _, q := range o.questions {
		letter.Questions = append(letter.Questions, q.InLetter(m.Language))
	}
	return letter, nil
}
