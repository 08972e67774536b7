package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel/paneltest"
)

const (
	saidWifi   = "De wifi valt weg zodra er tien laptops aan staan."
	saidYard   = "Op de werf is geen wifi."
	saidThanks = "Dank aan de bode."
)

// boardWorld has a round in which these contributions wait, and gives the path of its board.
func boardWorld(t testing.TB, said ...string) (w *world, cast *paneltest.Waterveld, board string) {
	t.Helper()
	w = newWorld(t, dbtest.SQLite(t), paneltest.Start)
	cast = paneltest.New(t, w.DB)
	c := cast.OpenRound(t)
	questions, err := w.Panel.CycleQuestions(t.Context(), c.ID)
	paneltest.OK(t, err)
	var answers []dialogue.Answer
	for i, text := range said {
		a := dialogue.Answer{People: 1 + i%6, Text: text}
		if i < len(said)-1 {
			a.QuestionID = &questions[0].ID
		}
		answers = append(answers, a)
	}
	if len(answers) > 0 {
		_, err = w.Dialogue.Contribute(t.Context(), cast.As(t, cast.Fatma), c.ID, uuid.New(), answers)
		paneltest.OK(t, err)
	}
	return w, cast, "/cycles/" + c.ID.String() + "/board"
}

func TestInTheBrowserTheBoardWorksByKeyboardAlone(t *testing.T) {
	t.Parallel()
	browser(t)
	t.Run("with shortcuts", func(t *testing.T) { bundlesByShortcuts(boardReader(t, desk)) })
	t.Run("with scripts, the shortcuts turned off", func(t *testing.T) { turnsShortcutsOff(boardReader(t, desk)) })
	t.Run("without scripts", func(t *testing.T) { bundlesByTab(boardReader(t, plainDesk)) })
	t.Run("without scripts on a phone", func(t *testing.T) { bundlesByTab(boardReader(t, plainPhone)) })
}

// boardReader is a coordinator who has opened the board.
func boardReader(t *testing.T, d device) *reader {
	t.Helper()
	w, cast, board := boardWorld(t, saidWifi, saidYard, saidThanks)
	return w.newReader(t, "coordinator", d).signIn(cast.Joris.Email).open(board).sees("3 stukken inbreng wachten.")
}

// bundlesByShortcuts makes an item of two contributions, adds the third, and routes it.
func bundlesByShortcuts(r *reader) {
	r.strikes("j").hasFocus("checkbox", saidWifi).strikes("xj").hasFocus("checkbox", saidYard).presses("Space", "ArrowDown").hasFocus("checkbox", saidThanks)
	r.strikes("k").presses("ArrowUp").hasFocus("checkbox", saidWifi).sees("2 stukken inbreng gekozen")
	r.strikes("n").hasFocus("textbox", "Titel").strikes("jnxark?").presses("Escape").hasFocus("checkbox", saidWifi)
	if got := r.value("title"); got != "jnxark?" {
		r.fail("typing letters of shortcuts gives %q", got)
	}
	r.strikes("n").presses("Tab").hasFocus("textbox", "collega's").types("De wifi valt weg, ook op de werf.").tabTo("button", "Maak dit punt").presses("Enter").sees("1 stuk inbreng wacht.")
	r.strikes("jxa").hasFocus("button", "jnxark?").presses("Enter").sees("Alles is gebundeld", "3 stukken inbreng")
	r.strikes("r").hasFocus("combobox", "jnxark?").presses("ArrowDown").tabTo("button", "Stuur door").presses("Enter").sees("Nu bij ICT").lacks("Nog geen dienst")
	r.strikes("a").hasFocus("link", "jnxark?").strikes("m").sees("Voeg punten samen") // also when nothing waits any more
}

// turnsShortcutsOff makes letters do nothing, here and after the page is opened again.
func turnsShortcutsOff(r *reader) {
	board := r.path()
	r.open("/help/shortcuts").tabTo("checkbox", "Sneltoetsen gebruiken").presses("Space").open(board).strikes("j")
	if f := r.focus(); f.Role == "checkbox" {
		r.fail("j still goes to %q", f.Name)
	}
	r.open("/help/shortcuts").tabTo("checkbox", "Sneltoetsen gebruiken").presses("Space").open(board).strikes("j").hasFocus("checkbox", saidWifi)
}

// bundlesByTab does the same with the keys that every page has.
func bundlesByTab(r *reader) {
	r.tabTo("checkbox", saidWifi).presses("Space").tabTo("checkbox", saidYard).presses("Space")
	r.tabTo("textbox", "Titel").types("Wifi").tabTo("textbox", "collega's").types("De wifi valt weg, ook op de werf.").tabTo("button", "Maak dit punt").goesBy("Enter").sees("1 stuk inbreng wacht.")
	r.tabTo("checkbox", saidThanks).presses("Space").tabTo("button", "Voeg toe", "Wifi").goesBy("Space").sees("Alles is gebundeld", "3 stukken inbreng")
	r.tabTo("combobox", "Wifi").presses("ArrowDown").tabTo("button", "Stuur door").goesBy("Enter").sees("Nu bij ICT").lacks("Nog geen dienst")
}

func TestInTheBrowserTheBoardFiltersWhileSomebodyTypes(t *testing.T) {
	t.Parallel()
	browser(t)
	var said []string
	for i := range 8 {
		said = append(said, fmt.Sprintf("De printer op gang %d is leeg.", i))
	}
	w, cast, board := boardWorld(t, append(said, saidThanks)...)
	r := w.newReader(t, "coordinator", desk).signIn(cast.Joris.Email).open(board)
	r.strikes("jx/").hasFocus("searchbox", "Zoek in de inbreng").types("GANG 7").sees("1 gevonden", "gang 7").lacks("gang 3", saidThanks)
	if !strings.Contains(r.text("#contributions"), said[0]) {
		r.fail("what is ticked is out of sight")
	}
	r.presses("Enter").sees("op een andere bladzijde", "gang 7", "Toon alle inbreng")
	r.strikes("/").types(" nog iets").open("/panels").sees("Panels") // what is searched for is no loss: nothing asks
}

func TestInTheBrowserTheBoardGoesOnWithoutLoadingAPage(t *testing.T) {
	t.Parallel()
	browser(t)
	w, cast, board := boardWorld(t, "De printer op gang 1 is leeg.", "De soep is te zout.", "De printer op gang 2 is ook leeg.", "Weer een lege printer.", saidThanks)
	r := w.newReader(t, "coordinator", desk).signIn(cast.Joris.Email).open(board)
	step(r, "mark the page", chromedp.Evaluate[bool](`window.kept = true`))
	r.strikes("jxs").sees("Dit lijkt erop", "Lijkt erop:").lacks("soep").hasFocus("checkbox", "leeg")
	r.strikes("xj").presses("Shift+X").sees("3 stukken inbreng gekozen")
	r.strikes("n").types("Lege printers").presses("Tab").types("De printers zijn vaak leeg.").presses("Shift+Tab", "Enter").sees("2 stukken inbreng wachten.", "U maakte het punt").lacks("gang 1")
	r.hasFocus("checkbox", "soep").strikes("u").sees("5 stukken inbreng wachten.", "Dat is ongedaan gemaakt.", "3 stukken inbreng gekozen")
	if r.value("title") != "Lege printers" {
		r.fail("what was undone isn't there to go on with")
	}
	r.strikes("n").presses("Enter").sees("2 stukken inbreng wachten.")
	if !step(r, "find the mark", chromedp.Evaluate[bool](`window.kept === true`)) {
		r.fail("a page was loaded on the way")
	}
	r.strikes("am").sees("Voeg punten samen")
}

// strikes presses letters as a keyboard does: a page that makes something else of one keeps it out of the field that it goes to.
// What presses sends is a key and a letter apart, and the letter arrives all the same.
func (r *reader) strikes(letters string) *reader {
	r.t.Helper()
	step(r, "strike "+letters, func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		for _, letter := range letters {
			events := kb.Encode(letter)
			down, up := *events[0], *events[len(events)-1]
			down.Text, down.UnmodifiedText = string(letter), string(letter)
			for _, event := range []input.DispatchKeyEventParams{down, up} {
				if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, event); err != nil {
					return chromedp.Void{}, err
				}
			}
		}
		return chromedp.Void{}, nil
	})
	return r
}

// hasFocus checks what has the focus, and that it can be seen.
func (r *reader) hasFocus(role string, words ...string) *reader {
	r.t.Helper()
	f := r.focus()
	if f.Hidden != "" || !f.is(role, words) {
		r.fail("the focus is on %+v, want a %s with %q", f, role, words)
	}
	return r
}
