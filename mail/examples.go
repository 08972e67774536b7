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

// ExampleName tells the examples apart: by their kind, and of an outcome the one that was revised, of an escalation the one about
// a service for which nobody answers, of a digest what stands first.
func ExampleName(l Letter) string {
	if o, ok := l.(Outcome); ok && o.Changed != "" {
		return "revised"
	}
	if d, ok := l.(Digest); ok && d.First()[0].Name != "own" {
		return "digest_" + d.First()[0].Name
	}
	if e, ok := l.(Escalation); ok && e.Unmanned() != "" {
		return "unmanned"
	}
	return l.Kind()
}

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
	declarations := DigestEntry{Item: exampleItem(1), Section: "promised", Title: "Declaraties duren te lang", People: 20, Service: "Financiën",
		Said:   "Ik wacht soms zes weken op mijn reiskosten.",
		Answer: "Vanaf april betalen wij elke week uit in plaats van elke maand.", DueOn: day(time.April, 5), URL: at + "/items/1"}
	rooms := DigestEntry{Item: exampleItem(2), Section: "unanswered", Title: "Vergaderzalen staan leeg terwijl ze geboekt zijn", People: 40, Service: "Facilitair",
		Said: "Alles is bezet in het systeem.\nEr zit niemand.", DueOn: day(time.March, 10), LateDays: 3, URL: at + "/items/2"}
	shared := exampleSections(declarations, rooms)
	owed := []Owed{
		{Service: "Facilitair", Points: []OwedPoint{{Number: 1, Title: rooms.Title, DueOn: rooms.DueOn, LateDays: 3, URL: rooms.URL},
			{Number: 2, Title: "De spreekkamers zijn gehorig", DueOn: day(time.March, 15), Today: true, URL: at + "/items/7"}}},
		{Service: "Kantine", Points: []OwedPoint{{Number: 3, Title: "Meer keuze zonder vlees", DueOn: day(time.March, 17), URL: at + "/items/8"}}},
	}
	digests := exampleDigests(Digest{Panel: panel, Number: 4, Intro: intro, Sections: shared, People: 55, Waiting: 3,
		NextOn: day(time.June, 7), Asks: questions[1:], URL: at + "/digests/4"})
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
		Outcome{Title: "De fietsenstalling gaat om zes uur dicht", Said: "Ik kan 's avonds niet meer bij mijn fiets.", Service: "Facilitair", Outcome: "changed",
			Answer: "U opent de stalling nu de hele avond met uw pas.", Changed: "Er is een slot gekomen dat met de pas opengaat.",
			Before: "De stalling blijft om zes uur dicht. Daarna is er geen toezicht.", URL: at + "/items/13", Heard: at + "/heard/geheim/13",
			Others: []Outcome{{Title: "Eigen telefoon gebruiken voor het werk", Said: "Waarom mag mijn eigen toestel niet?", Service: "ICT", Outcome: "explained",
				Answer: "Op een eigen toestel kunnen wij gegevens van inwoners niet wissen als u het verliest.", URL: at + "/items/16", Heard: at + "/heard/geheim/16"}}},
		Clarification{Title: rooms.Title, Said: rooms.Said, From: "Facilitair", Question: "Om welke zalen gaat het, en op welke dagen?", Own: true, URL: rooms.URL},
		Decide{Title: rooms.Title, Said: rooms.Said, Panel: panel, From: "ICT", Wanted: "Facilitair", HandOvers: 2, Reason: "Het boekingssysteem is van Facilitair.",
			DueOn: rooms.DueOn, URL: rooms.URL + "/decide"},
		Acknowledged{Said: "Bij de fietsenstalling brandt 's avonds geen licht.", Reason: "Dank u wel. De storing is gisteren verholpen, het licht doet het weer.", URL: at + "/mine"},
		Reach{Panel: panel, Number: 4, Days: 7, URL: at + "/reach/geheim"},
		Nudge{Owed: append(owed, Owed{Service: "Sport", Points: []OwedPoint{{Number: 4, Title: "Geen douche na het fietsen", DueOn: day(time.March, 24), New: true,
			HandedOver: true, Reason: "De douches staan in de sportzaal.", Said: "Ik kom elke dag op de fiets.", People: 5, URL: at + "/items/6"}}}),
			Total: 6, Late: 1, Reply: true, URL: at + "/inbox", Also: []Also{
				{Kind: "mention", Title: "De printer op de eerste verdieping hapert", URL: at + "/items/9"},
				{Kind: "help", Title: "Nieuwe collega's hebben geen pas", Service: "Facilitair", URL: at + "/items/10"},
				{Kind: "revise", Title: "De fietsenstalling gaat om zes uur dicht", Service: "Facilitair", URL: at + "/items/13"},
				{Kind: "decide", Title: "Het scherm in de hal blijft zwart", Service: "ICT", URL: at + "/items/12/decide"},
				{Kind: "merged", Title: "Stoelen kraken", Service: "Facilitair", Into: "Meer stoelen in de kantine", URL: at + "/items/11"},
				{Kind: "told", Title: panel, Count: 2, URL: at + "/cycles/7/board"}}},
		Nudge{Weekly: true, Owed: owed, Total: 6, Late: 1, Reply: true, URL: at + "/inbox", Also: []Also{
			{Kind: "promise", Title: "Meer stoelen in de kantine", Service: "Facilitair", DueOn: day(time.March, 29), URL: at + "/items/11"}}},
		Escalation{Owed: []Owed{{Service: "Facilitair", Points: []OwedPoint{{Title: rooms.Title, DueOn: rooms.DueOn, LateDays: 3, URL: rooms.URL},
			{Title: "De deur van het archief piept", DueOn: rooms.DueOn, LateDays: 3, Promise: true, URL: rooms.URL}}}}, Total: 2, Late: 2, URL: at + "/"},
		Escalation{Owed: []Owed{{Service: "Inkoop", Unmanned: true, Points: []OwedPoint{{Title: "Bestellen duurt lang", DueOn: day(time.March, 29), FirstLate: 1, URL: at + "/items/14"},
			{Title: "Een vaste leverancier voor bureaustoelen", DueOn: day(time.April, 12), Promise: true, URL: at + "/items/15"}}}}, Total: 2, Late: 1, URL: at + "/settings/services"},
		DigestReady{Panel: panel, Number: 4, Items: 9, Unanswered: 2, Waiting: 3, Reply: true, URL: at + "/cycles/4/digest"},
		DigestSecond{Panel: panel, Number: 4, By: "Joris Bakker", Items: 9, Unanswered: 2, URL: at + "/digests/4"},
		DigestDue{Panel: panel, Number: 4, Items: 9, Unanswered: 2, Waiting: 3, Since: day(time.April, 5), GoesOn: day(time.April, 14), URL: at + "/digests/4"},
		DigestTest{Digest: digests[0], By: "Joris Bakker"},
		RoundChanged{Panel: panel, Number: 4, Change: "moved", Phase: "collecting", Ambassador: true, Responder: true,
			Reason: "Veel collega's hebben voorjaarsvakantie.\nZo kan iedereen meedoen.",
			Before: PhaseDates{day(time.March, 12), day(time.March, 26), day(time.April, 2)},
			After:  PhaseDates{day(time.March, 19), day(time.April, 2), day(time.April, 9)}, URL: at + "/cycles/4"},
		ReplyRefused{Reason: "nobody", URL: at + "/"},
		Thanks{Panel: panel, Rounds: 6, Points: 14, Changed: 5, Promised: 4, Delivered: 3, URL: at + "/digests",
			Best: []ThanksPoint{{shared[0].Entries[0].Title, "Kantine", 35}, {"Fietsenstalling is te donker", "Facilitair", 17}, {"Snellere laptops voor de wijkploeg", "ICT", 0}}},
		ReportBack{Panel: panel, Number: 4, Points: []DigestEntry{shared[0].Entries[0], declarations, shared[4].Entries[0], rooms}, NextOn: day(time.June, 7),
			URL: at + "/cycles/4/report-back", DigestURL: at + "/digests/4"},
		digests[0], digests[1], digests[2],
	}
}
