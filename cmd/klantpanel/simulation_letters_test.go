package main

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

// checkLetters looks at the letters that were decided on since the last step.
func (s *simulation) checkLetters(t *testing.T) {
	t.Helper()
	var fresh []mail.Mail
	paneltest.OK(t, s.one.DB.NewSelect().Model(&fresh).Column("id", "kind", "subject_id", "person_id").Where("m.id > ?", s.lastMail).Order("m.id").Scan(t.Context()))
	for _, m := range fresh {
		s.lastMail = m.ID
		s.told.letters++
		kept := s.open[m.SubjectID]
		if kept == nil {
			continue
		}
		kept.told[m.Kind]++
		if m.Kind == mail.KindReminder || m.Kind == mail.KindLastReminder {
			s.checkReminder(t, kept, m.PersonID)
		}
	}
	for id, kept := range s.open {
		if kept.told[mail.KindOpening] != len(kept.office) {
			s.fail(t, kept.of, "round %d (%s) has %d opening letters, and %d ambassadors are in office", kept.number, id, kept.told[mail.KindOpening], len(kept.office))
		}
	}
	var waiting []panel.CycleLetter
	paneltest.OK(t, s.one.DB.NewSelect().Model(&waiting).Where("cl.done_at IS NULL AND cl.due_at > ?", s.now).Order("cl.due_at").Limit(1).Scan(t.Context()))
	if s.letterDue = (time.Time{}); len(waiting) > 0 {
		s.letterDue = waiting[0].DueAt
	}
}

// checkReminder looks at a reminder to an ambassador: two at most, never on the day on which the round opens, and not after an answer.
func (s *simulation) checkReminder(t *testing.T, kept *simulatedCycle, person uuid.UUID) {
	t.Helper()
	s.told.reminders++
	kept.reminded[person]++
	today := dayOf(s.now, kept.of.zone)
	switch {
	case kept.reminded[person] > 2:
		s.fail(t, kept.of, "round %d reminds somebody for the third time", kept.number)
	case kept.answered[person]:
		s.fail(t, kept.of, "round %d reminds somebody who answered", kept.number)
	case kept.zone == kept.of.zone && !today.After(kept.openedOn):
		s.fail(t, kept.of, "round %d reminds somebody on the day on which it opens", kept.number)
	case s.now.After(kept.deadlines[0]) || kept.paused:
		s.fail(t, kept.of, "round %d, %s, paused: %v, reminds somebody though it doesn't collect", kept.number, kept.phase, kept.paused)
	case !slices.Contains(s.officeOn(kept.of, dateText(today)), person):
		s.fail(t, kept.of, "round %d reminds somebody who isn't in office", kept.number)
	}
}

// deliver is the mail server: what may go by now is sent.
func (s *simulation) deliver(t *testing.T) {
	t.Helper()
	_, err := s.one.DB.NewUpdate().Table("mails").Set("state = 'sent'").Set("sent_at = ?", s.now).Where("state IN ('queued', 'retry', 'unknown') AND NOT held AND due_at <= ?", s.now).Exec(t.Context())
	paneltest.OK(t, err)
}
