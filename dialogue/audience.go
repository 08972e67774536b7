package dialogue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// Audience selects, as alias p, the people to whom a digest goes; a draft is looked at as if it were approved now. The digest has its
// Panel. One query knows for all readers what they want, so that a step of a large organisation stays one.
func (s *Store) Audience(ctx context.Context, db bun.IDB, d Digest) (*bun.SelectQuery, error) {
	at := d.ApprovedAt.Time
	if d.State == DigestDraft {
		at = s.Clock()
	}
	others, err := ofQuarter(ctx, db, d, at)
	if err != nil {
		return nil, err
	}
	day := scheduler.DateOf(at, d.Panel.Zone())
	// The digests are given by their keys and their letters counted: then each database looks a letter up by its whole key. With a
	// subquery or NOT EXISTS PostgreSQL may read the letters to everybody instead, for each reader or step.
	had := db.NewSelect().TableExpr("mails AS had").ColumnExpr("COUNT(*)").
		Where("had.kind = ? AND had.subject_id IN (?) AND had.person_id = p.id AND had.state <> ?", mail.KindDigest, bun.In(others), mail.Suppressed)
	return panel.Audience(db, *d.Panel, day).WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("p.digest_wish = ?", panel.EachRound).
			WhereOr("p.digest_wish = ? AND (?) = 0", panel.EachQuarter, had).
			WhereOr("p.digest_wish = ? AND p.id IN (?)", panel.OnlyOwn, owners(db, d, day))
	}), nil
}

// ofQuarter are the other digests of the panel that were told in the same calendar quarter.
func ofQuarter(ctx context.Context, db bun.IDB, d Digest, at time.Time) ([]uuid.UUID, error) {
	from, until, err := panel.QuarterAt(ctx, db, at)
	if err != nil {
		return nil, err
	}
	var others []uuid.UUID
	err = db.NewSelect().Table("digests").Column("id").
		Where("panel_id = ? AND id <> ? AND approved_at >= ? AND approved_at < ?", d.PanelID, d.ID, from, until).Scan(ctx, &others)
	return others, wrap("digests of the quarter", err)
}

// owners selects who has something of their own in a digest: they said it, or it came through them or those before them and they
// are ambassador on the day.
func owners(db bun.IDB, d Digest, day scheduler.Date) *bun.SelectQuery {
	items := db.NewSelect().Table("digest_entries").Column("item_id").Where("digest_id = ?", d.ID)
	if d.State == DigestDraft {
		items = toTell(db, d)
	}
	carried := func(term string) *bun.SelectQuery {
		return db.NewSelect().TableExpr("contributions AS co").Join("JOIN ambassadors AS a ON "+term).Column("a.person_id").
			Where("co.item_id IN (?)", items).Where("a.starts_on <= ? AND (a.ends_on = '' OR a.ends_on >= ?)", day, day)
	}
	return db.NewSelect().TableExpr("contributions AS co").Column("co.person_id").
		Where("co.item_id IN (?) AND co.person_id IS NOT NULL", items).Union(carried(ownTerm)).Union(carried(earlierTerm))
}

// What joins ambassadors as a to contributions as co: what came through them, and through those before them in the constituency.
const (
	ownTerm     = "a.id = co.ambassador_id"
	earlierTerm = "a.id IN (SELECT ambassador_id FROM earlier_terms WHERE earlier_id = co.ambassador_id)"
)
