package dialogue

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// carriers selects, as person_id and term_id, who carries the outcomes of a round back to a constituency on a day, and what terms of office
// they have the history of: their own and those before them. They are in office, or their term ended during the round. The cycle has its Panel.
func carriers(db bun.IDB, c panel.Cycle, day scheduler.Date) *bun.SelectQuery {
	from := scheduler.DateOf(c.OpenedAt.Time, c.Panel.Zone())
	of := func(joined *bun.SelectQuery) *bun.SelectQuery {
		return joined.ColumnExpr("a.person_id AS person_id").Where("a.panel_id = ? AND a.starts_on <= ? AND (a.ends_on = '' OR a.ends_on >= ?)", c.PanelID, day, from)
	}
	own := of(db.NewSelect().TableExpr("ambassadors AS a")).ColumnExpr("a.id AS term_id")
	earlier := of(db.NewSelect().TableExpr("ambassadors AS a").Join("JOIN earlier_terms AS et ON et.ambassador_id = a.id")).ColumnExpr("et.earlier_id AS term_id")
	return own.Union(earlier)
}

// carried selects, as person_id, item_id and position, the points of a digest that each carrier's constituency has a part in.
func carried(db bun.IDB, d Digest, carriers *bun.SelectQuery) *bun.SelectQuery {
	return db.NewSelect().TableExpr("(?) AS t", carriers).Join("JOIN contributions AS co ON co.ambassador_id = t.term_id").
		Join("JOIN digest_entries AS de ON de.item_id = co.item_id AND de.digest_id = ?", d.ID).
		ColumnExpr("t.person_id, de.item_id, MIN(de.position) AS position").GroupExpr("t.person_id, de.item_id")
}

// MayReportBack reports whether somebody carries the outcomes of a round back to a constituency. The cycle has its Panel.
func (s *Store) MayReportBack(ctx context.Context, c panel.Cycle, person uuid.UUID) (bool, error) {
	if !c.Opened() {
		return false, nil
	}
	q := s.DB.NewSelect().TableExpr("(?) AS t", carriers(s.DB, c, scheduler.DateOf(s.Clock(), c.Panel.Zone()))).Where("t.person_id = ?", person)
	yes, err := q.Exists(ctx)
	return yes, wrap("report back", err)
}

// CarriesBack reports whether somebody has something of a digest that was told to carry back. The cycle has its Panel.
func (s *Store) CarriesBack(ctx context.Context, c panel.Cycle, d Digest, person uuid.UUID) (bool, error) {
	if d.State == DigestDraft {
		return false, nil
	}
	own, err := s.carriedBy(ctx, s.DB, d, c, scheduler.DateOf(s.Clock(), c.Panel.Zone()), []uuid.UUID{person})
	return len(own) > 0, err
}

// Carriers lists who has something of a round to carry back, by name; nobody before its digest is told. The cycle has its Panel.
func (s *Store) Carriers(ctx context.Context, c panel.Cycle) ([]panel.Person, error) {
	d, err := s.told(ctx, c)
	if err != nil {
		return nil, err
	}
	points := carried(s.DB, d, carriers(s.DB, c, scheduler.DateOf(s.Clock(), c.Panel.Zone())))
	var people []panel.Person
	err = s.DB.NewSelect().Model(&people).Column("id", "name").Where("p.active").
		Where("p.id IN (SELECT person_id FROM (?) AS carried)", points).Order("p.name", "p.id").Scan(ctx)
	return people, wrap("carriers", err)
}

// Carried is what somebody carries back of a round: the points as the digest told them, and the letter about them.
type Carried struct {
	Digest  uuid.UUID
	Entries []Entry
	Letter  mail.ReportBack
}

// ReportBack is what somebody carries back of a round; NotFound before the digest of the round is told. The cycle has its Panel.
func (s *Store) ReportBack(ctx context.Context, c panel.Cycle, person uuid.UUID) (Carried, error) {
	d, err := s.told(ctx, c)
	if err != nil {
		return Carried{}, err
	}
	shared, err := s.sharedDigest(ctx, s.DB, d.ID)
	if err != nil {
		return Carried{}, err
	}
	own, err := s.carriedBy(ctx, s.DB, d, c, scheduler.DateOf(s.Clock(), c.Panel.Zone()), []uuid.UUID{person})
	entries := slices.DeleteFunc(slices.Clone(shared.view.Entries), func(e Entry) bool { return !slices.Contains(own[person], e.ItemID) })
	return Carried{d.ID, entries, shared.reportBack(own[person])}, err
}

// told is the digest of a cycle once it is frozen.
func (s *Store) told(ctx context.Context, c panel.Cycle) (Digest, error) {
	d, err := s.DigestHeadOf(ctx, c.ID)
	if err == nil && d.State == DigestDraft {
		return d, panel.Refuse(panel.NotFound, "error.digest_not_found")
	}
	return d, err
}

// carriedBy are the items of a digest that each of these people carries back, in its order.
func (s *Store) carriedBy(ctx context.Context, db bun.IDB, d Digest, c panel.Cycle, day scheduler.Date, people []uuid.UUID) (map[uuid.UUID][]uuid.UUID, error) {
	var rows []struct {
		PersonID, ItemID uuid.UUID
		Position         int
	}
	err := carried(db, d, carriers(db, c, day)).Where("t.person_id IN (?)", bun.In(people)).OrderExpr("position").Scan(ctx, &rows)
	own := map[uuid.UUID][]uuid.UUID{}
	for _, r := range rows {
		own[r.PersonID] = append(own[r.PersonID], r.ItemID)
	}
	return own, wrap("carried", err)
}

// reportBack is the letter about these items of the digest.
func (p sharedPart) reportBack(items []uuid.UUID) mail.ReportBack {
	l := mail.ReportBack{Panel: p.letter.Panel, Number: p.letter.Number, NextOn: p.letter.NextOn, DigestURL: p.letter.URL,
		URL: p.base + "/cycles/" + p.view.CycleID.String() + "/report-back"}
	for _, id := range items {
		l.Points = append(l.Points, p.entries[id])
	}
	return l
}
