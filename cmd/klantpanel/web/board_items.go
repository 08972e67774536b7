package web

import (
	"html/template"

	"github.com/google/uuid"

	"klantpanel/dialogue"
)

const (
	boardItemsAtOnce = 10
	shareAtOnce      = 3 // points of a service that are named
)

// boardItem is a point that can still take contributions; the coordinator sees exact numbers.
type boardItem struct {
	ID, Title, Numbers string
	Why                string // what makes it like the chosen contributions
	Badge              Badge
}

// HTML is the row. add and label are where and how its button adds what was ticked; without add it has none.
func (i boardItem) HTML(add, label string) (template.HTML, error) {
	badge, err := i.Badge.HTML()
	var m markup
	m.raw(`<li class="board__item"><p class="board__name"><a href="/items/`).text(i.ID).raw(`">`).text(i.Title).raw(`</a></p><p class="board__meta">`)
	m.text(i.Numbers).raw(`</p>`)
	if i.Why != "" {
		m.raw(`<p class="board__meta waiting__why">`).text(i.Why).raw(`</p>`)
	}
	m.raw(`<div class="board__foot">`, string(badge))
	if add != "" {
		m.raw(`<button class="button button--secondary button--small" type="submit" name="item" value="`).text(i.ID).raw(`" formaction="`).text(add)
		m.raw(`">`).text(label).raw(`<span class="visually-hidden"> `).text(i.Title).raw(`</span></button>`)
	}
	return m.raw("</div></li>\n").html(), err
}

// numbers says how many contributions a point was made of and how many stand behind it.
func (r *Request) numbers(contributions, people int) string {
	return r.TN("board.contributions", contributions) + " · " + r.TN("board.people", people)
}

// unroutedItems are the points that no service is accountable for yet.
type unroutedItems struct {
	Total int
	List  []unroutedItem
}

// More is how many there are besides those in the list.
func (u unroutedItems) More() int { return u.Total - len(u.List) }

type unroutedItem struct {
	dialogue.PlacedItem
	Numbers   string
	Field     string // name of its select
	Suggested []suggested
}

// Likely is the service that is suggested first, with a button that gives it there: label is what stands on it, query what it adds to the address.
func (u unroutedItem) Likely(label, query string) template.HTML {
	if len(u.Suggested) == 0 {
		return ""
	}
	first := u.Suggested[0]
	var m markup
	m.raw(`<p class="board__likely"><button class="button button--secondary button--small" type="submit" name="`, suggestedField, `" value="`, first.ID)
	m.raw(`" formaction="/items/`, u.ID.String(), `/route`).text(query).raw(`">`).text(label).raw(" ").text(first.Name)
	return m.raw(`</button> <span class="board__meta">`).text(first.Why).raw("</span></p>\n").html()
}

// Head is the row up to where a service is chosen.
func (u unroutedItem) Head() template.HTML {
	var m markup
	m.raw(`<li class="board__route"><p class="board__name"><a href="/items/`, u.ID.String(), `">`).text(u.Title)
	return m.raw(`</a></p><p class="board__meta">`).text(u.Numbers).raw(`</p><div class="board__where">`).html()
}

// Foot is the rest of the row: the button, with what is written on it and what it adds to the address.
func (u unroutedItem) Foot(label, query string) template.HTML {
	var m markup
	m.raw(`<button class="button button--secondary button--small" type="submit" formaction="/items/`, u.ID.String(), `/route`).text(query).raw(`">`)
	return m.text(label).raw(`<span class="visually-hidden"> `).text(u.Title).raw("</span></button></div></li>\n").html()
}

// Select is the part "board-select" while nothing was chosen or refused, which is nearly always.
func (u unroutedItem) Select(label, none string, services template.HTML) template.HTML {
	var m markup
	m.raw(`<div class="field"><label class="field__label" for="`, u.Field, `">`).text(label).raw(`<span class="visually-hidden"> `).text(u.Title)
	m.raw(`</span></label><select class="textbox select" id="`, u.Field, `" name="`, u.Field, `"><option value="">`).text(none)
	return m.raw("</option>\n", string(services), `</select></div>`).html()
}

// serviceShare is a service with its points of the round.
type serviceShare struct {
	dialogue.ServiceShare
	List []sharedItem
}

// Waits is how many of the points have no outcome yet.
func (s serviceShare) Waits() int { return s.Total - s.Answered }

// More is how many points there are besides those in the list.
func (s serviceShare) More() int { return s.Total - len(s.List) }

type sharedItem struct {
	ID, Title string
	Where     template.HTML // the outcome in words, or when it is due
}

// HTML is the row of the point.
func (i sharedItem) HTML() template.HTML {
	var m markup
	m.raw(`<li><a href="/items/`).text(i.ID).raw(`">`).text(i.Title).raw(`</a> <span class="board__meta">`, string(i.Where))
	return m.raw("</span></li>\n").html()
}

// addOpenItems shows a page of the points that contributions can be added to.
func (r *Request) addOpenItems(p *boardPage, items []dialogue.Item) {
	if p.Place.Below != uuid.Nil {
		p.Newer = &boardPlace{After: p.Place.After, Words: p.Place.Words}
	}
	if len(items) > boardItemsAtOnce {
		items = items[:boardItemsAtOnce]
		p.Older = &boardPlace{After: p.Place.After, Below: items[boardItemsAtOnce-1].ID, Words: p.Place.Words}
	}
	for _, i := range items {
		p.Items = append(p.Items, r.boardItem(i, ""))
	}
}

func (r *Request) boardItem(i dialogue.Item, why string) boardItem {
	return boardItem{i.ID.String(), i.Title, r.numbers(i.Contributions, i.People), why, r.whereIs(i)}
}

// addShares says which service has what of the round.
func (r *Request) addShares(p *boardPage, shares []dialogue.ServiceShare) {
	for _, share := range shares {
		p.Bundled += share.Contributions
		if share.ServiceID == nil {
			p.Unrouted.Total = share.Total
			for _, i := range share.Items {
				p.Unrouted.List = append(p.Unrouted.List, unroutedItem{i, r.numbers(i.Contributions, i.People), routeField(i.ID), nil})
			}
			continue
		}
		shown := serviceShare{ServiceShare: share}
		for _, i := range share.Items {
			var where markup
			if i.State == dialogue.HasOutcome {
				where.text(r.stateOf(dialogue.Item{State: i.State, Outcome: i.Outcome}).Word)
			} else {
				where.text(r.T("cycle.answer_due")).raw(" ", string(r.when(r.Language, i.DueOn)))
			}
			shown.List = append(shown.List, sharedItem{i.ID.String(), i.Title, where.html()})
		}
		p.Shares = append(p.Shares, shown)
	}
}

func routeField(item uuid.UUID) string { return "service-" + item.String() }

// suggestServices says of the points without a service that are shown which one each is probably for.
func (r *Request) suggestServices(u *unroutedItems, a *dialogue.Adviser) error {
	items := make([]dialogue.Item, len(u.List))
	for i, item := range u.List {
		items[i] = dialogue.Item{ID: item.ID, Title: item.Title, Said: item.Said}
	}
	found, err := r.Dialogue.SuggestFor(r.Context(), a, items...)
	if err != nil {
		return err
	}
	for i := range u.List {
		u.List[i].Suggested = r.suggestedServices(found[u.List[i].ID])
	}
	return nil
}
