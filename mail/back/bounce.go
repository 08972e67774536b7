package back

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
)

// complaintWords are kept of a complaint, which has none of its own.
const complaintWords = "complaint: the reader's mail service reports that the letter was unwanted"

// cameBack writes a bounce, a delay or a complaint down with its letter, and decides about the address.
func (r *Receiver) cameBack(ctx context.Context, tx bun.IDB, in *incoming) error {
	var returned []uuid.UUID
	for _, address := range in.recipients {
		if id, ok := in.sender.Returned(address); ok {
			returned = append(returned, id)
		}
	}
	m, err := mailOf(ctx, tx, returned, in.ids)
	if err != nil {
		return err
	}
	if m == nil {
		in.row.Became = Unknown
		return nil
	}
	in.row.MailID = &m.ID
	if in.class == Complaint {
		in.row.Became = Suppressed
		if err := r.Outbox.Note(ctx, tx, m.ID, "suppressed", complaintWords); err != nil {
			return err
		}
		return r.Outbox.Suppress(ctx, tx, m.Address, complaintWords, &m.ID)
	}
	f, itself := in.failureOf(m)
	if f.delayed {
		in.row.Became = Noted
		return r.Outbox.Note(ctx, tx, m.ID, "delayed", f.words)
	}
	if again, err := r.Outbox.CameBack(ctx, tx, m.ID); err != nil || again {
		in.row.Became = Repeated
		return err
	}
	if err := r.Outbox.Note(ctx, tx, m.ID, "bounced", f.words); err != nil {
		return err
	}
	return r.decide(ctx, tx, in, m, f, itself)
}

// decide suppresses the address, or counts. What went wrong for good behind a forwarding is no word about the address itself yet.
func (r *Receiver) decide(ctx context.Context, tx bun.IDB, in *incoming, m *mail.Mail, f failure, itself bool) error {
	if itself && mail.CauseOf(f.words).Hard() {
		in.row.Became = Suppressed
		return r.Outbox.Suppress(ctx, tx, m.Address, f.words, &m.ID)
	}
	suppressed, err := r.Outbox.SoftBounce(ctx, tx, m, f.words)
	if err != nil {
		return err
	}
	in.row.Became = Counted
	if suppressed {
		in.row.Became = Suppressed
	}
	return nil
}

// failureOf is what the report says about the recipient of m; itself is false when it names others only.
func (in *incoming) failureOf(m *mail.Mail) (f failure, itself bool) {
	for _, f := range in.failures {
		if slices.Contains(f.addresses, strings.ToLower(m.Address)) {
			return f, true
		}
	}
	f = in.failures[0]
	return f, len(f.addresses) == 0 // it names nobody, and the letter had one recipient
}
