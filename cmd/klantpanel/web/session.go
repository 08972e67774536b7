package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

const (
	sessionCookie = "session"
	sessionTerm   = 30 * 24 * time.Hour // counted from the last day it was used
)

// session is a signed-in browser. The table holds only the hash of the cookie, so a copy of the database signs nobody in.
type session struct {
	bun.BaseModel `bun:"table:sessions,alias:ss"`

	Hash      string    `bun:"hash,pk"`
	PersonID  uuid.UUID `bun:"person_id"`
	CreatedAt time.Time `bun:"created_at"`
	ExpiresAt time.Time `bun:"expires_at"`
}

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// recogniseReader fills in Actor. The roles are read anew each time, so a person who was deactivated is out at the next request.
func (r *Request) recogniseReader() error {
	cookie := r.Ctx.Cookies(r.cookieName(sessionCookie))
	if cookie == "" || r.Organisation.ID == 0 {
		return nil
	}
	ctx, now := r.Context(), r.Now()
	var found session
	err := r.DB.NewSelect().Model(&found).Where("hash = ? AND expires_at > ?", hashOf(cookie), now).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("session: %w", err)
	}
	actor, err := r.Panel.ActOn(ctx, found.PersonID, r.Today())
	var refused *panel.Problem
	if errors.As(err, &refused) {
		return r.endSession(ctx, found.Hash)
	}
	if err != nil {
		return err
	}
	r.Actor, r.session = &actor, found.Hash
	if found.ExpiresAt.Sub(now) < sessionTerm-24*time.Hour { // one write a day, not one a request
		found.ExpiresAt = now.Add(sessionTerm)
		if _, err := r.DB.NewUpdate().Model(&found).Column("expires_at").WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("session: %w", err)
		}
		r.cookie(sessionCookie, cookie, sessionTerm)
	}
	return nil
}

// startSession signs a person in under a new id; what this browser had before ends.
func (r *Request) startSession(ctx context.Context, tx bun.IDB, person uuid.UUID) error {
	now := r.Now()
	_, err := tx.NewDelete().Model((*session)(nil)).Where("hash = ? OR expires_at <= ?", hashOf(r.Ctx.Cookies(r.cookieName(sessionCookie))), now).Exec(ctx)
	if err != nil {
		return fmt.Errorf("start session: %w", err)
	}
	cookie := rand.Text() + rand.Text() // 256 bits
	s := session{Hash: hashOf(cookie), PersonID: person, CreatedAt: now, ExpiresAt: now.Add(sessionTerm)}
	if _, err := tx.NewInsert().Model(&s).Exec(ctx); err != nil {
		return fmt.Errorf("start session: %w", err)
	}
	r.cookie(sessionCookie, cookie, sessionTerm)
	return nil
}

// endSession forgets this browser.
func (r *Request) endSession(ctx context.Context, hash string) error {
	if _, err := r.DB.NewDelete().Model((*session)(nil)).Where("hash = ?", hash).Exec(ctx); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	r.cookie(sessionCookie, "", -time.Hour)
	return nil
}
