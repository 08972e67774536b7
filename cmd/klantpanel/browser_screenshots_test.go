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

// TestScreenshots makes pictures for people, as
//
//	KLANTPANEL_SCREENSHOTS=/tmp/pictures KLANTPANEL_TEST_CHROMIUM=/usr/bin/chromium go test -run TestScreenshots ./cmd/klantpanel
//
// It saves ROLE-PAGE-LANGUAGE-WIDTH.png: a page that several roles see in the same way only for the first of them.
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("KLANTPANEL_SCREENSHOTS")
	if folder == "" {
		t.Skip("KLANTPANEL_SCREENSHOTS names no folder to save pictures in")
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	w := demoWorld(t, demoDay)
	p := photographer{folder: folder, taken: map[string]bool{}}
	for _, role := range append([]string{"visitor"}, demoRoleKeys...) {
		r := w.newReader(t, role, desk)
		r.unchecked = true
		if role != "visitor" {
			r.playsRole(role)
		}
		for _, language := range []string{"nl", "en"} {
			r.open("/").speaks(language)
			r.walk("/", func(kind string) { p.visit(r, kind, language) })
		}
	}
	p.letters(w.newReader(t, "letter", phone), w.sentLetters(t))
	t.Logf("%d pictures in %s", len(p.taken), folder)
}

type photographer struct {
	folder string
	taken  map[string]bool
}

// eachRole are the pages that differ from role to role; inTheDark those to look at in dark colours too.
const (
	eachRole  = " start digests cycles items services "
	inTheDark = " start cycles-contribute cycles-board digests items overview inbox demo "
)

// visit takes pictures of the page that the reader is on.
func (p *photographer) visit(r *reader, kind, language string) {
	r.t.Helper()
	page := strings.Trim(strings.NewReplacer("/:id", "-one", "/", "-", "?", "-", "=", "-").Replace(kind), "-")
	if kind == "/" {
		page = "start"
	}
	if of := page + "-" + language; p.taken[of] && !strings.Contains(eachRole, " "+strings.TrimSuffix(page, "-one")+" ") {
		return
	} else {
		p.taken[of] = true
	}
	for n, name := 1, ""; ; n++ { // the second and third point
		name = fmt.Sprintf("%s-%s", r.who, page)
		if n > 1 {
			name = fmt.Sprintf("%s-%d", name, n)
		}
		if p.taken[name+"-"+language] {
			continue
		}
		p.taken[name+"-"+language] = true
		for _, width := range []int64{390, 1280} {
			p.take(r, width, "light", fmt.Sprintf("%s-%s-%d", name, language, width))
		}
		if language == "nl" && n == 1 && strings.Contains(inTheDark, " "+strings.ReplaceAll(page, "-one", "")+" ") {
			p.take(r, 390, "dark", name+"-nl-390-dark")
		}
		return
	}
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
		return chromedp.Run(ctx, chromedp.FullScreenshot(100))
	})
	p.taken[name] = true
	write(r.t, filepath.Join(p.folder, name+".png"), picture)
}
