package web

import (
	"github.com/gofiber/fiber/v2"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

// The link in a letter about an outcome: did that help? It names the letter, and by it its reader, so it needs no session. The GET changes
// nothing, because mail scanners open every link and some run scripts. What was done is said by the address: a message for later would need a
// cookie.
var heardRoutes = []Route{
	{Method: "GET", Path: "/heard/:token/:item", Access: Anyone, Handle: showHeard},
	{Method: "POST", Path: "/heard/:token/:item", Access: Anyone, Handle: sayHeard},
}

// How often an address may send these forms in limitTerm: a whole canteen shares one.
const (
	heardPost          = "heard_post"
	heardPostsInAnHour = 1200
)

// heardPage asks the reader of a letter whether an outcome helped, or says why there is nothing to ask.
type heardPage struct {
	dialogue.LetterHeard
	Form    *Form
	Heard   *pointHeard
	Badge   Badge
	Said    string // of the point, unless that would quote somebody who may not be quoted
	Done    string // what the reader just did, in words
	Contact string
}

func showHeard(r *Request) error {
	h, err := r.letterHeard()
	if err != nil {
		return r.heardUnknown(err)
	}
	return r.heardPage(h, &Form{})
}

func sayHeard(r *Request) error {
	h, err := r.letterHeard()
	if err != nil {
		return r.heardUnknown(err)
	}
	if h.State != dialogue.HeardAsks {
		return r.Status(fiber.StatusConflict).heardPage(h, &Form{})
	}
	form := r.Form()
	within, err := r.addressWithin(heardPost, heardPostsInAnHour)
	if err != nil {
		return err
	}
	if !within {
		form.Problems = []FieldProblem{{"", r.T("heard.busy", "Clock", r.retryAt())}}
		return r.Status(fiber.StatusTooManyRequests).heardPage(h, form)
	}
	err = r.heardCheck(dialogue.VoiceOf(panel.Actor{Person: h.Person}), h.Item.ID, form)
	if form.Refused(r, err) {
		if h, err = r.letterHeard(); err != nil {
			return err
		}
		return r.heardPage(h, form)
	}
	if err != nil {
		return err
	}
	return r.Redirect(r.heardPath() + "?done=heard")
}

func (r *Request) heardPath() string {
	return "/heard/" + r.Ctx.Params("token") + "/" + r.Ctx.Params("item")
}

// letterHeard is what the letter in the path is about. From here on the page speaks the language of its reader's letters.
func (r *Request) letterHeard() (dialogue.LetterHeard, error) {
	r.unlisted()
	unknown := panel.Refuse(panel.NotFound, "error.item_not_found")
	letter, signed := mail.LetterOfToken(r.Organisation.Secret, r.Ctx.Params("token"))
	if !signed {
		return dialogue.LetterHeard{}, unknown
	}
	item, err := r.ID("item")
	if err != nil {
		return dialogue.LetterHeard{}, unknown
	}
	h, err := r.Dialogue.HeardByLetter(r.Context(), letter, item)
	if err == nil {
		r.speakAs(h.Person)
	}
	return h, err
}

// heardUnknown is the same for each link that leads nowhere: one that was cut off, is too old, or was made up.
func (r *Request) heardUnknown(err error) error {
	if !isMissing(err) {
		return err
	}
	return r.Status(fiber.StatusNotFound).Page("heard_unknown", struct{ Contact string }{r.Organisation.Contact})
}

func (r *Request) heardPage(h dialogue.LetterHeard, form *Form) error {
	p := heardPage{LetterHeard: h, Form: form, Badge: r.stateOf(h.Item), Contact: r.Organisation.Contact}
	if h.State == dialogue.HeardAsks {
		_, p.Heard = exchangeForms(form, "", h.Item, h.Exchange)
		p.Heard.Path = r.heardPath()
		if r.Query("done") == "heard" && p.Heard.Checked {
			p.Done = r.T("heard.done")
			if !p.Heard.Helped && h.Item.ReopenedAt.IsZero() {
				p.Done = r.T("heard.done_no")
			}
		}
	}
	if h.State == dialogue.HeardAsks || h.State == dialogue.HeardOpen || h.State == dialogue.HeardPromise {
		printable, err := r.Dialogue.Printable(r.Context(), h.Item)
		if err != nil {
			return err
		}
		if printable {
			p.Said = h.Item.Said
		}
	}
	return r.Page("heard", p)
}
