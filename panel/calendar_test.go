package panel_test

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/panel/ical/icaltest"
	"klantpanel/panel/paneltest"
	"klantpanel/scheduler"
)

const site = "https://klantpanel.waterveld.example"

// feed is a person's calendar as a program reads it, of one panel or with nil of all, with this owed.
func feed(t testing.TB, w *paneltest.Waterveld, who panel.Person, of *uuid.UUID, owed ...panel.DueDay) (*icaltest.Component, string) {
	t.Helper()
	ctx := context.Background()
	f, err := w.Store.AddFeed(ctx, w.As(t, who), of)
	ok(t, err)
	return read(t, w, f.ID, owed...)
}

func read(t testing.TB, w *paneltest.Waterveld, id uuid.UUID, owed ...panel.DueDay) (*icaltest.Component, string) {
	t.Helper()
	ctx := context.Background()
	o, err := w.Store.Organisation(ctx, w.Store.DB)
	ok(t, err)
	c, err := w.Store.ReadFeed(ctx, id, o, site)
	ok(t, err)
	c.Add(owed)
	text := c.Bytes()
	return icaltest.Parse(t, text), string(text)
}

// event is the one of a kind and a planned day.
func event(t testing.TB, w *paneltest.Waterveld, c *icaltest.Component, on scheduler.Date, what string) *icaltest.Component {
	t.Helper()
	e := c.Events()[fmt.Sprintf("%s.%s.%s@klantpanel.waterveld.example", w.Panel.ID, on, what)]
	if e == nil {
		t.Fatalf("no %s of %s among %d events", what, on, len(c.Events()))
	}
	return e
}

// kinds counts the events by what they are.
func kinds(c *icaltest.Component) map[string]int {
	n := map[string]int{}
	for uid := range c.Events() {
		parts := strings.Split(strings.TrimSuffix(uid, "@klantpanel.waterveld.example"), ".")
		n[parts[len(parts)-1]]++
	}
	return n
}

func same(a, b map[string]int) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

func TestEachRoleFindsInTheCalendarWhatItHasToDo(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		_, err := w.Store.StartPanel(t.Context(), w.As(t, w.Joris), w.Panel.ID)
		ok(t, err)
		for _, c := range []struct {
			who  panel.Person
			want map[string]int
		}{
			{w.Fatma, map[string]int{"opening": 6, "collecting": 6, "reporting": 6}},
			{w.Sanne, map[string]int{"answering": 6, "responding": 6}},
			{w.Joris, map[string]int{"opening": 6, "collecting": 6, "answering": 6, "responding": 6, "reporting": 6}},
			{w.Wim, map[string]int{}},
			{w.Ineke, map[string]int{}}, // who administers runs every panel, and follows none
		} {
			calendar, text := feed(t, w, c.who, nil)
			if got := kinds(calendar); !same(got, c.want) {
				t.Errorf("%s finds %v, want %v", c.who.Name, got, c.want)
			}
			if len(c.want) == 0 && strings.Contains(text, w.Panel.Name) {
				t.Errorf("%s learns of the panel:\n%s", c.who.Name, text)
			}
		}
		both := w.Panel.ID
		if calendar, _ := feed(t, w, w.Fatma, &both); !same(kinds(calendar), map[string]int{"opening": 6, "collecting": 6, "reporting": 6}) {
			t.Errorf("of the panel alone Fatma finds %v", kinds(calendar))
		}
	})
}

func TestACalendarLeavesOutRoundsOfAnotherAge(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		in := w.PanelInput()
		in.Recurrence, in.StartsOn, in.TimeZone = "every week on tuesday at 09:00", "9999-12-01", "America/Santiago" // its clocks follow no rule that a file can hold
		_, err := w.Store.SavePanel(t.Context(), w.As(t, w.Joris), w.Panel.ID, in)
		ok(t, err)
		_, err = w.Store.StartPanel(t.Context(), w.As(t, w.Joris), w.Panel.ID)
		ok(t, err)
		if calendar, text := feed(t, w, w.Joris, nil); len(calendar.Events()) != 0 || len(text) > 1000 {
			t.Errorf("the calendar holds %d bytes and %v", len(text), kinds(calendar))
		}
	})
}

func TestAPlannedRoundKeepsItsPlaceInTheCalendarWhenItOpens(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		_, err := w.Store.StartPanel(t.Context(), w.As(t, w.Joris), w.Panel.ID)
		ok(t, err)
		planned, _ := feed(t, w, w.Fatma, nil)
		opening := event(t, w, planned, "2027-01-12", "opening")
		if at := planned.Moment(t, opening.Get("DTSTART")); !at.Equal(time.Date(2027, 1, 12, 8, 0, 0, 0, time.UTC)) || opening.Get("DTSTART").Parameters["TZID"] != "Europe/Amsterdam" {
			t.Errorf("the round is planned at %v", at)
		}
		if title := opening.Get("SUMMARY").Text(); title != "Klantpanel Werkplek: de ronde begint" {
			t.Errorf("it says %q", title)
		}
		w.OpenRound(t)
		opened, text := feed(t, w, w.Fatma, nil)
		if strings.Count(text, ".2027-01-12.opening@") != 1 {
			t.Fatalf("the round isn't there once:\n%s", text)
		}
		last := event(t, w, opened, "2027-01-12", "collecting")
		if last.Get("DTSTART").Value != "20270126" || last.Get("DTEND").Value != "20270127" || last.Get("SUMMARY").Text() != "Klantpanel Werkplek: laatste dag voor inbreng (ronde 1)" {
			t.Errorf("the last day is %v", last.Properties)
		}
		if got := last.Get("DESCRIPTION").Text(); !strings.HasPrefix(got, "Ambassadeurs kunnen inbreng geven tot en met dinsdag 26 januari 2027.\n"+site+"/cycles/") || !strings.HasSuffix(got, "/contribute") {
			t.Errorf("it explains %q", got)
		}
	})
}

func sequence(t testing.TB, e *icaltest.Component) int {
	t.Helper()
	n, err := strconv.Atoi(e.Get("SEQUENCE").Value)
	ok(t, err)
	return n
}

// Whatever is changed, programs that knew an event take over the later one: its sequence never falls, and grows when its days do.
func TestTheSequenceOfAnEventNeverFallsAndGrowsWithEachMove(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx, joris := t.Context(), w.As(t, w.Joris)
		_, err := w.Store.StartPanel(ctx, joris, w.Panel.ID)
		ok(t, err)
		in := w.PanelInput()
		save := func(change func()) func() {
			return func() {
				change()
				_, err := w.Store.SavePanel(ctx, joris, w.Panel.ID, in)
				ok(t, err)
			}
		}
		type seen struct {
			sequence int
			days     string
		}
		known := map[string]seen{}
		for _, step := range []struct {
			what string
			do   func()
		}{
			{"nothing", func() {}},
			{"longer phases", save(func() { in.CollectingDays, in.ReportingDays = in.CollectingDays+2, in.ReportingDays+1 })},
			{"another hour", save(func() { in.Recurrence = "every month on the second tuesday at 11:00" })},
			{"a closed week", func() {
				ok(t, w.Store.AddClosedPeriod(ctx, panel.System, scheduler.Period{From: "2027-02-08", Until: "2027-02-12", Name: "Carnaval"}))
			}},
			{"a pause", func() { _, err := w.Store.PausePanel(ctx, joris, w.Panel.ID); ok(t, err) }},
			{"going on", func() { _, err := w.Store.StartPanel(ctx, joris, w.Panel.ID); ok(t, err) }},
			{"the round opens late", func() {
				p, err := w.Store.Panel(ctx, w.Panel.ID)
				ok(t, err)
				w.Clock.To(p.NextAt.Add(3 * time.Hour))
				ok(t, w.Store.OpenDue(ctx, w.Clock.Now()))
			}},
			{"a deadline moves", func() { move(t, w, 48*time.Hour) }},
			{"the panel changes meanwhile", save(func() { in.Recurrence = "every month on the third tuesday at 11:00" })},
			{"it moves back", func() { move(t, w, -48*time.Hour) }},
			{"the round is cancelled", func() {
				_, err := w.Store.DB.NewUpdate().Table("cycles").Set("phase = ?, cancelled_for = ?, sequence = sequence + 1", panel.Cancelled, panel.WasDecided).Where("number = 1").Exec(ctx)
				ok(t, err)
			}},
		} {
			step.do()
			calendar, _ := feed(t, w, w.Joris, nil)
			for uid, e := range calendar.Events() {
				now := seen{sequence(t, e), e.Get("DTSTART").Value + e.Get("DTEND").Value + e.Get("STATUS").Value}
				before, again := known[uid]
				if again && (now.sequence < before.sequence || now.days != before.days && now.sequence == before.sequence) {
					t.Errorf("after %s %s is %v, and was %v", step.what, uid, now, before)
				}
				known[uid] = now
			}
		}
		calendar, _ := feed(t, w, w.Joris, nil)
		if e := event(t, w, calendar, "2027-01-12", "collecting"); e.Get("STATUS").Value != "CANCELLED" || !strings.HasPrefix(e.Get("SUMMARY").Text(), "Vervallen: ") {
			t.Errorf("a cancelled round is %v", e.Properties)
		}
	})
}

// move puts the deadlines of the first round later, as a decision about it does.
func move(t testing.TB, w *paneltest.Waterveld, by time.Duration) {
	t.Helper()
	ctx := context.Background()
	var c panel.Cycle
	ok(t, w.Store.DB.NewSelect().Model(&c).Where("c.number = 1").Scan(ctx))
	c.CollectingUntil, c.RespondingUntil, c.Sequence = bun.NullTime{Time: c.CollectingUntil.Add(by)}, bun.NullTime{Time: c.RespondingUntil.Add(by)}, c.Sequence+1
	_, err := w.Store.DB.NewUpdate().Model(&c).Column("collecting_until", "responding_until", "sequence").WherePK().Exec(ctx)
	ok(t, err)
}

func TestACalendarFollowsTheRolesOfTheMoment(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := t.Context()
		_, err := w.Store.StartPanel(ctx, w.As(t, w.Joris), w.Panel.ID)
		ok(t, err)
		f, err := w.Store.AddFeed(ctx, w.As(t, w.Fatma), nil)
		ok(t, err)
		ambassadors, err := w.Store.Ambassadors(ctx, w.Panel.ID)
		ok(t, err)
		a := ambassadors[0]
		term := func(ends scheduler.Date) {
			_, err := w.Store.SaveAmbassador(ctx, w.As(t, w.Joris), w.Panel.ID, a.ID, panel.AmbassadorInput{Email: w.Fatma.Email, StartsOn: "2026-01-01", EndsOn: ends})
			ok(t, err)
		}
		term("2027-03-01") // the rounds of January and February
		if c, _ := read(t, w, f.ID); kinds(c)["opening"] != 2 {
			t.Errorf("until the end of her term Fatma finds %v", kinds(c))
		}
		term("2027-01-03") // yesterday
		if c, text := read(t, w, f.ID); len(c.Events()) != 0 || strings.Contains(text, w.Panel.Name) {
			t.Errorf("after her term she finds\n%s", text)
		}
		term("")
		if c, _ := read(t, w, f.ID); kinds(c)["opening"] != 6 {
			t.Errorf("in office again she finds %v", kinds(c))
		}
		_, err = w.Store.SavePerson(ctx, panel.System, w.Fatma.ID, panel.PersonInput{Name: w.Fatma.Name, Email: w.Fatma.Email, Active: false})
		ok(t, err)
		_, err = w.Store.ReadFeed(ctx, f.ID, panel.Organisation{}, site)
		refused(t, err, "error.page_not_found")
	})
}

func TestAnAddressIsTheActorsOwnAndCanBeRevoked(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx, fatma, piet := t.Context(), w.As(t, w.Fatma), w.As(t, w.Piet)
		f, err := w.Store.AddFeed(ctx, fatma, nil)
		ok(t, err)
		again, err := w.Store.AddFeed(ctx, fatma, nil)
		ok(t, err)
		if again.ID != f.ID {
			t.Error("asked twice, there are two")
		}
		own, err := w.Store.AddFeed(ctx, fatma, &w.Panel.ID)
		ok(t, err)
		feeds, err := w.Store.CalendarFeeds(ctx, w.Fatma.ID)
		ok(t, err)
		if len(feeds) != 2 || feeds[0].ID != f.ID || feeds[1].Panel.Name != w.Panel.Name {
			t.Fatalf("Fatma has %+v", feeds)
		}
		_, err = w.Store.AddFeed(ctx, w.As(t, w.Wim), &w.Panel.ID)
		refused(t, err, "error.panel_not_found")
		_, err = w.Store.AddFeed(ctx, w.As(t, w.Ineke), &w.Panel.ID)
		refused(t, err, "error.panel_not_found")
		ok(t, w.Store.RevokeFeed(ctx, piet, f.ID))
		_, err = w.Store.RenewFeed(ctx, piet, f.ID)
		refused(t, err, "error.page_not_found")
		if _, err := w.Store.Feed(ctx, fatma, f.ID); err != nil {
			t.Errorf("somebody else revoked it: %v", err)
		}
		renewed, err := w.Store.RenewFeed(ctx, fatma, f.ID)
		ok(t, err)
		twice, err := w.Store.RenewFeed(ctx, fatma, f.ID)
		ok(t, err)
		if renewed.ID == f.ID || twice.ID != renewed.ID || renewed.PanelID != nil {
			t.Errorf("renewed it is %v, twice %v", renewed, twice)
		}
		ok(t, w.Store.RevokeFeed(ctx, fatma, own.ID))
		ok(t, w.Store.RevokeFeed(ctx, fatma, own.ID))
		for _, gone := range []uuid.UUID{f.ID, own.ID, uuid.New()} {
			_, err = w.Store.ReadFeed(ctx, gone, panel.Organisation{}, site)
			refused(t, err, "error.page_not_found")
		}
	})
}

func TestDaysOnWhichAServiceOwesHoldNumbersOnly(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		c, _ := feed(t, w, w.Sanne, nil, panel.DueDay{ServiceID: w.ICT.ID, Service: "ICT", On: "2027-01-20", Points: 3, Promises: 1}, panel.DueDay{ServiceID: w.ICT.ID, Service: "ICT", On: "2027-01-21", Points: 1})
		var titles []string
		for _, e := range c.Events() {
			titles = append(titles, e.Get("SUMMARY").Text())
		}
		if len(titles) != 2 || !strings.Contains(strings.Join(titles, "|"), "ICT: 3 punten, 1 toezegging") {
			t.Errorf("%q", titles)
		}
	})
}

func TestTheOpeningLetterBringsTheSameEventAsTheCalendar(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := t.Context()
		_, err := w.Store.StartPanel(ctx, w.As(t, w.Joris), w.Panel.ID)
		ok(t, err)
		_, err = w.Store.DB.NewUpdate().Table("people").Set("language = 'en'").Where("id = ?", w.Piet.ID).Exec(ctx)
		ok(t, err)
		w.OpenRound(t)
		followed, _ := feed(t, w, w.Fatma, nil)
		want := event(t, w, followed, "2027-01-12", "collecting")
		box, err := mail.OpenCapture(t.TempDir())
		ok(t, err)
		defer box.Close()
		worker := mail.Worker{Outbox: w.Outbox, Transport: box, Holder: "test", Log: slog.New(slog.DiscardHandler)}
		_, err = worker.Deliver(ctx, w.Clock.Now())
		ok(t, err)
		for name, title := range map[string]string{"ronde-1.ics": "Klantpanel Werkplek: laatste dag voor inbreng (ronde 1)", "round-1.ics": "Klantpanel Werkplek: last day to contribute (round 1)"} {
			file := fileIn(t, box, name)
			c := icaltest.Parse(t, file)
			if len(c.Events()) != 1 || len(c.Parts) != 1 {
				t.Fatalf("%s holds\n%s", name, file)
			}
			e := event(t, w, c, "2027-01-12", "collecting")
			for _, property := range []string{"UID", "SEQUENCE", "DTSTART", "DTEND", "STATUS", "URL", "CATEGORIES", "ORGANIZER"} {
				if e.Get(property).Value != want.Get(property).Value {
					t.Errorf("%s: %s is %q, in the calendar %q", name, property, e.Get(property).Value, want.Get(property).Value)
				}
			}
			if got := e.Get("SUMMARY").Text(); got != title {
				t.Errorf("%s says %q", name, got)
			}
		}
	})
}

// fileIn finds a file by its name among the captured mails.
func fileIn(t testing.TB, box *mail.Capture, name string) []byte {
	t.Helper()
	letters, err := box.List("", uuid.Nil, 10)
	ok(t, err)
	for _, l := range letters {
		letter, err := box.Open(l.ID)
		ok(t, err)
		for _, file := range letter.Files {
			if file.Name == name && file.Type == "text/calendar; charset=utf-8; method=PUBLISH; name="+name {
				return []byte(file.Content)
			}
		}
	}
	t.Fatalf("no mail of %d holds %s", len(letters), name)
	return nil
}
