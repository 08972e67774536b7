package web

import (
	"strings"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

var decisionIcons = map[string]string{
	panel.WasMoved: "calendar", panel.WasPaused: "pause", panel.WasResumed: "repeat", panel.WasCancelled: "stop",
}

// decisionSteps are the decisions about a round, ready to show. Who took them is for who runs the panel.
// ids: cycle_change.was_moved cycle_change.was_paused cycle_change.was_resumed cycle_change.was_cancelled
func (r *Request) decisionSteps(decisions []dialogue.Decision, coordinator bool) []step {
	steps := make([]step, len(decisions))
	for i, d := range decisions {
		s := step{Icon: decisionIcons[d.Kind], What: r.T("cycle_change.was_" + d.Kind), Text: d.Reason, At: d.At, Note: r.movedWords(d)}
		if coordinator && d.Person != nil {
			s.Who = d.Person.Name
		}
		steps[i] = s
	}
	return steps
}

// movedWords say which days became others: "Ophalen t/m 2 feb (eerst 26 jan)."
// ids: cycle.collecting cycle.responding cycle.reporting
func (r *Request) movedWords(d dialogue.Decision) string {
	var words []string
	short := func(day scheduler.Date) string { return shortDate(r.Language, day.Time(), r.Now()) }
	for _, phase := range d.Moved() {
		words = append(words, r.T("cycle_change.moved_phase", "Phase", r.T("cycle."+phase), "Day", short(d.After.Of(phase)),
			"Before", short(d.Before.Of(phase))))
	}
	return strings.Join(words, " ")
}

// roundState says where a round is, in a word or two.
// ids: panel_phase.collecting panel_phase.responding panel_phase.reporting panel_phase.closed
func (r *Request) roundState(c panel.Cycle) string {
	switch {
	case c.Paused():
		return r.T("panel_phase."+c.Phase) + ", " + r.T("round_state.paused")
	case c.CancelledFor == panel.WasDecided:
		return r.T("round_state.stopped")
	case c.Phase == panel.Cancelled:
		return r.T("panel_page.missed")
	}
	return r.T("panel_phase." + c.Phase)
}

// whyCancelled says why there was no round, or not a whole one; nil when there was.
// ids: round_state.why_missed round_state.why_closed round_state.why_decided
func (r *Request) whyCancelled(c panel.Cycle) any {
	if c.CancelledFor == "" {
		return nil
	}
	return r.T("round_state.why_" + c.CancelledFor)
}
