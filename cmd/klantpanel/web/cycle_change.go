package web

import (
	"slices"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

var cycleChangeRoutes = slices.Concat(
	changeRoutes("/cycles/:cycle/dates", panel.WasMoved),
	changeRoutes("/cycles/:cycle/pause", panel.WasPaused),
	changeRoutes("/cycles/:cycle/resume", panel.WasResumed),
	changeRoutes("/cycles/:cycle/cancel", panel.WasCancelled),
)

// changeRoutes are the page of a decision about a round, and taking it.
func changeRoutes(path, kind string) []Route {
	return []Route{
		{Method: "GET", Path: path, Access: CycleCoordinator, Handle: func(r *Request) error { return r.showChange(kind) }},
		{Method: "POST", Path: path, Access: CycleCoordinator, Handle: func(r *Request) error { return r.changeCycle(kind) }},
	}
}

// phasesOf are those of a round that aren't over, in their order.
func phasesOf(c panel.Cycle) []string {
	order := []string{panel.Collecting, panel.Responding, panel.Reporting}
	return order[max(0, slices.Index(order, c.Phase)):]
}

// cycleChangePage asks for a decision: what it does, whom it is told, and the reason.
type cycleChangePage struct {
	Form    *Form
	Cycle   panel.Cycle
	Kind    string
	Fields  []deadlineField // of the days that may move
	Moves   bool            // one of them does
	Points  []string        // what happens then
	Letters int             // people who hear of it
}

// deadlineField is the last day of a phase, as it is now and as it would be.
type deadlineField struct {
	Phase    string
	Now, New scheduler.Date
}

// showChange leads back to the round when there is nothing to decide, as on a page that was left open.
func (r *Request) showChange(kind string) error {
	err := r.Dialogue.Changeable(r.Context(), r.cycle)
	if err == nil && r.cycle.Paused() == (kind == panel.WasMoved || kind == panel.WasPaused) && kind != panel.WasCancelled {
		return r.Redirect("/cycles/" + r.cycle.ID.String())
	}
	if isProblem(err) {
		return r.Redirect("/cycles/" + r.cycle.ID.String())
	}
	if err != nil {
		return err
	}
	form := NewForm()
	for _, phase := range phasesOf(r.cycle) {
		form.Values[phase] = []string{string(dialogue.DeadlinesOf(r.cycle).Of(phase))}
	}
	return r.changePage(kind, form)
}

func (r *Request) changePage(kind string, form *Form) error {
	p := cycleChangePage{Form: form, Cycle: r.cycle, Kind: kind}
	err := r.together(
		func() (err error) {
			p.Letters, err = r.Dialogue.Concerned(r.Context(), *r.Actor, r.cycle, kind)
			return err
		},
		func() error { return r.addDeadlines(&p) },
		func() error { return r.addConsequences(&p) },
	)
	if err != nil {
		return err
	}
	return r.Page("cycle_change", p)
}

// addDeadlines shows the days that may move, or those that move by themselves when a paused round goes on.
func (r *Request) addDeadlines(p *cycleChangePage) (err error) {
	now := dialogue.DeadlinesOf(p.Cycle)
	then := now
	if p.Kind == panel.WasResumed && p.Cycle.Paused() {
		then, err = r.Dialogue.AfterPause(r.Context(), p.Cycle)
	}
	for _, phase := range phasesOf(p.Cycle) {
		p.Fields = append(p.Fields, deadlineField{phase, now.Of(phase), then.Of(phase)})
		p.Moves = p.Moves || now.Of(phase) != then.Of(phase)
	}
	return err
}

// addConsequences says what else a decision does.
func (r *Request) addConsequences(p *cycleChangePage) error {
	switch p.Kind {
	case panel.WasPaused:
		p.Points = []string{r.T("cycle_change.pause_closes"), r.T("cycle_change.pause_still"), r.T("cycle_change.pause_moves")}
	case panel.WasCancelled:
		tally, err := r.Dialogue.TallyItems(r.Context(), p.Cycle.ID)
		if err != nil {
			return err
		}
		if p.Cycle.Waiting > 0 {
			p.Points = append(p.Points, r.TN("cycle_change.cancel_waiting", p.Cycle.Waiting))
		}
		if tally.Unrouted > 0 {
			p.Points = append(p.Points, r.TN("cycle_change.cancel_unrouted", tally.Unrouted))
		}
		if tally.All > tally.Unrouted {
			p.Points = append(p.Points, r.T("cycle_change.cancel_items"))
		}
		if tally.All > 0 {
			p.Points = append(p.Points, r.T("cycle_change.cancel_digest"))
		}
		p.Points = append(p.Points, r.T("cycle_change.cancel_final"))
	}
	return nil
}

// changeCycle takes the decision. A form that was sent twice is done.
// ids: cycle_change.done_moved cycle_change.done_paused cycle_change.done_resumed cycle_change.done_cancelled
func (r *Request) changeCycle(kind string) error {
	form := r.Form()
	reason := form.Value("reason")
	to, complete := r.typedDeadlines(kind, form)
	if !complete && form.Refused(r, nil) {
		return r.changePage(kind, form)
	}
	var err error
	switch id := r.cycle.ID; kind {
	case panel.WasMoved:
		err = r.Dialogue.MoveDeadlines(r.Context(), *r.Actor, id, to, reason)
	case panel.WasPaused:
		err = r.Dialogue.PauseCycle(r.Context(), *r.Actor, id, reason)
	case panel.WasResumed:
		err = r.Dialogue.ResumeCycle(r.Context(), *r.Actor, id)
	case panel.WasCancelled:
		err = r.Dialogue.CancelCycle(r.Context(), *r.Actor, id, reason)
	}
	twice, failed := r.alreadyDecided(err, kind, reason, to)
	if failed != nil {
		return failed
	}
	if !twice && form.Refused(r, err) {
		if err := CycleCoordinator.Again(r); err != nil { // the round as it is by now
			return err
		}
		return r.changePage(kind, form)
	}
	if !twice && err != nil {
		return err
	}
	r.Flash("cycle_change.done_" + kind)
	return r.Redirect("/cycles/" + r.cycle.ID.String())
}

// typedDeadlines are the days in the form; a field that was emptied is a problem.
func (r *Request) typedDeadlines(kind string, form *Form) (to dialogue.Deadlines, complete bool) {
	complete = true
	if kind != panel.WasMoved {
		return to, complete
	}
	to = dialogue.Deadlines{Collecting: scheduler.Date(form.Value(panel.Collecting)), Responding: scheduler.Date(form.Value(panel.Responding)),
		Reporting: scheduler.Date(form.Value(panel.Reporting))}
	for _, phase := range phasesOf(r.cycle) {
		if to.Of(phase) == "" {
			complete = false
			form.Problems = append(form.Problems, FieldProblem{phase, r.T("error.date")})
		}
	}
	return to, complete
}

// alreadyDecided reports whether the operation refused err only because the reader decided exactly this before.
func (r *Request) alreadyDecided(err error, kind, reason string, to dialogue.Deadlines) (bool, error) {
	if !isProblem(err) {
		return false, nil
	}
	c, err := r.Panel.Cycle(r.Context(), r.cycle.ID)
	if err != nil {
		return false, err
	}
	decisions, err := r.Dialogue.Decisions(r.Context(), c)
	if err != nil || len(decisions) == 0 {
		return false, err
	}
	last := decisions[len(decisions)-1]
	for _, phase := range phasesOf(r.cycle) {
		if kind == panel.WasMoved && to.Of(phase) != last.After.Of(phase) {
			return false, nil
		}
	}
	return last.Kind == kind && isPerson(last.PersonID, r.Actor.Person.ID) && (kind == panel.WasResumed || last.Reason == reason), nil
}
