package main

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

// colleagueBytes is what the page behind a link may cost at most over the wire, on a phone that has kept nothing.
const colleagueBytes = 40_000

// posterWorld is a world with a round that is open, and the link to it that stands on a poster.
func posterWorld(t *testing.T) (*world, *paneltest.Waterveld, panel.Link) {
	t.Helper()
	w := newWorld(t, dbtest.SQLite(t), paneltest.Start)
	cast := paneltest.New(t, w.DB)
	c := cast.OpenRound(t)
	w.moment.becomes(cast.Clock.Now())
	link, err := cast.Store.OpenLink(t.Context(), c.ID, cast.As(t, cast.Fatma).Ambassadors[c.PanelID])
	must(t, err)
	return w, cast, link
}

// followsLink opens the link, and takes a minute over what it shows.
func (r *reader) followsLink(link panel.Link) *reader {
	r.t.Helper()
	r.open(panel.LinkPath(link.Code))
	r.moment.becomes(r.moment.now().Add(time.Minute))
	return r
}

// hasSendings checks how often colleagues sent something.
func (w *world) hasSendings(want int) {
	w.t.Helper()
	n, err := w.DB.NewSelect().Table("submissions").Where("link_id IS NOT NULL").Count(w.t.Context())
	if err != nil || int(n) != want {
		w.t.Errorf("%d sendings, want %d: %v", n, want, err)
	}
}

func TestInTheBrowserAColleagueAnswersOnAPhone(t *testing.T) {
	t.Parallel()
	browser(t)
	for _, d := range []device{phone, plainPhone} {
		t.Run(d.name, func(t *testing.T) {
			w, cast, link := posterWorld(t)
			r := w.newReader(t, "colleague", d)
			s := r.weighs()
			r.followsLink(link).sees("U blijft anoniem", "4 vragen")
			if s.bytes > colleagueBytes {
				t.Errorf("the page weighs %.1f kB", s.bytes/1000)
			}
			t.Logf("the page weighs %.1f kB over the wire", s.bytes/1000)
			r.fill(r.field(cast.Questions[0].TextNL, "text"), "De wifi valt weg.").choose(r.field(cast.Questions[1].TextNL, "mark"), "4")
			r.fill("text.unasked", "De bode is altijd vriendelijk.").send("form.contribute").sees("Dank u wel", "Uw ontvangstbewijs")
			w.hasSendings(1)
			r.follow("Ik wil nog iets zeggen").sees("4 vragen").lacks("Het is nog niet verstuurd")
			if v := r.value("text.unasked"); v != "" {
				t.Errorf("the next form holds %q", v)
			}
			w.moment.becomes(w.moment.now().Add(time.Minute))
			r.refused("form.contribute")
		})
	}
}

func TestInTheBrowserThePagesBehindALinkAreSoundOnEveryScreen(t *testing.T) {
	t.Parallel()
	browser(t)
	w, cast, link := posterWorld(t)
	r := w.newReader(t, "colleague", desk)
	r.unchecked = true
	r.bringsAxe()
	var seen colours
	look := func(language string) {
		r.onEveryScreen(&seen)
		step(r, "sit down at the desk", r.sitsDown())
		if got := r.language(); got != language {
			t.Errorf("%s is in %q, want %q", r.path(), got, language)
		}
	}
	for _, language := range []string{"en", "nl"} {
		r.open("/").speaks(language).followsLink(link)
		look(language)
		r.refused("form.contribute")
		look(language)
		r.fill("text.unasked", "De deur klemt.").send("form.contribute")
		look(language)
		step(r, "open the form for an address", chromedp.Click(`//main//details/summary`))
		look(language)
		r.expects(404).open("/k/abcdefghijkl")
		look(language)
	}
	_, err := w.Dialogue.CloseLink(t.Context(), cast.As(t, cast.Fatma), link.ID, false)
	must(t, err)
	r.expects(410).followsLink(link)
	look("nl")
}

// TestInTheBrowserALostConnectionLosesNothing sends on a train: in the tunnel the page says so, and behind it the form comes in, once.
func TestInTheBrowserALostConnectionLosesNothing(t *testing.T) {
	t.Parallel()
	browser(t)
	w, cast, link := posterWorld(t)
	r := w.newReader(t, "colleague", phone)
	r.unchecked = true
	r.followsLink(link).fill(r.field(cast.Questions[0].TextNL, "text"), "De wifi valt weg.")
	r.connected(false)
	step(r, "press send", chromedp.Click(`form.contribute button.button`))
	r.sees("Er is geen verbinding")
	w.hasSendings(0)
	r.connected(true)
	r.sees("Dank u wel")
	w.hasSendings(1)
	r.followsLink(link).lacks("Het is nog niet verstuurd")
}

func TestInTheBrowserAClosedTabLosesNothingAndASharedTabletForgets(t *testing.T) {
	t.Parallel()
	browser(t)
	w, cast, link := posterWorld(t)
	r := w.newReader(t, "colleague", phone)
	r.unchecked = true
	r.followsLink(link)
	open, mark := r.field(cast.Questions[0].TextNL, "text"), r.field(cast.Questions[1].TextNL, "mark")
	r.fill(open, "De wifi valt weg.").choose(mark, "4")
	key := r.value("_receipt")
	step(r, "leave", chromedp.Navigate("about:blank"))
	r.followsLink(link).sees("Dit is eerder op dit apparaat getypt.")
	if r.value(open) != "De wifi valt weg." || r.value(mark) != "4" || r.value("_receipt") != key {
		t.Errorf("the form holds %q and the mark %q", r.value(open), r.value(mark))
	}
	step(r, "throw it away", chromedp.Click(`[data-restored] [data-forget]`))
	if r.value(open) != "" || r.value("_receipt") == key {
		t.Errorf("the form still holds %q", r.value(open))
	}
	step(r, "leave", chromedp.Navigate("about:blank"))
	r.followsLink(link).lacks("Dit is eerder op dit apparaat getypt.").fill(open, "De lift is traag.").send("form.contribute").sees("Dank u wel")
	w.hasSendings(1)
	if kept := step(r, "look what is kept", chromedp.Evaluate[int](`localStorage.length`)); kept != 0 {
		t.Errorf("%d things stay on the device", kept)
	}
}

// TestInTheBrowserATroubledServerLosesNothing sends while the database fails: the page stays as it is, and the form comes in later.
func TestInTheBrowserATroubledServerLosesNothing(t *testing.T) {
	t.Parallel()
	browser(t)
	w, _, link := posterWorld(t)
	r := w.newReader(t, "colleague", phone)
	r.unchecked = true
	r.followsLink(link).fill("text.unasked", "De deur klemt.")
	rename := func(from, to string) {
		t.Helper()
		_, err := w.DB.ExecContext(t.Context(), "ALTER TABLE "+from+" RENAME TO "+to)
		must(t, err)
	}
	rename("submissions", "away")
	step(r, "press send", chromedp.Click(`form.contribute button.button`))
	r.sees("Versturen lukt nu niet.")
	rename("away", "submissions")
	r.connected(false)
	r.connected(true) // which is when the page tries again at once
	r.sees("Dank u wel")
	w.hasSendings(1)
}

func TestInTheBrowserAColleagueAnswersByKeyboardAlone(t *testing.T) {
	t.Parallel()
	browser(t)
	for _, d := range []device{desk, plainDesk} {
		t.Run(d.name, func(t *testing.T) {
			w, _, link := posterWorld(t)
			r := w.newReader(t, "colleague", d)
			r.unchecked = true
			r.followsLink(link)
			r.tabTo("textbox").types("De wifi valt weg.").tabTo("radio").arrowTo("4")
			r.tabTo("button", said(t, "colleague.send")).goesBy("Enter")
			r.sees("Dank u wel").tabTo("link", "/receipts/")
			w.hasSendings(1)
		})
	}
}

// connected says whether the tab reaches anything.
func (r *reader) connected(yes bool) {
	r.t.Helper()
	step(r, "change the connection", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		conditions := []*network.Conditions{{Offline: !yes, DownloadThroughput: -1, UploadThroughput: -1}}
		if _, err := chromedp.Call(ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: conditions}); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: !yes, DownloadThroughput: -1, UploadThroughput: -1})
		return err
	}))
}
