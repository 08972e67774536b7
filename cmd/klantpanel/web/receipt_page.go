package web

import (
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// receiptPage is what became of all that one colleague sent.
type receiptPage struct {
	Cycle     panel.Cycle
	Code      string
	Form      *Form
	Done      string // what the reader just did, in words
	Asked     []*pointQuestion
	Heard     []*pointHeard // that the reader hasn't said anything of
	Lines     []receiptLine
	Steps     []progressStep
	Next      string // what comes, and when to look again
	Reachable bool
	Reaches   bool // something is still to come that a mail could tell
}

func showReceipt(r *Request) error { return r.receiptPage(&Form{}) }

// receiptPage shows the receipt with a form as it was typed.
func (r *Request) receiptPage(form *Form) error {
	r.unlisted()
	if r.unloaded != nil {
		return r.receiptUnknown()
	}
	receipt := r.receipt
	p := receiptPage{Cycle: receipt.Cycle, Code: r.code.String(), Form: form, Done: r.receiptDone(), Reachable: receipt.Reachable}
	if receipt.Cycle.Phase != panel.Cancelled {
		p.Steps = r.progress(receipt.Cycle)
	}
	var err error
	if p.Lines, err = r.receiptLines(); err != nil {
		return err
	}
	seen := map[uuid.UUID]bool{}
	for i, c := range receipt.Said {
		if c.Item == nil || seen[c.Item.ID] {
			continue
		}
		seen[c.Item.ID] = true
		question, heard := exchangeForms(form, "/receipts/"+p.Code, *c.Item, receipt.Exchanges[c.Item.ID])
		if question != nil {
			p.Asked = append(p.Asked, question)
		}
		if heard != nil {
			heard.Path = "/receipts/" + p.Code + "/items/" + c.Item.ID.String() + "/heard"
			if heard.Checked {
				p.Lines[i].Heard = heard
			} else {
				p.Heard = append(p.Heard, heard)
			}
		}
	}
	p.Next, p.Reaches = r.lookAgain()
	return r.Page("receipt", p)
}

// receiptDone says what the reader just did.
// ids: receipt.done_answer receipt.done_heard receipt.done_reach
func (r *Request) receiptDone() string {
	switch done := r.Query("done"); done {
	case "answer", "heard", "reach":
		return r.T("receipt.done_" + done)
	}
	return ""
}

// lookAgain says when it makes sense to look again, and whether there is anything to come.
func (r *Request) lookAgain() (text string, more bool) {
	c := r.receipt.Cycle
	open, promised := false, scheduler.Date("")
	for _, said := range r.receipt.Said {
		open = open || said.State == dialogue.Waiting || said.Item != nil && said.Item.State != dialogue.HasOutcome
		if p := promiseOf(said); p != nil && p.State == dialogue.PromiseOpen {
			promised = max(promised, p.DueOn)
		}
	}
	day := func(t time.Time) string { return r.dateInWords(scheduler.DateOf(t, c.Panel.Zone())) }
	switch {
	case open && c.Phase == panel.Cancelled:
		return r.T("receipt.next_stopped"), true
	case open && c.Paused():
		return r.T("receipt.next_paused"), true
	case open && (c.Phase == panel.Collecting || c.Phase == panel.Responding):
		return r.T("receipt.next_answer", "Day", day(c.RespondingUntil.Time)), true
	case open && c.Phase == panel.Reporting:
		return r.T("receipt.next_told", "Day", day(c.ReportingUntil.Time)), true
	case open && c.Panel.NextDay() != "":
		return r.T("receipt.next_late", "Day", r.dateInWords(c.Panel.NextDay())), true
	case open:
		return r.T("receipt.next_sometime"), true
	case promised != "":
		return r.T("receipt.next_promise", "Day", r.dateInWords(promised)), true
	}
	return r.T("receipt.next_nothing"), false
}

func promiseOf(c dialogue.Contribution) *dialogue.Promise {
	if c.Item == nil {
		return nil
	}
	return c.Item.Promise
}
