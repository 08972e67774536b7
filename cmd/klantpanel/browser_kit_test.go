package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// printed is the page as Chromium prints it, without the colours behind the text that most people leave out.
func (r *reader) printed() []byte {
	r.t.Helper()
	return step(r, "print", func(ctx context.Context, _ *chromedp.Target) ([]byte, error) {
		printed, err := chromedp.Call(ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true)})
		if err != nil {
			return nil, err
		}
		return printed.Data, nil
	})
}

func TestEachSheetOfTheKitIsOnePageOfA4(t *testing.T) {
	w := demoWorld(t, demoDay)
	r := w.newReader(t, "ambassador", desk)
	kit := r.playsRole("ambassador").follow("Vraag het uw collega's").path()
	for _, sheet := range []string{"poster", "cards", "guide"} {
		for _, language := range []string{"nl", "en"} {
			r.open(kit + "/" + sheet + "?language=" + language)
			if hidden := step(r, "measure", chromedp.Evaluate[string](hiddenWords)); hidden != "" {
				t.Errorf("%s in %s: no room for %s", sheet, language, hidden)
			}
			pdf := r.printed()
			if !bytes.Contains(pdf, []byte("/Count 1\n")) && !bytes.Contains(pdf, []byte("/Count 1/")) && !bytes.Contains(pdf, []byte("/Count 1>")) || bytes.Contains(pdf, []byte("/Count 2")) {
				t.Errorf("%s in %s isn't one page", sheet, language)
			}
			if box := between(pdf, "/MediaBox [", "]"); !strings.HasPrefix(box, "0 0 595") && !strings.HasPrefix(box, "0 0 594") || !strings.Contains(box, " 84") {
				t.Errorf("%s in %s is %s points, no A4", sheet, language, box)
			}
		}
	}
	step(r, "press print", chromedp.Evaluate[bool](`window.print = () => { window.pressed = true }; document.querySelector("[data-print] button").click(); window.pressed`))
}

// hiddenWords names the texts of a sheet that reach beyond its paper.
const hiddenWords = `(() => {
	const paper = document.querySelector(".sheet__paper").getBoundingClientRect();
	return [...document.querySelectorAll(".sheet__paper p, .sheet__paper h2, .sheet__paper h3")].filter(e => {
		const box = e.getBoundingClientRect();
		return box.bottom > paper.bottom || box.right > paper.right || e.scrollWidth > e.clientWidth + 1;
	}).map(e => e.textContent).join(" | ");
})()`

func between(b []byte, before, after string) string {
	_, rest, _ := bytes.Cut(b, []byte(before))
	found, _, _ := bytes.Cut(rest, []byte(after))
	return string(found)
}

func TestTheKitGivesWhatACopyNeedsWithoutScripts(t *testing.T) {
	w := demoWorld(t, demoDay)
	r := w.newReader(t, "ambassador", plainPhone)
	r.playsRole("ambassador").follow("Vraag het uw collega's")
	typed := func(id string) string {
		return step(r, "read "+id, chromedp.Evaluate[string](`document.getElementById("`+id+`").value`))
	}
	address := typed("address")
	if !strings.HasPrefix(address, w.BaseURL+"/k/") || !strings.Contains(typed("message"), address) {
		t.Errorf("the link is %q", address)
	}
	r.follow("Poster").sees("Kies A4")
	if n := step(r, "count", chromedp.Evaluate[int](`document.querySelectorAll("[data-print] button").length`)); n != 0 {
		t.Errorf("%d buttons that do nothing", n)
	}
}
