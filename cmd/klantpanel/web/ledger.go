package web

import (
	"slices"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

var ledgerRoutes = []Route{
	{Method: "GET", Path: "/services/:service/promises", Access: SignedIn, Handle: showLedger},
}

const promisesPerPage = 25

type ledgerPage struct {
	Service     panel.Service
	State       string
	Tabs        []navLink
	Lines       []ledgerLine
	First, Next string
}

// ledgerLine is a promise as the ledger lists it. Path leads to its point, or for who may not know all of that to where it was told.
type ledgerLine struct {
	dialogue.LedgerLine
	Path    string
	Moves   []promiseMove
	Noticed string
}

// promiseMove is a day that a promise had, and why it has another one now.
type promiseMove struct {
	Was scheduler.Date
	Why string
}

// showLedger is what a service promised and what became of it. Anybody may see what was told; who works on it sees all.
func showLedger(r *Request) error {
	id, err := r.ID("service")
	if err != nil {
		return err
	}
	service, err := r.Panel.Service(r.Context(), id)
	if err != nil {
		return err
	}
	p := ledgerPage{Service: service, State: r.Query("state")}
	if !slices.Contains(dialogue.LedgerStates, p.State) {
		p.State = dialogue.PromiseOpen
	}
	path := "/services/" + id.String() + "/promises"
	p.Tabs = r.ledgerTabs(path, p.State)
	page, err := turn(r, path, onlyList, promisesPerPage, func(l dialogue.LedgerLine) uuid.UUID { return l.Promise.ID },
		func(after uuid.UUID, limit int) ([]dialogue.LedgerLine, error) {
			return r.Dialogue.Ledger(r.Context(), *r.Actor, id, p.State, after, limit)
		})
	if err != nil {
		return err
	}
	p.First, p.Next = page.First, page.Next
	if p.Lines, err = r.ledgerLines(page.Rows); err != nil {
		return err
	}
	return r.Page("ledger", p)
}

// ledgerTabs are the parts of a ledger.
// ids: ledger.state.open ledger.state.delivered ledger.state.dropped
func (r *Request) ledgerTabs(path, current string) []navLink {
	var tabs []navLink
	for _, state := range dialogue.LedgerStates {
		tabs = append(tabs, navLink{path + "?state=" + state, r.T("ledger.state." + state), state == current})
	}
	return tabs
}

func (r *Request) ledgerLines(rows []dialogue.LedgerLine) ([]ledgerLine, error) {
	var asked []uuid.UUID
	for _, row := range rows {
		if row.AskedIn != nil {
			asked = append(asked, row.ItemID)
		}
	}
	noticed, err := r.Dialogue.NoticedOf(r.Context(), asked)
	if err != nil {
		return nil, err
	}
	lines := make([]ledgerLine, len(rows))
	for i, row := range rows {
		lines[i] = ledgerLine{LedgerLine: row, Path: "/items/" + row.ItemID.String(), Moves: movesOf(row.Dates)}
		if !row.Inside {
			lines[i].Path = "/digests/" + row.Digest.String() + "#" + row.ItemID.String()
		}
		if n, ok := noticed[row.ItemID]; ok && row.State == dialogue.Delivered {
			lines[i].Noticed = r.noticedText(n)
		}
	}
	return lines, nil
}

// noticedText says how many noticed that a promise was kept.
func (r *Request) noticedText(n dialogue.Noticed) string {
	if n.Hidden {
		return r.T("ledger.noticed_hidden")
	}
	return r.TN("ledger.noticed", n.Yes, "All", number(r.Language, n.Of))
}

// movesOf are the days that a promise had before the one it has now, the first first.
func movesOf(dates []dialogue.Event) []promiseMove {
	var moves []promiseMove
	for i := 1; i < len(dates); i++ {
		moves = append(moves, promiseMove{dates[i-1].DueOn, dates[i].Text})
	}
	return moves
}
