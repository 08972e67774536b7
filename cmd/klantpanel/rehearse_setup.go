package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// setUp makes the organisation as an administrator would.
func (r *rehearsal) setUp(ctx context.Context) error {
	r.part("people")
	_, err := r.Panel.SetUp(ctx, panel.SetUpInput{Organisation: "Gemeente Waterveld", Name: r.name(theAdministrator), Email: addressOf(theAdministrator), Language: "nl"})
	if err != nil {
		return fmt.Errorf("set up: %w", err)
	}
	if err := r.hire(ctx, 0); err != nil {
		return err
	}
	r.part("set-up")
	boss, err := r.act(ctx, theAdministrator)
	if err != nil {
		return err
	}
	for _, step := range []func(context.Context, panel.Actor) error{r.makeOrganisation, r.makeServices, r.makePanel, r.makeRules, r.makeAmbassadors} {
		if err := step(ctx, boss); err != nil {
			return fmt.Errorf("set up: %w", err)
		}
	}
	lead, err := r.act(ctx, theCoordinator)
	if err != nil {
		return err
	}
	_, err = r.Panel.StartPanel(ctx, lead, r.panel)
	return err
}

func (r *rehearsal) makeOrganisation(ctx context.Context, boss panel.Actor) error {
	err := r.Panel.SaveOrganisation(ctx, boss, panel.OrganisationInput{Name: "Gemeente Waterveld", Language: "nl", TimeZone: rehearsalZone.String(),
		MailName: "Klantpanel Waterveld", MailAddress: "klantpanel@waterveld.example", Contact: "klantpanel@waterveld.example"})
	if err != nil {
		return err
	}
	p, err := r.Panel.PersonByEmail(ctx, addressOf(theManager))
	if err != nil {
		return err
	}
	_, err = r.Panel.SavePerson(ctx, boss, p.ID, panel.PersonInput{Name: p.Name, Email: p.Email, Unit: r.unit(theManager), Manager: true, Active: true})
	return err
}

func (r *rehearsal) makeServices(ctx context.Context, boss panel.Actor) error {
	r.services = nil
	for i := range r.cast.services {
		t := trades[i%len(trades)]
		if i >= len(trades) {
			t.name += " " + strconv.Itoa(i/len(trades)+1)
		}
		s, err := r.Panel.SaveService(ctx, boss, uuid.Nil, panel.ServiceInput{Name: t.name, Purpose: t.purpose, Expectation: t.expectation,
			NormDays: t.normDays, Responders: addressOf(r.responder(i))})
		if err != nil {
			return err
		}
		r.services = append(r.services, s)
	}
	return nil
}

// makePanel makes a panel that asks each of the four kinds of question on the first Tuesday of the month.
func (r *rehearsal) makePanel(ctx context.Context, boss panel.Actor) error {
	in := panel.PanelInput{Name: "Klantpanel Waterveld", Purpose: "Samen maken wij de diensten beter.", TimeZone: rehearsalZone.String(),
		Recurrence: "every month on the first tuesday at 09:00", StartsOn: "2027-01-05", CollectingDays: 6, RespondingDays: 7, ReportingDays: 3,
		CatchUpDays: 7, SmallestGroup: 5, Audience: panel.WholeOrganisation, Picking: panel.Fixed, Coordinators: addressOf(theCoordinator)}
	for _, s := range r.services {
		in.Services = append(in.Services, s.ID)
	}
	for _, q := range r.questions() {
		made, err := r.Panel.SaveQuestion(ctx, boss, uuid.Nil, q)
		if err != nil {
			return err
		}
		in.Questions = append(in.Questions, made.ID)
	}
	p, err := r.Panel.SavePanel(ctx, boss, uuid.Nil, in)
	r.panel, r.panelForm = p.ID, in
	return err
}

// makeRules lets what somebody says outside a round go to its service at once, where the first of the subjects says enough.
func (r *rehearsal) makeRules(ctx context.Context, boss panel.Actor) error {
	_, err := r.Dialogue.SaveRule(ctx, boss, uuid.Nil, dialogue.RuleInput{ServiceID: r.services[0].ID, Words: subjects[0].noun, AtOnce: true})
	return err
}

// hold has the coordinator publish what services answer, or lets it go out by itself.
func (r *rehearsal) hold(ctx context.Context, yes bool) error {
	lead, err := r.act(ctx, theCoordinator)
	if err != nil {
		return err
	}
	r.panelForm.HoldsAnswers = yes
	_, err = r.Panel.SavePanel(ctx, lead, r.panel, r.panelForm)
	return err
}

func (r *rehearsal) questions() []panel.QuestionInput {
	questions := []panel.QuestionInput{
		{Topic: "De werkdag", Kind: panel.Open, TextNL: "Wat hield u de afgelopen weken op in uw werk?", TextEN: "What held you up in your work these weeks?"},
		{Topic: "De werkdag", Kind: panel.Choice, TextNL: "Hoe vraagt u meestal om hulp?", TextEN: "How do you usually ask for help?",
			OptionsNL: "Ik bel\nIk mail\nIk loop langs\nIk vraag een collega", OptionsEN: "I call\nI write\nI walk by\nI ask a colleague"},
	}
	for _, s := range r.services[:min(2, len(r.services))] {
		questions = append(questions,
			panel.QuestionInput{Topic: "De diensten", Kind: panel.Mark, ServiceID: &s.ID, TextNL: "Welk cijfer geeft u de dienst " + s.Name + "?", TextEN: "How do you rate " + s.Name + "?"},
			panel.QuestionInput{Topic: "De diensten", Kind: panel.Pair, ServiceID: &s.ID, TextNL: s.Name + " antwoordt snel", TextEN: s.Name + " answers quickly"})
	}
	return questions
}

// makeAmbassadors gives each ambassador a unit, and some of them a colleague from elsewhere as well.
func (r *rehearsal) makeAmbassadors(ctx context.Context, boss panel.Actor) error {
	made, err := r.Panel.Units(ctx)
	if err != nil {
		return err
	}
	ids := map[string]uuid.UUID{}
	for _, u := range made {
		ids[u.Name] = u.ID
	}
	for k := range r.ambassadors {
		i := r.ambassador(k)
		in := panel.AmbassadorInput{Email: addressOf(i), StartsOn: "2027-01-01", Units: []uuid.UUID{ids[r.unit(i)]}}
		if k%5 == 0 {
			in.People = addressOf(r.people - 1 - k)
		}
		if _, err := r.Panel.SaveAmbassador(ctx, boss, r.panel, uuid.Nil, in); err != nil {
			return err
		}
	}
	return nil
}
