package panel

import (
	"github.com/google/uuid"

	"klantpanel/panel/ical"
	"klantpanel/scheduler"
)

// DueDay is how much of a service is due on a day: answers to points, and promises. Calendars are copied to wherever their readers keep
// them, so these hold numbers and no words that anybody said.
type DueDay struct {
	ServiceID        uuid.UUID
	Service          string
	On               scheduler.Date
	Points, Promises int
}

// Add puts the days on which something is due in the calendar. Which points they are is not the panel's to know: the dialogue counts them.
func (f *FeedCalendar) Add(due []DueDay) {
	scope := ""
	if f.Feed.PanelID != nil {
		scope = f.Feed.PanelID.String() + "." // another number than in the calendar of all panels
	}
	for _, d := range due {
		path := f.place.baseURL + "/inbox"
		f.Events = append(f.Events, ical.Event{UID: scope + d.ServiceID.String() + "." + string(d.On) + ".due@" + f.place.host(), Summary: dueTitle(d, f.place.language),
			Description: path, Category: d.Service, URL: path, First: d.On, Last: d.On, Status: ical.Confirmed}) // the day is in the UID: no sequence
	}
}
