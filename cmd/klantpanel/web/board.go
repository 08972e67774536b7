package web

import (
	"errors"
	"strings"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var boardRoutes = []Route{
	{Method: "GET", Path: "/cycles/:cycle/board", Access: CycleCoordinator, Handle: showBoard},
	{Method: "POST", Path: "/cycles/:cycle/board", Access: CycleCoordinator, Handle: turnBoard},
	{Method: "POST", Path: "/cycles/:cycle/items", Access: CycleCoordinator, Handle: bundleContributions},
	{Method: "POST", Path: "/cycles/:cycle/items/add", Access: CycleCoordinator, Handle: addContributions},
	{Method: "POST", Path: "/cycles/:cycle/acknowledge", Access: CycleCoordinator, Handle: acknowledgeContributions},
	{Method: "POST", Path: "/cycles/:cycle/undo", Access: CycleCoordinator, Handle: undoLast},
	{Method: "POST", Path: "/items/:item/route", Access: ItemCoordinator, Handle: routeItem},
	{Method: "GET", Path: "/help/shortcuts", Access: SignedIn, Handle: showShortcuts},
}

// boardPage is where the coordinator makes points of what came in, and gives each to a service. It is one form: whatever its buttons do,
// what was ticked and typed for something else goes along, and stays when something is refused.
type boardPage struct {
	Form      *Form
	Cycle     panel.Cycle
	Place     boardPlace
	Done      string // what was just done, when the page is shown right after it
	Groups    []waitingGroup
	Elsewhere []string    // ids ticked on other pages
	First     *boardPlace // nil on the first page of contributions
	Next      *boardPlace // nil on the last
	Services  []Option
	Items     []boardItem // points without an outcome
	Newer     *boardPlace // nil on the first page of points
	Older     *boardPlace // nil on the last
	Unrouted  unroutedItems
	Shares    []serviceShare
	Proposals []proposalView // points that the round's figures propose
	Bundled   int            // contributions that points were made of
	Digest    *uuid.UUID     // of a round that is past responding
	Like      bool           // what is like the choice is listed, instead of a page of all that waits
	NoneLike  bool           // and there is nothing like it
	Undo      string         // what can be undone, "" for nothing
}

// Filterable reports whether there is enough to look through.
func (p boardPage) Filterable() bool { return !p.Like && p.more() }

// Comparable reports whether there is enough to look for more of the same.
func (p boardPage) Comparable() bool { return p.Cycle.Waiting > 1 }

func (p boardPage) more() bool { return p.Cycle.Waiting > 5 || p.Place.Words != "" }

// Long reports whether what waits is longer than a screen, so that the rest has to stay beside it.
func (p boardPage) Long() bool {
	lines := 0
	for _, g := range p.Groups {
		lines += len(g.List)
	}
	return lines > 8
}

// Made reports whether the round has points.
func (p boardPage) Made() bool { return len(p.Shares) > 0 || p.Unrouted.Total > 0 }

// Known is how many contributions have been bundled or wait for it.
func (p boardPage) Known() int { return p.Bundled + p.Cycle.Waiting }

// Percent of them is bundled.
func (p boardPage) Percent() int { return p.Bundled * 100 / max(1, p.Known()) }

func showBoard(r *Request) error {
	place := r.boardPlace()
	return r.showBoard(boardPage{Form: NewForm("q", place.Words), Place: place})
}

// turnBoard shows other contributions or points and keeps what was ticked and typed; it changes nothing.
func turnBoard(r *Request) error {
	form, place := r.Form(), r.boardPlace()
	if form.Checked("_clear") {
		delete(form.Values, "contributions")
	}
	if form.Checked("_all") {
		form.Values["q"] = []string{""}
		delete(form.Values, "_like")
	}
	if form.Checked("_like") && len(contributionsOf(form)) == 0 {
		delete(form.Values, "_like")
		form.Problems = append(form.Problems, FieldProblem{"contributions", r.T("error.choose_contributions")})
		form.Refused(r, nil)
	}
	if words := searched(form.Value("q")); words != place.Words {
		place.Words, place.After = words, uuid.Nil
	}
	return r.showBoard(boardPage{Form: form, Place: place})
}

// boardRefused shows the board with what was refused.
func (r *Request) boardRefused(form *Form) error {
	return r.showBoard(boardPage{Form: form, Place: r.boardPlace()})
}

// showBoard fills in the rest of the page for the round of the path.
func (r *Request) showBoard(p boardPage) error {
	p.Cycle, p.Like = r.cycle, p.Form.Checked("_like")
	var adviser *dialogue.Adviser
	var open []dialogue.Item
	var shares []dialogue.ServiceShare
	var like []dialogue.ItemLikeness
	below := p.Place.Below
	chosen := p // as it is now: the other reads fill p in
	err := r.together(
		func() error { return r.addWaiting(&p) },
		func() error { return r.addProposals(&p) },
		func() (err error) {
			shares, err = r.Dialogue.Shares(r.Context(), r.cycle, boardItemsAtOnce, shareAtOnce)
			return err
		},
		func() (err error) {
			open, err = r.Dialogue.OpenItemsIn(r.Context(), r.cycle.ID, below, boardItemsAtOnce+1)
			return err
		},
		func() (err error) { adviser, err = r.Dialogue.Adviser(r.Context()); return err },
		func() (err error) { p.Undo, err = r.undoable(); return err },
		func() (err error) { like, err = r.likeItems(chosen); return err },
	)
	if err != nil {
		return err
	}
	r.addShares(&p, shares)
	r.addOpenItems(&p, open)
	r.addLikeItems(&p, like)
	if err := r.suggestServices(&p.Unrouted, adviser); err != nil {
		return err
	}
	if p.Cycle.Waiting > 0 || p.Unrouted.Total > 0 {
		p.Services = openServices(adviser.Services)
		return r.Page("board", p)
	}
	d, err := r.Dialogue.DigestHeadOf(r.Context(), r.cycle.ID)
	if err == nil {
		p.Digest = &d.ID
	} else if !isMissing(err) {
		return err
	}
	return r.Page("board", p)
}

// goesOn goes back to the board. What was ticked or typed for something else than what was done is kept: then the page comes at once.
// ids: board.bundled board.added board.routed board.acknowledged board.acknowledged_told board.undone
func (r *Request) goesOn(form *Form, did, title string, done ...string) error {
	for _, name := range append(done, "_like") {
		delete(form.Values, name)
	}
	place := r.boardPlace()
	if !unfinished(form) {
		r.Flash(did, "Title", title)
		return r.Redirect("/cycles/" + r.cycle.ID.String() + "/board" + place.Query())
	}
	cycle, err := r.Panel.Cycle(r.Context(), r.cycle.ID) // with its counters as they are now
	if err != nil {
		return err
	}
	r.cycle, r.taken = cycle, true
	return r.showBoard(boardPage{Form: form, Place: place, Done: r.T(did, "Title", title)})
}

// unfinished reports whether the form still holds something that was ticked, typed or chosen.
func unfinished(form *Form) bool {
	for name := range form.Values {
		if name != "q" && name != "item" && !strings.HasPrefix(name, "_") && form.Value(name) != "" {
			return true
		}
	}
	return false
}

func isMissing(err error) bool {
	var p *panel.Problem
	return errors.As(err, &p) && p.Kind == panel.NotFound
}
