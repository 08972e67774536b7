package dialogue

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// ArchiveFilter narrows what was told. Zero values don't.
type ArchiveFilter struct {
	Panel, Service uuid.UUID
	Topic          uuid.UUID        // of the questions behind a point
	Section        string           // what came of a point: one of Sections
	From, Until    time.Time        // when it was approved, Until excluded
	Words          string           // each stands in what was said, its title or the answer; capitals and accents don't matter
	World          bool             // only what anybody may read
	Among          *bun.SelectQuery // only of panels with these ids; nil: of all
}

// Place is a row of the archive: a digest, and in a list of points the position of one in it.
type Place struct {
	Digest   uuid.UUID // uuid.Nil: before the first
	Position int
}

// ToldPoint is a point as a digest told it.
type ToldPoint struct {
	Entry `bun:",extend"`

	PanelName  string    `bun:"panel_name,scanonly"`
	Round      int       `bun:"round,scanonly"`
	ApprovedAt time.Time `bun:"approved_at,scanonly"`
}

// scanned is how many points one search for words looks at. A reader who wants older ones asks on: the cost of a look doesn't grow with
// the archive, and no second copy of all texts has to be kept in step with what was redacted.
const scanned = 500

// ToldDigests lists the digests that went out, the latest first; Service, Topic, Section and Words of the filter are for ToldPoints. It
// refuses with NotFound when after is in no list that the filter allows.
func (s *Store) ToldDigests(ctx context.Context, f ArchiveFilter, after uuid.UUID, limit int) ([]Digest, error) {
	var digests []Digest
	q := s.DB.NewSelect().Model(&digests).Relation("Cycle").Relation("Panel").Order("di.approved_at DESC", "di.id DESC").Limit(int64(limit))
	if after != uuid.Nil {
		at, err := s.toldAt(ctx, f, after)
		if err != nil {
			return nil, err
		}
		q.Where("(di.approved_at, di.id) < (?, ?)", at, after)
	}
	return digests, wrap("archive", f.narrow(s.DB, q).Scan(ctx))
}

// ToldPoints lists the points of the digests that went out, the latest digest first, each in its order of reading. next is where to go
// on, nil at the end; with Words a page may hold fewer points than the limit and still have a next.
func (s *Store) ToldPoints(ctx context.Context, f ArchiveFilter, after Place, limit int) (points []ToldPoint, next *Place, err error) {
	terms := strings.Fields(panel.Fold(f.Words))
	read := limit + 1
	if len(terms) > 0 {
		read = scanned
	}
	rows, err := s.toldRows(ctx, f, after, read)
	if err != nil {
		return nil, nil, err
	}
	for i, row := range rows {
		if len(points) == limit {
			last := rows[i-1]
			return points, &Place{last.DigestID, last.Position}, nil
		}
		if row.holds(terms) {
			points = append(points, row)
		}
	}
	if len(rows) == read {
		last := rows[len(rows)-1]
		next = &Place{last.DigestID, last.Position}
	}
	return points, next, nil
}

// toldRows reads points in the order of the archive. It first picks as many digests as can be needed, by an index in that order, and only
// then their points: left to itself a database may sort all points that a service ever had.
func (s *Store) toldRows(ctx context.Context, f ArchiveFilter, after Place, limit int) ([]ToldPoint, error) {
	tells := s.DB.NewSelect().TableExpr("digest_entries AS de").Column("de.position").Where("de.digest_id = di.id").Limit(1)
	digests := s.DB.NewSelect().TableExpr("digests AS di").Column("di.id", "di.panel_id", "di.cycle_id", "di.approved_at").
		Order("di.approved_at DESC", "di.id DESC").Limit(int64(limit) + 1) // one more: nothing may be left of the one to go on in
	var rows []ToldPoint
	q := s.DB.NewSelect().Model(&rows).ColumnExpr("de.*, di.approved_at, pa.name AS panel_name, c.number AS round").
		Join("JOIN (?) AS di ON di.id = de.digest_id", f.narrow(s.DB, digests)).
		Join("JOIN panels AS pa ON pa.id = di.panel_id").Join("JOIN cycles AS c ON c.id = di.cycle_id").
		Order("di.approved_at DESC", "di.id DESC", "de.position").Limit(int64(limit))
	f.choose(tells)
	f.choose(q)
	if after.Digest != uuid.Nil {
		at, err := s.toldAt(ctx, f, after.Digest)
		if err != nil {
			return nil, err
		}
		digests.Where("(di.approved_at, di.id) <= (?, ?)", at, after.Digest)
		q.Where("(di.id <> ? OR de.position > ?)", after.Digest, after.Position)
	}
	digests.Where("(?) IS NOT NULL", tells) // EXISTS would be turned into a join of everything
	return rows, wrap("archive", q.Scan(ctx))
}

// choose keeps the points, as de, of a service and a topic to which came what is asked for.
func (f ArchiveFilter) choose(q *bun.SelectQuery) {
	if f.Service != uuid.Nil {
		q.Where("de.service_id = ?", f.Service)
	}
	if f.Section != "" {
		q.Where("de.section = ?", f.Section)
	}
	if f.Topic != uuid.Nil {
		q.Join("JOIN digest_topics AS dt ON dt.digest_id = de.digest_id AND dt.item_id = de.item_id AND dt.topic_id = ?", f.Topic)
	}
}

// narrow keeps what was told, of a panel and a time.
func (f ArchiveFilter) narrow(db bun.IDB, q *bun.SelectQuery) *bun.SelectQuery {
	q.Where("di.approved_at IS NOT NULL")
	if f.Panel != uuid.Nil {
		q.Where("di.panel_id = ?", f.Panel)
	}
	if f.World {
		q.Where("di.panel_id IN (?)", panel.WorldPanels(db))
	}
	if f.Among != nil {
		q.Where("di.panel_id IN (?)", f.Among)
	}
	if !f.From.IsZero() {
		q.Where("di.approved_at >= ?", f.From)
	}
	if !f.Until.IsZero() {
		q.Where("di.approved_at < ?", f.Until)
	}
	return q
}

// toldAt is when a digest was told; one that the filter leaves out isn't there.
func (s *Store) toldAt(ctx context.Context, f ArchiveFilter, digest uuid.UUID) (time.Time, error) {
	var d Digest
	q := f.narrow(s.DB, s.DB.NewSelect().Model(&d).Column("di.approved_at").Where("di.id = ?", digest))
	if f.Service != uuid.Nil {
		q.Where("EXISTS (?)", s.DB.NewSelect().TableExpr("digest_entries AS de").ColumnExpr("1").Where("de.digest_id = di.id AND de.service_id = ?", f.Service))
	}
	err := q.Scan(ctx)
	if isNone(err) {
		return time.Time{}, panel.Refuse(panel.NotFound, "error.digest_not_found")
	}
	return d.ApprovedAt.Time, wrap("archive", err)
}

func (p ToldPoint) holds(terms []string) bool {
	text := panel.Fold(p.Title + "\n" + p.Said + "\n" + p.Answer)
	return !slices.ContainsFunc(terms, func(term string) bool { return !strings.Contains(text, term) })
}

// FirstEntries are the first thing that each of these digests tells; one without points has none.
func (s *Store) FirstEntries(ctx context.Context, digests []Digest) (map[uuid.UUID]Entry, error) {
	first := map[uuid.UUID]Entry{}
	if len(digests) == 0 {
		return first, nil
	}
	var entries []Entry
	err := s.DB.NewSelect().Model(&entries).Where("de.digest_id IN (?) AND de.position = 1", bun.In(digestIDs(digests))).Scan(ctx)
	for _, e := range entries {
		first[e.DigestID] = e
	}
	return first, wrap("archive", err)
}
