package dialogue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// Told is what somebody said outside a round, and where it went.
type Told struct {
	Contribution
	Panel     panel.Panel    // whose coordinator has it now
	Suggested *panel.Service // that it seems to be for, nil for none
	Routed    *Item          // what a rule made of it, nil when it waits for the coordinator
}

// toldAtMost things somebody can say in an hour; who has more to say had better talk to the coordinator.
const toldAtMost = 20

// Tell takes what somebody says outside a round. They choose no service: one is suggested by their words, and a rule or a coordinator
// decides. unquoted says that the words aren't to be quoted. The key comes with the form: sending that twice counts once, and other words under the same key are a Conflict.
func (s *Store) Tell(ctx context.Context, actor panel.Actor, key uuid.UUID, text string, unquoted bool) (Told, error) {
	var told Told
	var ps panel.Problems
	text = ps.Text("text", text, 1, 4000)
	if err := ps.Err(); err != nil {
		return told, err
	}
	if actor.PersonID() == nil {
		return told, panel.Refuse(panel.Forbidden, "error.people_only")
	}
	allowed, err := s.Allow(ctx, "tell", actor.Person.ID.String(), toldAtMost, time.Hour)
	if err != nil {
		return told, err
	}
	if !allowed {
		return told, panel.Refuse(panel.Conflict, "error.told_often", "Most", toldAtMost)
	}
	suggested, err := s.Suggest(ctx, text, nil)
	if err != nil {
		return told, err
	}
	if len(suggested) > 0 {
		first := suggested[0].Service // of its own: what is suggested is remembered
		told.Suggested = &first
	}
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		told.Panel, err = s.desk(ctx, tx, actor.Person, told.Suggested)
		if err != nil {
			return err
		}
		return s.hear(ctx, tx, actor, &told, key, Answer{People: 1, Text: text, Unquoted: unquoted})
	})
	return told, err
}

// desk is the panel that takes what somebody says outside a round.
func (s *Store) desk(ctx context.Context, tx bun.Tx, p panel.Person, suggested *panel.Service) (panel.Panel, error) {
	today, err := panel.Today(ctx, tx, s.Clock())
	if err != nil {
		return panel.Panel{}, err
	}
	var service *uuid.UUID
	if suggested != nil {
		service = &suggested.ID
	}
	at, ok, err := panel.DeskFor(ctx, tx, p, service, today)
	if err == nil && !ok {
		err = panel.Refuse(panel.Conflict, "error.no_panel")
	}
	return at, err
}

// hear writes the contribution into the panel's standing cycle, through nobody, and follows a rule if one says whose it is.
func (s *Store) hear(ctx context.Context, tx bun.Tx, actor panel.Actor, told *Told, key uuid.UUID, answer Answer) error {
	c, err := panel.StandingCycle(ctx, tx, told.Panel)
	if err != nil {
		return err
	}
	first, err := s.submit(ctx, tx, c.ID, key, uuid.Nil)
	if err != nil {
		return err
	}
	if !first {
		told.Contribution, err = toldBefore(ctx, tx, actor, key, answer.Text)
		return err
	}
	said := s.contribution(c.ID, answer)
	said.SubmissionID, said.PersonID = key, actor.PersonID()
	if _, err := tx.NewInsert().Model(&said).Exec(ctx); err != nil {
		return wrap("tell", err)
	}
	if err := count(ctx, tx, c.ID, countOf([]Contribution{said})); err != nil {
		return err
	}
	told.Contribution = said
	told.Routed, err = s.routeByRule(ctx, tx, c, said)
	if err != nil || told.Routed != nil {
		return err
	}
	d, err := organisationDay(ctx, tx, s.Clock())
	if err != nil {
		return err
	}
	return s.tellCoordinators(ctx, tx, d, told.Panel.ID)
}

// toldBefore is what came in with the same form. Other words under its key would get lost, so they are refused.
func toldBefore(ctx context.Context, tx bun.Tx, actor panel.Actor, key uuid.UUID, text string) (Contribution, error) {
	var said Contribution
	err := tx.NewSelect().Model(&said).Where("co.submission_id = ? AND co.person_id = ? AND co.text = ?", key, actor.PersonID(), text).Scan(ctx)
	if isNone(err) {
		return said, panel.Refuse(panel.Conflict, "error.told_before")
	}
	return said, wrap("told before", err)
}
