package web

import (
	"github.com/gofiber/fiber/v2"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

func clarifyByReceipt(r *Request) error {
	return r.byReceipt("answer", func(form *Form) error { return r.clarify(r.code.Voice(), form) })
}

func heardByReceipt(r *Request) error {
	return r.byReceipt("heard", func(form *Form) error {
		item, err := r.ID("item")
		if err != nil {
			return err
		}
		return r.heardCheck(r.code.Voice(), item, form)
	})
}

// byReceipt does what a form of the receipt asks, and goes back to it. Where the world moved on, or something is wrong, the receipt is shown
// as it is now, with what was typed.
func (r *Request) byReceipt(done string, do func(form *Form) error) error {
	r.unlisted()
	if r.unloaded != nil {
		return r.receiptUnknown()
	}
	form := r.Form()
	what, most := receiptPost, receiptPostsInAnHour
	if done == "reach" {
		what, most = receiptReach, receiptReachesInAnHour
	}
	within, err := r.addressWithin(what, most)
	if err != nil {
		return err
	}
	if !within {
		form.Problems = []FieldProblem{{"", r.T("receipt.busy", "Clock", r.retryAt())}}
		return r.Status(fiber.StatusTooManyRequests).receiptPage(form)
	}
	err = do(form)
	if form.Refused(r, err) {
		if err := loadReceipt(r); err != nil {
			return err
		}
		return r.receiptPage(form)
	}
	if err != nil {
		return err
	}
	return r.Redirect("/receipts/" + r.code.String() + "?done=" + done)
}

// reachByReceipt answers each address the same, after the same time: who works here is nobody's business.
func reachByReceipt(r *Request) error {
	start := r.Ctx.Context().Time()
	return r.byReceipt("reach", func(form *Form) error {
		var ps panel.Problems
		if form.Value("address") == "" {
			ps.Add("address", "error.email_missing")
		} else if !likeAddress(form.Value("address")) {
			ps.Add("address", "error.email_shape")
		}
		if err := ps.Err(); err != nil {
			return err
		}
		if err := r.Dialogue.OfferAddress(r.Context(), r.code, form.Value("address")); err != nil {
			return err
		}
		return untilNext(r.Context(), start, r.answerStep)
	})
}

// reachPage asks whoever has the letter whether the receipt is theirs.
type reachPage struct {
	Cycle panel.Cycle
	State string // ask, done or over
}

// showReach changes nothing: mail scanners open links, and some run scripts.
func showReach(r *Request) error {
	r.unlisted()
	id, signed := dialogue.ReachOfToken(r.Organisation.Secret, r.Ctx.Params("token"))
	if !signed {
		return r.reachOver()
	}
	c, err := r.Dialogue.ReachRequest(r.Context(), id)
	if isNotFound(err) {
		return r.reachOver()
	}
	if err != nil {
		return err
	}
	return r.Page("reach", reachPage{c, "ask"})
}

func confirmReach(r *Request) error {
	r.unlisted()
	id, signed := dialogue.ReachOfToken(r.Organisation.Secret, r.Ctx.Params("token"))
	if !signed {
		return r.reachOver()
	}
	err := r.Dialogue.ConfirmReach(r.Context(), id)
	if isNotFound(err) {
		return r.reachOver()
	}
	if err != nil {
		return err
	}
	return r.Page("reach", reachPage{State: "done"})
}

// reachOver is the page of a link that was used or is over; it says that pressing the button once is enough.
func (r *Request) reachOver() error {
	return r.Status(fiber.StatusNotFound).Page("reach", reachPage{State: "over"})
}
