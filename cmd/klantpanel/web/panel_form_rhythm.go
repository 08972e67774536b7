package web

import (
	"errors"
	"strings"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// rhythm is the part of the form that says when rounds come, and what that comes down to.
type rhythm struct {
	Plan   *plan  // nil while something is wrong
	Wrong  *Form  // what that is; beside a Plan, why no round ever comes of it
	Fields string // names, separated by spaces: when one changes, the plan does
}

var rhythmFields = strings.Join([]string{"every", "period", "nth", "weekday", "day", "clock", "cron", "starts_on", "on_closed",
	"collecting_days", "responding_days", "reporting_days", "time_zone"}, " ")

// previewNew and previewPanel show the form again with what was typed, and what its rhythm comes down to. They change nothing. The
// script preview.js asks for the same page, and takes that part of it.
func previewNew(r *Request) error   { return r.previewForm(panel.Panel{}) }
func previewPanel(r *Request) error { return r.previewForm(r.panel) }

func (r *Request) previewForm(p panel.Panel) error {
	form := r.Form()
	in := r.rhythmInput(form)
	explained := len(form.Problems) > 0
	_, err := in.Draft()
	if form.Refused(r, err) {
		form.inPanelOrder(explained)
	}
	return r.panelForm(p, form)
}

func (r *Request) rhythmInput(form *Form) panel.PanelInput {
	return panel.PanelInput{
		Recurrence: readRecurrence(r, form), StartsOn: scheduler.Date(form.Value("starts_on")), TimeZone: form.Value("time_zone"),
		OnClosed: form.Value("on_closed"), CollectingDays: wholeNumber(form, "collecting_days"),
		RespondingDays: wholeNumber(form, "responding_days"), ReportingDays: wholeNumber(form, "reporting_days"),
	}
}

// rhythm looks at the form apart from what is noted about it already: some of that isn't about the rhythm.
func (r *Request) rhythm(form *Form) rhythm {
	if form.labels == nil {
		form.labels = map[string]string{}
	}
	apart := &Form{Values: form.Values, labels: form.labels} // the page names the fields before it says what is wrong with them
	in := r.rhythmInput(apart)
	explained := len(apart.Problems) > 0
	p, err := in.Draft()
	var wrong panel.Problems
	if errors.As(err, &wrong) {
		for _, one := range wrong {
			apart.add(r, one)
		}
	}
	if len(apart.Problems) > 0 {
		apart.inPanelOrder(explained)
		return rhythm{Wrong: apart, Fields: rhythmFields}
	}
	shown := r.plan(p)
	if len(shown.Moments) == 0 {
		apart.Problems = []FieldProblem{{Text: r.T("panel_page.no_planned")}}
		return rhythm{Wrong: apart, Fields: rhythmFields}
	}
	var never *panel.Problem
	if errors.As(p.EverOpens(r.Organisation.Calendar(), r.Now()), &never) { // a list of moments that are all skipped doesn't say so
		apart.add(r, never)
		return rhythm{Plan: &shown, Wrong: apart, Fields: rhythmFields}
	}
	return rhythm{Plan: &shown, Fields: rhythmFields}
}
