package main

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestInTheBrowserARhythmIsChosenWithoutAManual chooses when rounds come and sees what that comes down to: by keyboard alone, where a
// script shows it at once, and on a phone without scripts, where a button does.
func TestInTheBrowserARhythmIsChosenWithoutAManual(t *testing.T) {
	t.Parallel()
	browser(t)
	w := demoWorld(t, demoDay)
	t.Run("by keyboard", func(t *testing.T) { choosesRhythmByKeyboard(w.newReader(t, "coordinator", desk)) })
	t.Run("without scripts", func(t *testing.T) { choosesRhythmWithoutScripts(w.newReader(t, "coordinator", plainPhone)) })
}

func choosesRhythmByKeyboard(r *reader) {
	r.unchecked = true // the page is looked at with all others
	r.playsRole("coordinator").open("/panels/new")
	r.sees("elk kwartaal op de eerste maandag van")
	if r.shows("[data-preview]") {
		r.fail("the button is there, though the script does its work")
	}
	r.tabTo("combobox", said(r.t, "recurrence.period")).types("m").sees("elke maand op de eerste maandag van de maand, om 09:00 uur")
	r.tabTo("combobox", said(r.t, "recurrence.nth")).types("l").sees("elke maand op de laatste maandag van de maand", "is Tweede Paasdag", "Verplaatst")
	r.tabTo("radio", said(r.t, "on_closed.move")).arrowTo(said(r.t, "on_closed.skip")).sees("Vervalt")
	r.tabBackTo("combobox", said(r.t, "recurrence.weekday")).types("vr").sees("elke maand op de laatste vrijdag van de maand")
	r.tabBackTo("spinbutton", said(r.t, "recurrence.every")).presses("End", "0", "0").sees(said(r.t, "panel_form.outcome_wrong"), "hoogstens 52 weken")
}

func choosesRhythmWithoutScripts(r *reader) {
	r.playsRole("coordinator").open("/panels/new")
	r.fill("name", "Klantpanel Gebouw").fill("period", "month").fill("nth", "0").fill("day", "31").fill("clock", "10:30").fill("starts_on", "2027-01-01")
	r.press("[data-preview]")
	r.sees("elke maand op de laatste dag van de maand, om 10:30 uur", "Verplaatst")
	if got := r.value("name"); got != "Klantpanel Gebouw" {
		r.fail("the name became %q", got)
	}
	r.choose("on_closed", "skip").press("[data-preview]").sees("Vervalt").lacks("Verplaatst")
	r.fill("every", "0").expects(422).press("[data-preview]").sees(said(r.t, "panel_form.outcome_wrong"))
	r.fill("every", "2").send("main form.card").sees("Klantpanel Gebouw", "elke 2 maanden op de laatste dag van de maand")
	r.follow(said(r.t, "panel_page.calendar")).sees(said(r.t, "panel_calendar.year"))
}

// shows reports whether something is there and can be seen.
func (r *reader) shows(find string) bool {
	r.t.Helper()
	return step(r, "look for "+find, chromedp.Evaluate[bool](call(`(find) => document.querySelector(find)?.checkVisibility() ?? false`, find)))
}
