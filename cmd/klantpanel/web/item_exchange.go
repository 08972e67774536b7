package web

import (
	"slices"
	"strings"

	"klantpanel/dialogue"
)

var itemExchangeRoutes = []Route{
	{Method: "GET", Path: "/items/:item/ask", Access: ItemHandler, Handle: showAsk},
	{Method: "POST", Path: "/items/:item/ask", Access: ItemHandler, Handle: askBack},
	{Method: "POST", Path: "/items/:item/clarifications/:clarification", Access: ItemReader, Handle: clarifyItem},
	{Method: "POST", Path: "/items/:item/heard", Access: ItemReader, Handle: heardItem},
	{Method: "POST", Path: "/items/:item/heard/seen", Access: ItemCoordinator, Handle: attendHeard},
}

// itemExchange is what goes on between a point and those who stand behind it, as this reader may know it.
type itemExchange struct {
	AskedBack []dialogue.Clarification // with all answers: for who works on the point
	AsksBack  bool                     // the reader may ask something
	Question  *pointQuestion           // to the reader, who stands behind the point
	AskAround *dialogue.Clarification  // for an ambassador whose colleagues stand behind it
	HeardForm *pointHeard
	Heard     *heardView
}

// heardView is how the outcome was heard, for who works on the point.
type heardView struct {
	Summary string
	Clear   string // of an explanation
	Words   []string
	Attends bool // the reader is asked to look
}

func (r *Request) exchange(item dialogue.Item, form *Form) (itemExchange, error) {
	var e itemExchange
	inside := r.insider(item)
	handles := r.Actor.RespondsFor(item.ServiceID) || r.Actor.CoordinatesPanel(item.PanelID)
	e.AsksBack = handles && item.State != dialogue.HasOutcome && item.ReadyAt.IsZero()
	var mine dialogue.Exchange
	var behind bool
	var heard dialogue.HeardView
	var clear dialogue.ClearView
	err := r.together(
		func() (err error) {
			mine, behind, err = r.Dialogue.Exchange(r.Context(), dialogue.VoiceOf(*r.Actor), item)
			return err
		},
		func() (err error) {
			if inside {
				e.AskedBack, err = r.Dialogue.Clarifications(r.Context(), item.ID)
			}
			return err
		},
		func() (err error) {
			if inside {
				heard, err = r.Dialogue.HeardOf(r.Context(), item.ID)
			}
			return err
		},
		func() (err error) {
			if inside && item.Outcome == dialogue.Explained {
				clear, err = r.Dialogue.ClearOf(r.Context(), item.ID)
			}
			return err
		},
	)
	if err != nil {
		return e, err
	}
	for _, c := range e.AskedBack {
		slices.SortFunc(c.Answers, strings.Compare)
	}
	if behind {
		e.Question, e.HeardForm = exchangeForms(form, "/items/"+item.ID.String(), item, mine)
		if e.HeardForm != nil {
			e.HeardForm.Path = "/items/" + item.ID.String() + "/heard"
		}
	} else if !inside {
		e.AskAround = mine.Asked
	}
	if heard.Any || clear.Any {
		e.Heard = &heardView{r.heardSummary(heard), r.clearSummary(clear), heard.Words, heard.Attend && r.Actor.CoordinatesPanel(item.PanelID)}
	}
	return e, nil
}

// heardSummary says how many were helped; "a few" where a number would tell of fewer than the smallest group.
func (r *Request) heardSummary(v dialogue.HeardView) string {
	if !v.Any {
		return ""
	}
	var parts []string
	if v.Helped > 0 {
		parts = append(parts, r.TN("item.heard.helped", v.Helped))
	}
	if v.Unhelped > 0 {
		parts = append(parts, r.TN("item.heard.unhelped", v.Unhelped))
	}
	if len(parts) == 0 {
		return r.T("item.heard.some")
	}
	return strings.Join(parts, " ")
}

func clarifyItem(r *Request) error {
	form := r.Form()
	return r.afterExchange(r.clarify(dialogue.VoiceOf(*r.Actor), form), form, "item.clarified") // ids: item.clarified
}

func heardItem(r *Request) error {
	form := r.Form()
	return r.afterExchange(r.heardCheck(dialogue.VoiceOf(*r.Actor), r.item.ID, form), form, "item.heard_saved") // ids: item.heard_saved
}

// afterExchange shows the point as it is now when the form was refused; else the clear page and a word.
func (r *Request) afterExchange(err error, form *Form, flash string) error {
	if form.Refused(r, err) {
		if err := r.reload(); err != nil {
			return err
		}
		return r.showItem(form, "")
	}
	if err != nil {
		return err
	}
	r.Flash(flash)
	return r.Redirect("/items/" + r.item.ID.String())
}

func attendHeard(r *Request) error {
	if err := r.Dialogue.AttendHeard(r.Context(), *r.Actor, r.item.ID); err != nil {
		return err
	}
	r.Flash("item.heard.attended")
	return r.Redirect("/items/" + r.item.ID.String())
}
