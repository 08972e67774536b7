package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"klantpanel/migrations/dbtest"
	"klantpanel/scheduler"
)

// roundCSV is what a Dutch HR system gives.
const roundCSV = `naam;e-mail;afdeling;taal
Saskia de Boer;saskia.deboer@waterveld.example;Bestuur;nl
Fatima El Idrissi;fatima.elidrissi@waterveld.example;HR;nl
Joke Visser;joke.visser@waterveld.example;Publiekszaken;nl
Peter Jansen;peter.jansen@waterveld.example;Publiekszaken;nl
Emma Clarke;emma.clarke@waterveld.example;Publiekszaken;en
Kees Bakker;kees.bakker@waterveld.example;ICT;nl
Anouk Smit;anouk.smit@waterveld.example;Facilitair;nl
Daan Vermeer;daan.vermeer@waterveld.example;Ruimte;nl
"Noor van 't Hof";noor.vanthof@waterveld.example;Ruimte;nl
`

const (
	saskia = "saskia.deboer@waterveld.example"
	fatima = "fatima.elidrissi@waterveld.example"
	joke   = "joke.visser@waterveld.example"
	noor   = "noor.vanthof@waterveld.example"
	kees   = "kees.bakker@waterveld.example"
	anouk  = "anouk.smit@waterveld.example"
	daan   = "daan.vermeer@waterveld.example"
)

// Four questions, one of each kind.
const (
	askMark   = "Welk rapportcijfer geeft u de servicedesk?"
	askPair   = "Snel een werkende laptop als de uwe stuk is"
	askChoice = "Waar eet u tussen de middag?"
	askOpen   = "Wat zou u morgen anders doen in de vergaderzalen?"
)

// What is said, and the points that become of it.
const (
	saidDesk   = "De servicedesk wil eerst een nummer, maar dat staat op de laptop die niet start."
	saidLaptop = "Een kapotte laptop duurt een week. Dan kunnen wij niemand helpen aan de balie."
	saidMenu   = "De soep is lekker en de mensen zijn vriendelijk!"
	saidRooms  = "Zalen staan leeg terwijl ze gereserveerd zijn."
	saidBeside = "Verder niets, fijn dat u het vraagt."

	pointDesk   = "Hulp zonder nummer van de laptop"
	pointLaptop = "Leenlaptop aan de balie"
	pointMenu   = "Lekkere soep en vriendelijke mensen"
	pointRooms  = "Gereserveerde zalen die leeg staan"

	becameDesk   = "De servicedesk vraagt voortaan alleen uw naam. Het nummer zoeken wij zelf op."
	becameLaptop = "Wij leggen vijf leenlaptops klaar, zodat u dezelfde dag verder kunt."
	becameMenu   = "Wij hebben het doorgegeven aan de mensen in de keuken. Ze waren er blij mee."
	becameRooms  = "Het systeem kan niet zien of een zaal leeg is. Een sensor per zaal is nu te duur."
)

// TestInTheBrowserANewcomerTakesAWholeRoundFromSetUpToDigest goes along the whole line by the pages alone, on a fresh database.
func TestInTheBrowserANewcomerTakesAWholeRoundFromSetUpToDigest(t *testing.T) {
	t.Parallel()
	browser(t)
	t.Run("at a desk", func(t *testing.T) {
		t.Parallel()
		newStory(t, dbtest.SQLite(t), desk).tell()
	})
	t.Run("without scripts on a phone", func(t *testing.T) {
		t.Parallel()
		database := dbtest.SQLite(t)
		if os.Getenv("KLANTPANEL_TEST_POSTGRES") != "" {
			database = dbtest.Postgres(t)
		}
		newStory(t, database, plainPhone).tell()
	})
}

// story is one round and the people in it, who all read on the same kind of device.
type story struct {
	*world
	t        *testing.T
	database string
	device   device

	admin, coordinator, ambassador *reader
	round                          string // the path of the cycle
}

func newStory(t *testing.T, database string, d device) *story {
	return &story{world: newWorld(t, database, day("2026-09-01", "10:00")), t: t, database: database, device: d}
}

func (s *story) tell() {
	s.setUp()
	s.makeServices()
	s.makeQuestions()
	s.makePanel()
	s.opens()
	s.contribute()
	s.bundle()
	s.answer()
	s.digest()
	s.next()
}

// day is a moment in the Netherlands.
func day(date, clock string) time.Time {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		panic(err)
	}
	return scheduler.Date(date).At(clock, zone)
}

// becomes is world.becomes in Dutch time.
func (s *story) becomes(date, clock string) {
	s.t.Helper()
	s.world.becomes(day(date, clock))
}

func (s *story) reader(who string) *reader {
	s.t.Helper()
	return s.newReader(s.t, who, s.device)
}

// setUp makes the organisation from the link that the server prints, and its people from the file of HR.
func (s *story) setUp() {
	link, err := s.site.SetupLink(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	s.admin = s.reader("administrator").expects(503).open("/").open(strings.TrimPrefix(link, s.BaseURL))
	s.admin.fill("organisation", "Gemeente Waterveld").fill("name", "Saskia de Boer").fill("email", saskia).choose("language", "nl").send("main form")
	s.admin.sees("Saskia de Boer")
	var said logged
	if code := run(s.t.Context(), []string{"import", "people", s.file("medewerkers.csv", roundCSV), "--database", s.database}, &said, &said); code != 0 {
		s.t.Fatalf("import ended with %d: %s", code, said.tail())
	}
	s.admin.open("/people").sees("Noor van 't Hof", "Publiekszaken").open("/settings").sees("Gemeente Waterveld")
}

func (s *story) makeServices() {
	for _, service := range []struct{ name, purpose, responder string }{
		{"ICT", "Laptops, telefoons en inloggen", kees},
		{"Facilitair", "Gebouw, vergaderzalen en de kantine", anouk},
	} {
		s.admin.open("/settings/services/new").fill("name", service.name).fill("purpose", service.purpose)
		s.admin.fill("expectation", "Binnen een dag hoort u wie u helpt.").fill("norm_days", "3").fill("responders", service.responder).send("main form").sees(service.name)
	}
}

func (s *story) makeQuestions() {
	for _, q := range []struct{ kind, text, service, options string }{
		{"mark", askMark, "ICT", ""},
		{"pair", askPair, "ICT", ""},
		{"choice", askChoice, "", "In de kantine\nAchter mijn bureau\nBuiten de deur"},
		{"open", askOpen, "", ""},
	} {
		r := s.admin.open("/questions/new").press(`main a[href$="kind=` + q.kind + `"]`)
		r.fill("text_nl", q.text).fill("topic", "Dagelijks werk "+q.kind)
		if q.service != "" {
			r.fill("service", q.service)
		}
		if q.options != "" {
			r.fill("options_nl", q.options)
		}
		r.send("main form").sees(q.text)
	}
}

// makePanel makes the panel; a mistake on the way is said, and what was typed stays.
func (s *story) makePanel() {
	r := s.admin.open("/panels/new").fill("name", "Klantpanel Waterveld").fill("purpose", "Samen maken wij het werk makkelijker.").fill("coordinators", "fatima@nergens.example")
	r.fill("every", "1").fill("period", "month").fill("nth", "1").fill("weekday", "1").fill("clock", "09:00").fill("starts_on", "2026-09-02")
	r.fill("collecting_days", "5").fill("responding_days", "5").fill("reporting_days", "3")
	r.chooseWords("services", "ICT").chooseWords("services", "Facilitair")
	for i, text := range []string{askMark, askPair, askChoice, askOpen} {
		place := r.nameBeside(text, "place-")
		r.unfold(place).chooseWords("questions", text)
		r.fill(place, []string{"1", "2", "3", "4"}[i])
	}
	r.choose("audience", "organisation").choose("picking", "fixed").refused("main form").sees("fatima@nergens.example")
	if got := r.value("name"); got != "Klantpanel Waterveld" {
		r.fail("the name became %q", got)
	}
	r.fill("coordinators", saskia+" "+fatima).send("main form")
	panel := r.path()
	for _, a := range []struct{ address, unit string }{{joke, "Publiekszaken"}, {noor, "Ruimte"}} {
		r.open(panel+"/ambassadors/new").fill("email", a.address).chooseWords("units", a.unit).send("main form")
	}
	r.sees("Joke Visser", "Noor van 't Hof", askMark, askOpen)
	r.open("/panels").sees("Klantpanel Waterveld").open(panel).send(`main form[action$="/start"]`)
}
