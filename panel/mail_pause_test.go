package panel_test

import (
	"testing"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

func TestMailIsPausedAndResumedByAnAdministrator(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := t.Context()
		paused := func() (why, sender string) {
			o, err := w.Store.Organisation(ctx, w.Store.DB)
			ok(t, err)
			s, err := w.Outbox.Sender(ctx, w.Store.DB)
			ok(t, err)
			return o.MailPausedBy + ": " + o.MailPaused, s.Paused
		}
		refused(t, w.Store.PauseMail(ctx, w.As(t, w.Joris), "Storing"), "error.administrators_only")
		refused(t, w.Store.ResumeMail(ctx, w.As(t, w.Joris)), "error.administrators_only")
		refused(t, w.Store.PauseMail(ctx, w.As(t, w.Ineke), " "), "error.missing")
		ok(t, w.Store.ResumeMail(ctx, w.As(t, w.Ineke))) // it isn't paused: nothing to do
		for range 2 {
			ok(t, w.Store.PauseMail(ctx, w.As(t, w.Ineke), "De mailserver verhuist"))
			if who, sender := paused(); who != "Ineke de Vries: De mailserver verhuist" || sender != "De mailserver verhuist" {
				t.Fatalf("%q, %q", who, sender)
			}
		}
		ok(t, w.Store.HoldMail(ctx, w.Store.DB, mail.SetBack))
		if who, _ := paused(); who != ": "+mail.SetBack {
			t.Fatalf("the program paused, but it says %q", who)
		}
		ok(t, w.Store.ResumeMail(ctx, w.As(t, w.Ineke)))
		o, err := w.Store.Organisation(ctx, w.Store.DB)
		if ok(t, err); o.MailPaused != "" || o.MailPausedBy != "" || !o.MailPausedAt.IsZero() {
			t.Fatalf("%q by %q at %v", o.MailPaused, o.MailPausedBy, o.MailPausedAt)
		}
	})
}

func TestANewOrganisationSendsItsLettersOnWorkingDaysByDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		ctx := t.Context()
		s := &panel.Store{DB: db, Clock: (&paneltest.Clock{}).Now}
		ok(t, s.HoldMail(ctx, db, mail.Moved)) // before the set-up there is nothing to hold
		refused(t, s.PauseMail(ctx, panel.System, "Storing"), "error.not_set_up")
		_, err := s.SetUp(ctx, panel.SetUpInput{Organisation: "Gemeente Waterveld", Name: "Ineke de Vries", Email: "ineke@waterveld.example"})
		ok(t, err)
		sender, err := s.Sender("https://klantpanel.waterveld.example")(ctx, db)
		ok(t, err)
		for at, open := range map[string]bool{
			"2027-04-26T04:59:59Z": false, "2027-04-26T05:00:00Z": true, "2027-04-26T16:59:59Z": true, "2027-04-26T17:00:00Z": false,
			"2027-04-27T09:00:00Z": false, // King's Day
			"2027-04-24T09:00:00Z": false, // Saturday
		} {
			moment, err := time.Parse(time.RFC3339, at)
			if ok(t, err); sender.Hours.Open(moment) != open {
				t.Errorf("at %s letters go out: %v", at, !open)
			}
		}
	})
}

func TestTheHoursOfLettersAreHoursOfOneDay(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		in := panel.OrganisationInput{Name: "Gemeente Waterveld", Language: "nl", TimeZone: "Europe/Amsterdam", MailName: "Klantpanel",
			MailAddress: "klantpanel@waterveld.example", Contact: "toestel 1234"}
		for _, c := range []struct {
			from, until int
			refused     string
		}{{0, 0, ""}, {7, 19, ""}, {0, 24, ""}, {23, 24, ""}, {19, 7, "error.letters_until"}, {7, 7, "error.letters_until"}, {-1, 7, "error.between"}, {7, 25, "error.between"}, {24, 24, "error.between"}} {
			in.LettersFrom, in.LettersUntil, in.LettersWeekend = c.from, c.until, true
			err := w.Store.SaveOrganisation(t.Context(), w.As(t, w.Ineke), in)
			if c.refused != "" {
				refused(t, err, c.refused)
				continue
			}
			ok(t, err)
			o, err := w.Store.Organisation(t.Context(), w.Store.DB)
			if ok(t, err); o.LettersFrom != c.from || o.LettersUntil != c.until || !o.LettersWeekend {
				t.Errorf("from %d until %d, weekends %v", o.LettersFrom, o.LettersUntil, o.LettersWeekend)
			}
		}
	})
}
