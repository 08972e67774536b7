package panel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// AddOwnDigestAddress makes an address of the actor's own. There is one; asking twice gives the same.
func (s *Store) AddOwnDigestAddress(ctx context.Context, actor Actor) (DigestAddress, error) {
	return s.addDigestAddress(ctx, DigestAddress{PersonID: &actor.Person.ID, MadeBy: actor.PersonID()}, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("da.person_id = ?", actor.Person.ID)
	})
}

// AddDigestAddress makes an address of the organisation for something with this name: of one panel by who runs it, or with nil of all
// panels by an administrator. Asking twice for the same gives the same.
func (s *Store) AddDigestAddress(ctx context.Context, actor Actor, panel *uuid.UUID, name string) (DigestAddress, error) {
	if !looksAfter(actor, panel) {
		return DigestAddress{}, Refuse(NotFound, "error.page_not_found")
	}
	var ps Problems
	name = ps.Text("name", name, 1, 60)
	if err := ps.Err(); err != nil {
		return DigestAddress{}, err
	}
	return s.addDigestAddress(ctx, DigestAddress{Name: name, PanelID: panel, MadeBy: actor.PersonID()}, func(q *bun.SelectQuery) *bun.SelectQuery {
		return ofPanel(q, panel).Where("da.person_id IS NULL AND da.name = ?", name)
	})
}

// addDigestAddress keeps the address, unless same finds one that works.
func (s *Store) addDigestAddress(ctx context.Context, a DigestAddress, same func(*bun.SelectQuery) *bun.SelectQuery) (DigestAddress, error) {
	err := inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		if err := holdOrganisation(ctx, tx); err != nil { // or two requests would make two
			return fmt.Errorf("add digest address: %w", err)
		}
		var found DigestAddress
		err := same(tx.NewSelect().Model(&found)).Where("da.revoked_at IS NULL").Limit(1).Scan(ctx)
		if err == nil {
			a = found
			return nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("add digest address: %w", err)
		}
		a.ID, a.CreatedAt = newID(), s.Clock()
		if _, err := tx.NewInsert().Model(&a).Exec(ctx); err != nil {
			return fmt.Errorf("add digest address: %w", err)
		}
		return nil
	})
	return a, err
}

// RevokeDigestAddress ends an address for ever: the actor's own, or one that they look after. Doing it twice is no error.
func (s *Store) RevokeDigestAddress(ctx context.Context, actor Actor, id uuid.UUID) error {
	var a DigestAddress
	err := s.DB.NewSelect().Model(&a).Where("da.id = ?", id).Scan(ctx)
	own := a.PersonID != nil && !actor.System && *a.PersonID == actor.Person.ID
	if errors.Is(err, sql.ErrNoRows) || err == nil && !own && (a.PersonID != nil || !looksAfter(actor, a.PanelID)) {
		return Refuse(NotFound, "error.page_not_found")
	}
	if err != nil {
		return fmt.Errorf("revoke digest address: %w", err)
	}
	_, err = s.DB.NewUpdate().Table("digest_addresses").Set("revoked_at = ?", s.Clock()).Where("id = ? AND revoked_at IS NULL", id).Exec(ctx)
	if err != nil {
		return fmt.Errorf("revoke digest address: %w", err)
	}
	return nil
}
