package web

import (
	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var linkRoutes = []Route{
	{Method: "GET", Path: "/cycles/:cycle/links", Access: CycleCoordinator, Handle: listLinks},
	{Method: "GET", Path: "/cycles/:cycle/links/:link/close", Access: CycleCoordinator, Handle: askCloseLink},
	{Method: "POST", Path: "/cycles/:cycle/links/:link/close", Access: CycleCoordinator, Handle: closeLink},
}

const linksPerPage = 50

// linksPage is all the links to a round, for who runs it.
type linksPage struct {
	Cycle       panel.Cycle
	Links       []linkLine
	Sent        int // by all of them together; only when all stand on one page
	First, Next string
}

// linkLine is a link with whose it is and what came in by it.
type linkLine struct {
	panel.Link
	dialogue.LinkTally
	Constituency []string
	Badge        Badge
	Closable     bool
	Suspicious   bool // what came in by it can still be taken out
}

func listLinks(r *Request) error {
	if !r.cycle.Opened() {
		return r.Redirect("/cycles/" + r.cycle.ID.String())
	}
	page, err := turn(r, r.linksPath(), onlyList, linksPerPage, func(l panel.Link) uuid.UUID { return l.ID }, func(after uuid.UUID, limit int) ([]panel.Link, error) {
		return r.Panel.LinksPage(r.Context(), r.cycle.ID, after, limit)
	})
	if err != nil {
		return err
	}
	ambassadors := idsOf(page.Rows, func(l panel.Link) uuid.UUID { return l.AmbassadorID })
	links := idsOf(page.Rows, func(l panel.Link) uuid.UUID { return l.ID })
	var tallies map[uuid.UUID]dialogue.LinkTally
	var whom map[uuid.UUID]panel.Constituency
	err = r.together(
		func() (err error) {
			tallies, err = r.Dialogue.LinkTallies(r.Context(), links...)
			return err
		},
		func() (err error) { whom, err = r.Panel.ConstituenciesOf(r.Context(), ambassadors); return err },
	)
	if err != nil {
		return err
	}
	p := linksPage{Cycle: r.cycle, First: page.First, Next: page.Next}
	for _, l := range page.Rows {
		line := r.linkLine(l, tallies[l.ID], whom[l.AmbassadorID])
		p.Links, p.Sent = append(p.Links, line), p.Sent+line.Sent
	}
	return r.Page("links", p)
}

func (r *Request) linkLine(l panel.Link, tally dialogue.LinkTally, of panel.Constituency) linkLine {
	line := linkLine{Link: l, LinkTally: tally, Suspicious: tally.Removable > 0}
	for _, u := range of.Units {
		line.Constituency = append(line.Constituency, u.Name)
	}
	for _, p := range of.People {
		line.Constituency = append(line.Constituency, p.Name)
	}
	switch {
	case !l.ClosedAt.IsZero():
		line.Badge = newBadge("neutral", "stop", r.T("links.state_closed"))
	case !r.collecting():
		line.Badge = newBadge("neutral", "check", r.T("links.state_over"))
	default:
		line.Badge, line.Closable = newBadge("success", "check", r.T("links.state_open")), true
	}
	return line
}

func (r *Request) linksPath() string { return "/cycles/" + r.cycle.ID.String() + "/links" }

func askCloseLink(r *Request) error {
	link, err := r.namedLink(r.Ctx.Params("link"))
	if err != nil {
		return err
	}
	return r.askClose(NewForm("received", keepReceived), link, linkClosePage{Of: link.Ambassador.Person.Name, Back: r.linksPath(),
		Action: r.linksPath() + "/" + link.ID.String() + "/close"})
}

// closeLink closes a link and tells what was taken out with it.
func closeLink(r *Request) error {
	link, err := r.namedLink(r.Ctx.Params("link"))
	if err != nil {
		return err
	}
	takeOut := r.Form().Value("received") == takeItOut
	removed, err := r.Dialogue.CloseLink(r.Context(), *r.Actor, link.ID, takeOut)
	if err != nil {
		return err
	}
	switch name := link.Ambassador.Person.Name; {
	case !takeOut:
		r.Flash("links.closed", "Name", name)
	case removed == 0:
		r.Flash("links.closed_empty", "Name", name)
	default:
		r.Flash("links.closed_out", "Name", name, "Removed", removed)
	}
	return r.Redirect(r.linksPath())
}
