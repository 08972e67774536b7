package main

import (
	"regexp"
	"strings"
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
	t.Run("every role meets only sound pages in the dark", w.everyRoleMeetsOnlySoundPages)
	t.Run("an English reader meets no Dutch page", w.englishReaderMeetsNoDutchPage)
	t.Run("letters are readable on a phone", w.lettersAreReadable)
}

// everyRoleMeetsOnlySoundPages follows the links that a role sees, to one page of each kind.
func (w *world) everyRoleMeetsOnlySoundPages(t *testing.T) {
	dark := phone
	dark.name, dark.scheme = "phone in the dark", "dark"
	for _, role := range append([]string{""}, demoRoleKeys...) {
		r := w.newReader(t, "visitor", dark)
		if role != "" {
			r.who = role
			r.playsRole(role)
		}
		pages := r.walk("/", func(string) {})
		if len(pages) < 4 {
			t.Errorf("%s met only %q", r.who, pages)
		}
		t.Logf("%s met %q", r.who, pages)
	}
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

var (
	anyID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)
	// notWalked are links that lead out of the role, to a file, or to a letter.
	notWalked = regexp.MustCompile(`^/demo/sign-in/|^/static/|^/mailbox/|\.csv|/letter$|/unsubscribe`)
)

// kindOf is the path of a page without what only this one has.
func kindOf(path string) string {
	path, query, _ := strings.Cut(path, "?")
	path = anyID.ReplaceAllString(path, ":id")
	if strings.HasPrefix(query, "part=") || strings.HasPrefix(query, "kind=") {
		path += "?" + strings.Split(query, "&")[0]
	}
	return path
}

// walk opens a page, and from there each kind of page that a link leads to, and gives the kinds.
func (r *reader) walk(from string, look func(kind string)) []string {
	r.t.Helper()
	var kinds []string
	visited, seen := map[string]int{}, map[string]bool{}
	for ahead := []string{from}; len(ahead) > 0; ahead = ahead[1:] {
		kind := kindOf(ahead[0])
		many := 1
		if kind == "/items/:id" { // what can be done with a point depends on how far it is
			many = 3
		}
		if seen[ahead[0]] || visited[kind] == many || notWalked.MatchString(ahead[0]) {
			continue
		}
		seen[ahead[0]] = true
		if visited[kind]++; visited[kind] == 1 {
			kinds = append(kinds, kind)
		}
		r.open(ahead[0])
		look(kind)
		ahead = append(ahead, r.links()...)
	}
	return kinds
}

// links are the paths within the site that the page leads to.
func (r *reader) links() []string {
	r.t.Helper()
	return step(r, "read the links", chromedp.Evaluate[[]string](call(`() => [...document.querySelectorAll("a[href^='/']:not([download])")].map(a => a.getAttribute("href").split("#")[0])`)))
}
