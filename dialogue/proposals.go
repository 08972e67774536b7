package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// ProposalsIn are the points that the figures of a round propose and nobody decided about yet, in the order of asking.
func (s *Store) ProposalsIn(ctx context.Context, cycle uuid.UUID) ([]Proposal, error) {
	var proposals []Proposal
	err := s.DB.NewSelect().Model(&proposals).Relation("Question").Where("pp.cycle_id = ? AND pp.state = ?", cycle, ProposalOpen).Order("question.position").Scan(ctx)
	return proposals, wrap("proposals", err)
}

// Proposal reads one.
func (s *Store) Proposal(ctx context.Context, id uuid.UUID) (Proposal, error) {
	var p Proposal
	err := s.DB.NewSelect().Model(&p).Relation("Question").Where("pp.id = ?", id).Scan(ctx)
	if isNone(err) {
		return p, panel.Refuse(panel.NotFound, "error.proposal_not_found")
	}
	return p, wrap("proposal", err)
}

// MakeProposal makes the point that is proposed, in the coordinator's words. Nobody's contribution stands in it: figures are nobody's. With
// a Service it is routed at once.
func (s *Store) MakeProposal(ctx context.Context, actor panel.Actor, id uuid.UUID, in BundleInput) (Item, error) {
	var item Item
	err := s.decideProposal(ctx, actor, id, func(ctx context.Context, tx bun.Tx, c panel.Cycle, p *Proposal) error {
		var ps panel.Problems
		item = Item{ID: newID(), PanelID: c.PanelID, CycleID: c.ID, State: New, Title: ps.Text("title", in.Title, 1, 200),
			Said: ps.Text("said", in.Said, 1, 2000), CreatedAt: s.Clock(), QuestionID: &p.QuestionID}
		if err := ps.Err(); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(&item).Exec(ctx); err != nil {
			return wrap("propose", err)
		}
		if err := s.created(ctx, tx, actor, &item, nil); err != nil {
			return err
		}
		if _, err := s.record(ctx, tx, actor, Event{ItemID: item.ID, Kind: WasProposed, Text: p.Question.TextNL}); err != nil {
			return err
		}
		p.State, p.ItemID = ProposalMade, &item.ID
		if in.Service == nil {
			return nil
		}
		return s.route(ctx, tx, actor, &item, *in.Service, "")
	})
	return item, err
}

// DismissProposal sets a proposal aside, for a reason that who runs the panel can read.
func (s *Store) DismissProposal(ctx context.Context, actor panel.Actor, id uuid.UUID, reason string) error {
	return s.decideProposal(ctx, actor, id, func(_ context.Context, _ bun.Tx, _ panel.Cycle, p *Proposal) error {
		var ps panel.Problems
		p.State, p.Reason = ProposalDismissed, ps.Text("reason", reason, 1, 500)
		return ps.Err()
	})
}

// decideProposal holds a proposal that is still open, and its round before it, and keeps what the coordinator decides.
func (s *Store) decideProposal(ctx context.Context, actor panel.Actor, id uuid.UUID, decide func(context.Context, bun.Tx, panel.Cycle, *Proposal) error) error {
	found, err := s.Proposal(ctx, id)
	if err != nil {
		return err
	}
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		c, err := s.coordinated(ctx, tx, actor, found.CycleID)
		if err != nil {
			return err
		}
		var p Proposal
		if err := migrations.ForUpdate(tx.NewSelect().Model(&p).Where("pp.id = ?", id)).Scan(ctx); err != nil {
			return wrap("proposal", err)
		}
		if p.State != ProposalOpen {
			return panel.Refuse(panel.Conflict, "error.proposal_decided")
		}
		p.Question = found.Question
		if err := decide(ctx, tx, c, &p); err != nil {
			return err
		}
		p.DecidedBy, p.DecidedAt = actor.PersonID(), bun.NullTime{Time: s.Clock()}
		_, err = tx.NewUpdate().Model(&p).Column("state", "item_id", "reason", "decided_by", "decided_at").WherePK().Exec(ctx)
		return wrap("proposal", err)
	})
}

// proposalTasks are the rounds of these panels whose figures propose points that nobody decided about. They have a day while services answer
// the points of the round.
func (s *Store) proposalTasks(ctx context.Context, mine []uuid.UUID) ([]Task, error) {
	var rows []struct {
		CycleID uuid.UUID
		Count   int
	}
	err := s.DB.NewSelect().TableExpr("proposals AS pp").Join("JOIN cycles AS c ON c.id = pp.cycle_id").ColumnExpr("pp.cycle_id, COUNT(*) AS count").
		Where("c.panel_id IN (?) AND pp.state = ?", bun.In(mine), ProposalOpen).GroupExpr("pp.cycle_id").OrderExpr("pp.cycle_id").Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return nil, wrap("tasks", err)
	}
	ids := make([]uuid.UUID, len(rows))
	for i, row := range rows {
		ids[i] = row.CycleID
	}
	var cycles []panel.Cycle
	if err := s.DB.NewSelect().Model(&cycles).Relation("Panel").Where("c.id IN (?)", bun.In(ids)).Order("c.id").Scan(ctx); err != nil {
		return nil, wrap("tasks", err)
	}
	tasks := make([]Task, len(cycles))
	for i, c := range cycles {
		var by scheduler.Date
		if c.Phase == panel.Responding {
			by = day(c.RespondingUntil, c.Panel)
		}
		tasks[i] = roundTask(TaskProposals, c, by)
		tasks[i].Count = rows[i].Count
	}
	return tasks, nil
}
