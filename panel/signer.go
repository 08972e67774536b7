package panel

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
)

// signers remembers the signer of the key in use. A key never changes, so that it is read once and not for each letter.
type signers struct{ last atomic.Pointer[readSigner] }

type readSigner struct {
	key    uuid.UUID
	domain string
	signer *mail.Signer
}

// of is the signer for the organisation's letters: nil while no key is in use, or when the one that is was made for another domain. A
// signature of that one would speak for a domain that the letter doesn't come from, and receivers pay no heed to it (RFC 7489 section 3.1.1).
func (s *signers) of(ctx context.Context, db bun.IDB, o *Organisation) (*mail.Signer, error) {
	if o.SigningKeyID == nil {
		return nil, nil
	}
	read := s.last.Load()
	if read == nil || read.key != *o.SigningKeyID {
		var k SigningKey
		if err := db.NewSelect().Model(&k).Column("domain", "selector", "private_key").Where("id = ?", *o.SigningKeyID).Scan(ctx); err != nil {
			return nil, fmt.Errorf("signing key: %w", err)
		}
		read = &readSigner{*o.SigningKeyID, k.Domain, mail.NewSigner(k.Domain, k.Selector, k.PrivateKey)}
		s.last.Store(read)
	}
	if read.domain != o.MailDomain() {
		return nil, nil
	}
	return read.signer, nil
}

// checkSigning finds a key that can't do what the organisation trusts it to do. To have no key is a choice, and the page says so.
func checkSigning(ctx context.Context, db bun.IDB, organisations []Organisation) ([]migrations.Finding, error) {
	var keys []SigningKey
	if err := db.NewSelect().Model(&keys).Where("started_at IS NOT NULL AND stopped_at IS NULL").Order("id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("check signing keys: %w", err)
	}
	var findings []migrations.Finding
	for _, o := range organisations {
		used := false
		for _, k := range keys {
			add := func(what string, args ...any) {
				findings = append(findings, migrations.Finding{Table: "signing_keys", Row: k.ID.String(), What: fmt.Sprintf(what, args...)})
			}
			if o.SigningKeyID == nil || *o.SigningKeyID != k.ID {
				add("it says that letters are signed with it, and they are not: stop it under Settings, Mail signing")
				continue
			}
			used = true
			if k.Domain != o.MailDomain() {
				add("it was made for %s, and letters come from %s, so they are not signed: make a key for that under Settings, Mail signing", k.Domain, o.MailDomain())
			}
			if err := mail.CheckSigningKey(k.PrivateKey, k.PublicKey); err != nil {
				add("letters wait because it can't be used (%v): stop it under Settings, Mail signing, and make another", err)
			}
		}
		if o.SigningKeyID != nil && !used {
			findings = append(findings, migrations.Finding{Table: "organisations", Row: "1",
				What: "its letters are signed with a key that says it is not in use: start it again under Settings, Mail signing"})
		}
	}
	return findings, nil
}
