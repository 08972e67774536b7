package dialogue_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

// tells says something outside a round.
func (h *house) tells(t testing.TB, who panel.Person, text string) dialogue.Told {
	t.Helper()
	told, err := h.Tell(context.Background(), h.As(t, who), uuid.New(), text, false)
	ok(t, err)
	return told
}

// mine is what became of what somebody said, in short.
func (h *house) mine(t testing.TB, who panel.Person) string {
	t.Helper()
	said, err := h.OwnContributions(context.Background(), who.ID, uuid.Nil, 10)
	ok(t, err)
	var lines []string
	for _, c := range said {
		line := c.Text + " " + c.State
		if c.Item != nil {
			line += " " + c.Item.State
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

func TestWhoTellsSomethingChoosesNoServiceAndHearsWhatBecameOfIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		told := h.tells(t, h.Wim, "Mijn laptop valt steeds uit.")
		if told.Suggested == nil || told.Suggested.ID != h.ICT.ID || told.Panel.ID != h.Panel.ID || told.Routed != nil {
			t.Errorf("it went to %s, and is suggested for %v", told.Panel.Name, told.Suggested)
		}
		c, err := h.Waterveld.Store.Cycle(context.Background(), told.CycleID)
		ok(t, err)
		if !c.Standing() || c.Waiting != 1 || told.AmbassadorID != uuid.Nil {
			t.Errorf("it waits in %+v, through %s", c, told.AmbassadorID)
		}
		h.healthy(t)
		item := h.bundle(t, c, h.ICT, "Laptops vallen uit", told.Contribution.ID)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er zit een nieuwe accu in."})
		if n := h.letters(t, mail.KindOutcome, h.Wim); n != 1 {
			t.Errorf("%d letters tell what became of it", n)
		}
		if got := h.mine(t, h.Wim); got != "Mijn laptop valt steeds uit. bundled outcome" {
			t.Error(got)
		}
		h.healthy(t)
	})
}

func TestWhatNobodyCanPlaceIsHeardAllTheSame(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		told := h.tells(t, h.Bram, "Op dinsdag ruikt het vreemd in de gang.") // no ambassador speaks for him
		if told.Suggested != nil || told.Panel.ID != h.Panel.ID || told.State != dialogue.Waiting {
			t.Errorf("%+v", told)
		}
		h.healthy(t)
	})
}

func TestAFormThatIsSentTwiceCountsOnceAndNoOtherWordsGetLost(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, key := context.Background(), uuid.New()
		first, err := h.Tell(ctx, h.As(t, h.Wim), key, "De printer is op.", false)
		ok(t, err)
		again, err := h.Tell(ctx, h.As(t, h.Wim), key, "  De printer is op. ", false)
		ok(t, err)
		if again.Contribution.ID != first.Contribution.ID {
			t.Error("it counts twice")
		}
		_, err = h.Tell(ctx, h.As(t, h.Wim), key, "De lift hangt.", false)
		refused(t, err, "error.told_before")
		_, err = h.Tell(ctx, h.As(t, h.Bram), key, "De printer is op.", false) // another's form
		refused(t, err, "error.told_before")
		if got := h.mine(t, h.Wim); got != "De printer is op. waiting" {
			t.Error(got)
		}
		h.healthy(t)
	})
}

func TestWhatCannotBeToldIsRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		for text, problem := range map[string]string{"": "error.missing", " \n\u200b": "error.missing", strings.Repeat("a", 4001): "error.too_long", "Al\x00les": "error.control_characters"} {
			_, err := h.Tell(ctx, h.As(t, h.Wim), uuid.New(), text, false)
			refused(t, err, problem)
		}
		_, err := h.Tell(ctx, panel.System, uuid.New(), "Het programma zegt iets.", false)
		refused(t, err, "error.people_only")
		for i := range 16 { // the four above don't count
			h.tells(t, h.Wim, fmt.Sprintf("Lamp %d is stuk.", i))
		}
		for i := range 4 {
			h.tells(t, h.Wim, fmt.Sprintf("Deur %d klemt.", i))
		}
		_, err = h.Tell(ctx, h.As(t, h.Wim), uuid.New(), "En nog iets.", false)
		refused(t, err, "error.told_often")
		h.tells(t, h.Bram, "Wie weinig zegt, kan dat nog.")
		h.clock.Add(time.Hour)
		h.tells(t, h.Wim, "En nog iets.")
		h.healthy(t)
	})
}

func TestARuleBringsWhatIsToldToItsServiceAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, err := h.SaveRule(context.Background(), h.As(t, h.Joris), uuid.Nil, dialogue.RuleInput{ServiceID: h.ICT.ID, Words: "wifi", AtOnce: true})
		ok(t, err)
		told := h.tells(t, h.Wim, "De wifi valt weg in de kelder.")
		if told.Routed == nil || told.Routed.ServiceID == nil || *told.Routed.ServiceID != h.ICT.ID {
			t.Fatalf("the rule made %+v", told.Routed)
		}
		if got := h.mine(t, h.Wim); got != "De wifi valt weg in de kelder. bundled routed" {
			t.Error(got)
		}
		h.healthy(t)
	})
}

func TestWhoToldSomethingThatBecameNoPointReadsWhy(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		inRound := h.say(t, h.Fatma, c, 3, "De wifi is traag.")
		lamp, deur := h.tells(t, h.Wim, "De lamp is stuk."), h.tells(t, h.Wim, "De deur klemt.")
		h.tells(t, h.Bram, "De lamp is stuk.")
		joris := h.As(t, h.Joris)
		ok(t, h.AcknowledgeContributions(ctx, joris, c.ID, []uuid.UUID{inRound}, "Dat weten wij al."))
		both := []uuid.UUID{lamp.Contribution.ID, deur.Contribution.ID}
		ok(t, h.AcknowledgeContributions(ctx, joris, lamp.CycleID, both, "Dat is te klein."))
		_, err := h.UndoLast(ctx, joris, lamp.CycleID)
		ok(t, err)
		ok(t, h.AcknowledgeContributions(ctx, joris, lamp.CycleID, both, "De storing is gisteren verholpen."))
		h.deliverAt(t, h.clock.Now())
		if got := fmt.Sprint(h.states(t, mail.KindAcknowledged, h.Wim)); got != "[queued queued]" {
			t.Errorf("while it can be undone the letters are %s", got)
		}
		h.clock.To(h.clock.Now().Add(15 * time.Minute))
		box := h.deliver(t)
		if got := fmt.Sprint(h.states(t, mail.KindAcknowledged, h.Wim)); got != "[suppressed sent]" && got != "[sent suppressed]" {
			t.Errorf("the letters to %s are %s", h.Wim.Name, got)
		}
		letter := h.letterTo(t, box, h.Wim, "gisteren verholpen")
		for _, words := range []string{"De lamp is stuk.", "De deur klemt.", "/mine"} {
			if !strings.Contains(letter, words) {
				t.Errorf("the letter doesn't say %q:\n%s", words, letter)
			}
		}
		if n := h.letters(t, mail.KindAcknowledged, h.Bram) + h.letters(t, mail.KindAcknowledged, h.Fatma); n != 0 {
			t.Errorf("%d letters to others", n)
		}
		if last, err := h.LastAct(ctx, joris, lamp.CycleID); err != nil || last != nil {
			t.Errorf("what was told can be undone: %+v, %v", last, err)
		}
		_, err = h.UndoLast(ctx, joris, lamp.CycleID)
		refused(t, err, "error.undo_told")
		h.healthy(t)
		h.damaged(t, "DELETE FROM mails WHERE kind = 'acknowledged' AND state = 'sent'", "contributions")
	})
}

func TestTheDoctorSeesARowThatNobodySpeaksFor(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		told := h.tells(t, h.Wim, "De lamp is stuk.")
		h.damaged(t, "UPDATE contributions SET person_id = NULL WHERE id = '"+told.Contribution.ID.String()+"'", "contributions")
		h.say(t, h.Fatma, c, 1, "De wifi is traag.")
		h.damaged(t, "UPDATE submissions SET ambassador_id = NULL WHERE cycle_id = '"+c.ID.String()+"'", "submissions")
	})
}

func TestTheCoordinatorHearsInTheLetterOfTheDayOfWhatWasToldOutsideARound(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.tells(t, h.Wim, "Mijn laptop valt steeds uit.")
		told := h.tells(t, h.Bram, "Op dinsdag ruikt het vreemd in de gang.")
		h.at(t, "2027-01-05", "12:00")
		text := h.lastLetter(t, h.deliver(t), mail.KindNudge, h.Joris)
		if !strings.Contains(text, "Buiten de rondes wachten 2 stukken inbreng.") || !strings.Contains(text, "/cycles/"+told.CycleID.String()+"/board") || strings.Contains(text, "laptop") {
			t.Errorf("Joris reads %s", text)
		}
		if n := h.letters(t, mail.KindNudge, h.Joris); n != 1 {
			t.Errorf("Joris has %d letters about it", n)
		}
		h.tells(t, h.Wim, "De lamp in de gang is stuk.")
		ok(t, h.AcknowledgeContributions(context.Background(), h.As(t, h.Joris), told.CycleID, h.waitingIn(t, told.CycleID), "Dank u wel, alles is gemaakt."))
		h.at(t, "2027-01-06", "12:00")
		h.deliver(t)
		if states := h.states(t, mail.KindNudge, h.Joris); len(states) != 2 || !slices.Contains(states, mail.Suppressed) {
			t.Errorf("what doesn't wait any more is told: %v", states)
		}
		h.healthy(t)
	})
}

// waitingIn are the contributions that wait in a cycle.
func (h *house) waitingIn(t testing.TB, cycle uuid.UUID) []uuid.UUID {
	t.Helper()
	waiting, err := h.WaitingPage(context.Background(), cycle, uuid.Nil, 10)
	ok(t, err)
	ids := make([]uuid.UUID, len(waiting))
	for i, c := range waiting {
		ids[i] = c.ID
	}
	return ids
}
