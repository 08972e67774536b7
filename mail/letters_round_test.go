package mail_test

import (
	"strings"
	"testing"
	"time"

	"klantpanel/mail"
)

// TestALetterAboutARoundSaysWhatItMeansForItsReader tries each decision for each part in a round.
func TestALetterAboutARoundSaysWhatItMeansForItsReader(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2027, time.March, n, 0, 0, 0, 0, time.UTC) }
	before := mail.PhaseDates{Collecting: day(5), Responding: day(12), Reporting: day(19)}
	after := mail.PhaseDates{Collecting: day(8), Responding: day(15), Reporting: day(22)}
	for _, language := range []string{"nl", "en"} {
		subjects := map[string]bool{}
		for _, change := range []string{"moved", "paused", "resumed", "cancelled"} {
			seen := map[string]string{}
			for part, letter := range map[string]mail.RoundChanged{"ambassador": {Ambassador: true}, "coordinator": {Coordinator: true},
				"responder": {Responder: true}, "contributor": {Contributor: true, Waited: 1}} {
				letter.Panel, letter.Number, letter.Change, letter.Reason, letter.Phase = "Werkplek", 4, change, "Het netwerk ligt plat.", "collecting"
				letter.Before, letter.After, letter.URL = before, before, "https://x.example/"
				if letter.Goes() {
					letter.After = after
				}
				r, err := mail.Render(letter, language, envelope)
				if err != nil {
					t.Fatal(err)
				}
				subjects[r.Subject] = true
				words, _, _ := strings.Cut(r.Text, "-- ")
				if other, twice := seen[words]; twice || !strings.Contains(words, "Het netwerk ligt plat.") {
					t.Errorf("%s.%s: the letters to %s and %s say\n%s", change, language, part, other, words)
				}
				seen[words] = part
				if moves := strings.Count(words, "2027"); letter.Goes() != (moves >= 3) || strings.Contains(words, "\n\n\n") {
					t.Errorf("%s.%s to %s tells %d days:\n%s", change, language, part, moves, words)
				}
			}
		}
		if len(subjects) != 4 {
			t.Errorf("the four decisions have the subjects %v", subjects)
		}
	}
}
