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
	Badge              Badge
}

// Head is the row without the button that adds to it.
func (i boardItem) Head() (template.HTML, error) {
	badge, err := i.Badge.HTML()
	var m markup
	m.raw(`<p class="board__name"><a href="/items/`).text(i.ID).raw(`">`).text(i.Title).raw(`</a></p><p class="board__meta">`).text(i.Numbers)
	return m.raw(`</p><div class="board__foot">`, string(badge)).html(), err
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
	Numbers string
	Field   string // name of its select
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
		p.Items = append(p.Items, boardItem{i.ID.String(), i.Title, r.numbers(i.Contributions, i.People), r.whereIs(i)})
	}
}

// addShares reads which service has what of the round.
func (r *Request) addShares(p *boardPage) error {
	shares, err := r.Dialogue.Shares(r.Context(), r.cycle.ID, boardItemsAtOnce, shareAtOnce)
	if err != nil {
		return err
	}
	for _, share := range shares {
		p.Bundled += share.Contributions
		if share.ServiceID == nil {
			p.Unrouted.Total = share.Total
			for _, i := range share.Items {
				p.Unrouted.List = append(p.Unrouted.List, unroutedItem{i, r.numbers(i.Contributions, i.People), routeField(i.ID)})
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
	return nil
}

func routeField(item uuid.UUID) string { return "service-" + item.String() }
