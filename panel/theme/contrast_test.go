package theme

import (
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestOwnLookIsReadable(t *testing.T) {
	if found := (Theme{}).Contrast(); len(found) > 0 {
		t.Errorf("%v", found)
	}
}

func TestRatioIsThatOfTheStandard(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{{"#000", "#fff", 21}, {"#fff", "#fff", 1}, {"#767676", "#fff", 4.54}, {"#ffcc00", "#fff", 1.5}, {"#1d4d78", "#fbf8f2", 8.31}} {
		a, _ := parseColour(c.a)
		b, _ := parseColour(c.b)
		if got := Ratio(a, b); math.Abs(got-c.want) > .02 {
			t.Errorf("%s on %s is %.3f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}

func TestWhatIsHardToReadIsNamedWithTheTokenToChange(t *testing.T) {
	for _, c := range []struct {
		css, token, message string
		what                Word
		front, back         string
		ratio, least        float64
	}{
		{":root{--utrecht-button-primary-action-background-color:#fc0}", "--utrecht-button-primary-action-background-color", "error.theme_contrast", "theme.what.button", "#ffffff", "#ffcc00", 1.5, 4.5},
		{":root{--utrecht-link-color:#9cc8ef;--kp-accent:#1d4d78}", "--utrecht-link-color", "error.theme_contrast", "theme.what.link", "#9cc8ef", "#fbf8f2", 1.6, 4.5},
		{":root{--utrecht-textbox-border-color:#ccc}", "--utrecht-textbox-border-color", "error.theme_contrast", "theme.what.field_border", "#cccccc", "#fbf8f2", 1.5, 3},
		{"@media (prefers-color-scheme: dark){:root{--kp-card:#fff}}", "--kp-card", "error.theme_contrast_dark", "theme.what.text", "#f2ede3", "#ffffff", 1.1, 4.5},
		{":root{--utrecht-page-header-background-color:#222}", "--utrecht-page-header-background-color", "error.theme_contrast", "theme.what.frame", "#221f1a", "#222222", 1, 4.5},
		{":root{--utrecht-focus-outline-color:#fff;--utrecht-focus-background-color:#fff}", "--utrecht-focus-outline-color", "error.theme_contrast", "theme.what.focus", "#ffffff", "#fbf8f2", 1, 3},
	} {
		theme, err := Parse([]byte(c.css))
		if err != nil {
			t.Fatalf("%s: %v", c.css, err)
		}
		found := theme.Contrast()
		if !slices.ContainsFunc(found, func(p Problem) bool {
			return p.Token == c.token && p.Message == c.message && p.Data["What"] == c.what && p.Data["Front"] == c.front && p.Data["Back"] == c.back &&
				p.Data["Ratio"] == c.ratio && p.Data["Least"] == c.least
		}) {
			t.Errorf("%s: %v", c.css, found)
		}
	}
}

// A tint shows up under rows, entries and chosen points, with all that stands in them.
func TestWhatStandsOnATintIsMeasuredThere(t *testing.T) {
	for _, c := range [][4]string{
		{"--utrecht-link-color", "--kp-accent-tint"}, {"--utrecht-link-hover-color", "--kp-accent-tint"}, {"--kp-danger", "--kp-accent-tint"},
		{"--kp-ink-soft", "--kp-accent-tint"}, {"--utrecht-heading-color", "--kp-accent-tint"}, {"--kp-success", "--kp-accent-tint"},
		{"--utrecht-textbox-color", "--kp-neutral-tint"}, {"--utrecht-focus-outline-color", "--kp-info-tint"},
		{"--utrecht-focus-outline-color", "--kp-warning-tint"}, {"--utrecht-focus-outline-color", "--kp-accent-tint"},
	} {
		theme, err := Parse([]byte(":root{" + c[0] + ":#807f81;" + c[1] + ":#838283;--utrecht-focus-background-color:#807f81}"))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(theme.Contrast(), func(p Problem) bool { return p.Data["Front"] == "#807f81" && p.Data["Back"] == "#838283" }) {
			t.Errorf("%s isn't measured on %s", c[0], c[1])
		}
	}
}

var (
	styleRule  = regexp.MustCompile(`([^{}]+)\{([^{}]*)\}`)
	background = regexp.MustCompile(`background: var\((--kp-[a-z]+-tint)\)`)
	foreground = regexp.MustCompile(`(?:^|[\s;])color: var\((--[a-z-]+)\)`)
)

// What a stylesheet puts on a tint is measured; links and headings of a notice take its colour, so they need no pair of their own.
func TestEveryTintOfTheStylesheetsHasItsPair(t *testing.T) {
	files, err := filepath.Glob("../../cmd/klantpanel/web/static/styles/*.css")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	tinted := 0
	for _, file := range files {
		css, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, rule := range styleRule.FindAllStringSubmatch(string(css), -1) {
			back := background.FindStringSubmatch(rule[2])
			if back == nil {
				continue
			}
			tinted++
			front := "--utrecht-document-color"
			if own := foreground.FindStringSubmatch(rule[2]); own != nil {
				front = own[1]
			}
			if !slices.ContainsFunc(pairs, func(p pair) bool { return p.foreground == front && p.background == back[1] }) {
				t.Errorf("%s: %s stands on %s in %s", filepath.Base(file), front, back[1], strings.TrimSpace(rule[1]))
			}
		}
		if strings.HasSuffix(file, "50_messages.css") && !regexp.MustCompile(`\.notice :is\(a:not\(\.button\), h2, \.link-button\) \{ color: inherit; \}`).Match(css) {
			t.Error("a link in a notice has a colour of its own")
		}
	}
	if tinted < 15 {
		t.Errorf("only %d rules with a tint", tinted)
	}
}

// A tint is mixed of a link's colour and the card: a theme that changes one of them changes it too.
func TestTintsFollowTheThemeAsInTheStylesheet(t *testing.T) {
	theme, err := Parse([]byte(":root{--utrecht-link-color:#000000}"))
	if err != nil {
		t.Fatal(err)
	}
	if c := theme.Colour("--kp-accent-tint", Light).Hex(); c != "#e6e6e6" {
		t.Errorf("the tint is %s", c)
	}
}

func TestLettersTakeTheLightColours(t *testing.T) {
	theme, err := Parse(waterveld(t))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := theme.Colours(), (Colours{"#0b5d3b", "#ffffff", "#0b5d3b", "#073d27"}); got != want {
		t.Errorf("%v", got)
	}
	night := Theme{Light: map[string]string{"--kp-card": "#000000", "--utrecht-link-color": "#ffffff"}}
	if got := night.Colours(); got.Link != "" {
		t.Errorf("a white letter with a link of %s", got.Link)
	}
}

// notThemeable are the values of the stylesheet that a theme may not change: the page is measured with them.
var notThemeable = []string{"--utrecht-document-font-size", "--utrecht-document-line-height", "--utrecht-heading-1-font-size",
	"--utrecht-heading-2-font-size", "--utrecht-heading-3-font-size", "--kp-measure", "--kp-shadow"}

func TestTableIsThatOfTheStylesheet(t *testing.T) {
	css, err := os.ReadFile("../../cmd/klantpanel/web/static/styles/10_tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	sheet, problems := scan(string(css))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, token := range Tokens {
		if got := sheet.light[token.Name].value; got != token.Light {
			t.Errorf("%s is %q in the stylesheet, %q in the table", token.Name, got, token.Light)
		}
		if got := sheet.dark[token.Name].value; got != token.Dark {
			t.Errorf("in the dark %s is %q in the stylesheet, %q in the table", token.Name, got, token.Dark)
		}
		delete(sheet.light, token.Name)
		delete(sheet.dark, token.Name)
	}
	for name := range sheet.light {
		if !slices.Contains(notThemeable, name) && !strings.HasPrefix(name, "--kp-space-") {
			t.Errorf("%s stands in the stylesheet and not in the table", name)
		}
	}
}

func TestExampleIsTheStandardLook(t *testing.T) {
	example := Example(func(id string) string { return "uitleg " + id })
	theme, err := Parse([]byte(example))
	if err != nil || len(theme.Unused) > 0 {
		t.Fatalf("%v, unused %q", err, theme.Unused)
	}
	for _, token := range Tokens {
		if token.Kind != Paint {
			continue
		}
		for _, scheme := range []Scheme{Light, Dark} {
			if got, want := theme.Colour(token.Name, scheme), (Theme{}).Colour(token.Name, scheme); got != want {
				t.Errorf("%s is %s, want %s", token.Name, got.Hex(), want.Hex())
			}
		}
		if theme.Light[token.Name] == "" || !strings.Contains(example, "uitleg "+token.Group) {
			t.Errorf("%s isn't in the example", token.Name)
		}
	}
}
