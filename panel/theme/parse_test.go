package theme

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// waterveld is the theme file of a municipality, as its supplier delivers it.
func waterveld(t testing.TB) []byte {
	t.Helper()
	css, err := os.ReadFile("testdata/waterveld-theme.css")
	if err != nil {
		t.Fatal(err)
	}
	return css
}

func TestThemeFileOfAMunicipalityIsUnderstood(t *testing.T) {
	theme, err := Parse(waterveld(t))
	if err != nil {
		t.Fatal(err)
	}
	for token, want := range map[string]string{
		"--utrecht-document-font-family": `"Fira Sans", "Open Sans", "Calibri", sans-serif`,
		"--utrecht-heading-font-family":  `"Georgia", serif`,
		"--utrecht-document-color":       "#1a221e",
		"--utrecht-link-color":           "#0b5d3b",
		"--kp-radius":                    "4px",
	} {
		if got := theme.Light[token]; got != want {
			t.Errorf("%s is %s, want %s", token, got, want)
		}
	}
	for token, want := range map[string]string{
		"--utrecht-document-color": "#eef4f0",
		"--utrecht-link-color":     "#8fd6b1", // its own line stands in the light block, what it refers to in the dark one
		"--kp-radius":              "",
	} {
		if got := theme.Dark[token]; got != want {
			t.Errorf("in the dark %s is %q, want %q", token, got, want)
		}
	}
	unused := []string{"--nl-button-padding-block-start", "--nl-link-text-decoration", "--utrecht-accordion-button-background-color",
		"--waterveld-space-inline-md", ".waterveld-theme .utrecht-button"}
	if !slices.Equal(theme.Unused, unused) {
		t.Errorf("unused: %q", theme.Unused)
	}
	if found := theme.Contrast(); len(found) > 0 {
		t.Errorf("hard to read: %v", found)
	}
}

func TestWhatIsWrittenOutReadsBackTheSame(t *testing.T) {
	theme, err := Parse(waterveld(t))
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse([]byte(theme.CSS()))
	theme.Unused, again.Unused = nil, nil
	if err != nil || !reflect.DeepEqual(theme, again) {
		t.Errorf("%v: %v became %v", err, theme, again)
	}
}

func TestThemeWithoutDarkBlockLeavesTheDarkAlone(t *testing.T) {
	theme, err := Parse([]byte(":root { --utrecht-document-color: #000; --kp-radius: 0 }"))
	if err != nil || len(theme.Dark) != 0 {
		t.Fatalf("%v, dark %v", err, theme.Dark)
	}
	want := ":root {\n  --kp-radius: 0;\n}\n@media not screen and (prefers-color-scheme: dark) {\n  :root {\n    --utrecht-document-color: #000000;\n  }\n}\n"
	if got := theme.CSS(); got != want {
		t.Errorf("written as\n%s", got)
	}
	if c := theme.Colour("--kp-ink", Dark).Hex(); c != "#f2ede3" {
		t.Errorf("ink in the dark is %s", c)
	}
}

func TestWhatIsWrongIsNamedByLineAndToken(t *testing.T) {
	for _, c := range []struct {
		css     string
		line    int
		token   string
		message string
	}{
		{":root {\n --utrecht-link-color: #12; }", 2, "--utrecht-link-color", "error.theme_colour"},
		{":root {\n\n --utrecht-link-color: blauw; }", 3, "--utrecht-link-color", "error.theme_colour"},
		{":root { --kp-card: url(https://elders.example/x.png) }", 1, "--kp-card", "error.theme_colour"},
		{":root { --kp-card: red; /* \n */ --kp-card: #fff0; }", 2, "--kp-card", "error.theme_transparent"},
		{":root { --kp-card: rgb(0 0 0 / 50%) }", 1, "--kp-card", "error.theme_transparent"},
		{":root { --kp-card: red} body{display:none }", 0, "", ""},
		{":root { --kp-radius: 99rem }", 1, "--kp-radius", "error.theme_length"},
		{":root { --kp-radius: 4 }", 1, "--kp-radius", "error.theme_length"},
		{":root { --utrecht-document-font-family: url(x), serif }", 1, "--utrecht-document-font-family", "error.theme_font"},
		{":root { --utrecht-document-font-family: \"a\\\"; } * { color: red\" }", 1, "--utrecht-document-font-family", "error.theme_font"},
		{":root { --kp-ink: var(--merk) }", 1, "--kp-ink", "error.theme_reference"},
		{":root { --kp-ink: var(--a); --a: var(--b); --b: var(--a) }", 1, "--kp-ink", "error.theme_circle"},
		{"@import \"https://elders.example/theme.css\";\n:root { --kp-card: #fff }", 1, "", "error.theme_rule"},
		{":root { --kp-card: #fff }\n@font-face { font-family: x; src: url(x) }", 2, "", "error.theme_rule"},
		{":root { --kp-card: #fff }\n@media print { :root { --kp-card: red } }", 2, "", "error.theme_rule"},
		{":root {\n --kp-card: #fff;", 1, "", "error.theme_unclosed"},
		{":root { --kp-card: #fff }\n/* en verder", 2, "", "error.theme_unclosed"},
		{":root { --kp-card: #fff } }", 1, "", "error.theme_broken"},
		{":root { --kp-card: { a: b } }", 1, "", "error.theme_broken"},
		{"Beste collega,\nhierbij de huisstijl.", 1, "", "error.theme_broken"},
		{"", 0, "", "error.theme_nothing"},
		{".utrecht-button { --kp-card: #fff }", 0, "", "error.theme_nothing"},
		{"\x00\xff", 0, "", "error.theme_no_text"},
		{strings.Repeat("/* wit */\n", 7000), 0, "", "error.theme_large"},
	} {
		theme, err := Parse([]byte(c.css))
		if c.message == "" {
			if err != nil || strings.Contains(theme.CSS(), "display") {
				t.Errorf("%q: %v, %s", clip(c.css), err, theme.CSS())
			}
			continue
		}
		var ps Problems
		if !errors.As(err, &ps) || len(ps) != 1 || ps[0].Line != c.line || ps[0].Token != c.token || ps[0].Message != c.message {
			t.Errorf("%q: %v", clip(c.css), err)
		}
	}
}

func TestAllThatIsWrongIsToldAtOnce(t *testing.T) {
	_, err := Parse([]byte(":root {\n --kp-radius: veel;\n --kp-card: geen;\n --kp-ink: var(--weg);\n}"))
	var ps Problems
	if !errors.As(err, &ps) || len(ps) != 3 || ps[0].Line != 2 || ps[2].Line != 4 {
		t.Errorf("%v", err)
	}
}

func TestColoursAreReadAsBrowsersDo(t *testing.T) {
	for text, want := range map[string]string{
		"#FC0": "#ffcc00", "#fc0f": "#ffcc00", "#0B71A1": "#0b71a1", "#0b71a1ff": "#0b71a1", "RebeccaPurple": "#663399", "rgb(0, 128, 255)": "#0080ff",
		"rgb(0% 50% 100%)": "#0080ff", "rgba(1,2,3,1)": "#010203", "rgb(300 -20 0)": "#ff0000", "hsl(120 100% 25%)": "#008000",
		"hsl(210deg, 100%, 50%)": "#0080ff", "hsl(-150 100% 50%)": "#0080ff", "hsla(0 0% 100% / 100%)": "#ffffff",
		"color-mix(in srgb, #000 10%, white)": "#e6e6e6", "color-mix(in srgb, rgb(0, 0, 0) 50%, #fff)": "#808080",
	} {
		if c, err := parseColour(text); err != nil || c.Hex() != want {
			t.Errorf("%s is %s (%v), want %s", text, c.Hex(), err, want)
		}
	}
	for _, text := range []string{"", "#", "#12345", "currentcolor", "rgb(1 2)", "rgb(1e3 0 0)", "rgb(nan 0 0)", "hsl(1 2 3)", "lab(1 2 3)", "transparent", "red;", "red}", "#fff/**/"} {
		if c, err := parseColour(text); err == nil {
			t.Errorf("%q is read as %s", text, c.Hex())
		}
	}
}

// A file of 60 kB that is made to be slow is refused for what it is, after a bounded number of steps.
func TestThemeThatIsMuchWorkIsRefused(t *testing.T) {
	mixes := func(n int) string {
		return strings.Repeat("color-mix(in srgb, ", n) + "#000" + strings.Repeat(" 50%, #fff)", n)
	}
	chain := strings.Builder{}
	for i := range 14 {
		fmt.Fprintf(&chain, "--a%d: color-mix(in srgb, var(--a%d) 50%%, var(--a%d));\n", i, i+1, i+1)
	}
	heavy := strings.Builder{} // each value has few steps enough, all together have too many
	heavy.WriteString(":root {--b0: 0;\n")
	for i := range 6 {
		fmt.Fprintf(&heavy, "--b%d: var(--b%d) var(--b%d);\n", i+1, i, i)
	}
	for _, token := range Tokens {
		fmt.Fprintf(&heavy, "%s: rgb(var(--b6, 0));\n", token.Name)
	}
	for _, c := range []struct {
		css, message string
		problems     int
	}{
		{":root { --kp-ink: " + mixes(1900) + " }", "error.theme_long", 1},
		{":root { --merk: " + mixes(1900) + "; --kp-ink: var(--merk) }", "error.theme_long", 1},
		{":root { --kp-ink: " + mixes(maxMixes+1) + " }", "error.theme_colour", 1},
		{":root { --a14: #000; --kp-ink: var(--a0);\n" + chain.String() + "}", "error.theme_circle", 1},
		{heavy.String() + "}", "error.theme_circle", 0},
	} {
		_, err := Parse([]byte(c.css))
		var ps Problems
		if !errors.As(err, &ps) || c.problems > 0 && len(ps) != c.problems || ps[len(ps)-1].Message != c.message {
			t.Errorf("%q: %v", clip(c.css), err)
		}
		sheet, _ := scan(c.css)
		file := &effort{referred: map[string]bool{}}
		if sheet.theme(file); file.steps > maxWork+maxDepth {
			t.Errorf("%q took %d steps", clip(c.css), file.steps)
		}
	}
	if _, err := Parse([]byte(":root { --kp-ink: " + mixes(maxMixes) + " }")); err != nil {
		t.Error(err)
	}
}

// FuzzParse: whatever is sent in, nothing panics, and what is taken can be written and read again without saying more than our tokens.
func FuzzParse(f *testing.F) {
	f.Add(waterveld(f))
	for _, seed := range []string{":root{--kp-ink:var(--kp-ink)}", "@media (prefers-color-scheme: dark){.a{--kp-card:hsl(1 2% 3%)}}", "@layer a{@layer b{:root{", "/*", "\"\\",
		":root{--a:var(--b)var(--b);--b:var(--c)var(--c);--c:var(--d)var(--d);--kp-ink:var(--a)}", ":root{--kp-radius:1e9px}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, css []byte) {
		theme, err := Parse(css)
		if err != nil {
			return
		}
		theme.Contrast()
		written := theme.CSS()
		if strings.ContainsAny(written, "\\<@'") && strings.Count(written, "@") != strings.Count(written, "@media") {
			t.Fatalf("writes %s", written)
		}
		again, err := Parse([]byte(written))
		if err != nil || !reflect.DeepEqual(theme.Light, again.Light) || !reflect.DeepEqual(theme.Dark, again.Dark) || len(again.Unused) > 0 {
			t.Fatalf("%v: %q reads back as %v", err, written, again)
		}
	})
}
