package web

import (
	"html/template"
	"strings"

	"github.com/google/uuid"

	"klantpanel/panel"
)

var kitRoutes = []Route{
	{Method: "GET", Path: "/cycles/:cycle/kit", Access: CycleAmbassador, Handle: showKit},
	{Method: "POST", Path: "/cycles/:cycle/kit/link", Access: CycleAmbassador, Handle: makeKitLink},
	{Method: "GET", Path: "/cycles/:cycle/kit/close", Access: CycleAmbassador, Handle: askCloseKit},
	{Method: "POST", Path: "/cycles/:cycle/kit/close", Access: CycleAmbassador, Handle: closeKit},
	{Method: "GET", Path: "/cycles/:cycle/kit/qr.svg", Access: CycleAmbassador, Handle: sendKitCode},
	{Method: "GET", Path: "/cycles/:cycle/kit/poster", Access: CycleAmbassador, Handle: showPoster},
	{Method: "GET", Path: "/cycles/:cycle/kit/cards", Access: CycleAmbassador, Handle: showCards},
	{Method: "GET", Path: "/cycles/:cycle/kit/guide", Access: CycleAmbassador, Handle: showGuide},
}

// kitPage is what an ambassador needs to let colleagues speak for themselves. Without a Link there is none, or the round takes no more.
type kitPage struct {
	Cycle      panel.Cycle
	Collecting bool
	Link       *kitLink
	Reached    string // how many colleagues used it, in words; "" for nobody yet
	Languages  []navLink
	Query      string // that keeps the language chosen
	Message    kitMessage
}

// kitLink is the link as it is read, typed over and scanned.
type kitLink struct {
	Address string
	Host    string // and Path are the address as people type it: without https://
	Path    string
	Code    template.HTML // QR
}

func showKit(r *Request) error {
	if !r.cycle.Opened() {
		return r.Redirect("/cycles/" + r.cycle.ID.String())
	}
	p := kitPage{Cycle: r.cycle, Collecting: r.collecting()}
	link, err := r.openLink()
	if err != nil && !isMissing(err) {
		return err
	}
	if !p.Collecting || err != nil {
		return r.Page("kit", p)
	}
	if p.Link, err = r.kitLink(link); err != nil {
		return err
	}
	language := r.kitLanguage()
	p.Query = "?language=" + language
	for _, l := range languages {
		// ids: kit.in.nl kit.in.en
		p.Languages = append(p.Languages, navLink{r.kitPath() + "?language=" + l + "#share", r.T("kit.in." + l), l == language})
	}
	err = r.together(
		func() (err error) { p.Reached, err = r.reached(); return err },
		func() (err error) { p.Message, err = r.speaking(language).kitMessage(*p.Link); return err },
	)
	if err != nil {
		return err
	}
	return r.Page("kit", p)
}

// openLink is the reader's own link to the round of the path, as long as nobody closed it.
func (r *Request) openLink() (panel.Link, error) {
	return r.Panel.OpenLink(r.Context(), r.cycle.ID, r.ambassador())
}

// ambassador is the reader in the panel of the round.
func (r *Request) ambassador() uuid.UUID { return r.Actor.Ambassadors[r.cycle.PanelID] }

func (r *Request) kitPath() string { return "/cycles/" + r.cycle.ID.String() + "/kit" }

func (r *Request) kitLink(l panel.Link) (*kitLink, error) {
	_, host, _ := strings.Cut(r.BaseURL, "://")
	link := &kitLink{Address: r.BaseURL + panel.LinkPath(l.Code), Host: host, Path: panel.LinkPath(l.Code)}
	var err error
	link.Code, err = qrCode(link.Address, r.T("kit.code", "Address", host+link.Path))
	return link, err
}

// reached is how many colleagues used the reader's links, "" while nobody did. It grows by a smallest group at a time: who looks again
// after each colleague would see whether that one did.
func (r *Request) reached() (string, error) {
	sent, err := r.Dialogue.LinkCounts(r.Context(), r.cycle.ID, r.ambassador())
	group := r.cycle.Panel.SmallestGroup
	switch {
	case err != nil || sent == 0:
		return "", err
	case sent < group:
		return r.T("kit.reached_few"), nil
	}
	return r.TN("kit.reached", sent-sent%group), nil
}

// kitLanguage is that of the colleagues: what the address asks for, else the organisation's.
func (r *Request) kitLanguage() string {
	if asked := r.Query("language"); isLanguage(asked) {
		return asked
	}
	if isLanguage(r.Organisation.Language) {
		return r.Organisation.Language
	}
	return languages[0]
}

// speaking is the same request for words in another language than the reader's.
func (r *Request) speaking(language string) *Request {
	other := *r
	other.Language = language
	return &other
}

// makeKitLink gives the reader a link; there is one afterwards, however often it is asked for.
func makeKitLink(r *Request) error {
	_, err := r.Panel.MakeLink(r.Context(), *r.Actor, r.cycle.ID)
	if err != nil && !isProblem(err) { // the page says that the round takes no more
		return err
	}
	return r.Redirect(r.kitPath())
}

// sendKitCode is the QR code by itself, for a slide or a news letter.
func sendKitCode(r *Request) error {
	link, err := r.linkToPrint()
	if isMissing(err) {
		return r.Redirect(r.kitPath())
	}
	if err != nil {
		return err
	}
	r.Ctx.Set("Content-Type", "image/svg+xml")
	return r.Ctx.SendString(string(link.Code))
}

// linkToPrint is the reader's link while the round takes contributions; later it leads nowhere, and there is nothing to print.
func (r *Request) linkToPrint() (*kitLink, error) {
	if !r.collecting() {
		return nil, panel.Refuse(panel.NotFound, "error.link_not_found")
	}
	link, err := r.openLink()
	if err != nil {
		return nil, err
	}
	return r.kitLink(link)
}
