package panel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// OpenDue opens the cycle of each panel whose moment has come, one panel a transaction, and plans its next moment in the same one.
// A panel that missed several moments opens the last one, when that is within its catch-up window; the others stay behind as
// cancelled cycles, so that everybody can see and count them.
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

func (s *Store) openDue(ctx context.Context, tx bun.Tx, p *Panel, now time.Time) error {
	day, missed, err := lastDue(p, now)
	if err != nil {
		return err
	}
	at := p.NextAt.Time
	if now.Sub(at) > time.Duration(p.CatchUpDays)*24*time.Hour && now.Sub(at) > time.Hour {
		missed, day = append(missed, day), ""
	}
	for _, d := range missed {
		c := Cycle{ID: newID(), PanelID: p.ID, PlannedOn: d, Phase: Cancelled, CancelledFor: WasMissed}
		if _, err := tx.NewInsert().Model(&c).On("CONFLICT (panel_id, planned_on) DO NOTHING").Exec(ctx); err != nil {
			return fmt.Errorf("missed moment: %w", err)
		}
	}
	if day != "" {
		if _, err := s.open(ctx, tx, p, day, now); err != nil && !isAlreadyOpened(err) {
			return err
		}
	}
	return planAfter(ctx, tx, p, now)
}

// lastDue moves p on to its last planned day whose moment is not after now, and names the days it passed over.
func lastDue(p *Panel, now time.Time) (day scheduler.Date, missed []scheduler.Date, err error) {
	r, err := scheduler.ParseRecurrence(p.Recurrence)
	if err != nil {
		return "", nil, fmt.Errorf("panel %s: %w", p.ID, err)
	}
	for {
		next, ok := r.Next(p.NextOn, p.StartsOn)
		if !ok || r.Moment(next, p.Zone()).After(now) {
			return p.NextOn, missed, nil
		}
		missed = append(missed, p.NextOn)
		p.NextOn, p.NextAt = next, bun.NullTime{Time: r.Moment(next, p.Zone())}
	}
}

func planAfter(ctx context.Context, tx bun.Tx, p *Panel, now time.Time) error {
	r, err := scheduler.ParseRecurrence(p.Recurrence)
	if err != nil {
		return fmt.Errorf("panel %s: %w", p.ID, err)
	}
	next, ok := r.Next(p.NextOn, p.StartsOn)
	if !ok { // no further day: the panel stands still until somebody changes its recurrence
		p.Paused, p.NextOn, p.NextAt = true, "", bun.NullTime{}
	} else {
		p.NextOn, p.NextAt = next, bun.NullTime{Time: r.Moment(next, p.Zone())}
	}
	return savePlan(ctx, tx, p)
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
		if c, err = s.open(ctx, tx, &p, scheduler.DateOf(s.Clock(), p.Zone()), s.Clock()); err != nil {
			return err
		}
		return savePlan(ctx, tx, &p)
	})
	return c, err
}

// open makes the cycle of this planned day, copies its questions, and queues a letter to each ambassador in office. A moment of the same
// day that was missed gives way to it.
func (s *Store) open(ctx context.Context, tx bun.Tx, p *Panel, day scheduler.Date, now time.Time) (Cycle, error) {
	_, err := tx.NewDelete().Table("cycles").Where("panel_id = ? AND planned_on = ? AND phase = ?", p.ID, day, Cancelled).Exec(ctx)
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
	end := scheduler.AddWorkdays(today, p.CollectingDays)
	c.CollectingUntil = bun.NullTime{Time: endOf(end, p.Zone())}
	end = scheduler.AddWorkdays(end, p.RespondingDays)
	c.RespondingUntil = bun.NullTime{Time: endOf(end, p.Zone())}
	end = scheduler.AddWorkdays(end, p.ReportingDays)
	c.ReportingUntil = bun.NullTime{Time: endOf(end, p.Zone())}
	questions, err := panelQuestions(ctx, tx, p.ID)
	if err != nil {
		return c, err
	}
	questions, c.Topic = pick(p, questions)
	if _, err := tx.NewInsert().Model(&c).Exec(ctx); err != nil {
		return c, fmt.Errorf("open: %w", err)
	}
	if err := copyQuestions(ctx, tx, c.ID, questions); err != nil {
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

// pick chooses the questions of the panel's next round: all of them, or the topic whose turn it is.
func pick(p *Panel, all []Question) (questions []Question, topic string) {
	if p.Picking != Rotation || len(all) == 0 {
		return all, ""
	}
	var topics []string
	byTopic := map[string][]Question{}
	for _, q := range all {
		name := q.Topic.Name
		if _, known := byTopic[name]; !known {
			topics = append(topics, name)
		}
		byTopic[name] = append(byTopic[name], q)
	}
	topic = topics[(p.CycleCount-1)%len(topics)]
	return byTopic[topic], topic
}

func copyQuestions(ctx context.Context, tx bun.Tx, cycle uuid.UUID, questions []Question) error {
	for i, q := range questions {
		c := CycleQuestion{ID: newID(), CycleID: cycle, QuestionID: &q.ID, Position: i + 1, Topic: q.Topic.Name, ServiceID: q.ServiceID, Wording: q.Wording}
		if _, err := tx.NewInsert().Model(&c).Exec(ctx); err != nil {
			return fmt.Errorf("copy question: %w", err)
		}
	}
	return nil
}

// endOf is the last second of a day: a deadline "up to and including".
func endOf(d scheduler.Date, zone *time.Location) time.Time {
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
