package web

import (
	"html/template"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"klantpanel/dialogue"
)

// What somebody typed is words on the page, never markup, in the rows that are put together without a template too.
func TestARowSaysWhatWasTypedAsWords(t *testing.T) {
	typed := `<script>alert("x")</script>' onclick="x()" & co`
	badge := Badge{Tone: typed, Icon: "check", Word: typed}
	head := func(h template.HTML, err error) template.HTML {
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	for name, row := range map[string]template.HTML{
		"badge":   head(badge.HTML()),
		"waiting": waitingLine{ID: typed, Given: typed, Text: typed, Who: typed, Behalf: typed, Ticked: true}.HTML(),
		"item":    head(boardItem{ID: typed, Title: typed, Numbers: typed, Badge: badge}.HTML(typed, typed)),
		"unrouted": unroutedItem{PlacedItem: dialogue.PlacedItem{Title: typed}, Numbers: typed}.Head() +
			unroutedItem{PlacedItem: dialogue.PlacedItem{Title: typed}}.Foot(typed, typed) + "</div>",
		"shared": sharedItem{ID: typed, Title: typed}.HTML(),
		"option": `<select>` + optionsOf([]Option{{Value: typed, Text: typed, Chosen: true}}) + `</select>`,
		"digest": head(digestPoint{Entry: dialogue.Entry{Title: typed, Said: typed, Service: typed}, Badge: &badge, Link: true, People: typed,
			Lines: []string{typed, typed}}.HTML()),
	} {
		page, err := goquery.NewDocumentFromReader(strings.NewReader(string(row)))
		if err != nil {
			t.Fatal(err)
		}
		if page.Find("script, [onclick]").Length() > 0 || !strings.Contains(page.Text(), typed) {
			t.Errorf("%s: %s", name, row)
		}
	}
}
