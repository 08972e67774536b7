package dialogue_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// toldAndNextDay sends what is due, and goes on to the same hour of the next day.
func (h *house) toldAndNextDay(t testing.TB) *mail.Capture {
	t.Helper()
	box := h.deliver(t)
	h.clock.Add(24 * 3600e9)
	return box
}

// outcomesTo are the letters about outcomes that a folder holds for somebody, with their headers.
func (h *house) outcomesTo(t testing.TB, box *mail.Capture, to panel.Person) []*mail.Opened {
	t.Helper()
	list, err := box.List(to.Email, uuid.Nil, 1000)
	ok(t, err)
	var found []*mail.Opened
	for _, one := range list {
		letter, err := box.Open(one.ID)
		ok(t, err)
		if strings.Contains(string(letter.Raw), ".outcome@") {
			found = append(found, letter)
		}
	}
	return found
}

// fourOfFatma are four points of hers at ICT.
func (h *house) fourOfFatma(t testing.TB) []dialogue.Item {
	t.Helper()
	c := h.OpenRound(t)
	var items []dialogue.Item
	for _, title := range []string{"Wifi valt weg", "Te weinig laders", "Licht flikkert", "Deur klemt"} {
		items = append(items, h.bundle(t, c, h.ICT, title, h.say(t, h.Fatma, c, 3, title+" op de tweede verdieping.")))
	}
	return items
}

func TestWhatIsDecidedOnOneDayIsOneLetterInTheThreadOfEachPoint(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		items := h.fourOfFatma(t)
		for n, item := range items[:3] {
			h.answer(t, item, dialogue.OutcomeInput{Outcome: []string{dialogue.Changed, dialogue.Explained, dialogue.Promised}[n], Answer: "Dit is ons antwoord.", DueOn: "2027-03-01"})
		}
		box := h.deliver(t)
		letters := h.outcomesTo(t, box, h.Fatma)
		if len(letters) != 1 {
			t.Fatalf("three outcomes brought Fatma %d letters", len(letters))
		}
		raw := strings.Join(strings.Fields(string(letters[0].Raw)), " ")
		for _, item := range items[:3] {
			if !strings.Contains(raw, "<thread."+item.ID.String()+"@") || !strings.Contains(letters[0].Text, item.Title) {
				t.Errorf("the letter isn't of the thread of %s, or says nothing of it:\n%s", item.Title, letters[0].Text)
			}
		}
		if n := strings.Count(letters[0].Text, "/heard/"); n != 2 { // a promise has helped nobody yet
			t.Errorf("it asks %d times whether that helped:\n%s", n, letters[0].Text)
		}
		h.answer(t, items[3], dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "De deur is geschaafd."})
		if again := h.outcomesTo(t, h.deliver(t), h.Fatma); len(again) != 0 {
			t.Errorf("what was decided later that day came on the same day: %s", again[0].Text)
		}
		h.clock.Add(24 * 3600e9)
		ok(t, h.Deliver(context.Background(), h.As(t, h.Sanne), items[2].ID, "De lampen zijn vervangen."))
		next := h.outcomesTo(t, h.deliver(t), h.Fatma)
		if len(next) != 1 || !strings.Contains(next[0].Text, "Deur klemt") || !strings.Contains(next[0].Text, "De lampen zijn vervangen.") || strings.Contains(next[0].Text, "Wifi") {
			t.Errorf("the letters of the next day are %d: %+v", len(next), next)
		}
		h.healthy(t)
	})
}

func TestALetterOfTheEveningBeforeThatMayArriveTodayIsTodays(t *testing.T) {
	for _, state := range []string{mail.Sending, mail.Unknown} {
		t.Run(state, func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				ctx := context.Background()
				items := h.fourOfFatma(t)
				h.clock.To(scheduler.Date("2027-01-14").At("22:00", h.Panel.Zone()))
				h.answer(t, items[0], dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een zender."})
				_, err := h.db.NewUpdate().Table("mails").Set("state = ?", state).Set("leased_until = ?", time.Time{}).Where("kind = ?", mail.KindOutcome).Exec(ctx) // by who stopped meanwhile
				ok(t, err)
				h.clock.To(scheduler.Date("2027-01-15").At("07:00", h.Panel.Zone()))
				h.answer(t, items[1], dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er liggen laders."})
				for _, title := range []string{"Wifi valt weg", "Te weinig laders"} { // on Friday, and on Saturday at the same hour
					h.clock.Add(4 * time.Hour)
					letters := h.outcomesTo(t, h.toldAndNextDay(t), h.Fatma)
					if len(letters) != 1 || !strings.Contains(letters[0].Text, title) {
						t.Errorf("%d letters about %s: %+v", len(letters), title, letters)
					}
				}
				h.healthy(t)
			})
		})
	}
}

func TestALetterOfTheNextDayGoesAtTheHourOfItsReaderWhenTheClocksChangeToo(t *testing.T) {
	for _, saturday := range []scheduler.Date{"2027-03-27", "2027-10-30"} {
		t.Run(string(saturday), func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				items := h.fourOfFatma(t)
				for _, item := range items[:2] {
					h.clock.To(saturday.At("14:00", h.Panel.Zone()))
					h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Gedaan."})
					h.deliver(t)
				}
				nine := saturday.AddDays(1).At("09:00", h.Panel.Zone())
				for at, want := range map[time.Duration]int{-time.Second: 0, 0: 1} {
					due, err := h.db.NewSelect().Model((*mail.Mail)(nil)).Where("kind = ? AND state = ? AND due_at <= ?", mail.KindOutcome, mail.Queued, nine.Add(at)).Count(t.Context())
					if ok(t, err); int(due) != want {
						t.Errorf("at %v %d letters are due, want %d", nine.Add(at), due, want)
					}
				}
			})
		})
	}
}

func TestAnAnswerThatChangesBeforeAnybodyHeardOfItIsToldAsItIs(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, sanne := context.Background(), h.As(t, h.Sanne)
		items := h.fourOfFatma(t)
		h.answer(t, items[0], dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "De muren zijn te dik."})
		_, err := h.Revise(ctx, sanne, items[0].ID, 1, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een zender."}, "Er was toch geld.")
		ok(t, err)
		h.answer(t, items[1], dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Elke zaal krijgt een lader.", DueOn: "2027-03-01"})
		ok(t, h.Reschedule(ctx, sanne, items[1].ID, "2027-04-01", "De levering is later."))
		letters := h.outcomesTo(t, h.deliver(t), h.Fatma)
		if len(letters) != 1 || strings.Contains(letters[0].Text, "te dik") || !strings.Contains(letters[0].Text, "Er hangt een zender.") ||
			strings.Contains(letters[0].Text, "1 maart") || !strings.Contains(letters[0].Text, "1 april") || !strings.Contains(letters[0].Text, "Elke zaal") {
			t.Errorf("Fatma reads %+v", letters)
		}
		h.healthy(t)
	})
}

func TestOutcomesDecidedAtOnceAreToldOnceEach(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		items := h.fourOfFatma(t)
		sanne := h.As(t, h.Sanne)
		var all sync.WaitGroup
		for _, item := range items {
			all.Go(func() {
				_, err := h.GiveOutcome(context.Background(), sanne, item.ID, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Gedaan."})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := h.letters(t, mail.KindOutcome, h.Fatma); n != 1 {
			t.Errorf("four outcomes at once brought %d letters", n)
		}
		if n, err := h.db.NewSelect().Table("told_events").Where("person_id = ?", h.Fatma.ID).Count(context.Background()); err != nil || n != 4 {
			t.Errorf("%d of four outcomes are told, %v", n, err)
		}
		h.healthy(t)
	})
}

// What came to light only by the doctor: an outcome that nobody is told, one without its letter, and one in somebody else's.
func TestTheDoctorMissesALetterAboutAnOutcome(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		items := h.fourOfFatma(t)
		h.answer(t, items[0], dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Gedaan."})
		h.healthy(t)
		for damage, want := range map[string]string{
			"DELETE FROM told_events":                  "no letter tells it",
			"DELETE FROM mails WHERE kind = 'outcome'": "isn't in the outbox",
			"UPDATE tellings SET person_id = (SELECT id FROM people WHERE email = 'piet@waterveld.example')":       "somebody else",
			"UPDATE told_events SET event_id = (SELECT id FROM events WHERE kind = 'created' ORDER BY id LIMIT 1)": "nothing to tell",
		} {
			found := ""
			_ = h.db.RunInTx(context.Background(), nil, func(ctx context.Context, tx bun.Tx) error {
				_, err := tx.ExecContext(ctx, damage)
				ok(t, err)
				all, err := dialogue.Check(ctx, tx)
				ok(t, err)
				for _, f := range all {
					found += f.What + "\n"
				}
				return context.Canceled
			})
			if !strings.Contains(found, want) {
				t.Errorf("after %s the doctor finds %q", damage, found)
			}
		}
	})
}
