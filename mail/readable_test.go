package mail_test

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"golang.org/x/net/html"

	"klantpanel/mail"
)

// eachLetter renders the examples in both languages, as they come to Sanne.
func eachLetter(t *testing.T, check func(t *testing.T, r mail.Rendered)) {
	t.Helper()
	for _, language := range []string{"nl", "en"} {
		for _, letter := range mail.Examples(language) {
			t.Run(letter.Kind()+"."+language, func(t *testing.T) {
				to := envelope
				if mail.IsDirectAnswer(letter.Kind()) {
					to.Unsubscribe = ""
				}
				r, err := mail.Render(letter, language, to)
				if err != nil {
					t.Fatal(err)
				}
				check(t, r)
			})
		}
	}
}

func parsed(t *testing.T, source string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// spoken are the stretches of text that a reader sees, and nothing of the head.
func spoken(doc *html.Node) []string {
	var texts []string
	for n := range doc.Descendants() {
		if n.Type != html.TextNode || attribute(n.Parent, "aria-hidden") == "true" {
			continue
		}
		if kind := n.Parent.Data; kind != "style" && kind != "title" && strings.TrimSpace(n.Data) != "" {
			texts = append(texts, n.Data)
		}
	}
	return texts
}

// bare is a text without spaces, signs and line breaks, in which the text and the HTML of a letter differ.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}

func TestTheTextSaysWhatTheHTMLSaysInTheSameOrder(t *testing.T) {
	eachLetter(t, func(t *testing.T, r mail.Rendered) {
		rest := bare(r.Text)
		for _, said := range spoken(parsed(t, r.HTML)) {
			_, after, found := strings.Cut(rest, bare(said))
			if !found {
				t.Fatalf("%q is missing or out of place in\n%s", said, r.Text)
			}
			rest = after
		}
		for n := range parsed(t, r.HTML).Descendants() {
			if link := attribute(n, "href"); strings.HasPrefix(link, "https:") && !strings.Contains(r.Text, link+"\n") {
				t.Errorf("%s doesn't end a line of\n%s", link, r.Text)
			}
		}
	})
}

func TestTextLettersAreNarrowAndAddressesStandAlone(t *testing.T) {
	eachLetter(t, func(t *testing.T, r mail.Rendered) {
		lines := strings.Split(r.Text, "\n")
		for i, line := range lines {
			address := strings.HasPrefix(strings.TrimSpace(line), "https://")
			if utf8.RuneCountInString(line) > 76 && !address {
				t.Errorf("%d columns: %s", utf8.RuneCountInString(line), line)
			}
			if !address && strings.Contains(line, "https://") {
				t.Errorf("an address among words: %s", line)
			}
			if under := strings.Trim(line, "=-"); line != "" && under == "" && len(line) != utf8.RuneCountInString(lines[i-1]) {
				t.Errorf("a heading and its line differ: %s\n%s", lines[i-1], line)
			}
		}
		if !strings.Contains(r.Text, "\n=====") || !strings.Contains(r.Text, "\n-- \n") {
			t.Errorf("no heading, or no footer that mail programs know:\n%s", r.Text)
		}
	})
}

func TestLongTextOfPeopleIsBrokenIntoQuotedLines(t *testing.T) {
	const word, link = "wachttijd", "https://intranet.gemeente.example/een/heel/lang/adres/dat/nergens/gebroken/mag/worden/want/dan/werkt/het/niet"
	said := strings.TrimSpace(strings.Repeat(word+" ", 30))
	r, err := mail.Render(mail.Outcome{Title: said, Said: said, Service: "ICT", Outcome: "explained", Answer: "Zie " + link + " voor meer."}, "nl", envelope)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(r.Text, "\n"+link+"\n") {
		t.Errorf("the address was broken:\n%s", r.Text)
	}
	if n := strings.Count(r.Text, "\n  > "+word); n != 5 {
		t.Errorf("quoted on %d lines:\n%s", n, r.Text)
	}
}

var style = regexp.MustCompile(`(?s)<style>(.*?)</style>`)

// Outlook for Windows sets letters with Word, which knows tables and little else; Gmail takes a style sheet of 8 kB and a letter of 102 kB.
func TestLettersHoldForWordAndGmail(t *testing.T) {
	eachLetter(t, func(t *testing.T, r mail.Rendered) {
		for _, never := range []string{"<img", "background-image", "background:", "url(", "display:flex", "display:grid", "position:", "float:", "<form", "<script", "@import", "%press", "%ink"} {
			if strings.Contains(strings.ToLower(r.HTML), never) {
				t.Errorf("it holds %s", never)
			}
		}
		for n := range parsed(t, r.HTML).Descendants() {
			checkForWord(t, n)
		}
		sheets := 0
		for _, s := range style.FindAllString(r.HTML, -1) {
			sheets += len(s)
		}
		if sheets > 8<<10 || len(r.HTML) > 40<<10 {
			t.Errorf("%d bytes of style sheets, %d in all", sheets, len(r.HTML))
		}
		for _, want := range []string{"prefers-color-scheme:dark", "[data-ogsc]", "[data-ogsb]", `name="color-scheme"`, `name="supported-color-schemes"`, "PixelsPerInch", "xmlns:o=", "xmlns:v="} {
			if !strings.Contains(r.HTML, want) {
				t.Errorf("it lacks %s", want)
			}
		}
	})
}

func checkForWord(t *testing.T, n *html.Node) {
	t.Helper()
	if n.Type != html.ElementNode {
		return
	}
	css := attribute(n, "style")
	if strings.Contains(css, "max-width") && attribute(n, "width") == "" {
		t.Errorf("a %s has a max-width and no width of its own", n.Data)
	}
	switch n.Data {
	case "div":
		t.Error("a div, whose margins and padding Word drops")
	case "table":
		if attribute(n, "role") != "presentation" || attribute(n, "cellpadding") != "0" || attribute(n, "cellspacing") != "0" || attribute(n, "border") != "0" {
			t.Errorf("a table for more than the look: %v", n.Attr)
		}
	case "td":
		if colour := regexp.MustCompile(`background-color:(#\w+)`).FindStringSubmatch(css); colour != nil && attribute(n, "bgcolor") != colour[1] {
			t.Errorf("a cell has %s as background, which Word takes from bgcolor only: %v", colour[1], n.Attr)
		}
	case "a":
		link := attribute(n, "href")
		if !strings.HasPrefix(link, sender.BaseURL+"/") && link != "mailto:klantpanel@gemeente.example" {
			t.Errorf("a link leads elsewhere: %s", link)
		}
	case "h1", "h2", "h3":
		if !strings.Contains(css, "mso-line-height-rule:exactly") || !strings.Contains(css, "margin:") {
			t.Errorf("a %s leaves its lines to Word: %s", n.Data, css)
		}
	}
}

var onlyWord = regexp.MustCompile(`(?s)<!--\[if mso\]>(.*?)<!\[endif\]-->`)

// doTheSame are kinds of letters whose buttons lead to the same as another kind's.
var doTheSame = map[string]string{"digest_test": "digest", "digest_second": "digest_ready", "digest_due": "digest_ready"}

func TestEachLetterHasOneButtonThatSaysWhatHappens(t *testing.T) {
	words := map[string]string{}
	eachLetter(t, func(t *testing.T, r mail.Rendered) {
		var buttons, drawn [][2]string // address and words
		for n := range parsed(t, r.HTML).Descendants() {
			if n.Data == "a" && attribute(n, "class") == "button" {
				buttons = append(buttons, [2]string{attribute(n, "href"), strings.Join(spoken(n), "")})
			}
		}
		if rest := onlyWord.ReplaceAllString(r.HTML, ""); strings.Contains(rest, "[if mso]") || strings.Count(rest, "<!--[if !mso]><!-->") != strings.Count(rest, "<!--<![endif]-->") {
			t.Error("a conditional comment is left open")
		}
		for _, comment := range onlyWord.FindAllStringSubmatch(r.HTML, -1) {
			for n := range parsed(t, comment[1]).Descendants() {
				if n.Data != "v:roundrect" {
					continue
				}
				drawn = append(drawn, [2]string{attribute(n, "href"), strings.Join(spoken(n), "")})
				if css := attribute(n, "style"); !regexp.MustCompile(`^height:\d+px;width:\d{3}px;v-text-anchor:middle$`).MatchString(css) {
					t.Errorf("Word can't draw a button of %q", css)
				}
			}
		}
		if len(buttons) != 1 || !slices.Equal(buttons, drawn) || strings.Count(buttons[0][1], " ")+strings.Count(buttons[0][1], "ontribute") == 0 {
			t.Fatalf("buttons %q, in Outlook %q", buttons, drawn)
		}
		_, kind, _ := strings.Cut(t.Name(), "/")
		kind, _, _ = strings.Cut(kind, ".")
		kind = cmp.Or(doTheSame[kind], kind)
		if other := words[buttons[0][1]]; other != "" && other != kind {
			t.Errorf("two letters have a button that says %q", buttons[0][1])
		}
		words[buttons[0][1]] = kind
	})
}

// longDigest has sections of n entries in all, each with texts of so many runes, and as many points of the reader's own.
func longDigest(n, runes int) mail.Digest {
	text := string([]rune(strings.Repeat("De bestelling van café ’t Hoekje kwam niet op tijd. ", runes/40+1))[:runes])
	entry := func(i int, section string) mail.DigestEntry {
		return mail.DigestEntry{Item: uuid.UUID{14: byte(i >> 8), 15: byte(i + 1)}, By: "you", Section: section, Title: fmt.Sprintf("Punt %d over de bestellingen bij Inkoop", i), Said: text, People: 12, Service: "Inkoop", Answer: text,
			DueOn: start, LateDays: 2, URL: sender.BaseURL + "/digests/0198c5a2-7c1e-7d55-9a3b-0242ac120002#0198c5a2-7c1e-7d55-9a3b-0242ac120002"}
	}
	d := mail.Digest{Panel: "Bedrijfsvoering", Number: 4, URL: sender.BaseURL + "/digests/4", Sections: []mail.DigestSection{{Name: "changed"}, {Name: "promised"}, {Name: "unanswered"}}}
	for i := range n {
		s := &d.Sections[min(i%7, 2)]
		s.Entries = append(s.Entries, entry(i, s.Name))
		d.Own = append(d.Own, entry(i, "promised"))
	}
	return d
}

// apart is a digest in which nothing of the sections stands first too.
func apart(d mail.Digest) mail.Digest {
	for i := range d.Own {
		d.Own[i].Item[0], d.Own[i].Section = 1, "explained"
	}
	return d
}

func TestLongDigestsAreNotCutOffByGmail(t *testing.T) {
	usual := longDigest(40, 140)
	usual.Own = usual.Own[:3]
	for name, c := range map[string]struct {
		digest mail.Digest
		most   int
	}{"40 points": {usual, 80 << 10}, "500 points in long words": {apart(longDigest(500, 2000)), 100 << 10}} {
		r, err := mail.Render(c.digest, "nl", envelope)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d bytes", name, len(r.HTML))
		if len(r.HTML) > c.most {
			t.Errorf("%s: %d bytes, at most %d", name, len(r.HTML), c.most)
		}
	}
}

func TestALongDigestSaysHowMuchMoreThereIs(t *testing.T) {
	d := apart(longDigest(500, 2000))
	r, err := mail.Render(d, "nl", envelope)
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{r.Text, r.HTML} {
		shown := strings.Count(body, "over de bestellingen bij Inkoop")
		missing := 0
		for _, found := range regexp.MustCompile(`Nog (\d+) punten staan op de pagina`).FindAllStringSubmatch(body, -1) {
			var n int
			fmt.Sscan(found[1], &n)
			missing += n
		}
		if shown != 50 || shown+missing != 1000 {
			t.Errorf("%d shown, %d named as missing, of 1000", shown, missing)
		}
		for _, heading := range []string{"Aangepast", "Toegezegd", "Nog niet beantwoord"} {
			if !strings.Contains(body, heading) {
				t.Errorf("the section %s is gone", heading)
			}
		}
	}
	if len(d.Sections[2].Entries) < 100 || len(d.Sections[2].Entries[0].Said) < 2000 {
		t.Error("rendering changed the digest itself")
	}
}
