package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
)

// composeClarifications writes the letters about questions that were asked back. One that is over by then would only puzzle.
func (s *Store) composeClarifications(ctx context.Context, db bun.IDB, mails []*mail.Mail) (func(*mail.Mail) (mail.Letter, error), error) {
	readers, err := readersOf(ctx, db, mails)
	if err != nil {
		return nil, err
	}
	asked, err := s.askings(ctx, db, mails)
	return func(m *mail.Mail) (mail.Letter, error) {
		if !readers[m.PersonID].Active {
			return nil, mail.Suppress("the reader left")
		}
		a, known := asked[m.SubjectID]
		switch {
		case !known:
			return nil, panel.Refuse(panel.NotFound, "error.clarification_not_found")
		case a.item.State == HasOutcome:
			return nil, mail.Suppress("the point has its answer by now")
		case a.over:
			return nil, mail.Suppress("another question took its place")
		}
		letter := a.letter
		letter.Own = a.behind[m.PersonID]
		return letter, nil
	}, err
}

// asking is a question with what its letters say.
type asking struct {
	item   Item
	letter mail.Clarification
	behind map[uuid.UUID]bool // who stands behind the point under their own name
	over   bool
}

// askings reads the questions that the mails are about, in the same few queries however many they are.
func (s *Store) askings(ctx context.Context, db bun.IDB, mails []*mail.Mail) (map[uuid.UUID]asking, error) {
	base, err := s.baseURL(ctx, db)
	if err != nil {
		return nil, err
	}
	var ids []uuid.UUID
	err = successors(db, db.NewSelect().Table("clarifications").Column("item_id").Where("id IN (?)", bun.In(subjects(mails)))).Scan(ctx, &ids)
	if err != nil || len(ids) == 0 {
		return nil, wrap("clarifications", err)
	}
	asked, err := clarifications(ctx, db, ids...)
	if err != nil {
		return nil, err
	}
	var items []Item
	if err := db.NewSelect().Model(&items).Relation("Panel").Relation("Service").Where("i.id IN (?)", bun.In(ids)).Scan(ctx); err != nil {
		return nil, wrap("items", err)
	}
	if err := leaveOutSaid(ctx, db, items); err != nil {
		return nil, err
	}
	var behind []struct{ ItemID, PersonID uuid.UUID }
	err = db.NewSelect().Table("contributions").ColumnExpr("DISTINCT item_id, person_id").Where("item_id IN (?) AND person_id IS NOT NULL", bun.In(ids)).Scan(ctx, &behind)
	if err != nil {
		return nil, wrap("contributors", err)
	}
	byItem := map[uuid.UUID]asking{}
	for _, item := range items {
		a := asking{item: item, behind: map[uuid.UUID]bool{}, letter: mail.Clarification{Item: item.ID, Title: item.Title, Said: item.Said,
			From: Asker(item), URL: base + "/items/" + item.ID.String()}}
		for _, b := range behind {
			if b.ItemID == item.ID {
				a.behind[b.PersonID] = true
			}
		}
		byItem[item.ID] = a
	}
	found := map[uuid.UUID]asking{}
	latest := map[uuid.UUID]uuid.UUID{}
	for _, c := range asked {
		a := byItem[c.ItemID]
		a.letter.Question = c.Question
		found[c.ID], latest[c.ItemID] = a, c.ID
	}
	for id, a := range found {
		a.over = latest[a.item.ID] != id
		found[id] = a
	}
	return found, nil
}

// Asker is in whose name an item asks back: of its service, or of its panel while no service has it. Never a colleague's.
func Asker(item Item) string {
	if item.Service != nil {
		return item.Service.Name
	}
	return item.Panel.Name
}
