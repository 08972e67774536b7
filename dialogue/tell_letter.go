package dialogue

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
)

// undoWithin is how long a coordinator can take back an acknowledgement before those who told it hear of it.
const undoWithin = 15 * time.Minute

// tellAcknowledged decides on the letters to those who said these contributions outside a round, now that an act set them apart without an
// item: one letter each, about all of theirs. It goes once there was time to undo the act. Who speaks in a round sees the reason on its page.
func (s *Store) tellAcknowledged(ctx context.Context, tx bun.Tx, acknowledged []uuid.UUID) error {
	people, err := panel.Addressees(ctx, tx, tx.NewSelect().Table("contributions").Column("person_id").
		Where("id IN (?) AND ambassador_id IS NULL AND person_id IS NOT NULL", bun.In(acknowledged)))
	if err != nil || len(people) == 0 {
		return err
	}
	var act uuid.UUID
	err = tx.NewSelect().Table("act_contributions").Column("act_id").Where("contribution_id IN (?)", bun.In(acknowledged)).Order("act_id DESC").Limit(1).Scan(ctx, &act)
	if err != nil {
		return wrap("acknowledged", err)
	}
	drafts := make([]mail.Draft, len(people))
	for i, to := range people {
		drafts[i] = mail.Draft{Kind: mail.KindAcknowledged, Subject: act, To: to, Due: s.Clock().Add(undoWithin)}
	}
	_, err = s.Outbox.Queue(ctx, tx, drafts...)
	return wrap("acknowledged", err)
}

// keptBack are the states of a letter that nobody reads, or that can still be kept back.
var keptBack = []string{mail.Queued, mail.Retry, mail.Suppressed}

// keepBack holds the letters about an act that is undone: none of them goes out any more. It refuses once one did.
func keepBack(ctx context.Context, tx bun.Tx, act uuid.UUID) error {
	var states []string
	q := tx.NewSelect().Model((*mail.Mail)(nil)).Column("state").Where("m.kind = ? AND m.subject_id = ?", mail.KindAcknowledged, act)
	if err := migrations.ForUpdate(q).Scan(ctx, &states); err != nil {
		return wrap("letters", err)
	}
	for _, state := range states {
		if !slices.Contains(keptBack, state) {
			return panel.Refuse(panel.Conflict, "error.undo_told")
		}
	}
	return nil
}

// acknowledgement is a contribution that an act set apart.
type acknowledgement struct {
	ActID, PersonID uuid.UUID
	State           string
	Text, Reason    string
}

// composeAcknowledged writes the letters. What was undone meanwhile waits again, and needs none.
func (s *Store) composeAcknowledged(ctx context.Context, db bun.IDB, mails []*mail.Mail) (func(*mail.Mail) (mail.Letter, error), error) {
	readers, err := readersOf(ctx, db, mails)
	if err != nil {
		return nil, err
	}
	base, err := s.baseURL(ctx, db)
	if err != nil {
		return nil, err
	}
	var said []acknowledgement
	err = db.NewSelect().TableExpr("acts AS a").Join("JOIN act_contributions AS ac ON ac.act_id = a.id").Join("JOIN contributions AS co ON co.id = ac.contribution_id").
		ColumnExpr("a.id AS act_id, co.person_id, co.state, co.text, co.reason").
		Where("a.id IN (?) AND a.undone_at IS NULL AND co.ambassador_id IS NULL", bun.In(subjects(mails))).Order("co.id").Scan(ctx, &said)
	return func(m *mail.Mail) (mail.Letter, error) {
		if !readers[m.PersonID].Active {
			return nil, mail.Suppress("the contributor left")
		}
		letter := mail.Acknowledged{URL: base + "/mine"}
		var words []string
		for _, one := range said {
			if one.ActID == m.SubjectID && one.PersonID == m.PersonID && one.State == Acknowledged {
				words, letter.Reason = append(words, one.Text), one.Reason
			}
		}
		if len(words) == 0 {
			return nil, mail.Suppress("it waits again, or became a point")
		}
		letter.Said = strings.Join(words, "\n\n")
		return letter, nil
	}, wrap("acknowledged", err)
}
