package web

import (
	"maps"
	"net/url"
	"slices"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
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
	Awaits string // whom it waits for beside its service, "" for nobody
	By     string // who sees to it, "" for nobody

	FirstBy scheduler.Date // a first response is still to come, and due on this day
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
	view, err := r.inboxView()
	if err != nil {
		return err
	}
	after, err := r.inboxCursor()
	if err != nil {
		return err
	}
	p := inboxPage{Part: view.Part, Tabs: r.inboxTabs(view.Part), Query: r.inboxQuery(view.Part).Encode(), Form: NewForm("service", r.Query("service"))}
	var items []dialogue.Item
	err = r.together(
		func() (err error) {
			items, err = r.Dialogue.InboxPage(r.Context(), view, after, itemsPerPage+1)
			return err
		},
		func() (err error) { p.Services, err = r.inboxFilter(); return err },
	)
	if err != nil {
		return err
	}
	if after != nil {
		p.First = r.inboxAddress(view.Part, "")
	}
	if len(items) > itemsPerPage {
		items = items[:itemsPerPage]
		p.Next = r.inboxAddress(view.Part, items[itemsPerPage-1].ID.String())
	}
	p.Rows, err = r.inboxRows(items)
	if err != nil {
		return err
	}
	return r.Page("inbox", p)
}

// inboxRows are points as the inbox lists them.
// ids: inbox.awaits.colleagues inbox.awaits.decision inbox.awaits.publication inbox.awaits.help
func (r *Request) inboxRows(items []dialogue.Item) ([]inboxRow, error) {
	var asked map[uuid.UUID]bool
	var awaits map[uuid.UUID]dialogue.Awaits
	err := r.together(
		func() (err error) { asked, err = r.Dialogue.Asked(r.Context(), items); return err },
		func() (err error) { awaits, err = r.Dialogue.Awaits(r.Context(), items); return err },
	)
	if err != nil {
		return nil, err
	}
	var rows []inboxRow
	for _, item := range items {
		row := inboxRow{Item: item, Badge: r.stateOf(item), People: r.colleagues(item.Shown(item.Panel.SmallestGroup), item.Panel.SmallestGroup)}
		if answered, ok := asked[item.ID]; ok {
			row.Asked = r.askedBadge(answered)
		}
		if a := awaits[item.ID]; a != dialogue.AwaitsNobody {
			row.Awaits = r.T("inbox.awaits." + string(a))
		}
		if item.State != dialogue.HasOutcome {
			row.By = r.takenBy(item)
			if item.RespondedAt.IsZero() {
				row.FirstBy = item.RespondOn
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// takenBy says who sees to a point, "" when nobody does.
func (r *Request) takenBy(item dialogue.Item) string {
	switch {
	case item.TakenBy == nil || item.Taker == nil:
		return ""
	case *item.TakenBy == r.Actor.Person.ID:
		return r.T("inbox.by_you")
	}
	return r.T("inbox.by", "Name", item.Taker.Name)
}

// askedBadge says whether a question to colleagues has an answer.
func (r *Request) askedBadge(answered bool) *Badge {
	b := newBadge("neutral", "clock", r.T("inbox.asked"))
	if answered {
		b = newBadge("info", "chat", r.T("inbox.asked_answered"))
	}
	return &b
}

// inboxView is what the address asks for.
func (r *Request) inboxView() (dialogue.InboxView, error) {
	services, err := r.inboxServices()
	v := dialogue.InboxView{Part: r.Query("part"), Services: services, Person: r.Actor.Person.ID, Today: r.Today()}
	if !slices.Contains(dialogue.InboxParts, v.Part) {
		v.Part = dialogue.InboxOpen
	}
	return v, err
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
// ids: inbox.part.mine inbox.part.open inbox.part.others inbox.part.late inbox.part.promised inbox.part.done
func (r *Request) inboxTabs(current string) []navLink {
	var tabs []navLink
	for _, part := range dialogue.InboxParts {
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
