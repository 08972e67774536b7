package dialogue

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// DraftEdit is what a coordinator changed of a point in a draft. What is empty stays as the draft writes it itself; the service's answer is the
// service's word and never changes here.
type DraftEdit struct {
	bun.BaseModel `bun:"table:digest_edits,alias:ed"`

	DigestID uuid.UUID  `bun:"digest_id,pk"`
	ItemID   uuid.UUID  `bun:"item_id,pk"`
	Section  string     `bun:"section"`  // in which Position counts: a point that moves to another one comes there by itself
	Position int        `bun:"position"` // 0: after those that have one
	Title    string     `bun:"title"`
	Said     string     `bun:"said"`
	HideSaid bool       `bun:"hides_said"`
	EditedBy *uuid.UUID `bun:"edited_by"`
	EditedAt time.Time  `bun:"edited_at"`

	Editor *panel.Person `bun:"rel:belongs-to,join:edited_by=id"`
}

// Reworded reports whether its words differ from those that the draft would write.
func (e DraftEdit) Reworded() bool { return e.Title != "" || e.Said != "" || e.HideSaid }

// place is where it stands in a section; the end where it has no place.
func (e DraftEdit) place(section string) int {
	if e.Section != section || e.Position == 0 {
		return math.MaxInt
	}
	return e.Position
}

// draftEdits are what was changed of a draft, by item.
func draftEdits(ctx context.Context, db bun.IDB, digest uuid.UUID) (map[uuid.UUID]DraftEdit, error) {
	var rows []DraftEdit
	err := db.NewSelect().Model(&rows).Where("ed.digest_id = ?", digest).Scan(ctx)
	edits := make(map[uuid.UUID]DraftEdit, len(rows))
	for _, e := range rows {
		edits[e.ItemID] = e
	}
	return edits, wrap("edits", err)
}

// edit puts the coordinators' words into the entries of a draft, and the entries of each section in their order.
func edit(entries []Entry, edits map[uuid.UUID]DraftEdit) {
	for i := range entries {
		e := &entries[i]
		change := edits[e.ItemID]
		e.Title, e.Said = cmp.Or(change.Title, e.Title), cmp.Or(change.Said, e.Said)
		if change.HideSaid {
			e.Said = ""
		}
		e.Reworded = change.Reworded()
	}
	slices.SortStableFunc(entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(slices.Index(Sections, a.Section), slices.Index(Sections, b.Section)),
			cmp.Compare(edits[a.ItemID].place(a.Section), edits[b.ItemID].place(b.Section)))
	})
}

// Seen stands for words as somebody saw them: who changes other words than those changed what they never saw.
func Seen(words ...any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", words))
	return hex.EncodeToString(sum[:8])
}

// DraftPoint is a point of a draft, as the draft writes it itself and as a coordinator changed it.
type DraftPoint struct {
	Item Item // with its Service; Title and Said as the draft writes them
	Edit DraftEdit
}

// Title and Said are the words as the draft has them now.
func (p DraftPoint) Title() string { return cmp.Or(p.Edit.Title, p.Item.Title) }

// Said is what is quoted, also when it is hidden.
func (p DraftPoint) Said() string { return cmp.Or(p.Edit.Said, p.Item.Said) }

// Seen stands for the words.
func (p DraftPoint) Seen() string { return Seen(p.Title(), p.Said(), p.Edit.HideSaid) }

// DraftPoint reads a point of a draft; NotFound when the draft doesn't tell of it.
func (s *Store) DraftPoint(ctx context.Context, d Digest, item uuid.UUID) (DraftPoint, error) {
	return draftPoint(ctx, s.DB, d, item)
}

func draftPoint(ctx context.Context, db bun.IDB, d Digest, item uuid.UUID) (DraftPoint, error) {
	var p DraftPoint
	err := db.NewSelect().Model(&p.Item).Column("i.id", "i.title", "i.said", "i.state", "i.outcome", "i.answer", "i.service_id").Relation("Service").
		Where("i.id = ? AND i.id IN (?)", item, toTell(db, d)).Scan(ctx)
	if isNone(err) || d.State != DigestDraft {
		return p, panel.Refuse(panel.NotFound, "error.digest_point_not_found")
	}
	if err != nil {
		return p, wrap("draft point", err)
	}
	err = db.NewSelect().Model(&p.Edit).Relation("Editor").Where("ed.digest_id = ? AND ed.item_id = ?", d.ID, item).Scan(ctx)
	if isNone(err) {
		p.Edit, err = DraftEdit{DigestID: d.ID, ItemID: item}, nil
	}
	return p, wrap("draft point", err)
}

// PointWords are the words of a point in a draft as a coordinator wants them.
type PointWords struct {
	Title, Said string
	HideSaid    bool
	Seen        string // what the writer saw; "" for who looked at nothing
}

// Reword changes the words of a point in a draft. It refuses with Conflict when they are others than the writer saw, and not yet those
// that were typed: then somebody else was first, and the writer decides.
func (s *Store) Reword(ctx context.Context, actor panel.Actor, digest, item uuid.UUID, in PointWords) error {
	return s.changeDraft(ctx, actor, digest, func(ctx context.Context, tx bun.Tx, d Digest) (bool, error) {
		p, err := draftPoint(ctx, tx, d, item)
		if err != nil {
			return false, err
		}
		var ps panel.Problems
		words := p
		words.Edit.Title, words.Edit.HideSaid = ps.Text("title", in.Title, 1, 200), in.HideSaid
		words.Edit.Said = ps.Text("said", in.Said, 0, 2000)
		if words.Edit.Said == "" && p.Said() != "" { // what isn't there isn't quoted
			words.Edit.Said, words.Edit.HideSaid = p.Edit.Said, true
		}
		if err := ps.Err(); err != nil {
			return false, err
		}
		if words.Edit.Title == p.Item.Title {
			words.Edit.Title = ""
		}
		if words.Edit.Said == p.Item.Said {
			words.Edit.Said = ""
		}
		if words.Seen() == p.Seen() {
			return false, nil
		}
		if err := sayable(ctx, tx, words); err != nil {
			return false, err
		}
		if in.Seen != "" && in.Seen != p.Seen() {
			return false, panel.Refuse(panel.Conflict, "error.digest_point_changed")
		}
		return true, s.saveEdit(ctx, tx, actor, words.Edit)
	})
}

// sayable refuses new words that are somebody's who wants not to be quoted.
func sayable(ctx context.Context, tx bun.Tx, p DraftPoint) error {
	var withheld []uuid.UUID
	if err := tx.NewSelect().Table("contributions").Column("id").Where("item_id = ? AND unquoted", p.Item.ID).Scan(ctx, &withheld); err != nil || len(withheld) == 0 {
		return wrap("quotations", err)
	}
	return quotable(ctx, tx, BundleInput{Contributions: withheld, Title: p.Edit.Title, Said: p.Edit.Said, Quoting: p.Edit.HideSaid})
}

// RestoreWords gives a point of a draft the words back that the draft writes itself. Doing it twice is harmless.
func (s *Store) RestoreWords(ctx context.Context, actor panel.Actor, digest, item uuid.UUID) error {
	return s.changeDraft(ctx, actor, digest, func(ctx context.Context, tx bun.Tx, d Digest) (bool, error) {
		p, err := draftPoint(ctx, tx, d, item)
		if err != nil || !p.Edit.Reworded() {
			return false, err
		}
		p.Edit.Title, p.Edit.Said, p.Edit.HideSaid = "", "", false
		return true, s.saveEdit(ctx, tx, actor, p.Edit)
	})
}

func (s *Store) saveEdit(ctx context.Context, tx bun.Tx, actor panel.Actor, e DraftEdit) error {
	e.EditedBy, e.EditedAt, e.Editor = actor.PersonID(), s.Clock(), nil
	_, err := tx.NewInsert().Model(&e).On("CONFLICT (digest_id, item_id) DO UPDATE").Set("section = EXCLUDED.section").Set("position = EXCLUDED.position").
		Set("title = EXCLUDED.title").Set("said = EXCLUDED.said").Set("hides_said = EXCLUDED.hides_said").
		Set("edited_by = EXCLUDED.edited_by").Set("edited_at = EXCLUDED.edited_at").Exec(ctx)
	return wrap("edit", err)
}

// changeDraft holds a draft and changes it. What was approved of it before, by the first of two, is approved no more.
func (s *Store) changeDraft(ctx context.Context, actor panel.Actor, digest uuid.UUID, change func(context.Context, bun.Tx, Digest) (bool, error)) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		d, err := holdDraft(ctx, tx, actor, digest)
		if err != nil {
			return err
		}
		changed, err := change(ctx, tx, d)
		if err != nil || !changed {
			return err
		}
		return s.withdrawApproval(ctx, tx, d.ID)
	})
}
