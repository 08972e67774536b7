package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// consult has the services work on what they acknowledged: they ask back, ask each other, write notes and drafts, and pass on what nobody wants.
// One of them is away, and another one's responder stands in.
func (r *rehearsal) consult(ctx context.Context, n int) error {
	if err := r.goAway(ctx, n%len(r.services)); err != nil {
		return err
	}
	err := r.visit(ctx, n, forConsulting, func(actor panel.Actor, service int, item dialogue.Item, d *rand.Rand) error {
		var err error
		switch x := d.Float64(); {
		case !item.ReadyAt.IsZero():
		case x < 0.12:
			_, err = r.Dialogue.AskBack(ctx, actor, item.ID, oneOf(d, askBackWords))
		case x < 0.19:
			name, _, _ := strings.Cut(addressOf(theCoordinator), "@")
			_, err = r.Dialogue.Note(ctx, actor, item.ID, "@"+name+" "+oneOf(d, noteWords))
		case x < 0.28:
			_, err = r.Dialogue.Take(ctx, actor, item.ID)
		case x < 0.33:
			_, err = r.Dialogue.Free(ctx, actor, item.ID)
		case x < 0.43:
			err = r.draft(ctx, actor, item, d)
		case x < 0.52 && len(r.services) > 1:
			err = r.askHelp(ctx, actor, service, item, d)
		case x < 0.58 && len(r.services) > 1:
			err = r.passAround(ctx, service, item, d)
		}
		return err
	})
	r.standIns = nil
	return err
}

// goAway has the responder of a service be away today.
func (r *rehearsal) goAway(ctx context.Context, service int) error {
	standIn := (service + 1) % len(r.services)
	if standIn == service {
		return nil
	}
	actor, err := r.act(ctx, r.responder(service))
	if err != nil {
		return err
	}
	_, err = r.Panel.SaveAbsence(ctx, actor, panel.AbsenceInput{From: r.today(), Until: r.today(), StandIn: addressOf(r.responder(standIn))})
	r.standIns = map[int]int{service: standIn}
	return err
}

func (r *rehearsal) draft(ctx context.Context, actor panel.Actor, item dialogue.Item, d *rand.Rand) error {
	written, err := r.Dialogue.AnswerOf(ctx, item.ID)
	if err != nil {
		return err
	}
	_, err = r.Dialogue.SaveAnswer(ctx, actor, item.ID, written.Version, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: oneOf(d, answerWords[dialogue.Explained])})
	return err
}

// askHelp asks another service, unless it is asked already.
func (r *rehearsal) askHelp(ctx context.Context, actor panel.Actor, service int, item dialogue.Item, d *rand.Rand) error {
	other := r.services[(service+1+d.IntN(len(r.services)-1))%len(r.services)].ID
	asked, err := r.Dialogue.HelpOf(ctx, item.ID)
	if err != nil {
		return err
	}
	for _, h := range asked {
		if h.ServiceID == other && h.Waits() {
			return nil
		}
	}
	_, err = r.Dialogue.AskHelp(ctx, actor, item.ID, other, oneOf(d, helpWords))
	return err
}

// passAround hands an item to another service and back, until they have to ask the coordinator.
func (r *rehearsal) passAround(ctx context.Context, service int, item dialogue.Item, d *rand.Rand) error {
	with, to := service, (service+1+d.IntN(len(r.services)-1))%len(r.services)
	for item.WantedID == nil {
		actor, err := r.attending(ctx, with)
		if err != nil {
			return err
		}
		if item, err = r.Dialogue.HandOver(ctx, actor, item.ID, r.services[to].ID, oneOf(d, insistWords)); err != nil {
			return err
		}
		with, to = to, with
	}
	return nil
}

// settleQuestions has the others do their part: the coordinator decides, services help, and who stands behind a point answers.
func (r *rehearsal) settleQuestions(ctx context.Context, n int) error {
	d := r.dice(n, forSettling, 0)
	for _, part := range []func(context.Context, *rand.Rand) error{r.decide, r.help, r.clarify} {
		if err := part(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// decide has the coordinator agree with a hand-over that is asked for, or leave the item where it is.
func (r *rehearsal) decide(ctx context.Context, d *rand.Rand) error {
	lead, err := r.act(ctx, theCoordinator)
	if err != nil {
		return err
	}
	var items []dialogue.Item
	if err := r.DB.NewSelect().Model(&items).Where("i.wanted_id IS NOT NULL AND i.state <> ?", dialogue.HasOutcome).Order("i.id").Scan(ctx); err != nil {
		return fmt.Errorf("decide: %w", err)
	}
	for _, item := range items {
		to, reason := item.WantedID, ""
		if d.Float64() < 0.5 {
			to, reason = nil, oneOf(d, decidedWords)
		}
		if _, err := r.Dialogue.DecideHandOver(ctx, lead, item.ID, to, reason); err != nil {
			return fmt.Errorf("decide: %w", err)
		}
	}
	return nil
}

func (r *rehearsal) help(ctx context.Context, d *rand.Rand) error {
	index := map[uuid.UUID]int{}
	for i, s := range r.services {
		index[s.ID] = i
	}
	var asked []dialogue.Help
	if err := r.DB.NewSelect().Model(&asked).Where("he.given_at IS NULL AND he.item_id IN (?)", r.DB.NewSelect().Table("items").Column("id").Where("state <> ?", dialogue.HasOutcome)).
		Order("he.item_id", "he.service_id").Scan(ctx); err != nil {
		return fmt.Errorf("help: %w", err)
	}
	for _, h := range asked {
		actor, err := r.act(ctx, r.responder(index[h.ServiceID]))
		if err != nil {
			return err
		}
		if _, err := r.Dialogue.GiveHelp(ctx, actor, h.ItemID, h.ServiceID, oneOf(d, helpGivenWords)); err != nil {
			return fmt.Errorf("help: %w", err)
		}
	}
	return nil
}

// clarify has most of those who were asked something, and are known, answer.
func (r *rehearsal) clarify(ctx context.Context, d *rand.Rand) error {
	var items []dialogue.Item
	if err := r.DB.NewSelect().Model(&items).Where("i.paused_on <> '' AND i.state <> ?", dialogue.HasOutcome).Order("i.id").Scan(ctx); err != nil {
		return fmt.Errorf("clarify: %w", err)
	}
	for _, item := range items {
		behind, err := r.Dialogue.ContributionsOf(ctx, item.ID)
		if err != nil {
			return err
		}
		asked, err := r.Dialogue.Clarifications(ctx, item.ID)
		if err != nil {
			return err
		}
		silent, words := d.Float64() < 0.25, oneOf(d, clarifiedWords)
		for _, c := range behind {
			if silent || c.PersonID == nil {
				continue
			}
			p, err := r.Panel.Person(ctx, *c.PersonID)
			if err != nil {
				return err
			}
			if !p.Active {
				continue
			}
			actor, err := r.Panel.Act(ctx, p.ID)
			if err != nil {
				return err
			}
			if err := r.Dialogue.Clarify(ctx, dialogue.VoiceOf(actor), asked[len(asked)-1].ID, words); err != nil {
				return fmt.Errorf("clarify: %w", err)
			}
			break
		}
	}
	return nil
}
