package web

import (
	"github.com/gofiber/fiber/v2"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// colleagueClosedPage stands where a link took contributions once.
type colleagueClosedPage struct {
	Cycle  panel.Cycle
	Closed bool           // somebody closed the link; the round goes on
	Last   scheduler.Date // on which the round took contributions; "" when it was stopped
	Next   scheduler.Date // of the panel's next round, "" while none is planned
	Typed  []typedAnswer  // and was not sent
}

func (r *Request) colleagueClosed(typed []typedAnswer) error {
	c := r.cycle
	p := colleagueClosedPage{Cycle: c, Closed: c.Collects(r.Now()), Next: c.Panel.NextDay(), Typed: typed}
	if c.Phase != panel.Cancelled && !c.CollectingUntil.IsZero() {
		p.Last = scheduler.DateOf(c.CollectingUntil.Time, c.Panel.Zone())
	}
	return r.Page("colleague_closed", p)
}

// colleagueUnknownPage stands where a code opens nothing.
type colleagueUnknownPage struct {
	Busy  string // until when, because too many codes were tried
	Typed []string
}

// colleagueUnknown is the same for each code that opens nothing, and after the same time: whoever guesses learns nothing from it.
func (r *Request) colleagueUnknown() error {
	if !isNotFound(r.unloaded) {
		return r.unloaded
	}
	limit, err := r.addressLimit(colleagueGuess, guessesPerAddress)
	if err != nil {
		return err
	}
	ok, err := r.Dialogue.AllowAll(r.Context(), limit)
	if err != nil {
		return err
	}
	if err := untilNext(r.Context(), r.Ctx.Context().Time(), r.answerStep); err != nil {
		return err
	}
	page := colleagueUnknownPage{}
	if r.Ctx.Method() == fiber.MethodPost {
		posted := r.posted()
		delete(posted, trapField)
		page.Typed = typedTexts(posted)
	}
	if !ok {
		page.Busy = r.retryAt()
		return r.Status(fiber.StatusTooManyRequests).Page("colleague_unknown", page)
	}
	return r.Status(fiber.StatusNotFound).Page("colleague_unknown", page)
}
