package mail

import (
	"strconv"
	"time"

	"github.com/google/uuid"
)

func exampleItem(n int) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("punt "+strconv.Itoa(n)))
}

// exampleSections are what a digest tells, one of each kind at least.
func exampleSections(declarations, rooms DigestEntry) []DigestSection {
	const at = "https://klantpanel.gemeente.example"
	day := func(month time.Month, day int) time.Time { return time.Date(2027, month, day, 0, 0, 0, 0, time.UTC) }
	return []DigestSection{
		{Name: "changed", Entries: []DigestEntry{
			{Item: exampleItem(3), Section: "changed", Title: "De kantine gaat te vroeg dicht", People: 35, Service: "Kantine",
				Said: "Na half twee is er niets meer.", Answer: "De kantine is nu tot 14.30 uur open.", URL: at + "/items/3"},
			{Item: exampleItem(4), Section: "changed", Title: "Wachten op een nieuwe laptop", People: 15, Service: "ICT",
				Said: "Mijn nieuwe collega zat twee weken zonder.", Answer: "Een laptop staat nu klaar op de eerste werkdag. De aanvraag doet uw leidinggevende in één keer, samen met het contract.",
				URL: at + "/items/4"},
			{Item: exampleItem(5), Section: "changed", Title: "De stiltezaal is niet stil", Service: "Facilitair", Answer: "De deur heeft een drempel gekregen.", URL: at + "/items/5"}}},
		{Name: "kept", Entries: []DigestEntry{{Item: exampleItem(6), Section: "kept", Title: "Fietsenstalling is te donker", People: 15, Service: "Facilitair",
			Answer: "Er hangen nieuwe lampen.", DueOn: day(time.March, 1), URL: at + "/items/6"}}},
		{Name: "promised", Entries: []DigestEntry{declarations}},
		{Name: "explained", Entries: []DigestEntry{{Item: exampleItem(7), Section: "explained", Title: "Eigen telefoon gebruiken voor het werk", People: 10, Service: "ICT",
			Said: "Waarom mag mijn eigen toestel niet?", Answer: "Op een eigen toestel kunnen wij gegevens van inwoners niet wissen als u het verliest.", URL: at + "/items/7"}}},
		{Name: "thanked", Entries: []DigestEntry{{Item: exampleItem(8), Section: "thanked", Title: "Snelle hulp aan de balie", People: 5, Service: "ICT",
			Said: "Mijn laptop was binnen een uur gemaakt.", URL: at + "/items/8"}}},
		{Name: "unanswered", Entries: []DigestEntry{rooms, {Item: exampleItem(9), Section: "unanswered", Title: "Onduidelijk wie het rooster maakt"}}},
		{Name: "open_promise", Entries: []DigestEntry{{Item: exampleItem(10), Section: "open_promise", Title: "Formulier voor bestellingen", People: 5, Service: "Inkoop",
			Answer: "Wij maken het formulier korter.", DueOn: day(time.March, 22), Earlier: DaysOf(day(time.February, 1), day(time.March, 1)), LateDays: 1}}},
		{Name: "dropped", Entries: []DigestEntry{{Item: exampleItem(11), Section: "dropped", Title: "Rondleiding voor nieuwe collega's", People: 5, Service: "HR",
			Answer: "Er is te weinig belangstelling. Wij sturen voortaan een plattegrond."}}},
	}
}

// exampleDigests are a digest as an ambassador gets it who wants one a quarter, as it comes to who said nothing, and to who said something
// under their name.
func exampleDigests(d Digest) [3]Digest {
	by := func(e DigestEntry, who string) DigestEntry {
		e.By = who
		return e
	}
	const at = "https://klantpanel.gemeente.example"
	sections := d.Sections
	canteen, laptops, kept, promised := sections[0].Entries[0], sections[0].Entries[1], sections[1].Entries[0], sections[2].Entries[0]
	quiet, rooms, dropped := sections[0].Entries[2], sections[5].Entries[0], sections[7].Entries[0]
	own := by(canteen, "you")
	own.HeardURL = at + "/heard/geheim/3"
	quiet.HeardURL = at + "/heard/geheim/5"
	constituency, best, mine := d, d, d
	constituency.Own, constituency.Carries = []DigestEntry{own, by(laptops, "constituency"), by(rooms, "constituency"), by(dropped, "constituency")}, true
	constituency.Missed = []MissedDigest{{2, time.Date(2026, time.October, 5, 0, 0, 0, 0, time.UTC), at + "/digests/2"}, {3, time.Date(2027, time.January, 11, 0, 0, 0, 0, time.UTC), at + "/digests/3"}}
	best.Best = []DigestEntry{by(canteen, "colleagues"), by(laptops, "colleagues"), by(kept, "colleagues")}
	mine.Own = []DigestEntry{by(quiet, "you"), by(promised, "you")}
	return [3]Digest{constituency, best, mine}
}
