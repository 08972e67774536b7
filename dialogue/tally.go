package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// tallyHandOvers counts the hand-overs of items that got their outcome; the other tallies bear the name of an outcome or of how a promise ended.
const tallyHandOvers = "hand_overs"

// serviceTally is how often a service did something. It is kept in the transaction that does it, and the doctor compares.
type serviceTally struct {
	bun.BaseModel `bun:"table:service_tallies,alias:st"`

	ServiceID uuid.UUID `bun:"service_id,pk"`
	What      string    `bun:"what,pk"`
	Count     int       `bun:"count"`
}

// untally takes one away of what a service did, which was revised.
func untally(ctx context.Context, tx bun.Tx, service uuid.UUID, what string) error {
	return tally(ctx, tx, service, what, -1)
}

// tally adds to what a service did, or takes away what it didn't do after all.
func tally(ctx context.Context, tx bun.Tx, service uuid.UUID, what string, n int) error {
	switch {
	case n == 0:
		return nil
	case n < 0: // no row with a count below 0 is let in, not even to be added to another
		_, err := tx.NewUpdate().Model((*serviceTally)(nil)).Set("count = count + ?", n).Where("service_id = ? AND what = ?", service, what).Exec(ctx)
		return wrap("tally", err)
	}
	_, err := tx.NewInsert().Model(&serviceTally{ServiceID: service, What: what, Count: n}).On("CONFLICT (service_id, what) DO UPDATE").
		Set("count = st.count + EXCLUDED.count").Exec(ctx)
	return wrap("tally", err)
}
