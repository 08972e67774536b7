package dialogue_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"klantpanel/dialogue"
)

func TestNotesAreSplitIntoTheirPoints(t *testing.T) {
	for name, c := range map[string]struct {
		notes string
		want  []string
	}{
		"nothing":                {"", nil},
		"only spaces and lines":  {" \n\n\t\n---\n", nil},
		"one line":               {"De wifi valt weg.", []string{"De wifi valt weg."}},
		"lines":                  {"wifi valt weg\nprinter is leeg\n lift stinkt", []string{"wifi valt weg", "printer is leeg lift stinkt"}},
		"lines from Windows":     {"wifi valt weg\r\nprinter is leeg\r\n", []string{"wifi valt weg", "printer is leeg"}},
		"hyphens":                {"- wifi valt weg\n- printer is leeg", []string{"wifi valt weg", "printer is leeg"}},
		"hyphens in a hurry":     {"-wifi valt weg\n-5 graden in de hal", []string{"wifi valt weg", "-5 graden in de hal"}},
		"bullets from a program": {"•\tWifi valt weg\n•\tPrinter is leeg\n◦ Lift", []string{"Wifi valt weg", "Printer is leeg", "Lift"}},
		"numbers":                {"1. Wifi\n2) Printer\n(3) Lift\n10. Kantine\n4.1. Soep", []string{"Wifi", "Printer", "Lift", "Kantine", "Soep"}},
		"letters":                {"a. Wifi\nb) Printer\nC) Lift", []string{"Wifi", "Printer", "Lift"}},
		"numbers that are said":  {"1.5 uur wachten op een wachtwoord\n3 collega's zien niets\n2027 is te laat", []string{"1.5 uur wachten op een wachtwoord", "3 collega's zien niets", "2027 is te laat"}},
		"somebody's initial":     {"A. de Vries helpt snel", []string{"A. de Vries helpt snel"}},
		"abbreviations":          {"i.v.m. de verbouwing is het koud\no.a. de kantine", []string{"i.v.m. de verbouwing is het koud", "o.a. de kantine"}},
		"boxes to tick":          {"- [ ] Wifi\n- [x] Printer\n☐ Lift\n[ ] Kantine", []string{"Wifi", "Printer", "Lift", "Kantine"}},
		"quoted mail":            {"> Wifi valt weg\n> > Printer is leeg", []string{"Wifi valt weg", "Printer is leeg"}},
		"indented goes on": {"- Wifi valt weg\n  vooral op dinsdag\n- Printer",
			[]string{"Wifi valt weg vooral op dinsdag", "Printer"}},
		"indented bullets stay with theirs": {"* Kantine\n  * rij te lang\n  * te duur\n* Wifi",
			[]string{"Kantine\n- rij te lang\n- te duur", "Wifi"}},
		"all of it indented": {"   - Wifi\n   - Printer", []string{"Wifi", "Printer"}},
		"tabs":               {"-\tWifi\n\tvalt weg\n-\tLift", []string{"Wifi valt weg", "Lift"}},
		"a line broken off": {"De wifi in de vergaderzalen op de tweede verdieping valt\nelke dag wel een keer weg.\nDe lift doet het niet.",
			[]string{"De wifi in de vergaderzalen op de tweede verdieping valt elke dag wel een keer weg.", "De lift doet het niet."}},
		"paragraphs": {"De wifi valt weg.\n\nde printer is leeg.", []string{"De wifi valt weg.", "de printer is leeg."}},
		"a heading": {"ICT:\n- wifi valt weg\n- laptop is traag\n\nFacilitair:\n- lift stinkt\n\nVerder is iedereen tevreden.",
			[]string{"ICT: wifi valt weg", "ICT: laptop is traag", "Facilitair: lift stinkt", "Verder is iedereen tevreden."}},
		"a heading above indented lines": {"Kantine:\n    rij te lang\n    te duur", []string{"Kantine: rij te lang", "Kantine: te duur"}},
		"a heading and a blank line":     {"ICT:\n\n- wifi\n\n- laptop", []string{"ICT: wifi", "ICT: laptop"}},
		"a heading of lines":             {"ICT:\nwifi weg\nlaptop traag\n\nDe lift stinkt", []string{"ICT: wifi weg", "ICT: laptop traag", "De lift stinkt"}},
		"a heading that is alone":        {"ICT:\nFacilitair:\nlift stinkt", []string{"ICT:", "Facilitair: lift stinkt"}},
		"a heading in markdown":          {"# Overleg ICT\n- wifi\n## Kantine\n- soep", []string{"Overleg ICT: wifi", "Kantine: soep"}},
		"a point with a colon":           {"ICT: wifi valt weg\nHR: verlof duurt lang", []string{"ICT: wifi valt weg", "HR: verlof duurt lang"}},
		"dictated": {"de wifi valt steeds weg volgende punt de printer is leeg. Volgende punt: de lift",
			[]string{"de wifi valt steeds weg", "de printer is leeg.", "de lift"}},
		"dictated in English":  {"The wifi fails next point the printer is empty\nNew point. The lift", []string{"The wifi fails", "the printer is empty", "The lift"}},
		"spoken of as a point": {"Wij maken er het volgende punt van\nThat was the next point on the list", []string{"Wij maken er het volgende punt van", "That was the next point on the list"}},
		"separated by rules":   {"Wifi\n-----\nPrinter\n* * *\nLift", []string{"Wifi", "Printer", "Lift"}},
		"an empty bullet":      {"- Wifi\n-\n- Lift", []string{"Wifi", "Lift"}},
		"a stray mark":         {"\ufeff- Wifi\u200b\n\u00a0\n- Lift", []string{"Wifi", "Lift"}},
		"right to left":        {"- الطابعة فارغة\n- واي فاي", []string{"الطابعة فارغة", "واي فاي"}},
	} {
		if got := dialogue.SplitNotes(c.notes); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q\n is %q\nwant %q", name, c.notes, got, c.want)
		}
	}
}

// words are those of two letters and more, without those that only say where a point begins.
func words(text string) map[string]int {
	count := map[string]int{}
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		w = strings.ToLower(w)
		if len([]rune(w)) > 1 && !slices.Contains([]string{"volgend", "volgende", "nieuw", "nieuwe", "punt", "next", "new", "point"}, w) {
			count[w]++
		}
	}
	return count
}

func FuzzNoWordOfNotesIsLostOrMadeUp(f *testing.F) {
	for _, notes := range []string{"ICT:\n- wifi valt weg\n  vooral boven\n\n1. lift", "a volgende punt b", "-----\n* x *\n\t> [ ] kantine:\n(a) soep", "# kop #\nnog iets\v\u2028", "•", "- - -wifi"} {
		f.Add(notes)
	}
	f.Fuzz(func(t *testing.T, notes string) {
		points := dialogue.SplitNotes(notes)
		said, kept := words(notes), words(strings.Join(points, "\n"))
		for w, n := range said {
			if kept[w] < n {
				t.Errorf("%q: %q is said %d times, and stands %d times in %q", notes, w, n, kept[w], points)
			}
		}
		for w := range kept {
			if said[w] == 0 {
				t.Errorf("%q: nobody said %q of %q", notes, w, points)
			}
		}
		for _, p := range points {
			if strings.TrimSpace(p) == "" {
				t.Errorf("%q: one of %q is empty", notes, points)
			}
		}
	})
}
