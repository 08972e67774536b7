package web

import (
	"strconv"
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
	Days   []Option // of the letter of the week; nil for who answers for no service
	Hours  []Option
}

func showProfile(r *Request) error {
	p := r.Actor.Person
	return r.profilePage(NewForm("language", p.Language, "digest_wish", p.DigestWish, "week_day", p.WeekDay, "week_hour", p.WeekHour))
}

func (r *Request) profilePage(form *Form) error {
	p := profilePage{Form: form, Person: r.Actor.Person, Wishes: r.wishes()}
	if len(r.Actor.Responds) > 0 {
		p.Days, p.Hours = r.letterDays(), r.weekHours(p.Person.WeekHour)
	}
	return r.Page("profile", p)
}

func saveProfile(r *Request) error {
	form := r.Form()
	form.Values["week_day"] = []string{strconv.Itoa(r.Actor.Person.WeekDay)} // the other form of the page
	form.Values["week_hour"] = []string{strconv.Itoa(r.Actor.Person.WeekHour)}
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
