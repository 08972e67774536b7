package web

import (
	"github.com/google/uuid"

	"klantpanel/panel"
)

// linkClosePage asks whether to close a link, and what has to become of what came in by it.
type linkClosePage struct {
	Form    *Form
	Link    uuid.UUID
	Closed  bool   // it is already: only what came in by it can still be taken out
	Of      string // whose link it is, "" for the reader's own
	Back    string
	Action  string
	Options []Option // what to do with what came in; none when nothing did
}

const (
	keepReceived = "keep"
	takeItOut    = "out"
)

// askClose is the page about a link; the ways back and on are the caller's.
func (r *Request) askClose(form *Form, link panel.Link, p linkClosePage) error {
	tallies, err := r.Dialogue.LinkTallies(r.Context(), link.ID)
	if err != nil {
		return err
	}
	p.Form, p.Link, p.Closed = form, link.ID, !link.ClosedAt.IsZero()
	if tallies[link.ID].Removable > 0 && !p.Closed && (r.collecting() || r.Actor.CoordinatesPanel(r.cycle.PanelID)) {
		p.Options = []Option{{Value: keepReceived, Text: r.T("link_close.keep")},
			{Value: takeItOut, Text: r.T("link_close.out"), Hint: r.T("link_close.out_hint")}}
	}
	return r.Page("link_close", p)
}

func askCloseKit(r *Request) error {
	link, err := r.openLink()
	if isMissing(err) { // it was closed meanwhile
		return r.Redirect(r.kitPath())
	}
	if err != nil {
		return err
	}
	return r.askClose(NewForm("received", keepReceived), link, linkClosePage{Back: r.kitPath(), Action: r.kitPath() + "/close"})
}

// closeKit closes the link that the form names, so that sending it once more never closes a newer one.
func closeKit(r *Request) error {
	form := r.Form()
	link, err := r.namedLink(form.Value("_link"))
	if err != nil {
		return err
	}
	if link.AmbassadorID != r.ambassador() {
		return panel.Refuse(panel.NotFound, "error.link_not_found")
	}
	takeOut := form.Value("received") == takeItOut
	if _, err = r.Dialogue.CloseLink(r.Context(), *r.Actor, link.ID, takeOut); err != nil {
		return err
	}
	if takeOut {
		r.Flash("kit.closed_out")
	} else {
		r.Flash("kit.closed")
	}
	return r.Redirect(r.kitPath())
}

// namedLink is a link to the round of the path.
func (r *Request) namedLink(id string) (panel.Link, error) {
	missing := panel.Refuse(panel.NotFound, "error.link_not_found")
	known, err := uuid.Parse(id)
	if err != nil {
		return panel.Link{}, missing
	}
	link, err := r.Panel.Link(r.Context(), known)
	if err == nil && link.CycleID != r.cycle.ID {
		err = missing
	}
	return link, err
}
