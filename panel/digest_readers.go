package panel

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// Who may read what a panel tells, besides getting its letter.
const (
	Employees = "employees" // whoever is signed in
	World     = "world"     // anybody who has the address, and search engines
)

// DigestReaders are both, the narrowest first.
var DigestReaders = []string{Employees, World}

// OpenToWorld reports whether anybody may read the panel's digests as they were told, without signing in. It is asked at each reading: a
// panel that is for employees again hides them at once.
func (p Panel) OpenToWorld() bool { return p.DigestReaders == World }

// WorldPanels selects the ids of the panels of which anybody may read the digests.
func WorldPanels(db bun.IDB) *bun.SelectQuery {
	return db.NewSelect().Table("panels").Column("id").Where("digest_readers = ?", World)
}

// OpenPanels lists the panels of which anybody may read the digests, by name.
func (s *Store) OpenPanels(ctx context.Context) ([]Panel, error) {
	var panels []Panel
	if err := s.DB.NewSelect().Model(&panels).Where("pa.id IN (?)", WorldPanels(s.DB)).Order("pa.name", "pa.id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("panels open to the world: %w", err)
	}
	return panels, nil
}

// TellsWorld reports whether there is a panel of which anybody may read the digests.
func (s *Store) TellsWorld(ctx context.Context) (bool, error) {
	tells, err := WorldPanels(s.DB).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("panels open to the world: %w", err)
	}
	return tells, nil
}
