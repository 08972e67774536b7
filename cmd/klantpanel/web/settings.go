package web

import "klantpanel/panel"

var settingsRoutes = []Route{
	{Method: "GET", Path: "/settings", Access: Administrator, Handle: showSettings},
	{Method: "POST", Path: "/settings", Access: Administrator, Handle: saveSettings},
}

type settingsPage struct {
	Form *Form
	Tabs []navLink
}

func showSettings(r *Request) error {
	o := r.Organisation
	return r.Page("settings", settingsPage{NewForm("name", o.Name, "language", o.Language, "time_zone", o.TimeZone,
		"mail_name", o.MailName, "mail_address", o.MailAddress, "contact", o.Contact), r.tabs()})
}

func saveSettings(r *Request) error {
	form := r.Form()
	err := r.Panel.SaveOrganisation(r.Context(), *r.Actor, panel.OrganisationInput{
		Name: form.Value("name"), Language: form.Value("language"), TimeZone: form.Value("time_zone"),
		MailName: form.Value("mail_name"), MailAddress: form.Value("mail_address"), Contact: form.Value("contact"),
	})
	if form.Refused(r, err) {
		return r.Page("settings", settingsPage{form, r.tabs()})
	}
	if err != nil {
		return err
	}
	r.Flash("settings.saved")
	return r.Redirect("/settings")
}
