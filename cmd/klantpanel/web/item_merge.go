package web

import (
	"net/url"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var mergeRoutes = []Route{
	{Method: "GET", Path: "/items/:item/merge", Access: ItemCoordinator, Handle: showMerge},
	{Method: "POST", Path: "/items/:item/merge", Access: ItemCoordinator, Handle: mergeItem},
}

const candidatesAtOnce = 20

// mergePage first lets the reader choose what goes up in the point, and then shows both side by side with what it means.
type mergePage struct {
	dialogue.Item
	Numbers    string
	Form       *Form
	Words      string
	Candidates []mergeCandidate
	With       *mergedItem // nil until it is chosen
}

type mergeCandidate struct {
	ID                        uuid.UUID
	Title, Said, Numbers, Why string
	Badge                     Badge
}

// mergedItem is what is to go up in the point.
type mergedItem struct {
	dialogue.Item
	Numbers  string
	Lapse    dialogue.Lapse
	Draft    bool     // somebody wrote an answer to it, which comes along
	Services []Option // of which one has to stay accountable; none when that is clear
}

func showMerge(r *Request) error {
	if r.item.State == dialogue.HasOutcome { // meanwhile: its page says so
		return r.Redirect("/items/" + r.item.ID.String())
	}
	return r.mergePage(&Form{}, r.Query("with"))
}

func (r *Request) mergePage(form *Form, with string) error {
	p := mergePage{Item: r.item, Form: form, Numbers: r.numbers(r.item.Contributions, r.item.People), Words: searched(r.Query("q"))}
	id, err := uuid.Parse(with)
	if err != nil {
		err = r.addCandidates(&p)
	} else {
		p.With, err = r.mergedItem(id)
	}
	if err != nil {
		return err
	}
	return r.Page("item_merge", p)
}

func (r *Request) addCandidates(p *mergePage) error {
	like, err := r.Dialogue.MergeCandidates(r.Context(), r.item, p.Words, candidatesAtOnce)
	for _, l := range like {
		p.Candidates = append(p.Candidates, mergeCandidate{l.ID, l.Title, l.Said, r.numbers(l.Contributions, l.People), r.why(l.Why), r.whereIs(l.Item)})
	}
	return err
}

// mergedItem reads what is to go up in the point, which is of the same panel.
func (r *Request) mergedItem(id uuid.UUID) (*mergedItem, error) {
	other, err := r.Dialogue.Item(r.Context(), id)
	if err == nil && other.PanelID != r.item.PanelID {
		err = panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	if err != nil {
		return nil, err
	}
	m := &mergedItem{Item: other, Numbers: r.numbers(other.Contributions, other.People)}
	if a, b := r.item.Service, other.Service; a != nil && b != nil && a.ID != b.ID {
		m.Services = []Option{{Value: a.ID.String(), Text: a.Name}, {Value: b.ID.String(), Text: b.Name}}
	}
	draft, err := r.Dialogue.AnswerOf(r.Context(), other.ID)
	if err != nil {
		return nil, err
	}
	m.Draft = draft.Written()
	m.Lapse, err = r.Dialogue.LapseOf(r.Context(), other)
	return m, err
}

func mergeItem(r *Request) error {
	form := r.Form()
	with, err := uuid.Parse(form.Value("with"))
	if err != nil {
		return r.Redirect("/items/" + r.item.ID.String() + "/merge")
	}
	in := dialogue.MergeInput{Reason: form.Value("reason")}
	if service, err := uuid.Parse(form.Value("service")); err == nil {
		in.Service = &service
	}
	other, err := r.Dialogue.Item(r.Context(), with)
	if err == nil && (other.DissolvedInto == nil || *other.DissolvedInto != r.item.ID) { // else the form was posted twice
		_, err = r.Dialogue.Merge(r.Context(), *r.Actor, r.item.ID, with, in)
	}
	if form.Refused(r, err) {
		return r.mergePage(form, with.String())
	}
	if err != nil {
		return err
	}
	r.Flash("merge.done", "Title", other.Title)
	return r.Redirect("/items/" + r.item.ID.String())
}

// MergeLink is where a candidate is chosen.
func (p mergePage) MergeLink(id uuid.UUID) string {
	return "/items/" + p.ID.String() + "/merge?with=" + url.QueryEscape(id.String())
}
