package web

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// The receipt of a colleague whom nobody may know. Its code is the key, so it stands in the address; nothing of these pages is logged, no
// cookie is set, and search engines are told to keep off. What was done is said by the address, since a message for later would need a cookie.
var receiptRoutes = []Route{
	{Method: "GET", Path: "/receipts", Access: Anyone, Handle: askForReceipt, Nameless: true},
	{Method: "POST", Path: "/receipts", Access: Anyone, Handle: findReceipt, Nameless: true},
	{Method: "GET", Path: "/receipts/:code", Access: ReceiptHolder, Handle: showReceipt, Nameless: true},
	{Method: "POST", Path: "/receipts/:code/clarifications/:clarification", Access: ReceiptHolder, Handle: clarifyByReceipt, Nameless: true},
	{Method: "POST", Path: "/receipts/:code/items/:item/heard", Access: ReceiptHolder, Handle: heardByReceipt, Nameless: true},
	{Method: "POST", Path: "/receipts/:code/reach", Access: ReceiptHolder, Handle: reachByReceipt, Nameless: true},
	{Method: "GET", Path: "/reach/:token", Access: Anyone, Handle: showReach, Nameless: true},
	{Method: "POST", Path: "/reach/:token", Access: Anyone, Handle: confirmReach, Nameless: true},
}

// ReceiptHolder is whoever has the code. Whether it is anybody's the page says itself.
var ReceiptHolder = Access{Name: "ReceiptHolder", Load: loadReceipt, Check: func(*Request) error { return nil }}

func loadReceipt(r *Request) error {
	typed, err := url.PathUnescape(r.Ctx.Params("code"))
	if err != nil {
		return panel.Refuse(panel.NotFound, "error.receipt_not_found")
	}
	if r.code, err = dialogue.ParseReceiptCode(typed); err != nil {
		return err
	}
	r.receipt, err = r.Dialogue.ReceiptOf(r.Context(), r.code)
	return err
}

// How often an address may name receipts that don't exist, and post to those that do, in limitTerm. Codes can't be guessed: they have 128
// bits. The limits keep who tries from keeping us busy, and let a canteen pass whose colleagues share one address.
const (
	receiptGuess         = "receipt_guess"
	receiptGuesses       = 300
	receiptPost          = "receipt_post"
	receiptPostsInAnHour = 1200
	// A letter goes to whoever's address somebody types, so these are fewer: nobody has a letter sent to the whole organisation.
	receiptReach           = "receipt_reach"
	receiptReachesInAnHour = 60
)

// receiptsPage asks for a code.
type receiptsPage struct {
	Form  *Form
	Busy  string   // until when, because too many codes were tried
	Typed []string // and couldn't be taken
}

func askForReceipt(r *Request) error {
	r.unlisted()
	return r.Page("receipts", receiptsPage{Form: &Form{}})
}

// findReceipt goes to the page of the code. It asks the database nothing: that is the page's to do, and to limit.
func findReceipt(r *Request) error {
	r.unlisted()
	form := r.Form()
	code, err := dialogue.ParseReceiptCode(form.Value("code"))
	if err != nil {
		form.Problems = []FieldProblem{{"code", r.T("error.receipt_not_found")}}
		return r.Status(fiber.StatusUnprocessableEntity).Page("receipts", receiptsPage{Form: form})
	}
	return r.Redirect("/receipts/" + code.String())
}

// unlisted tells search engines to keep off.
func (r *Request) unlisted() { r.Ctx.Set("X-Robots-Tag", "noindex, nofollow") }

// receiptUnknown is the same for each code that opens nothing, and after the same time.
func (r *Request) receiptUnknown() error {
	if !isNotFound(r.unloaded) {
		return r.unloaded
	}
	within, err := r.addressWithin(receiptGuess, receiptGuesses)
	if err != nil {
		return err
	}
	if err := untilNext(r.Context(), r.Ctx.Context().Time(), r.answerStep); err != nil {
		return err
	}
	p := receiptsPage{Form: &Form{}, Typed: r.typed()}
	if !within {
		p.Busy = r.retryAt()
		return r.Status(fiber.StatusTooManyRequests).Page("receipts", p)
	}
	typed, _ := url.PathUnescape(r.Ctx.Params("code"))
	p.Form = NewForm("code", typed)
	p.Form.Problems = []FieldProblem{{"code", r.T("error.receipt_not_found")}}
	return r.Status(fiber.StatusNotFound).Page("receipts", p)
}

// addressWithin counts a try of the reader's address, and reports whether it is within this limit.
func (r *Request) addressWithin(what string, most int) (bool, error) {
	limit, err := r.addressLimit(what, most)
	if err != nil {
		return false, err
	}
	return r.Dialogue.AllowAll(r.Context(), limit)
}
