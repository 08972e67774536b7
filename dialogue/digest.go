package dialogue

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// The states of a digest.
const (
	DigestDraft   = "draft"   // computed on each look
	DigestSending = "sending" // approved and frozen; the audience is being put into the outbox
	DigestSent    = "sent"
)

// The sections of a digest besides those that are named by an outcome.
const (
	SectionUnanswered  = "unanswered"
	SectionKept        = "kept"         // promised before, delivered since
	SectionOpenPromise = "open_promise" // told by an earlier digest, still to come
	SectionDropped     = "dropped"      // promised before, and given up since
)

// Sections are the parts of a digest in the order of reading. Each entry stands in one of them.
var Sections = []string{Changed, SectionKept, Promised, Explained, Thanked, SectionUnanswered, SectionOpenPromise, SectionDropped}

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
	ReportedTo string       `bun:"reported_to"` // id of the last ambassador whose letter that reports back is in the outbox
	ReportedAt bun.NullTime `bun:"reported_at"` // all of them are
	Readers    int          `bun:"readers"`     // whom it was for when the first were put into the outbox
	LookedTo   string       `bun:"looked_to"`   // id of the last person whom the second look passed
	CompleteAt bun.NullTime `bun:"complete_at"` // when that was done: who comes later doesn't get it
	PausedAt   bun.NullTime `bun:"paused_at"`   // its sending stands still since
	PausedBy   *uuid.UUID   `bun:"paused_by"`
	ByItself   bool         `bun:"by_itself"` // nobody approved it

	People int            `bun:"people"`  // how many contributed at least, by whole smallest groups; 0: fewer than one
	NextOn scheduler.Date `bun:"next_on"` // the next round as this digest tells it, "" when nobody knows
	NextNL string         `bun:"next_nl"` // what that asks, one a line; "" before it is picked
	NextEN string         `bun:"next_en"`

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

	DigestID   uuid.UUID        `bun:"digest_id,pk"`
	ItemID     uuid.UUID        `bun:"item_id,pk"`
	Position   int              `bun:"position"`
	Section    string           `bun:"section"`
	Title      string           `bun:"title"`
	Said       string           `bun:"said"`
	People     int              `bun:"people"`  // 0: fewer than the panel's smallest group
	Service    string           `bun:"service"` // "" is not yet with a service
	ServiceID  *uuid.UUID       `bun:"service_id"`
	Answer     string           `bun:"answer"`
	DueOn      scheduler.Date   `bun:"due_on"`
	FirstDueOn scheduler.Date   `bun:"first_due_on"`
	EarlierOn  []scheduler.Date `bun:"earlier_on,type:text"` // the days for which it was promised before DueOn, the first first
	Changed    string           `bun:"changed"`              // of a revised outcome: what is different since an earlier digest told of it
	LateDays   int              `bun:"late_days"`            // working days

	By          string `bun:"-"` // of what comes first for a reader: who said it
	Unprintable bool   `bun:"-"` // of a draft: what was said is left out, because it quotes somebody who may not be quoted
	Retitled    bool   `bun:"-"` // of a draft: its title quotes such a person, and readers see the service's name

	Reworded bool `bun:"-"` // in a draft: a coordinator changed its words

	revisedAt bun.NullTime // the revision that it tells, of an item that was revised
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
	d, err := s.DigestHead(ctx, id)
	if err != nil {
		return DigestView{}, err
	}
	return s.view(ctx, s.DB, d)
}

// DigestHead is Digest without what it tells.
func (s *Store) DigestHead(ctx context.Context, id uuid.UUID) (Digest, error) {
	return s.digest(ctx, s.DB.NewSelect().Where("di.id = ?", id))
}

// DigestEntries are those that a digest was frozen with; none of a draft.
func (s *Store) DigestEntries(ctx context.Context, id uuid.UUID) ([]Entry, error) {
	return frozen(ctx, s.DB, id)
}

// WithEntries adds to a digest what Digest would.
func (s *Store) WithEntries(ctx context.Context, d Digest) (DigestView, error) {
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

// DigestHeadOf tells that a cycle has its digest, and how far it is: its ID and State, nothing else.
func (s *Store) DigestHeadOf(ctx context.Context, cycle uuid.UUID) (Digest, error) {
	d := Digest{CycleID: cycle}
	err := s.DB.NewSelect().Model(&d).Column("id", "state").Where("di.cycle_id = ?", cycle).Scan(ctx)
	if isNone(err) {
		return d, panel.Refuse(panel.NotFound, "error.digest_not_found")
	}
	return d, wrap("digest", err)
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
		if err := s.sayAround(ctx, db, &v.Digest); err != nil {
			return v, err
		}
		v.Entries, err = s.compile(ctx, db, d, *d.Panel)
		return v, err
	}
	v.Entries, err = frozen(ctx, db, d.ID)
	return v, err
}

func frozen(ctx context.Context, db bun.IDB, digest uuid.UUID) ([]Entry, error) {
	var entries []Entry
	err := db.NewSelect().Model(&entries).Where("de.digest_id = ?", digest).Order("de.position").Scan(ctx)
	return entries, wrap("digest", err)
}
