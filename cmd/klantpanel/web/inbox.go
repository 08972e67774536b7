package web

import (
	"maps"
	"net/url"
	"slices"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var inboxRoutes = []Route{
	{Method: "GET", Path: "/inbox", Access: ResponderAny, Handle: showInbox},
}

const itemsPerPage = 25

// inboxRow is a point as the inbox lists it.
type inboxRow struct {
	dialogue.Item
	Badge  Badge
	People string
	Asked  *Badge // colleagues were asked something, and whether any answered; nil for no question
}

type inboxPage struct {
	Part     string
	Tabs     []navLink
	Form     *Form
	Services []Option // to choose from, nil when the reader answers for one
	Rows     []inboxRow
	Query    string // what the list is narrowed to
	First    string // address of the first page, "" when on it
	Next     string // address of the next page, "" at the end
}

func showInbox(r *Request) error {
	part := r.inboxPart()
	services, err := r.inboxServices()
	if err != nil {
		return err
	}
	after, err := r.inboxCursor()
	if err != nil {
		return err
	}
	p := inboxPage{Part: part, Tabs: r.inboxTabs(part), Query: r.inboxQuery(part).Encode(), Form: NewForm("service", r.Query("service"))}
	var items []dialogue.Item
	err = r.together(
		func() (err error) {
			items, err = r.Dialogue.InboxPage(r.Context(), services, part, after, itemsPerPage+1)
			return err
		},
		func() (err error) { p.Services, err = r.inboxFilter(); return err },
	)
	if err != nil {
		return err
	}
	if after != nil {
		p.First = r.inboxAddress(part, "")
	}
	if len(items) > itemsPerPage {
		items = items[:itemsPerPage]
		p.Next = r.inboxAddress(part, items[itemsPerPage-1].ID.String())
	}
	asked, err := r.Dialogue.Asked(r.Context(), items)
	if err != nil {
		return err
	}
	for _, item := range items {
		row := inboxRow{Item: item, Badge: r.stateOf(item), People: r.colleagues(item.PeopleShown, item.Panel.SmallestGroup)}
		if answered, ok := asked[item.ID]; ok {
			row.Asked = r.askedBadge(answered)
		}
		p.Rows = append(p.Rows, row)
	}
	return r.Page("inbox", p)
}

// askedBadge says whether a question to colleagues has an answer.
func (r *Request) askedBadge(answered bool) *Badge {
	b := newBadge("neutral", "clock", r.T("inbox.asked"))
	if answered {
		b = newBadge("info", "chat", r.T("inbox.asked_answered"))
	}
	return &b
}

// inboxPart is the part that the address names.
func (r *Request) inboxPart() string {
	part := r.Query("part")
	if part != dialogue.InboxPromised && part != dialogue.InboxDone {
		part = dialogue.InboxOpen
	}
	return part
}

// inboxServices are the services whose points are listed: the chosen one, or all that the reader answers for.
func (r *Request) inboxServices() ([]uuid.UUID, error) {
	chosen := r.Query("service")
	if chosen == "" {
		return slices.Collect(maps.Keys(r.Actor.Responds)), nil
	}
	id, err := uuid.Parse(chosen)
	if err != nil || !r.Actor.Responds[id] {
		return nil, panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	return []uuid.UUID{id}, nil
}

// inboxCursor is the last point of the page before. One that went to another service meanwhile begins the list again.
func (r *Request) inboxCursor() (*dialogue.Item, error) {
	if r.Query("after") == "" {
		return nil, nil
	}
	id, err := uuid.Parse(r.Query("after"))
	if err != nil {
		return nil, panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	item, err := r.Dialogue.Item(r.Context(), id)
	if err != nil || !r.Actor.RespondsFor(item.ServiceID) {
		return nil, err
	}
	return &item, nil
}

// inboxTabs are the parts of the inbox.
// ids: inbox.part.open inbox.part.promised inbox.part.done
func (r *Request) inboxTabs(current string) []navLink {
	var tabs []navLink
	for _, part := range []string{dialogue.InboxOpen, dialogue.InboxPromised, dialogue.InboxDone} {
		tabs = append(tabs, navLink{r.inboxAddress(part, ""), r.T("inbox.part." + part), part == current})
	}
	return tabs
}

func (r *Request) inboxAddress(part, after string) string {
	q := r.inboxQuery(part)
	if after != "" {
		q.Set("after", after)
	}
	return "/inbox?" + q.Encode()
}

// inboxQuery is a part of the inbox, narrowed as the page is.
func (r *Request) inboxQuery(part string) url.Values {
	q := url.Values{"part": {part}}
	if service := r.Query("service"); service != "" {
		q.Set("service", service)
	}
	return q
}

// inboxFilter offers the reader's own services when there are several.
func (r *Request) inboxFilter() ([]Option, error) {
	if len(r.Actor.Responds) < 2 {
		return nil, nil
	}
	services, err := r.Panel.Services(r.Context())
	if err != nil {
		return nil, err
	}
	options := []Option{{Value: "", Text: r.T("inbox.all_services")}}
	for _, s := range services {
		if r.Actor.Responds[s.ID] {
			options = append(options, Option{Value: s.ID.String(), Text: s.Name})
		}
	}
	return options, nil
}
