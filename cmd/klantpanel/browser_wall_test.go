package main

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/google/uuid"

	"klantpanel/panel"
)

// canteen is a large screen, further away than any other.
var canteen = device{"canteen screen", 1920, 1080, false, true, "light"}

// byHand keeps what a page would do by and by, the turn of a slide first and the asking for something new second, for the test to do.
const byHand = `window.later = []; window.setInterval = (what) => window.later.push(what); window.clearInterval = () => {};`

// TestInTheBrowserTheWallTurnsKeepsItsPointsWithoutNetworkAndEndsWithItsPanel watches a screen that nobody signed in on.
func TestInTheBrowserTheWallTurnsKeepsItsPointsWithoutNetworkAndEndsWithItsPanel(t *testing.T) {
	t.Parallel()
	browser(t)
	w := demoWorld(t, demoDay)
	var of uuid.UUID
	if err := w.DB.NewSelect().Table("panels").Column("id").Where("digest_readers = ?", panel.World).Scan(t.Context(), &of); err != nil {
		t.Fatal(err)
	}
	r := w.newReader(t, "screen", canteen)
	step(r, "keep the timers", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: byHand})
		return err
	}))
	r.open("/panels/" + of.String() + "/wall")
	do := func(script string) string {
		t.Helper()
		return step(r, script, chromedp.Evaluate[string](`(async () => { `+script+`; return [...document.querySelectorAll(".wall__slide:not([hidden]) h2")].map((e) => e.textContent).join() })()`, chromedp.EvalAwaitPromise))
	}
	const turn, renew = "later[0]()", "await later[1]()"
	first := do("")
	second := do(turn)
	if first == "" || second == "" || first == second {
		t.Fatalf("it turns from %q to %q", first, second)
	}
	if now := do(renew); now != second {
		t.Errorf("nothing new was told, and it turned to %q", now)
	}
	if now := do(`const net = fetch; window.fetch = () => Promise.reject(new TypeError("away")); ` + renew + `; ` + turn + `; window.fetch = net`); now == "" || now == second {
		t.Errorf("without a network it shows %q", now)
	}
	if out := step(r, "measure", chromedp.Evaluate[bool](`document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth`)); !out {
		t.Error("it doesn't fit on the screen")
	}
	if _, err := w.DB.NewUpdate().Table("digest_entries").Set("title = ?", "Nieuw op de muur").Where("1 = 1").Exec(t.Context()); err != nil { // as if another digest came
		t.Fatal(err)
	}
	if now := do(renew); now == first {
		t.Error("something new comes in the middle of a turn")
	}
	if now := do(turn + "; " + turn); now != "Nieuw op de muur" {
		t.Errorf("after something new was told it shows %q", now)
	}
	if _, err := w.DB.NewUpdate().Table("panels").Set("digest_readers = ?", panel.Employees).Where("id = ?", of).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	step(r, "ask", chromedp.Evaluate[chromedp.Void](`later[1]()`))
	step(r, "be asked to sign in", chromedp.WaitReady(chromedp.CSS(`form[action="/sign-in"]`)))
}

// seenByHand keeps what hides the button of the wall after some seconds, for the test to do.
const seenByHand = `const wait = setTimeout; window.setTimeout = (what, ms, ...rest) => ms === 5000 ? (window.later = what, 0) : wait(what, ms, ...rest);`

// TestInTheBrowserTheWallIsStoppedByPointer finds the button by moving the pointer or touching the screen; it goes away again by itself.
func TestInTheBrowserTheWallIsStoppedByPointer(t *testing.T) {
	t.Parallel()
	browser(t)
	w := demoWorld(t, demoDay)
	var of uuid.UUID
	if err := w.DB.NewSelect().Table("panels").Column("id").Where("digest_readers = ?", panel.World).Scan(t.Context(), &of); err != nil {
		t.Fatal(err)
	}
	for _, how := range []string{"pointermove", "pointerdown"} {
		t.Run(how, func(t *testing.T) {
			r := w.newReader(t, "screen", canteen)
			step(r, "keep the timers", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
				_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: seenByHand})
				return err
			}))
			r.open("/panels/" + of.String() + "/wall")
			const look = `(() => { const b = document.querySelector(".wall__pause"), s = getComputedStyle(b); return [s.opacity, s.pointerEvents, getComputedStyle(document.body).cursor, b.textContent].join(" ") })()`
			looks := func(do, want string) {
				t.Helper()
				if got := step(r, do, chromedp.Evaluate[string](do+"; "+look)); got != want {
					t.Errorf("after %q the button is %q, want %q", do, got, want)
				}
			}
			looks("", "0 none none Zet stil")
			looks(`document.querySelector(".wall__main").dispatchEvent(new PointerEvent("`+how+`", { bubbles: true }))`, "1 auto auto Zet stil")
			step(r, "stop it", chromedp.Click(chromedp.CSS(".wall__pause")))
			looks("", "1 auto auto Ga verder")
			looks("later()", "0 none none Ga verder")
		})
	}
}
