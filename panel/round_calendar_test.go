package panel_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
	"klantpanel/scheduler"
)

// calendarText is a line for each letter that has a day.
func calendarText(letters []panel.DatedLetter) string {
	var text strings.Builder
	for _, l := range letters {
		if l.On != "" {
			fmt.Fprintf(&text, "%s %s to %s\n", l.On, l.Kind, l.To)
		}
	}
	return text.String()
}

func TestTheCalendarOfARoundIsReadAtAGlance(t *testing.T) {
	p := panel.Panel{TimeZone: "Europe/Amsterdam", CollectingDays: 10, RespondingDays: 10, ReportingDays: 5, NoticeDays: 3}
	collecting, responding, _ := panel.Phases("2027-01-12", p, scheduler.Calendar{})
	days := panel.RoundDays{Opening: "2027-01-12", Collecting: collecting, Responding: responding}
	const want = `2027-01-07 notice to coordinators
2027-01-12 opening to ambassadors
2027-01-19 reminder to unanswered
2027-01-25 last_reminder to unanswered
2027-01-27 bundling to coordinators
2027-02-10 digest_ready to coordinators
`
	if got := calendarText(days.Letters(p, scheduler.Calendar{})); got != want {
		t.Errorf("the calendar is\n%s", got)
	}
	p.NoticeDays = 0
	if got := calendarText(days.Letters(p, scheduler.Calendar{})); strings.Contains(got, "notice") {
		t.Errorf("without a notice the calendar is\n%s", got)
	}
}

func TestAShortRoundHasFewerReminders(t *testing.T) {
	for days, want := range map[int]string{1: "", 2: "2027-01-13 last_reminder", 3: "2027-01-13 reminder, 2027-01-14 last_reminder",
		4: "2027-01-14 reminder, 2027-01-15 last_reminder"} {
		p := panel.Panel{TimeZone: "Europe/Amsterdam", CollectingDays: days, RespondingDays: 1, ReportingDays: 1}
		collecting, responding, _ := panel.Phases("2027-01-12", p, scheduler.Calendar{})
		var got []string
		for _, l := range (panel.RoundDays{Opening: "2027-01-12", Collecting: collecting, Responding: responding}).Letters(p, scheduler.Calendar{}) {
			if l.To == panel.ToUnanswered {
				got = append(got, string(l.On)+" "+l.Kind)
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("a round that collects for %d days reminds on %v, want %s", days, got, want)
		}
	}
}

func TestRemindersMoveWithTheDeadlineUntilTheyAreDone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		w := paneltest.New(t, db)
		c := w.OpenRound(t)
		plan := func() map[string]string {
			paneltest.OK(t, db.RunInTx(t.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
				return panel.PlanLetters(ctx, tx, c, *c.Panel, scheduler.Calendar{})
			}))
			var letters []panel.CycleLetter
			paneltest.OK(t, db.NewSelect().Model(&letters).Scan(t.Context()))
			due := map[string]string{}
			for _, l := range letters {
				due[l.Kind] = l.DueAt.In(c.Panel.Zone()).Format("2006-01-02 15:04")
			}
			return due
		}
		want := map[string]string{mail.KindReminder: "2027-01-19 09:00", mail.KindLastReminder: "2027-01-25 09:00"}
		if got := plan(); !maps.Equal(got, want) {
			t.Errorf("when the round opens the reminders are planned for %v", got)
		}
		c.CollectingUntil.Time = panel.EndOf("2027-02-09", c.Panel.Zone())
		want = map[string]string{mail.KindReminder: "2027-01-26 09:00", mail.KindLastReminder: "2027-02-08 09:00"}
		if got := plan(); !maps.Equal(got, want) {
			t.Errorf("with more time the reminders are planned for %v", got)
		}
		_, err := db.NewUpdate().Model((*panel.CycleLetter)(nil)).Set("done_at = due_at").Where("kind = ?", mail.KindReminder).Exec(t.Context())
		paneltest.OK(t, err)
		c.CollectingUntil.Time = panel.EndOf("2027-01-13", c.Panel.Zone())
		want = map[string]string{mail.KindReminder: "2027-01-26 09:00"} // done is done
		if got := plan(); !maps.Equal(got, want) {
			t.Errorf("with a day left the reminders are planned for %v", got)
		}
	})
}

func TestEveryLetterThatARoundBringsStandsInItsCalendar(t *testing.T) {
	var rows []string
	for _, l := range panel.RoundCalendar {
		rows = append(rows, l.Kind)
	}
	for _, letter := range mail.Examples("nl") {
		switch kind := letter.Kind(); kind {
		case mail.KindWeek, mail.KindDecide, mail.KindAcknowledged: // the counter brings them, whatever the round
		case mail.KindThanks: // a term of office brings it, and no round
		case mail.KindSignIn, mail.KindReach, mail.KindReplyRefused, mail.KindUnderstood, mail.KindReplyTaken, mail.KindDigestTest: // somebody asked for them
		default:
			if !slices.Contains(rows, kind) {
				t.Errorf("%s isn't in the calendar of a round", kind)
			}
		}
	}
}
