package main

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// printed are pages that are taken along on paper.
var printed = []struct{ role, path string }{
	{"employee", "/digests/:digest"},
	{"responder", "/items/:item"},
	{"coordinator", "/cycles/:cycle/board"},
	{"coordinator", "/cycles/:cycle"},
}

// onPaper lists what doesn't belong there: navigation, and words that aren't dark on white.
const onPaper = `() => {
	const out = [], shown = e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}) && e.getClientRects().length > 0;
	const bright = colour => { const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number); return a === 0 ? 255 : (r * 299 + g * 587 + b * 114) / 1000; };
	for (const e of document.querySelectorAll("nav, .language, .skip-link, .menu, .tabs, .pager")) if (shown(e)) out.push("navigation: " + e.className);
	for (const e of [document.documentElement, document.body, document.querySelector("main")]) {
		if (bright(getComputedStyle(e).backgroundColor) < 255) out.push(e.tagName + " is on " + getComputedStyle(e).backgroundColor);
	}
	for (const e of document.querySelectorAll("main h1, main h2, main p, main li, main blockquote, main td, main dd")) {
		if (shown(e) && e.innerText.trim() && bright(getComputedStyle(e).color) > 110) out.push(e.tagName + "." + e.className + " is " + getComputedStyle(e).color);
	}
	return out.slice(0, 8);
}`

// paperShowsOnlyThePage looks at pages as they are printed by somebody whose screen is dark.
func (w *world) paperShowsOnlyThePage(t *testing.T) {
	for _, p := range printed {
		r := w.newReader(t, nameOf(p.role), desk)
		r.unchecked = true
		r.playsRole(p.role)
		path := ""
		for _, f := range w.crawl(t, p.role) {
			if f.route == p.path {
				path = f.path
				break
			}
		}
		r.open(path)
		step(r, "print", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error { return media(ctx, "print", "dark") }))
		for _, fault := range step(r, "look at the paper", chromedp.Evaluate[[]string](call(onPaper))) {
			t.Errorf("%s on paper: %s", p.path, fault)
		}
	}
}

// readersHearOfWhatIsRefused makes sure that the other tests would: a style that the policy refuses is complained about.
func (w *world) readersHearOfWhatIsRefused(t *testing.T) {
	r := w.newReader(t, "visitor", desk)
	r.unchecked = true
	r.open("/privacy")
	step(r, "break the policy", chromedp.Evaluate[chromedp.Void](`document.body.insertAdjacentHTML("beforeend", "<p style='color: red'>rood</p>")`))
	step(r, "wait for the complaint", chromedp.Poll[bool](`document.querySelector("p[style]") !== null`))
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.complaints) != 1 || !strings.Contains(r.complaints[0], "Content Security Policy") {
		t.Errorf("the browser complains of %q", r.complaints)
	}
	r.complaints = nil
}
