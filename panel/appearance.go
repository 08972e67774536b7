package panel

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel/theme"
)

// Appearance is what the organisation changed about the look: its theme, its logo, or both.
type Appearance struct {
	bun.BaseModel `bun:"table:appearances,alias:ap"`

	ID         int       `bun:"id,pk"`
	Hash       string    `bun:"hash"`
	Theme      string    `bun:"theme"` // theme.CSS of what was read, never the file itself
	ThemeName  string    `bun:"theme_name"`
	Unused     string    `bun:"unused"`
	Logo       string    `bun:"logo"` // base64
	LogoKind   string    `bun:"logo_kind"`
	LogoName   string    `bun:"logo_name"`
	LogoWidth  int       `bun:"logo_width"`
	LogoHeight int       `bun:"logo_height"`
	ChangedAt  time.Time `bun:"changed_at"`
}

// AppearanceInput holds what changes; nil stays as it is.
type AppearanceInput struct{ Theme, Logo *Upload }

// Appearance reads the look; NotFound where it is our own. db is the database or the transaction at hand.
func (s *Store) Appearance(ctx context.Context, db bun.IDB) (Appearance, error) {
	var a Appearance
	err := db.NewSelect().Model(&a).Where("id = 1").Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return a, Refuse(NotFound, "error.not_found")
	}
	if err != nil {
		return a, fmt.Errorf("appearance: %w", err)
	}
	return a, nil
}

// SaveAppearance takes a theme, a logo or both. A theme that would be hard to read is refused with each pair of colours that is.
func (s *Store) SaveAppearance(ctx context.Context, actor Actor, in AppearanceInput) (Appearance, error) {
	if !actor.Administers() {
		return Appearance{}, Refuse(Forbidden, "error.administrators_only")
	}
	var ps Problems
	if in.Theme == nil && in.Logo == nil {
		ps.Add("theme", "error.appearance_nothing")
	}
	read := ps.theme("theme", in.Theme)
	logo := ps.logo("logo", in.Logo)
	if err := ps.Err(); err != nil {
		return Appearance{}, err
	}
	var a Appearance
	err := inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		if err := holdOrganisation(ctx, tx); err != nil {
			return fmt.Errorf("save appearance: %w", err)
		}
		var refused *Problem
		var err error
		if a, err = s.Appearance(ctx, tx); err != nil && !errors.As(err, &refused) {
			return err
		}
		a.ID, a.ChangedAt = 1, s.Clock()
		if in.Theme != nil {
			a.Theme, a.ThemeName, a.Unused = read.CSS(), fileName(in.Theme.Name), strings.Join(read.Unused, "\n")
		}
		if in.Logo != nil {
			a.Logo, a.LogoName = base64.StdEncoding.EncodeToString(in.Logo.Body), fileName(in.Logo.Name)
			a.LogoKind, a.LogoWidth, a.LogoHeight = logo.Kind, logo.Width, logo.Height
		}
		return s.keepAppearance(ctx, tx, &a)
	})
	return a, err
}

// keepAppearance writes the look, and with the organisation what pages and letters need to know of it at once.
func (s *Store) keepAppearance(ctx context.Context, tx bun.IDB, a *Appearance) error {
	sum := sha256.Sum256([]byte(a.Theme + "\x00" + a.LogoKind + "\x00" + a.Logo))
	a.Hash = hex.EncodeToString(sum[:10])
	colours := ""
	if a.Theme != "" {
		read, err := a.Read()
		if err != nil {
			return fmt.Errorf("save appearance: the theme doesn't read back: %w", err)
		}
		c := read.Colours()
		colours = strings.Join([]string{c.Button, c.ButtonText, c.Link, c.Heading}, ",")
	}
	if _, err := tx.NewDelete().Model((*Appearance)(nil)).Where("id = 1").Exec(ctx); err != nil {
		return fmt.Errorf("save appearance: %w", err)
	}
	if _, err := tx.NewInsert().Model(a).Exec(ctx); err != nil {
		return fmt.Errorf("save appearance: %w", err)
	}
	return setAppearance(ctx, tx, a.Hash, colours)
}

func setAppearance(ctx context.Context, tx bun.IDB, hash, colours string) error {
	_, err := tx.NewUpdate().Model((*Organisation)(nil)).Set("appearance_hash = ?", hash).Set("letter_colours = ?", colours).Where("id = 1").Exec(ctx)
	if err != nil {
		return fmt.Errorf("save appearance: %w", err)
	}
	return nil
}

// RemoveAppearance goes back to our own look.
func (s *Store) RemoveAppearance(ctx context.Context, actor Actor) error {
	if !actor.Administers() {
		return Refuse(Forbidden, "error.administrators_only")
	}
	return inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		if err := holdOrganisation(ctx, tx); err != nil {
			return fmt.Errorf("remove appearance: %w", err)
		}
		if _, err := tx.NewDelete().Model((*Appearance)(nil)).Where("id = 1").Exec(ctx); err != nil {
			return fmt.Errorf("remove appearance: %w", err)
		}
		return setAppearance(ctx, tx, "", "")
	})
}

// Read is the theme that is kept, empty for none. One of an older version may not be readable any more.
func (a Appearance) Read() (theme.Theme, error) {
	if a.Theme == "" {
		return theme.Theme{}, nil
	}
	return theme.Parse([]byte(a.Theme))
}

// Picture is the logo as it was sent.
func (a Appearance) Picture() ([]byte, error) {
	body, err := base64.StdEncoding.DecodeString(a.Logo)
	if err != nil {
		return nil, fmt.Errorf("logo: %w", err)
	}
	return body, nil
}

// letterLook is how the organisation colours its letters.
func (o Organisation) letterLook() mail.Look {
	c := append(strings.Split(o.LetterColours, ","), "", "", "")
	return mail.Look{Button: c[0], ButtonText: c[1], Link: c[2], Heading: c[3]}
}
