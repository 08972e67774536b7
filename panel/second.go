package panel

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// second refuses a second approver where nobody could be one: whoever approves first, another coordinator or an administrator has to be
// there to follow.
func (ps *Problems) second(ctx context.Context, tx bun.Tx, wanted bool, coordinators []uuid.UUID) error {
	if !wanted || len(coordinators) == 0 {
		return nil
	}
	n, err := approvers(tx, coordinators).Count(ctx)
	if err != nil {
		return fmt.Errorf("approvers: %w", err)
	}
	if n < 2 {
		ps.Add("second_approver", "error.second_needed")
	}
	return nil
}

// approvers selects who in service may approve a digest, of a panel with these coordinators.
func approvers(db bun.IDB, coordinators []uuid.UUID) *bun.SelectQuery {
	return db.NewSelect().Model((*Person)(nil)).Where("p.active AND (p.administrator OR p.id IN (?))", bun.In(coordinators))
}

// SecondApprovers selects the ids of those who are asked to approve a digest of a panel after this person: the other coordinators, or where
// none is in service the administrators.
func SecondApprovers(db bun.IDB, panel uuid.UUID, first *uuid.UUID) *bun.SelectQuery {
	but := uuid.Nil
	if first != nil {
		but = *first
	}
	others := func() *bun.SelectQuery {
		return db.NewSelect().TableExpr("panel_coordinators AS pc").Join("JOIN people AS co ON co.id = pc.person_id AND co.active").Column("pc.person_id").
			Where("pc.panel_id = ? AND pc.person_id <> ?", panel, but)
	}
	administrators := db.NewSelect().TableExpr("people AS ad").Column("ad.id").
		Where("ad.active AND ad.administrator AND ad.id <> ?", but).Where("NOT EXISTS (?)", others())
	return others().Union(administrators)
}
