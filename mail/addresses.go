package mail

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// softBouncesAtMost in a row say that an address no longer works, though no server ever said so in one answer.
const softBouncesAtMost = 5

// Address is what came back from an address; the zero Address of one from which nothing did.
type Address struct {
	bun.BaseModel `bun:"table:mail_addresses,alias:ma"`

	Address      string       `bun:"address,pk"`   // in small letters
	SoftBounces  int          `bun:"soft_bounces"` // in a row
	SuppressedAt bun.NullTime `bun:"suppressed_at"`
	Words        string       `bun:"words"` // the last that were said of it
	MailID       *uuid.UUID   `bun:"mail_id"`
	ChangedAt    time.Time    `bun:"changed_at"`
}

// Suppressed reports whether the address gets nothing but sign-in.
func (a Address) Suppressed() bool { return !a.SuppressedAt.IsZero() }

// Suppress stops everything but sign-in to an address, with the words of whoever refused it. The first words stay: later mails weren't
// tried.
func (o *Outbox) Suppress(ctx context.Context, tx bun.IDB, address, words string, mail *uuid.UUID) error {
	now := o.Clock()
	a := Address{Address: addressKey(address), SuppressedAt: bun.NullTime{Time: now}, Words: shorten(words), MailID: mail, ChangedAt: now}
	_, err := tx.NewInsert().Model(&a).On("CONFLICT (address) DO UPDATE").Set("suppressed_at = EXCLUDED.suppressed_at").
		Set("words = EXCLUDED.words").Set("mail_id = EXCLUDED.mail_id").Set("changed_at = EXCLUDED.changed_at").
		Where("ma.suppressed_at IS NULL").Returning("NULL").Exec(ctx)
	if err != nil {
		return fmt.Errorf("suppress: %w", err)
	}
	return nil
}

// SoftBounce counts that m came back from its address for a reason that may pass. With the fifth in a row the address is suppressed
// too. In a row means: no mail between this one and the one that came back before it has stayed away; that a relay took a mail says
// nothing, it takes those that come back as well.
func (o *Outbox) SoftBounce(ctx context.Context, tx bun.IDB, m *Mail, words string) (suppressed bool, err error) {
	before, err := addressState(ctx, tx, m.Address)
	if err != nil || before.Suppressed() {
		return before.Suppressed(), err
	}
	arrived, err := arrivedBetween(ctx, tx, before.MailID, m)
	if err != nil {
		return false, err
	}
	now := o.Clock()
	a := Address{Address: addressKey(m.Address), SoftBounces: before.SoftBounces + 1, Words: shorten(words), MailID: &m.ID, ChangedAt: now}
	if arrived {
		a.SoftBounces = 1
	}
	if a.SoftBounces >= softBouncesAtMost {
		a.SuppressedAt = bun.NullTime{Time: now}
	}
	_, err = tx.NewInsert().Model(&a).On("CONFLICT (address) DO UPDATE").Set("soft_bounces = EXCLUDED.soft_bounces").
		Set("suppressed_at = EXCLUDED.suppressed_at").Set("words = EXCLUDED.words").Set("mail_id = EXCLUDED.mail_id").
		Set("changed_at = EXCLUDED.changed_at").Returning("NULL").Exec(ctx)
	if err != nil {
		return false, fmt.Errorf("soft bounce: %w", err)
	}
	return a.Suppressed(), nil
}

// arrivedBetween reports whether a mail was sent to the same person and address after the one that came back before, and didn't come back.
func arrivedBetween(ctx context.Context, tx bun.IDB, before *uuid.UUID, m *Mail) (bool, error) {
	if before == nil {
		return false, nil
	}
	cameBack := tx.NewSelect().Table("mail_tries").Column("mail_id").Where("mail_id = m.id").Where("state = 'bounced'")
	arrived, err := tx.NewSelect().Model((*Mail)(nil)).Where("m.person_id = ?", m.PersonID).Where("m.address = ?", m.Address).
		Where("m.state = ?", Sent).Where("m.id > ?", *before).Where("m.id < ?", m.ID).Where("NOT EXISTS (?)", cameBack).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("soft bounce: %w", err)
	}
	return arrived, nil
}

// Note writes down what happened to a mail after it went out: state is bounced, delayed or suppressed.
func (o *Outbox) Note(ctx context.Context, tx bun.IDB, id uuid.UUID, state, words string) error {
	h := Happening{ID: uuid.Must(uuid.NewV7()), MailID: id, At: o.Clock(), State: state, Words: shorten(words)}
	if _, err := tx.NewInsert().Model(&h).Exec(ctx); err != nil {
		return fmt.Errorf("note what came back: %w", err)
	}
	return nil
}

// CameBack reports whether a mail came back before.
func (o *Outbox) CameBack(ctx context.Context, tx bun.IDB, id uuid.UUID) (bool, error) {
	before, err := tx.NewSelect().Model((*Happening)(nil)).Where("mail_id = ?", id).Where("state = 'bounced'").Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("did it come back: %w", err)
	}
	return before, nil
}

// Lift forgets what came back from an address: it gets letters again. An address that isn't suppressed is no error.
func (o *Outbox) Lift(ctx context.Context, tx bun.IDB, address string) error {
	if _, err := tx.NewDelete().Model((*Address)(nil)).Where("address = ?", addressKey(address)).Exec(ctx); err != nil {
		return fmt.Errorf("lift the suppression: %w", err)
	}
	return nil
}

// AddressState is what came back from an address.
func (o *Outbox) AddressState(ctx context.Context, address string) (Address, error) {
	return addressState(ctx, o.DB, address)
}

func addressState(ctx context.Context, db bun.IDB, address string) (Address, error) {
	var a Address
	err := db.NewSelect().Model(&a).Where("address = ?", addressKey(address)).Scan(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return a, fmt.Errorf("address: %w", err)
	}
	return a, nil
}

// suppressedAmong are those of the addresses that get nothing but sign-in, as they were given, each with the words why.
func (o *Outbox) suppressedAmong(ctx context.Context, addresses []string) (map[string]string, error) {
	if len(addresses) == 0 {
		return nil, nil
	}
	keys := make([]string, len(addresses))
	for i, address := range addresses {
		keys[i] = addressKey(address)
	}
	var found []Address
	err := o.DB.NewSelect().Model(&found).Column("address", "words").Where("address IN (?)", bun.In(keys)).
		Where("suppressed_at IS NOT NULL").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("suppressed addresses: %w", err)
	}
	words := make(map[string]string, len(found))
	for _, a := range found {
		words[a.Address] = a.Words
	}
	why := make(map[string]string, len(found))
	for i, address := range addresses {
		if said, is := words[keys[i]]; is {
			why[address] = said
		}
	}
	return why, nil
}

func addressKey(address string) string { return strings.ToLower(strings.TrimSpace(address)) }
