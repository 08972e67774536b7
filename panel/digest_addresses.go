package panel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
)

// DigestAddress is an address under which what digests told is read without a session, until it is revoked: by a feed reader, by the
// intranet, by a screen in the canteen. It opens what every employee may read and nothing else.
type DigestAddress struct {
	bun.BaseModel `bun:"table:digest_addresses,alias:da"`

	ID        uuid.UUID    `bun:"id,pk"`
	Name      string       `bun:"name"`      // what it is for, "" for a person's own
	PanelID   *uuid.UUID   `bun:"panel_id"`  // nil: all panels
	PersonID  *uuid.UUID   `bun:"person_id"` // whose own it is, and with whom it leaves; nil for one of the organisation
	MadeBy    *uuid.UUID   `bun:"made_by"`
	CreatedAt time.Time    `bun:"created_at"`
	RevokedAt bun.NullTime `bun:"revoked_at"`

	Person *Person `bun:"rel:belongs-to,join:person_id=id"`
}

// toReadDigests is the purpose of the token in such an address.
const toReadDigests = "digests"

// Token is what the address holds.
func (a DigestAddress) Token(secret string) string { return mail.Token(secret, toReadDigests, a.ID) }

// Opens reports whether its holder, or with nil anybody, may read what this panel told.
func (a *DigestAddress) Opens(p Panel) bool {
	return p.OpenToWorld() || a != nil && (a.PanelID == nil || *a.PanelID == p.ID)
}

// Panels selects the ids of the panels of which the holder may read the digests; nil is all. Who holds none reads what the world may.
func (a *DigestAddress) Panels(db bun.IDB) *bun.SelectQuery {
	switch {
	case a == nil:
		return WorldPanels(db)
	case a.PanelID == nil:
		return nil
	}
	return WorldPanels(db).WhereOr("id = ?", *a.PanelID)
}

// DigestAddressOfToken is the address that a token names. NotFound for a token that the organisation's secret didn't sign, one that was
// revoked, and one of somebody who left.
func (s *Store) DigestAddressOfToken(ctx context.Context, secret, token string) (DigestAddress, error) {
	var a DigestAddress
	id, ok := mail.IDOfToken(secret, toReadDigests, token)
	if !ok {
		return a, Refuse(NotFound, "error.page_not_found")
	}
	err := s.DB.NewSelect().Model(&a).Relation("Person").Where("da.id = ?", id).Where("(da.person_id IS NULL OR person.active)").
		Where("da.revoked_at IS NULL").Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return a, Refuse(NotFound, "error.page_not_found")
	}
	if err != nil {
		return a, fmt.Errorf("digest address: %w", err)
	}
	return a, nil
}

// OwnDigestAddress is the actor's own address; NotFound while there is none.
func (s *Store) OwnDigestAddress(ctx context.Context, actor Actor) (DigestAddress, error) {
	var a DigestAddress
	err := s.DB.NewSelect().Model(&a).Where("da.person_id = ? AND da.revoked_at IS NULL", actor.Person.ID).Limit(1).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return a, Refuse(NotFound, "error.page_not_found")
	}
	if err != nil {
		return a, fmt.Errorf("digest address: %w", err)
	}
	return a, nil
}

// DigestAddresses are those of the organisation that work, which the actor looks after: of one panel, or with nil of all panels. The
// latest first.
func (s *Store) DigestAddresses(ctx context.Context, actor Actor, panel *uuid.UUID) ([]DigestAddress, error) {
	if !looksAfter(actor, panel) {
		return nil, nil
	}
	var addresses []DigestAddress
	q := s.DB.NewSelect().Model(&addresses).Where("da.person_id IS NULL AND da.revoked_at IS NULL").Order("da.id DESC")
	if err := ofPanel(q, panel).Scan(ctx); err != nil {
		return nil, fmt.Errorf("digest addresses: %w", err)
	}
	return addresses, nil
}

// looksAfter reports whether the actor makes and revokes the organisation's addresses of a panel, or with nil of all panels.
func looksAfter(actor Actor, panel *uuid.UUID) bool {
	if panel == nil {
		return actor.Administers()
	}
	return actor.CoordinatesPanel(*panel)
}

func ofPanel(q *bun.SelectQuery, panel *uuid.UUID) *bun.SelectQuery {
	if panel == nil {
		return q.Where("da.panel_id IS NULL")
	}
	return q.Where("da.panel_id = ?", *panel)
}
