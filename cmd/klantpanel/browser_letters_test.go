package main

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"klantpanel/mail"
)

// notForLetters are rules of axe about the regions of a page, which a letter doesn't have.
var notForLetters = []string{"region", "landmark-one-main", "page-has-heading-one", "bypass"}

// lettersAreReadable looks at letters as the mail program of a phone shows them, in light and in dark colours: one of each
// kind that the demonstration sent, and the examples.
func (w *world) lettersAreReadable(t *testing.T) {
	letters := append(exampleLetters(t), w.sentLetters(t)...)
	for _, scheme := range []string{"light", "dark"} {
		d := plainPhone
		d.name, d.scheme = "phone, "+scheme, scheme
		r := w.newReader(t, "reader of letters", d)
		r.without = notForLetters
		for _, letter := range letters {
			r.who = letter.name
			step(r, "show the letter", show(letter.html))
			r.meets()
		}
	}
}

type letterToRead struct{ name, html string }

func exampleLetters(t *testing.T) []letterToRead {
	t.Helper()
	var letters []letterToRead
	for _, language := range []string{"nl", "en"} {
		for _, letter := range mail.Examples(language) {
			rendered, err := mail.Render(letter, language, mail.Envelope{Name: "Joke Visser", Sender: mail.Sender{
				Organisation: "Gemeente Waterveld", Name: "Klantpanel", Address: "klantpanel@waterveld.example", Contact: "Fatima El Idrissi, toestel 2041"}})
			if err != nil {
				t.Fatal(err)
			}
			letters = append(letters, letterToRead{language + ": " + rendered.Subject, rendered.HTML})
		}
	}
	return letters
}

// sentLetters is the last captured letter of each kind.
func (w *world) sentLetters(t *testing.T) []letterToRead {
	t.Helper()
	var sent []mail.Mail
	if err := w.DB.NewSelect().Model(&sent).Column("id", "kind").Where("state = ?", mail.Sent).Order("id DESC").Scan(t.Context()); err != nil {
		t.Fatal(err)
	}
	var letters []letterToRead
	seen := map[string]bool{}
	for _, m := range sent {
		if seen[m.Kind] {
			continue
		}
		seen[m.Kind] = true
		opened, err := w.Mailbox.Open(m.ID)
		if err != nil {
			t.Fatal(err)
		}
		letters = append(letters, letterToRead{m.Kind, opened.HTML})
	}
	for _, kind := range []string{mail.KindOpening, mail.KindBundling, mail.KindRouted, mail.KindOutcome, mail.KindDigestReady, mail.KindDigest} {
		if !seen[kind] {
			t.Errorf("the demonstration sent no letter of kind %s", kind)
		}
	}
	return letters
}

// show puts a document of its own into an empty page.
func show(html string) chromedp.Action[chromedp.Void] {
	return chromedp.Steps(chromedp.Navigate("about:blank"), chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		tree, err := chromedp.Call(ctx, page.GetFrameTree, struct{}{})
		if err != nil {
			return err
		}
		_, err = chromedp.Call(ctx, page.SetDocumentContent, page.SetDocumentContentParams{FrameID: tree.FrameTree.Frame.ID, HTML: html})
		return err
	}))
}
