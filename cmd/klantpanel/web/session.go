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

	Hash      string       `bun:"hash,pk"`
	PersonID  uuid.UUID    `bun:"person_id"`
	CreatedAt time.Time    `bun:"created_at"`
	ExpiresAt time.Time    `bun:"expires_at"`
	EndedAt   bun.NullTime `bun:"ended_at"` // signed out, or in anew; the row stays until panel.Tidy, for forms that come after it

	Person *panel.Person `bun:"rel:belongs-to,join:person_id=id"`
}

// over is the moment at which the session ended or will.
func (s session) over() time.Time {
	if !s.EndedAt.IsZero() && s.EndedAt.Before(s.ExpiresAt) {
		return s.EndedAt.Time
	}
	return s.ExpiresAt
}

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// readSession reads the session of this browser with its person, or nil, and the person's roles. They are read anew each time, so a
// person who was deactivated is out at the next request.
func (r *Request) readSession() (*session, panel.Roles, error) {
	hash := hashOf(r.Ctx.Cookies(r.cookieName(sessionCookie)))
	found := new(session)
	var roles panel.Roles
	err := r.together(func() error {
		err := r.DB.NewSelect().Model(found).Relation("Person").Where("ss.hash = ?", hash).Scan(r.Context())
		if errors.Is(err, sql.ErrNoRows) {
			found = nil
			return nil
		}
		return err
	}, func() (err error) {
		roles, err = r.Panel.Roles(r.Context(), r.DB.NewSelect().Table("sessions").Column("person_id").Where("hash = ?", hash))
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("session: %w", err)
	}
	return found, roles, nil
}

// recogniseReader fills in Actor from a session that is in force.
func (r *Request) recogniseReader(found *session, roles panel.Roles) error {
	if found == nil {
		return nil
	}
	ctx, now := r.Context(), r.Now()
	if over := found.over(); !over.After(now) {
		if now.Sub(over) < panel.KeptTerm {
			r.former = found.PersonID
		}
		return nil
	}
	if !found.Person.Active {
		return r.forgetSession(ctx, found.Hash)
	}
	actor := roles.Of(*found.Person, r.Today())
	r.Actor, r.session = &actor, found.Hash
	if found.ExpiresAt.Sub(now) < sessionTerm-24*time.Hour { // one write a day, not one a request
		found.ExpiresAt = now.Add(sessionTerm)
		if _, err := r.DB.NewUpdate().Model(found).Column("expires_at").WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("session: %w", err)
		}
		r.cookie(sessionCookie, r.Ctx.Cookies(r.cookieName(sessionCookie)), sessionTerm+panel.KeptTerm)
	}
	return nil
}

// startSession signs a person in under a new id; what this browser had before ends. The cookie outlives the session, so that a form
// which is sent too late tells whose it is.
func (r *Request) startSession(ctx context.Context, tx bun.IDB, person uuid.UUID) error {
	now := r.Now()
	if err := r.markEnded(ctx, tx, hashOf(r.Ctx.Cookies(r.cookieName(sessionCookie)))); err != nil {
		return fmt.Errorf("start session: %w", err)
	}
	cookie := rand.Text() + rand.Text() // 256 bits
	s := session{Hash: hashOf(cookie), PersonID: person, CreatedAt: now, ExpiresAt: now.Add(sessionTerm)}
	if _, err := tx.NewInsert().Model(&s).Exec(ctx); err != nil {
		return fmt.Errorf("start session: %w", err)
	}
	r.cookie(sessionCookie, cookie, sessionTerm+panel.KeptTerm)
	return nil
}

// endSession signs this browser out. Its cookie signs nobody in any more, but another tab may still hold something typed.
func (r *Request) endSession(ctx context.Context, hash string) error {
	if err := r.markEnded(ctx, r.DB, hash); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	r.cookie(sessionCookie, r.Ctx.Cookies(r.cookieName(sessionCookie)), panel.KeptTerm)
	return nil
}

func (r *Request) markEnded(ctx context.Context, db bun.IDB, hash string) error {
	_, err := db.NewUpdate().Model((*session)(nil)).Set("ended_at = ?", r.Now()).Where("hash = ? AND ended_at IS NULL", hash).Exec(ctx)
	return err
}

// forgetSession is for somebody who is out of service: of them nothing is kept.
func (r *Request) forgetSession(ctx context.Context, hash string) error {
	if _, err := r.DB.NewDelete().Model((*session)(nil)).Where("hash = ?", hash).Exec(ctx); err != nil {
		return fmt.Errorf("forget session: %w", err)
	}
	r.cookie(sessionCookie, "", -time.Hour)
	return nil
}
