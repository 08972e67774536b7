package main

import (
	"regexp"
	"testing"

	"github.com/chromedp/chromedp"
)

// demoDay is the day on which tests visit the demonstration.
const demoDay = "2027-03-10"

var demoRoleKeys = []string{"administrator", "coordinator", "ambassador", "responder", "manager", "employee"}

// TestInTheBrowserTheDemonstrationIsSound visits one demonstration, because its past takes a while to play.
func TestInTheBrowserTheDemonstrationIsSound(t *testing.T) {
	browser(t)
	w := demoWorld(t, demoDay)
	t.Run("every page is sound for every role in both languages on every screen", w.everyPageIsSound)
	t.Run("at once", func(t *testing.T) { // what doesn't change a reader's language under the other
		t.Run("pages that nobody is led to are sound", func(t *testing.T) { t.Parallel(); w.unusualPagesAreSound(t) })
		t.Run("letters are readable on a phone", func(t *testing.T) { t.Parallel(); w.lettersAreReadable(t) })
	})
	t.Run("an English reader meets no Dutch page", w.englishReaderMeetsNoDutchPage)
	t.Run("paper shows only the page", w.paperShowsOnlyThePage)
	t.Run("readers hear of what the policy refuses", w.readersHearOfWhatIsRefused)
}

// englishReaderMeetsNoDutchPage changes the language with the button that stands on every page.
func (w *world) englishReaderMeetsNoDutchPage(t *testing.T) {
	r := w.newReader(t, "ambassador", phone)
	r.playsRole("ambassador")
	r.press(`//main//a[contains(@href, '/contribute')]`)
	pages := []string{"/", "/profile", "/services", "/digests", "/privacy", "/demo", r.path()}
	dutch := map[string]string{}
	for _, page := range pages {
		dutch[page] = r.open(page).text("main")
		if language := r.language(); language != "nl" {
			t.Errorf("%s is in %q for a Dutch reader", page, language)
		}
	}
	r.speaks("en")
	for _, page := range pages {
		english := r.open(page).text("main")
		if language := r.language(); language != "en" {
			t.Errorf("%s is in %q for an English reader", page, language)
		}
		if english == "" || english == dutch[page] {
			t.Errorf("%s says in both languages: %q", page, english)
		}
		if id := textID.FindString(r.text("body")); id != "" {
			t.Errorf("%s shows %q instead of a text", page, id)
		}
	}
}

// textID is what is shown for a text that is missing.
var textID = regexp.MustCompile(`(?:^|\s)[a-z]+(?:_[a-z]+)*\.[a-z]+_[a-z_]+(?:$|\s)`)

// speaks presses the button of the language, which a phone keeps in the menu.
func (r *reader) speaks(language string) *reader {
	r.t.Helper()
	if r.language() == language {
		return r
	}
	if r.mobile {
		step(r, "open the menu", chromedp.Click(chromedp.CSS("header .menu summary")))
		return r.press("header .menu form.language button")
	}
	return r.press("header .site-header__account form.language button, header .site-header__guest form.language button")
}

func (r *reader) language() string {
	r.t.Helper()
	return step(r, "read the language", textOf("html", "lang"))
}

// playsRole signs in as somebody of the demonstration.
func (r *reader) playsRole(role string) *reader {
	r.t.Helper()
	return r.open("/demo/sign-in/" + role).send("main form")
}
