package panel

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

// StartPanel lets the rounds come round: from now on the next moment is planned. It needs an ambassador, a question and a service,
// because a round without them asks nobody anything.
func (s *Store) StartPanel(ctx context.Context, actor Actor, id uuid.UUID) (Panel, error) {
	return s.schedule(ctx, actor, id, func(ctx context.Context, tx bun.Tx, p *Panel) error {
		if err := s.ready(ctx, tx, p); err != nil {
			return err
		}
		if !p.Paused {
			return nil
		}
		p.Paused = false
		return s.plan(p)
	})
}

// PausePanel plans no further round; the one that is open goes on.
func (s *Store) PausePanel(ctx context.Context, actor Actor, id uuid.UUID) (Panel, error) {
	return s.schedule(ctx, actor, id, func(_ context.Context, _ bun.Tx, p *Panel) error {
		p.Paused, p.NextOn, p.NextAt = true, "", bun.NullTime{}
		return nil
	})
}

func (s *Store) schedule(ctx context.Context, actor Actor, id uuid.UUID, change func(context.Context, bun.Tx, *Panel) error) (Panel, error) {
	if !actor.CoordinatesPanel(id) {
		return Panel{}, Refuse(Forbidden, "error.coordinators_only")
	}
	var p Panel
	err := inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) (err error) {
		if p, err = PanelIn(ctx, tx, id); err != nil {
			return err
		}
		if err = change(ctx, tx, &p); err != nil {
			return err
		}
		return savePlan(ctx, tx, &p)
	})
	return p, err
}

func savePlan(ctx context.Context, tx bun.IDB, p *Panel) error {
	if _, err := tx.NewUpdate().Model(p).Column("paused", "next_on", "next_at", "cycle_count").WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	return nil
}

// ready tells all that is still missing for a round.
func (s *Store) ready(ctx context.Context, tx bun.IDB, p *Panel) error {
	var ps Problems
	for _, need := range []struct {
		from    *bun.SelectQuery
		message string
	}{
		{inOffice(tx, p.ID, scheduler.DateOf(s.Clock(), p.Zone())), "error.panel_needs_ambassador"},
		{tx.NewSelect().Table("panel_questions").Where("panel_id = ?", p.ID), "error.panel_needs_question"},
		{tx.NewSelect().TableExpr("panel_services AS ps").Join("JOIN services AS s ON s.id = ps.service_id AND s.closed_at IS NULL").Where("ps.panel_id = ?", p.ID), "error.panel_needs_service"},
	} {
		n, err := need.from.Count(ctx)
		if err != nil {
			return fmt.Errorf("panel: %w", err)
		}
		if n == 0 {
			ps = append(ps, Refuse(Conflict, need.message))
		}
	}
	return ps.Err()
}

// plan sets the panel's next moment: the first one after now.
func (s *Store) plan(p *Panel) error {
	r, err := scheduler.ParseRecurrence(p.Recurrence)
	if err != nil {
		return problem(Invalid, "recurrence", "error.recurrence", nil)
	}
	zone, now := p.Zone(), s.Clock()
	day := scheduler.DateOf(now, zone).AddDays(-1)
	for {
		next, ok := r.Next(day, p.StartsOn)
		if !ok {
			return problem(Invalid, "recurrence", "error.recurrence_never", nil)
		}
		if at := r.Moment(next, zone); at.After(now) {
			p.NextOn, p.NextAt = next, bun.NullTime{Time: at}
			return nil
		}
		day = next
	}
}
