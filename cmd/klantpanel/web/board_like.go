package web

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"klantpanel/dialogue"
)

const (
	likeAtOnce      = 25
	likeItemsAtOnce = 3
)

// addLike lists the choice and what of the rest is like it, with the words that say so. Ticking is up to the reader.
func (r *Request) addLike(p *boardPage) error {
	ids := contributionsOf(p.Form)
	chosen, err := r.Dialogue.WaitingLines(r.Context(), r.cycle.ID, ids)
	if err != nil {
		return err
	}
	like, err := r.Dialogue.Similar(r.Context(), r.cycle.ID, ids, likeAtOnce)
	if err != nil {
		return err
	}
	choice := waitingGroup{Question: r.T("board.like.choice")}
	for _, c := range chosen {
		l := r.waitingLine(c)
		l.Ticked = true
		choice.List = append(choice.List, l)
	}
	found := waitingGroup{Question: r.T("board.like.found")}
	for _, c := range like {
		l := r.waitingLine(c.Contribution)
		l.Why = r.why(c.Why)
		found.List = append(found.List, l)
	}
	for _, g := range []waitingGroup{choice, found} {
		if len(g.List) > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
	p.NoneLike = len(found.List) == 0
	return nil
}

// why says by which words something is like something else; "" when there are none.
func (r *Request) why(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return r.T("board.like.why", "Words", strings.Join(words, ", "))
}

// likeItems are the points that the choice may belong to.
func (r *Request) likeItems(p boardPage) ([]dialogue.ItemLikeness, error) {
	if !p.Like {
		return nil, nil
	}
	return r.Dialogue.SimilarItems(r.Context(), r.cycle.ID, contributionsOf(p.Form), likeItemsAtOnce)
}

// addLikeItems puts these points before the others, whatever round they are of.
func (r *Request) addLikeItems(p *boardPage, like []dialogue.ItemLikeness) {
	var first []boardItem
	for _, l := range like {
		id := l.ID.String()
		p.Items = slices.DeleteFunc(p.Items, func(i boardItem) bool { return i.ID == id })
		first = append(first, r.boardItem(l.Item, r.why(l.Why)))
	}
	p.Items = append(first, p.Items...)
}

// undoable says what the reader did last and can undo.
// ids: board.undo.bundled board.undo.added board.undo.merged board.undo.split
func (r *Request) undoable() (string, error) {
	act, err := r.Dialogue.LastAct(r.Context(), *r.Actor, r.cycle.ID)
	if err != nil || act == nil {
		return "", err
	}
	if act.Kind == dialogue.ActAcknowledged {
		return r.TN("board.undo.finished", act.Count), nil
	}
	return r.T("board.undo."+act.Kind, "Title", act.Item.Title), nil
}

// undoLast takes back what the reader did last on this board. What was ticked and typed for something else stays.
func undoLast(r *Request) error {
	form := r.Form()
	act, err := r.Dialogue.UndoLast(r.Context(), *r.Actor, r.cycle.ID)
	if form.Refused(r, err) {
		return r.boardAgain(form)
	}
	if err != nil {
		return err
	}
	if title := form.Value("title"); title == "" && act.Kind == dialogue.ActBundled { // to go on from where it was
		form.Values["title"], form.Values["said"] = []string{act.Item.Title}, []string{act.Item.Said}
		form.Values["contributions"] = append(form.Values["contributions"], ticked(act.Of, func(id uuid.UUID) uuid.UUID { return id })...)
	}
	return r.goesOn(form, "board.undone", "")
}
