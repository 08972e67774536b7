package web

import (
	"fmt"

	"klantpanel/panel"
)

var settingsRoutes = []Route{
	{Method: "GET", Path: "/settings", Access: Administrator, Handle: showSettings},
	{Method: "POST", Path: "/settings", Access: Administrator, Handle: saveSettings},
}

// When letters go out, as the page asks for it.
const (
	lettersAlways   = "always"
	lettersWorkdays = "workdays"
	lettersDays     = "days"
)

type settingsPage struct {
	Form        *Form
	Tabs        []navLink
	From, Until []Option // hours of the clock
}

func showSettings(r *Request) error {
	o := r.Organisation
	when, from, until := lettersWorkdays, o.LettersFrom, o.LettersUntil
	switch {
	case o.LetterHours().Always():
		when, from, until = lettersAlways, 7, 19 // what most would choose, should they choose hours
	case o.LettersWeekend:
		when = lettersDays
	}
	return r.settingsPage(NewForm("name", o.Name, "language", o.Language, "time_zone", o.TimeZone,
		"mail_name", o.MailName, "mail_address", o.MailAddress, "contact", o.Contact, "letters_when", when, "letters_from", from, "letters_until", until,
		"frame_sites", o.FrameSites))
}

func (r *Request) settingsPage(form *Form) error {
	return r.Page("settings", settingsPage{form, r.tabs(), r.hourOptions(0, 23), r.hourOptions(1, 24)})
}

func (r *Request) hourOptions(first, last int) []Option {
	var hours []Option
	for hour := first; hour <= last; hour++ {
		hours = append(hours, Option{Value: fmt.Sprint(hour), Text: r.T("settings.hour", "Hour", hour)})
	}
	return hours
}

func saveSettings(r *Request) error {
	form := r.Form()
	in := panel.OrganisationInput{
		Name: form.Value("name"), Language: form.Value("language"), TimeZone: form.Value("time_zone"),
		MailName: form.Value("mail_name"), MailAddress: form.Value("mail_address"), Contact: form.Value("contact"),
		FrameSites: form.Value("frame_sites"),
	}
	if when := form.Value("letters_when"); when != lettersAlways {
		in.LettersFrom, in.LettersUntil, in.LettersWeekend = wholeNumber(form, "letters_from"), wholeNumber(form, "letters_until"), when == lettersDays
	}
	err := r.Panel.SaveOrganisation(r.Context(), *r.Actor, in)
	if form.Refused(r, err) {
		return r.settingsPage(form)
	}
	if err != nil {
		return err
	}
	r.Flash("settings.saved")
	return r.Redirect("/settings")
}
