package web

import (
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"klantpanel/mail"
	"klantpanel/panel"
)

// RFC 8058: the POST comes from a mail program, without cookie or origin of ours, and is answered without a redirect. The GET
// changes nothing, because mail scanners open every link. What the page itself saves is a POST of its own.
var unsubscribeRoutes = []Route{
	{Method: "GET", Path: "/unsubscribe/:token", Access: Anyone, Handle: showUnsubscribe},
	{Method: "POST", Path: "/unsubscribe/:token", Access: Anyone, Handle: unsubscribe, AnyOrigin: true},
	{Method: "POST", Path: "/unsubscribe/:token/wish", Access: Anyone, Handle: saveWish},
}

type unsubscribePage struct {
	Form    *Form
	Wishes  []Option
	Path    string // of the page, with the token
	Masked  string // whose link it is
	Contact string // whom to ask about a task
	Done    bool   // a mail program asked to stop
}

func showUnsubscribe(r *Request) error {
	person, ok, err := r.subscriber()
	if err != nil || !ok {
		return r.badToken(err)
	}
	return r.unsubscribePage(person, NewForm("digest_wish", person.DigestWish), false)
}

// unsubscribe is for every kind of letter the same: the link names a person. What belongs to a task goes on while the task does, and
// the page says so.
func unsubscribe(r *Request) error {
	person, ok, err := r.subscriber()
	if err != nil || !ok {
		return r.badToken(err)
	}
	if err := r.Panel.SaveWish(r.Context(), person.ID, panel.NoDigest); err != nil {
		return err
	}
	return r.unsubscribePage(person, nil, true)
}

func saveWish(r *Request) error {
	person, ok, err := r.subscriber()
	if err != nil || !ok {
		return r.badToken(err)
	}
	form := r.Form()
	err = r.Panel.SaveWish(r.Context(), person.ID, form.Value("digest_wish"))
	if form.Refused(r, err) {
		return r.unsubscribePage(person, form, false)
	}
	if err != nil {
		return err
	}
	r.Flash("unsubscribe.saved")
	return r.Redirect(r.unsubscribePath())
}

func (r *Request) unsubscribePage(person panel.Person, form *Form, done bool) error {
	return r.Page("unsubscribe", unsubscribePage{form, r.wishes(), r.unsubscribePath(), masked(person.Email), r.Organisation.Contact, done})
}

func (r *Request) unsubscribePath() string { return "/unsubscribe/" + r.Ctx.Params("token") }

// subscriber is whom the signed token in the path names; false when it names nobody. From here on the page speaks the language of that
// person's letters, unless this browser chose another.
func (r *Request) subscriber() (panel.Person, bool, error) {
	id, ok := mail.PersonOfToken(r.Organisation.Secret, r.Ctx.Params("token"))
	if !ok || id == uuid.Nil {
		return panel.Person{}, false, nil
	}
	person, err := r.Panel.Person(r.Context(), id)
	if err != nil {
		return person, false, unlessMissing(err)
	}
	r.speakAs(person)
	return person, true, nil
}

// speakAs has the page speak the language of somebody's letters, unless this browser chose another.
func (r *Request) speakAs(person panel.Person) {
	switch chosen := r.Ctx.Cookies(r.cookieName(languageCookie)); {
	case r.Actor != nil || isLanguage(chosen):
	case isLanguage(person.Language):
		r.Language = person.Language
	default:
		r.Language = r.Organisation.Language
	}
}

// badToken tells in a friendly way that the link is no good; err is what else went wrong.
func (r *Request) badToken(err error) error {
	if err != nil {
		return err
	}
	return r.Status(fiber.StatusNotFound).Page("unsubscribe_link", struct{ Contact string }{r.Organisation.Contact})
}

func unlessMissing(err error) error {
	if isMissing(err) {
		return nil
	}
	return err
}

// wishes are the choices of what to get of "you said, we did".
// ids: wish.round wish.quarter wish.own wish.none
func (r *Request) wishes() []Option {
	hints := map[string]string{panel.EachQuarter: r.T("wish.quarter_hint"), panel.OnlyOwn: r.T("wish.own_hint")}
	options := make([]Option, len(panel.DigestWishes))
	for i, w := range panel.DigestWishes {
		options[i] = Option{Value: w, Text: r.T("wish." + w), Hint: hints[w]}
	}
	return options
}

// masked is an address that its owner knows again and nobody else learns: the link may be passed on.
func masked(address string) string {
	name, domain, _ := strings.Cut(address, "@")
	_, first := utf8.DecodeRuneInString(name)
	return name[:first] + "***@" + domain
}
