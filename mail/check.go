package mail

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/migrations"
)

// ruleMail is the rule that a mail that was decided on is sent, or stands in the list of failures with the reason.
const ruleMail = 6

// findingsAtMost keeps a thoroughly damaged table from flooding the reader.
const findingsAtMost = 100

// Check names the rows of the outbox, and of the addresses that it suppresses, that break the rule that no mail is lost.
func Check(ctx context.Context, db bun.IDB) ([]migrations.Finding, error) {
	now, err := migrations.Now(ctx, db)
	if err != nil {
		return nil, err
	}
	findings, err := rowsThat(ctx, db, "mails", "id", []damage{
		{"is being sent by a worker that stopped more than five minutes ago",
			"state = ? AND (leased_until IS NULL OR leased_until < ?)", []any{Sending, now.Add(-5 * time.Minute)}},
		{"was sent, but has no moment at which", "state = ? AND sent_at IS NULL", []any{Sent}},
		{"was not sent, but has a moment at which", "state <> ? AND sent_at IS NOT NULL", []any{Sent}},
		{"failed without a reason", "state IN (?) AND error = ''", []any{bun.In([]string{Dead, Suppressed})}},
		{"has a Message-ID that isn't its own: a repeat would not be recognised",
			"message_id NOT LIKE replace(CAST(id AS text), '-', '') || '.' || kind || '@_%'", nil},
		{"is set aside until what it is about goes on, and doesn't wait",
			"held AND state NOT IN (?)", []any{bun.In(waiting)}},
		{"waits to be sent to something that is no address",
			"state IN (?) AND address NOT LIKE '%_@_%'", []any{bun.In([]string{Queued, Sending, Retry, Unknown})}},
	})
	if err != nil {
		return nil, err
	}
	addresses, err := rowsThat(ctx, db, "mail_addresses", "address", []damage{
		{"isn't in small letters and without spaces: what came back from it stops nothing", "address <> trim(lower(address))", nil},
		{"stopped without a reason", "suppressed_at IS NOT NULL AND words = ''", nil},
		{"came back so often that it should be stopped, and isn't", "suppressed_at IS NULL AND soft_bounces >= ?", []any{softBouncesAtMost}},
	})
	return append(findings, addresses...), err
}

// damage is what may be wrong with a row, and how to find those rows.
type damage struct {
	what  string
	where string
	args  []any
}

func rowsThat(ctx context.Context, db bun.IDB, table, key string, damages []damage) ([]migrations.Finding, error) {
	var findings []migrations.Finding
	for _, d := range damages {
		var rows []string
		err := db.NewSelect().Table(table).ColumnExpr("CAST(? AS text)", bun.Ident(key)).Where(d.where, d.args...).
			Order(key).Limit(findingsAtMost).Scan(ctx, &rows)
		if err != nil {
			return nil, fmt.Errorf("check of the outbox: %w", err)
		}
		for _, row := range rows {
			findings = append(findings, migrations.Finding{Rule: ruleMail, Table: table, Row: row, What: d.what})
		}
	}
	return findings, nil
}
