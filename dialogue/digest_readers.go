package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// Why a digest doesn't go to somebody for whom it was put into the outbox.
const (
	readerLeft     = "the reader left"
	readerUnwanted = "the reader no longer wants the digest"
	readerOwnOnly  = "the reader wants the digest only with points of their own by now"
	readerMoved    = "the digest is no longer for the reader's team"
)

// noLonger tells of mails why their readers don't get the digest after all, "" when they do: they left, or changed their wish or their team.
// Who wanted every digest and wants one a quarter by now gets this one: it is the quarter's.
func (s *Store) noLonger(ctx context.Context, db bun.IDB, mails []*mail.Mail, readers map[uuid.UUID]panel.Person) (func(m *mail.Mail) string, error) {
	bySubject := map[uuid.UUID][]uuid.UUID{}
	for _, m := range mails {
		bySubject[m.SubjectID] = append(bySubject[m.SubjectID], m.PersonID)
	}
	type one struct{ subject, person uuid.UUID }
	known, belongs, owns := map[uuid.UUID]bool{}, map[one]bool{}, map[one]bool{}
	for subject, people := range bySubject {
		var d Digest
		err := db.NewSelect().Model(&d).Relation("Panel").Where("di.id = ?", subject).Scan(ctx)
		if known[subject] = !isNone(err); !known[subject] {
			continue // its letter can't be made, and that says why
		}
		if err != nil {
			return nil, wrap("digest", err)
		}
		in, own, err := s.among(ctx, db, d, people, readers)
		if err != nil {
			return nil, err
		}
		for _, p := range in {
			belongs[one{subject, p}] = true
		}
		for _, p := range own {
			owns[one{subject, p}] = true
		}
	}
	return func(m *mail.Mail) string {
		reader, key := readers[m.PersonID], one{m.SubjectID, m.PersonID}
		switch {
		case !known[m.SubjectID]:
			return ""
		case !reader.Active:
			return readerLeft
		case reader.DigestWish == panel.NoDigest:
			return readerUnwanted
		case !belongs[key]:
			return readerMoved
		case reader.DigestWish == panel.OnlyOwn && !owns[key]:
			return readerOwnOnly
		}
		return ""
	}, nil
}

// among are those of these people for whom the panel's digests are now, and those with something of their own in this one as far as
// they want no other.
func (s *Store) among(ctx context.Context, db bun.IDB, d Digest, people []uuid.UUID, readers map[uuid.UUID]panel.Person) (in, own []uuid.UUID, err error) {
	at := d.ApprovedAt.Time
	if d.State == DigestDraft {
		at = s.Clock()
	}
	day := scheduler.DateOf(at, d.Panel.Zone())
	err = panel.Audience(db, *d.Panel, day).Column("p.id").Where("p.id IN (?)", bun.In(people)).Scan(ctx, &in)
	if err != nil {
		return nil, nil, wrap("readers", err)
	}
	var picky []uuid.UUID
	for _, id := range people {
		if readers[id].DigestWish == panel.OnlyOwn {
			picky = append(picky, id)
		}
	}
	if len(picky) == 0 {
		return in, nil, nil
	}
	err = db.NewSelect().TableExpr("people AS p").Column("p.id").Where("p.id IN (?)", bun.In(picky)).Where("p.id IN (?)", owners(db, d, day)).Scan(ctx, &own)
	return in, own, wrap("readers", err)
}
