package back

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
)

// handled is the row of a mail that came in.
type handled struct {
	bun.BaseModel `bun:"table:inbound_messages"`

	ID         uuid.UUID  `bun:"id,pk"`
	Key        string     `bun:"key"`
	Class      Class      `bun:"class"`
	Became     string     `bun:"became"`
	Reason     Reason     `bun:"reason"`
	MailID     *uuid.UUID `bun:"mail_id"`
	ReceivedAt time.Time  `bun:"received_at"`
}

// key tells a mail from every other, however it came: by its Message-ID, or where it has none by what it says. One that came to two of our
// addresses is two.
func (in *incoming) key(raw []byte) string {
	about := strings.Join(in.ids, " ")
	for _, address := range in.recipients {
		for _, find := range []func(string) (uuid.UUID, bool){in.sender.Returned, in.sender.Replied} {
			if id, ok := find(address); ok {
				about += " " + id.String()
			}
		}
	}
	if id := in.field("Message-Id"); id != "" {
		return keyOf("id", id, about)
	}
	_, body, _ := strings.Cut(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\n\n")
	return keyOf("words", in.field("From"), in.field("Date"), in.field("Subject"), body, about)
}

func keyOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// once runs do unless this mail was handled before; then it reads what became of it.
func (r *Receiver) once(ctx context.Context, in *incoming, do func(ctx context.Context, tx bun.Tx) error) error {
	err := r.Outbox.DB.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		before := handled{}
		if in.row.Became == "" {
			in.row.Became = Dropped
		}
		result, err := tx.NewInsert().Model(&in.row).On("CONFLICT (key) DO NOTHING").Returning("NULL").Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil {
			return err
		} else if n == 0 {
			if err := tx.NewSelect().Model(&before).Where("key = ?", in.row.Key).Scan(ctx); err != nil {
				return err
			}
			in.row = before
			return nil
		}
		if err := do(ctx, tx); err != nil {
			return err
		}
		_, err = tx.NewUpdate().Model(&in.row).Column("became", "reason", "mail_id").WherePK().Exec(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("receive: %w", err)
	}
	return nil
}

// mailOf is the letter with this key or one of these Message-IDs, if a server may have got it; nil otherwise.
func mailOf(ctx context.Context, db bun.IDB, keys []uuid.UUID, messageIDs []string) (*mail.Mail, error) {
	if len(keys)+len(messageIDs) == 0 {
		return nil, nil
	}
	var found []mail.Mail
	q := db.NewSelect().Model(&found).WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		if len(keys) > 0 {
			q = q.WhereOr("m.id IN (?)", bun.In(keys))
		}
		if len(messageIDs) > 0 {
			q = q.WhereOr("m.message_id IN (?)", bun.In(messageIDs))
		}
		return q
	}).Where("m.attempts > 0 OR m.state IN (?)", bun.In([]string{mail.Sending, mail.Sent, mail.Unknown})).Order("m.id").Limit(1)
	if err := migrations.ForUpdate(q).Scan(ctx); err != nil {
		return nil, fmt.Errorf("receive: which letter: %w", err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return &found[0], nil
}
