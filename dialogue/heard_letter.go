package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
)

// The ways in which a heard check by a letter can stand.
const (
	HeardAsks    = "asks"    // the reader can say whether the outcome helped
	HeardOpen    = "open"    // the item has no outcome any more
	HeardPromise = "promise" // or one that is still to come
	HeardMoved   = "moved"   // what the reader brought in is part of another item now
	HeardOver    = "over"    // the reader left, or isn't known to stand behind the item any more
)

// LetterHeard is what the reader of a letter can say of an outcome that it told.
type LetterHeard struct {
	State    string
	Person   panel.Person
	Item     Item // with its Panel, Service and Promise; of one that moved, the other item
	Exchange Exchange
	Changed  bool // the outcome isn't the one any more that the letter told
}

// HeardByLetter reads what the reader of a letter can say of an item. NotFound for what is no letter about outcomes, for one that isn't kept
// any more, and for an item that it didn't tell of: who has one letter learns nothing of another.
func (s *Store) HeardByLetter(ctx context.Context, letter, id uuid.UUID) (LetterHeard, error) {
	var h LetterHeard
	unknown := panel.Refuse(panel.NotFound, "error.item_not_found")
	var m mail.Mail
	err := s.DB.NewSelect().Model(&m).Column("id", "kind", "subject_id", "person_id").Where("m.id = ?", letter).Scan(ctx)
	if isNone(err) || err == nil && !mail.AsksWhetherHeard(m.Kind) {
		return h, unknown
	}
	if err != nil {
		return h, wrap("letter", err)
	}
	told, err := s.toldByLetter(ctx, m, id)
	if err != nil {
		return h, err
	}
	if told.None {
		return h, unknown
	}
	if err := s.DB.NewSelect().Model(&h.Person).Where("p.id = ?", m.PersonID).Scan(ctx); err != nil {
		return h, wrap("reader", err)
	}
	if h.Item, err = s.Item(ctx, id); err != nil {
		return h, err
	}
	if h.State = HeardOver; !h.Person.Active {
		return h, nil
	}
	return h, s.standing(ctx, &h, told)
}

// standing says how a heard check stands of a reader who is here.
func (s *Store) standing(ctx context.Context, h *LetterHeard, told toldByLetter) error {
	voice := Voice{person: h.Person.ID}
	exchange, behind, err := s.Exchange(ctx, voice, h.Item)
	if err != nil {
		return err
	}
	switch {
	case !behind:
		other, err := s.Successor(ctx, h.Item)
		if err != nil || other.ID == h.Item.ID {
			return err
		}
		if behind, err = s.Contributed(ctx, other.ID, h.Person.ID); err == nil && behind {
			h.State, h.Item = HeardMoved, other
		}
		return err
	case h.Item.State != HasOutcome:
		h.State = HeardOpen
	case exchange.Told == nil:
		h.State = HeardPromise
	default:
		h.State, h.Exchange, h.Changed = HeardAsks, exchange, told.changed(*exchange.Told)
	}
	return nil
}

// toldByLetter is what a letter told of an item: by an event, or by a digest that was approved then.
type toldByLetter struct {
	None   bool
	Events []uuid.UUID
	Digest bun.NullTime
}

// changed reports whether the outcome that an event told is another than the letter told.
func (t toldByLetter) changed(e Event) bool {
	for _, id := range t.Events {
		if id == e.ID {
			return false
		}
	}
	return t.Digest.IsZero() || e.At.After(t.Digest.Time)
}

func (s *Store) toldByLetter(ctx context.Context, m mail.Mail, item uuid.UUID) (t toldByLetter, err error) {
	if m.Kind == mail.KindDigest {
		err = s.DB.NewSelect().TableExpr("digest_entries AS de").Join("JOIN digests AS di ON di.id = de.digest_id").ColumnExpr("di.approved_at").
			Where("de.digest_id = ? AND de.item_id = ?", m.SubjectID, item).Scan(ctx, &t.Digest)
		t.None = isNone(err)
		return t, wrap("told", unlessNone(err))
	}
	err = s.DB.NewSelect().TableExpr("told_events AS toe").Join("JOIN events AS e ON e.id = toe.event_id").ColumnExpr("e.id").
		Where("toe.telling_id = ? AND e.item_id = ?", m.SubjectID, item).Scan(ctx, &t.Events)
	t.None = len(t.Events) == 0
	return t, wrap("told", err)
}
