package web

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"klantpanel/dialogue"
)

// itemSaid is what a point was made of.
type itemSaid struct {
	From   string // how many say so
	Quotes []quote
	Own    bool   // the quotes are the reader's own words
	Words  string // of the point itself, "" when this reader mayn't read them
	Left   string // why nobody else reads them, for who runs the panel
}

// quote is what one contribution said, as this reader may know it.
type quote struct {
	Question, Text, People, Ambassador string
	Colleague                          string // who said it, where no ambassador did and it is known
	Unquoted                           bool
}

func (r *Request) said(item dialogue.Item) (itemSaid, error) {
	quotes, err := r.quotes(item)
	if err != nil {
		return itemSaid{}, err
	}
	said := itemSaid{From: r.colleagues(item.Shown(item.Panel.SmallestGroup), item.Panel.SmallestGroup), Quotes: quotes, Own: !r.insider(item), Words: item.Said}
	if !said.Own && !r.Actor.CoordinatesPanel(item.PanelID) {
		return said, nil
	}
	printable, err := r.Dialogue.Printable(r.Context(), item)
	switch {
	case err != nil || printable:
	case said.Own:
		said.Words = ""
	case slices.ContainsFunc(quotes, func(q quote) bool { return q.Unquoted }):
		said.Left = r.T("unquoted.left_out_withheld")
	default:
		said.Left = r.T("unquoted.left_out_few")
	}
	return said, err
}

// quotes are the words that a point was made of: all of them for insiders, without names; with the ambassador's name for who runs the
// panel; for others only their own.
func (r *Request) quotes(item dialogue.Item) ([]quote, error) {
	contributions, err := r.Dialogue.ContributionsOf(r.Context(), item.ID)
	if err != nil {
		return nil, err
	}
	inside, coordinates, me := r.insider(item), r.Actor.CoordinatesPanel(item.PanelID), r.Actor.Person.ID
	// With the total beside them, the numbers that are shown would give away the one that isn't.
	tellPeople := !slices.ContainsFunc(contributions, func(c dialogue.Contribution) bool { return c.People < item.Panel.SmallestGroup })
	var quotes []quote
	for _, c := range contributions {
		if strings.TrimSpace(c.Text) == "" || !inside && !isPerson(c.PersonID, me) {
			continue
		}
		q := quote{Text: c.Text, Unquoted: c.Unquoted}
		if c.Question != nil {
			q.Question = c.Question.Text(r.Language)
		}
		if tellPeople {
			q.People = r.TN("point.people", c.People)
		}
		if coordinates && c.Ambassador != nil && c.Ambassador.Person != nil {
			q.Ambassador = c.Ambassador.Person.Name
		}
		if coordinates && (c.LinkID != nil || c.Ambassador == nil) && c.Person != nil { // a colleague who made themselves known
			q.Colleague = c.Person.Name
		}
		quotes = append(quotes, q)
	}
	if !coordinates { // the order of arrival would say something about who
		slices.SortFunc(quotes, func(a, b quote) int { return strings.Compare(a.Text, b.Text) })
	}
	return quotes, nil
}

func isPerson(id *uuid.UUID, person uuid.UUID) bool { return id != nil && *id == person }
