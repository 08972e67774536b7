package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// plainDesk is a desk whose browser runs no scripts.
var plainDesk = device{"desk without scripts", 1280, 900, false, false, "light"}

// TestInTheBrowserPeopleWorkByKeyboardAlone does what ambassadors and responders do most, with and without scripts.
func TestInTheBrowserPeopleWorkByKeyboardAlone(t *testing.T) {
	t.Parallel()
	browser(t)
	for _, d := range []device{desk, plainDesk} {
		w := demoWorld(t, demoDay)
		t.Run("an ambassador contributes at a "+d.name, func(t *testing.T) { contributesByKeyboard(w.newReader(t, "ambassador", d)) })
		t.Run("a responder answers at a "+d.name, func(t *testing.T) { answersByKeyboard(w.newReader(t, "responder", d)) })
	}
}

// contributesByKeyboard gives a mark, takes it back, gives another, says why, corrects it, and sends the form.
func contributesByKeyboard(r *reader) {
	r.unchecked = true // its pages are looked at elsewhere
	r.playsRole("ambassador").open("/")
	r.tabTo("link", "/contribute").goesBy("Enter")
	r.tabTo("radio").arrowTo("2").arrowTo(said(r.t, "contribute.clear")).tabTo("textbox").tabBackTo("radio", said(r.t, "contribute.clear")).arrowTo("4")
	r.tabTo("textbox").types("Op maandag duurt inloggen een kwartie")
	r.tabTo("spinbutton").types("3").tabBackTo("textbox").presses("End").types("r.")
	r.tabTo("button", said(r.t, "contribute.send")).goesBy("Enter")
	r.sees("Op maandag duurt inloggen een kwartier.")
}

// answersByKeyboard goes from the start page to a point in the inbox, and explains why nothing changes.
func answersByKeyboard(r *reader) {
	r.unchecked = true
	r.playsRole("responder")
	point := r.itemToAnswer()
	r.open("/").tabTo("link", "/inbox").goesBy("Enter")
	r.tabTo("link", point).goesBy("Enter")
	r.tabTo("radio").presses("Space").arrowTo("explained")
	r.tabTo("textbox").types("Dit systeem is van de provincie. Wij hebben het daar gemeld, maar kunnen het niet zelf wijzigen.")
	r.tabTo("button", said(r.t, "item.hold")).goesBy("Space") // this panel publishes its answers together
	r.sees("Dit systeem is van de provincie.")
}

// said is a Dutch text of the site, by its id.
func said(t testing.TB, id string) string {
	t.Helper()
	files, err := filepath.Glob("web/locales/*.nl.toml")
	if err != nil {
		t.Fatal(err)
	}
	page, name, _ := strings.Cut(id, ".")
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]map[string]any
		if toml.Unmarshal(body, &texts) != nil {
			continue // its texts stand in no table
		}
		if text, ok := texts[page][name].(string); ok {
			return text
		}
	}
	t.Fatalf("there is no Dutch text %s", id)
	return ""
}
