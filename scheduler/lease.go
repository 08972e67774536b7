package scheduler

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/migrations"
)

// lease is the right of one holder to do the work called Name, until a moment on the database's clock.
type lease struct {
	bun.BaseModel `bun:"table:leases,alias:l"`

	Name   string    `bun:"name,pk"`
	Holder string    `bun:"holder"`
	Until  time.Time `bun:"until"`
}

// Lease takes the lease called name for term (whole seconds, at least 2), or renews it when holder has it already. It is false when another
// holds it. After term minus one second the holder may no longer count on it, because the database's clock is read in whole seconds.
func Lease(ctx context.Context, db bun.IDB, name, holder string, term time.Duration) (bool, error) {
	asked := time.Now()
	now, err := migrations.Now(ctx, db)
	if err != nil {
		return false, fmt.Errorf("lease %s: %w", name, err)
	}
	wanted := lease{Name: name, Holder: holder, Until: now.Add(term)}
	result, err := db.NewInsert().Model(&wanted).
		On("CONFLICT (name) DO UPDATE").
		Set("holder = EXCLUDED.holder").
		Set("until = EXCLUDED.until").
		Where("l.holder = EXCLUDED.holder OR l.until <= ?", now).
		Exec(ctx)
	if err != nil {
		return false, fmt.Errorf("lease %s: %w", name, err)
	}
	changed, err := result.RowsAffected()
	if err != nil {
		return false, fmt.Errorf("lease %s: %w", name, err)
	}
	// A process that was stopped between asking the time and writing wrote a lease that is already over.
	return changed == 1 && time.Since(asked) < lasting(term), nil
}

// Release gives the lease back before its time, so that another needn't wait for it. It does nothing when holder hasn't got it.
func Release(ctx context.Context, db bun.IDB, name, holder string) error {
	if _, err := db.NewDelete().Model((*lease)(nil)).Where("name = ? AND holder = ?", name, holder).Exec(ctx); err != nil {
		return fmt.Errorf("release %s: %w", name, err)
	}
	return nil
}

// lasting is how long a holder may count on a lease, measured from before it asked for it.
func lasting(term time.Duration) time.Duration { return term - time.Second }
