package web

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// Where a person finds the addresses under which others read what a panel or service told.
var feedsRoutes = []Route{
	{Method: "GET", Path: "/feeds", Access: SignedIn, Handle: showIntranetPage},
	{Method: "POST", Path: "/feeds", Access: SignedIn, Handle: addDigestAddress},
	{Method: "POST", Path: "/feeds/own", Access: SignedIn, Handle: addOwnDigestAddress},
	{Method: "POST", Path: "/feeds/:id/revoke", Access: SignedIn, Handle: revokeDigestAddress}, // finds only what the reader looks after
}

// intranetPage is about one panel or service at a time.
type intranetPage struct {
	Form          *Form
	Panels        []Option
	Services      []Option
	Of            string // "panel.ID" or "service.ID"
	Name          string
	Service       bool
	World         bool // anybody may read it
	Language      string
	Languages     []navLink
	Own           *feedAddress  // the reader's own, nil for none
	Addresses     []feedAddress // for the intranet
	Makes         bool          // the reader makes those
	Sites         string        // that the organisation lets show the block
	Administrates bool
	thing         uuid.UUID
}

// feedAddress is one address with all that can be read by it.
type feedAddress struct {
	ID         uuid.UUID // uuid.Nil: it is open to the world
	Name       string
	Code       string // of the block, to copy
	Block      string // path, to look at
	Atom, JSON string
	Wall       string // for a screen; "" of a service
}

// Secret reports whether the address can be revoked.
func (a feedAddress) Secret() bool { return a.ID != uuid.Nil }

func showIntranetPage(r *Request) error { return r.intranetPageWith(nil) }

func (r *Request) intranetPageWith(form *Form) error {
	asked := r.Query("of")
	if form != nil {
		asked = form.Value("_of")
	}
	p := intranetPage{Form: form, Of: asked, Language: r.Language, Sites: strings.Join(r.Organisation.Frames(), ", "), Administrates: r.Actor.Administers()}
	if l := r.Query("language"); isLanguage(l) {
		p.Language = l
	}
	if err := r.feedChoices(&p); err != nil {
		return err
	}
	if p.Of == "" {
		return r.Page("feeds", p)
	}
	if err := r.feedAddresses(&p); err != nil {
		return err
	}
	switch {
	case p.Form != nil:
	case len(p.Addresses) == 0:
		p.Form = NewForm("name", r.T("feeds.name_example"))
	default:
		p.Form = NewForm()
	}
	for _, l := range languages {
		p.Languages = append(p.Languages, navLink{intranetPath(p.Of) + "&language=" + l, r.T("kit.in." + l), l == p.Language})
	}
	r.Ctx.Set("Content-Security-Policy", policy+"; frame-src 'self'") // the block as others will see it
	return r.Page("feeds", p)
}

// feedChoices are the panels and services of which something was told, and finds the one that is asked for. The reader's own stands for none, else the first.
func (r *Request) feedChoices(p *intranetPage) error {
	choices, err := r.Dialogue.ArchiveChoices(r.Context(), false)
	if err != nil {
		return err
	}
	kind, id, _ := strings.Cut(p.Of, ".")
	if p.thing, err = uuid.Parse(id); p.Of != "" && (err != nil || kind != "panel" && kind != "service") {
		return panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	known := func(one panel.Panel) bool { return one.ID == p.thing }
	if kind == "panel" && !slices.ContainsFunc(choices.Panels, known) && r.Actor.CoordinatesPanel(p.thing) { // of a panel that has yet to tell
		own, err := r.Panel.Panel(r.Context(), p.thing)
		if err != nil {
			return err
		}
		choices.Panels = append(choices.Panels, own)
	}
	if p.Of == "" && len(choices.Panels) > 0 {
		kind, p.thing = "panel", choices.Panels[max(0, slices.IndexFunc(choices.Panels, func(one panel.Panel) bool { return r.Actor.CoordinatesPanel(one.ID) }))].ID
		p.Of = "panel." + p.thing.String()
	}
	p.Service = kind == "service"
	found := false
	for _, one := range choices.Panels {
		if !p.Service && known(one) {
			p.Name, p.World, found = one.Name, one.OpenToWorld(), true
		}
		p.Panels = append(p.Panels, Option{Value: "panel." + one.ID.String(), Text: one.Name, Chosen: !p.Service && known(one)})
	}
	for _, one := range choices.Services {
		if p.Service && one.ID == p.thing {
			p.Name, found = one.Name, true
		}
		p.Services = append(p.Services, Option{Value: "service." + one.ID.String(), Text: one.Name, Chosen: p.Service && one.ID == p.thing})
	}
	if p.Of != "" && !found {
		return panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	return nil
}

// feedAddresses are those that the reader may know of.
func (r *Request) feedAddresses(p *intranetPage) error {
	var of *uuid.UUID // a service tells in all panels
	if !p.Service {
		of = &p.thing
	}
	p.Makes = p.Administrates || of != nil && r.Actor.CoordinatesPanel(*of)
	if p.Service {
		filter := dialogue.ArchiveFilter{Service: p.thing, Among: panel.WorldPanels(r.DB)}
		told, _, err := r.Dialogue.ToldPoints(r.Context(), filter, dialogue.Place{}, 1)
		if err != nil {
			return err
		}
		p.World = len(told) > 0
	}
	if p.World {
		p.Addresses = append(p.Addresses, r.feedAddress(*p, panel.DigestAddress{Name: r.T("feeds.world")}))
	}
	made, err := r.Panel.DigestAddresses(r.Context(), *r.Actor, of)
	if err != nil {
		return err
	}
	for _, a := range made {
		p.Addresses = append(p.Addresses, r.feedAddress(*p, a))
	}
	own, err := r.ownDigestAddress()
	if err != nil || own.ID == uuid.Nil {
		return err
	}
	line := r.feedAddress(*p, own)
	p.Own = &line
	return nil
}

// feedAddress is an address in all its forms; one without an id is the world's.
func (r *Request) feedAddress(p intranetPage, a panel.DigestAddress) feedAddress {
	by := teller{Service: p.Service, ID: p.thing}
	if a.ID != uuid.Nil {
		by.Token = a.Token(r.Organisation.Secret)
	}
	line := feedAddress{ID: a.ID, Name: a.Name, Block: by.feedPath(blockForm, p.Language), Atom: r.BaseURL + by.feedPath(atomForm, p.Language), JSON: r.BaseURL + by.feedPath(jsonForm, p.Language)}
	if !p.Service {
		line.Wall = r.BaseURL + by.wallPath(p.Language)
	}
	line.Code = fmt.Sprintf("<iframe src=\"%s\" title=\"%s\" width=\"100%%\" height=\"480\" loading=\"lazy\" style=\"border: 0\"></iframe>",
		r.BaseURL+line.Block, template.HTMLEscapeString(r.speaking(p.Language).feedTitle(p.Service, p.Name)))
	return line
}

// feedTitle is what the feed and the block of a service or panel call themselves.
func (r *Request) feedTitle(service bool, name string) string {
	if service {
		return feedText(r.T("feeds.service_title", "Service", name))
	}
	return feedText(r.T("feeds.panel_title", "Panel", name))
}

// intranetPath is the page about a panel or service.
func intranetPath(of string) string { return "/feeds?of=" + escapeQuery(of) }
