package web

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

var panelRoutes = []Route{
	{Method: "GET", Path: "/panels", Access: CoordinatorAny, Handle: listPanels},
	{Method: "GET", Path: "/panels/new", Access: CoordinatorAny, Handle: newPanel},
	{Method: "POST", Path: "/panels/new", Access: CoordinatorAny, Handle: addPanel},
	{Method: "POST", Path: "/panels/new/when", Access: CoordinatorAny, Handle: previewNew},
	{Method: "GET", Path: "/panels/:panel", Access: PanelCoordinator, Handle: showPanel},
	{Method: "GET", Path: "/panels/:panel/calendar", Access: PanelCoordinator, Handle: showPanelCalendar},
	{Method: "GET", Path: "/panels/:panel/edit", Access: PanelCoordinator, Handle: editPanel},
	{Method: "POST", Path: "/panels/:panel/edit", Access: PanelCoordinator, Handle: savePanel},
	{Method: "POST", Path: "/panels/:panel/edit/when", Access: PanelCoordinator, Handle: previewPanel},
	{Method: "POST", Path: "/panels/:panel/start", Access: PanelCoordinator, Handle: startPanel},
	{Method: "POST", Path: "/panels/:panel/pause", Access: PanelCoordinator, Handle: pausePanel},
	{Method: "GET", Path: "/panels/:panel/open", Access: PanelCoordinator, Handle: askOpenNow},
	{Method: "POST", Path: "/panels/:panel/open", Access: PanelCoordinator, Handle: openNow},
}

type panelLine struct {
	panel.Panel
	Words string        // the recurrence
	Open  []panel.Cycle // rounds under way
}

func listPanels(r *Request) error {
	page, err := turn(r, "/panels", onlyList, panelsPerPage, panelID, func(after uuid.UUID, limit int) ([]panel.Panel, error) {
		return r.Panel.PanelsPage(r.Context(), *r.Actor, after, limit)
	})
	if err != nil {
		return err
	}
	lines, err := r.panelLines(page.Rows)
	if err != nil {
		return err
	}
	return r.Page("panels", struct {
		Tabs        []navLink
		Panels      []panelLine
		First, Next string
	}{r.tabs(), lines, page.First, page.Next})
}

func (r *Request) panelLines(panels []panel.Panel) ([]panelLine, error) {
	open, err := r.Panel.OpenCyclesOf(r.Context(), idsOf(panels, panelID))
	lines := make([]panelLine, len(panels))
	for i, p := range panels {
		lines[i] = panelLine{Panel: p, Words: r.recurrenceWords(p), Open: open[p.ID]}
	}
	return lines, err
}

const (
	panelsPerPage      = 25
	roundsPerPage      = 12
	ambassadorsPerPage = 50
)

// missing is what a panel still needs before a round makes sense, with the page to do it on.
type missing struct{ Text, Link string }

type panelPage struct {
	Form        *Form // why a start was refused
	Panel       panel.Panel
	Words       string // the recurrence
	Missing     []missing
	Moments     []momentLine
	Cancelled   []string // why how many moments brought no round
	Rounds      leaf[panel.Cycle]
	Ambassadors leaf[ambassadorLine]
	Unheard     int // ambassadors, now or later, who speak for nobody
	Questions   []questionLine
	Links       panel.PanelLinks
}

func showPanel(r *Request) error { return r.panelPage(nil) }

// ids: audience.organisation audience.units audience.constituencies picking.fixed picking.rotation picking.least_recent
// ids: picking.by_hand
func (r *Request) panelPage(form *Form) error {
	links, err := r.Panel.PanelLinks(r.Context(), r.panel.ID)
	if err != nil {
		return err
	}
	tally, err := r.Panel.TallyAmbassadors(r.Context(), r.panel.ID, r.todayIn(r.panel.Zone()))
	if err != nil {
		return err
	}
	page := panelPage{
		Form: form, Panel: r.panel, Words: r.recurrenceWords(r.panel), Missing: r.missing(links, tally.InOffice),
		Unheard: tally.Unheard, Links: links,
	}
	if page.Moments, err = r.moments(r.panel); err != nil {
		return err
	}
	if page.Cancelled, err = r.cancelled(); err != nil {
		return err
	}
	path := "/panels/" + r.panel.ID.String()
	page.Rounds, err = turn(r, path, "rounds", roundsPerPage, cycleID, func(after uuid.UUID, limit int) ([]panel.Cycle, error) {
		return r.Panel.CyclesPage(r.Context(), r.panel.ID, after, limit)
	})
	if err != nil {
		return err
	}
	page.Ambassadors, err = turn(r, path, "ambassadors", ambassadorsPerPage, ambassadorLine.id, r.ambassadorLines)
	if err != nil {
		return err
	}
	for _, q := range links.Questions {
		page.Questions = append(page.Questions, r.questionLine(q))
	}
	return r.Page("panel", page)
}

// cancelled says how many moments of the panel of the path brought no round, and why.
func (r *Request) cancelled() ([]string, error) {
	missed, closed, err := r.Panel.CancelledCount(r.Context(), r.panel.ID)
	if err != nil {
		return nil, err
	}
	var said []string
	if missed > 0 {
		said = append(said, r.TN("panel_page.cancelled_missed", missed))
	}
	if closed > 0 {
		said = append(said, r.TN("panel_page.cancelled_closed", closed))
	}
	return said, nil
}

// missing says beforehand what StartPanel and OpenNow would refuse for.
func (r *Request) missing(links panel.PanelLinks, inOffice int) []missing {
	path := "/panels/" + r.panel.ID.String()
	var lacks []missing
	if inOffice == 0 {
		lacks = append(lacks, missing{r.T("panel_page.needs_ambassador"), path + "/ambassadors/new"})
	}
	if len(links.Questions) == 0 {
		lacks = append(lacks, missing{r.T("panel_page.needs_question"), path + "/edit#questions"})
	}
	if !slices.ContainsFunc(links.Services, func(s panel.Service) bool { return s.ClosedAt.IsZero() }) {
		lacks = append(lacks, missing{r.T("panel_page.needs_service"), path + "/edit#services"})
	}
	return lacks
}

func startPanel(r *Request) error {
	p, err := r.Panel.StartPanel(r.Context(), *r.Actor, r.panel.ID)
	form := r.Form()
	if form.Refused(r, err) {
		return r.panelPage(form)
	}
	if err != nil {
		return err
	}
	r.Flash("panels.started", "Date", longDate(r.Language, p.NextAt.Time.In(r.Zone()), true))
	return r.Redirect("/panels/" + p.ID.String())
}

func pausePanel(r *Request) error {
	p, err := r.Panel.PausePanel(r.Context(), *r.Actor, r.panel.ID)
	if err != nil {
		return err
	}
	r.Flash("panels.paused")
	return r.Redirect("/panels/" + p.ID.String())
}

func askOpenNow(r *Request) error { return r.confirmOpenNow(nil) }

func openNow(r *Request) error {
	c, err := r.Panel.OpenNow(r.Context(), *r.Actor, r.panel.ID)
	form := r.Form()
	if form.Refused(r, err) {
		return r.confirmOpenNow(form)
	}
	if err != nil {
		return err
	}
	r.Flash("panels.opened", "Number", c.Number)
	return r.Redirect("/cycles/" + c.ID.String())
}

// confirmOpenNow says what a round that opens now does, because its letters can't be taken back.
func (r *Request) confirmOpenNow(form *Form) error {
	today := r.todayIn(r.panel.Zone())
	tally, err := r.Panel.TallyAmbassadors(r.Context(), r.panel.ID, today)
	if err != nil {
		return err
	}
	until := r.Organisation.Calendar().AddWorkdays(today, r.panel.CollectingDays)
	path := "/panels/" + r.panel.ID.String()
	return r.Page("confirm", confirmation{
		Form: form, Title: r.T("panels.open_title"), Text: r.T("panels.open_text", "Panel", r.panel.Name),
		Points: []string{r.TN("panels.open_letters", tally.InOffice), r.T("panels.open_until", "Date", longDate(r.Language, until.Time(), true)),
			r.T("panels.open_planned")},
		Action: path + "/open", Button: r.T("panels.open"), Back: path,
	})
}

// ambassadorLine is one ambassador on the page of a panel.
type ambassadorLine struct {
	ID               uuid.UUID
	Name, Unit       string
	StartsOn, EndsOn scheduler.Date
	InOffice, Later  bool // neither: the term is over
	Left             bool // the organisation
	Constituency     panel.Constituency
	Alone            bool // the constituency is nobody
}

func (l ambassadorLine) id() uuid.UUID { return l.ID }

// ambassadorLines is a page of the ambassadors of the panel of the path.
func (r *Request) ambassadorLines(after uuid.UUID, limit int) ([]ambassadorLine, error) {
	ambassadors, err := r.Panel.AmbassadorsPage(r.Context(), r.panel.ID, after, limit)
	if err != nil {
		return nil, err
	}
	constituencies, err := r.Panel.ConstituenciesOf(r.Context(), idsOf(ambassadors, ambassadorID))
	if err != nil {
		return nil, err
	}
	today := r.todayIn(r.panel.Zone())
	lines := make([]ambassadorLine, len(ambassadors))
	for i, a := range ambassadors {
		line := ambassadorLine{ID: a.ID, Name: a.Person.Name, StartsOn: a.StartsOn, EndsOn: a.EndsOn, Left: !a.Person.Active,
			Later: a.StartsOn > today, InOffice: a.StartsOn <= today && (a.EndsOn == "" || a.EndsOn >= today)}
		if a.Person.Unit != nil {
			line.Unit = a.Person.Unit.Name
		}
		line.Constituency = constituencies[a.ID]
		line.Alone = len(line.Constituency.Units)+len(line.Constituency.People) == 0
		lines[i] = line
	}
	return lines, nil
}

func (r *Request) todayIn(zone *time.Location) scheduler.Date { return scheduler.DateOf(r.Now(), zone) }
