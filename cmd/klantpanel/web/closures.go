package web

import (
	"slices"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

var closureRoutes = []Route{
	{Method: "GET", Path: "/settings/closures", Access: Administrator, Handle: listClosures},
	{Method: "POST", Path: "/settings/closures", Access: Administrator, Handle: addClosure},
	{Method: "POST", Path: "/settings/closures/remove", Access: Administrator, Handle: removeClosure},
}

const movedShown = 100

type closuresPage struct {
	Form        *Form
	Tabs        []navLink
	Ahead, Past []closure
	Years       []holidayYear
}

type closure struct {
	scheduler.Period
	Days  int // working days that it takes
	Moved []panel.Panel
}

// holidayYear are the public holidays of a year, which count by themselves.
type holidayYear struct {
	Year     int
	Holidays []holidayLine
}

type holidayLine struct {
	On      scheduler.Date
	Name    string
	Weekend bool
}

func listClosures(r *Request) error { return r.closuresPage(NewForm()) }

func (r *Request) closuresPage(form *Form) error {
	periods, err := panel.ParseClosedPeriods(r.Organisation.ClosedPeriods)
	if err != nil {
		return err
	}
	moved, err := r.Panel.NextMoved(r.Context(), r.Today(), movedShown)
	if err != nil {
		return err
	}
	page, today := closuresPage{Form: form, Tabs: r.tabs()}, r.Today()
	for _, p := range periods {
		var usual scheduler.Calendar // without closed periods
		c := closure{Period: p, Days: usual.WorkdaysBetween(p.From.AddDays(-1), p.Until)}
		for _, next := range moved {
			if p.From <= next.NextOn && next.NextOn <= p.Until {
				c.Moved = append(c.Moved, next)
			}
		}
		if p.Until < today {
			page.Past = append(page.Past, c)
		} else {
			page.Ahead = append(page.Ahead, c)
		}
	}
	slices.Reverse(page.Past)
	thisYear := today.Time().Year()
	for year := thisYear; year <= thisYear+1; year++ {
		page.Years = append(page.Years, holidayYear{year, r.holidayLines(year)})
	}
	return r.Page("closures", page)
}

func (r *Request) holidayLines(year int) []holidayLine {
	var lines []holidayLine
	for _, h := range scheduler.Holidays(year) {
		lines = append(lines, holidayLine{h.On, r.T("holiday." + h.Name), isWeekend(h.On)})
	}
	return lines
}

func addClosure(r *Request) error {
	form := r.Form()
	p := scheduler.Period{From: scheduler.Date(form.Value("from")), Until: scheduler.Date(form.Value("until")), Name: form.Value("name")}
	if known, err := panel.ParseClosedPeriods(r.Organisation.ClosedPeriods); err == nil && slices.Contains(known, p) {
		return r.Redirect("/settings/closures") // sent twice
	}
	err := r.Panel.AddClosedPeriod(r.Context(), *r.Actor, p)
	if form.Refused(r, err) {
		return r.closuresPage(form)
	}
	if err != nil {
		return err
	}
	r.Flash("closures.saved")
	return r.Redirect("/settings/closures")
}

func removeClosure(r *Request) error {
	form := r.Form()
	p := scheduler.Period{From: scheduler.Date(form.Value("_from")), Until: scheduler.Date(form.Value("_until"))}
	err := r.Panel.RemoveClosedPeriod(r.Context(), *r.Actor, p)
	if err != nil && !isMissing(err) { // it is gone already: sent twice
		return err
	}
	r.Flash("closures.removed")
	return r.Redirect("/settings/closures")
}
