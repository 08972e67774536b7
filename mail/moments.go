package mail

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// tellsDayOnly names the letter whose moment would tell who sent something anonymously: of it only the day is kept, in UTC.
func tellsDayOnly(kind string) bool { return kind == KindReach }

func dayOf(at time.Time) time.Time { return at.UTC().Truncate(24 * time.Hour) }

// atMoment is an id of version 7 (RFC 9562) that tells another moment than the one at which it was made.
func atMoment(id uuid.UUID, at time.Time) uuid.UUID {
	ms := uint64(at.UnixMilli())
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	other := uuid.New() // the bits after those of the moment may go on counting it
	id[6] = id[6]&0xF0 | other[6]&0x0F
	id[7] = other[7]
	return id
}

// writeSent is also for mails whose lease was lost meanwhile: the server took them, that is the last word.
func writeSent(ctx context.Context, tx bun.IDB, mails []uuid.UUID, at time.Time) error {
	if len(mails) == 0 {
		return nil
	}
	_, err := change(tx, Sent).Set("attempts = attempts + 1").Set("error = ''").Set("sent_at = ?", at).
		Where("id IN (?)", bun.In(mails)).Where("state <> ?", Sent).Exec(ctx)
	return err
}
