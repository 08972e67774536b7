package web

import (
	"strconv"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var draftPointRoutes = []Route{
	{Method: "GET", Path: "/digests/:digest/edit/:item", Access: DigestCoordinator, Handle: showDraftPoint},
	{Method: "POST", Path: "/digests/:digest/edit/:item", Access: DigestCoordinator, Handle: rewordPoint},
	{Method: "POST", Path: "/digests/:digest/edit/:item/place", Access: DigestCoordinator, Handle: placePoint},
	{Method: "POST", Path: "/digests/:digest/edit/:item/undo", Access: DigestCoordinator, Handle: restorePoint},
}

// draftPointPage is one point of a draft, to change its words and place.
type draftPointPage struct {
	dialogue.DraftPoint
	Form      *Form
	Digest    dialogue.DigestView
	Entry     dialogue.Entry // as readers will see it
	Place, Of int            // in the section, 1 the first
	Others    bool           // somebody else wrote what stands there since the reader looked
}

// showDraftPoint leads from a point of a digest that went out to where it stands.
func showDraftPoint(r *Request) error {
	item, err := r.ID("item")
	if err != nil {
		return err
	}
	if r.digest.State != dialogue.DigestDraft {
		return r.Redirect("/digests/" + r.digest.ID.String() + "#" + item.String())
	}
	p, err := r.draftPoint()
	if err != nil {
		return err
	}
	return r.draftPointPage(p, draftPointForm(p))
}

// draftPointForm is the form of a point as it is.
func draftPointForm(p dialogue.DraftPoint) *Form {
	return NewForm("title", p.Title(), "said", p.Said(), "hide", p.Edit.HideSaid)
}

// draftPoint reads the point of the path; Conflict when its digest went out.
func (r *Request) draftPoint() (dialogue.DraftPoint, error) {
	item, err := r.ID("item")
	if err == nil && r.digest.State != dialogue.DigestDraft {
		err = panel.Refuse(panel.Conflict, "error.digest_approved")
	}
	if err != nil {
		return dialogue.DraftPoint{}, err
	}
	return r.Dialogue.DraftPoint(r.Context(), r.digest.Digest, item)
}

func (r *Request) draftPointPage(p dialogue.DraftPoint, form *Form) error {
	page := draftPointPage{DraftPoint: p, Form: form, Digest: r.digest}
	for _, e := range r.digest.Entries {
		if e.ItemID == p.Item.ID {
			page.Entry = e
		}
	}
	for i, e := range r.digest.In(page.Entry.Section) {
		page.Of++
		if e.ItemID == p.Item.ID {
			page.Place = i + 1
		}
	}
	if form.Value("place") == "" {
		form.Values["place"] = []string{strconv.Itoa(page.Place)}
	}
	seen := form.Value("seen")
	page.Others = seen != "" && seen != p.Seen()
	return r.Page("digest_point_edit", page)
}

func rewordPoint(r *Request) error {
	form := r.Form()
	p, err := r.draftPoint()
	if err != nil {
		return err
	}
	err = r.Dialogue.Reword(r.Context(), *r.Actor, r.digest.ID, p.Item.ID,
		dialogue.PointWords{Title: form.Value("title"), Said: form.Value("said"), HideSaid: form.Checked("hide"), Seen: form.Value("seen")})
	if form.Refused(r, err) {
		if r.digest, err = r.Dialogue.Digest(r.Context(), r.digest.ID); err != nil { // it may have gone out meanwhile
			return err
		}
		if p, err = r.draftPoint(); err != nil {
			return err
		}
		return r.draftPointPage(p, form)
	}
	if err != nil {
		return err
	}
	r.Flash("draft.saved")
	return r.backToPoint(p)
}

func placePoint(r *Request) error {
	form := r.Form()
	p, err := r.draftPoint()
	if err != nil {
		return err
	}
	place := wholeNumber(form, "place")
	if form.Checked("top") {
		place = 1
	}
	err = r.Dialogue.MovePoint(r.Context(), *r.Actor, r.digest.ID, p.Item.ID, place)
	if again := draftPointForm(p); !isConflict(err) && again.Refused(r, err) {
		again.Values["place"] = form.Values["place"]
		return r.draftPointPage(p, again)
	}
	if err != nil {
		return err
	}
	return r.backToPoint(p)
}

func restorePoint(r *Request) error {
	p, err := r.draftPoint()
	if err != nil {
		return err
	}
	if err := r.Dialogue.RestoreWords(r.Context(), *r.Actor, r.digest.ID, p.Item.ID); err != nil {
		return err
	}
	r.Flash("draft.restored")
	return r.backToPoint(p)
}

// backToPoint leads to where the point stands in the draft.
func (r *Request) backToPoint(p dialogue.DraftPoint) error {
	return r.Redirect("/digests/" + r.digest.ID.String() + "#" + p.Item.ID.String())
}
