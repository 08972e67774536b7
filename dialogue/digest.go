package dialogue

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// The states of a digest.
const (
	DigestDraft   = "draft"   // computed on each look
	DigestSending = "sending" // approved and frozen; the audience is being put into the outbox
	DigestSent    = "sent"
)

// Sections are the parts of a digest in the order of reading. Each entry stands in one of them.
var Sections = []string{Changed, "kept", Promised, Explained, Thanked, "unanswered", "open_promise", "dropped"}

// Digest is the "you said, we did" of a cycle.
type Digest struct {
	bun.BaseModel `bun:"table:digests,alias:di"`

	ID         uuid.UUID    `bun:"id,pk"`
	CycleID    uuid.UUID    `bun:"cycle_id"`
	PanelID    uuid.UUID    `bun:"panel_id"`
	State      string       `bun:"state"`
	IntroNL    string       `bun:"intro_nl"`
	IntroEN    string       `bun:"intro_en"`
	Waiting    int          `bun:"waiting"` // contributions that still waited when it was approved
	DraftedAt  time.Time    `bun:"drafted_at"`
	ApprovedAt bun.NullTime `bun:"approved_at"`
	ApprovedBy *uuid.UUID   `bun:"approved_by"`
	ExpandedTo string       `bun:"expanded_to"` // id of the last person put into the outbox
	Recipients int          `bun:"recipients"`
	SentAt     bun.NullTime `bun:"sent_at"`

	Cycle *panel.Cycle `bun:"rel:belongs-to,join:cycle_id=id"`
	Panel *panel.Panel `bun:"rel:belongs-to,join:panel_id=id"`
}

// Intro is the coordinator's opening in the reader's language.
func (d Digest) Intro(language string) string {
	if language == "en" && d.IntroEN != "" {
		return d.IntroEN
	}
	return d.IntroNL
}

// Entry is what a digest says about an item, kept as it was said.
type Entry struct {
	bun.BaseModel `bun:"table:digest_entries,alias:de"`

	DigestID   uuid.UUID      `bun:"digest_id,pk"`
	ItemID     uuid.UUID      `bun:"item_id,pk"`
	Position   int            `bun:"position"`
	Section    string         `bun:"section"`
	Title      string         `bun:"title"`
	Said       string         `bun:"said"`
	People     int            `bun:"people"`  // 0: fewer than the panel's smallest group
	Service    string         `bun:"service"` // "" is not yet with a service
	Answer     string         `bun:"answer"`
	DueOn      scheduler.Date `bun:"due_on"`
	FirstDueOn scheduler.Date `bun:"first_due_on"`
	LateDays   int            `bun:"late_days"` // working days
}

// DigestView is a digest as a page shows it.
type DigestView struct {
	Digest
	Entries []Entry
}

// In is the entries of a section.
func (v DigestView) In(section string) []Entry {
	return slices.DeleteFunc(slices.Clone(v.Entries), func(e Entry) bool { return e.Section != section })
}

// Digest reads a digest with its entries: those it was frozen with, or for a draft what it would say now.
func (s *Store) Digest(ctx context.Context, id uuid.UUID) (DigestView, error) {
	d, err := s.digest(ctx, s.DB.NewSelect().Where("di.id = ?", id))
	if err != nil {
		return DigestView{}, err
	}
	return s.view(ctx, s.DB, d)
}

// DigestOf is the digest of a cycle; NotFound before its responding has ended.
func (s *Store) DigestOf(ctx context.Context, cycle uuid.UUID) (DigestView, error) {
	d, err := s.digest(ctx, s.DB.NewSelect().Where("di.cycle_id = ?", cycle))
	if err != nil {
		return DigestView{}, err
	}
	return s.view(ctx, s.DB, d)
}

func (s *Store) digest(ctx context.Context, q *bun.SelectQuery) (Digest, error) {
	var d Digest
	err := q.Model(&d).Relation("Cycle").Relation("Panel").Scan(ctx)
	if isNone(err) {
		return d, panel.Refuse(panel.NotFound, "error.digest_not_found")
	}
	return d, wrap("digest", err)
}

func (s *Store) view(ctx context.Context, db bun.IDB, d Digest) (DigestView, error) {
	v := DigestView{Digest: d}
	var err error
	if d.State == DigestDraft {
		v.Waiting = d.Cycle.Waiting
		v.Entries, err = s.compile(ctx, db, d, *d.Cycle, *d.Panel)
		return v, err
	}
	err = db.NewSelect().Model(&v.Entries).Where("de.digest_id = ?", d.ID).Order("de.position").Scan(ctx)
	return v, wrap("digest", err)
}

// compile says what the digest has to tell: each item of this and earlier rounds that no digest told the outcome of, each promise
// that is still open, and each promise that ended since.
func (s *Store) compile(ctx context.Context, db bun.IDB, d Digest, c panel.Cycle, p panel.Panel) ([]Entry, error) {
	untold := db.NewSelect().Table("items").Column("id").Where("panel_id = ? AND told_in IS NULL", d.PanelID)
	unended := db.NewSelect().Table("promises").Column("item_id").Where("panel_id = ? AND told_in IS NULL", d.PanelID)
	var items []Item
	err := db.NewSelect().Model(&items).Relation("Service").Relation("Promise").Relation("Cycle").
		Where("cycle.number <= ? AND i.id IN (?)", c.Number, untold.Union(unended)).
		Order("i.people DESC", "i.id").Scan(ctx)
	if err != nil {
		return nil, wrap("digest", err)
	}
	told, err := toldPeople(ctx, db, d.PanelID)
	if err != nil {
		return nil, err
	}
	today := scheduler.DateOf(s.Clock(), p.Zone())
	entries := make([]Entry, len(items))
	for i, item := range items {
		entries[i] = entry(d.ID, item, today, p.SmallestGroup)
		if before := told[item.ID]; before > 0 && item.People-before < p.SmallestGroup {
			entries[i].People = before // or the difference of the two digests would be a small group
		}
	}
	slices.SortStableFunc(entries, func(a, b Entry) int {
		return slices.Index(Sections, a.Section) - slices.Index(Sections, b.Section)
	})
	for i := range entries {
		entries[i].Position = i + 1
	}
	return entries, nil
}

// toldPeople are the numbers of people that a panel's digests showed with the items that may stand in the next one.
func toldPeople(ctx context.Context, db bun.IDB, panel uuid.UUID) (map[uuid.UUID]int, error) {
	var rows []struct {
		ItemID uuid.UUID
		People int
	}
	err := db.NewSelect().TableExpr("digest_entries AS de").Join("JOIN items AS i ON i.id = de.item_id").Join("LEFT JOIN promises AS pr ON pr.item_id = i.id").
		ColumnExpr("de.item_id, MAX(de.people) AS people"). // it never shrinks
		Where("i.panel_id = ? AND (i.told_in IS NULL OR pr.id IS NOT NULL AND pr.told_in IS NULL)", panel).GroupExpr("de.item_id").Scan(ctx, &rows)
	told := map[uuid.UUID]int{}
	for _, r := range rows {
		told[r.ItemID] = r.People
	}
	return told, wrap("digest", err)
}

func entry(digest uuid.UUID, item Item, today scheduler.Date, smallestGroup int) Entry {
	e := Entry{DigestID: digest, ItemID: item.ID, Section: item.Outcome, Title: item.Title, Said: item.Said, Answer: item.Answer}
	if item.People >= smallestGroup {
		e.People = item.People
	}
	if item.Service != nil {
		e.Service = item.Service.Name
	}
	late := func(due scheduler.Date) int { return max(0, scheduler.WorkdaysBetween(due, today)) }
	switch pr := item.Promise; {
	case item.State != HasOutcome:
		e.Section, e.DueOn = "unanswered", item.DueOn
		if item.DueOn != "" {
			e.LateDays = late(item.DueOn)
		}
	case item.Outcome != Promised:
	case pr.State == PromiseOpen:
		e.DueOn, e.FirstDueOn, e.LateDays = pr.DueOn, pr.FirstDueOn, late(pr.DueOn)
		if item.ToldIn != nil {
			e.Section = "open_promise"
		}
	case pr.State == Delivered:
		e.Section, e.Answer, e.FirstDueOn = "kept", pr.Ending, pr.FirstDueOn
	default:
		e.Section, e.Answer, e.FirstDueOn = "dropped", pr.Ending, pr.FirstDueOn
	}
	return e
}

// SaveIntro keeps the coordinator's opening words while the digest is a draft.
func (s *Store) SaveIntro(ctx context.Context, actor panel.Actor, id uuid.UUID, introNL, introEN string) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := s.saveIntro(ctx, tx, actor, id, introNL, introEN)
		return err
	})
}

func (s *Store) saveIntro(ctx context.Context, tx bun.Tx, actor panel.Actor, id uuid.UUID, introNL, introEN string) (Digest, error) {
	var d Digest
	err := migrations.ForUpdate(tx.NewSelect().Model(&d).Where("di.id = ?", id)).Scan(ctx)
	if isNone(err) {
		return d, panel.Refuse(panel.NotFound, "error.digest_not_found")
	}
	if err != nil {
		return d, wrap("digest", err)
	}
	if !actor.CoordinatesPanel(d.PanelID) {
		return d, panel.Refuse(panel.Forbidden, "error.coordinators_only")
	}
	if d.State != DigestDraft {
		return d, panel.Refuse(panel.Conflict, "error.digest_approved")
	}
	var ps panel.Problems
	d.IntroNL, d.IntroEN = ps.Text("intro_nl", introNL, 0, 2000), ps.Text("intro_en", introEN, 0, 2000)
	if err := ps.Err(); err != nil {
		return d, err
	}
	_, err = tx.NewUpdate().Model(&d).Column("intro_nl", "intro_en").WherePK().Exec(ctx)
	return d, wrap("digest", err)
}

// Approve freezes the digest as it stands and lets it go out. What is still unanswered stays in it as unanswered. It holds the panel, so
// that of two digests approved at once only one tells an outcome.
func (s *Store) Approve(ctx context.Context, actor panel.Actor, id uuid.UUID, introNL, introEN string) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		d, err := s.saveIntro(ctx, tx, actor, id, introNL, introEN)
		if err != nil {
			return err
		}
		c, err := panel.CycleIn(ctx, tx, d.CycleID)
		if err != nil {
			return err
		}
		p, err := panel.PanelIn(ctx, tx, d.PanelID)
		if err != nil {
			return err
		}
		entries, err := s.compile(ctx, tx, d, c, p)
		if err != nil {
			return err
		}
		if err := freeze(ctx, tx, d.ID, entries); err != nil {
			return err
		}
		d.State, d.Waiting, d.ApprovedAt, d.ApprovedBy = DigestSending, c.Waiting, bun.NullTime{Time: s.Clock()}, actor.PersonID()
		_, err = tx.NewUpdate().Model(&d).Column("state", "waiting", "approved_at", "approved_by").WherePK().Exec(ctx)
		return wrap("approve", err)
	})
}

// freeze keeps the entries, and notes on items and promises what these entries tell: an answer that came after they were compiled is for
// the next digest.
func freeze(ctx context.Context, tx bun.Tx, digest uuid.UUID, entries []Entry) error {
	for chunk := range slices.Chunk(entries, 200) {
		if _, err := tx.NewInsert().Model(&chunk).Exec(ctx); err != nil {
			return wrap("freeze", err)
		}
		answered := func(e Entry) bool { return e.Section != "unanswered" }
		ended := func(e Entry) bool { return e.Section == "kept" || e.Section == "dropped" }
		if err := markTold(ctx, tx, "items", "id", digest, chunk, answered); err != nil {
			return err
		}
		if err := markTold(ctx, tx, "promises", "item_id", digest, chunk, ended); err != nil {
			return err
		}
	}
	return nil
}

// markTold notes the digest on the rows of the entries that tell of them, unless an earlier one told it.
func markTold(ctx context.Context, tx bun.Tx, table, key string, digest uuid.UUID, entries []Entry, tells func(Entry) bool) error {
	var ids []uuid.UUID
	for _, e := range entries {
		if tells(e) {
			ids = append(ids, e.ItemID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.NewUpdate().Table(table).Set("told_in = ?", digest).Where("? IN (?) AND told_in IS NULL", bun.Ident(key), bun.In(ids)).Exec(ctx)
	return wrap("freeze", err)
}

// Digests lists the digests that went out, the latest first. before is the id of the last one of the page before, or uuid.Nil.
func (s *Store) Digests(ctx context.Context, before uuid.UUID, limit int) ([]Digest, error) {
	var digests []Digest
	q := s.DB.NewSelect().Model(&digests).Relation("Cycle").Relation("Panel").Where("di.state <> ?", DigestDraft).Order("di.id DESC").Limit(int64(limit))
	if before != uuid.Nil {
		q.Where("di.id < ?", before)
	}
	return digests, wrap("digests", q.Scan(ctx))
}
