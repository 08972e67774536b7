package panel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
)

// AddFeed makes an address for the actor: of one panel that they have a part in, or with nil of all. There is one of each; asking twice
// gives the same.
func (s *Store) AddFeed(ctx context.Context, actor Actor, panel *uuid.UUID) (CalendarFeed, error) {
	if panel != nil {
		own, err := s.CalendarPanels(ctx, actor)
		if err != nil {
			return CalendarFeed{}, err
		}
		if !slices.ContainsFunc(own, func(p Panel) bool { return p.ID == *panel }) {
			return CalendarFeed{}, Refuse(NotFound, "error.panel_not_found")
		}
	}
	var feed CalendarFeed
	err := inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) (err error) {
		feed, err = s.addFeed(ctx, tx, actor, panel)
		return err
	})
	return feed, err
}

func (s *Store) addFeed(ctx context.Context, tx bun.Tx, actor Actor, panel *uuid.UUID) (CalendarFeed, error) {
	var feeds []CalendarFeed
	if err := holdFeeds(ctx, tx, actor.Person.ID); err != nil {
		return CalendarFeed{}, err
	}
	if err := live(tx.NewSelect().Model(&feeds), actor.Person.ID).Scan(ctx); err != nil {
		return CalendarFeed{}, fmt.Errorf("calendar feeds: %w", err)
	}
	for _, f := range feeds {
		if (f.PanelID == nil) == (panel == nil) && (panel == nil || *f.PanelID == *panel) {
			return f, nil
		}
	}
	feed := CalendarFeed{ID: newID(), PersonID: actor.Person.ID, PanelID: panel, CreatedAt: s.Clock()}
	if _, err := tx.NewInsert().Model(&feed).Exec(ctx); err != nil {
		return CalendarFeed{}, fmt.Errorf("add calendar feed: %w", err)
	}
	return feed, nil
}

// holdFeeds keeps another request of the same person from making a second address until the transaction ends.
func holdFeeds(ctx context.Context, tx bun.Tx, person uuid.UUID) error {
	_, err := migrations.ForUpdate(tx.NewSelect().Table("people").Column("id").Where("id = ?", person)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("calendar feeds: %w", err)
	}
	return nil
}

// RevokeFeed ends one of the actor's addresses for ever. Doing it twice is no error.
func (s *Store) RevokeFeed(ctx context.Context, actor Actor, id uuid.UUID) error {
	return s.revokeFeed(ctx, s.DB, actor, id)
}

func (s *Store) revokeFeed(ctx context.Context, db bun.IDB, actor Actor, id uuid.UUID) error {
	_, err := db.NewUpdate().Table("calendar_feeds").Set("revoked_at = ?", s.Clock()).
		Where("id = ? AND person_id = ? AND revoked_at IS NULL", id, actor.Person.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("revoke calendar feed: %w", err)
	}
	return nil
}

// RenewFeed ends one of the actor's addresses and makes another for the same panels.
func (s *Store) RenewFeed(ctx context.Context, actor Actor, id uuid.UUID) (CalendarFeed, error) {
	var feed CalendarFeed
	err := inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		var old CalendarFeed
		err := tx.NewSelect().Model(&old).Where("cf.id = ? AND cf.person_id = ?", id, actor.Person.ID).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return Refuse(NotFound, "error.page_not_found")
		}
		if err != nil {
			return fmt.Errorf("renew calendar feed: %w", err)
		}
		if err := s.revokeFeed(ctx, tx, actor, id); err != nil {
			return err
		}
		feed, err = s.addFeed(ctx, tx, actor, old.PanelID)
		return err
	})
	return feed, err
}
