package web

import (
	"maps"
	"slices"
	"time"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

var styleguideRoutes = []Route{
	{Method: "GET", Path: "/styleguide", Access: DemoOnly, Handle: showStyleguide},
	{Method: "GET", Path: "/styleguide/dialog", Access: DemoOnly, Handle: showStyleguideDialog},
}

// styleguidePage shows each component of templates/parts once, with what it is for.
type styleguidePage struct {
	Form, Wrong        *Form
	Steps              []progressStep
	Moments            []momentLine
	Year               year
	Tabs               []navLink
	Pages              Pages
	Today, Later, Past scheduler.Date
	Now                time.Time
	Texts              []styleguideType
	Colours            []string // classes of the swatches
	Spaces             []int
	Icons              []string
}

// styleguideType is a step of the type scale.
type styleguideType struct{ Class, Name string }

func showStyleguide(r *Request) error {
	wrong := NewForm("wrong_text", r.T("styleguide.typed"), "wrong_mark", "7")
	wrong.add(r, &panel.Problem{Kind: panel.Invalid, Field: "wrong_text", Message: "error.email_shape"})
	r.status = 200
	today := r.Today()
	monthly := panel.Panel{Recurrence: "every month on day 25 at 09:00", StartsOn: today, TimeZone: r.Organisation.TimeZone, OnClosed: panel.MoveOn,
		CollectingDays: 8, RespondingDays: 8, ReportingDays: 3}
	coming := r.plan(monthly)
	return r.Page("styleguide", styleguidePage{
		Form: NewForm("text", "Ilse van den Berg", "mark", "8", "choice", "ict", "several", []string{"hr"}, "single", true, "_open", ""), Wrong: wrong,
		Steps: []progressStep{
			{Name: r.T("cycle.collecting"), Until: today.AddDays(-3), Done: true, Share: 100},
			{Name: r.T("cycle.responding"), Until: today.AddDays(9), Current: true, Share: 40},
			{Name: r.T("cycle.reporting"), Until: today.AddDays(16)},
		},
		Moments: coming.Moments[:3], Year: coming.Year,
		Tabs:  []navLink{{"/styleguide", r.T("styleguide.tab_here"), true}, {"/demo", r.T("styleguide.tab_there"), false}},
		Pages: Pages{Page: 2, Previous: "/styleguide?page=1", Next: "/styleguide?page=3"},
		Today: today, Later: today.AddDays(6), Past: today.AddDays(-5), Now: r.Now(),
		Texts:   []styleguideType{{"type--1", "h1"}, {"type--2", "h2"}, {"type--3", "h3"}, {"lead", ".lead"}, {"", "p"}, {"small soft", ".small .soft"}},
		Colours: []string{"paper", "card", "ink", "ink-soft", "line", "accent", "accent-tint", "mark", "success", "warning", "danger", "info", "neutral"},
		Spaces:  []int{1, 2, 3, 4, 5, 6, 7, 8},
		Icons:   slices.Sorted(maps.Keys(iconShapes)),
	})
}

// showStyleguideDialog is what other programs do in a window over the page: a page of its own, with one question and a way back.
func showStyleguideDialog(r *Request) error {
	return r.Page("confirm", confirmation{
		Title: r.T("styleguide.dialog_title"), Text: r.T("styleguide.dialog_text"), Points: []string{r.T("styleguide.dialog_point")},
		Action: "/language", Button: r.T("styleguide.dialog_button"), Back: "/styleguide#dialog", Danger: true,
	})
}
