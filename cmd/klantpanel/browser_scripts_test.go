package main

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/google/uuid"

	"klantpanel/dialogue"
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

func TestInTheBrowserATextIsLookedOverWhileSomebodyTypes(t *testing.T) {
	t.Parallel()
	browser(t)
	w, cast, _ := boardWorld(t, saidWifi)
	r, plain := w.newReader(t, "responder", desk).signIn(cast.Sanne.Email), w.newReader(t, "plain responder", plainDesk).signIn(cast.Sanne.Email)
	path := "/items/" + w.wifiAtICT(t, cast).String()
	const button = "#answer-form button[value=look]"
	if r.open(path); r.shows(button) {
		r.fail("the button that looks a text over is there besides")
	}
	r.fill("answer", "Dat had u zelf kunnen bedenken.").sees("Dit kan klinken als een verwijt.")
	r.fill("answer", "Wij faciliteren de uitrol.").sees("mogelijk maken", "invoering").lacks("verwijt")
	if plain.open(path); !plain.shows(button) {
		plain.fail("without scripts nothing looks a text over")
	}
}

// wifiAtICT gives what waits to ICT, as a point.
func (w *world) wifiAtICT(t *testing.T, cast *paneltest.Waterveld) uuid.UUID {
	t.Helper()
	cycles, err := w.Panel.RunningCycles(t.Context(), []uuid.UUID{cast.Panel.ID}, 1)
	paneltest.OK(t, err)
	waiting, err := w.Dialogue.WaitingPage(t.Context(), cycles[0].ID, uuid.Nil, 10)
	paneltest.OK(t, err)
	item, err := w.Dialogue.Bundle(t.Context(), cast.As(t, cast.Joris), cycles[0].ID, dialogue.BundleInput{Contributions: []uuid.UUID{waiting[0].ID},
		Title: "Wifi valt weg", Said: "De wifi valt weg.", Service: &cast.ICT.ID})
	paneltest.OK(t, err)
	return item.ID
}
