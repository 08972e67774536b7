package dialogue_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// The round of these tests opens on Tuesday 12 January at nine and collects up to and including Tuesday 26 January.
const (
	halfway  = scheduler.Date("2027-01-19")
	justDue  = "09:00"
	almost   = scheduler.Date("2027-01-25")
	closing  = scheduler.Date("2027-01-26")
	dayAfter = scheduler.Date("2027-01-27")
)

// at moves the clock to an hour of a day in Waterveld and does what is due then.
func (h *house) at(t testing.TB, day scheduler.Date, clock string) {
	t.Helper()
	h.clock.To(day.At(clock, h.Panel.Zone()))
	h.due(t)
}

// due does what the program does by itself.
func (h *house) due(t testing.TB) {
	t.Helper()
	for _, job := range []func(context.Context, time.Time) error{h.CloseDue, h.RemindDue, h.ClockDue, h.NudgeDue} {
		ok(t, job(context.Background(), h.clock.Now()))
	}
}

// instances does a job in several instances at once.
func (h *house) instances(t testing.TB, job func(context.Context, time.Time) error) {
	t.Helper()
	var all sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		all.Go(func() { errs[i] = job(context.Background(), h.clock.Now()) })
	}
	all.Wait()
	ok(t, errors.Join(errs...))
}

// kinds are those of the letters to a person that are of one of these, in order.
func (h *house) kinds(t testing.TB, to panel.Person, kinds ...string) []string {
	t.Helper()
	var got []string
	ok(t, h.db.NewSelect().Model((*mail.Mail)(nil)).Column("kind").Where("person_id = ? AND kind IN (?)", to.ID, bun.In(kinds)).
		Order("created_at", "id").Scan(context.Background(), &got))
	return got
}

// reminded compares the reminders to a person.
func (h *house) reminded(t testing.TB, to panel.Person, want ...string) {
	t.Helper()
	if got := h.kinds(t, to, mail.KindReminder, mail.KindLastReminder); !slices.Equal(got, want) {
		t.Fatalf("%s: %s was reminded by %v, want %v", h.clock.Now(), to.Name, got, want)
	}
}

// lastLetter is the subject and the text of the last letter of a kind that was sent to a person.
func (h *house) lastLetter(t testing.TB, box *mail.Capture, kind string, to panel.Person) string {
	t.Helper()
	list, err := box.List(to.Email, uuid.Nil, 1000)
	ok(t, err)
	for _, one := range list {
		letter, err := box.Open(one.ID)
		ok(t, err)
		if strings.Contains(string(letter.Raw), "."+kind+"@") {
			return letter.Subject + " " + strings.Join(strings.Fields(letter.Text), " ")
		}
	}
	t.Fatalf("no %s was sent to %s", kind, to.Name)
	return ""
}

func TestOnlyAmbassadorsWhoSentNothingAreRemindedTwiceAtMost(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		h.say(t, h.Fatma, c, 3, "De wifi valt weg in zaal 3.")
		h.at(t, halfway, "08:59")
		h.reminded(t, h.Piet)
		h.at(t, halfway, justDue)
		h.reminded(t, h.Piet, mail.KindReminder)
		for day := halfway; day < almost; day = day.AddDays(1) {
			h.at(t, day, "17:00")
		}
		h.reminded(t, h.Piet, mail.KindReminder)
		for day := almost; day <= "2027-02-16"; day = day.AddDays(1) {
			h.at(t, day, justDue)
		}
		h.reminded(t, h.Piet, mail.KindReminder, mail.KindLastReminder)
		h.reminded(t, h.Fatma)
		h.reminded(t, h.Joris)
		h.healthy(t)
	})
}

func TestADraftIsNoAnswerAndTheReminderSaysThatItWaits(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		ok(t, h.SaveDraft(context.Background(), h.As(t, h.Piet), c.ID, []byte(`{"text.unasked":"Op de werf"}`)))
		h.at(t, halfway, justDue)
		box := h.deliver(t)
		const waits = "Wat u typte is bewaard, maar nog niet verstuurd."
		if text := h.lastLetter(t, box, mail.KindReminder, h.Piet); !strings.Contains(text, waits) || !strings.Contains(text, "tot en met dinsdag 26 januari 2027") {
			t.Errorf("Piet reads %s", text)
		}
		if text := h.lastLetter(t, box, mail.KindReminder, h.Fatma); strings.Contains(text, waits) {
			t.Errorf("Fatma typed nothing, and reads %s", text)
		}
	})
}

func TestAReminderThatIsNoLongerNeededIsNotSent(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		h.at(t, almost, justDue)
		h.say(t, h.Fatma, c, 3, "De wifi valt weg in zaal 3.")
		h.clock.To(dayAfter.At("07:00", h.Panel.Zone()))
		ok(t, h.CloseDue(context.Background(), h.clock.Now()))
		h.deliver(t)
		for _, who := range []panel.Person{h.Fatma, h.Piet} {
			if states := h.states(t, mail.KindLastReminder, who); !slices.Equal(states, []string{mail.Suppressed}) {
				t.Errorf("the reminder to %s is %v", who.Name, states)
			}
		}
	})
}

func TestAnAmbassadorWhoAnswersBeforeTheReminderIsSentHasNone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		h.at(t, halfway, justDue)
		h.say(t, h.Fatma, c, 3, "De wifi valt weg in zaal 3.")
		_, err := h.Waterveld.Store.SaveAmbassador(context.Background(), panel.System, h.Panel.ID, h.ambassador(t, h.Piet), panel.AmbassadorInput{StartsOn: "2027-01-01", EndsOn: "2027-01-18"})
		ok(t, err)
		h.deliver(t)
		for _, who := range []panel.Person{h.Fatma, h.Piet} {
			if states := h.states(t, mail.KindReminder, who); !slices.Equal(states, []string{mail.Suppressed}) {
				t.Errorf("the reminder to %s is %v", who.Name, states)
			}
		}
		h.at(t, almost, justDue)
		h.reminded(t, h.Piet, mail.KindReminder)
	})
}

// ambassador is the key of somebody's office.
func (h *house) ambassador(t testing.TB, who panel.Person) uuid.UUID {
	t.Helper()
	all, err := h.Waterveld.Store.Ambassadors(context.Background(), h.Panel.ID)
	ok(t, err)
	return all[slices.IndexFunc(all, func(a panel.Ambassador) bool { return a.PersonID == who.ID })].ID
}

func TestAfterAStopOnlyTheLastReminderGoesAndNoneAfterCollecting(t *testing.T) {
	for stopped, want := range map[scheduler.Date][]string{closing: {mail.KindLastReminder}, dayAfter: nil, "2027-06-01": nil} {
		each(t, func(t *testing.T, h *house) {
			h.OpenRound(t)
			h.at(t, stopped, "10:00")
			h.due(t)
			h.reminded(t, h.Fatma, want...)
			waits, err := h.db.NewSelect().Table("cycle_letters").Where("done_at IS NULL").Exists(context.Background())
			if ok(t, err); waits {
				t.Errorf("stopped until %s: a reminder still waits for ever", stopped)
			}
		})
	}
}

func TestSeveralInstancesRemindOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.OpenRound(t)
		for _, day := range []scheduler.Date{halfway, almost} {
			h.clock.To(day.At(justDue, h.Panel.Zone()))
			h.instances(t, h.RemindDue)
			h.instances(t, h.RemindDue)
		}
		h.reminded(t, h.Fatma, mail.KindReminder, mail.KindLastReminder)
		h.reminded(t, h.Piet, mail.KindReminder, mail.KindLastReminder)
	})
}

func TestWhileARoundIsPausedNobodyIsReminded(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		h.at(t, "2027-01-18", "12:00")
		joris := h.As(t, h.Joris)
		ok(t, h.PauseCycle(ctx, joris, c.ID, "Het stadhuis verhuist."))
		for day := scheduler.Date("2027-01-18"); day < "2027-02-08"; day = day.AddDays(1) {
			h.at(t, day, "16:00")
		}
		h.reminded(t, h.Fatma)
		ok(t, h.ResumeCycle(ctx, joris, c.ID))
		for day := scheduler.Date("2027-02-08"); day < "2027-03-08"; day = day.AddDays(1) {
			h.at(t, day, "16:00")
		}
		if got := h.kinds(t, h.Fatma, mail.KindReminder, mail.KindLastReminder); len(got) == 0 || len(got) > 2 || got[len(got)-1] != mail.KindLastReminder {
			t.Errorf("after the pause Fatma was reminded by %v", got)
		}
		h.healthy(t)
	})
}
