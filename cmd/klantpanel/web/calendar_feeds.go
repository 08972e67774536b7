package web

import (
	"html/template"
	"slices"
	"strings"

	"github.com/google/uuid"

	"klantpanel/panel"
)

var profileCalendarRoutes = []Route{
	{Method: "GET", Path: "/profile/calendar", Access: SignedIn, Handle: showFeeds},
	{Method: "POST", Path: "/profile/calendar", Access: SignedIn, Handle: addFeed},
	{Method: "POST", Path: "/profile/calendar/:feed/renew", Access: SignedIn, Handle: renewFeed}, // both find only the reader's own
	{Method: "POST", Path: "/profile/calendar/:feed/revoke", Access: SignedIn, Handle: revokeFeed},
}

const feedsPath = "/profile/calendar"

// feedLine is one of the reader's addresses.
type feedLine struct {
	ID      uuid.UUID
	Name    string // of the panel, or what says that it is all of them
	Address string
	Webcal  template.URL // the same for the program that a phone or computer keeps calendars with
}

type feedsPage struct {
	Form  *Form
	Feeds []feedLine
	Other []Option // for which there is no address yet
	Some  bool     // the reader has a part in a panel
}

func showFeeds(r *Request) error { return r.feedsPage(nil) }

func (r *Request) feedsPage(form *Form) error {
	feeds, err := r.Panel.CalendarFeeds(r.Context(), r.Actor.Person.ID)
	if err != nil {
		return err
	}
	panels, err := r.Panel.CalendarPanels(r.Context(), *r.Actor)
	if err != nil {
		return err
	}
	page := feedsPage{Form: form, Some: len(panels) > 0}
	for _, f := range feeds {
		page.Feeds = append(page.Feeds, r.feedLine(f))
	}
	page.Other = r.otherFeeds(feeds, panels)
	if page.Form == nil && len(page.Other) > 0 {
		page.Form = NewForm("panel", page.Other[0].Value)
	}
	return r.Page("calendar_feeds", page)
}

func (r *Request) feedLine(f panel.CalendarFeed) feedLine {
	address := r.BaseURL + "/calendar/" + f.Token(r.Organisation.Secret) + ".ics"
	_, rest, _ := strings.Cut(address, "://")
	line := feedLine{ID: f.ID, Name: r.T("calendar_feeds.all"), Address: address, Webcal: template.URL("webcal://" + rest)}
	if f.Panel != nil {
		line.Name = f.Panel.Name
	}
	return line
}

// everyPanel is the choice of one address for all panels.
const everyPanel = "all"

// otherFeeds are the choices that are left. With one panel there is nothing to choose: all panels are that one.
func (r *Request) otherFeeds(feeds []panel.CalendarFeed, panels []panel.Panel) []Option {
	has := func(id *uuid.UUID) bool {
		return slices.ContainsFunc(feeds, func(f panel.CalendarFeed) bool {
			return (f.PanelID == nil) == (id == nil) && (id == nil || *f.PanelID == *id)
		})
	}
	var options []Option
	if len(panels) > 0 && !has(nil) {
		options = append(options, Option{Value: everyPanel, Text: r.T("calendar_feeds.all")})
	}
	for _, p := range panels {
		if len(panels) > 1 && !has(&p.ID) {
			options = append(options, Option{Value: p.ID.String(), Text: p.Name})
		}
	}
	return options
}

func addFeed(r *Request) error {
	form := r.Form()
	var of *uuid.UUID
	if chosen := form.Value("panel"); chosen != everyPanel {
		id, err := uuid.Parse(chosen)
		if err != nil {
			return panel.Refuse(panel.NotFound, "error.panel_not_found")
		}
		of = &id
	}
	_, err := r.Panel.AddFeed(r.Context(), *r.Actor, of)
	if form.Refused(r, err) {
		return r.feedsPage(form)
	}
	if err != nil {
		return err
	}
	r.Flash("calendar_feeds.added")
	return r.Redirect(feedsPath)
}

func renewFeed(r *Request) error {
	id, err := r.ID("feed")
	if err != nil {
		return err
	}
	if _, err := r.Panel.RenewFeed(r.Context(), *r.Actor, id); err != nil {
		return err
	}
	r.Flash("calendar_feeds.renewed")
	return r.Redirect(feedsPath)
}

func revokeFeed(r *Request) error {
	id, err := r.ID("feed")
	if err != nil {
		return err
	}
	if err := r.Panel.RevokeFeed(r.Context(), *r.Actor, id); err != nil {
		return err
	}
	r.Flash("calendar_feeds.revoked")
	return r.Redirect(feedsPath)
}
