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
			for _, faint := range step(r, "measure the contrast", chromedp.Evaluate[[]string](call(faintWords))) {
				t.Errorf("%s, %s: %s", letter.name, scheme, faint)
			}
		}
	}
}

// faintWords lists the words of a letter that are fainter than WCAG 2.2 AA allows (SC 1.4.3, 4.5 to 1) on what lies under them, and that
// there is a button, large enough to press.
const faintWords = `() => {
	const parts = c => c.match(/[\d.]+/g).map(Number);
	const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
		.reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
	const under = e => {
		for (; e; e = e.parentElement) {
			const ground = parts(getComputedStyle(e).backgroundColor);
			if (ground.length < 4 || ground[3] === 1) return ground;
		}
		return [255, 255, 255];
	};
	const faint = [];
	const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (words.nextNode()) {
		const e = words.currentNode.parentElement, text = words.currentNode.data.trim();
		if (!text || e.closest("style")) continue;
		const [a, b] = [light(parts(getComputedStyle(e).color)), light(under(e))];
		const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
		if (ratio < 4.5) faint.push(ratio.toFixed(2) + " to 1: " + text);
	}
	const buttons = document.querySelectorAll("a.button");
	if (buttons.length !== 1 || buttons[0].getBoundingClientRect().height < 44) faint.push(buttons.length + " buttons, or one lower than 44 pixels");
	return faint;
}`

type letterToRead struct{ name, html string }

func exampleLetters(t *testing.T) []letterToRead {
	t.Helper()
	const site = "https://klantpanel.waterveld.example"
	to := mail.Envelope{Name: "Joke Visser", Unsubscribe: site + "/unsubscribe/merk", Sender: mail.Sender{Organisation: "Gemeente Waterveld", BaseURL: site,
		Name: "Klantpanel", Address: "klantpanel@waterveld.example", Contact: "Fatima El Idrissi, f.elidrissi@waterveld.example, toestel 2041"}}
	themed := to
	themed.Sender.Look = mail.Look{Button: "#00693e", ButtonText: "#ffffff", Link: "#00693e", Heading: "#00462a"}
	var letters []letterToRead
	for _, language := range []string{"nl", "en"} {
		for _, letter := range mail.Examples(language) {
			for name, envelope := range map[string]mail.Envelope{"": to, " in green": themed} {
				rendered, err := mail.Render(letter, language, envelope)
				if err != nil {
					t.Fatal(err)
				}
				letters = append(letters, letterToRead{mail.ExampleName(letter) + "." + language + name, rendered.HTML})
			}
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
	for _, kind := range []string{mail.KindNotice, mail.KindOpening, mail.KindBundling, mail.KindNudge, mail.KindOutcome, mail.KindDigestReady, mail.KindDigest} {
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
