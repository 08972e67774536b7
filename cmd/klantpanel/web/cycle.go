package web

import (
	"html/template"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

var cycleRoutes = []Route{{Method: "GET", Path: "/cycles/:cycle", Access: CycleReader, Handle: showCycle}}

const cycleItemsAtOnce = 25

// cyclePage is a round as those with a part in it see it: Said is an ambassador's own, the counts are for who runs it.
type cyclePage struct {
	Cycle       panel.Cycle
	Steps       []progressStep
	Collecting  bool // takes contributions now
	Ambassador  bool
	Coordinator bool
	Said        []saidLine
	Unsent      bool       // the reader typed something for this round and didn't send it
	Meeting     bool       // the reader typed points from a meeting and didn't send them
	Carries     bool       // the reader has something to carry back to a constituency
	Digest      *uuid.UUID // nil until the reader may see it
	DigestDraft bool
	Ready       int // answers to be published, for who runs the panel
	Figures     []figureView
	Items       []itemLine
	First, Next string
	Tally       dialogue.ItemTally // only for who runs it
	NextOn      scheduler.Date
	Decisions   []step // about the round, the first first
	Why         string // the reason of the last one
}

// itemLine is a point in a list.
type itemLine struct {
	dialogue.Item
	Head template.HTML // what it is and where it stands
	Meta template.HTML // how many say so, whose answer it was, what is due
}

// Words are the last that the service said about the point: how its promise ended, else its answer.
func (l itemLine) Words() string {
	if l.Promise != nil && l.Promise.State != dialogue.PromiseOpen {
		return l.Promise.Ending
	}
	return l.Answer
}

func (r *Request) itemLine(i dialogue.Item, p panel.Panel) (itemLine, error) {
	badge, err := r.whereIs(i).HTML()
	var head, meta markup
	head.raw(`<div class="rows__head"><h3 class="rows__title"><a href="/items/`, i.ID.String(), `">`).text(i.Title).raw(`</a></h3>`, string(badge), `</div>`)
	meta.text(r.colleagues(i.Shown(p.SmallestGroup), p.SmallestGroup))
	if i.Service != nil && i.Outcome != "" {
		meta.raw(` · `).text(i.Service.Name)
	}
	due := func(words string, day scheduler.Date) {
		meta.raw(` <span class="together together--after">`).text(words).raw(` `, string(r.when(r.Language, day)), `</span>`)
	}
	if waits(i) {
		due(r.T("cycle.answer_due"), i.DueOn)
	}
	if i.Promise != nil && i.Promise.State == dialogue.PromiseOpen {
		due(r.T("cycle.promise_due"), i.Promise.DueOn)
	}
	return itemLine{i, head.html(), meta.html()}, err
}

// ToBoard reports whether there is still something to do there, or may be.
func (p cyclePage) ToBoard() bool {
	return p.Cycle.Phase == panel.Collecting || p.Cycle.Phase == panel.Responding || p.Cycle.Waiting+p.Tally.Unrouted > 0
}

// Changeable reports whether the reader may still move, pause or cancel the round: its digest isn't on its way.
func (p cyclePage) Changeable() bool {
	return p.Coordinator && p.Cycle.Running() && (p.Digest == nil || p.DigestDraft)
}

func showCycle(r *Request) error {
	c := r.cycle
	switch {
	case c.Standing() && r.Actor.CoordinatesPanel(c.PanelID):
		return r.Redirect("/cycles/" + c.ID.String() + "/board")
	case c.Standing(): // it is no round, and has no page
		return panel.Refuse(panel.NotFound, "error.cycle_not_found")
	}
	p := cyclePage{Cycle: c, Steps: r.progress(c), Collecting: r.collecting(), Coordinator: r.Actor.CoordinatesPanel(c.PanelID),
		NextOn: c.Panel.NextDay()}
	own, ok := r.Actor.Ambassadors[c.PanelID]
	p.Ambassador = ok
	if !c.Opened() {
		return r.Page("cycle", p)
	}
	err := r.together(
		func() error { return r.addSaid(&p, own) },
		func() error { return r.addFigures(&p) },
		func() error { return r.addItems(&p) },
		func() error { return r.addTally(&p) },
		func() error { return r.addDigest(&p) },
		func() (err error) { p.Ready, err = r.readyAnswers(p.Cycle.ID, p.Coordinator); return err },
		func() error { return r.addDecisions(&p) },
	)
	if err != nil {
		return err
	}
	return r.Page("cycle", p)
}

// addSaid shows an ambassador what they said, and that something wasn't sent.
func (r *Request) addSaid(p *cyclePage, ambassador uuid.UUID) error {
	if !p.Ambassador {
		return nil
	}
	said, err := r.Dialogue.Said(r.Context(), ambassador, p.Cycle.ID)
	if err != nil {
		return err
	}
	p.Said = r.saidLines(said)
	if p.Unsent, err = r.Dialogue.Drafted(r.Context(), p.Cycle.ID, r.Actor.Person.ID); err != nil || !p.Unsent {
		return err
	}
	p.Meeting, err = r.Dialogue.DraftedMeeting(r.Context(), p.Cycle.ID, r.Actor.Person.ID)
	return err
}

func (r *Request) addFigures(p *cyclePage) error {
	figures, err := r.Dialogue.Figures(r.Context(), p.Cycle)
	p.Figures = r.figureViews(figures)
	return err
}

// addTally counts the round's points for who runs it.
func (r *Request) addTally(p *cyclePage) (err error) {
	if p.Coordinator {
		p.Tally, err = r.Dialogue.TallyItems(r.Context(), p.Cycle.ID)
	}
	return err
}

// addDigest leads to the round's digest, once the reader may see it.
func (r *Request) addDigest(p *cyclePage) error {
	d, err := r.Dialogue.DigestHeadOf(r.Context(), p.Cycle.ID)
	if isMissing(err) {
		return nil
	}
	if err == nil && p.Cycle.Phase != panel.Cancelled && (d.State != dialogue.DigestDraft || p.Coordinator) {
		p.Digest, p.DigestDraft = &d.ID, d.State == dialogue.DigestDraft
		p.Carries, err = r.Dialogue.CarriesBack(r.Context(), p.Cycle, d, r.Actor.Person.ID)
	}
	return err
}

// addDecisions tells what was decided about the round, and why.
func (r *Request) addDecisions(p *cyclePage) error {
	decisions, err := r.Dialogue.Decisions(r.Context(), p.Cycle)
	p.Decisions = r.decisionSteps(decisions, p.Coordinator)
	if len(decisions) > 0 {
		p.Why = decisions[len(decisions)-1].Reason
	}
	return err
}

// addItems shows a page of the round's points.
func (r *Request) addItems(p *cyclePage) error {
	page, err := turn(r, "/cycles/"+p.Cycle.ID.String(), "items", cycleItemsAtOnce, itemID, func(after uuid.UUID, limit int) ([]dialogue.Item, error) {
		return r.Dialogue.ItemsIn(r.Context(), p.Cycle.ID, after, limit)
	})
	if err != nil {
		return err
	}
	p.First, p.Next = page.First, page.Next
	for _, i := range page.Rows {
		line, err := r.itemLine(i, *p.Cycle.Panel)
		if err != nil {
			return err
		}
		p.Items = append(p.Items, line)
	}
	return nil
}

// collecting reports whether the round of the path takes contributions now.
func (r *Request) collecting() bool {
	return r.cycle.Collects(r.Now())
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
