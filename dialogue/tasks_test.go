package dialogue_test

import (
	"context"
	"slices"
	"testing"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// tasks are what is expected of somebody on a day.
func (h *house) tasks(t testing.TB, who panel.Person, today scheduler.Date) []dialogue.Task {
	t.Helper()
	tasks, err := h.Tasks(context.Background(), h.As(t, who), today)
	ok(t, err)
	return tasks
}

func TestAManagerHearsOfAllThatIsLateInOneTask(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		laders := h.bundle(t, c, h.ICT, "Te weinig laders", h.say(t, h.Piet, c, 8, "Er zijn geen laders."))
		h.answer(t, laders, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Elke zaal krijgt een lader.", DueOn: "2027-02-19"})
		soup := h.bundle(t, c, h.Canteen, "Soep is zout", h.say(t, h.Piet, c, 1, "De soep is zout."))
		if tasks := h.tasks(t, h.Anton, soup.DueOn); len(tasks) != 0 {
			t.Fatalf("nothing is late, and Anton has %+v", tasks)
		}
		tasks := h.tasks(t, h.Anton, "2027-02-20")
		if len(tasks) != 1 {
			t.Fatalf("Anton has tasks %+v, want one", tasks)
		}
		late := tasks[0]
		if late.Kind != dialogue.TaskLate || late.Count != 1 || late.Promises != 1 || late.By != soup.DueOn || !slices.Equal(late.Services, []string{"ICT", "Kantine"}) {
			t.Fatalf("Anton hears %+v", late)
		}
		if tasks := h.tasks(t, h.Wim, "2027-02-20"); len(tasks) != 0 {
			t.Fatalf("Wim manages nothing and has %+v", tasks)
		}
	})
}

func TestABundlingTaskIsForTheDayOnWhichBundlingBegins(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		h.say(t, h.Fatma, c, 3, "De wifi valt weg.")
		if tasks := h.tasks(t, h.Joris, "2027-01-13"); len(tasks) != 1 || tasks[0].By != "2027-01-26" {
			t.Fatalf("while collecting Joris has %+v, want one for the day it ends", tasks)
		}
		h.clock.To(c.CollectingUntil.Time.Add(1e9))
		ok(t, h.CloseDue(context.Background(), h.clock.Now()))
		if tasks := h.tasks(t, h.Joris, "2027-01-27"); len(tasks) != 1 || tasks[0].By != "2027-02-09" {
			t.Fatalf("after collecting Joris has %+v, want one for the day answering ends", tasks)
		}
	})
}

func TestAnAdministratorHearsOfWhatNobodyAttends(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Piet, c, 8, "De wifi valt weg."))
		if tasks := h.tasks(t, h.Ineke, "2027-01-13"); len(tasks) != 0 {
			t.Fatalf("all is attended, and Ineke has %+v", tasks)
		}
		for _, left := range []panel.Person{h.Sanne, h.Bram, h.Joris} {
			_, err := h.Waterveld.Store.SavePerson(ctx, panel.System, left.ID, panel.PersonInput{Name: left.Name, Email: left.Email})
			ok(t, err)
		}
		tasks := h.tasks(t, h.Ineke, "2027-01-13") // the canteen has no open points
		if len(tasks) != 2 || tasks[0].Kind != dialogue.TaskResponder || tasks[0].Thing != h.ICT.ID || tasks[0].Count != 1 ||
			tasks[1].Kind != dialogue.TaskCoordinator || tasks[1].Thing != h.Panel.ID {
			t.Fatalf("Ineke has %+v, want a responder for ICT and a coordinator", tasks)
		}
	})
}

func TestAnAdministratorHearsThatAnOwnerLeft(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.own(t, h.Anton)
		if tasks := h.tasks(t, h.Ineke, "2027-01-13"); len(tasks) != 0 {
			t.Fatalf("Anton owns ICT, and Ineke has %+v", tasks)
		}
		_, err := h.Waterveld.Store.SavePerson(context.Background(), panel.System, h.Anton.ID, panel.PersonInput{Name: h.Anton.Name, Email: h.Anton.Email})
		ok(t, err)
		tasks := h.tasks(t, h.Ineke, "2027-01-13")
		if len(tasks) != 1 || tasks[0].Kind != dialogue.TaskOwner || tasks[0].Thing != h.ICT.ID {
			t.Fatalf("Anton left, and Ineke has %+v", tasks)
		}
		h.healthy(t)
	})
}
