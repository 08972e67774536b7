package panel

import (
	"slices"
	"time"

	"klantpanel/scheduler"
)

// rhythm are the fields of a panel's form that say when its rounds come.
var rhythm = []string{"recurrence", "starts_on", "time_zone", "on_closed", "collecting_days", "responding_days", "reporting_days"}

// Draft is the panel that the form describes, for who shows when its rounds would come. The error is Problems with those fields; what
// else may be wrong with the form is passed over.
func (in PanelInput) Draft() (Panel, error) {
	var ps Problems
	p := ps.panel(in)
	ps = slices.DeleteFunc(ps, func(one *Problem) bool { return !slices.Contains(rhythm, one.Field) })
	return p, ps.Err()
}

// EverOpens returns the Problem with which StartPanel refuses a panel that no round would ever come of: its recurrence has no days, or all
// of them are closed and skipped.
func (p Panel) EverOpens(calendar scheduler.Calendar, now time.Time) error {
	plan, err := p.Plan(calendar)
	if err != nil {
		return problem(Invalid, "recurrence", "error.recurrence", nil)
	}
	if _, ok := plan.NextMoment(plan.Before(now)); !ok {
		return neverProblem(plan)
	}
	return nil
}
