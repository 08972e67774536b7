package dialogue

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
)

// missedAtMost is how many rounds a letter names that its reader skipped: a quarter of weekly ones.
const missedAtMost = 13

// before are the panel's digests that were told before this one, the latest first; before a draft all of them.
func before(ctx context.Context, db bun.IDB, d Digest) ([]Digest, error) {
	var earlier []Digest
	q := db.NewSelect().Model(&earlier).Relation("Cycle").Where("di.panel_id = ? AND di.approved_at IS NOT NULL", d.PanelID).
		Order("di.approved_at DESC", "di.id DESC").Limit(missedAtMost)
	if d.State != DigestDraft {
		q.Where("(di.approved_at, di.id) < (?, ?)", d.ApprovedAt, d.ID)
	}
	err := q.Scan(ctx)
	return earlier, wrap("earlier digests", err)
}

// since is for each of these people who wants a digest a quarter the last of the earlier ones that they had, when they skipped any after it.
func (s *Store) since(ctx context.Context, db bun.IDB, earlier []Digest, people []uuid.UUID) (map[uuid.UUID]*uuid.UUID, error) {
	if len(earlier) == 0 {
		return nil, nil
	}
	ids := digestIDs(earlier)
	var had []struct{ PersonID, SubjectID uuid.UUID }
	err := db.NewSelect().TableExpr("mails AS m").Join("JOIN people AS p ON p.id = m.person_id AND p.digest_wish = ?", panel.EachQuarter).
		Column("m.person_id", "m.subject_id").Where("m.kind = ? AND m.state <> ?", mail.KindDigest, mail.Suppressed).
		Where("m.subject_id IN (?) AND m.person_id IN (?)", bun.In(ids), bun.In(people)).Scan(ctx, &had)
	if err != nil {
		return nil, wrap("skipped digests", err)
	}
	last := map[uuid.UUID]int{}
	for _, h := range had {
		place := slices.Index(ids, h.SubjectID)
		if at, known := last[h.PersonID]; !known || place < at {
			last[h.PersonID] = place
		}
	}
	since := map[uuid.UUID]*uuid.UUID{}
	for person, place := range last {
		if place > 0 {
			since[person] = &ids[place]
		}
	}
	return since, nil
}

// missed are those of the earlier digests that came after the one a reader had last, in the order in which they were told.
func (p sharedPart) missed(since *uuid.UUID) []mail.MissedDigest {
	if since == nil {
		return nil
	}
	var skipped []mail.MissedDigest
	for _, d := range p.earlier {
		if d.ID == *since {
			break
		}
		skipped = append(skipped, mail.MissedDigest{Number: d.Cycle.Number, Date: d.ApprovedAt.In(p.view.Panel.Zone()), URL: p.base + "/digests/" + d.ID.String()})
	}
	slices.Reverse(skipped)
	return skipped
}
