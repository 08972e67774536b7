package panel

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"klantpanel/mail"
)

// RegisterLetters tells the outbox who composes this package's letters.
func (s *Store) RegisterLetters() {
	s.Outbox.Register(mail.KindOpening, s.composeOpening)
}

func (s *Store) composeOpening(ctx context.Context, db bun.IDB, m *mail.Mail) (mail.Letter, error) {
	c, err := CycleIn(ctx, db, m.SubjectID)
	if err != nil {
		return nil, err
	}
	if c.Phase != Collecting || s.Clock().After(c.CollectingUntil.Time) {
		return nil, mail.Suppress("the round no longer collects")
	}
	sender, err := s.Outbox.Sender(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("opening letter: %w", err)
	}
	questions, err := cycleQuestions(ctx, db, c.ID)
	if err != nil {
		return nil, err
	}
	letter := mail.Opening{Panel: c.Panel.Name, Number: c.Number, Until: c.CollectingUntil.Time.In(c.Panel.Zone()),
		URL: sender.BaseURL + "/cycles/" + c.ID.String() + "/contribute"}
	for _, q := range questions {
		text := q.Text(m.Language)
		if q.Kind == Pair {
			text = mail.PairQuestion(m.Language, text)
		}
		letter.Questions = append(letter.Questions, text)
	}
	return letter, nil
}
