package panel

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
)

// CheckSigningKey looks the record of a key up and keeps what was found.
func (s *Store) CheckSigningKey(ctx context.Context, actor Actor, id uuid.UUID, dns mail.Resolver) (SigningKey, error) {
	if !actor.Administers() {
		return SigningKey{}, Refuse(Forbidden, "error.administrators_only")
	}
	k, err := s.SigningKey(ctx, s.DB, id)
	if err != nil {
		return k, err
	}
	k.Problem, k.Found = k.Record().Check(ctx, dns)
	k.CheckedAt = bun.NullTime{Time: s.Clock()}
	_, err = s.DB.NewUpdate().Model(&k).Column("checked_at", "problem", "found").WherePK().Where("removed_at IS NULL").Exec(ctx)
	if err != nil {
		return k, fmt.Errorf("check signing key: %w", err)
	}
	return k, nil
}

// StartSigning signs letters with this key from now on, and no longer with another. Its record must be there at this very moment: a
// signature that nobody can check does a letter more harm than none.
func (s *Store) StartSigning(ctx context.Context, actor Actor, id uuid.UUID, dns mail.Resolver) error {
	k, err := s.CheckSigningKey(ctx, actor, id, dns)
	if err != nil {
		return err
	}
	if k.Problem != "" {
		return Refuse(Conflict, "error.signing_record")
	}
	return s.changeSigning(ctx, id, func(ctx context.Context, tx bun.Tx, o *Organisation, k *SigningKey) error {
		if k.Domain != o.MailDomain() {
			return Refuse(Conflict, "error.signing_domain", "Domain", o.MailDomain())
		}
		if k.State() == KeySigning {
			return nil
		}
		if err := s.stopSigning(ctx, tx); err != nil {
			return err
		}
		k.StartedAt, k.StoppedAt = bun.NullTime{Time: s.Clock()}, bun.NullTime{}
		_, err := tx.NewUpdate().Model((*Organisation)(nil)).Set("signing_key_id = ?", k.ID).Where("id = 1").Exec(ctx)
		return err
	})
}

// StopSigning signs letters with no key at all from now on, if it was this one that they were signed with.
func (s *Store) StopSigning(ctx context.Context, actor Actor, id uuid.UUID) error {
	if !actor.Administers() {
		return Refuse(Forbidden, "error.administrators_only")
	}
	return s.changeSigning(ctx, id, func(ctx context.Context, tx bun.Tx, _ *Organisation, k *SigningKey) error {
		if k.State() != KeySigning {
			return nil
		}
		k.StoppedAt = bun.NullTime{Time: s.Clock()}
		return s.stopSigning(ctx, tx)
	})
}

// RemoveSigningKey forgets a key that letters aren't signed with.
func (s *Store) RemoveSigningKey(ctx context.Context, actor Actor, id uuid.UUID) error {
	if !actor.Administers() {
		return Refuse(Forbidden, "error.administrators_only")
	}
	return s.changeSigning(ctx, id, func(ctx context.Context, tx bun.Tx, _ *Organisation, k *SigningKey) error {
		if k.State() == KeySigning {
			return Refuse(Conflict, "error.signing_key_used")
		}
		k.RemovedAt = bun.NullTime{Time: s.Clock()}
		_, err := tx.NewUpdate().Model(k).Set("private_key = ''").WherePK().Exec(ctx)
		return err
	})
}

// changeSigning lets change alter the key while nobody else decides about keys, and keeps its moments.
func (s *Store) changeSigning(ctx context.Context, id uuid.UUID, change func(context.Context, bun.Tx, *Organisation, *SigningKey) error) error {
	return inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		if err := holdOrganisation(ctx, tx); err != nil {
			return fmt.Errorf("signing key: %w", err)
		}
		o, err := s.Organisation(ctx, tx)
		if err != nil {
			return err
		}
		k, err := s.SigningKey(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := change(ctx, tx, &o, &k); err != nil {
			var refused *Problem
			if errors.As(err, &refused) {
				return err
			}
			return fmt.Errorf("signing key: %w", err)
		}
		if _, err := tx.NewUpdate().Model(&k).Column("started_at", "stopped_at", "removed_at").WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("signing key: %w", err)
		}
		return nil
	})
}

// stopSigning retires the key that signs, if there is one.
func (s *Store) stopSigning(ctx context.Context, tx bun.IDB) error {
	_, err := tx.NewUpdate().Model((*SigningKey)(nil)).Set("stopped_at = ?", s.Clock()).Where("started_at IS NOT NULL AND stopped_at IS NULL").Exec(ctx)
	if err != nil {
		return err
	}
	_, err = tx.NewUpdate().Model((*Organisation)(nil)).Set("signing_key_id = NULL").Where("id = 1").Exec(ctx)
	return err
}
