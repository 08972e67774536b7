package main

import (
	"context"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// violation is a finding of axe: a rule, and where the page breaks it.
type violation struct {
	Rule   string   `json:"rule"`
	Impact string   `json:"impact"`
	Where  []string `json:"where"`
}

const runAxe = `(without) => axe.run(document, {
	runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
	rules: Object.fromEntries(without.map(rule => [rule, {enabled: false}])),
	resultTypes: ["violations"], preload: false,
}).then(found => found.violations.map(v => ({rule: v.id, impact: v.impact ?? "",
	where: v.nodes.slice(0, 4).map(n => n.target.join(" ") + " – " + [...n.any, ...n.all, ...n.none].map(c => c.message).join("; "))})))`

// sideways lists what sticks out of a screen on which the page has to be scrolled sideways.
const sideways = `() => {
	const wide = document.documentElement.scrollWidth, screen = document.documentElement.clientWidth;
	if (wide <= screen) return [];
	const out = [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > screen + 1);
	return [wide + " pixels wide", ...out.slice(0, 4).map(e => e.tagName.toLowerCase() + "." + e.className)];
}`

// letterPage shows a letter as mail programs do, where no script may run. lettersAreReadable looks at those.
var letterPage = regexp.MustCompile(`^/mailbox/[^/]+/html$|^/digests/[^/]+/letter$|^/settings/letters/[^/]+/html$`)

// axeSource is the script of axe-core.
func axeSource(t testing.TB) string {
	t.Helper()
	source, err := os.ReadFile(required(t, "KLANTPANEL_TEST_AXE", "no axe-core to check the pages with"))
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

// meets checks the page that the reader has come to: axe finds nothing, and on the narrowest screen it needn't be scrolled sideways.
func (r *reader) meets() {
	r.t.Helper()
	if r.unchecked || letterPage.MatchString(r.path()) || !r.isNew() {
		return
	}
	for _, v := range r.violations() {
		r.t.Errorf("%s, on a %s, at %s: axe: %s (%s)\n\t%s", r.who, r.device.name, r.path(), v.Rule, v.Impact, strings.Join(v.Where, "\n\t"))
	}
	if out := r.overflow(narrowestScreen); len(out) > 0 {
		r.t.Errorf("%s at %s has to be scrolled sideways at %d pixels: %s", r.who, r.path(), narrowestScreen, strings.Join(out, ", "))
	}
}

// met are the pages that were checked already, by what they consist of: axe is slow, and finds the same on the same page.
var met sync.Map

var changing = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|/(?:sign-in|setup|unsubscribe)/[\w.-]{16,}|127\.0\.0\.1:\d+`)

// parts are what a page itself shows, and the frame around it.
const parts = `() => {
	const main = document.querySelector("main");
	const frame = document.documentElement.cloneNode(true);
	frame.querySelector("main")?.replaceChildren();
	frame.querySelector("title")?.remove();
	return [main?.outerHTML ?? "", frame.outerHTML];
}`

// isNew reports whether nobody met what the page shows, or the frame around it, on the same device.
func (r *reader) isNew() bool {
	r.t.Helper()
	fresh := false
	for _, part := range step(r, "read the page", chromedp.Evaluate[[]string](call(parts))) {
		if _, known := met.LoadOrStore([2]string{r.device.name, changing.ReplaceAllString(part, "…")}, true); !known {
			fresh = true
		}
	}
	return fresh
}

// violations is what axe finds. It needs scripts, if only for a moment.
func (r *reader) violations() []violation {
	r.t.Helper()
	source := axeSource(r.t)
	without := r.without
	if without == nil {
		without = []string{}
	}
	return step(r, "run axe", func(ctx context.Context, t *chromedp.Target) ([]violation, error) {
		if !r.scripts {
			if err := scripts(ctx, true); err != nil {
				return nil, err
			}
			defer scripts(ctx, false)
		}
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](source+";0")); err != nil {
			return nil, err
		}
		return chromedp.Run(ctx, chromedp.Evaluate[[]violation](call(runAxe, without), chromedp.EvalAwaitPromise))
	})
}

// overflow is what sticks out of a screen of this width.
func (r *reader) overflow(width int64) []string {
	r.t.Helper()
	return step(r, "make the screen narrow", func(ctx context.Context, t *chromedp.Target) ([]string, error) {
		if err := r.resize(ctx, width); err != nil {
			return nil, err
		}
		out, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](call(sideways)))
		if err != nil {
			return nil, err
		}
		return out, r.resize(ctx, r.width)
	})
}
