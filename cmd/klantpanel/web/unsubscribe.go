package web

import (
	"github.com/google/uuid"

	"klantpanel/mail"
	"klantpanel/panel"
)

// RFC 8058: the POST comes from a mail program, without cookie or origin of ours, and is answered without a redirect. The GET
// changes nothing, because mail scanners open every link.
var unsubscribeRoutes = []Route{
	{Method: "GET", Path: "/unsubscribe/:token", Access: Anyone, Handle: showUnsubscribe},
	{Method: "POST", Path: "/unsubscribe/:token", Access: Anyone, Handle: unsubscribe, AnyOrigin: true},
}

type unsubscribePage struct {
	Email string
	Done  bool
}

func showUnsubscribe(r *Request) error {
	person, err := r.subscriber()
	if err != nil {
		return err
	}
	return r.Page("unsubscribe", unsubscribePage{person.Email, !person.DigestWanted})
}

func unsubscribe(r *Request) error {
	person, err := r.subscriber()
	if err != nil {
		return err
	}
	if err := r.Panel.Unsubscribe(r.Context(), person.ID); err != nil {
		return err
	}
	return r.Page("unsubscribe", unsubscribePage{person.Email, true})
}

// subscriber is whom the signed token in the path names.
func (r *Request) subscriber() (panel.Person, error) {
	id, ok := mail.PersonOfToken(r.Organisation.Secret, r.Ctx.Params("token"))
	if !ok || id == uuid.Nil {
		return panel.Person{}, panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	return r.Panel.Person(r.Context(), id)
}
