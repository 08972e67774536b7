package web

import (
	"time"

	"klantpanel/panel"
)

const (
	languageCookie = "language"
	languageTerm   = 365 * 24 * time.Hour
)

var languageRoutes = []Route{
	{Method: "POST", Path: "/language", Access: Anyone, Handle: chooseLanguage, Bare: true},
}

// chooseLanguage holds for this browser, and for the letters too when the reader is signed in.
func chooseLanguage(r *Request) error {
	form := r.Form()
	chosen := form.Value("language")
	if !isLanguage(chosen) {
		return panel.Refuse(panel.Invalid, "error.language")
	}
	r.cookie(languageCookie, chosen, languageTerm)
	if r.Actor == nil { // perhaps a colleague on a page of which nothing is logged
		r.Ctx.Locals(namelessKey, true)
	} else if err := r.Panel.SaveLanguage(r.Context(), *r.Actor, chosen); err != nil {
		return err
	}
	return r.Redirect(form.Value("_next"))
}
