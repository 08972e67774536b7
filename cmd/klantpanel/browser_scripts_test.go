package main

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel/paneltest"
)

func TestInTheBrowserTheServicesAreFilteredWhileSomebodyTypes(t *testing.T) {
	t.Parallel()
	browser(t)
	w := newWorld(t, dbtest.SQLite(t), paneltest.Start)
	cast := paneltest.New(t, w.DB)
	r := w.newReader(t, "employee", desk).signIn(cast.Wim.Email)
	for _, path := range []string{"/services", "/services?q=zzzz"} {
		r.open(path).sees("ICT", "Kantine").fill("q", "lunch").sees("1 dienst past hierbij.").lacks("Laptops")
		if list := r.text("#directory"); list == "" {
			r.fail("the list of %s is empty", path)
		}
	}
}

// TestInTheBrowserTheBoardCountsThoughAnotherScriptFails breaks the script of the filter: the others run, and readers hear of it.
func TestInTheBrowserTheBoardCountsThoughAnotherScriptFails(t *testing.T) {
	t.Parallel()
	browser(t)
	r := boardReader(t, desk)
	step(r, "break a script", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
			const all = document.querySelectorAll;
			Document.prototype.querySelectorAll = function (find) {
				if (find.includes("board-filter")) throw new Error("broken for a test");
				return all.call(this, find);
			};`})
		return err
	}))
	r.open(r.path()).strikes("jx").sees("1 stuk inbreng gekozen")
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.complaints) == 0 {
		t.Error("nobody hears that a script failed")
	}
	r.complaints = nil
}
