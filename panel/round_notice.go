package panel

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/scheduler"
)

// NoticeDue tells the coordinators of each panel whose notice is due what its next round will ask, one panel a transaction: it saves the
// questions as the plan of that round and queues a letter about it. A letter about a plan goes to nobody twice, so a job that is
// run again, or by two instances, tells once.
func (s *Store) NoticeDue(ctx context.Context, now time.Time) error {
	if err := s.eachPanelDue(ctx, "notice_at", now, s.noticeDue); err != nil {
		return fmt.Errorf("notice due: %w", err)
	}
	return nil
}

// noticeDue gives a panel its notice, unless its moment came meanwhile: then the round opens at once, and a notice would only puzzle.
func (s *Store) noticeDue(ctx context.Context, tx bun.Tx, p *Panel, now time.Time) error {
	if p.NextOn != "" && p.NextAt.After(now) {
		if err := s.notice(ctx, tx, p, now); err != nil {
			return err
		}
	}
	if _, err := tx.NewUpdate().Table("panels").Set("notice_at = NULL").Where("id = ?", p.ID).Exec(ctx); err != nil {
		return fmt.Errorf("notice: %w", err)
	}
	return nil
}

func (s *Store) notice(ctx context.Context, tx bun.Tx, p *Panel, now time.Time) error {
	plan, err := roundPlan(ctx, tx, p.ID, p.NextOn)
	if isNotFound(err) {
		if err = s.planByItself(ctx, tx, p, p.NextOn); err == nil {
			plan, err = roundPlan(ctx, tx, p.ID, p.NextOn)
		}
	}
	if err != nil {
		return err
	}
	if _, err := tx.NewUpdate().Table("round_plans").Set("told_at = ?", now).Where("id = ?", plan.ID).Exec(ctx); err != nil {
		return fmt.Errorf("notice: %w", err)
	}
	coordinators, err := Recipients(ctx, tx, tx.NewSelect().Table("panel_coordinators").Column("person_id").Where("panel_id = ?", p.ID))
	if err != nil {
		return err
	}
	return s.tell(ctx, tx, mail.KindNotice, plan.ID, coordinators)
}

// planByItself saves what the program picks for a day.
func (s *Store) planByItself(ctx context.Context, tx bun.Tx, p *Panel, on scheduler.Date) error {
	all, err := panelQuestions(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	questions, _, err := s.pickFor(ctx, tx, p, on, all)
	if err != nil {
		return err
	}
	return s.savePlanOf(ctx, tx, p.ID, on, nil, idsOf(questions))
}

// notice is what the letters about a plan are made of: the plan as it is when they are sent.
type notice struct {
	panel     Panel
	plan      RoundPlan
	questions []Question
	url       string
}

func (s *Store) noticeOf(ctx context.Context, db bun.IDB, id uuid.UUID) (notice, error) {
	plans, err := roundPlans(ctx, db, db.NewSelect().Where("rp.id = ?", id))
	if err != nil {
		return notice{}, err
	}
	if len(plans) == 0 {
		return notice{}, mail.Suppress("the plan of the round was removed")
	}
	n := notice{plan: plans[0]}
	if n.panel, err = PanelIn(ctx, db, n.plan.PanelID); err != nil {
		return n, err
	}
	opened, err := db.NewSelect().Table("cycles").Where("panel_id = ? AND planned_on = ?", n.panel.ID, n.plan.PlannedOn).Exists(ctx)
	if err != nil {
		return n, fmt.Errorf("notice letter: %w", err)
	}
	if opened || n.panel.NextOn != n.plan.PlannedOn {
		return n, mail.Suppress("the round has opened, or is no longer the panel's next one")
	}
	all, err := panelQuestions(ctx, db, n.panel.ID)
	if err != nil {
		return n, err
	}
	t, err := turnsFrom(ctx, db, n.panel, all, n.plan.PlannedOn)
	if err != nil {
		return n, err
	}
	n.questions = t.take(n.plan.PlannedOn)
	sender, err := s.Outbox.Sender(ctx, db)
	if err != nil {
		return n, fmt.Errorf("notice letter: %w", err)
	}
	n.url = sender.BaseURL + "/panels/" + n.panel.ID.String() + "/rounds/" + string(n.plan.PlannedOn)
	return n, nil
}

func composeNotice(n notice, m *mail.Mail) (mail.Letter, error) {
	letter := mail.Notice{Panel: n.panel.Name, On: n.panel.NextAt.In(n.panel.Zone()), Questions: asked(n.questions, m.Language), URL: n.url}
	if n.plan.ByHand() {
		letter.By = n.plan.Person.Name
	}
	return letter, nil
}

// asked are questions as a letter in the language puts them.
func asked(questions []Question, language string) []string {
	texts := make([]string, len(questions))
	for i, q := range questions {
		if texts[i] = q.Text(language); q.Kind == Pair {
			texts[i] = mail.PairQuestion(language, texts[i])
		}
	}
	return texts
}
