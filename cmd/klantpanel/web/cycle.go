package web

import (
	"errors"
	"slices"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

var cycleRoutes = []Route{{Method: "GET", Path: "/cycles/:cycle", Access: CycleReader, Handle: showCycle}}

const cycleItemsAtOnce = 50

// cyclePage is a round as those with a part in it see it: Said is an ambassador's own, the counts are for who runs it.
type cyclePage struct {
	Cycle       panel.Cycle
	Steps       []phaseStep
	Collecting  bool // takes contributions now
	Ambassador  bool
	Coordinator bool
	Said        []saidLine
	Digest      *uuid.UUID // nil until the reader may see it
	DigestDraft bool
	Figures     []figureView
	Items       []itemLine
	ItemCount   int
	Unrouted    int
	Answered    int
	Page        int
	More        bool
	NextOn      scheduler.Date
}

// phaseStep is one phase on the line in time.
type phaseStep struct {
	Name          string
	Until         scheduler.Date // last day
	Done, Current bool
}

// itemLine is a point in a list.
type itemLine struct {
	Item  dialogue.Item
	Badge Badge
	Waits bool   // no outcome yet, though a service is accountable
	Who   string // how many say so
}

// ToBoard reports whether there is still something to do there, or may be.
func (p cyclePage) ToBoard() bool {
	return p.Cycle.Phase == panel.Collecting || p.Cycle.Phase == panel.Responding || p.Cycle.Waiting+p.Unrouted > 0
}

func showCycle(r *Request) error {
	c := r.cycle
	p := cyclePage{Cycle: c, Steps: r.phaseSteps(c), Collecting: r.collecting(), Coordinator: r.Actor.CoordinatesPanel(c.PanelID),
		Page: r.PageNumber(), NextOn: c.Panel.NextOn}
	if c.Phase == panel.Cancelled {
		return r.Page("cycle", p)
	}
	if own, ok := r.Actor.Ambassadors[c.PanelID]; ok {
		p.Ambassador = true
		said, err := r.Dialogue.Said(r.Context(), own, c.ID)
		if err != nil {
			return err
		}
		p.Said = r.saidLines(said)
	}
	figures, err := r.Dialogue.Figures(r.Context(), c)
	if err != nil {
		return err
	}
	p.Figures = r.figureViews(figures)
	if err := r.addItems(&p); err != nil {
		return err
	}
	d, err := r.Dialogue.DigestOf(r.Context(), c.ID)
	var none *panel.Problem
	if errors.As(err, &none) && none.Kind == panel.NotFound {
		return r.Page("cycle", p)
	}
	if err != nil {
		return err
	}
	if d.State != dialogue.DigestDraft || p.Coordinator {
		p.Digest, p.DigestDraft = &d.ID, d.State == dialogue.DigestDraft
	}
	return r.Page("cycle", p)
}

// addItems counts the round's points and shows a page of them.
func (r *Request) addItems(p *cyclePage) error {
	items, err := r.allItems(p.Cycle.ID)
	if err != nil {
		return err
	}
	p.ItemCount = len(items)
	for _, i := range items {
		if i.State == dialogue.New {
			p.Unrouted++
		}
		if i.State == dialogue.HasOutcome {
			p.Answered++
		}
	}
	from := min((p.Page-1)*cycleItemsAtOnce, len(items))
	to := min(from+cycleItemsAtOnce, len(items))
	p.More = to < len(items)
	for _, i := range items[from:to] {
		p.Items = append(p.Items, itemLine{i, r.whereIs(i), waits(i), r.colleagues(i.PeopleShown, p.Cycle.Panel.SmallestGroup)})
	}
	return nil
}

// allItems reads all points of a round, a batch at a time.
func (r *Request) allItems(cycle uuid.UUID) ([]dialogue.Item, error) {
	const batch = 500
	var all []dialogue.Item
	after := uuid.Nil
	for {
		items, err := r.Dialogue.ItemsIn(r.Context(), cycle, after, batch)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
		if len(items) < batch {
			return all, nil
		}
		after = items[batch-1].ID
	}
}

// collecting reports whether the round of the path takes contributions now.
func (r *Request) collecting() bool {
	return r.cycle.Phase == panel.Collecting && !r.Now().After(r.cycle.CollectingUntil.Time)
}

// phaseSteps are the round's phases with their last days.
// ids: cycle.collecting cycle.responding cycle.reporting
func (r *Request) phaseSteps(c panel.Cycle) []phaseStep {
	order := []string{panel.Collecting, panel.Responding, panel.Reporting, panel.Closed}
	ends := []scheduler.Date{
		scheduler.DateOf(c.CollectingUntil.Time, c.Panel.Zone()),
		scheduler.DateOf(c.RespondingUntil.Time, c.Panel.Zone()),
		scheduler.DateOf(c.ReportingUntil.Time, c.Panel.Zone()),
	}
	now := slices.Index(order, c.Phase)
	var steps []phaseStep
	for i, end := range ends {
		steps = append(steps, phaseStep{r.T("cycle." + order[i]), end, i < now, i == now})
	}
	return steps
}

func waits(i dialogue.Item) bool {
	return i.State == dialogue.Routed || i.State == dialogue.ItemAcknowledged
}

// whereIs says where a point stands as everybody may know it: with which service now, or what came of it.
func (r *Request) whereIs(i dialogue.Item) Badge {
	if waits(i) && i.Service != nil {
		return newBadge("info", "arrow", r.T("cycle.with_service", "Service", i.Service.Name))
	}
	return r.stateOf(i)
}
