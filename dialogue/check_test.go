package dialogue_test

import (
	"context"
	"strings"
	"testing"

	"klantpanel/dialogue"
)

// TestTheDoctorNamesTheDamagedRow damages the database by hand, as an administrator with a database client would.
func TestTheDoctorNamesTheDamagedRow(t *testing.T) {
	for name, damage := range map[string]struct {
		statement string
		rule      int
		table     string
	}{
		"a contribution is deleted":             {"DELETE FROM contributions WHERE state = 'waiting'", 1, "cycles"},
		"a mark is not counted":                 {"UPDATE cycles SET in_figures = in_figures + 1", 1, "cycles"},
		"a bundled contribution is deleted":     {"DELETE FROM contributions WHERE state = 'bundled' AND people = 6", 1, "items"},
		"a contribution waits and nobody knows": {"UPDATE contributions SET state = 'waiting', item_id = NULL WHERE people = 6", 1, "cycles"},
		"another service is made accountable":   {"UPDATE items SET service_id = (SELECT id FROM services WHERE name = 'Kantine') WHERE title = 'Wifi valt weg'", 2, "items"},
		"an outcome is changed":                 {"UPDATE items SET outcome = 'explained' WHERE outcome = 'changed'", 2, "items"},
		"a promise is deleted":                  {"DELETE FROM promises", 2, "items"},
		"a promise is called delivered":         {"UPDATE promises SET state = 'delivered'", 2, "promises"},
		"a point is taken out of a digest":      {"DELETE FROM digest_entries WHERE section = 'unanswered'", 3, "digests"},
		"a promise is taken out of a digest":    {"DELETE FROM digest_entries WHERE section = 'promised'", 3, "digests"},
		"an outcome that wasn't told is told":   {"UPDATE items SET told_in = (SELECT id FROM digests), state = 'outcome', outcome = 'explained' WHERE title = 'Koffie op'", 3, "items"},
		"a promise that runs is told as ended":  {"UPDATE promises SET told_in = (SELECT id FROM digests)", 3, "promises"},
		"a digest says more than was done":      {"UPDATE digest_entries SET section = 'changed' WHERE section = 'unanswered'", 3, "digest_entries"},
		"a round is closed without a digest":    {"UPDATE digests SET state = 'draft'", 3, "cycles"},
		"an outcome letter is deleted":          {"DELETE FROM mails WHERE kind = 'outcome'", 4, "tellings"},
		"an outcome is told to nobody":          {"DELETE FROM told_events", 4, "events"},
		"a digest letter is deleted":            {"DELETE FROM mails WHERE kind = 'digest' AND name = 'Wim Smit'", 4, "digests"},
		"a digest is done before it is sent":    {"UPDATE digests SET state = 'sending', complete_at = drafted_at", 4, "digests"},
		"a small group is shown":                {"UPDATE digest_entries SET people = 2 WHERE section = 'changed'", 7, "digest_entries"},
		"nobody answers for a service":          {"UPDATE people SET active = FALSE WHERE name = 'Bram Jansen'", 2, "services"},
		"nobody coordinates a panel":            {"UPDATE people SET active = FALSE WHERE name = 'Joris Bakker'", 3, "panels"},
		"a hand-over is not counted":            {"UPDATE items SET hand_overs = 0 WHERE hand_overs = 1", 8, "items"},
		"a tally is changed":                    {"UPDATE service_tallies SET count = count + 1 WHERE what = 'changed'", 2, "service_tallies"},
		"a tally is deleted":                    {"DELETE FROM service_tallies WHERE what = 'promised'", 2, "items"},
		"what was asked of another is changed":  {"UPDATE item_services SET request = 'Niets.'", 2, "item_services"},
		"what another gave is deleted":          {"UPDATE item_services SET given = '', given_at = NULL", 2, "item_services"},
		"a request for help is deleted":         {"DELETE FROM item_services", 2, "items"},
		"the last word of a promise is changed": {"UPDATE promises SET ending = 'Het is klaar.'", 2, "promises"},
		"a promise is of another service":       {"UPDATE promises SET service_id = (SELECT id FROM services WHERE name = 'Kantine')", 2, "promises"},
		"a question is changed":                 {"UPDATE clarifications SET question = 'Hoe laat?'", 1, "clarifications"},
		"a next round is forgotten":             {"UPDATE panels SET next_at = NULL", 5, "panels"},
		"a round is cancelled without a word":   {"UPDATE cycles SET phase = 'cancelled'", 5, "cycles"},
		"nobody cancelled a cancelled round":    {"UPDATE cycles SET phase = 'cancelled', cancelled_for = 'decided'", 5, "cycles"},
		"an answer is called ready":             {"UPDATE items SET ready_at = created_at WHERE title = 'Koffie op'", 2, "items"},
		"a point is called revised":             {"UPDATE items SET revised_at = created_at WHERE outcome = 'changed'", 2, "items"},
		"a revision is called told":             {"UPDATE items SET revised_in = (SELECT id FROM digests) WHERE title = 'Koffie op'", 3, "items"},
		"a round stands still by itself":        {"UPDATE cycles SET paused_at = opened_at", 5, "cycles"},
		"a deadline passes the next one":        {"UPDATE cycles SET collecting_until = reporting_until", 5, "cycles"},
		"the round counter is put back":         {"UPDATE panels SET cycle_count = 0", 5, "panels"},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				aRoundWithEverything(t, h)
				h.healthy(t)
				r, err := h.db.ExecContext(context.Background(), damage.statement)
				ok(t, err)
				if n, _ := r.RowsAffected(); n == 0 {
					t.Fatal("the damage did nothing")
				}
				for _, f := range h.findings(t) {
					if f.Rule == damage.rule && f.Table == damage.table && f.Row != "" && f.What != "" {
						return
					}
				}
				t.Fatalf("the doctor finds %v, want rule %d in %s", h.findings(t), damage.rule, damage.table)
			})
		})
	}
}

// aRoundWithEverything is a closed round with an item changed, one promised, one unanswered after a hand-over with a question and help, and a
// contribution that waits.
func aRoundWithEverything(t *testing.T, h *house) {
	ctx := context.Background()
	c := h.OpenRound(t)
	changed := h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi valt weg in zaal 3."))
	promised := h.bundle(t, c, h.ICT, "Te weinig laders", h.say(t, h.Piet, c, 7, "Geen laders."))
	unanswered := h.bundle(t, c, h.ICT, "Koffie op", h.say(t, h.Piet, c, 8, "De koffie is op."))
	h.say(t, h.Fatma, c, 1, "De lift piept.")
	h.answer(t, changed, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangen nieuwe antennes."})
	h.answer(t, promised, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Die komen.", DueOn: "2027-06-01"})
	_, err := h.HandOver(ctx, h.As(t, h.Sanne), unanswered.ID, h.Canteen.ID, "Koffie is van de kantine.")
	ok(t, err)
	_, err = h.AskBack(ctx, h.As(t, h.Bram), unanswered.ID, "Op welke verdieping?")
	ok(t, err)
	_, err = h.AskHelp(ctx, h.As(t, h.Bram), unanswered.ID, h.ICT.ID, "Telt de automaat de kopjes?")
	ok(t, err)
	_, err = h.GiveHelp(ctx, h.As(t, h.Sanne), unanswered.ID, h.ICT.ID, "Ja, sinds januari.")
	ok(t, err)
	h.send(t, h.toDigest(t, c))
}
