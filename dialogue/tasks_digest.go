package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// draftState is a digest that waits for approval.
type draftState struct {
	ID     uuid.UUID
	First  *GivenApproval // that somebody else has to follow
	GoesOn scheduler.Date // by itself, "" for never
}

// draftsOf are the digests that wait for the actor's approval among those of these cycles, by cycle.
func (s *Store) draftsOf(ctx context.Context, cycles []panel.Cycle, actor panel.Actor) (map[uuid.UUID]draftState, error) {
	ids := []uuid.UUID{uuid.Nil}
	for _, c := range cycles {
		if c.Phase == panel.Reporting {
			ids = append(ids, c.ID)
		}
	}
	var digests []Digest
	err := s.DB.NewSelect().Model(&digests).Column("id", "cycle_id", "panel_id", "drafted_at").Where("di.cycle_id IN (?) AND di.state = ?", bun.In(ids), DigestDraft).Scan(ctx)
	drafts := map[uuid.UUID]draftState{}
	if err != nil || len(digests) == 0 {
		return drafts, wrap("tasks", err)
	}
	var given []GivenApproval
	if err := waitingSecond(s.DB, &given).Where("ap.digest_id IN (?)", bun.In(digestIDs(digests))).Scan(ctx); err != nil {
		return nil, wrap("tasks", err)
	}
	first := map[uuid.UUID]*GivenApproval{}
	for i, a := range given {
		first[a.DigestID] = &given[i]
	}
	for _, d := range digests {
		state := draftState{ID: d.ID, First: first[d.ID]}
		if state.First != nil && *state.First.PersonID == actor.Person.ID {
			continue // theirs is done
		}
		if state.GoesOn, err = s.GoesOn(ctx, d); err != nil {
			return nil, err
		}
		drafts[d.CycleID] = state
	}
	return drafts, nil
}

// approveTask asks for an approval, or for the second one.
func approveTask(c panel.Cycle, draft draftState) Task {
	t := roundTask(TaskApproveDigest, c, day(c.ReportingUntil, c.Panel))
	t.Thing, t.GoesOn = draft.ID, draft.GoesOn
	if draft.First != nil {
		t.Kind, t.Person = TaskApproveSecond, draft.First.By()
	}
	return t
}
