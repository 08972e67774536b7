package panel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
)

const (
	// SigningKeysAtMost leaves room for one that signs and one that takes over, or was taken over from.
	SigningKeysAtMost = 2
	// RecordTerm is how long the record of a key stays after its last signature: a letter may be under way for five days (RFC 5321
	// section 4.5.4.1), and is looked at when it arrives.
	RecordTerm = 7 * 24 * time.Hour
)

// The states of a signing key, in the order of its life.
const (
	KeyMade      = "made"      // its record wasn't seen yet, or was wrong when last looked up
	KeyPublished = "published" // its record is there
	KeySigning   = "signing"   // letters are signed with it
	KeyRetired   = "retired"   // letters that were signed with it may still be under way
)

// SigningKey is what letters are signed with (DKIM), or were until lately, or soon will be.
type SigningKey struct {
	bun.BaseModel `bun:"table:signing_keys,alias:sk"`

	ID         uuid.UUID    `bun:"id,pk"`
	Domain     string       `bun:"domain"` // of the sender's address when the key was made
	Selector   string       `bun:"selector"`
	PublicKey  string       `bun:"public_key"`
	PrivateKey string       `bun:"private_key"` // never leaves the database but to sign
	MadeAt     time.Time    `bun:"made_at"`
	CheckedAt  bun.NullTime `bun:"checked_at"`
	Problem    string       `bun:"problem"` // one of mail's Record…, as of CheckedAt
	Found      string       `bun:"found"`
	StartedAt  bun.NullTime `bun:"started_at"`
	StoppedAt  bun.NullTime `bun:"stopped_at"`
	RemovedAt  bun.NullTime `bun:"removed_at"`
}

// State is one of KeyMade, KeyPublished, KeySigning and KeyRetired.
func (k SigningKey) State() string {
	switch {
	case !k.StoppedAt.IsZero():
		return KeyRetired
	case !k.StartedAt.IsZero():
		return KeySigning
	case !k.CheckedAt.IsZero() && k.Problem == "":
		return KeyPublished
	}
	return KeyMade
}

// Record is what has to stand in the DNS of the domain.
func (k SigningKey) Record() mail.KeyRecord {
	return mail.KeyRecord{Domain: k.Domain, Selector: k.Selector, Public: k.PublicKey}
}

// NeededUntil is when the record of a retired key can go.
func (k SigningKey) NeededUntil() time.Time { return k.StoppedAt.Add(RecordTerm) }

// MailDomain is the part of the sender's address that its letters are signed for.
func (o *Organisation) MailDomain() string {
	_, domain, _ := strings.Cut(o.MailAddress, "@")
	return domain
}

// SigningKeys are those that aren't removed, without their private halves, oldest first.
func (s *Store) SigningKeys(ctx context.Context, db bun.IDB) ([]SigningKey, error) {
	var keys []SigningKey
	err := db.NewSelect().Model(&keys).ExcludeColumn("private_key").Where("removed_at IS NULL").Order("made_at", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("signing keys: %w", err)
	}
	return keys, nil
}

// SigningKey reads one of them, without its private half.
func (s *Store) SigningKey(ctx context.Context, db bun.IDB, id uuid.UUID) (SigningKey, error) {
	var k SigningKey
	err := db.NewSelect().Model(&k).ExcludeColumn("private_key").Where("id = ?", id).Where("removed_at IS NULL").Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return k, Refuse(NotFound, "error.not_found")
	}
	if err != nil {
		return k, fmt.Errorf("signing key: %w", err)
	}
	return k, nil
}

// MakeSigningKey makes a key for the domain of the sender's address, with a selector that says the day. While one for that domain waits to
// be used it gives that one: asking twice makes one key.
func (s *Store) MakeSigningKey(ctx context.Context, actor Actor) (SigningKey, error) {
	if !actor.Administers() {
		return SigningKey{}, Refuse(Forbidden, "error.administrators_only")
	}
	k := SigningKey{ID: newID(), MadeAt: s.Clock()}
	var err error
	if k.PrivateKey, k.PublicKey, err = mail.NewSigningKey(); err != nil { // before the transaction: it takes a while
		return SigningKey{}, err
	}
	err = inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		if err := holdOrganisation(ctx, tx); err != nil {
			return fmt.Errorf("make signing key: %w", err)
		}
		o, err := s.Organisation(ctx, tx)
		if err != nil {
			return err
		}
		keys, err := s.SigningKeys(ctx, tx)
		if err != nil {
			return err
		}
		for _, other := range keys {
			if other.StartedAt.IsZero() && other.Domain == o.MailDomain() {
				k = other
				return nil
			}
		}
		if len(keys) >= SigningKeysAtMost {
			return Refuse(Conflict, "error.signing_keys_two")
		}
		k.Domain = o.MailDomain()
		if k.Selector, err = s.newSelector(ctx, tx, k.Domain); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(&k).Exec(ctx); err != nil {
			return fmt.Errorf("make signing key: %w", err)
		}
		return nil
	})
	k.PrivateKey = ""
	return k, err
}

// newSelector is kp20261122, or kp20261122b when that was used already: name servers remember what stood under a name.
func (s *Store) newSelector(ctx context.Context, tx bun.IDB, domain string) (string, error) {
	today, err := s.today(ctx, tx)
	if err != nil {
		return "", err
	}
	selector := "kp" + strings.ReplaceAll(string(today), "-", "")
	var used []string
	err = tx.NewSelect().Model((*SigningKey)(nil)).Column("selector").Where("domain = ?", domain).Where("selector LIKE ?", selector+"%").Scan(ctx, &used)
	if err != nil {
		return "", fmt.Errorf("make signing key: %w", err)
	}
	for letter := 'a'; letter <= 'z'; letter++ {
		name := selector + strings.TrimPrefix(string(letter), "a")
		if !slices.Contains(used, name) {
			return name, nil
		}
	}
	return "", Refuse(Conflict, "error.signing_keys_today")
}
