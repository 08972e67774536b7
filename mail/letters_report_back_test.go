package mail_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"klantpanel/mail"
)

// carriedBack is what came of a constituency's points, one of each kind, with long answers.
func carriedBack() mail.ReportBack {
	due := time.Date(2027, time.April, 5, 0, 0, 0, 0, time.UTC)
	l := mail.ReportBack{Panel: "Bedrijfsvoering", Number: 4, NextOn: due.AddDate(0, 2, 0), URL: "https://x.example/cycles/4/report-back", DigestURL: "https://x.example/digests/4"}
	for i, section := range []string{"changed", "kept", "promised", "explained", "thanked", "unanswered", "open_promise", "dropped"} {
		p := mail.DigestEntry{Section: section, Title: fmt.Sprintf("Punt %d over de kantine", i+1), Said: "Na half twee is er niets meer.", People: i * 5, Service: "Kantine"}
		if section != "unanswered" && section != "thanked" {
			p.Answer = strings.Repeat("Wij hebben hier lang over nagedacht en bovendien met de leverancier, het bestuur en de ondernemingsraad overlegd over o.a. de kosten, ", 3) + "einde. Nog een zin."
		}
		if section == "promised" || section == "open_promise" {
			p.DueOn = due
		}
		l.Points = append(l.Points, p)
	}
	return l
}

func TestWhatIsReadOutTakesAMinute(t *testing.T) {
	for _, language := range []string{"nl", "en"} {
		aloud, err := carriedBack().Aloud(language)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(strings.Fields(aloud)); n > 150 {
			t.Errorf("%s: %d words:\n%s", language, n, aloud)
		}
		for _, want := range []string{"Punt 1", "Punt 2", "Punt 3", "5 ", "2027"} {
			if !strings.Contains(aloud, want) {
				t.Errorf("%s lacks %q:\n%s", language, want, aloud)
			}
		}
		if strings.Contains(aloud, "Punt 4") || strings.Contains(aloud, "http") {
			t.Errorf("%s says more than can be said:\n%s", language, aloud)
		}
	}
}

func TestWhatIsForwardedTellsEachPointInPlainText(t *testing.T) {
	for language, few := range map[string]string{"nl": "enkele collega's", "en": "a few colleagues"} {
		text, err := carriedBack().Forward(language)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 8 {
			if !strings.Contains(text, fmt.Sprintf("Punt %d ", i+1)) {
				t.Errorf("%s lacks point %d:\n%s", language, i+1, text)
			}
		}
		if strings.Count(text, few) != 1 || strings.Contains(text, "\n\n\n") || strings.ContainsAny(text, "<&") || strings.Contains(text, "report-back") {
			t.Errorf("%s isn't plain:\n%s", language, text)
		}
	}
	if _, err := carriedBack().Forward("fr"); err == nil {
		t.Error("there are words in French")
	}
}

func TestEachEndingIsReadOutAsItIs(t *testing.T) {
	all := carriedBack()
	for language, want := range map[string][]string{
		"nl": {"heeft dit aangepast", "is de toezegging nagekomen", "heeft iets toegezegd", "Dit blijft zo", "compliment is doorgegeven", "heeft nog niet geantwoord", "heeft iets toegezegd", "toezegging van Kantine vervalt"},
		"en": {"has changed this", "has kept its promise", "has made a promise", "stays as it is", "compliment was passed on", "has not answered yet", "has made a promise", "has dropped its promise"},
	} {
		for i, p := range all.Points {
			one := all
			one.Points = []mail.DigestEntry{p}
			if aloud, err := one.Aloud(language); err != nil || !strings.Contains(aloud, want[i]) {
				t.Errorf("%v: %s of %s lacks %q:\n%s", err, p.Section, language, want[i], aloud)
			}
		}
	}
}
