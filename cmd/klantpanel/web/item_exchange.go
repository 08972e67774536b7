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
	{Method: "POST", Path: "/items/:item/heard/left", Access: ItemCoordinator, Handle: leaveHeard},
	{Method: "POST", Path: "/items/:item/reopen", Access: ItemCoordinator, Handle: reopenItem},
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
	Attends bool // the reader is asked to look, and chooses: reopen it, or leave it
	Before  bool // of the outcome that it had until it was reopened
}

func (r *Request) exchange(item dialogue.Item, form *Form, timeline []dialogue.Event) (itemExchange, error) {
	var e itemExchange
	inside := r.insider(item)
	handles := r.Actor.RespondsFor(item.ServiceID) || r.Actor.CoordinatesPanel(item.PanelID)
	e.AsksBack = handles && item.State != dialogue.HasOutcome && item.ReadyAt.IsZero()
	x, err := r.readExchange(item, inside, timeline)
	if err != nil {
		return e, err
	}
	e.AskedBack = x.asked
	for _, c := range e.AskedBack {
		slices.SortFunc(c.Answers, strings.Compare)
	}
	if x.behind {
		e.Question, e.HeardForm = exchangeForms(form, "/items/"+item.ID.String(), item, x.mine)
		if e.HeardForm != nil {
			e.HeardForm.Path = "/items/" + item.ID.String() + "/heard"
		}
	} else if !inside {
		e.AskAround = x.mine.Asked
	}
	if x.heard.Any || x.clear.Any {
		e.Heard = &heardView{r.heardSummary(x.heard), r.clearSummary(x.clear), x.heard.Words, x.heard.Attend && r.Actor.CoordinatesPanel(item.PanelID),
			item.State != dialogue.HasOutcome}
	}
	return e, nil
}

// exchangeRead is what itemExchange is made of.
type exchangeRead struct {
	mine   dialogue.Exchange
	behind bool // the reader stands behind the point
	asked  []dialogue.Clarification
	heard  dialogue.HeardView
	clear  dialogue.ClearView
}

func (r *Request) readExchange(item dialogue.Item, inside bool, timeline []dialogue.Event) (x exchangeRead, err error) {
	asked, told := happenedTo(timeline, dialogue.WasAskedBack), item.State == dialogue.HasOutcome
	err = r.together(
		func() (err error) {
			if !asked && !told {
				return nil
			}
			x.mine, x.behind, err = r.Dialogue.Exchange(r.Context(), dialogue.VoiceOf(*r.Actor), item)
			return err
		},
		func() (err error) {
			if inside && asked {
				x.asked, err = r.Dialogue.Clarifications(r.Context(), item.ID)
			}
			return err
		},
		func() (err error) {
			if inside && (told || !item.ReopenedAt.IsZero()) {
				x.heard, err = r.Dialogue.HeardOf(r.Context(), item.ID)
			}
			return err
		},
		func() (err error) {
			if inside && item.Outcome == dialogue.Explained {
				x.clear, err = r.Dialogue.ClearOf(r.Context(), item.ID)
			}
			return err
		},
	)
	return x, err
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

func leaveHeard(r *Request) error {
	form := r.Form()
	err := r.Dialogue.LeaveHeard(r.Context(), *r.Actor, r.item.ID, form.Value("left"))
	return r.afterExchange(underFields(err, map[string]string{"words": "left"}), form, "item.heard.was_left") // ids: item.heard.was_left
}

func reopenItem(r *Request) error {
	form := r.Form()
	_, err := r.Dialogue.Reopen(r.Context(), *r.Actor, r.item.ID, form.Value("reopened"))
	return r.afterExchange(underFields(err, map[string]string{"words": "reopened"}), form, "item.heard.was_reopened") // ids: item.heard.was_reopened
}
