package panel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// OpenDue opens the cycle of each panel whose moment has come, one panel a transaction, and plans its next moment in the same one.
// A panel that missed several moments opens the last one, when that is within its catch-up window; the others, and moments that were
// skipped, stay behind as cancelled cycles, so that everybody can see and count them. Panels open in the order of their moments.
func (s *Store) OpenDue(ctx context.Context, now time.Time) error {
	err := scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var p Panel
		q := tx.NewSelect().Model(&p).Where("pa.next_at <= ?", now).Order("pa.next_at", "pa.id").Limit(1)
		err := migrations.SkipLocked(scheduler.Except(q, "pa.id", except)).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return uuid.Nil, nil
		}
		if err != nil {
			return uuid.Nil, err
		}
		return p.ID, s.openDue(ctx, tx, &p, now)
	})
	if err != nil {
		return fmt.Errorf("open due: %w", err)
	}
	return nil
}

// openDue opens the last moment that passed and plans the next one. What the plan says now decides, not what was planned: a day that was
// closed in the meantime moves or is skipped yet.
func (s *Store) openDue(ctx context.Context, tx bun.Tx, p *Panel, now time.Time) error {
	calendar, err := CalendarIn(ctx, tx)
	if err != nil {
		return err
	}
	plan, err := p.Plan(calendar)
	if err != nil {
		return err
	}
	after := p.soughtAfter()
	passed := plan.Passed(after, now)
	if len(passed) > 0 {
		after = passed[len(passed)-1].On
	}
	last := lastMoment(passed)
	opens := last >= 0 && p.catchesUp(passed[last].At, now)
	var opening scheduler.Planned
	if opens {
		opening = passed[last]
		passed = slices.Delete(passed, last, last+1)
	}
	if err := noteCancelled(ctx, tx, p.ID, passed); err != nil {
		return err
	}
	if opens {
		if err := s.openPlanned(ctx, tx, p, opening, calendar, now); err != nil {
			return err
		}
	}
	return planAfter(ctx, tx, p, plan, after, now)
}

// lastMoment is the index of the last that isn't skipped, -1 when all are.
func lastMoment(passed []scheduler.Planned) int {
	for i := len(passed) - 1; i >= 0; i-- {
		if !passed[i].Skipped {
			return i
		}
	}
	return -1
}

// catchesUp reports whether a round still opens, though its moment was before now. An hour is never too late.
func (p *Panel) catchesUp(at, now time.Time) bool {
	return now.Sub(at) <= max(time.Duration(p.CatchUpDays)*24*time.Hour, time.Hour)
}

// openPlanned opens the round of a moment, unless the panel has one of today: a round that a coordinator opened by hand stands in for one
// that moved to that day or came late.
func (s *Store) openPlanned(ctx context.Context, tx bun.Tx, p *Panel, planned scheduler.Planned, calendar scheduler.Calendar, now time.Time) error {
	if today := scheduler.DateOf(now, p.Zone()); planned.On != today {
		opened, err := openedOn(ctx, tx, p, today)
		if err != nil {
			return err
		}
		if opened {
			planned.Skipped = planned.Day == today
			return noteCancelled(ctx, tx, p.ID, []scheduler.Planned{planned})
		}
	}
	if _, err := s.open(ctx, tx, p, planned.On, calendar, now); err != nil && !isAlreadyOpened(err) {
		return err
	}
	return nil
}

// openedOn reports whether a round of the panel opened on a day.
func openedOn(ctx context.Context, tx bun.IDB, p *Panel, day scheduler.Date) (bool, error) {
	from, until := day.At("00:00", p.Zone()), EndOf(day, p.Zone())
	opened, err := tx.NewSelect().Table("cycles").Where("panel_id = ? AND opened_at BETWEEN ? AND ?", p.ID, from, until).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("opened on %s: %w", day, err)
	}
	return opened, nil
}

func planAfter(ctx context.Context, tx bun.Tx, p *Panel, plan scheduler.Plan, after scheduler.Date, now time.Time) error {
	p.PlannedAfter = after
	if next, ok := plan.NextMoment(after); ok {
		p.expect(plan, next, *p, now)
	} else {
		p.standStill()
	}
	return savePlan(ctx, tx, p)
}

// standStill pauses a panel that no moment comes for any more, until somebody changes its recurrence.
func (p *Panel) standStill() {
	p.Paused, p.PlannedAfter, p.NextOn, p.NextAt, p.NoticeAt = true, "", "", bun.NullTime{}, bun.NullTime{}
}

// OpenNow opens a round today, besides the planned ones.
func (s *Store) OpenNow(ctx context.Context, actor Actor, panel uuid.UUID) (Cycle, error) {
	if !actor.CoordinatesPanel(panel) {
		return Cycle{}, Refuse(Forbidden, "error.coordinators_only")
	}
	var c Cycle
	err := inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		p, err := PanelIn(ctx, tx, panel)
		if err != nil {
			return err
		}
		if err := s.ready(ctx, tx, &p); err != nil {
			return err
		}
		calendar, err := CalendarIn(ctx, tx)
		if err != nil {
			return err
		}
		today := scheduler.DateOf(s.Clock(), p.Zone())
		switch opened, err := openedOn(ctx, tx, &p, today); {
		case err != nil:
			return err
		case opened:
			return Refuse(Conflict, "error.already_opened")
		}
		if c, err = s.open(ctx, tx, &p, today, calendar, s.Clock()); err != nil {
			return err
		}
		return savePlan(ctx, tx, &p)
	})
	return c, err
}

// open makes the cycle of this planned day, copies its questions, and queues a letter to each ambassador in office. A moment of the same
// day that was missed gives way to it; a round of that day that somebody cancelled doesn't: its people heard of it twice already.
func (s *Store) open(ctx context.Context, tx bun.Tx, p *Panel, day scheduler.Date, calendar scheduler.Calendar, now time.Time) (Cycle, error) {
	_, err := tx.NewDelete().Table("cycles").Where("panel_id = ? AND planned_on = ? AND phase = ? AND number IS NULL", p.ID, day, Cancelled).Exec(ctx)
	if err != nil {
		return Cycle{}, fmt.Errorf("open: %w", err)
	}
	exists, err := tx.NewSelect().Table("cycles").Where("panel_id = ? AND planned_on = ?", p.ID, day).Exists(ctx)
	if err != nil {
		return Cycle{}, fmt.Errorf("open: %w", err)
	}
	if exists {
		return Cycle{}, Refuse(Conflict, "error.already_opened")
	}
	p.CycleCount++
	c := Cycle{ID: newID(), PanelID: p.ID, Number: p.CycleCount, PlannedOn: day, Phase: Collecting, OpenedAt: bun.NullTime{Time: now}}
	today := scheduler.DateOf(now, p.Zone())
	collecting, responding, reporting := Phases(today, *p, calendar)
	c.CollectingUntil = bun.NullTime{Time: EndOf(collecting, p.Zone())}
	c.RespondingUntil = bun.NullTime{Time: EndOf(responding, p.Zone())}
	c.ReportingUntil = bun.NullTime{Time: EndOf(reporting, p.Zone())}
	questions, err := panelQuestions(ctx, tx, p.ID)
	if err != nil {
		return c, err
	}
	if questions, c.Topic, err = s.pickFor(ctx, tx, p, day, questions); err != nil {
		return c, err
	}
	if _, err := tx.NewInsert().Model(&c).Exec(ctx); err != nil {
		return c, fmt.Errorf("open: %w", err)
	}
	if err := copyQuestions(ctx, tx, c.ID, questions); err != nil {
		return c, err
	}
	if err := PlanLetters(ctx, tx, c, *p, calendar); err != nil {
		return c, err
	}
	recipients, err := Recipients(ctx, tx, inOffice(tx, p.ID, today))
	if err != nil {
		return c, err
	}
	return c, s.tell(ctx, tx, mail.KindOpening, c.ID, recipients)
}

func isAlreadyOpened(err error) bool {
	var p *Problem
	return errors.As(err, &p) && p.Message == "error.already_opened"
}

func copyQuestions(ctx context.Context, tx bun.Tx, cycle uuid.UUID, questions []Question) error {
	if len(questions) == 0 {
		return nil
	}
	copies := make([]CycleQuestion, len(questions))
	for i, q := range questions {
		copies[i] = CycleQuestion{ID: newID(), CycleID: cycle, QuestionID: &q.ID, Position: i + 1, Topic: q.Topic.Name, ServiceID: q.ServiceID, Wording: q.Wording}
	}
	if _, err := tx.NewInsert().Model(&copies).Exec(ctx); err != nil {
		return fmt.Errorf("copy questions: %w", err)
	}
	return nil
}

// EndOf is the last second of a day: a deadline "up to and including".
func EndOf(d scheduler.Date, zone *time.Location) time.Time {
	return d.AddDays(1).At("00:00", zone).Add(-time.Second).UTC()
}

// tell queues the same letter to several people.
func (s *Store) tell(ctx context.Context, tx bun.Tx, kind string, subject uuid.UUID, to []mail.Recipient) error {
	drafts := make([]mail.Draft, len(to))
	for i, r := range to {
		drafts[i] = mail.Draft{Kind: kind, Subject: subject, To: r}
	}
	if _, err := s.Outbox.Queue(ctx, tx, drafts...); err != nil {
		return fmt.Errorf("letters: %w", err)
	}
	return nil
}
