package mail_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-msgauth/dkim"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"klantpanel/mail"
)

const selector = "kp20270303"

var (
	senderDomain = strings.SplitAfter(sender.Address, "@")[1]
	signingKey   = sync.OnceValues(func() (private, public string) {
		private, public, err := mail.NewSigningKey()
		if err != nil {
			panic(err)
		}
		return private, public
	})
)

func newSigner() *mail.Signer {
	private, _ := signingKey()
	return mail.NewSigner(senderDomain, selector, private)
}

// signed is raw with its signature in front.
func signed(tb testing.TB, raw string) string {
	tb.Helper()
	field, err := newSigner().Sign([]byte(raw))
	if err != nil {
		tb.Fatal(err)
	}
	return string(field) + raw
}

// verified is what another library finds of the one signature on a message: nil when it is good.
func verified(raw string) error {
	_, public := signingKey()
	record := mail.KeyRecord{Domain: senderDomain, Selector: selector, Public: public}
	found, err := dkim.VerifyWithOptions(strings.NewReader(raw), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
		if name != record.Name() {
			return nil, fmt.Errorf("asked for %s, and the record is %s", name, record.Name())
		}
		return []string{record.Value()}, nil
	}})
	if err != nil {
		return err
	}
	if len(found) != 1 {
		return fmt.Errorf("%d signatures", len(found))
	}
	return found[0].Err
}

// exampleMails are all letters of the preview as they go to the server.
func exampleMails(tb testing.TB) map[string]string {
	tb.Helper()
	mails := map[string]string{}
	for _, language := range []string{"nl", "en"} {
		for _, letter := range mail.Examples(language) {
			id := uuid.New()
			m := &mail.Mail{ID: id, Kind: letter.Kind(), SubjectID: uuid.New(), PersonID: uuid.New(), Name: "Anne-Joëlle de Witte-van 't Zand",
				Address: "anne-joelle@gemeente.example", Language: language, MessageID: id.String() + "." + letter.Kind() + "@" + senderDomain}
			message, err := mail.NewMessage(letter, m, sender, start)
			if err != nil {
				tb.Fatal(err)
			}
			mails[language+" "+mail.ExampleName(letter)] = string(message.Raw)
		}
	}
	return mails
}

func TestEveryLetterIsSignedSoThatAnotherLibraryVerifiesIt(t *testing.T) {
	for name, raw := range exampleMails(t) {
		out := signed(t, raw)
		if err := verified(out); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for line := range strings.SplitSeq(out[:len(out)-len(raw)], "\r\n") {
			if len(line) > 78 {
				t.Errorf("%s: a line of %d characters in the signature: %s", name, len(line), line)
			}
		}
	}
}

func TestAChangedMailNoLongerHasAGoodSignature(t *testing.T) {
	raw := signed(t, exampleMails(t)["nl outcome"])
	for what, change := range map[string][2]string{
		"subject":               {"\r\nSubject: ", "\r\nSubject: Let op! "},
		"sender":                {"@" + senderDomain, "@elders.example"},
		"reader":                {"\r\nTo: ", "\r\nTo: Iemand Anders "},
		"moment":                {"\r\nDate: Wed", "\r\nDate: Thu"},
		"Message-ID":            {"\r\nMessage-ID: <", "\r\nMessage-ID: <x"},
		"way out":               {"/unsubscribe/", "/opzeggen/"},
		"way out at once":       {"List-Unsubscribe=One-Click", "List-Unsubscribe=Two-Click"},
		"second sender on top":  {"DKIM-Signature:", "From: baas@gemeente.example\r\nDKIM-Signature:"},
		"second sender below":   {"\r\nSubject: ", "\r\nFrom: baas@gemeente.example\r\nSubject: "},
		"kind of content":       {"multipart/alternative", "multipart/mixed"},
		"text":                  {"5 april", "6 april"},
		"something at the end":  {"--\r\n", "--\r\nStuur uw wachtwoord\r\n"},
		"no way out any longer": {"\r\nList-Unsubscribe: ", "\r\nX-List-Unsubscribe: "},
	} {
		changed := strings.Replace(raw, change[0], change[1], 1)
		if what == "something at the end" {
			changed = strings.TrimSuffix(raw, "\r\n") + "\r\nStuur uw wachtwoord\r\n"
		}
		if changed == raw {
			t.Fatalf("%s: there is no %q to change", what, change[0])
		}
		if verified(changed) == nil {
			t.Errorf("with another %s the signature is still good", what)
		}
	}
}

func TestWhatServersOnTheWayMayDoKeepsTheSignatureGood(t *testing.T) {
	raw := signed(t, exampleMails(t)["nl outcome"])
	for what, changed := range map[string]string{
		"a line put on top":           "Received: from mail.gemeente.example by mx.elders.example; Wed, 3 Mar 2027 10:00:00 +0100\r\n" + raw,
		"a field put on another line": strings.Replace(raw, "Subject: ", "Subject:\r\n\t ", 1),
		"empty lines at the end":      raw + "\r\n\r\n",
		"white space at line ends":    strings.ReplaceAll(raw, ";\r\n", ";  \r\n"),
		"sent with its dots doubled":  throughSMTP(t, raw),
	} {
		if changed == raw && what != "sent with its dots doubled" {
			t.Fatalf("%s: nothing changed", what)
		}
		if err := verified(changed); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// throughSMTP is what arrives of a message after DATA (RFC 5321 section 4.5.2).
func throughSMTP(tb testing.TB, raw string) string {
	tb.Helper()
	var wire bytes.Buffer
	w := textproto.NewConn(struct {
		io.ReadWriter
		io.Closer
	}{&wire, io.NopCloser(nil)})
	dots := w.DotWriter()
	_, err := io.WriteString(dots, raw)
	if err = errors.Join(err, dots.Close()); err != nil {
		tb.Fatal(err)
	}
	got, err := w.ReadDotBytes()
	if err != nil {
		tb.Fatal(err)
	}
	return strings.ReplaceAll(string(got), "\n", "\r\n")
}

func TestUnusualMailsAreSignedToo(t *testing.T) {
	const from = "From: klantpanel@panel.gemeente.example\r\n"
	for what, raw := range map[string]string{
		"no body":                       from + "Subject: leeg\r\n\r\n",
		"a body of empty lines":         from + "\r\n\r\n\r\n\r\n",
		"a body that ends in no line":   from + "\r\nDag",
		"lines that begin with a dot":   from + "\r\n.\r\n..\r\n. dag\r\n.\r\n",
		"white space of all kinds":      from + "Subject: \t een  \t twee \t\r\n\r\n  een \t twee  \r\n \t \r\nslot \r\n \r\n\r\n",
		"names in other cases":          "FROM : klantpanel@panel.gemeente.example\r\nsUBJECT:dag\r\n\r\nDag\r\n",
		"a field over many lines":       from + "List-Unsubscribe: <https://klantpanel.gemeente.example/" + strings.Repeat("x", 900) + ">,\r\n\t<mailto:" + strings.Repeat("y", 900) + ">\r\n \r\n\r\nDag\r\n",
		"two fields with one name":      from + "Subject: een\r\nSubject: twee\r\n\r\nDag\r\n",
		"a subject beyond ASCII":        from + "Subject: Privé café\r\n\r\nDag\r\n",
		"a body that looks like a mail": from + "\r\nSubject: nee\r\n\r\nDag\r\n",
	} {
		if err := verified(signed(t, raw)); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, raw := range []string{"", "From: a@b.example\r\n", "Subject: van niemand\r\n\r\nDag\r\n"} {
		if field, err := newSigner().Sign([]byte(raw)); err == nil {
			t.Errorf("%q was signed: %s", raw, field)
		}
	}
}

// TestAnyMailIsSignedSoThatAnotherLibraryVerifiesIt tries what nobody thought of. The library takes bare carriage returns for line ends,
// and message.go never writes them.
func TestAnyMailIsSignedSoThatAnotherLibraryVerifiesIt(t *testing.T) {
	value := rapid.StringMatching(`([!-~é]| |\t|\r\n ){0,120}`)
	line := rapid.StringMatching(`[ -~\té]{0,90}`)
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		b.WriteString("From: klantpanel@panel.gemeente.example\r\n")
		for _, name := range []string{"To", "Subject", "Date", "Message-ID", "Reply-To", "List-Unsubscribe", "X-Iets", "Content-Type"} {
			if rapid.Bool().Draw(t, name) {
				fmt.Fprintf(&b, "%s: x%s\r\n", name, value.Draw(t, "value"))
			}
		}
		b.WriteString("\r\n" + strings.Join(rapid.SliceOfN(line, 0, 12).Draw(t, "body"), "\r\n"))
		field, err := newSigner().Sign([]byte(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		if err := verified(string(field) + b.String()); err != nil {
			t.Fatalf("%v:\n%s%s", err, field, b.String())
		}
	})
}

func TestOneSignerServesManyConnectionsAtOnce(t *testing.T) {
	signer, mails := newSigner(), exampleMails(t)
	var wg sync.WaitGroup
	for _, raw := range mails {
		wg.Go(func() {
			field, err := signer.Sign([]byte(raw))
			if err == nil {
				err = verified(string(field) + raw)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestAKeyThatCantBeReadIsSaidWithoutShowingIt(t *testing.T) {
	private, public := signingKey()
	_, other, err := mail.NewSigningKey()
	if err != nil {
		t.Fatal(err)
	}
	if err := mail.CheckSigningKey(private, public); err != nil {
		t.Error(err)
	}
	if mail.CheckSigningKey(private, other) == nil {
		t.Error("two halves of different keys belong together")
	}
	for _, broken := range []string{"", "geheim", strings.Replace(private, "MII", "GEHEIM", 1), private[:200], strings.Replace(private, "PRIVATE", "PUBLIC", 1)} {
		if err := mail.CheckSigningKey(broken, public); broken != "" && err != nil && strings.Contains(err.Error(), broken[:6]) {
			t.Errorf("the error shows the key: %v", err)
		}
	}
	if field, err := mail.NewSigner(senderDomain, selector, "geheim").Sign([]byte("From: a@b.example\r\n\r\n")); err == nil || strings.Contains(err.Error(), "geheim") {
		t.Errorf("signed with no key: %s %v", field, err)
	}
}

// BenchmarkSignature is what DKIM costs a delivery, with a mail of 10 kB.
func BenchmarkSignature(b *testing.B) {
	signer := newSigner()
	raw := []byte("From: klantpanel@panel.gemeente.example\r\nTo: sanne@gemeente.example\r\nSubject: Ronde 4\r\nDate: Wed, 3 Mar 2027 10:00:00 +0100\r\n" +
		"Message-ID: <1@panel.gemeente.example>\r\n\r\n" + strings.Repeat("U zei dat de kantine te vroeg dicht gaat. Dat klopt.\r\n", 190))
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := signer.Sign(raw); err != nil {
			b.Fatal(err)
		}
	}
}
