package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// roundPart is what one reader is to a round, and how many of their contributions its end acknowledged.
type roundPart struct {
	Ambassador  bool `json:"ambassador,omitempty"`
	Coordinator bool `json:"coordinator,omitempty"`
	Responder   bool `json:"responder,omitempty"`
	Contributor bool `json:"contributor,omitempty"`
	Waited      int  `json:"waited,omitempty"`
}

// tellConcerned queues a letter about a decision to everybody whom it concerns, once each.
func (s *Store) tellConcerned(ctx context.Context, tx bun.Tx, c panel.Cycle, e panel.CycleEvent, waited map[uuid.UUID]int) error {
	parts, err := s.concerned(ctx, tx, c, e.Kind, e.PersonID)
	if err != nil || len(parts) == 0 {
		return err
	}
	ids := make([]uuid.UUID, 0, len(parts))
	for id := range parts {
		ids = append(ids, id)
	}
	to, err := panel.Recipients(ctx, tx, tx.NewSelect().Table("people").Column("id").Where("id IN (?)", bun.In(ids)))
	if err != nil {
		return err
	}
	drafts := make([]mail.Draft, len(to))
	for i, r := range to {
		part := parts[r.PersonID]
		part.Waited = waited[r.PersonID]
		drafts[i] = mail.Draft{Kind: mail.KindRoundChanged, Subject: e.ID, To: r, Personal: *part}
	}
	_, err = s.Outbox.Queue(ctx, tx, drafts...)
	return wrap("letters", err)
}

// concerned are the active people whom a decision of this kind about a round concerns, but for who made it: the ambassadors in office, the
// coordinators, who answers for a service of the panel or of a point in the round, and when it is cancelled whoever contributed.
func (s *Store) concerned(ctx context.Context, db bun.IDB, c panel.Cycle, kind string, by *uuid.UUID) (map[uuid.UUID]*roundPart, error) {
	today := scheduler.DateOf(s.Clock(), c.Panel.Zone())
	services := db.NewSelect().Table("panel_services").Column("service_id").Where("panel_id = ?", c.PanelID).
		Union(db.NewSelect().Table("items").Column("service_id").Where("cycle_id = ? AND service_id IS NOT NULL", c.ID))
	open := db.NewSelect().Table("services").Column("id").Where("closed_at IS NULL AND id IN (?)", services)
	roles := []struct {
		who *bun.SelectQuery
		is  func(*roundPart) *bool
	}{
		{db.NewSelect().Table("ambassadors").Column("person_id").Where("panel_id = ? AND starts_on <= ? AND (ends_on = '' OR ends_on >= ?)", c.PanelID, today, today),
			func(p *roundPart) *bool { return &p.Ambassador }},
		{db.NewSelect().Table("panel_coordinators").Column("person_id").Where("panel_id = ?", c.PanelID), func(p *roundPart) *bool { return &p.Coordinator }},
		{panel.AnswerFor(db, open, today), func(p *roundPart) *bool { return &p.Responder }},
		{db.NewSelect().Table("contributions").Column("person_id").Where("cycle_id = ? AND person_id IS NOT NULL", c.ID), func(p *roundPart) *bool { return &p.Contributor }},
	}
	if kind != panel.WasCancelled {
		roles = roles[:3]
	}
	parts := map[uuid.UUID]*roundPart{}
	for _, role := range roles {
		var ids []uuid.UUID
		err := db.NewSelect().Table("people").Column("id").Where("active AND id IN (?)", role.who).Scan(ctx, &ids)
		if err != nil {
			return nil, wrap("concerned", err)
		}
		for _, id := range ids {
			if by != nil && id == *by {
				continue
			}
			if parts[id] == nil {
				parts[id] = &roundPart{}
			}
			*role.is(parts[id]) = true
		}
	}
	return parts, nil
}

// Concerned counts the people who would get a letter if the actor decided this about a round, which has its Panel.
func (s *Store) Concerned(ctx context.Context, actor panel.Actor, c panel.Cycle, kind string) (int, error) {
	parts, err := s.concerned(ctx, s.DB, c, kind, actor.PersonID())
	return len(parts), err
}
