package main

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"klantpanel/panel"
)

// round plays one round, from the letter that opens it to the digest, and then a few people come and go.
func (r *rehearsal) round(ctx context.Context, n int) error {
	r.part("collecting")
	c, err := r.open(ctx, n)
	if err != nil {
		return err
	}
	if err := r.hold(ctx, n%2 == 0); err != nil {
		return err
	}
	told, err := r.collect(ctx, c, n)
	if err != nil {
		return err
	}
	if err := r.advance(ctx, c.CollectingUntil.Time.Add(time.Second)); err != nil {
		return err
	}
	r.part("bundling")
	err = r.on(ctx, 1, func() error {
		for _, cycle := range []uuid.UUID{c.ID, told} {
			if err := r.bundle(ctx, cycle, n); err != nil {
				return err
			}
			if err := r.tidy(ctx, cycle, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	r.part("answering")
	for _, day := range []func(context.Context, int) error{r.acknowledge, r.consult, r.settleQuestions, r.answer, r.publish} {
		if err := r.on(ctx, 1, func() error { return day(ctx, n) }); err != nil {
			return err
		}
	}
	if err := r.advance(ctx, c.RespondingUntil.Time.Add(time.Second)); err != nil {
		return err
	}
	r.part("digest")
	if err := r.on(ctx, 1, func() error { return r.report(ctx, c, n) }); err != nil {
		return err
	}
	if n == r.rounds {
		return nil
	}
	r.part("people")
	return r.on(ctx, 2, func() error {
		if err := r.lessMail(ctx, n); err != nil {
			return err
		}
		return r.hire(ctx, n)
	})
}

// collect has everybody say something, and gives the cycle of what was told outside the round.
func (r *rehearsal) collect(ctx context.Context, c panel.Cycle, n int) (told uuid.UUID, err error) {
	for day := range answerDays {
		err := r.on(ctx, 1, func() error {
			if err := r.contribute(ctx, c, n, day); err != nil {
				return err
			}
			return r.receive(ctx, c, n, day)
		})
		if err != nil {
			return told, err
		}
	}
	r.part("promises")
	for _, look := range []func(context.Context, int) error{r.keepPromises, r.reconsider} {
		if err := r.on(ctx, 0, func() error { return look(ctx, n) }); err != nil {
			return told, err
		}
	}
	r.part("telling")
	return r.tellUs(ctx, n)
}

// on does something on the nth working day from now, and what follows from it by itself.
func (r *rehearsal) on(ctx context.Context, days int, do func() error) error {
	if err := r.advance(ctx, r.workday(days)); err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	return r.settle(ctx)
}

// open waits until the scheduler opens round n.
func (r *rehearsal) open(ctx context.Context, n int) (panel.Cycle, error) {
	p, err := r.Panel.Panel(ctx, r.panel)
	if err != nil {
		return panel.Cycle{}, err
	}
	if err := r.advance(ctx, p.NextAt.Time); err != nil {
		return panel.Cycle{}, err
	}
	cycles, err := r.Panel.Cycles(ctx, r.panel, 1)
	if err != nil {
		return panel.Cycle{}, err
	}
	if len(cycles) == 0 || cycles[0].Number != n || cycles[0].Phase != panel.Collecting {
		return panel.Cycle{}, fmt.Errorf("it didn't open on %s", p.NextDay())
	}
	return cycles[0], nil
}

// report approves the digest, has the scheduler put it into the outbox, and checks that the whole audience is there.
func (r *rehearsal) report(ctx context.Context, c panel.Cycle, n int) error {
	lead, err := r.act(ctx, theCoordinator)
	if err != nil {
		return err
	}
	d, err := r.Dialogue.DigestOf(ctx, c.ID)
	if err != nil {
		return err
	}
	if err := r.Dialogue.Approve(ctx, lead, d.ID, introNL[n%len(introNL)], introEN[n%len(introEN)]); err != nil {
		return err
	}
	if err := r.loop.RunDue(ctx, r.now); err != nil {
		return err
	}
	return r.auditAudience(ctx, d.ID)
}
