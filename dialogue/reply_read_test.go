package dialogue_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// fourQuestions are one of each kind, as a letter numbers them.
var fourQuestions = []panel.CycleQuestion{
	{ID: uuid.MustParse("00000000-0000-4000-8000-000000000001"), Wording: panel.Wording{Kind: panel.Open, TextNL: "Wat kost u bij een declaratie de meeste tijd?", TextEN: "What takes you the most time in a claim?"}},
	{ID: uuid.MustParse("00000000-0000-4000-8000-000000000002"), Wording: panel.Wording{Kind: panel.Mark, TextNL: "Hoe duidelijk is de uitleg bij nieuw beleid?", TextEN: "How clear is the explanation of new policy?"}},
	{ID: uuid.MustParse("00000000-0000-4000-8000-000000000003"), Wording: panel.Wording{Kind: panel.Pair, TextNL: "Een rustige werkplek", TextEN: "A quiet place to work"}},
	{ID: uuid.MustParse("00000000-0000-4000-8000-000000000004"), Wording: panel.Wording{Kind: panel.Choice, TextNL: "Waar luncht u?", TextEN: "Where do you have lunch?", OptionsNL: "In de kantine\nAchter mijn bureau\nBuiten", OptionsEN: "In the canteen\nAt my desk\nOutside"}},
}

// shown is what was understood, one line an answer, as a reader would check it.
func shown(u dialogue.Understood) string {
	var lines []string
	for _, a := range u.Answers {
		name := "rest"
		if a.QuestionID != nil {
			name = "v" + a.QuestionID.String()[35:]
		}
		line := name
		for _, part := range []struct {
			name  string
			value *int
		}{{"cijfer", a.Mark}, {"belang", a.Importance}, {"ervaring", a.Experience}, {"keuze", a.Choice}} {
			if part.value != nil {
				line += fmt.Sprintf(" %s=%d", part.name, *part.value)
			}
		}
		if a.People != 1 {
			line += fmt.Sprintf(" mensen=%d", a.People)
		}
		if a.Text != "" {
			line += " " + strings.ReplaceAll(a.Text, "\n", "⏎")
		}
		lines = append(lines, line)
	}
	for _, p := range u.Points {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%d %s %s %s", p.Number, p.Outcome, p.DueOn, strings.ReplaceAll(p.Text, "\n", "⏎"))))
	}
	if u.Aside != "" {
		lines = append(lines, "weg: "+strings.ReplaceAll(u.Aside, "\n", "⏎"))
	}
	return strings.Join(lines, "\n")
}

func TestAReplyIsUnderstoodQuestionByQuestion(t *testing.T) {
	for name, test := range map[string]struct{ language, text, want string }{
		"numbers": {"nl", "Hallo,\n\n1. Alle bonnetjes scannen.\n2. 7\n3. 8/6\n4. b\n\nMet vriendelijke groet,\nSanne Jansen\nTeam Burgerzaken",
			"v1 Alle bonnetjes scannen.\nv2 cijfer=7\nv3 belang=8 ervaring=6\nv4 keuze=1\nweg: Hallo,⏎Met vriendelijke groet,⏎Sanne Jansen⏎Team Burgerzaken"},
		"words before the number": {"nl", "Vraag 1: het overtypen\nvraag 2: een 8, want de filmpjes zijn goed\nV3: belang 8 ervaring 6\nVraag 4 - in de kantine",
			"v1 het overtypen\nv2 cijfer=8 want de filmpjes zijn goed\nv3 belang=8 ervaring=6\nv4 keuze=0"},
		"brackets and Q": {"en", "1) scanning\nQ2) a seven - mostly clear\n(3) importance: 9, experience: 4\nQ4: At my desk, I have no time",
			"v1 scanning\nv2 cijfer=7 mostly clear\nv3 belang=9 ervaring=4\nv4 keuze=1 I have no time"},
		"under quoted questions": {"nl", "> Dit zijn de vragen:\n>\n> 1. Wat kost u bij een declaratie de\n> meeste tijd?\nDe bijlagen.\n> 2. Hoe duidelijk is de uitleg bij nieuw beleid?\n\n6\nHet komt te laat.\n\n> 3. Hoe belangrijk is dit voor u, en hoe gaat het nu: Een rustige werkplek\n8 en 4\n> Inbreng geven:\n> https://klantpanel.example/x\nEn de koffie is koud.",
			"v1 De bijlagen.\nv2 cijfer=6 Het komt te laat.\nv3 belang=8 ervaring=4\nrest En de koffie is koud."},
		"the copied question": {"nl", "1. Wat kost u bij een declaratie de meeste tijd? Wachten.\n\nHoe duidelijk is de uitleg bij nieuw beleid?\n9",
			"v1 Wachten.\nv2 cijfer=9"},
		"nothing numbered": {"nl", "De lift doet het niet.\nAl drie weken.", "rest De lift doet het niet.⏎Al drie weken."},
		"something more":   {"nl", "2. 7\n\nVerder: de lift doet het niet.", "v2 cijfer=7\nrest Verder: de lift doet het niet."},
		"other":            {"nl", "2. 7\nOverig: de lift doet het niet.", "v2 cijfer=7\nrest de lift doet het niet."},
		"no mark after all": {"nl", "2. 8 weken wachten op uitleg\n1. 1.5 uur per maand",
			"v1 1.5 uur per maand\nv2 8 weken wachten op uitleg"},
		"seven and a half":    {"nl", "2. 7,5", "v2 7,5"},
		"eleven":              {"nl", "2. 11", "v2 11"},
		"out of ten":          {"nl", "2: 8/10, prima", "v2 cijfer=8 prima"},
		"out of ten in words": {"en", "2: nine out of ten. Well done", "v2 cijfer=9 Well done"},
		"mark below":          {"nl", "2. De uitleg is goed te volgen.\nCijfer: 8", "v2 cijfer=8 De uitleg is goed te volgen."},
		"a time is no number": {"nl", "Om 12:30 is de kantine vol.\n2 - 3 keer per week zelfs.\n10:30 ook al", "rest Om 12:30 is de kantine vol.⏎2 - 3 keer per week zelfs.⏎10:30 ook al"},
		"people":              {"nl", "1. Scannen. (12 collega's)\n2. 6, namens 4 collega's", "v1 mensen=12 Scannen.\nv2 cijfer=6 mensen=4"},
		"people for all":      {"nl", "Namens 12 collega's:\n\n1. Scannen\n2. 6\n3. 8/8 (3 collega's)", "v1 mensen=12 Scannen\nv2 cijfer=6 mensen=12\nv3 belang=8 ervaring=8 mensen=3"},
		"people first":        {"nl", "1. 12 collega's: scannen duurt lang", "v1 mensen=12 scannen duurt lang"},
		"people in the words": {"nl", "1. 5 collega's klagen over het scannen", "v1 mensen=5 5 collega's klagen over het scannen"},
		"too many people":     {"nl", "1. 900 collega's: scannen", "v1 900 collega's: scannen"},
		"one of so many":      {"nl", "1. Van de 12 collega's scant niemand", "v1 Van de 12 collega's scant niemand"},
		"half a pair":         {"nl", "3. belang 8, het is te druk", "v3 belang=8 het is te druk"},
		"a pair on two lines": {"nl", "3.\n8\n6\nTe druk", "v3 belang=8 ervaring=6 Te druk"},
		"option by letter":    {"nl", "4. (c) Buiten", "v4 keuze=2"},
		"option and reason":   {"nl", "4: optie b, want de kantine is vol", "v4 optie b, want de kantine is vol"},
		"option by text":      {"nl", "4: Achter mijn bureau helaas", "v4 keuze=1 Achter mijn bureau helaas"},
		"no option":           {"nl", "4. Thuis", "v4 Thuis"},
		"only a greeting":     {"nl", "Hallo,", "rest Hallo,"},
		"a day and a night":   {"nl", "Dag en nacht staat de verwarming aan.", "rest Dag en nacht staat de verwarming aan."},
		"thanks at the end":   {"en", "1. Scanning\n\nThanks!", "v1 Scanning\nweg: Thanks!"},
		"from the right":      {"nl", "1. الطابعة لا تعمل\n2. ٧", "v1 الطابعة لا تعمل\nv2 ٧"},
	} {
		t.Run(name, func(t *testing.T) {
			u := dialogue.UnderstandContribution(test.text, fourQuestions, test.language, 40)
			if got := shown(u); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestAReplyToOneQuestionNeedsNoNumber(t *testing.T) {
	u := dialogue.UnderstandContribution("Een 8, want het is duidelijk.\n\nGroeten, Sanne", fourQuestions[1:2], "nl", 40)
	if got := shown(u); got != "v2 cijfer=8 want het is duidelijk.\nweg: Groeten, Sanne" {
		t.Error(got)
	}
}

func TestAServicesReplyIsUnderstoodPointByPoint(t *testing.T) {
	deur, koffie := dialogue.PointAsked{ItemID: fourQuestions[0].ID, Title: "De deur klemt"}, dialogue.PointAsked{ItemID: fourQuestions[1].ID, Title: "De koffie is koud"}
	for name, test := range map[string]struct {
		points     []dialogue.PointAsked
		text, want string
	}{
		"changed":               {[]dialogue.PointAsked{deur}, "Aangepast: de deur is geschaafd.\n\nGroet, Ahmed", "1 changed  de deur is geschaafd.\nweg: Groet, Ahmed"},
		"no word":               {[]dialogue.PointAsked{deur}, "De deur is geschaafd.", "1   De deur is geschaafd."},
		"thanks is no outcome":  {[]dialogue.PointAsked{deur}, "Bedankt voor het melden, wij kijken ernaar.", "1   Bedankt voor het melden, wij kijken ernaar."},
		"thanks":                {[]dialogue.PointAsked{deur}, "Bedankt: wij geven het door aan de schilder.", "1 thanked  wij geven het door aan de schilder."},
		"explained":             {[]dialogue.PointAsked{deur}, "EXPLAINED - it is a fire door.", "1 explained  it is a fire door."},
		"a day this year":       {[]dialogue.PointAsked{deur}, "Toegezegd 15 maart: wij schaven de deur.", "1 promised 2027-03-15 wij schaven de deur."},
		"a day next year":       {[]dialogue.PointAsked{deur}, "Toegezegd voor 15 januari: wij schaven de deur.", "1 promised 2028-01-15 wij schaven de deur."},
		"a day in figures":      {[]dialogue.PointAsked{deur}, "toegezegd: 1-4-2027. Een nieuwe deur.", "1 promised 2027-04-01 Een nieuwe deur."},
		"a day in English":      {[]dialogue.PointAsked{deur}, "Promised by Monday, March 15th: a new door", "1 promised 2027-03-15 a new door"},
		"a day that isn't one":  {[]dialogue.PointAsked{deur}, "Toegezegd 31 april: een nieuwe deur", "1   Toegezegd 31 april: een nieuwe deur"},
		"no day":                {[]dialogue.PointAsked{deur}, "Toegezegd: een nieuwe deur", "1 promised  een nieuwe deur"},
		"by number":             {[]dialogue.PointAsked{deur, koffie}, "2. Uitgelegd: de automaat is oud.\n1) Aangepast: geschaafd.\nEn geverfd.", "1 changed  geschaafd.⏎En geverfd.\n2 explained  de automaat is oud."},
		"under the quoted name": {[]dialogue.PointAsked{deur, koffie}, "> 2. De koffie is koud\n>   Antwoord vandaag.\nAangepast: nieuwe automaat", "2 changed  nieuwe automaat"},
		"about which":           {[]dialogue.PointAsked{deur, koffie}, "Aangepast: klaar", "0   Aangepast: klaar"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := shown(dialogue.UnderstandPoints(test.text, test.points, scheduler.Date("2027-03-03"))); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestWhatIsAddedToAFormLosesNothingThatStandsThere(t *testing.T) {
	u := dialogue.UnderstandContribution("1. Scannen\n2. 7, namens 3 collega's", fourQuestions, "nl", 40)
	form := map[string][]string{"_submission": {"x"}, dialogue.Field("text", &fourQuestions[0].ID): {"Wachten"}, dialogue.Field("mark", &fourQuestions[1].ID): {"4"}, dialogue.Field("people", &fourQuestions[1].ID): {"1"}}
	u.AddTo(form)
	u.AddTo(form) // twice is the same
	for name, want := range map[string]string{dialogue.Field("text", &fourQuestions[0].ID): "Wachten\n\nScannen", dialogue.Field("mark", &fourQuestions[1].ID): "4",
		dialogue.Field("people", &fourQuestions[1].ID): "3", "_submission": "x"} {
		if got := form[name]; len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

var replyWord, replyLetters = regexp.MustCompile(`[\p{L}]{4,}`), regexp.MustCompile(`\p{L}`)

// FuzzUnderstand: whatever comes in, marks are marks, and no word gets lost but those that say how to read the others.
func FuzzUnderstand(f *testing.F) {
	for _, seed := range []string{"1. Scannen\n2. 7\n3. 8/6\n4. b", "Hallo,\n> 2. Hoe duidelijk\n een acht, want\n\nGroet, Sanne", "Namens 12 collega's\nvraag 3: belang 8", "4. In de kantine en buiten",
		"Toegezegd 15 maart: ja", "2.\n\n\n2. 8 8 8", "> > >", "\x00\xff1.\u202e"} {
		f.Add(seed)
	}
	vocabulary := strings.ToLower(fmt.Sprint(fourQuestions[0].TextNL, fourQuestions[1].TextNL, "Hoe belangrijk is dit voor u, en hoe gaat het nu: ", fourQuestions[2].TextNL, fourQuestions[3].TextNL, fourQuestions[3].OptionsNL,
		"vraag question punt point antwoord answer nummer namens collega collegas colleagues colleague mensen personen people persons person medewerkers behalf andere other directe mijn onze mede",
		"belang belangrijkheid importance important experience ervaring cijfer rapportcijfer mark score grade geef geven give twee drie vier vijf zeven acht negen tien twaalf twintig three four five seven eight nine eleven twelve twenty",
		"optie option keuze choice overig overige anders nog iets tot slot other else finally zes with"))
	vocabulary += " " + strings.Join(replyLetters.FindAllString(vocabulary, -1), "") // who leaves out the spaces of an option names it too
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || len(text) > 5000 {
			return
		}
		u := dialogue.UnderstandContribution(text, fourQuestions, "nl", 40)
		var kept strings.Builder
		kept.WriteString(u.Aside)
		for _, a := range u.Answers {
			for _, n := range []*int{a.Mark, a.Importance, a.Experience} {
				if n != nil && (*n < 1 || *n > 10) {
					t.Fatalf("%d is no mark", *n)
				}
			}
			if a.Choice != nil && (*a.Choice < 0 || *a.Choice > 2) || a.People < 1 || a.People > 40 {
				t.Fatalf("%+v", a)
			}
			kept.WriteString("\n" + a.Text)
		}
		words := replyWord.FindAllString(strings.ToLower(kept.String()), -1)
		for _, line := range strings.Split(text, "\n") {
			if strings.HasPrefix(strings.TrimSpace(line), ">") {
				continue
			}
			for _, word := range replyWord.FindAllString(strings.ToLower(line), -1) {
				if !slices.Contains(words, word) && !strings.Contains(vocabulary, word) && !strings.Contains(kept.String(), word) {
					t.Fatalf("%q got lost: %s", word, shown(u))
				}
			}
		}
		points := dialogue.UnderstandPoints(text, []dialogue.PointAsked{{ItemID: fourQuestions[0].ID, Title: "De deur klemt"}, {ItemID: fourQuestions[1].ID, Title: "De koffie is koud"}}, "2027-03-03")
		for _, p := range points.Points {
			if p.DueOn != "" && !p.DueOn.Valid() {
				t.Fatalf("%q is no day", p.DueOn)
			}
		}
	})
}
