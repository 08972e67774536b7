package mail_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/net/html"

	"klantpanel/mail"
)

var update = flag.Bool("update", false, "write the golden files anew")

var envelope = mail.Envelope{Sender: sender, Name: "Sanne Jansen", Unsubscribe: sender.BaseURL + "/unsubscribe/merk"}

func TestLettersReadAsTheyShould(t *testing.T) {
	for _, language := range []string{"nl", "en"} {
		for _, letter := range mail.Examples(language) {
			to := envelope
			if mail.IsDirectAnswer(letter.Kind()) {
				to.Unsubscribe = ""
			}
			r, err := mail.Render(letter, language, to)
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Join("testdata", mail.ExampleName(letter)+"."+language)
			golden(t, name+".txt", "Subject: "+r.Subject+"\n\n"+r.Text)
			golden(t, name+".html", r.HTML)
		}
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != got {
		t.Errorf("%s differs (go test ./mail -update, and look at the change); %v", path, err)
	}
}

func TestEachLetterSaysWhyAndWhomToAsk(t *testing.T) {
	for language, why := range map[string]string{"nl": "U krijgt deze mail omdat", "en": "You get this mail because"} {
		for _, letter := range mail.Examples(language) {
			r, err := mail.Render(letter, language, envelope)
			if err != nil {
				t.Fatal(err)
			}
			for _, body := range []string{r.Text, r.HTML} {
				less := sender.BaseURL + "/profile"
				if letter.Kind() == mail.KindDigest { // the one that the link stops
					less = envelope.Unsubscribe
				}
				for _, want := range []string{why, "klantpanel@gemeente.example", " of toestel 1234", less, "Sanne Jansen", sender.BaseURL} {
					if !strings.Contains(body, want) {
						t.Errorf("%s.%s doesn't hold %q", letter.Kind(), language, want)
					}
				}
				if strings.Contains(body, "<no value>") || strings.Contains(body, "0001") {
					t.Errorf("%s.%s holds an empty value", letter.Kind(), language)
				}
			}
			if strings.Contains(r.Text, "\n\n\n") || strings.Contains(r.Subject, "\n") {
				t.Errorf("%s.%s has loose lines", letter.Kind(), language)
			}
		}
	}
}

func TestWhatPeopleTypeStaysText(t *testing.T) {
	const evil = `<script>alert(1)</script> & "aanhaling"`
	r, err := mail.Render(mail.Outcome{Title: evil, Said: evil, Service: evil, Outcome: "explained", Answer: evil, URL: "https://x.example/"}, "nl",
		mail.Envelope{Sender: sender, Name: evil})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(r.HTML, "<script") || !strings.Contains(r.Text, evil) {
		t.Error(r.HTML)
	}
	doc, err := html.Parse(strings.NewReader(r.HTML))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "script" {
			t.Error("a script came in")
		}
	}
}

func TestOwnPointsComeFirstInTheDigest(t *testing.T) {
	for language, words := range map[string][]string{
		"nl": {"Uw eigen punten", "✓ Aangepast", "Toezegging nagekomen", "Uitgelegd: dit blijft zo, en waarom", "Complimenten doorgegeven", "Nog niet beantwoord",
			"Toezeggingen die nog lopen", "Toezegging vervallen"},
		"en": {"Your own points", "✓ Changed", "Promise kept", "Explained: this stays as it is, and why", "Compliments passed on", "Not yet answered",
			"Promises still open", "Promise dropped"},
	} {
		examples := mail.Examples(language)
		r, err := mail.Render(examples[len(examples)-1], language, envelope)
		if err != nil {
			t.Fatal(err)
		}
		rest := r.Text
		for _, heading := range words {
			_, after, found := strings.Cut(rest, heading+"\n-----")
			if !found {
				t.Fatalf("%q is missing or out of place in\n%s", heading, r.Text)
			}
			rest = after
		}
	}
	r, _ := mail.Render(mail.Digest{Panel: "Bedrijfsvoering", Number: 1, Sections: []mail.DigestSection{{Name: "unanswered", Entries: []mail.DigestEntry{
		{Section: "unanswered", Title: "Printers", Service: "ICT", LateDays: 3}, {Section: "unanswered", Title: "Rooster"}}}}}, "nl", envelope)
	for _, want := range []string{"Nog niet beantwoord door ICT, 3 werkdagen te laat.", "Dit punt ligt nog niet bij een dienst."} {
		if !strings.Contains(r.Text, want) {
			t.Errorf("%q is missing in\n%s", want, r.Text)
		}
	}
}

func TestTwoDigestsAreNotMixedUp(t *testing.T) {
	for _, title := range []string{"Kantine", "Printers"} {
		sections := []mail.DigestSection{{Name: "changed", Entries: []mail.DigestEntry{{Section: "changed", Title: title, Service: "ICT"}}}}
		for _, language := range []string{"nl", "en"} {
			heading := map[string]string{"nl": "Aangepast", "en": "Changed"}[language]
			r, err := mail.Render(mail.Digest{Panel: "Bedrijfsvoering", Sections: sections}, language, envelope)
			if err != nil || !strings.Contains(r.Text, heading+"\n-----------\n\n* "+title) && !strings.Contains(r.Text, heading+"\n---------\n\n* "+title) || !strings.Contains(r.HTML, ">"+title+"</h3>") {
				t.Errorf("%v in\n%s", err, r.Text)
			}
		}
	}
}

func TestEachOutcomeHasItsWords(t *testing.T) {
	for _, language := range []string{"nl", "en"} {
		seen := map[string]string{}
		for _, outcome := range []string{"changed", "promised", "explained", "thanked", "delivered", "rescheduled", "dropped"} {
			r, err := mail.Render(mail.Outcome{Title: "Kantine", Said: "Te vroeg dicht", Service: "ICT", Outcome: outcome,
				DueOn: start, Earlier: mail.DaysOf(start.AddDate(0, 0, -7))}, language, envelope)
			if err != nil {
				t.Fatal(err)
			}
			_, after, _ := strings.Cut(r.Text, "> Te vroeg dicht\n\n")
			_, after, _ = strings.Cut(after, "\n") // the badge: a promise kept has that of the promise
			words, _, _ := strings.Cut(after, "\n\n")
			if other, twice := seen[words]; words == "" || twice {
				t.Errorf("%s says %q, as %q does", outcome, words, other)
			}
			seen[words] = outcome
		}
	}
}

func TestDatesAreWrittenOut(t *testing.T) {
	day := time.Date(2027, time.March, 3, 0, 0, 0, 0, time.UTC)
	for got, want := range map[string]string{
		mail.LongDate("nl", day): "woensdag 3 maart 2027", mail.LongDate("en", day): "Wednesday 3 March 2027",
		mail.ShortDate("nl", day): "3 mrt 2027", mail.ShortDate("en", day): "3 Mar 2027",
		mail.LongDate("nl", time.Time{}) + mail.ShortDate("en", time.Time{}): "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestUnsubscribeTokensNameOnePerson(t *testing.T) {
	jan := uuid.New()
	token := mail.UnsubscribeToken("geheim", jan)
	if got, ok := mail.PersonOfToken("geheim", token); !ok || got != jan {
		t.Fatal("own token refused")
	}
	other := mail.UnsubscribeToken("geheim", uuid.New())
	for _, bad := range []string{"", "x", token[:60], token + "A", other[:22] + token[22:], "\r\n" + token} {
		if _, ok := mail.PersonOfToken("geheim", bad); ok {
			t.Errorf("%q was accepted", bad)
		}
	}
	if _, ok := mail.PersonOfToken("ander geheim", token); ok {
		t.Error("another organisation's token was accepted")
	}
}

func TestACoordinatorIsNotAskedToBundleWhatIsBundled(t *testing.T) {
	for waiting, want := range map[int]string{0: "Punten bekijken", 2: "Inbreng bundelen"} {
		r, err := mail.Render(mail.Bundling{Panel: "Bedrijfsvoering", Number: 4, Waiting: waiting, URL: "https://x.example/"}, "nl", envelope)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(r.Text, want+":\nhttps://x.example/") || !strings.Contains(r.HTML, ">"+want+"</a>") {
			t.Errorf("%d wait, and the letter says\n%s", waiting, r.Text)
		}
	}
}
