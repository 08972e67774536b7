package panel

import (
	"strconv"
	"strings"

	"klantpanel/mail"
	"klantpanel/panel/ical"
	"klantpanel/scheduler"
)

// calendarText is what an event says: its title while the round is planned and when it has its number N, and the sentence in it. DAY is the
// last day of the phase.
type calendarText struct{ planned, numbered, sentence string }

// calendarTexts are those of each kind of event.
var calendarTexts = map[string]map[string]calendarText{
	"nl": {
		theOpening:    {"de ronde begint", "ronde N begint", "Ambassadeurs kunnen inbreng geven tot en met DAY."},
		theCollecting: {"laatste dag voor inbreng", "laatste dag voor inbreng (ronde N)", "Ambassadeurs kunnen inbreng geven tot en met DAY."},
		theAnswering:  {"diensten antwoorden", "diensten antwoorden (ronde N)", "De diensten antwoorden tot en met DAY."},
		theResponding: {"laatste dag om te antwoorden", "laatste dag om te antwoorden (ronde N)", "De diensten antwoorden tot en met DAY."},
		theReporting:  {"“u zei, wij deden” verwacht", "“u zei, wij deden” verwacht (ronde N)", "Uiterlijk DAY staat “u zei, wij deden” klaar."},
	},
	"en": {
		theOpening:    {"the round begins", "round N begins", "Ambassadors can contribute up to and including DAY."},
		theCollecting: {"last day to contribute", "last day to contribute (round N)", "Ambassadors can contribute up to and including DAY."},
		theAnswering:  {"services answer", "services answer (round N)", "The services answer up to and including DAY."},
		theResponding: {"last day to answer", "last day to answer (round N)", "The services answer up to and including DAY."},
		theReporting:  {"“you said, we did” expected", "“you said, we did” expected (round N)", "“You said, we did” is ready by DAY."},
	},
}

// calendarStates stand before the title of what isn't sure to happen, for programs that don't show the status.
var calendarStates = map[string]map[ical.Status]string{
	"nl": {ical.Tentative: "Staat stil: ", ical.Cancelled: "Vervallen: "},
	"en": {ical.Tentative: "On hold: ", ical.Cancelled: "Cancelled: "},
}

// calendarLanguage is nl or en.
func calendarLanguage(language string) string {
	if language == "en" {
		return "en"
	}
	return "nl"
}

// title is what the calendar shows of an event of a round.
func (r calendarRound) title(what, language string) string {
	title := calendarTexts[language][what].planned
	if r.number > 0 {
		title = strings.Replace(calendarTexts[language][what].numbered, "N", strconv.Itoa(r.number), 1)
	}
	return calendarStates[language][r.status] + r.panel.Name + ": " + title
}

// sentence explains it; none for what won't happen, or who knows when.
func (r calendarRound) sentence(what, language string, until scheduler.Date) string {
	if r.status != ical.Confirmed {
		return ""
	}
	return strings.Replace(calendarTexts[language][what].sentence, "DAY", mail.LongDate(language, until.Time()), 1)
}

// dueTitle is what the calendar shows on a day on which a service owes answers or promises.
func dueTitle(d DueDay, language string) string {
	words := map[string][4]string{"nl": {"punt", "punten", "toezegging", "toezeggingen"}, "en": {"point", "points", "promise", "promises"}}[language]
	var owed []string
	if d.Points > 0 {
		owed = append(owed, count(d.Points, words[0], words[1]))
	}
	if d.Promises > 0 {
		owed = append(owed, count(d.Promises, words[2], words[3]))
	}
	return d.Service + ": " + strings.Join(owed, ", ")
}

func count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + more
}
