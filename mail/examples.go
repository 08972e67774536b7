package mail

import (
	"strings"
	"time"
)

// exampleFile is a file as the opening of a round brings it.
var exampleFile = Attachment{Name: "ronde-4.ics", Type: "text/calendar; charset=utf-8; method=PUBLISH", Content: strings.Join([]string{"BEGIN:VCALENDAR", "VERSION:2.0",
	"PRODID:-//klantpanel//klantpanel//NL", "METHOD:PUBLISH", "BEGIN:VEVENT", "UID:ronde-4-collecting@klantpanel.gemeente.example", "DTSTAMP:20270301T080000Z",
	"ORGANIZER:mailto:klantpanel@gemeente.example", "DTSTART;VALUE=DATE:20270319", "DTEND;VALUE=DATE:20270320", "SUMMARY:Bedrijfsvoering: laatste dag voor inbreng",
	"END:VEVENT", "END:VCALENDAR", ""}, "\r\n")}

// Examples are believable letters, one of each kind at least, for the preview and for tests. Names and words are Dutch in both languages,
// as they would be.
func Examples(language string) []Letter {
	const at = "https://klantpanel.gemeente.example"
	day := func(month time.Month, day int) time.Time { return time.Date(2027, month, day, 0, 0, 0, 0, time.UTC) }
	panel, intro := "Bedrijfsvoering", "Dank u wel voor alle inbreng.\nIn april hoort u meer over de nieuwe telefoons."
	if language == "en" {
		intro = "Thank you for all contributions.\nYou will hear more about the new phones in April."
	}
	questions := []string{"Hoe duidelijk is de uitleg bij nieuw beleid?", "Wat vindt u van de openingstijden van de kantine?",
		"Wat kost u bij een declaratie de meeste tijd?"}
	declarations := DigestEntry{Section: "promised", Title: "Declaraties duren te lang", People: 23, Service: "Financiën",
		Said:   "Ik wacht soms zes weken op mijn reiskosten.",
		Answer: "Vanaf april betalen wij elke week uit in plaats van elke maand.", DueOn: day(time.April, 5), URL: at + "/items/1"}
	rooms := DigestEntry{Section: "unanswered", Title: "Vergaderzalen staan leeg terwijl ze geboekt zijn", People: 41, Service: "Facilitair",
		Said: "Alles is bezet in het systeem.\nEr zit niemand.", DueOn: day(time.March, 10), LateDays: 3, URL: at + "/items/2"}
	shared := []DigestSection{
		{Name: "changed", Entries: []DigestEntry{{Section: "changed", Title: "De kantine gaat te vroeg dicht", People: 35, Service: "Kantine",
			Said: "Na half twee is er niets meer.", Answer: "De kantine is nu tot 14.30 uur open.", URL: at + "/items/3"}}},
		{Name: "promised", Entries: []DigestEntry{declarations}},
		{Name: "explained", Entries: []DigestEntry{{Section: "explained", Title: "Eigen telefoon gebruiken voor het werk", People: 12, Service: "ICT",
			Said: "Waarom mag mijn eigen toestel niet?", Answer: "Op een eigen toestel kunnen wij gegevens van inwoners niet wissen als u het verliest."}}},
		{Name: "thanked", Entries: []DigestEntry{{Section: "thanked", Title: "Snelle hulp aan de balie", People: 8, Service: "ICT",
			Said: "Mijn laptop was binnen een uur gemaakt."}}},
		{Name: "unanswered", Entries: []DigestEntry{rooms, {Section: "unanswered", Title: "Onduidelijk wie het rooster maakt"}}},
		{Name: "kept", Entries: []DigestEntry{{Section: "kept", Title: "Fietsenstalling is te donker", People: 17, Service: "Facilitair",
			Answer: "Er hangen nieuwe lampen.", DueOn: day(time.March, 1)}}},
		{Name: "open_promise", Entries: []DigestEntry{{Section: "open_promise", Title: "Formulier voor bestellingen", People: 9, Service: "Inkoop",
			Answer: "Wij maken het formulier korter.", DueOn: day(time.March, 22), FirstDueOn: day(time.February, 1), LateDays: 1}}},
		{Name: "dropped", Entries: []DigestEntry{{Section: "dropped", Title: "Rondleiding voor nieuwe collega's", People: 6, Service: "HR",
			Answer: "Er is te weinig belangstelling. Wij sturen voortaan een plattegrond."}}},
	}
	owed := []Owed{
		{Service: "Facilitair", Points: []OwedPoint{{Number: 1, Title: rooms.Title, DueOn: rooms.DueOn, LateDays: 3, URL: rooms.URL},
			{Number: 2, Title: "De spreekkamers zijn gehorig", DueOn: day(time.March, 15), Today: true, URL: at + "/items/7"}}},
		{Service: "Kantine", Points: []OwedPoint{{Number: 3, Title: "Meer keuze zonder vlees", DueOn: day(time.March, 17), URL: at + "/items/8"}}},
	}
	return []Letter{
		SignIn{URL: at + "/sign-in/geheim", Minutes: 10},
		Notice{Panel: panel, On: day(time.March, 5), Questions: questions, URL: at + "/panels/1/rounds/2027-03-05"},
		Opening{Panel: panel, Number: 4, Until: day(time.March, 19), Questions: questions, URL: at + "/cycles/4/form", Reply: true,
			Colleagues: at + "/k/waterveld4q7", Kit: at + "/cycles/4/kit", Calendar: exampleFile},
		Reminder{Panel: panel, Number: 4, Until: day(time.March, 19), Draft: true, URL: at + "/cycles/4/contribute",
			Colleagues: at + "/k/waterveld4q7", Kit: at + "/cycles/4/kit"},
		Reminder{Panel: panel, Number: 4, Until: day(time.March, 19), Last: true, Reply: true, Questions: questions, URL: at + "/cycles/4/contribute",
			Colleagues: at + "/k/waterveld4q7", Kit: at + "/cycles/4/kit"},
		Understood{For: ReplyContribution, Panel: panel, Number: 4, Ready: true, Until: day(time.March, 19), Aside: "Met vriendelijke groet,\nSanne Jansen",
			Parts: []UnderstoodPart{{Number: 1, Title: questions[0], Mark: 7, People: 12, Text: "De uitleg komt vaak te laat."},
				{Number: 2, Title: questions[1], Text: "Om half twee is alles op.", People: 1, Lacks: "choice"}, {Text: "De koffie is koud.", People: 1}},
			URL: at + "/cycles/4/contribute"},
		ReplyTaken{For: ReplyOutcome, Count: 1, Failed: []FailedPoint{{rooms.Title, "Wij zetten de zalen in het boekingssysteem."}}, URL: at + "/inbox"},
		Bundling{Panel: panel, Number: 4, Waiting: 63, Until: day(time.April, 2), URL: at + "/cycles/4"},
		Outcome{Title: declarations.Title, Said: declarations.Said, Service: "Financiën", Outcome: "promised", Answer: declarations.Answer,
			DueOn: declarations.DueOn, URL: declarations.URL},
		Clarification{Title: rooms.Title, Said: rooms.Said, From: "Facilitair", Question: "Om welke zalen gaat het, en op welke dagen?", Own: true, URL: rooms.URL},
		Decide{Title: rooms.Title, Said: rooms.Said, Panel: panel, From: "ICT", Wanted: "Facilitair", HandOvers: 2, Reason: "Het boekingssysteem is van Facilitair.",
			DueOn: rooms.DueOn, URL: rooms.URL + "/decide"},
		Acknowledged{Said: "Bij de fietsenstalling brandt 's avonds geen licht.", Reason: "Dank u wel. De storing is gisteren verholpen, het licht doet het weer.", URL: at + "/mine"},
		Reach{Panel: panel, Number: 4, Days: 7, URL: at + "/reach/geheim"},
		Nudge{Owed: append(owed, Owed{Service: "Sport", Points: []OwedPoint{{Number: 4, Title: "Geen douche na het fietsen", DueOn: day(time.March, 24), New: true,
			HandedOver: true, Reason: "De douches staan in de sportzaal.", Said: "Ik kom elke dag op de fiets.", People: 9, URL: at + "/items/6"}}}),
			Total: 6, Late: 1, Reply: true, URL: at + "/inbox", Also: []Also{
				{Kind: "mention", Title: "De printer op de eerste verdieping hapert", URL: at + "/items/9"},
				{Kind: "help", Title: "Nieuwe collega's hebben geen pas", Service: "Facilitair", URL: at + "/items/10"}}},
		Nudge{Weekly: true, Owed: owed, Total: 6, Late: 1, Reply: true, URL: at + "/inbox", Also: []Also{
			{Kind: "promise", Title: "Meer stoelen in de kantine", Service: "Facilitair", DueOn: day(time.March, 29), URL: at + "/items/11"}}},
		Escalation{Owed: []Owed{{Service: "Facilitair", Points: []OwedPoint{{Title: rooms.Title, DueOn: rooms.DueOn, LateDays: 3, URL: rooms.URL},
			{Title: "De deur van het archief piept", DueOn: rooms.DueOn, LateDays: 3, Promise: true, URL: rooms.URL}}}}, Late: 2, URL: at + "/"},
		DigestReady{Panel: panel, Number: 4, Items: 9, Unanswered: 2, Waiting: 3, Reply: true, URL: at + "/cycles/4/digest"},
		RoundChanged{Panel: panel, Number: 4, Change: "moved", Phase: "collecting", Ambassador: true, Responder: true,
			Reason: "Veel collega's hebben voorjaarsvakantie.\nZo kan iedereen meedoen.",
			Before: PhaseDates{day(time.March, 12), day(time.March, 26), day(time.April, 2)},
			After:  PhaseDates{day(time.March, 19), day(time.April, 2), day(time.April, 9)}, URL: at + "/cycles/4"},
		ReplyRefused{Reason: "nobody", URL: at + "/"},
		Thanks{Panel: panel, Rounds: 6, Points: 14, Changed: 5, Promised: 4, Delivered: 3, URL: at + "/digests",
			Best: []ThanksPoint{{shared[0].Entries[0].Title, "Kantine", 35}, {"Fietsenstalling is te donker", "Facilitair", 17}, {"Snellere laptops voor de wijkploeg", "ICT", 0}}},
		ReportBack{Panel: panel, Number: 4, Points: []DigestEntry{shared[0].Entries[0], declarations, shared[3].Entries[0], rooms}, NextOn: day(time.June, 7),
			URL: at + "/cycles/4/report-back", DigestURL: at + "/digests/4"},
		Digest{Panel: panel, Number: 4, Intro: intro, Own: []DigestEntry{declarations}, Sections: shared, Contributions: 63,
			Waiting: 3, NextOn: day(time.June, 7), URL: at + "/digests/4"},
	}
}
