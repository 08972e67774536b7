// Package paneltest gives tests a small believable organisation, made through the real operations: the municipality of Waterveld with
// two services, a client panel and two ambassadors, on a clock that the test moves.
package paneltest

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
)

// Start is the moment at which the clock begins: a Monday morning in Waterveld.
var Start = time.Date(2027, 1, 4, 8, 0, 0, 0, time.UTC)

// Clock is the injected time.
type Clock struct{ now time.Time }

// Now is the current moment.
func (c *Clock) Now() time.Time { return c.now }

// To moves the clock to a moment.
func (c *Clock) To(t time.Time) { c.now = t.UTC().Truncate(time.Second) }

// Add moves the clock on.
func (c *Clock) Add(d time.Duration) { c.To(c.now.Add(d)) }

// Waterveld is the organisation.
type Waterveld struct {
	Clock  *Clock
	Outbox *mail.Outbox
	Store  *panel.Store

	// The cast. Ineke administers, Joris coordinates, Fatma and Piet are ambassadors, Sanne answers for ICT and Bram for the canteen,
	// Anton is the municipal secretary, Wim the caretaker.
	Ineke, Joris, Fatma, Piet, Sanne, Bram, Anton, Wim panel.Person

	ICT, Canteen panel.Service
	Panel        panel.Panel
	Questions    []panel.Question // open, mark (about ICT), choice, pair (about the canteen)
}

// New makes the organisation in an empty database. The panel is not started.
func New(tb testing.TB, db *bun.DB) *Waterveld {
	tb.Helper()
	ctx := context.Background()
	w := &Waterveld{Clock: &Clock{Start}}
	w.Store = &panel.Store{DB: db, Clock: w.Clock.Now}
	w.Outbox = &mail.Outbox{DB: db, Clock: w.Clock.Now, Sender: w.Store.Sender("https://klantpanel.waterveld.example")}
	w.Store.Outbox = w.Outbox
	w.Store.RegisterLetters()
	var err error
	w.Ineke, err = w.Store.SetUp(ctx, panel.SetUpInput{Organisation: "Gemeente Waterveld", Name: "Ineke de Vries", Email: "ineke@waterveld.example", Language: "nl"})
	OK(tb, err)
	w.letters(tb)
	for _, p := range []struct {
		person      *panel.Person
		name, email string
		unit        string
		manager     bool
	}{
		{&w.Joris, "Joris Bakker", "joris@waterveld.example", "Bestuurssecretariaat", false},
		{&w.Fatma, "Fatma Yılmaz", "fatma@waterveld.example", "Burgerzaken", false},
		{&w.Piet, "Piet Hoekstra", "piet@waterveld.example", "Gemeentewerf", false},
		{&w.Sanne, "Sanne Mulder", "sanne@waterveld.example", "ICT", false},
		{&w.Bram, "Bram Jansen", "bram@waterveld.example", "Kantine", false},
		{&w.Anton, "Anton Visser", "anton@waterveld.example", "Directie", true},
		{&w.Wim, "Wim Smit", "wim@waterveld.example", "Burgerzaken", false},
	} {
		*p.person, err = w.Store.SavePerson(ctx, panel.System, uuid.Nil, panel.PersonInput{Name: p.name, Email: p.email, Unit: p.unit, Manager: p.manager, Active: true})
		OK(tb, err)
	}
	w.ICT, err = w.Store.SaveService(ctx, panel.System, uuid.Nil, panel.ServiceInput{Name: "ICT", Purpose: "Laptops, telefoons en wifi", NormDays: 10, Responders: w.Sanne.Email})
	OK(tb, err)
	w.Canteen, err = w.Store.SaveService(ctx, panel.System, uuid.Nil, panel.ServiceInput{Name: "Kantine", Purpose: "Lunch en koffie", NormDays: 5, Responders: w.Bram.Email})
	OK(tb, err)
	w.questions(tb)
	w.panel(tb)
	return w
}

// letters has them go out at any moment, for tests that move the clock through nights and weekends.
func (w *Waterveld) letters(tb testing.TB) {
	o, err := w.Store.Organisation(context.Background(), w.Store.DB)
	OK(tb, err)
	OK(tb, w.Store.SaveOrganisation(context.Background(), panel.System, panel.OrganisationInput{Name: o.Name, Language: o.Language, TimeZone: o.TimeZone,
		MailName: o.MailName, MailAddress: o.MailAddress, Contact: o.Contact}))
}

func (w *Waterveld) questions(tb testing.TB) {
	for _, in := range []panel.QuestionInput{
		{Topic: "Werkplek", Kind: panel.Open, TextNL: "Wat houdt u op in uw werk?", TextEN: "What holds you up in your work?"},
		{Topic: "Werkplek", Kind: panel.Mark, ServiceID: &w.ICT.ID, TextNL: "Welk cijfer geeft u de wifi?"},
		{Topic: "Kantine", Kind: panel.Choice, TextNL: "Hoe vaak luncht u in de kantine?", TextEN: "How often do you lunch in the canteen?",
			OptionsNL: "Nooit\nSoms\nElke dag", OptionsEN: "Never\nSometimes\nEvery day"},
		{Topic: "Kantine", Kind: panel.Pair, ServiceID: &w.Canteen.ID, TextNL: "Verse lunch zonder lange rij"},
	} {
		q, err := w.Store.SaveQuestion(context.Background(), panel.System, uuid.Nil, in)
		OK(tb, err)
		w.Questions = append(w.Questions, q)
	}
}

func (w *Waterveld) panel(tb testing.TB) {
	ctx := context.Background()
	in := w.PanelInput()
	var err error
	w.Panel, err = w.Store.SavePanel(ctx, panel.System, uuid.Nil, in)
	OK(tb, err)
	units, err := w.Store.Units(ctx)
	OK(tb, err)
	for _, a := range []struct {
		who  panel.Person
		unit string
	}{{w.Fatma, "Burgerzaken"}, {w.Piet, "Gemeentewerf"}} {
		for _, u := range units {
			if u.Name == a.unit {
				_, err = w.Store.SaveAmbassador(ctx, panel.System, w.Panel.ID, uuid.Nil,
					panel.AmbassadorInput{Email: a.who.Email, StartsOn: "2027-01-01", Units: []uuid.UUID{u.ID}})
				OK(tb, err)
			}
		}
	}
}

// PanelInput is the form with which the panel was made: monthly on the second Tuesday at nine, phases of ten, ten and five working days.
func (w *Waterveld) PanelInput() panel.PanelInput {
	in := panel.PanelInput{Name: "Klantpanel Werkplek", TimeZone: "Europe/Amsterdam", Recurrence: Recurrence, StartsOn: "2027-01-05",
		CollectingDays: 10, RespondingDays: 10, ReportingDays: 5, CatchUpDays: 7, SmallestGroup: 5, Audience: panel.WholeOrganisation, Picking: panel.Fixed,
		Coordinators: w.Joris.Email, Services: []uuid.UUID{w.ICT.ID, w.Canteen.ID}}
	for _, q := range w.Questions {
		in.Questions = append(in.Questions, q.ID)
	}
	return in
}

// As is a person with the roles in force now.
func (w *Waterveld) As(tb testing.TB, p panel.Person) panel.Actor {
	tb.Helper()
	a, err := w.Store.Act(context.Background(), p.ID)
	OK(tb, err)
	return a
}

// OpenRound starts the panel, moves the clock to its next moment and opens the round.
func (w *Waterveld) OpenRound(tb testing.TB) panel.Cycle {
	tb.Helper()
	ctx := context.Background()
	p, err := w.Store.Panel(ctx, w.Panel.ID)
	OK(tb, err)
	if p.Paused {
		p, err = w.Store.StartPanel(ctx, w.As(tb, w.Joris), p.ID)
		OK(tb, err)
	}
	w.Clock.To(p.NextAt.Time)
	OK(tb, w.Store.OpenDue(ctx, w.Clock.Now()))
	cycles, err := w.Store.Cycles(ctx, p.ID, 1)
	OK(tb, err)
	if len(cycles) == 0 {
		tb.Fatal("no round opened")
	}
	c, err := w.Store.Cycle(ctx, cycles[0].ID)
	OK(tb, err)
	return c
}

// Recurrence is the panel's: the second Tuesday of each month at nine.
const Recurrence = "every month on the second tuesday at 09:00"
