package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestScreenshots makes pictures for people; `make screenshots` runs it. KLANTPANEL_SCREENSHOTS names the folder. It saves
// ROLE-PAGE-LANGUAGE-WIDTH.png: a page that several roles see in the same way only for the first of them.
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("KLANTPANEL_SCREENSHOTS")
	if folder == "" {
		t.Skip("KLANTPANEL_SCREENSHOTS names no folder to save pictures in")
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	w := demoWorld(t, demoDay)
	p := photographer{folder: folder, pages: map[string]bool{}}
	for _, role := range append([]string{""}, demoRoleKeys...) {
		r := w.newReader(t, nameOf(role), desk)
		r.unchecked = true
		if role != "" {
			r.playsRole(role)
		}
		walk := w.crawl(t, role)
		for _, language := range []string{"en", "nl"} {
			r.open("/").speaks(language)
			p.visit(r, walk, language)
		}
	}
	p.letters(w.newReader(t, "letter", phone), w.sentLetters(t))
	t.Logf("%d pictures in %s", p.taken, folder)
}

type photographer struct {
	folder string
	pages  map[string]bool // by name and language
	taken  int
}

const (
	// eachRole are the routes whose pages differ from role to role.
	eachRole = " / /digests/:digest /cycles/:cycle /items/:item /services/:service "
	// mostPictures is of how many pages of one route, which show different things, a role gets pictures.
	mostPictures = 3
)

// visit takes pictures of the pages of a role.
func (p *photographer) visit(r *reader, walk []found, language string) {
	r.t.Helper()
	pages := map[string]int{}
	for _, page := range walk {
		if !page.look || pages[page.route] == mostPictures {
			continue
		}
		pages[page.route]++
		name := pictureOf(page)
		if n := pages[page.route]; n > 1 {
			name = fmt.Sprintf("%s-%d", name, n)
		}
		if of := name + " " + language; p.pages[of] && !strings.Contains(eachRole, " "+page.route+" ") {
			continue
		} else {
			p.pages[of] = true
		}
		r.open(page.path)
		for _, width := range []int64{390, 1280} {
			picture := fmt.Sprintf("%s-%s-%s-%d", r.who, name, language, width)
			p.take(r, width, "light", picture)
			if language == "nl" {
				p.take(r, width, "dark", picture+"-dark")
			}
		}
	}
}

// pictureOf names a page after its route and what is asked of it: cycles-one-board, questions-new-kind-pair.
func pictureOf(page found) string {
	if page.route == "/" {
		return "start"
	}
	_, query, _ := strings.Cut(page.path, "?")
	name := parameter.ReplaceAllString(page.route, "one")
	for asked := range strings.SplitSeq(query, "&") {
		if len(asked) < 20 && !strings.HasSuffix(asked, "=") {
			name += "-" + asked
		}
	}
	return strings.Trim(strings.NewReplacer("/", "-", "=", "-", "%", "").Replace(name), "-")
}

// letters takes a picture of each letter, as a phone shows it.
func (p *photographer) letters(r *reader, letters []letterToRead) {
	r.t.Helper()
	for _, letter := range letters {
		step(r, "show the letter", show(letter.html))
		p.take(r, 390, "light", "letter-"+letter.name+"-nl-390")
		p.take(r, 390, "dark", "letter-"+letter.name+"-nl-390-dark")
	}
}

func (p *photographer) take(r *reader, width int64, scheme, name string) {
	r.t.Helper()
	d := r.device
	d.scheme = scheme
	picture := step(r, "take "+name, func(ctx context.Context, _ *chromedp.Target) ([]byte, error) {
		if err := d.emulate(ctx); err != nil {
			return nil, err
		}
		if err := d.resize(ctx, width); err != nil {
			return nil, err
		}
		defer r.emulate(ctx)
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.fonts.ready.then(() => true)`, chromedp.EvalAwaitPromise)); err != nil {
			return nil, err
		}
		return chromedp.Run(ctx, chromedp.FullScreenshot(100))
	})
	p.taken++
	write(r.t, filepath.Join(p.folder, name+".png"), picture)
}
