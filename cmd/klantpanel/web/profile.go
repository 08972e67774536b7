package web

import (
	"time"

	"klantpanel/panel"
)

var profileRoutes = []Route{
	{Method: "GET", Path: "/profile", Access: SignedIn, Handle: showProfile},
	{Method: "POST", Path: "/profile", Access: SignedIn, Handle: saveProfile},
}

type profilePage struct {
	Form   *Form
	Person panel.Person
	Wishes []Option
}

func showProfile(r *Request) error {
	p := r.Actor.Person
	return r.profilePage(NewForm("language", p.Language, "digest_wish", p.DigestWish))
}

func (r *Request) profilePage(form *Form) error {
	return r.Page("profile", profilePage{form, r.Actor.Person, r.wishes()})
}

func saveProfile(r *Request) error {
	form := r.Form()
	err := r.Panel.SavePreferences(r.Context(), *r.Actor, form.Value("language"), form.Value("digest_wish"))
	if form.Refused(r, err) {
		return r.profilePage(form)
	}
	if err != nil {
		return err
	}
	if r.Language = form.Value("language"); r.Language == "" {
		r.Language = r.Organisation.Language
		r.cookie(languageCookie, "", -time.Hour) // what was once chosen in this browser counts no more
	}
	r.Flash("profile.saved")
	return r.Redirect("/profile")
}
