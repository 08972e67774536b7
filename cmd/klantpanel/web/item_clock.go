package web

import (
	"klantpanel/dialogue"
	"klantpanel/scheduler"
)

// itemClock is how a point does by the norms of its service, for who works on it.
type itemClock struct{ Clock []clockLine }

// clockLine is one thing that the norms ask, or that moved their days.
type clockLine struct {
	Name string
	Date scheduler.Date // on which it has to be, or was
	Due  bool           // it still has to be
	Text string         // how it went
	Late bool
}

// clockOf tells when a point arrived, by when it has to be responded to and answered, and how long its clock stood. One from before norms
// counted from the arrival has none.
func (r *Request) clockOf(item dialogue.Item) itemClock {
	if !r.insider(item) || item.RespondOn == "" || item.Outcome == dialogue.Dissolved {
		return itemClock{}
	}
	zone := item.Panel.Zone()
	done := func(name string, on scheduler.Date, late bool) clockLine {
		l := clockLine{Name: name, Date: on, Text: r.T("item_clock.in_time"), Late: late}
		if late {
			l.Text = r.T("item_clock.late")
		}
		return l
	}
	lines := []clockLine{{Name: r.T("item_clock.arrived"), Date: item.ArrivedOn}}
	if item.RespondedAt.IsZero() {
		lines = append(lines, clockLine{Name: r.T("item_clock.response_due"), Date: item.RespondOn, Due: true})
	} else {
		lines = append(lines, done(r.T("item_clock.responded"), scheduler.DateOf(item.RespondedAt.Time, zone), item.ResponseLateOn != ""))
	}
	switch {
	case item.PausedOn != "":
		lines = append(lines, clockLine{Name: r.T("item_clock.paused"), Date: item.PausedOn})
	case item.State == dialogue.HasOutcome:
		lines = append(lines, done(r.T("item_clock.answered"), scheduler.DateOf(item.AnsweredAt.Time, zone), item.LateOn != ""))
	case !item.ReadyAt.IsZero():
		lines = append(lines, done(r.T("item_clock.ready"), scheduler.DateOf(item.ReadyAt.Time, zone), item.LateOn != ""))
	default:
		lines = append(lines, clockLine{Name: r.T("item_clock.answer_due"), Date: item.DueOn, Due: true})
	}
	if item.PausedDays > 0 {
		lines = append(lines, clockLine{Name: r.T("item_clock.stood"), Text: r.TN("item_clock.stood_days", item.PausedDays)})
	}
	return itemClock{lines}
}
