package dialogue_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// TestWhateverPeopleDoEachPointFollowsFromItsTimeline lets everybody do what comes to mind, allowed or not, day after day. What is refused leaves
// nothing behind; nothing that happened is ever changed or taken out; and each point is what its timeline says, with one accountable service
// and the first day on which it arrived. KLANTPANEL_TEST_SEED repeats a run, KLANTPANEL_SIMULATE=whole walks long and often.
func TestWhateverPeopleDoEachPointFollowsFromItsTimeline(t *testing.T) {
	seed, walks, steps := rand.Uint64(), 1, 200
	if given, err := strconv.ParseUint(os.Getenv("KLANTPANEL_TEST_SEED"), 10, 64); err == nil {
		seed = given
	}
	whole := os.Getenv("KLANTPANEL_SIMULATE") == "whole"
	if whole {
		walks, steps = 20, 1000
	}
	did := map[string]int{}
	for n := range walks {
		each(t, func(t *testing.T, h *house) {
			w := &walk{house: h, t: t, random: rand.New(rand.NewPCG(seed+uint64(n), 3)), kept: map[uuid.UUID]dialogue.Event{}, arrived: map[uuid.UUID]scheduler.Date{}, did: did}
			w.settle()
			w.walk(steps)
			if t.Failed() {
				t.Errorf("KLANTPANEL_TEST_SEED=%d; the last steps:\n%s", seed+uint64(n), strings.Join(w.log, "\n"))
			}
		})
	}
	t.Logf("KLANTPANEL_TEST_SEED=%d: %v", seed, did)
	for _, s := range walkSteps {
		if whole && did[s.name] == 0 {
			t.Errorf("nobody could ever %s", s.name)
		}
	}
}

// walk is one run.
type walk struct {
	*house
	t        *testing.T
	random   *rand.Rand
	services []panel.Service // the last is closed
	people   []panel.Person  // everybody, with or without a role
	rounds   []panel.Cycle   // with the one in which things are told outside a round first, once there is one
	said     int
	receipts []dialogue.ReceiptCode
	together bool // with others

	kept    map[uuid.UUID]dialogue.Event // the timelines as they were
	arrived map[uuid.UUID]scheduler.Date
	did     map[string]int // what was allowed
	log     []string       // of the last steps
}

// settle gives each of four services two responders, closes a fifth, and opens a round.
func (w *walk) settle() {
	w.t.Helper()
	ctx, store := context.Background(), w.Waterveld.Store
	w.people = []panel.Person{w.Ineke, w.Joris, w.Fatma, w.Piet, w.Anton, w.Wim}
	for _, name := range []string{"ICT", "Kantine", "Financiën", "Communicatie"} {
		service := panel.Service{Name: name}
		for _, known := range []panel.Service{w.ICT, w.Canteen} {
			if known.Name == name {
				service = known
			}
		}
		first, second := w.hire(), w.hire()
		service, err := store.SaveService(ctx, panel.System, service.ID, panel.ServiceInput{Name: name, Purpose: "Alles over " + name, NormDays: 6 + len(w.services),
			Responders: first.Email + " " + second.Email})
		ok(w.t, err)
		w.services = append(w.services, service)
	}
	closed, _ := w.house.service(w.t, "Archief", "Oude dossiers", "")
	ok(w.t, store.CloseService(ctx, panel.System, closed.ID))
	w.services = append(w.services, closed)
	w.rule(w.t, w.services[0], nil, "wachtwoord", true)
	w.rounds = []panel.Cycle{w.OpenRound(w.t)}
}

// hire brings somebody into service.
func (w *walk) hire() panel.Person {
	w.t.Helper()
	w.said++
	n := w.said
	p, err := w.Waterveld.Store.SavePerson(context.Background(), panel.System, uuid.Nil, panel.PersonInput{Name: fmt.Sprintf("Medewerker%d de Boer", n),
		Email: fmt.Sprintf("medewerker%d@waterveld.example", n), Active: true})
	ok(w.t, err)
	w.people = append(w.people, p)
	return p
}

// oftener chooses one of these steps, each as often as it says.
func oftener[S any](random *rand.Rand, steps []S, often func(S) int) (s S) {
	all := 0
	for _, s := range steps {
		all += often(s)
	}
	pick := random.IntN(all)
	for _, s = range steps {
		if pick -= often(s); pick < 0 {
			break
		}
	}
	return s
}

// chosen is what somebody is about to do.
func (w *walk) chosen() walkStep {
	return oftener(w.random, walkSteps, func(s walkStep) int { return s.often })
}

// step is something that somebody does, or tries to.
func (w *walk) step() {
	w.t.Helper()
	s := w.chosen()
	before, err := w.db.NewSelect().Table("events").Count(context.Background())
	ok(w.t, err)
	w.note("%s %s", w.clock.Now().Format("2006-01-02 15:04"), s.name)
	switch err := s.do(w); {
	case err == nil:
		w.did[s.name]++
	case isRefusal(err):
		w.note("  refused: %v", err)
		if after, err := w.db.NewSelect().Table("events").Count(context.Background()); err != nil || after != before {
			w.t.Errorf("%s was refused, and yet the timelines have %d lines, not %d; %v", s.name, after, before, err)
		}
	default:
		w.t.Errorf("%s: %v", s.name, err)
	}
}

// walk does so many steps, and looks at everything now and then.
func (w *walk) walk(steps int) {
	for n := range steps {
		w.step()
		if n%50 == 49 || n == steps-1 {
			w.check()
		}
		if w.t.Failed() {
			return
		}
	}
}

// note keeps what happens until the next look at everything.
func (w *walk) note(format string, args ...any) { w.log = append(w.log, fmt.Sprintf(format, args...)) }

func isRefusal(err error) bool {
	var one *panel.Problem
	var many panel.Problems
	return errors.As(err, &one) || errors.As(err, &many)
}

// check looks at everything.
func (w *walk) check() {
	w.t.Helper()
	ctx := context.Background()
	w.healthy(w.t)
	var events []dialogue.Event
	ok(w.t, w.db.NewSelect().Model(&events).Order("e.id").Scan(ctx))
	timelines, there := map[uuid.UUID][]dialogue.Event{}, map[uuid.UUID]bool{}
	for _, e := range events {
		there[e.ID] = true
		timelines[e.ItemID] = append(timelines[e.ItemID], e)
		if was, known := w.kept[e.ID]; known && !reflect.DeepEqual(was, e) {
			w.t.Errorf("what happened was changed from %+v into %+v", was, e)
		}
		w.kept[e.ID] = e
	}
	for id, e := range w.kept {
		if !there[id] {
			w.t.Errorf("what happened is gone: %+v", e)
		}
	}
	var items []dialogue.Item
	ok(w.t, w.db.NewSelect().Model(&items).Order("i.id").Scan(ctx))
	for _, item := range items {
		w.checkItem(item, timelines[item.ID])
	}
	if !w.t.Failed() {
		w.log = nil
	}
}

func (w *walk) checkItem(item dialogue.Item, timeline []dialogue.Event) {
	w.t.Helper()
	d := dialogue.Replay(timeline)
	if d.State != item.State || d.Outcome != item.Outcome || d.DueOn != item.DueOn || d.HandOvers != item.HandOvers || fmt.Sprint(d.ServiceID) != fmt.Sprint(item.ServiceID) {
		w.t.Errorf("%s is %+v, and its timeline says %+v", item.Title, item, d)
	}
	if routed := item.State != dialogue.New && item.Outcome != dialogue.Dissolved; routed && item.ServiceID == nil || item.State == dialogue.New && item.ServiceID != nil {
		w.t.Errorf("%s, %s, is with %v", item.Title, item.State, item.ServiceID)
	}
	if day, known := w.arrived[item.ID]; known && day != item.ArrivedOn {
		w.t.Errorf("%s arrived on %s, and now on %s", item.Title, day, item.ArrivedOn)
	}
	w.arrived[item.ID] = item.ArrivedOn
}
