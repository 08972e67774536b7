package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// Onlooker is whose eyes a draft is looked at with: somebody of Unit, or of none in particular. With Own the points come first that are
// theirs: of Ambassador, or what colleagues of the unit said under their own names.
type Onlooker struct {
	Unit       uuid.UUID
	Ambassador uuid.UUID // a person
	Own        bool
}

// UnitAmbassadors are the people who speak for a unit in a panel today, by name.
func (s *Store) UnitAmbassadors(ctx context.Context, p panel.Panel, unit uuid.UUID) ([]panel.Person, error) {
	today := scheduler.DateOf(s.Clock(), p.Zone())
	terms := s.DB.NewSelect().TableExpr("ambassadors AS a").Join("JOIN constituency_units AS cu ON cu.ambassador_id = a.id AND cu.unit_id = ?", unit).
		Column("a.person_id").Where("a.panel_id = ? AND a.starts_on <= ? AND (a.ends_on = '' OR a.ends_on >= ?)", p.ID, today, today)
	var people []panel.Person
	err := s.DB.NewSelect().Model(&people).Column("id", "name").Where("p.active AND p.id IN (?)", terms).Order("p.name", "p.id").Scan(ctx)
	return people, wrap("ambassadors", err)
}

// OwnOf are the points of a digest that come first for an onlooker.
func (s *Store) OwnOf(ctx context.Context, v DigestView, eyes Onlooker) ([]Entry, error) {
	switch {
	case !eyes.Own:
		return nil, nil
	case eyes.Ambassador != uuid.Nil:
		return s.OwnPoints(ctx, v, eyes.Ambassador)
	case eyes.Unit == uuid.Nil || len(v.Entries) == 0:
		return nil, nil
	}
	var said []uuid.UUID
	err := s.DB.NewSelect().TableExpr("contributions AS co").Join("JOIN people AS p ON p.id = co.person_id AND p.unit_id = ?", eyes.Unit).
		ColumnExpr("DISTINCT co.item_id").Where("co.item_id IN (?)", bun.In(itemIDs(v.Entries))).Scan(ctx, &said)
	theirs := map[uuid.UUID]bool{}
	for _, id := range said {
		theirs[id] = true
	}
	var own []Entry
	for _, e := range v.Entries {
		if theirs[e.ItemID] {
			e.By = BySelf
			own = append(own, e)
		}
	}
	return own, wrap("own points", err)
}

// DigestLetterFor is the digest as the letter to an onlooker says it in a language; of a draft, as it would say it now.
func (s *Store) DigestLetterFor(ctx context.Context, id uuid.UUID, eyes Onlooker, language string) (mail.Digest, error) {
	shared, err := s.sharedDigest(ctx, s.DB, id)
	if err != nil {
		return mail.Digest{}, err
	}
	own, err := s.OwnOf(ctx, shared.view, eyes)
	if err != nil {
		return mail.Digest{}, err
	}
	return shared.inFor(language, own), nil
}
