package dialogue_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/migrations"
	"klantpanel/panel"
)

// named damages the database by statements, undoes that again, and fails the test unless the doctor says this of a row of the table.
func (h *house) named(t *testing.T, table, what string, statements ...string) {
	t.Helper()
	ctx := context.Background()
	tx, err := h.db.BeginTx(ctx, nil)
	ok(t, err)
	defer tx.Rollback()
	for _, statement := range statements {
		_, err = tx.ExecContext(ctx, statement)
		ok(t, err)
	}
	found, err := dialogue.Check(ctx, tx)
	ok(t, err)
	if !slices.ContainsFunc(found, func(f migrations.Finding) bool { return f.Table == table && strings.Contains(f.What, what) }) {
		t.Errorf("after %q the doctor finds %v, want of %s: %s", statements, found, table, what)
	}
}

func TestTheDoctorNamesAProposalThatItsFiguresDoNotBear(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.bounds(t, 1, "6", "", "")
		c := h.OpenRound(t)
		h.marks(t, c, 5, 5)
		other := h.bundle(t, c, h.ICT, "Geen laders", h.say(t, h.Piet, c, 1, "Er zijn geen laders."))
		_, err := h.MakeProposal(context.Background(), h.As(t, h.Joris), h.proposed(t, c)[0].ID,
			dialogue.BundleInput{Title: "De wifi krijgt een 5", Said: "Collega's geven de wifi een 5.", Service: &h.ICT.ID})
		ok(t, err)
		h.healthy(t)
		h.named(t, "proposals", "the point that was made of it is another round's, or of other figures", "UPDATE proposals SET item_id = '"+other.ID.String()+"'")
		h.named(t, "items", "it says that figures proposed it, and none did", "UPDATE proposals SET item_id = NULL, state = 'dismissed', reason = 'Dit weten wij al.'")
		h.named(t, "proposals", "its figure is of fewer than five people", "UPDATE contributions SET people = 1 WHERE mark IS NOT NULL")
	})
}

func TestTheDoctorNamesWhatIsAskedOfAServiceThatCannotDoIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, item := h.owing(t, false)
		_, err := h.AskHelp(context.Background(), h.As(t, h.Sanne), item.ID, h.Canteen.ID, "Telt de automaat de kopjes?")
		ok(t, err)
		h.healthy(t)
		const canteen = "(SELECT id FROM services WHERE name = 'Kantine')"
		const closed = "UPDATE services SET closed_at = created_at WHERE name = 'Kantine'"
		h.named(t, "items", "it is asked to go on, though it may still go on by itself", "UPDATE items SET wanted_id = "+canteen)
		h.named(t, "items", "it is asked to go where it is", "UPDATE items SET wanted_id = service_id, hand_overs = 2")
		h.named(t, "items", "it is asked to go to a service that is closed", "UPDATE items SET hand_overs = 2, wanted_id = "+canteen, closed)
		h.named(t, "item_services", "it is asked to help, and is closed", closed)
		h.named(t, "item_services", "it is asked to help itself", "UPDATE item_services SET service_id = (SELECT id FROM services WHERE name = 'ICT')")
	})
}

func TestTheDoctorNamesWhatWasMergedOrUndoneWrongly(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c, item := h.owing(t, false)
		into := h.bundle(t, c, h.ICT, "Wifi in alle zalen", h.say(t, h.Piet, c, 1, "De wifi valt weg."))
		_, err := h.Merge(context.Background(), h.As(t, h.Joris), into.ID, item.ID, dialogue.MergeInput{Reason: "Het gaat over dezelfde zender."})
		ok(t, err)
		h.healthy(t)
		h.named(t, "acts", "its points are not what it made or took back", "UPDATE items SET dissolved_into = NULL WHERE outcome = 'dissolved'")
		h.named(t, "items", "it was dissolved wrongly", "UPDATE items SET contributions = 1 WHERE outcome = 'dissolved'")
	})
}

func TestTheDoctorNamesAnswersAndFiguresThatAreNotWhatWasGiven(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, item := h.owing(t, false)
		promised := h.promise(t, c, "Te weinig laders", "2027-05-03")
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "De muren zijn te dik."})
		for i := range 5 {
			reader, err := h.Waterveld.Store.SavePerson(ctx, panel.System, uuid.Nil, panel.PersonInput{Name: fmt.Sprintf("Lezer %d", i), Email: fmt.Sprintf("lezer%d@waterveld.example", i), Active: true})
			ok(t, err)
			ok(t, h.ClearCheck(ctx, h.As(t, reader), item.ID, true))
		}
		h.send(t, h.toDigest(t, c))
		_, err := h.Revise(ctx, h.As(t, h.Sanne), item.ID, 1, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."}, "Er is geld.")
		ok(t, err)
		h.send(t, h.toDigest(t, h.OpenRound(t)))
		h.healthy(t)
		h.named(t, "items", "an answer waits to be published that can't take the place of its outcome", "UPDATE items SET ready_at = created_at WHERE id = '"+promised.ID.String()+"'")
		h.named(t, "digests", "is missing in it", "DELETE FROM digest_entries WHERE changed <> ''")
		h.named(t, "clear_figures", "it shows a number of people below five", "UPDATE clear_figures SET clear = 4")
		h.named(t, "clear_checks", "it is about no explanation of its point", "UPDATE clear_checks SET event_id = item_id")
		for _, what := range []string{"responded_in_time", "answered_in_time"} {
			h.named(t, "service_tallies", "it differs from what is there", "UPDATE service_tallies SET count = count + 1 WHERE what = '"+what+"'")
		}
	})
}
