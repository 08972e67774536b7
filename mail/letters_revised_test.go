package mail_test

import (
	"strings"
	"testing"

	"klantpanel/mail"
)

func TestARevisedOutcomeTellsWhatIsDifferentBeforeTheNewAnswerAndTheOldOneAfterIt(t *testing.T) {
	letter := mail.Outcome{Title: "Kantine", Service: "Kantine", Outcome: "changed", Answer: "Open tot vier uur.", Changed: "Er is een kok bij.", Before: "Dat kan niet."}
	for language, words := range map[string][]string{
		"nl": {"Het antwoord op uw punt is aangepast", "Wat er anders is:", "Er is een kok bij.", "Het nieuwe antwoord:", "Open tot vier uur.", "Eerst was het antwoord:", "Dat kan niet."},
		"en": {"The answer to your point was revised", "What is different:", "Er is een kok bij.", "The new answer:", "Open tot vier uur.", "At first the answer was:", "Dat kan niet."},
	} {
		r, err := mail.Render(letter, language, envelope)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{r.Text, r.HTML} {
			rest := text
			for _, word := range words {
				_, after, found := strings.Cut(rest, word)
				if !found {
					t.Fatalf("%q is missing or out of place in\n%s", word, text)
				}
				rest = after
			}
		}
	}
}

func TestAnAnswerByMailThatSomebodyElseReleasesIsCalledSaved(t *testing.T) {
	r, err := mail.Render(mail.ReplyTaken{For: mail.ReplyOutcome, Held: 1, URL: "https://x.example/"}, "nl", envelope)
	if err != nil || r.Subject != "Uw antwoord is bewaard" || !strings.Contains(r.Text, "nog niet verstuurd") || !strings.Contains(r.HTML, "nog niet verstuurd") {
		t.Errorf("%v: %s\n%s", err, r.Subject, r.Text)
	}
}
