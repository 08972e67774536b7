package mail_test

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"klantpanel/mail"
)

// hostile are values that people, imports or an attacker may bring in.
var hostile = []string{"", "Sanne Jansen", "Zoë Kök-Ünal", "Wim van 't Hof", `"Jan" <jan@x.example>`, "<script>alert(1)</script>", "a & b &amp; c", "A+B=C",
	"Jan\r\nBcc: x@kwaad.example", "Jan\nPiet", "regel\r", "\t Jan \t", "   ", "محمد العربي", "\u202eneznaJ", "👩🏽‍💻 Kim", "nul\x00byte", "\x01kop", "=20=3D", ".", "-- ",
	"> aanhaling", "- streep", "'/ {{.Name}} %27/ &#39;/", strings.Repeat("Maximiliaan ", 40), strings.Repeat("é", 300), "\xff\xfe", "%dark%", "\u00a0vast\u00a0", "javascript:alert(1)",
	"https://x.example/?a=1&b=2#\"'<>", "https://x.example/één pad/%zz", "//kwaad.example", "mailto:x@y.example", "data:text/html,x"}

// wanted is a letter as it would be if it were rendered at once for this reader.
func wanted(t require, letter mail.Letter, m *mail.Mail, from mail.Sender) mail.Rendered {
	to := mail.Envelope{Sender: from, Name: strings.TrimSpace(oneLine(m.Name))}
	if !mail.IsDirectAnswer(letter.Kind()) {
		to.Unsubscribe = from.BaseURL + "/unsubscribe/" + mail.UnsubscribeToken(from.Secret, m.PersonID)
	}
	if d, ok := letter.(mail.Digest); ok {
		letter = d.To(m, from)
	}
	r, err := mail.Render(letter, m.Language, to)
	if err != nil {
		t.Fatalf("%s: %v", letter.Kind(), err)
	}
	return r
}

// require is a test, or one draw of a property.
type require interface {
	Helper()
	Fatalf(format string, args ...any)
}

func oneLine(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) {
		return s
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f && r < 0xa0 }), " ")
}

// shown is what a mail program shows of a message: of its files nothing.
func shown(t require, raw []byte) mail.Rendered {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%v", err)
	}
	kind, content := m.Header.Get("Content-Type"), m.Body
	if strings.HasPrefix(kind, "multipart/mixed") {
		letter := parts(t, kind, content)[0]
		kind, content = letter.Header.Get("Content-Type"), letter.content
	}
	var bodies []string
	for _, part := range parts(t, kind, content) {
		body, err := io.ReadAll(quotedprintable.NewReader(part.content))
		if err != nil {
			t.Fatalf("%v", err)
		}
		bodies = append(bodies, strings.ReplaceAll(string(body), "\r\n", "\n"))
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || len(bodies) != 2 {
		t.Fatalf("%d parts; %v", len(bodies), err)
	}
	return mail.Rendered{Subject: subject, Text: bodies[0], HTML: bodies[1]}
}

// rawPart is a part of a message as it came.
type rawPart struct {
	*multipart.Part
	content io.Reader
}

func parts(t require, kind string, content io.Reader) []rawPart {
	t.Helper()
	_, params, err := mime.ParseMediaType(kind)
	if err != nil {
		t.Fatalf("%v", err)
	}
	var found []rawPart
	for r := multipart.NewReader(content, params["boundary"]); ; {
		part, err := r.NextRawPart()
		if err == io.EOF {
			return found
		}
		if err != nil {
			t.Fatalf("%v", err)
		}
		raw, err := io.ReadAll(part)
		if err != nil {
			t.Fatalf("%v", err)
		}
		found = append(found, rawPart{part, bytes.NewReader(raw)})
	}
}

// sameAsRendered makes the message twice, of which the second finds the letter's form, and compares both with the letter rendered at once.
func sameAsRendered(t require, letter mail.Letter, m *mail.Mail, from mail.Sender) {
	t.Helper()
	want := wanted(t, letter, m, from)
	for range 2 {
		made, err := mail.NewMessage(letter, m, from, start)
		if err != nil {
			t.Fatalf("%s to %q: %v", letter.Kind(), m.Name, err)
		}
		wellFormed(t, made.Raw)
		got := shown(t, made.Raw)
		if got.Text != asSent(want.Text) || got.HTML != asSent(want.HTML) || strings.Join(strings.Fields(got.Subject), " ") != strings.Join(strings.Fields(want.Subject), " ") {
			t.Fatalf("%s to %q differs:\n%s\n\nwant\n%s\n\n%s\n\nwant\n%s", letter.Kind(), m.Name, got.Text, want.Text, got.HTML, want.HTML)
		}
		made.Free()
	}
}

// asSent has the line ends that a mail has: a CR before a line's end is part of it.
func asSent(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// wellFormed looks at each line as RFC 5322 and RFC 2045 want it.
func wellFormed(t require, raw []byte) {
	t.Helper()
	_, body, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	for line := range bytes.Lines(body) {
		if !bytes.HasSuffix(line, []byte("\r\n")) || len(line) > 78 || bytes.HasSuffix(line, []byte(" \r\n")) || bytes.HasSuffix(line, []byte("\t\r\n")) {
			t.Fatalf("line %q", line)
		}
	}
	if bytes.ContainsFunc(raw, func(r rune) bool { return r != '\r' && r != '\n' && r != '\t' && (r < ' ' || r > '~') }) {
		t.Fatalf("bytes beyond ASCII, or control characters")
	}
}

func TestSplicedLettersAreAsTheyWouldBeRenderedAtOnce(t *testing.T) {
	themed := sender
	themed.Look = mail.Look{Button: "#0b6e4f", ButtonText: "#ffffff", Link: "#0b6e4f", Heading: "#123456"}
	themed.Contact = `<b>"Wie" & waar</b>`
	for language, from := range map[string]mail.Sender{"nl": sender, "en": themed} {
		for _, letter := range append(mail.Examples(language), longDigest(12, 90), mail.Digest{Panel: "Leeg"}) {
			for _, value := range hostile {
				m := &mail.Mail{ID: uuid.New(), PersonID: uuid.New(), Name: value, Address: "lezer@gemeente.example", Language: language, MessageID: "1@x.example"}
				sameAsRendered(t, letter, m, from)
				sameAsRendered(t, withPersonal(letter, value), m, from)
			}
		}
	}
}

// withPersonal puts a value where a letter has something personal of its own.
func withPersonal(letter mail.Letter, value string) mail.Letter {
	switch l := letter.(type) {
	case mail.SignIn:
		l.URL = value
		return l
	case mail.Digest:
		l.Own = []mail.DigestEntry{{Item: uuid.New(), By: "you", Section: "promised", Title: value, Said: value, Service: value, Answer: value, People: 12, DueOn: start, LateDays: 1, URL: value},
			{Item: uuid.New(), By: "you", Section: "changed", Title: "Rooster", Service: value}, {By: "constituency", Section: "thanked", Title: value, Answer: value}}
		l.Missed = []mail.MissedDigest{{Number: 3, Date: start, URL: value}}
		return l
	}
	return letter
}

func TestReadersOfOneDigestGetEachTheirOwn(t *testing.T) {
	digest := longDigest(14, 60)
	all := digest.Own
	for round := range 2 {
		for own := range len(all) + 1 {
			digest.Own, digest.Missed = all[:own], nil
			if own%4 == 1 {
				digest.Missed = []mail.MissedDigest{{Number: own, Date: start, URL: sender.BaseURL + "/digests/3"}}
			}
			digest.Intro = []string{"", "Dank u wel."}[round]
			for _, name := range []string{"Sanne Jansen", ""} {
				for _, language := range []string{"nl", "en"} {
					m := &mail.Mail{ID: uuid.New(), PersonID: uuid.New(), Name: name, Address: "lezer@gemeente.example", Language: language, MessageID: "1@x.example"}
					sameAsRendered(t, digest, m, sender)
				}
			}
		}
	}
}

func TestSplicedLettersAreRightWhateverStandsInThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.SampledFrom(hostile), rapid.String(), rapid.StringMatching(`[a-z <>&"'=\r\n\t.-]{0,90}`))
		entry := rapid.Custom(func(t *rapid.T) mail.DigestEntry {
			return mail.DigestEntry{Item: uuid.UUID{15: rapid.ByteRange(0, 4).Draw(t, "item")}, By: rapid.SampledFrom([]string{"you", "constituency", "colleagues"}).Draw(t, "by"), Section: rapid.SampledFrom([]string{"changed", "promised", "unanswered", "dropped"}).Draw(t, "section"), Title: text.Draw(t, "title"),
				Said: text.Draw(t, "said"), Answer: text.Draw(t, "answer"), Service: text.Draw(t, "service"), URL: text.Draw(t, "url"), People: rapid.IntRange(0, 9).Draw(t, "people")}
		})
		letter := mail.Letter(mail.Digest{Panel: "Bedrijfsvoering", Number: 4, Own: rapid.SliceOfN(entry, 0, 13).Draw(t, "own"), Best: rapid.SliceOfN(entry, 0, 3).Draw(t, "best"), Carries: rapid.Bool().Draw(t, "carries"), URL: sender.BaseURL,
			Sections: []mail.DigestSection{{Name: "changed", Entries: rapid.SliceOfN(entry, 0, 3).Draw(t, "shared")}, {Name: "explained", Entries: rapid.SliceOfN(entry, 0, 2).Draw(t, "more")}}})
		if rapid.Bool().Draw(t, "sign-in") {
			letter = mail.SignIn{URL: text.Draw(t, "link"), Minutes: 10}
		}
		m := &mail.Mail{ID: uuid.New(), PersonID: uuid.New(), Name: text.Draw(t, "name"), Address: "lezer@gemeente.example",
			Language: rapid.SampledFrom([]string{"nl", "en"}).Draw(t, "language"), MessageID: "1@x.example"}
		sameAsRendered(t, letter, m, sender)
	})
}
