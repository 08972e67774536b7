package web

import (
	"html/template"

	"github.com/google/uuid"

	"klantpanel/dialogue"
)

const waitingAtOnce = 25

// waitingGroup is what waits to one question.
type waitingGroup struct {
	Question string
	List     []waitingLine
}

type waitingLine struct {
	ID          string
	Given, Text string
	Who         string // whom it came from, or through
	Behalf      string // of how many, exactly: it is the coordinator who reads this; "" for a colleague, who speaks for nobody else
	Unquoted    string // the word for what is not to be quoted; "" for what may be
	Ticked      bool
	Why         string // what makes it like the choice, in its own words
}

// HTML is the line with its tick.
func (l waitingLine) HTML() template.HTML {
	var m markup
	m.raw(`<label class="choice waiting"><input type="checkbox" name="contributions" value="`).text(l.ID).raw(`"`)
	if l.Ticked {
		m.raw(` checked`)
	}
	m.raw(`><span class="choice__text">`)
	if l.Given != "" {
		m.raw(`<strong>`).text(l.Given).raw(`.</strong> `)
	}
	m.raw(`<span class="waiting__text">`).text(l.Text).raw(`</span><span class="choice__hint">`).text(l.Who)
	if l.Behalf != "" {
		m.raw(` · `).text(l.Behalf)
	}
	if l.Unquoted != "" {
		m.raw(` · <strong class="waiting__unquoted">`).text(l.Unquoted).raw(`</strong>`)
	}
	if l.Why != "" {
		m.raw(`</span><span class="choice__hint waiting__why">`).text(l.Why)
	}
	return m.raw("</span></span></label>\n").html()
}

// addWaiting reads a page of what waits, question by question. A page that meanwhile ran empty gives way to the first one.
func (r *Request) addWaiting(p *boardPage) error {
	if p.Like {
		return r.addLike(p)
	}
	waiting, err := r.Dialogue.WaitingByQuestion(r.Context(), r.cycle.ID, p.Place.After, p.Place.Words, waitingAtOnce+1)
	if err == nil && len(waiting) == 0 && p.Place.After != uuid.Nil {
		p.Place.After = uuid.Nil
		waiting, err = r.Dialogue.WaitingByQuestion(r.Context(), r.cycle.ID, uuid.Nil, p.Place.Words, waitingAtOnce+1)
	}
	if err != nil {
		return err
	}
	if p.Place.After != uuid.Nil {
		p.First = &boardPlace{Below: p.Place.Below, Words: p.Place.Words}
	}
	if len(waiting) > waitingAtOnce {
		waiting = waiting[:waitingAtOnce]
		p.Next = &boardPlace{After: waiting[waitingAtOnce-1].ID, Below: p.Place.Below, Words: p.Place.Words}
	}
	here := map[string]bool{}
	for _, c := range waiting {
		l := r.waitingLine(c)
		here[l.ID], l.Ticked = true, p.Form.Has("contributions", l.ID)
		question := r.questionOf(c)
		if len(p.Groups) == 0 || p.Groups[len(p.Groups)-1].Question != question {
			p.Groups = append(p.Groups, waitingGroup{Question: question})
		}
		g := &p.Groups[len(p.Groups)-1]
		g.List = append(g.List, l)
	}
	for _, id := range p.Form.All("contributions") {
		if !here[id] && isUUID(id) {
			p.Elsewhere = append(p.Elsewhere, id)
		}
	}
	return nil
}

// waitingLine is a contribution as the board shows it.
func (r *Request) waitingLine(c dialogue.Contribution) waitingLine {
	l := waitingLine{ID: c.ID.String(), Given: r.givenWords(c), Text: c.Text, Who: r.saidBy(c)}
	if c.LinkID == nil {
		l.Behalf = r.TN("board.on_behalf", c.People)
	}
	if c.Unquoted {
		l.Unquoted = r.T("unquoted.word")
	}
	return l
}

// saidBy is whom a contribution came from, for who runs the panel: the ambassador, a colleague whom nobody knows, through that ambassador, or somebody by themselves.
func (r *Request) saidBy(c dialogue.Contribution) string {
	if c.AmbassadorID == uuid.Nil { // outside a round
		return c.Person.Name
	}
	name := c.Ambassador.Person.Name
	if c.LinkID != nil {
		return r.T("board.via", "Name", name)
	}
	return name
}
