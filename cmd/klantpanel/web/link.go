package web

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
)

const (
	linkTerm      = 10 * time.Minute
	setupTerm     = 7 * 24 * time.Hour
	linkWindow    = 15 * time.Minute // at most linksPerTerm for one address, so nobody can flood a colleague's mailbox
	linksPerTerm  = 5
	purposeSignIn = "sign_in"
	purposeSetup  = "setup"
)

// link is a way in that came by letter or stood on the terminal. Its secret is never stored: the row has a SHA-256 of it, and the
// letter makes it again from the link's id and the organisation's key at the moment it is sent.
type link struct {
	bun.BaseModel `bun:"table:sign_in_links,alias:l"`

	ID        uuid.UUID    `bun:"id,pk"`
	Hash      string       `bun:"hash"`
	Purpose   string       `bun:"purpose"`
	PersonID  *uuid.UUID   `bun:"person_id"`
	Next      string       `bun:"next"`
	CreatedAt time.Time    `bun:"created_at"`
	ExpiresAt time.Time    `bun:"expires_at"`
	UsedAt    bun.NullTime `bun:"used_at"`
}

// linkSecret is 256 bits that only a holder of the organisation's key can make.
func linkSecret(key string, id uuid.UUID) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte("sign-in:"))
	mac.Write(id[:])
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// newLink stores a link for a person and gives its secret.
func newLink(ctx context.Context, tx bun.IDB, key string, person uuid.UUID, next string, now time.Time, term time.Duration) (link, string, error) {
	l := link{ID: uuid.New(), Purpose: purposeSignIn, PersonID: &person, Next: localTarget(next), CreatedAt: now, ExpiresAt: now.Add(term)}
	secret := linkSecret(key, l.ID)
	l.Hash = hashOf(secret)
	if _, err := tx.NewInsert().Model(&l).Exec(ctx); err != nil {
		return l, "", fmt.Errorf("sign-in link: %w", err)
	}
	return l, secret, nil
}

// SignInLink is an address that signs a person in once, for the terminal: the demo, or an administrator without mail.
func (s *Server) SignInLink(ctx context.Context, person uuid.UUID, term time.Duration) (string, error) {
	o, err := s.Panel.Organisation(ctx, s.DB)
	if err != nil {
		return "", err
	}
	_, secret, err := newLink(ctx, s.DB, o.Secret, person, "/", s.Clock(), term)
	if err != nil {
		return "", err
	}
	return s.BaseURL + "/sign-in/" + secret, nil
}

// SetupLink is the address of the page for the first administrator; earlier ones stop working. "" once the organisation exists.
func (s *Server) SetupLink(ctx context.Context) (string, error) {
	var refused *panel.Problem
	if _, err := s.Panel.Organisation(ctx, s.DB); !errors.As(err, &refused) {
		return "", err
	}
	secret, now := rand.Text()+rand.Text(), s.Clock()
	l := link{ID: uuid.New(), Hash: hashOf(secret), Purpose: purposeSetup, CreatedAt: now, ExpiresAt: now.Add(setupTerm)}
	err := s.DB.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewDelete().Model((*link)(nil)).Where("purpose = ?", purposeSetup).Exec(ctx); err != nil {
			return err
		}
		_, err := tx.NewInsert().Model(&l).Exec(ctx)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("setup link: %w", err)
	}
	return s.BaseURL + "/setup/" + secret, nil
}

// offerLink queues a letter with a link for the person at this address, if there is one and they didn't ask too often.
func (r *Request) offerLink(address, next string) error {
	person, err := r.Panel.PersonByEmail(r.Context(), address)
	var refused *panel.Problem
	if errors.As(err, &refused) {
		return nil
	}
	if err != nil {
		return err
	}
	return r.DB.RunInTx(r.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
		now := r.Now()
		// Holding the person's row makes the limit hold across instances.
		hold := tx.NewSelect().Model(&panel.Person{}).Column("id").Where("id = ?", person.ID)
		if _, err := migrations.ForUpdate(hold).Exec(ctx); err != nil {
			return fmt.Errorf("sign-in link: %w", err)
		}
		_, err := tx.NewDelete().Model((*link)(nil)).Where("person_id = ? AND created_at <= ? AND expires_at <= ?", person.ID, now.Add(-linkWindow), now).Exec(ctx)
		if err != nil {
			return fmt.Errorf("sign-in link: %w", err)
		}
		recent, err := tx.NewSelect().Model((*link)(nil)).Where("person_id = ? AND created_at > ?", person.ID, now.Add(-linkWindow)).Count(ctx)
		if err != nil {
			return fmt.Errorf("sign-in link: %w", err)
		}
		if recent >= linksPerTerm {
			r.Log.Info("no sign-in link sent: asked for too often", "links", recent, "window", linkWindow.String())
			return nil
		}
		l, _, err := newLink(ctx, tx, r.Organisation.Secret, person.ID, next, now, linkTerm)
		if err != nil {
			return err
		}
		language := person.Language
		if language == "" {
			language = r.Organisation.Language
		}
		_, err = r.Outbox.Queue(ctx, tx, mail.Draft{Kind: mail.KindSignIn, Subject: l.ID, Personal: struct{}{},
			To: mail.Recipient{PersonID: person.ID, Name: person.Name, Address: person.Email, Language: language}})
		return err
	})
}

// composeSignIn writes the letter when it is sent. One whose link has run out meanwhile would only disappoint.
func (s *Server) composeSignIn(ctx context.Context, db bun.IDB, m *mail.Mail) (mail.Letter, error) {
	var l link
	err := db.NewSelect().Model(&l).Where("id = ?", m.SubjectID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) || err == nil && (!l.UsedAt.IsZero() || !l.ExpiresAt.After(s.Clock())) {
		return nil, mail.Suppress("the sign-in link was used or has expired")
	}
	if err != nil {
		return nil, fmt.Errorf("sign-in letter: %w", err)
	}
	o, err := s.Panel.Organisation(ctx, db)
	if err != nil {
		return nil, err
	}
	return mail.SignIn{URL: s.BaseURL + "/sign-in/" + linkSecret(o.Secret, l.ID), Minutes: int(linkTerm.Minutes())}, nil
}

// liveLink finds a link that can still be used.
func (r *Request) liveLink(ctx context.Context, db bun.IDB, purpose, secret string) (link, error) {
	var l link
	q := db.NewSelect().Model(&l).Where("hash = ? AND purpose = ? AND used_at IS NULL AND expires_at > ?", hashOf(secret), purpose, r.Now())
	err := migrations.ForUpdate(q).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return l, panel.Refuse(panel.NotFound, "error.link_over")
	}
	if err != nil {
		return l, fmt.Errorf("link: %w", err)
	}
	return l, nil
}
