package web

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// notShown are parts of the frame around each page, or of other parts.
var notShown = []string{"nav-links", "account", "language-switch", "logo", "demo-banner", "label", "hint", "legend", "section-tabs"}

// A component is a part that more than one page may use. A part that belongs to one thing, such as a digest, starts with its name.
func TestEachComponentStandsInTheStyleguide(t *testing.T) {
	files, err := fs.Glob(templateFiles, "templates/parts/*.html")
	if err != nil {
		t.Fatal(err)
	}
	guide, err := templateFiles.ReadFile("templates/styleguide.html")
	if err != nil {
		t.Fatal(err)
	}
	define := regexp.MustCompile(`{{define "([a-z0-9-]+)"}}`)
	for _, file := range files {
		body, err := templateFiles.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range define.FindAllStringSubmatch(string(body), -1) {
			name := found[1]
			ofOneThing := slices.ContainsFunc([]string{"digest-", "item-", "panel-", "phase-", "round-", "rule-", "point-", "sign-in-"}, func(thing string) bool { return strings.HasPrefix(name, thing) })
			if !ofOneThing && !slices.Contains(notShown, name) && !strings.Contains(string(guide), `{{template "`+name+`"`) {
				t.Errorf("%s has the component %q, and /styleguide doesn't show it", file, name)
			}
		}
	}
}
