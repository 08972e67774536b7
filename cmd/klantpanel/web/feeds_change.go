package web

import (
	"strings"

	"github.com/google/uuid"

	"klantpanel/panel"
)

func addDigestAddress(r *Request) error {
	form := r.Form()
	var of *uuid.UUID
	if kind, id, _ := strings.Cut(form.Value("_of"), "."); kind == "panel" {
		parsed, err := uuid.Parse(id)
		if err != nil {
			return panel.Refuse(panel.NotFound, "error.page_not_found")
		}
		of = &parsed
	}
	_, err := r.Panel.AddDigestAddress(r.Context(), *r.Actor, of, form.Value("name"))
	if form.Refused(r, err) {
		return r.intranetPageWith(form)
	}
	if err != nil {
		return err
	}
	r.Flash("feeds.added")
	return r.Redirect(intranetPath(form.Value("_of")))
}

func addOwnDigestAddress(r *Request) error {
	if _, err := r.Panel.AddOwnDigestAddress(r.Context(), *r.Actor); err != nil {
		return err
	}
	r.Flash("feeds.own_added")
	return r.Redirect(intranetPath(r.Form().Value("_of")) + "#own")
}

func revokeDigestAddress(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.Panel.RevokeDigestAddress(r.Context(), *r.Actor, id); err != nil {
		return err
	}
	r.Flash("feeds.revoked")
	return r.Redirect(intranetPath(r.Form().Value("_of")))
}
