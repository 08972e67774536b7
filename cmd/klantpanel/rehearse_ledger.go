package main

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/migrations"
)

// auditAtMost keeps a ledger that doesn't hold at all from flooding the reader.
const auditAtMost = 20

// find notes something that doesn't hold.
func (r *rehearsal) find(rule int, table, row, what string) {
	r.findings = append(r.findings, migrations.Finding{Rule: rule, Table: table, Row: row, What: what})
}

// each notes a finding for each row whose key the query selects.
func (r *rehearsal) each(ctx context.Context, q *bun.SelectQuery, rule int, table, what string) error {
	var rows []string
	if err := q.Limit(auditAtMost).Scan(ctx, &rows); err != nil {
		return fmt.Errorf("ledger of %s: %w", table, err)
	}
	for _, row := range rows {
		r.find(rule, table, row, what)
	}
	return nil
}

// auditAudience compares the digest's mails with the audience, on the day itself: later people leave. The key of the outbox keeps
// anybody from having two.
func (r *rehearsal) auditAudience(ctx context.Context, digest uuid.UUID) error {
	d, err := r.Dialogue.Digest(ctx, digest)
	if err != nil {
		return err
	}
	all, err := r.Dialogue.Audience(ctx, r.DB, d.Digest)
	if err != nil {
		return err
	}
	audience := all.Clone
	about := digest.String()
	err = r.each(ctx, audience().ColumnExpr("CAST(p.id AS text)").
		Where("NOT EXISTS (SELECT 1 FROM mails AS m WHERE m.kind = 'digest' AND m.subject_id = ? AND m.person_id = p.id)", digest),
		4, "people", "belongs to the audience, but digest "+about+" was not queued")
	if err != nil {
		return err
	}
	err = r.each(ctx, r.DB.NewSelect().Model((*mail.Mail)(nil)).ColumnExpr("CAST(m.id AS text)").
		Where("m.kind = 'digest' AND m.subject_id = ?", digest).Where("m.person_id NOT IN (?)", audience().Column("p.id")),
		4, "mails", "digest "+about+" goes to somebody outside the audience")
	if err != nil {
		return err
	}
	size, err := audience().Count(ctx)
	r.audiences = append(r.audiences, int(size))
	return err
}

// auditMails looks, when all is over, whether each letter that had to be written was, to the right people, and came to an end.
func (r *rehearsal) auditMails(ctx context.Context) error {
	open := r.DB.NewSelect().Model((*mail.Mail)(nil)).ColumnExpr("CAST(m.id AS text)").
		Where("m.state NOT IN (?)", bun.In([]string{mail.Sent, mail.Suppressed, mail.Dead}))
	if err := r.each(ctx, open, 6, "mails", "was not sent and still waits when all is over"); err != nil {
		return err
	}
	told := bun.In(dialogue.TellingKinds)
	behind := r.DB.NewSelect().Table("contributions").ColumnExpr("DISTINCT item_id, person_id").Where("item_id IS NOT NULL AND person_id IS NOT NULL")
	untold := r.DB.NewSelect().TableExpr("events AS e").Join("JOIN (?) AS c ON c.item_id = e.item_id", behind).Join("JOIN people AS p ON p.id = c.person_id").
		ColumnExpr("CAST(e.id AS text)").Where("e.kind IN (?)", told).Where("(p.deactivated_at IS NULL OR p.deactivated_at > e.at)").
		Where("NOT EXISTS (SELECT 1 FROM told_events AS t JOIN mails AS m ON m.kind = 'outcome' AND m.subject_id = t.telling_id AND m.person_id = t.person_id" +
			" WHERE t.event_id = e.id AND t.person_id = p.id)")
	if err := r.each(ctx, untold, 4, "events", "a contributor who was in service has no letter about it"); err != nil {
		return err
	}
	stray := r.DB.NewSelect().Model((*mail.Mail)(nil)).ColumnExpr("CAST(m.id AS text)").Where("m.kind = 'outcome'").
		Where("NOT EXISTS (SELECT 1 FROM told_events AS t JOIN events AS e ON e.id = t.event_id JOIN contributions AS c ON c.item_id = e.item_id" +
			" WHERE t.telling_id = m.subject_id AND c.person_id = m.person_id)")
	return r.each(ctx, stray, 4, "mails", "tells an outcome to somebody who didn't contribute to it")
}
