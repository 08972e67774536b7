package dialogue

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
)

// ArchiveChoices are what the archive can be narrowed by: only panels, services and topics of which something was told, and the first and
// the last moment of telling.
type ArchiveChoices struct {
	Panels      []panel.Panel
	Services    []panel.Service // also those that closed
	Topics      []panel.Topic
	First, Last time.Time // zero when nothing was told
}

// ArchiveChoices reads what the archive can be narrowed by; for the world only what it may read itself.
func (s *Store) ArchiveChoices(ctx context.Context, world bool) (ArchiveChoices, error) {
	var c ArchiveChoices
	f := ArchiveFilter{World: world}
	told := func() *bun.SelectQuery {
		return f.narrow(s.DB, s.DB.NewSelect().TableExpr("digests AS di")).Column("di.id").Limit(1)
	}
	telling := func(points, which string) *bun.SelectQuery { // LIMIT 1 twice: an index finds the first, and nothing more is read
		tells := s.DB.NewSelect().TableExpr(points).ColumnExpr("1").Where("told.digest_id = di.id").Where(which).Limit(1)
		return told().Where("(?) IS NOT NULL", tells)
	}
	ends := func(order string, at *time.Time) func() error {
		return func() error {
			var d Digest
			err := f.narrow(s.DB, s.DB.NewSelect().Model(&d).Column("di.approved_at")).Order(order).Limit(1).Scan(ctx)
			*at = d.ApprovedAt.Time
			return unlessNone(err)
		}
	}
	err := migrations.Together(s.DB,
		func() error {
			return s.DB.NewSelect().Model(&c.Panels).Where("(?) IS NOT NULL", told().Where("di.panel_id = pa.id")).Order("pa.name").Scan(ctx)
		},
		func() error {
			return s.DB.NewSelect().Model(&c.Services).Where("(?) IS NOT NULL", telling("digest_entries AS told", "told.service_id = s.id")).Order("s.name").Scan(ctx)
		},
		func() error {
			return s.DB.NewSelect().Model(&c.Topics).Where("(?) IS NOT NULL", telling("digest_topics AS told", "told.topic_id = t.id")).Order("t.name").Scan(ctx)
		},
		ends("di.approved_at", &c.First),
		ends("di.approved_at DESC", &c.Last),
	)
	return c, wrap("archive", err)
}
