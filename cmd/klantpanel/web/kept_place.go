package web

import (
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// keptPlace is the page that a kept form belongs to.
type keptPlace struct{ Path, Name string }

// placeNames says what a page is, by the pattern of its GET route.
// ids: kept.places.round kept.places.point kept.places.panel
var placeNames = map[string]string{
	"/":                            "nav.start",
	"/constituency":                "constituency.title",
	"/cycles/:cycle":               "kept.places.round",
	"/cycles/:cycle/board":         "board.title",
	"/cycles/:cycle/contribute":    "contribute.title",
	"/digests/:digest":             "digest.title",
	"/items/:item":                 "kept.places.point",
	"/items/:item/hand-over":       "item.hand_over.title",
	"/items/:item/promise/dropped": "item.promise.drop_title",
	"/items/:item/promise/moved":   "item.promise.move_title",
	"/panels":                      "panels.title",
	"/panels/:panel":               "kept.places.panel",
	"/panels/:panel/edit":          "panels.edit",
	"/panels/new":                  "panels.new",
	"/people":                      "people.title",
	"/people/new":                  "people.new",
	"/profile":                     "profile.title",
	"/questions":                   "questions.title",
	"/questions/:question":         "questions.edit",
	"/questions/new":               "questions.new",
	"/services/missed":             "missed.title",
	"/settings":                    "settings.organisation",
	"/settings/appearance":         "appearance.title",
	"/settings/mail":               "mail_log.title",
	"/settings/services":           "services_admin.title",
	"/settings/services/new":       "services_admin.new",
	"/tell":                        "tell.title",
}

// keptPlace finds the page at the address that a form was sent to, or else the nearest page above it that has a name.
func (r *Request) keptPlace(sentTo string) keptPlace {
	for at, _, _ := strings.Cut(sentTo, "?"); at != "/" && at != "."; at = path.Dir(at) {
		if name := placeNames[r.pagePattern(at)]; name != "" {
			return keptPlace{at, r.T(name)}
		}
	}
	return keptPlace{"/", r.T(placeNames["/"])}
}

// pagePattern is the pattern of the page at an address, "" when there is none.
func (r *Request) pagePattern(at string) string {
	for _, route := range r.table { // the order in which fiber looks, too
		if route.Method == fiber.MethodGet && fiber.RoutePatternMatch(at, route.Path) {
			return route.Path
		}
	}
	return ""
}

// keptLabels names the fields of which it is the same in all forms. A choice has none: its value says nothing to the reader.
var keptLabels = map[string]string{
	"answer": "item.answer", "contact": "settings.contact", "email": "people.email", "expectation": "services_admin.expectation",
	"intro_en": "digest.intro_en", "intro_nl": "digest.intro_nl", "name": "people.name", "options_en": "questions.options_en",
	"options_nl": "questions.options_nl", "reason": "mail_log.reason", "said": "board.said", "text": "contribute.answer",
	"text_en": "questions.text_en", "text_nl": "questions.text_nl", "title": "board.name", "topic": "questions.topic", "unit": "people.unit",

	"audience": "", "language": "", "outcome": "", "period": "", "picking": "", "unquoted": "",
}

// keptLabel is the label of a field, "" when it isn't known, and whether it is a choice. Of "text.1" the name is "text".
func (r *Request) keptLabel(field string) (label string, choice bool) {
	name, _, _ := strings.Cut(field, ".")
	id, known := keptLabels[name]
	if id == "" {
		return "", known
	}
	return r.T(id), false
}
