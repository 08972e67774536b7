package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"klantpanel/cmd/klantpanel/demo"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// demoPeople is how many colleagues the municipality has.
const demoPeople = 400

// organise makes the organisation of the content as its administrator would: settings, an import of people, services, questions and
// panels, each through the product's own operations. The panels are started.
func (p *demoPlayer) organise(ctx context.Context) error {
	for _, make := range []func(context.Context) error{p.settle, p.importPeople, p.appoint, p.makeServices, p.makeQuestions, p.makePanels, p.planTold, p.planBetween, p.planWritten} {
		if err := make(ctx); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	return nil
}

func (p *demoPlayer) settle(ctx context.Context) error {
	admin := p.content.Cast[p.withRole(demo.Administrator)]
	if _, err := p.Panel.SetUp(ctx, panel.SetUpInput{Organisation: p.content.Name, Name: admin.Name, Email: admin.Email, Language: "nl"}); err != nil {
		return err
	}
	return p.Panel.SaveOrganisation(ctx, panel.System, panel.OrganisationInput{Name: p.content.Name, Language: "nl", TimeZone: demoZone,
		MailName: p.content.MailName, MailAddress: p.content.MailAddress, Contact: p.content.Contact, FrameSites: "https://intranet.waterveld.example"})
}

func (p *demoPlayer) importPeople(ctx context.Context) error {
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	rows := [][]string{{"naam", "e-mail", "afdeling", "taal"}}
	for _, person := range p.content.People(demoPeople) {
		rows = append(rows, []string{person.Name, person.Email, person.Unit, person.Language})
	}
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	var bad []error
	_, err := p.Panel.ImportPeople(ctx, &file, panel.ImportOptions{}, func(line panel.BadLine) { bad = append(bad, fmt.Errorf("%v", line)) })
	if len(bad) > 0 {
		return fmt.Errorf("%w: %w", err, bad[0])
	}
	return err
}

// appoint finds the cast among the people and makes managers of those who are.
func (p *demoPlayer) appoint(ctx context.Context) error {
	for key, member := range p.content.Cast {
		person, err := p.Panel.PersonByEmail(ctx, member.Email)
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		p.people[key] = person.ID
		if member.Role != demo.Manager {
			continue
		}
		in := panel.PersonInput{Name: person.Name, Email: person.Email, Language: person.Language, Unit: member.Unit, Manager: true, Active: true}
		if _, err := p.Panel.SavePerson(ctx, panel.System, person.ID, in); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

func (p *demoPlayer) makeServices(ctx context.Context) error {
	for _, s := range p.content.Services {
		made, err := p.Panel.SaveService(ctx, panel.System, uuid.Nil, panel.ServiceInput{Name: s.Name, Purpose: s.Purpose,
			Expectation: s.Expectation, Words: s.Words,
			WorkingOn: s.WorkingOn, Priorities: s.Priorities, RespondDays: s.RespondDays, NormDays: s.NormDays, Responders: p.addresses(s.Responders...), Owner: p.addresses(s.Owner)})
		if err != nil {
			return fmt.Errorf("service %s: %w", s.Key, err)
		}
		p.services[s.Key] = made.ID
	}
	return nil
}

func (p *demoPlayer) makeQuestions(ctx context.Context) error {
	topics := map[string]string{}
	for _, t := range p.content.Topics {
		topics[t.Key] = t.Name
	}
	for _, q := range p.content.Questions {
		in := panel.QuestionInput{Topic: topics[q.Topic], Kind: q.Kind, TextNL: q.TextNL, TextEN: q.TextEN,
			OptionsNL: strings.Join(q.OptionsNL, "\n"), OptionsEN: strings.Join(q.OptionsEN, "\n"), Line: q.Line, Step: q.Step}
		if id, ok := p.services[q.Service]; ok {
			in.ServiceID = &id
		}
		made, err := p.Panel.SaveQuestion(ctx, panel.System, uuid.Nil, in)
		if err != nil {
			return fmt.Errorf("question %s: %w", q.Key, err)
		}
		p.questions[q.Key] = made.ID
	}
	return nil
}

func (p *demoPlayer) makePanels(ctx context.Context) error {
	units, err := p.Panel.Units(ctx)
	if err != nil {
		return err
	}
	unit := map[string]uuid.UUID{}
	for _, u := range units {
		unit[u.Name] = u.ID
	}
	for _, c := range p.content.Panels {
		made, err := p.Panel.SavePanel(ctx, panel.System, uuid.Nil, p.panelInput(c))
		if err != nil {
			return fmt.Errorf("panel %s: %w", c.Key, err)
		}
		for _, m := range c.Ambassadors {
			in := panel.AmbassadorInput{Email: p.content.Cast[m.Person].Email, StartsOn: p.today()}
			for _, name := range m.Units {
				in.Units = append(in.Units, unit[name])
			}
			if _, err := p.Panel.SaveAmbassador(ctx, panel.System, made.ID, uuid.Nil, in); err != nil {
				return fmt.Errorf("ambassador %s: %w", m.Person, err)
			}
		}
		coordinator, err := p.act(ctx, c.Coordinator)
		if err != nil {
			return err
		}
		if _, err := p.Panel.StartPanel(ctx, coordinator, made.ID); err != nil {
			return fmt.Errorf("panel %s: %w", c.Key, err)
		}
		if made.DigestReaders == panel.Employees {
			if _, err := p.Panel.AddDigestAddress(ctx, coordinator, &made.ID, "Intranet"); err != nil {
				return fmt.Errorf("panel %s: %w", c.Key, err)
			}
		}
		p.panels = append(p.panels, &demoPanel{Panel: c, id: made.ID})
	}
	return nil
}

func (p *demoPlayer) panelInput(c demo.Panel) panel.PanelInput {
	recurrence, from := p.calendar.recurrence(c.Recurrence, len(c.Rounds)-1)
	in := panel.PanelInput{Name: c.Name, Purpose: c.Purpose, TimeZone: demoZone, Recurrence: recurrence.String(), StartsOn: from,
		CollectingDays: c.CollectingDays, RespondingDays: c.RespondingDays, ReportingDays: c.ReportingDays, CatchUpDays: 7, SmallestGroup: 5,
		HoldsAnswers: c.HoldsAnswers, DigestReaders: c.DigestReaders, Audience: c.Audience, Picking: panel.Fixed, NoticeDays: c.NoticeDays, Coordinators: p.addresses(c.Coordinator)}
	for _, key := range c.Services {
		in.Services = append(in.Services, p.services[key])
	}
	for _, key := range c.Questions {
		in.Questions = append(in.Questions, p.questions[key])
	}
	return in
}

// takeTurns has the coordinators add to what every round of a panel asks, once the open round is under way: one question more a round, each
// in its turn.
func (p *demoPlayer) takeTurns(ctx context.Context) error {
	for _, c := range p.panels {
		if len(c.Turns) == 0 {
			continue
		}
		coordinator, err := p.act(ctx, c.Coordinator)
		if err != nil {
			return err
		}
		in := p.panelInput(c.Panel)
		in.Picking, in.PickCount, in.Trend = panel.LeastRecent, 1, in.Questions
		for _, key := range c.Turns {
			in.Questions = append(in.Questions, p.questions[key])
		}
		if _, err := p.Panel.SavePanel(ctx, coordinator, c.id, in); err != nil {
			return fmt.Errorf("panel %s: %w", c.Key, err)
		}
	}
	return nil
}

// endTerms says of the ambassadors who stop when that is, so that their coordinator looks for somebody who takes over.
func (p *demoPlayer) endTerms(ctx context.Context) error {
	for _, c := range p.panels {
		terms, err := p.Panel.Ambassadors(ctx, c.id)
		if err != nil {
			return err
		}
		for _, m := range c.Ambassadors {
			at := slices.IndexFunc(terms, func(a panel.Ambassador) bool { return a.Person.Email == p.content.Cast[m.Person].Email })
			if m.Ends == 0 {
				continue
			}
			speaksFor, err := p.Panel.Constituency(ctx, terms[at].ID)
			if err != nil {
				return err
			}
			in := panel.AmbassadorInput{StartsOn: terms[at].StartsOn, EndsOn: p.today().AddDays(m.Ends)}
			for _, u := range speaksFor.Units {
				in.Units = append(in.Units, u.ID)
			}
			if _, err := p.Panel.SaveAmbassador(ctx, panel.System, c.id, terms[at].ID, in); err != nil {
				return fmt.Errorf("ambassador %s: %w", m.Person, err)
			}
		}
	}
	return nil
}

// closeAWeek has the organisation close in the week of a round to come, the first panel's one after the next, so that its calendar shows a
// round that moves. The story so far knows of no closed days.
func (p *demoPlayer) closeAWeek(ctx context.Context) error {
	first, err := p.Panel.Panel(ctx, p.panels[0].id)
	if err != nil {
		return err
	}
	coming := panel.Upcoming(first, ordinary, p.clock.now(), 2)
	monday := coming[len(coming)-1].Day
	for monday.Weekday() != time.Monday {
		monday = monday.AddDays(-1)
	}
	return p.Panel.AddClosedPeriod(ctx, panel.System, scheduler.Period{From: monday, Until: monday.AddDays(4), Name: p.content.ClosedWeek})
}

// addresses are those of members of the cast, as the forms take them.
func (p *demoPlayer) addresses(keys ...string) string {
	var all []string
	for _, key := range keys {
		all = append(all, p.content.Cast[key].Email)
	}
	return strings.Join(all, " ")
}
