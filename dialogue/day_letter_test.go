package dialogue_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// weeks starts the letters of the week whose day it is, on these days at ten o'clock, and sends on the last one what is to be sent.
func (h *house) weeks(t testing.TB, from, until scheduler.Date) *mail.Capture {
	t.Helper()
	for day := from; day <= until; day = day.AddDays(1) {
		h.clock.To(day.At("00:30", h.Panel.Zone()))
		ok(t, h.WeekDue(context.Background(), h.clock.Now()))
		h.at(t, day, "10:00")
	}
	return h.deliver(t)
}

func TestWhatComesToAServiceOnOneDayIsOneLetter(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		h.clock.To(routedOn.At("11:05", h.Panel.Zone()))
		h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi valt weg in zaal 3."))
		h.clock.To(routedOn.At("11:40", h.Panel.Zone()))
		h.bundle(t, c, h.ICT, "Geen laders", h.say(t, h.Piet, c, 1, "Er zijn geen laders."))
		h.deliver(t)
		if states := h.states(t, mail.KindNudge, h.Sanne); !slices.Equal(states, []string{mail.Queued}) {
			t.Fatalf("before the hour is over there is %v", states)
		}
		h.clock.To(routedOn.At("12:00", h.Panel.Zone()))
		text := h.lastLetter(t, h.deliver(t), mail.KindNudge, h.Sanne)
		for _, want := range []string{"* Wifi valt weg", "* Geen laders", "> Wifi valt weg, zeggen collega's.", "Dit speelt bij 5 of meer collega's.", "Nieuw: dit is bij uw dienst gekomen."} {
			if !strings.Contains(text, want) {
				t.Errorf("%q isn't in %s", want, text)
			}
		}
		if strings.Contains(text, "Fatma") {
			t.Errorf("the letter says who said it: %s", text)
		}
		h.clock.To(routedOn.At("15:00", h.Panel.Zone())) // the letter of today went out
		h.bundle(t, c, h.ICT, "Printer stuk", h.say(t, h.Piet, c, 1, "De printer is stuk."))
		h.deliver(t)
		if n := len(h.states(t, mail.KindNudge, h.Sanne)); n != 2 {
			t.Fatalf("Sanne has %d letters, want one of today and one for tomorrow", n)
		}
		h.at(t, "2027-01-14", "08:00")
		h.deliver(t)
		if states := h.states(t, mail.KindNudge, h.Sanne); !slices.Contains(states, mail.Queued) {
			t.Fatalf("before nine o'clock there is %v", states)
		}
		h.at(t, "2027-01-14", "09:00")
		if text = h.lastLetter(t, h.deliver(t), mail.KindNudge, h.Sanne); !strings.Contains(text, "Printer stuk") || strings.Contains(text, "Geen laders") {
			t.Errorf("the next day Sanne reads %s", text)
		}
		h.healthy(t)
	})
}

func TestOnePointThatComesAloneIsItsLetterAndAHandOverSaysWhy(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, item := h.owing(t, false)
		if text := h.lastLetter(t, h.deliver(t), mail.KindNudge, h.Sanne); !strings.Contains(text, "Nieuw punt voor ICT: Wifi valt weg") {
			t.Errorf("Sanne reads %s", text)
		}
		_, err := h.HandOver(context.Background(), h.As(t, h.Sanne), item.ID, h.Canteen.ID, "De wifi in de kantine is van Bram.")
		ok(t, err)
		text := h.lastLetter(t, h.deliver(t), mail.KindNudge, h.Bram)
		for _, want := range []string{"een andere dienst heeft dit aan u doorgegeven", "De reden: De wifi in de kantine is van Bram."} {
			if !strings.Contains(text, want) {
				t.Errorf("%q isn't in %s", want, text)
			}
		}
	})
}

func TestTheLetterOfTheWeekSaysAllThatWaitsAndIsTheLetterOfItsDay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, item := h.owing(t, false)
		h.bundle(t, c, h.ICT, "Geen laders", h.say(t, h.Piet, c, 1, "Er zijn geen laders."))
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Wij hangen een antenne op.", DueOn: "2027-03-01"})
		ok(t, h.Waterveld.Store.SaveLetterTime(ctx, h.As(t, h.Sanne), 2, 7))
		box := h.weeks(t, "2027-01-14", "2027-01-19")
		if n := h.letters(t, mail.KindWeek, h.Sanne); n != 1 {
			t.Fatalf("until Tuesday Sanne had %d letters of the week", n)
		}
		text := h.lastLetter(t, box, mail.KindWeek, h.Sanne)
		for _, want := range []string{"Dit wacht deze week op u", "Geen laders", "Wifi valt weg Toezegging van ICT: klaar op maandag 1 maart 2027."} {
			if !strings.Contains(text, want) {
				t.Errorf("%q isn't in %s", want, text)
			}
		}
		if n := h.letters(t, mail.KindWeek, h.Bram); n != 0 {
			t.Errorf("Bram, for whom nothing waits, had %d", n)
		}
		days := h.letters(t, mail.KindNudge, h.Sanne)
		h.weeks(t, "2027-01-25", "2027-01-26") // the norm of the point is near on Monday; on Tuesday everything stands in the letter of the week
		if got := h.letters(t, mail.KindNudge, h.Sanne); got != days+1 {
			t.Errorf("beside the letters of the week Sanne had %d, want %d", got, days+1)
		}
		if n := h.letters(t, mail.KindWeek, h.Sanne); n != 2 {
			t.Errorf("Sanne had %d letters of the week, want 2", n)
		}
		h.instances(t, h.WeekDue)
		if n := h.letters(t, mail.KindWeek, h.Sanne); n != 2 {
			t.Errorf("of several instances Sanne had %d, want 2", n)
		}
	})
}

func TestTheLetterOfTheWeekOfAClosedDayComesOnTheNextWorkingDay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.owing(t, false)
		ok(t, h.Waterveld.Store.AddClosedPeriod(context.Background(), h.As(t, h.Ineke), scheduler.Period{From: "2027-01-18", Until: "2027-01-19", Name: "Verhuizing"}))
		h.weeks(t, "2027-01-16", "2027-01-19")
		if n := h.letters(t, mail.KindWeek, h.Sanne); n != 0 {
			t.Fatalf("on a closed day Sanne had %d", n)
		}
		h.weeks(t, "2027-01-20", "2027-01-20")
		if n := h.letters(t, mail.KindWeek, h.Sanne); n != 1 {
			t.Errorf("on Wednesday Sanne had %d, want 1", n)
		}
	})
}

func TestTheLetterOfTheWeekOfADayOnWhichTheProgramWasDownComesOnTheNextWorkingDay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.owing(t, false)
		weekly := func(want int) {
			t.Helper()
			if n := h.letters(t, mail.KindWeek, h.Sanne); n != want {
				t.Fatalf("%s: Sanne had %d letters of the week, want %d", h.clock.Now(), n, want)
			}
		}
		h.weeks(t, "2027-01-14", "2027-01-17") // down on Monday the 18th
		weekly(0)
		h.weeks(t, "2027-01-19", "2027-01-24")
		weekly(1)
		h.weeks(t, "2027-01-25", "2027-01-29")
		weekly(2)
		h.weeks(t, "2027-02-18", "2027-02-21") // down for nearly three weeks, until a Thursday
		weekly(3)
		h.weeks(t, "2027-02-22", "2027-02-22")
		weekly(4)
	})
}

func TestWhoChoosesAnotherDayHasOneLetterThatWeek(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.owing(t, false)
		choose := func(day int) { ok(t, h.Waterveld.Store.SaveLetterTime(context.Background(), h.As(t, h.Sanne), day, 9)) }
		weekly := func(want int) {
			t.Helper()
			if n := h.letters(t, mail.KindWeek, h.Sanne); n != want {
				t.Fatalf("%s: Sanne had %d letters of the week, want %d", h.clock.Now(), n, want)
			}
		}
		h.weeks(t, "2027-01-14", "2027-01-18")
		weekly(1)
		choose(4) // this week's went out on Monday
		h.weeks(t, "2027-01-19", "2027-01-27")
		weekly(1)
		h.weeks(t, "2027-01-28", "2027-02-02")
		weekly(2)
		choose(5) // of this week it is still to come
		h.weeks(t, "2027-02-03", "2027-02-04")
		weekly(2)
		h.weeks(t, "2027-02-05", "2027-02-07")
		weekly(3)
	})
}

func TestWhoWasAwayHasTheLetterOfTheWeekOnTheDayOfComingBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.owing(t, false)
		h.weeks(t, "2027-01-14", "2027-01-15")
		_, err := h.Waterveld.Store.SaveAbsence(context.Background(), h.As(t, h.Sanne), panel.AbsenceInput{From: "2027-01-18", Until: "2027-01-26", StandIn: h.Anton.Email})
		ok(t, err)
		h.weeks(t, "2027-01-18", "2027-01-26")
		if n := h.letters(t, mail.KindWeek, h.Sanne); n != 0 {
			t.Fatalf("away Sanne had %d letters of the week", n)
		}
		if n := h.letters(t, mail.KindWeek, h.Anton); n != 2 {
			t.Errorf("Anton, who stands in, had %d letters of the week, want 2", n)
		}
		h.weeks(t, "2027-01-27", "2027-01-31")
		if n := h.letters(t, mail.KindWeek, h.Sanne); n != 1 {
			t.Errorf("back again Sanne had %d letters of the week, want 1", n)
		}
	})
}

func TestAStandInAnswersForWhoIsAwayAndGetsTheLetters(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, store := context.Background(), h.Waterveld.Store
		c := h.OpenRound(t)
		h.clock.To(routedOn.At("11:00", h.Panel.Zone()))
		sanne := h.As(t, h.Sanne)
		for _, wrong := range []struct {
			in      panel.AbsenceInput
			problem string
		}{
			{panel.AbsenceInput{From: "2027-01-20", Until: "2027-01-13"}, "error.absence_order"},
			{panel.AbsenceInput{From: "2027-01-02", Until: "2027-01-03"}, "error.absence_over"},
			{panel.AbsenceInput{From: "2027-01-13", Until: "2029-01-13"}, "error.absence_long"},
			{panel.AbsenceInput{From: "2027-01-13", Until: "2027-01-20", StandIn: h.Sanne.Email}, "error.own_stand_in"},
			{panel.AbsenceInput{From: "2027-01-13", Until: "2027-01-20", StandIn: "niemand@waterveld.example"}, "error.email_unknown"},
		} {
			_, err := store.SaveAbsence(ctx, sanne, wrong.in)
			refused(t, err, wrong.problem)
		}
		away, err := store.SaveAbsence(ctx, sanne, panel.AbsenceInput{From: "2027-01-13", Until: "2027-01-20", StandIn: h.Anton.Email})
		ok(t, err)
		again, err := store.SaveAbsence(ctx, sanne, panel.AbsenceInput{From: "2027-01-13", Until: "2027-01-20", StandIn: h.Anton.Email})
		if ok(t, err); again.ID != away.ID {
			t.Error("the same absence stands there twice")
		}
		_, err = store.SaveAbsence(ctx, h.As(t, h.Anton), panel.AbsenceInput{From: "2027-01-18", Until: "2027-01-22", StandIn: h.Sanne.Email})
		refused(t, err, "error.stand_in_away")
		item := h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi valt weg in zaal 3."))
		if h.letters(t, mail.KindNudge, h.Sanne) != 0 || h.letters(t, mail.KindNudge, h.Anton) != 1 {
			t.Error("the point isn't told to the stand-in alone")
		}
		anton := h.As(t, h.Anton)
		if !anton.Responds[h.ICT.ID] {
			t.Fatal("Anton doesn't answer for ICT")
		}
		_, err = h.Take(ctx, anton, item.ID)
		ok(t, err)
		h.clock.To(scheduler.Date("2027-01-21").At("09:00", h.Panel.Zone()))
		if h.As(t, h.Anton).Responds[h.ICT.ID] {
			t.Error("Anton still answers for ICT when Sanne is back")
		}
		ok(t, h.FreeLeft(ctx, h.clock.Now()))
		if item, err = h.Item(ctx, item.ID); err != nil || item.TakenBy != nil {
			t.Errorf("what the stand-in took is %v's, %v", item.TakenBy, err)
		}
		ok(t, store.EndAbsence(ctx, sanne, away.ID))
		h.healthy(t)
	})
}

func TestWhoLeavesLeavesNoPointBehindThatNobodySeesTo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		h.clock.To(routedOn.At("11:00", h.Panel.Zone()))
		_, err := h.Waterveld.Store.SaveService(ctx, panel.System, h.ICT.ID, panel.ServiceInput{Name: "ICT", Purpose: h.ICT.Purpose, NormDays: 10, Responders: h.Sanne.Email + " " + h.Bram.Email})
		ok(t, err)
		for range 30 {
			item := h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Piet, c, 1, "De wifi valt weg."))
			_, err := h.Take(ctx, h.As(t, h.Sanne), item.ID)
			ok(t, err)
		}
		_, err = h.Waterveld.Store.SaveAbsence(ctx, h.As(t, h.Bram), panel.AbsenceInput{From: "2027-02-01", Until: "2027-02-05", StandIn: h.Sanne.Email})
		ok(t, err)
		h.deliver(t)
		_, err = h.Waterveld.Store.SavePerson(ctx, panel.System, h.Sanne.ID, panel.PersonInput{Name: h.Sanne.Name, Email: h.Sanne.Email})
		ok(t, err)
		ok(t, h.FreeLeft(ctx, h.clock.Now()))
		ok(t, h.FreeLeft(ctx, h.clock.Now()))
		taken, err := h.db.NewSelect().Model((*dialogue.Item)(nil)).Where("i.taken_by IS NOT NULL").Count(ctx)
		if ok(t, err); taken != 0 {
			t.Errorf("%d points are still of who left", taken)
		}
		freed, err := h.db.NewSelect().Model((*dialogue.Event)(nil)).Where("e.kind = ? AND e.person_id IS NULL", dialogue.WasFreed).Count(ctx)
		if ok(t, err); freed != 30 {
			t.Errorf("%d timelines say so, want 30", freed)
		}
		if n := h.letters(t, mail.KindNudge, h.Bram); n != 2 { // of today, and of tomorrow
			t.Errorf("Bram has %d letters, want 2", n)
		}
		var absences []panel.Absence
		ok(t, h.db.NewSelect().Model(&absences).Where("ab.stand_in_id IS NOT NULL").Scan(ctx))
		if len(absences) != 0 {
			t.Errorf("who left stands in: %+v", absences)
		}
		h.healthy(t)
		_, err = h.db.NewInsert().Model(&panel.Absence{ID: uuid.New(), PersonID: h.Bram.ID, StandInID: &h.Sanne.ID, FromOn: "2027-02-03", UntilOn: "2027-02-08"}).Exec(ctx)
		ok(t, err)
		if found := h.findings(t); len(found) != 3 { // she left, and he is away twice
			t.Errorf("the doctor finds %v", found)
		}
	})
}

func TestANoteIsReadByThoseWhoWorkOnThePointAndANameInItIsALetter(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, item := h.owing(t, false)
		sanne := h.As(t, h.Sanne)
		_, err := h.Note(ctx, h.As(t, h.Fatma), item.ID, "Ik wil meelezen.")
		refused(t, err, "error.responders_only")
		_, err = h.Note(ctx, sanne, item.ID, "@Fatma weet jij meer?") // she said it; she doesn't work on it
		refused(t, err, "error.mention_unknown")
		_, err = h.Note(ctx, sanne, item.ID, "  ")
		refused(t, err, "error.missing")
		given, _, _ := strings.Cut(h.Joris.Name, " ")
		for range 2 {
			_, err = h.Note(ctx, sanne, item.ID, "@"+strings.ToLower(given)+", hoort dit bij ons? Mail anders it@waterveld.example.")
			ok(t, err)
		}
		notes, err := h.Notes(ctx, item.ID)
		if ok(t, err); len(notes) != 1 {
			t.Fatalf("there are %d notes, want 1", len(notes))
		}
		tasks, err := h.Tasks(ctx, h.As(t, h.Joris), routedOn)
		ok(t, err)
		if !slices.ContainsFunc(tasks, func(task dialogue.Task) bool { return task.Kind == dialogue.TaskMention && task.Thing == item.ID }) {
			t.Errorf("Joris is asked for %+v", tasks)
		}
		if text := h.lastLetter(t, h.deliver(t), mail.KindNudge, h.Joris); !strings.Contains(text, "Wifi valt weg Een collega noemt u in een notitie.") || strings.Contains(text, "hoort dit bij ons") {
			t.Errorf("Joris reads %s", text)
		}
		into := h.bundle(t, c, h.ICT, "Wifi in alle zalen", h.say(t, h.Piet, c, 1, "De wifi valt weg."))
		_, err = h.Merge(ctx, h.As(t, h.Joris), into.ID, item.ID, dialogue.MergeInput{Reason: "Het gaat over dezelfde zender."})
		ok(t, err)
		if notes, err = h.Notes(ctx, into.ID); err != nil || len(notes) != 1 {
			t.Errorf("of a point that went up in another one its notes are %v, %v", notes, err)
		}
		ok(t, h.SeeMentions(ctx, h.As(t, h.Joris), into.ID))
		if tasks, err = h.Tasks(ctx, h.As(t, h.Joris), routedOn); err != nil || slices.ContainsFunc(tasks, func(task dialogue.Task) bool { return task.Kind == dialogue.TaskMention }) {
			t.Errorf("what Joris read is still asked of him: %+v, %v", tasks, err)
		}
		h.healthy(t)
	})
}

func TestTheInboxShowsWhatIsMineWhatWaitsForOthersAndWhatIsLate(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, item := h.owing(t, false)
		other := h.bundle(t, c, h.ICT, "Geen laders", h.say(t, h.Piet, c, 1, "Er zijn geen laders."))
		sanne := h.As(t, h.Sanne)
		_, err := h.Take(ctx, h.As(t, h.Bram), item.ID)
		refused(t, err, "error.responders_only")
		for range 2 {
			_, err = h.Take(ctx, sanne, item.ID)
			ok(t, err)
		}
		_, err = h.AskBack(ctx, sanne, other.ID, "Om welke laders gaat het?")
		ok(t, err)
		shows := func(part string, day scheduler.Date, want ...string) {
			t.Helper()
			page, err := h.InboxPage(ctx, dialogue.InboxView{Part: part, Services: []uuid.UUID{h.ICT.ID}, Person: h.Sanne.ID, Today: day}, nil, 10)
			ok(t, err)
			var got []string
			for _, i := range page {
				got = append(got, i.Title)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s shows %v, want %v", part, got, want)
			}
		}
		shows(dialogue.InboxMine, routedOn, "Wifi valt weg")
		shows(dialogue.InboxOpen, routedOn, "Wifi valt weg", "Geen laders")
		shows(dialogue.InboxOthers, routedOn, "Geen laders")
		shows(dialogue.InboxLate, "2027-01-18")
		shows(dialogue.InboxLate, "2027-01-19", "Wifi valt weg") // its first response
		_, err = h.AcknowledgeItem(ctx, sanne, item.ID)
		ok(t, err)
		shows(dialogue.InboxLate, dueOn)
		shows(dialogue.InboxLate, dueOn.AddDays(1), "Wifi valt weg")
		_, err = h.Free(ctx, sanne, item.ID)
		ok(t, err)
		shows(dialogue.InboxMine, routedOn)
		h.healthy(t)
	})
}

func TestTheLetterOfTheDaySaysOfWhichPointAMergedOneIsPart(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		h.clock.To(routedOn.At("11:05", h.Panel.Zone()))
		joris := h.As(t, h.Joris)
		ids := h.sayAll(t, c, "De kassa is traag.", "Bij de kassa staat een rij.")
		till, queue := h.bundle(t, c, h.ICT, "Trage kassa", ids[0]), h.bundle(t, c, h.Canteen, "Rij bij de kassa", ids[1])
		_, err := h.Merge(ctx, joris, queue.ID, till.ID, dialogue.MergeInput{Service: &h.Canteen.ID, Reason: "De kassa is van de kantine."})
		ok(t, err)
		h.clock.To(routedOn.At("12:00", h.Panel.Zone()))
		text := h.lastLetter(t, h.deliver(t), mail.KindNudge, h.Sanne)
		if !strings.Contains(text, "Samengevoegd: Trage kassa") || !strings.Contains(text, "Dit punt van ICT hoort nu bij “Rij bij de kassa”.") || !strings.Contains(text, "/items/"+queue.ID.String()) {
			t.Errorf("who had it reads %s", text)
		}
		_, err = h.UndoLast(ctx, joris, c.ID)
		ok(t, err)
		h.at(t, "2027-01-14", "09:00")
		if text = h.lastLetter(t, h.deliver(t), mail.KindNudge, h.Sanne); !strings.Contains(text, "Trage kassa") || strings.Contains(text, "hoort nu bij") {
			t.Errorf("after undoing it they read %s", text)
		}
		h.healthy(t)
	})
}
