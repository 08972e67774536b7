package dialogue_test

import (
	"context"
	"slices"
	"testing"

	"klantpanel/dialogue"
	"klantpanel/migrations"
)

// TestTheDoctorNamesWhatIsWrongWithADialogue damages the rows of what colleagues answered by hand.
func TestTheDoctorNamesWhatIsWrongWithADialogue(t *testing.T) {
	for name, damage := range map[string]struct {
		statement string
		rule      int
		table     string
	}{
		"a question is deleted":            {"DELETE FROM events WHERE kind = 'asked_back'", 1, "items"},
		"somebody else answers":            {"UPDATE clarification_answers SET submission_id = (SELECT id FROM submissions WHERE id NOT IN (SELECT submission_id FROM contributions WHERE item_id IS NOT NULL))", 1, "clarification_answers"},
		"an answer tells its moment":       {"UPDATE clarification_answers SET answered_at = (SELECT reporting_until FROM cycles WHERE number = 1)", 7, "clarification_answers"},
		"a check is about nothing":         {"UPDATE heard_checks SET event_id = item_id", 1, "heard_checks"},
		"a check tells its moment":         {"UPDATE heard_checks SET checked_at = (SELECT reporting_until FROM cycles WHERE number = 1)", 7, "heard_checks"},
		"nobody was heard":                 {"DELETE FROM heard_checks", 1, "heard_figures"},
		"a figure tells of a few":          {"UPDATE heard_figures SET unhelped = 1", 7, "heard_figures"},
		"a colleague is known by the hand": {"UPDATE contributions SET person_id = (SELECT id FROM people WHERE name = 'Wim Smit') WHERE link_id IS NOT NULL AND state = 'waiting'", 7, "contributions"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				ctx := context.Background()
				c := h.OpenRound(t)
				h.whisper(t, c, h.Piet, "Dit wacht nog.")
				code := h.whisper(t, c, h.Fatma, "De beamer is stuk.")
				item := h.pointOf(t, c, h.ICT, "Beamer stuk", code)
				asked, err := h.AskBack(ctx, h.As(t, h.Sanne), item.ID, "Welke zaal?")
				ok(t, err)
				ok(t, h.Clarify(ctx, code.Voice(), asked.ID, "Zaal 2."))
				h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een nieuwe."})
				ok(t, h.HeardCheck(ctx, code.Voice(), item.ID, false, "", nil))
				h.healthy(t)
				_, err = h.db.NewRaw(damage.statement).Exec(ctx)
				ok(t, err)
				if !slices.ContainsFunc(h.findings(t), func(f migrations.Finding) bool {
					return f.Rule == damage.rule && f.Table == damage.table && f.Row != ""
				}) {
					t.Errorf("found %v, want rule %d in %s", h.findings(t), damage.rule, damage.table)
				}
			})
		})
	}
}
