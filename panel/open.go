package panel

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/scheduler"
)

// openedOn reports whether a round of the panel opened on a day.
func openedOn(ctx context.Context, tx bun.IDB, p *Panel, day scheduler.Date) (bool, error) {
	from, until := day.At("00:00", p.Zone()), EndOf(day, p.Zone())
	opened, err := tx.NewSelect().Table("cycles").Where("panel_id = ? AND opened_at BETWEEN ? AND ?", p.ID, from, until).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("opened on %s: %w", day, err)
	}
	return opened, nil
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
		if !p.NextAt.IsZero() && scheduler.DateOf(p.NextAt.Time, p.Zone()) == today {
			return standIn(ctx, tx, &p, calendar, s.Clock())
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
	if err := copyQuestions(ctx, tx, c, questions, now); err != nil {
		return c, err
	}
	if err := PlanLetters(ctx, tx, c, *p, calendar); err != nil {
		return c, err
	}
	if err := makeLinks(ctx, tx, c, today, now); err != nil {
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

// copyQuestions gives a round its own copy of the questions, and after them those about promises that were kept.
func copyQuestions(ctx context.Context, tx bun.Tx, c Cycle, questions []Question, now time.Time) error {
	var copies []CycleQuestion
	for _, q := range questions {
		copies = append(copies, CycleQuestion{ID: newID(), CycleID: c.ID, QuestionID: &q.ID, Topic: q.Topic.Name, ServiceID: q.ServiceID, Wording: q.Wording, Bounds: q.Bounds})
	}
	about, err := promiseQuestions(ctx, tx, c, now)
	if err != nil {
		return err
	}
	if copies = append(copies, about...); len(copies) == 0 {
		return nil
	}
	for i := range copies {
		copies[i].Position = i + 1
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
