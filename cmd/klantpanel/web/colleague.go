package web

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// The page behind a link: for a colleague without an account, whom nobody may know. Nothing but the answers is kept, no cookie is set and
// no request is logged. What was sent is answered with a page and not with the way to one (303): the address of that page would have to
// hold the receipt, and so would the log of a proxy. Sending again, as a reload does, counts once.
var colleagueRoutes = []Route{
	{Method: "GET", Path: "/k/:code", Access: LinkHolder, Handle: showColleague, Nameless: true},
	{Method: "POST", Path: "/k/:code", Access: LinkHolder, Handle: sendColleague, Nameless: true},
}

const (
	// fillingIn is the least time between a form and its answers. Nobody is faster; a program that fills in forms is.
	fillingIn = 3 * time.Second

	// trapField is not shown to anybody, so whoever fills it in is a program. Nothing that fills in forms for people does so either: it is a
	// textarea without the name, label or type of anything that browsers and password managers know, and they are told to keep off. Should one
	// do it all the same, the page's script empties the field before sending; and a reader without styles is told to leave it empty.
	trapField = "extra"

	// sentField says that the page's script has brought the form in already, and only wants the page that belongs to it.
	sentField = "_sent"

	// languageField is the language that the reader switches to: the button is part of the form, so that what was typed comes along.
	languageField = "_language"

	colleagueFormID = "answers"
)

// colleaguePage is the form behind a link.
type colleaguePage struct {
	Form      *Form
	Link      panel.Link
	Cycle     panel.Cycle
	Questions []askedQuestion
	Blank     bool // as nobody has touched it yet: the script may put back what this device kept
	Notice    string
	Counted   *colleagueSent // this very form was sent before, with other words
}

func (p colleaguePage) Asked() int { return len(p.Questions) - 1 }

func showColleague(r *Request) error {
	if r.unloaded != nil {
		return r.colleagueUnknown()
	}
	if !r.linkOpen() {
		return r.Status(fiber.StatusGone).colleagueClosed(nil)
	}
	questions, err := r.roundQuestions()
	if err != nil {
		return err
	}
	form := emptyAnswers(questions)
	form.Values[colleagueKeyField] = []string{r.sealKey(colleagueKey{dialogue.NewReceiptCode(), r.Now()})}
	return r.colleaguePage(colleaguePage{Form: form, Questions: questions, Blank: true})
}

func (r *Request) colleaguePage(p colleaguePage) error {
	p.Link, p.Cycle, r.switchForm = r.link, r.cycle, colleagueFormID
	return r.Page("colleague", p)
}

// sendColleague takes the form, or shows it in the other language. Whatever is wrong, what was typed is shown again.
func sendColleague(r *Request) error {
	form := r.Form()
	switches := isLanguage(form.Value(languageField))
	if switches {
		chosen := form.Value(languageField)
		r.cookie(languageCookie, chosen, languageTerm)
		r.Language = chosen
	}
	if r.unloaded != nil {
		return r.colleagueUnknown()
	}
	questions, err := r.roundQuestions()
	if err != nil {
		return err
	}
	page := colleaguePage{Form: form, Questions: questions}
	if switches && r.linkOpen() {
		return r.colleaguePage(page)
	}
	key, ours := r.openKey(page.Form.Value(colleagueKeyField))
	if page.Form.Value(trapField) != "" {
		return r.colleagueThanks(dialogue.NewReceiptCode(), "")
	}
	if ours && (page.Form.Value(sentField) != "" || !r.linkOpen()) {
		if received, err := r.colleagueAgain(key, page); received || err != nil {
			return err
		}
	}
	switch {
	case !r.linkOpen():
		return r.colleagueLate(page)
	case !ours:
		return r.colleagueOnceMore(page, dialogue.NewReceiptCode(), fiber.StatusConflict, r.T("colleague.stale"))
	case r.Now().Sub(key.made) < fillingIn:
		return r.colleagueOnceMore(page, key.code, fiber.StatusUnprocessableEntity, r.T("colleague.fast"))
	}
	return r.receiveColleague(key, page)
}

// colleagueOnceMore shows the form as it came, under a key with which pressing the button suffices.
func (r *Request) colleagueOnceMore(page colleaguePage, code dialogue.ReceiptCode, status int, notice string) error {
	page.Form.Values[colleagueKeyField] = []string{r.sealKey(colleagueKey{code, r.Now().Add(-fillingIn)})}
	page.Notice = notice
	return r.Status(status).colleaguePage(page)
}

func (r *Request) receiveColleague(key colleagueKey, page colleaguePage) error {
	ok, err := r.withinLimits()
	if err != nil {
		return err
	}
	if !ok {
		page.Notice = r.T("colleague.busy", "Clock", r.retryAt())
		return r.Status(fiber.StatusTooManyRequests).colleaguePage(page)
	}
	answers := colleagueAnswers(r, page.Form, page.Questions)
	if page.Form.Refused(r, nil) {
		return r.colleaguePage(page)
	}
	added, err := r.Dialogue.Receive(r.Context(), r.link, key.code, answers)
	if isOver(err) {
		return r.colleagueOver(key, page)
	}
	if page.Form.Refused(r, err) {
		return r.colleaguePage(page)
	}
	if err != nil {
		return err
	}
	if added == 0 {
		_, err := r.colleagueAgain(key, page)
		return err
	}
	return r.colleagueThanks(key.code, page.Form.Value(colleagueKeyField))
}

// colleagueAnswers are what one colleague says for themselves alone, whatever else the form holds.
func colleagueAnswers(r *Request, form *Form, questions []askedQuestion) []dialogue.Answer {
	for _, q := range questions {
		delete(form.Values, q.Field("people"))
	}
	return answersOf(r, form, questions)
}

// colleagueOver looks at the link as it is by now: the operation took no more by it.
func (r *Request) colleagueOver(key colleagueKey, page colleaguePage) error {
	r.lately.links.forget(r.link.Code)
	if err := loadLink(r); err != nil {
		return err
	}
	if received, err := r.colleagueAgain(key, page); received || err != nil {
		return err
	}
	return r.colleagueLate(page)
}

// colleagueLate shows what came too late, to copy.
func (r *Request) colleagueLate(page colleaguePage) error {
	return r.Status(fiber.StatusConflict).colleagueClosed(r.typedAnswers(page.Form, page.Questions))
}

// isOver reports that the link or its round takes no more.
func isOver(err error) bool {
	var p *panel.Problem
	return errors.As(err, &p) && (p.Message == "error.link_closed" || p.Message == "error.cycle_not_collecting")
}
