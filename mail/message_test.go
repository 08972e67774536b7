package mail_test

import (
	"bytes"
	"io"
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
		asked := letter.Kind() == letters.KindSignIn
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
