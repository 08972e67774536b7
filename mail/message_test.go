package mail_test

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	netmail "net/mail"
	"strings"
	"testing"

	"github.com/emersion/go-message/mail"
	"github.com/google/uuid"

	letters "klantpanel/mail"
)

func message(t *testing.T, letter letters.Letter, change func(m *letters.Mail, s *letters.Sender)) (*letters.Message, netmail.Header) {
	t.Helper()
	m := &letters.Mail{ID: uuid.New(), PersonID: uuid.New(), Name: "Zoë Kök", Address: "zoe@gemeente.example", Language: "nl",
		MessageID: "018f.outcome@panel.gemeente.example"}
	s := sender
	if change != nil {
		change(m, &s)
	}
	made, err := letters.NewMessage(letter, m, s, start)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := netmail.ReadMessage(bytes.NewReader(made.Raw))
	if err != nil {
		t.Fatal(err)
	}
	return made, parsed.Header
}

func TestHeadersTellThatAMachineWroteIt(t *testing.T) {
	for _, letter := range letters.Examples("nl") {
		made, h := message(t, letter, nil)
		for name, want := range map[string]string{"Message-ID": "<018f.outcome@panel.gemeente.example>", "Auto-Submitted": "auto-generated",
			"Date": "Wed, 03 Mar 2027 09:00:00 +0000", "Content-Language": "nl", "MIME-Version": "1.0"} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q", letter.Kind(), name, h.Get(name))
			}
		}
		asked := letters.IsDirectAnswer(letter.Kind())
		if link := h.Get("List-Unsubscribe"); asked != (link == "") || !asked && !strings.HasPrefix(link, "<"+sender.BaseURL+"/unsubscribe/") {
			t.Errorf("%s: List-Unsubscribe is %q", letter.Kind(), link)
		}
		if post := h.Get("List-Unsubscribe-Post"); asked != (post != "List-Unsubscribe=One-Click") {
			t.Errorf("%s: List-Unsubscribe-Post is %q", letter.Kind(), post)
		}
		for line := range bytes.Lines(made.Raw) {
			if !bytes.HasSuffix(line, []byte("\r\n")) || len(line) > 200 {
				t.Fatalf("%s: line %q", letter.Kind(), line)
			}
		}
	}
}

func TestNobodyAddsAHeader(t *testing.T) {
	const evil = "x\r\nBcc: y@kwaad.example\r\n\r\nhallo"
	plain, want := message(t, letters.Outcome{Title: "Kantine", Outcome: "changed"}, nil)
	_, got := message(t, letters.Outcome{Title: evil, Service: evil, Outcome: "changed"}, func(m *letters.Mail, s *letters.Sender) {
		m.Name, s.Name = evil, strings.Repeat(evil, 50)
	})
	if len(plain.Raw) == 0 || len(got) != len(want) || got.Get("Bcc") != "" {
		t.Fatalf("headers %v", got)
	}
	for name := range want {
		if len(got[name]) != 1 {
			t.Errorf("%s stands there %d times", name, len(got[name]))
		}
	}
	to, err := got.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Address != "zoe@gemeente.example" {
		t.Errorf("To is %q: %v", got.Get("To"), err)
	}
}

func TestBothPartsComeBackAsTheyWereWritten(t *testing.T) {
	letter := letters.Outcome{Title: "Café “De Brug” – prijs €5", Said: ".begint met een punt\n.\n=20", Service: "Kantine", Outcome: "changed", URL: "https://x.example/a?b=1&c=2"}
	made, h := message(t, letter, nil)
	r, err := mail.CreateReader(bytes.NewReader(made.Raw))
	if err != nil {
		t.Fatal(err)
	}
	if subject, err := r.Header.Subject(); err != nil || subject != "Uw punt: "+letter.Title || subject != made.Subject {
		t.Errorf("subject %q, %v", subject, err)
	}
	if to, err := h.AddressList("To"); err != nil || to[0].Name != "Zoë Kök" {
		t.Errorf("to %v, %v", to, err)
	}
	var parts []string
	for {
		p, err := r.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(p.Body)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, strings.ReplaceAll(string(body), "\r\n", "\n"))
	}
	if len(parts) != 2 || !strings.Contains(parts[0], "  > .begint met een punt\n  > .\n  > =20\n") || !strings.Contains(parts[1], "Café “De Brug” – prijs €5") {
		t.Errorf("%q", parts)
	}
}

func TestEachListHasANameThatReadersCanSortBy(t *testing.T) {
	for kind, want := range map[string][2]string{
		letters.KindSignIn: {}, letters.KindReplyRefused: {}, letters.KindUnderstood: {}, letters.KindReplyTaken: {},
		letters.KindNotice:       {"Coördinatie van Bedrijfsvoering", "<notice.bedrijfsvoering.panel.gemeente.example>"},
		letters.KindRoundChanged: {"Rondes van Bedrijfsvoering", "<round-changed.bedrijfsvoering.panel.gemeente.example>"},
		letters.KindOpening:      {"Rondes van Bedrijfsvoering", "<opening.bedrijfsvoering.panel.gemeente.example>"},
		letters.KindBundling:     {"Coördinatie van Bedrijfsvoering", "<bundling.bedrijfsvoering.panel.gemeente.example>"},
		letters.KindDigestReady:  {"Coördinatie van Bedrijfsvoering", "<digest-ready.bedrijfsvoering.panel.gemeente.example>"},
		letters.KindDigest:       {"“U zei, wij deden” van Bedrijfsvoering", "<digest.bedrijfsvoering.panel.gemeente.example>"},
		letters.KindOutcome:      {"Uw eigen punten", "<outcome.panel.gemeente.example>"},
		letters.KindDecide:       {"Coördinatie van Bedrijfsvoering", "<decide.bedrijfsvoering.panel.gemeente.example>"},
		letters.KindAcknowledged: {"Uw eigen punten", "<acknowledged.panel.gemeente.example>"},
		letters.KindReminder:     {"Rondes van Bedrijfsvoering", "<reminder.bedrijfsvoering.panel.gemeente.example>"},
		letters.KindNudge:        {"Punten die op antwoord wachten", "<nudge.panel.gemeente.example>"},
		letters.KindWeek:         {"Wat er deze week wacht", "<week.panel.gemeente.example>"},
		letters.KindThanks:       {"Rondes van Bedrijfsvoering", "<thanks.bedrijfsvoering.panel.gemeente.example>"},
		letters.KindReportBack:   {"Terugkoppelen namens Bedrijfsvoering", "<report-back.bedrijfsvoering.panel.gemeente.example>"},
		letters.KindEscalation:   {"Punten die te laat zijn", "<escalation.panel.gemeente.example>"},
	} {
		for _, letter := range letters.Examples("nl") {
			if letter.Kind() != kind {
				continue
			}
			made, h := message(t, letter, nil)
			list, err := new(mime.WordDecoder).DecodeHeader(h.Get("List-Id"))
			if err != nil {
				t.Fatal(err)
			}
			if words, id, _ := strings.Cut(list, " <"); strings.Trim(words, `"`) != want[0] || id != strings.TrimPrefix(want[1], "<") {
				t.Errorf("%s: the list is %q", kind, list)
			}
			if h.Get("Precedence") != "" {
				t.Errorf("%s has a Precedence", kind)
			}
			made.Free()
		}
	}
	for name, want := range map[string]string{"Café & Zalen (3e étage)": ".caf-zalen-3e-tage", "الخدمات": "", strings.Repeat("Heel lang ", 20): "." + strings.Trim(strings.Repeat("heel-lang-", 20)[:63], "-")} {
		if _, h := message(t, letters.Clarification{From: name}, nil); !strings.HasSuffix(h.Get("List-Id"), "<clarification"+want+".panel.gemeente.example>") {
			t.Errorf("%q gives %q", name, h.Get("List-Id"))
		}
	}
}

func TestLettersAboutOneItemAreOneThread(t *testing.T) {
	item := uuid.New()
	threads := map[string]int{}
	for _, letter := range []letters.Letter{letters.Outcome{Item: item, Outcome: "promised"}, letters.Outcome{Item: item, Outcome: "delivered"},
		letters.Outcome{Item: uuid.New(), Outcome: "changed"}, letters.Outcome{Outcome: "changed"}} {
		_, h := message(t, letter, nil)
		if h.Get("References") != h.Get("In-Reply-To") {
			t.Errorf("References %q, In-Reply-To %q", h.Get("References"), h.Get("In-Reply-To"))
		}
		threads[h.Get("References")]++
	}
	if len(threads) != 3 || threads["<thread."+item.String()+"@panel.gemeente.example>"] != 2 || threads[""] != 1 {
		t.Errorf("threads %v", threads)
	}
}

func TestAnAnswerGoesWhereAnswersAreRead(t *testing.T) {
	made, h := message(t, letters.Outcome{Outcome: "changed"}, nil)
	if h.Get("Reply-To") != "" {
		t.Errorf("nothing comes in, and Reply-To is %q", h.Get("Reply-To"))
	}
	made.Free()
	var mail letters.Mail
	var from letters.Sender
	_, h = message(t, letters.Outcome{Outcome: "changed"}, func(m *letters.Mail, s *letters.Sender) {
		m.Kind, s.Inbound = letters.KindOutcome, "antwoord.gemeente.example"
		mail, from = *m, *s
	})
	to, err := h.AddressList("Reply-To")
	if err != nil || len(to) != 1 || !from.AnsweredBy(to[0].Address, &mail) {
		t.Errorf("Reply-To is %q; %v", h.Get("Reply-To"), err)
	}
}

func TestNothingInALetterFollowsItsReader(t *testing.T) {
	for _, language := range []string{"nl", "en"} {
		for _, letter := range letters.Examples(language) {
			m := &letters.Mail{ID: uuid.New(), PersonID: uuid.New(), Name: "Sanne Jansen", Address: "s.jansen@gemeente.example", Language: language, MessageID: "1@x.example"}
			made, err := letters.NewMessage(letter, m, sender, start)
			if err != nil {
				t.Fatal(err)
			}
			if d, ok := letter.(letters.Digest); ok {
				letter = d.To(m, sender)
			}
			given := fmt.Sprintf("%+v", letter) + " " + sender.BaseURL + "/profile " + sender.BaseURL + "/unsubscribe/" + letters.UnsubscribeToken(sender.Secret, m.PersonID) + " mailto:klantpanel@gemeente.example "
			for n := range parsed(t, shown(t, made.Raw).HTML).Descendants() {
				switch n.Data {
				case "img", "picture", "video", "audio", "iframe", "object", "embed", "link", "script", "form":
					t.Errorf("%s holds a %s", letter.Kind(), n.Data)
				}
				for _, name := range []string{"src", "background", "poster", "action"} {
					if attribute(n, name) != "" {
						t.Errorf("%s fetches %s", letter.Kind(), attribute(n, name))
					}
				}
				if link := attribute(n, "href"); link != "" && !strings.Contains(given, link+" ") && !strings.Contains(given, link+"}") {
					t.Errorf("%s: the link %s was not given so", letter.Kind(), link)
				}
			}
			if html := shown(t, made.Raw).HTML; strings.Contains(html, "url(") || strings.Contains(html, "@import") {
				t.Errorf("%s: its style fetches something", letter.Kind())
			}
			made.Free()
		}
	}
}

func TestABufferIsUsedAgainAndHoldsNothingOfTheOther(t *testing.T) {
	long, _ := message(t, longDigest(40, 200), nil)
	long.Free()
	long.Free()
	short, _ := message(t, letters.SignIn{URL: "https://x.example/sign-in/geheim", Minutes: 10}, nil)
	other, _ := message(t, letters.SignIn{URL: "https://x.example/sign-in/ander", Minutes: 10}, nil)
	if bytes.Contains(short.Raw, []byte("Inkoop")) || bytes.Contains(short.Raw, []byte("ander")) || !bytes.Contains(other.Raw, []byte("ander")) || !bytes.HasSuffix(short.Raw, []byte("--\r\n")) || bytes.Count(short.Raw, []byte("--\r\n")) != 1 {
		t.Errorf("%s", short.Raw)
	}
}
