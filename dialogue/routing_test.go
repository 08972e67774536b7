package dialogue_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

// service adds one with its own responder, and gives that responder.
func (h *house) service(t testing.TB, name, purpose, words string) (panel.Service, panel.Person) {
	t.Helper()
	ctx := context.Background()
	p, err := h.Waterveld.Store.SavePerson(ctx, panel.System, uuid.Nil, panel.PersonInput{Name: "Behandelaar van " + name, Email: panel.Fold(name) + "@waterveld.example", Active: true})
	ok(t, err)
	s, err := h.Waterveld.Store.SaveService(ctx, panel.System, uuid.Nil, panel.ServiceInput{Name: name, Purpose: purpose, Words: words, NormDays: 10, Responders: p.Email})
	ok(t, err)
	return s, p
}

func (h *house) rule(t testing.TB, service panel.Service, topic *uuid.UUID, words string, atOnce bool) dialogue.RoutingRule {
	t.Helper()
	rule, err := h.SaveRule(context.Background(), h.As(t, h.Joris), uuid.Nil, dialogue.RuleInput{ServiceID: service.ID, TopicID: topic, Words: words, AtOnce: atOnce})
	ok(t, err)
	return rule
}

// suggestedFor are the names of the services that a text is for, and by what the first of them.
func (h *house) suggestedFor(t testing.TB, text string, topic *uuid.UUID) (names []string, by string) {
	t.Helper()
	found, err := h.Suggest(context.Background(), text, topic)
	ok(t, err)
	for _, s := range found {
		names = append(names, s.Service.Name)
	}
	if len(found) > 0 {
		by = found[0].Why[0].By
	}
	return names, by
}

func TestWhatSomebodySaysLeadsToItsServiceByRuleByWordsOrByWhatWasAnsweredBefore(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		finance, _ := h.service(t, "Financiën", "Declaraties en facturen", "bonnetje, reiskosten")
		topic := h.Questions[0].TopicID
		for _, c := range []struct{ text, want, by string }{
			{"Mijn laptop is al drie weken traag.", "ICT", dialogue.ByWords},
			{"Waar lever ik mijn bonnetjes in?", "Financiën", dialogue.ByWords},
			{"De koffie is altijd koud.", "Kantine", dialogue.ByWords},
			{"Op de gang tocht het zo, daar word je ziek van.", "", ""},
			{"Wij horen nooit wat er van komt.", "", ""},
		} {
			names, by := h.suggestedFor(t, c.text, nil)
			if first := slices.Concat(names, []string{""})[0]; first != c.want || by != c.by {
				t.Errorf("%q is for %q by %q, want %q by %q", c.text, names, by, c.want, c.by)
			}
		}
		h.rule(t, finance, nil, "traag betaald, leasefiets", false)
		byTopic := h.rule(t, h.Canteen, &topic, "", false)
		for _, c := range []struct {
			text, want string
			topic      *uuid.UUID
		}{
			{"Onze leveranciers worden te traag betaald.", "Financiën", nil}, // not the slow laptop's
			{"Twee leasefietsen staan in de weg.", "Financiën", nil},
			{"Het tocht.", "Kantine", &topic},
			{"De leasefiets past niet in het rek.", "Financiën", &topic}, // words say more than a topic
		} {
			names, by := h.suggestedFor(t, c.text, c.topic)
			if len(names) == 0 || names[0] != c.want || by != dialogue.ByRule {
				t.Errorf("%q is for %q by %q, want %q by a rule", c.text, names, by, c.want)
			}
		}
		ok(t, h.RemoveRule(ctx, h.As(t, h.Joris), byTopic.ID))
		if names, _ := h.suggestedFor(t, "Het tocht.", &topic); len(names) > 0 {
			t.Errorf("a rule that was removed still leads to %q", names)
		}

		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "De deurbel van het stadhuis", h.say(t, h.Fatma, c, 6, "De deurbel bij de achteringang van het stadhuis rinkelt niet."))
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "De bel is gemaakt."})
		found, err := h.Suggest(ctx, "De deurbel bij de zijingang van het stadhuis is stuk.", nil)
		ok(t, err)
		if len(found) != 1 || found[0].Service.ID != h.ICT.ID || found[0].Why[0].By != dialogue.ByPoint || found[0].Why[0].Item != item.ID {
			t.Errorf("what was answered before leads to %+v", found)
		}
		unrouted, err := h.Bundle(ctx, h.As(t, h.Joris), c.ID, dialogue.BundleInput{Contributions: []uuid.UUID{h.say(t, h.Piet, c, 2, "De laptops zijn traag.")}, Title: "Laptops", Said: "Ze zijn traag."})
		ok(t, err)
		adviser, err := h.Adviser(ctx)
		ok(t, err)
		suggested, err := h.SuggestFor(ctx, adviser, unrouted)
		ok(t, err)
		if got := suggested[unrouted.ID]; len(got) == 0 || got[0].Service.ID != h.ICT.ID {
			t.Errorf("for the point without a service %+v is suggested", got)
		}
		h.healthy(t)
	})
}

func TestARuleSaysEnoughAndLeadsToAnOpenService(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		joris, topic := h.As(t, h.Joris), h.Questions[0].TopicID
		save := func(in dialogue.RuleInput) error {
			_, err := h.SaveRule(ctx, joris, uuid.Nil, in)
			return err
		}
		refused(t, save(dialogue.RuleInput{Words: "printer"}), "error.choose")
		refused(t, save(dialogue.RuleInput{ServiceID: h.ICT.ID, Words: " , ;"}), "error.rule_empty")
		refused(t, save(dialogue.RuleInput{ServiceID: h.ICT.ID, Words: "printer, altijd wel"}), "error.rule_common")
		refused(t, save(dialogue.RuleInput{ServiceID: h.ICT.ID, Words: "printer", TopicID: &topic, AtOnce: true}), "error.rule_at_once_topic")
		nowhere := uuid.New()
		refused(t, save(dialogue.RuleInput{ServiceID: h.ICT.ID, TopicID: &nowhere}), "error.choose")
		_, err := h.SaveRule(ctx, h.As(t, h.Sanne), uuid.Nil, dialogue.RuleInput{ServiceID: h.ICT.ID, Words: "printer"})
		refused(t, err, "error.coordinators_only")

		first := h.rule(t, h.ICT, nil, "Printer; scanner,\nprinter", false)
		if first.Words != "Printer, scanner" {
			t.Errorf("the words are %q", first.Words)
		}
		if again := h.rule(t, h.ICT, nil, "printer, scanner", false); again.ID != first.ID {
			t.Error("the same rule is there twice")
		}
		changed, err := h.SaveRule(ctx, joris, first.ID, dialogue.RuleInput{ServiceID: h.Canteen.ID, Words: "koffieautomaat"})
		ok(t, err)
		rules, err := h.Rules(ctx)
		ok(t, err)
		if len(rules) != 1 || rules[0].ID != changed.ID || rules[0].Words != "koffieautomaat" || rules[0].Service.ID != h.Canteen.ID {
			t.Errorf("the rules are %+v", rules)
		}
		ok(t, h.Waterveld.Store.CloseService(ctx, joris, h.Canteen.ID))
		refused(t, save(dialogue.RuleInput{ServiceID: h.Canteen.ID, Words: "lunch"}), "error.service_closed")
		if rules, err = h.Rules(ctx); err != nil || len(rules) > 0 {
			t.Errorf("a closed service keeps %d rules; %v", len(rules), err)
		}
		h.healthy(t)
	})
}

func TestWhatIsToldGoesToItsServiceAtOnceOnlyWhenTheRulesAgree(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		h.rule(t, h.ICT, nil, "wachtwoord", true)
		h.rule(t, h.Canteen, nil, "lunch", false)
		tell := func(text string) dialogue.Told {
			told, err := h.Tell(ctx, h.As(t, h.Wim), uuid.New(), text, false)
			ok(t, err)
			return told
		}
		told := tell("Mijn wachtwoord werkt niet meer. Ik kan nergens bij.")
		if told.Routed == nil {
			t.Fatal("the rule didn't route it")
		}
		item, err := h.Item(ctx, told.Routed.ID)
		ok(t, err)
		if item.ServiceID == nil || *item.ServiceID != h.ICT.ID || item.Title != "Mijn wachtwoord werkt niet meer" || item.Contributions != 1 || item.DueOn == "" {
			t.Errorf("the point is %+v", item)
		}
		events, err := h.Timeline(ctx, item.ID)
		ok(t, err)
		if last := events[len(events)-1]; last.Kind != dialogue.WasRouted || last.PersonID != nil || last.Text != "wachtwoord" {
			t.Errorf("its timeline ends with %+v", last)
		}
		for _, text := range []string{"De lunch duurt te lang.", "Bij de lunch heb ik een wachtwoord nodig."} { // one that isn't at once, and two that differ
			if told := tell(text); told.Routed != nil {
				t.Errorf("%q went to a service at once", text)
			}
		}
		h.healthy(t)
	})
}

// passed makes a point of ICT that was handed over twice and is with ICT again.
func (h *house) passed(t *testing.T, c panel.Cycle) dialogue.Item {
	t.Helper()
	ctx := context.Background()
	item := h.bundle(t, c, h.ICT, "Scherm in de kantine", h.say(t, h.Fatma, c, 6, "Het scherm in de kantine is zwart."))
	_, err := h.HandOver(ctx, h.As(t, h.Sanne), item.ID, h.Canteen.ID, "Het hangt in de kantine.")
	ok(t, err)
	item, err = h.HandOver(ctx, h.As(t, h.Bram), item.ID, h.ICT.ID, "Het is een scherm.")
	ok(t, err)
	return item
}

func TestAfterTheSecondHandOverTheCoordinatorDecides(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		finance, eva := h.service(t, "Financiën", "Facturen", "")
		sanne, joris := h.As(t, h.Sanne), h.As(t, h.Joris)
		item := h.passed(t, h.OpenRound(t))
		due := item.DueOn
		asked, err := h.HandOver(ctx, sanne, item.ID, h.Canteen.ID, "Het is toch van de kantine.")
		ok(t, err)
		if asked.WantedID == nil || *asked.WantedID != h.Canteen.ID || *asked.ServiceID != h.ICT.ID || asked.HandOvers != 2 {
			t.Fatalf("the point is %+v", asked)
		}
		_, err = h.HandOver(ctx, sanne, item.ID, finance.ID, "Of van Financiën.")
		refused(t, err, "error.hand_over_asked")
		if n := h.letters(t, mail.KindDecide, h.Joris); n != 1 {
			t.Errorf("Joris has %d letters about it, want 1", n)
		}
		h.deliver(t)
		tasks, err := h.Tasks(ctx, joris, "2027-01-13")
		ok(t, err)
		if !slices.ContainsFunc(tasks, func(task dialogue.Task) bool { return task.Kind == dialogue.TaskDecide && task.Thing == item.ID }) {
			t.Errorf("the decision is none of Joris' tasks: %+v", tasks)
		}
		h.healthy(t)

		_, err = h.DecideHandOver(ctx, sanne, item.ID, nil, "Ik beslis zelf.")
		refused(t, err, "error.coordinators_only")
		_, err = h.DecideHandOver(ctx, joris, item.ID, nil, "")
		refused(t, err, "error.missing")
		_, err = h.DecideHandOver(ctx, joris, item.ID, &finance.ID, "")
		refused(t, err, "error.missing")
		_, err = h.DecideHandOver(ctx, joris, item.ID, &h.ICT.ID, "Blijft.")
		refused(t, err, "error.same_service")
		declined, err := h.DecideHandOver(ctx, joris, item.ID, nil, "Schermen zijn van ICT, waar ze ook hangen.")
		ok(t, err)
		if declined.WantedID != nil || *declined.ServiceID != h.ICT.ID || declined.HandOvers != 2 {
			t.Errorf("the point is %+v", declined)
		}
		_, err = h.DecideHandOver(ctx, joris, item.ID, nil, "Nog eens.")
		refused(t, err, "error.hand_over_decided")
		h.healthy(t)

		_, err = h.HandOver(ctx, sanne, item.ID, finance.ID, "Financiën huurt het scherm.")
		ok(t, err)
		decided, err := h.DecideHandOver(ctx, joris, item.ID, &finance.ID, "") // for the reason that ICT gave
		ok(t, err)
		if decided.WantedID != nil || *decided.ServiceID != finance.ID || decided.HandOvers != 3 || decided.DueOn != due {
			t.Errorf("the point is %+v, and was due on %s", decided, due)
		}
		events, err := h.Timeline(ctx, item.ID)
		ok(t, err)
		if last := events[len(events)-1]; last.Kind != dialogue.WasHandedOver || last.Text != "Financiën huurt het scherm." || *last.PersonID != h.Joris.ID {
			t.Errorf("its timeline ends with %+v", last)
		}
		_, err = h.HandOver(ctx, h.As(t, eva), item.ID, h.ICT.ID, "Wij huren niets.")
		ok(t, err)
		straight, err := h.HandOver(ctx, joris, item.ID, h.Canteen.ID, "De kantine zoekt het uit.") // the coordinator needs to ask nobody
		ok(t, err)
		if straight.WantedID != nil || *straight.ServiceID != h.Canteen.ID || straight.HandOvers != 4 {
			t.Errorf("the point is %+v", straight)
		}
		h.deliver(t) // the first letter came in time, and of the others nothing is left to decide
		if got := h.states(t, mail.KindDecide, h.Joris); len(got) != 3 || got[0] != mail.Sent || got[1] != mail.Suppressed || got[2] != mail.Suppressed {
			t.Errorf("the letters to Joris are %q", got)
		}
		h.healthy(t)
	})
}

func TestAServiceAsksAnotherForItsPartAndStaysAccountable(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		finance, eva := h.service(t, "Financiën", "Facturen", "")
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "Pinnen in de kantine", h.say(t, h.Fatma, c, 6, "Pinnen duurt lang."))
		sanne, bram := h.As(t, h.Sanne), h.As(t, h.Bram)
		ask := func(actor panel.Actor, service uuid.UUID, request string) error {
			_, err := h.AskHelp(ctx, actor, item.ID, service, request)
			return err
		}
		give := func(actor panel.Actor, service uuid.UUID, given string) error {
			_, err := h.GiveHelp(ctx, actor, item.ID, service, given)
			return err
		}
		refused(t, ask(bram, finance.ID, "Kunt u meekijken?"), "error.responders_only")
		refused(t, ask(sanne, h.ICT.ID, "Wij zelf?"), "error.same_service")
		refused(t, ask(sanne, h.Canteen.ID, " "), "error.missing")
		refused(t, give(bram, h.Canteen.ID, "Alvast dit."), "error.help_gone")
		ok(t, ask(sanne, h.Canteen.ID, "Hoeveel kassa's zijn er open?"))
		refused(t, ask(sanne, h.Canteen.ID, "Weet u het al?"), "error.help_asked")
		h.clock.Add(time.Minute)
		ok(t, ask(h.As(t, h.Joris), finance.ID, "Welk contract is er?"))
		tasks, err := h.Tasks(ctx, bram, "2027-01-13")
		ok(t, err)
		if !slices.ContainsFunc(tasks, func(task dialogue.Task) bool { return task.Kind == dialogue.TaskHelp && task.Thing == item.ID }) {
			t.Errorf("the help is none of Bram's tasks: %+v", tasks)
		}
		refused(t, h.Waterveld.Store.CloseService(ctx, h.As(t, h.Joris), finance.ID), "error.service_is_asked")
		_, err = h.GiveOutcome(ctx, bram, item.ID, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Wij doen het zelf wel."})
		refused(t, err, "error.responders_only")
		refused(t, give(sanne, h.Canteen.ID, "Twee."), "error.responders_only")
		ok(t, give(bram, h.Canteen.ID, "Twee, en op dinsdag één."))
		refused(t, give(bram, h.Canteen.ID, "Drie."), "error.help_given")
		helps, err := h.HelpOf(ctx, item.ID)
		ok(t, err)
		if len(helps) != 2 || helps[0].Given != "Twee, en op dinsdag één." || helps[0].Waits() || !helps[1].Waits() {
			t.Errorf("the helps are %+v", helps)
		}
		ok(t, ask(sanne, h.Canteen.ID, "En op vrijdag?")) // once more, after it helped
		h.healthy(t)

		_, err = h.HandOver(ctx, sanne, item.ID, finance.ID, "Het is een contract.") // what was asked of it is its own now
		ok(t, err)
		refused(t, give(h.As(t, eva), finance.ID, "Het contract loopt af."), "error.help_gone")
		_, err = h.GiveOutcome(ctx, h.As(t, eva), item.ID, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "Het contract loopt tot mei."})
		ok(t, err)
		refused(t, give(bram, h.Canteen.ID, "Ook twee."), "error.item_answered")
		h.healthy(t)
	})
}

func TestNoHelpIsAskedOfAServiceForWhichNobodyAnswersNow(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "Pinnen in de kantine", h.say(t, h.Fatma, c, 6, "Pinnen duurt lang."))
		h.away(t, h.Bram, "")
		_, err := h.AskHelp(ctx, h.As(t, h.Sanne), item.ID, h.Canteen.ID, "Hoeveel kassa's zijn er open?")
		refused(t, err, "error.service_unmanned")
		h.clock.Add(7 * 24 * time.Hour) // Bram is back
		_, err = h.AskHelp(ctx, h.As(t, h.Sanne), item.ID, h.Canteen.ID, "Hoeveel kassa's zijn er open?")
		ok(t, err)
	})
}

func TestAHandOverGoesToNoClosedServiceAndNoneIsClosedThatIsAskedFor(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		finance, _ := h.service(t, "Financiën", "Facturen", "")
		gone, _ := h.service(t, "Archief", "Dozen", "")
		joris, sanne := h.As(t, h.Joris), h.As(t, h.Sanne)
		item := h.passed(t, h.OpenRound(t))
		ok(t, h.Waterveld.Store.CloseService(ctx, joris, gone.ID))
		_, err := h.HandOver(ctx, sanne, item.ID, gone.ID, "Naar het archief.")
		refused(t, err, "error.service_closed")
		_, err = h.AskHelp(ctx, sanne, item.ID, gone.ID, "Hebt u een doos?")
		refused(t, err, "error.service_closed")
		_, err = h.HandOver(ctx, sanne, item.ID, finance.ID, "Naar Financiën.")
		ok(t, err)
		_, err = h.DecideHandOver(ctx, joris, item.ID, &gone.ID, "Naar het archief.")
		refused(t, err, "error.service_closed")
		refused(t, h.Waterveld.Store.CloseService(ctx, joris, finance.ID), "error.service_is_asked")
		_, err = h.DecideHandOver(ctx, joris, item.ID, nil, "Blijft bij ICT.")
		ok(t, err)
		h.rule(t, finance, nil, "factuur", true)
		ok(t, h.Waterveld.Store.CloseService(ctx, joris, finance.ID))
		h.healthy(t)
	})
}

func TestDoctorFindsAHandOverAHelpAndARuleThatLeadNowhere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		finance, _ := h.service(t, "Financiën", "Facturen", "")
		item := h.passed(t, h.OpenRound(t))
		h.rule(t, finance, nil, "factuur", false)
		_, err := h.AskHelp(ctx, h.As(t, h.Sanne), item.ID, h.Canteen.ID, "Hangt het los?")
		ok(t, err)
		h.healthy(t)
		for _, spoil := range []*bun.UpdateQuery{
			h.db.NewUpdate().Table("items").Set("wanted_id = service_id").Where("id = ?", item.ID),
			h.db.NewUpdate().Table("item_services").Set("service_id = ?", h.ICT.ID).Where("item_id = ?", item.ID),
			h.db.NewUpdate().Table("services").Set("closed_at = ?", h.clock.Now()).Where("id = ?", finance.ID),
		} {
			_, err := spoil.Exec(ctx)
			ok(t, err)
		}
		found := ""
		for _, f := range h.findings(t) {
			found += f.Table + ": " + f.What + "\n"
		}
		for _, want := range []string{"items: it is asked to go where it is", "item_services: it is asked to help itself", "routing_rules: it holds for a service that is closed"} {
			if !strings.Contains(found, want) {
				t.Errorf("doctor doesn't say %q:\n%s", want, found)
			}
		}
	})
}
