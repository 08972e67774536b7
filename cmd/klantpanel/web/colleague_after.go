package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"klantpanel/dialogue"
)

// colleagueSent is what counted of a form that was changed after it had been sent.
type colleagueSent struct {
	Receipt string
	Answers []typedAnswer
}

// colleagueThanksPage gives the receipt.
type colleagueThanksPage struct {
	Code                  string // of the link
	Key                   string // of the form, by which the script forgets what this device kept of it
	Receipt               string
	Address               string // of the receipt's page
	Paused                bool
	Responding, Reporting time.Time
}

// colleagueThanks gives the receipt; key is that of the form, "" when what was typed has to stay on the device.
func (r *Request) colleagueThanks(code dialogue.ReceiptCode, key string) error {
	if r.byScript() { // which then sends the form once more as browsers do, for the page
		r.Ctx.Status(fiber.StatusNoContent)
		return nil
	}
	c := r.cycle
	return r.Page("colleague_thanks", colleagueThanksPage{Code: r.link.Code, Key: key, Receipt: code.String(),
		Address: r.BaseURL + "/receipts/" + code.String(), Paused: c.Paused(), Responding: c.Until(c.RespondingUntil), Reporting: c.Until(c.ReportingUntil)})
}

// colleagueAgain answers a form that came in before: by a second click, a reload, another tab, or a lost connection. With the same words it
// is done; other words are shown with what counted, under a new key. It reports whether the form came in at all.
func (r *Request) colleagueAgain(key colleagueKey, page colleaguePage) (received bool, err error) {
	said, received, err := r.Dialogue.Sent(r.Context(), key.code)
	if err != nil || !received {
		return false, err
	}
	sent := map[string]bool{}
	for _, c := range said {
		sent[fingerprint(answerOf(c))] = true
	}
	counted := &colleagueSent{Receipt: key.code.String()}
	for _, q := range page.Questions {
		for _, c := range said {
			if a := answerOf(c); dialogue.Field("", a.QuestionID) == q.Field("") {
				counted.Answers = append(counted.Answers, typedAnswer{q.Text, r.answerWords(a, q.Choices), a.Text})
			}
		}
		for _, a := range colleagueAnswers(r, page.Form, []askedQuestion{q}) {
			if sent[fingerprint(a)] {
				q.clear(page.Form)
			}
		}
	}
	rest := r.typedAnswers(page.Form, page.Questions)
	switch {
	case len(rest) == 0:
		return true, r.colleagueThanks(key.code, page.Form.Value(colleagueKeyField))
	case !r.linkOpen():
		return true, r.Status(fiber.StatusConflict).colleagueClosed(rest)
	}
	page.Form.Problems, page.Counted = nil, counted
	return true, r.colleagueOnceMore(page, dialogue.NewReceiptCode(), fiber.StatusConflict, r.T("colleague.again"))
}

func answerOf(c dialogue.Contribution) dialogue.Answer {
	return dialogue.Answer{QuestionID: c.QuestionID, People: c.People, Mark: c.Mark, Importance: c.Importance, Experience: c.Experience, Choice: c.Choice, Text: c.Text}
}
