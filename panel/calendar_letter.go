package panel

import (
	"strconv"

	"klantpanel/mail"
	"klantpanel/panel/ical"
	"klantpanel/scheduler"
)

// calendarFile is the last day for contributions as a file in the letter that opens a round, the same event as in a calendar that follows
// an address. The opening itself isn't in it: it has passed, and with two events Outlook opens a second calendar instead of an appointment.
func (c Cycle) calendarFile(language string, sender mail.Sender) mail.Attachment {
	language = calendarLanguage(language)
	r, ok := c.Panel.openedRound(c, scheduler.Calendar{}, c.OpenedAt.Time) // it opened, so its days are known
	if !ok || r.status != ical.Confirmed {
		return mail.Attachment{}
	}
	file := ical.Calendar{Stamp: c.OpenedAt.Time, Organizer: ical.Organizer{Name: sender.Name, Address: sender.Address},
		Events: []ical.Event{r.event(calendarPlace{sender.BaseURL, language}, theCollecting, anAmbassador)}}
	name := map[string]string{"nl": "ronde-", "en": "round-"}[language] + strconv.Itoa(c.Number) + ".ics"
	return mail.Attachment{Name: name, Type: "text/calendar; charset=utf-8; method=PUBLISH", Content: string(file.Bytes())}
}
