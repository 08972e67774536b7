package main

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// everyPageIsSound opens what each role can come to, in both languages, and looks at it on every screen. Two tabs work at once.
func (w *world) everyPageIsSound(t *testing.T) {
	var (
		walks   = map[string][]found{}
		seen    colours
		heavy   heaviest
		inRoles = append([]string{""}, demoRoleKeys...)
	)
	for _, role := range inRoles {
		walks[role] = w.crawl(t, role)
	}
	everyPageIsThreeClicksAway(t, w, walks)
	t.Run("roles", func(t *testing.T) {
		for _, role := range inRoles {
			t.Run(nameOf(role), func(t *testing.T) {
				t.Parallel()
				w.opensAll(t, role, walks[role], &seen, &heavy)
			})
		}
	})
	t.Log(heavy.String())
}

// nameOf is what to call who has a role of the demonstration.
func nameOf(role string) string {
	if role == "" {
		return "visitor"
	}
	return role
}

func (w *world) opensAll(t *testing.T, role string, walk []found, seen *colours, heavy *heaviest) {
	r := w.newReader(t, nameOf(role), desk)
	r.unchecked = true // by what the program checks of a reader's own device
	if role != "" {
		r.playsRole(role)
	}
	r.bringsAxe()
	s := r.weighs()
	for _, language := range []string{"en", "nl"} { // Dutch is what the next test expects
		step(r, "sit down at the desk", r.sitsDown())
		r.open("/").speaks(language)
		for _, p := range walk {
			if !p.look || language == "en" && !p.first { // what only some pages of a route show is built alike in both
				continue
			}
			s.clear()
			r.open(p.path)
			heavy.add(t, r.who+" at "+p.path, s, r.BaseURL)
			if got := r.language(); got != language {
				t.Errorf("%s is in %q for a reader of %q", p.path, got, language)
			}
			r.onEveryScreen(seen)
		}
	}
}

// sitsDown gives the tab the reader's own screen again.
func (r *reader) sitsDown() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error { return r.emulate(ctx) })
}

// colours remembers which elements, within which, were already looked at, and the faults that were told.
type colours struct{ known, told sync.Map }

func (c *colours) areNew(chains []string) bool {
	fresh := false
	for _, chain := range chains {
		if _, known := c.known.LoadOrStore(chain, true); !known {
			fresh = true
		}
	}
	return fresh
}

// unusualPages are those that nobody is led to, as somebody with a role meets them.
var unusualPages = []struct {
	what, role, path string
	status           int64
}{
	{"an address that doesn't exist", "", "/nergens", 404},
	{"an address that doesn't exist, for who is signed in", "ambassador", "/nergens", 404},
	{"a page of somebody else", "employee", "/people", 403},
	{"a page that asks to sign in", "", "/profile", 200},
	{"a link that is over", "", "/sign-in/wat-hier-staat-is-al-eens-gebruikt", 410},
	{"a link to set up what is set up", "", "/setup/wat-hier-staat-is-al-eens-gebruikt", 410},
	{"a link to unsubscribe that isn't right", "", "/unsubscribe/wat-hier-staat-klopt-niet", 404},
	{"a link of colleagues that nobody made", "", "/k/abcdefghijkl", 404},
	{"the way back to the standard look", "administrator", "/settings/appearance/standard", 200},
	{"the way into the demonstration", "", "/demo/sign-in/manager", 200},
}

// refusedForms are sent as they come, or with a mistake, and come back with what is wrong.
var refusedForms = []struct{ role, path, field, value string }{
	{"", "/sign-in", "email", "geen adres"},
	{"administrator", "/people/new", "", ""},
	{"administrator", "/panels/new", "", ""},
	{"administrator", "/settings/services/new", "", ""},
	{"administrator", "/questions/new?kind=choice", "", ""},
}

// unusualPagesAreSound looks at error pages, at the pages of signing in, and at forms that were refused.
func (w *world) unusualPagesAreSound(t *testing.T) {
	var seen colours
	readers := map[string]*reader{}
	for _, role := range []string{"", "employee", "ambassador", "administrator", "responder"} {
		r := w.newReader(t, nameOf(role), desk)
		r.unchecked = true
		if role != "" {
			r.playsRole(role)
		}
		r.bringsAxe()
		readers[role] = r
	}
	for _, language := range []string{"en", "nl"} {
		for _, r := range readers {
			step(r, "sit down at the desk", r.sitsDown())
			r.open("/").speaks(language)
		}
		for _, p := range unusualPages {
			readers[p.role].expects(p.status).open(p.path).onEveryScreen(&seen)
		}
		for _, f := range refusedForms {
			r := readers[f.role].open(f.path)
			if f.field != "" {
				r.fill(f.field, f.value)
			}
			r.refused("main form").onEveryScreen(&seen)
		}
		item := readers["responder"].itemToAnswer()
		readers["responder"].open(item).refused("#answer-form").onEveryScreen(&seen)
		readers[""].open("/sign-in").fill("email", "niemand@waterveld.example").send("main form").onEveryScreen(&seen)
	}
}

// itemToAnswer is the path of the first point in a responder's inbox that wants an answer.
func (r *reader) itemToAnswer() string {
	r.t.Helper()
	r.open("/inbox")
	for _, path := range step(r, "read the links", chromedp.Evaluate[[]string](call(`() => [...document.querySelectorAll("main a[href^='/items/']")].map(a => a.getAttribute("href"))`))) {
		if r.open(path).has("#answer-form") {
			return strings.Split(path, "#")[0]
		}
	}
	r.fail("no point wants an answer")
	return ""
}

// has reports whether the page has what a CSS selector finds.
func (r *reader) has(find string) bool {
	r.t.Helper()
	return step(r, "look for "+find, chromedp.Evaluate[bool](call(`(find) => document.querySelector(find) !== null`, find)))
}
