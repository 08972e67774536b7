package web

import (
	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/scheduler"
)

var mineRoutes = []Route{{Method: "GET", Path: "/mine", Access: SignedIn, Handle: showMine}}

const ownPerPage = 20

// ownLine is something that the reader said, with the round it was said in and the day outside one.
type ownLine struct {
	saidLine
	Round   string
	On      scheduler.Date // "" in a round: what came by a link has no day of its own
	Outside bool
	Waits   bool
	Note    string // why there is no point
}

// showMine is all that the reader said under their own name, and what became of it.
func showMine(r *Request) error {
	page, err := turn(r, "/mine", onlyList, ownPerPage, contributionID, func(after uuid.UUID, limit int) ([]dialogue.Contribution, error) {
		return r.Dialogue.OwnContributions(r.Context(), r.Actor.Person.ID, after, limit)
	})
	if err != nil {
		return err
	}
	lines := r.ownLines(page.Rows)
	if err := r.sayLikely(lines); err != nil {
		return err
	}
	return r.Page("mine", struct {
		Said        []ownLine
		First, Next string
	}{lines, page.First, page.Next})
}

// sayLikely says of what waits outside a round what happens now, and for which service it probably is.
func (r *Request) sayLikely(lines []ownLine) error {
	var adviser *dialogue.Adviser
	for i, l := range lines {
		if !l.Outside || !l.Waits {
			continue
		}
		if adviser == nil {
			found, err := r.Dialogue.Adviser(r.Context())
			if err != nil {
				return err
			}
			adviser = found
		}
		lines[i].Note = r.T("mine.waits")
		if likely := adviser.Suggest(l.Text, nil); len(likely) > 0 {
			lines[i].Note = r.T("mine.likely", "Service", likely[0].Service.Name)
		}
	}
	return nil
}

func (r *Request) ownLines(said []dialogue.Contribution) []ownLine {
	plain := r.saidLines(said)
	lines := make([]ownLine, len(said))
	for i, c := range said {
		l := ownLine{saidLine: plain[i], Round: r.roundOf(r.Language, c.Cycle.Panel.Name, c.Cycle.Number), Outside: c.Cycle.Standing(), Waits: c.State == dialogue.Waiting}
		switch {
		case c.State == dialogue.Removed:
			l.Badge, l.Reason, l.Note = newBadge("neutral", "stop", r.T("receipt.removed")), "", r.T("receipt.removed_why")
		case l.Outside:
			l.On = scheduler.DateOf(c.CreatedAt, c.Cycle.Panel.Zone())
		}
		lines[i] = l
	}
	return lines
}
