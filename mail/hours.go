package mail

import "time"

// Hours says when letters to people go out: on working days from an hour until an hour. The zero Hours is open at every moment. Sign-in
// goes out at once all the same.
type Hours struct {
	From, Until int  // whole hours of the clock in Zone, Until up to 24; unless From comes before Until, every moment is open
	Weekend     bool // also on days that aren't working days
	Zone        *time.Location
	// Working reports whether a day, as 2006-01-02, is a working day. nil is Monday to Friday.
	Working func(day string) bool
}

// Always reports whether every moment is open.
func (h Hours) Always() bool { return h.From >= h.Until }

// Open reports whether letters may go out at t. It looks at what clocks show in Zone: an hour that they skip is no hour, one that they
// show twice is open twice.
func (h Hours) Open(t time.Time) bool {
	if h.Always() {
		return true
	}
	local := t.In(h.zone())
	return h.From <= local.Hour() && local.Hour() < h.Until && (h.Weekend || h.working(local))
}

// step divides all that clocks are set forward, back or apart by, so that hours begin and end at whole steps.
const step = 15 * time.Minute

// Next is the first moment from t on at which letters may go out: t itself when they may now.
func (h Hours) Next(t time.Time) time.Time {
	for limit := t.AddDate(1, 0, 0); !h.Open(t) && t.Before(limit); { // a year without a working day is no calendar
		t = t.Truncate(step).Add(step)
	}
	return t
}

func (h Hours) zone() *time.Location {
	if h.Zone == nil {
		return time.UTC
	}
	return h.Zone
}

func (h Hours) working(local time.Time) bool {
	if h.Working != nil {
		return h.Working(local.Format(time.DateOnly))
	}
	return local.Weekday() != time.Saturday && local.Weekday() != time.Sunday
}
