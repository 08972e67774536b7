package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
)

// DigestLetter is the digest as the letter to this reader says it in a language; of a draft, as it would say it now.
func (s *Store) DigestLetter(ctx context.Context, id uuid.UUID, reader panel.Person, language string) (mail.Digest, error) {
	shared, err := s.sharedDigest(ctx, s.DB, id)
	if err != nil {
		return mail.Digest{}, err
	}
	own, err := s.OwnPoints(ctx, shared.view, reader.ID)
	if err != nil {
		return mail.Digest{}, err
	}
	since, err := s.since(ctx, s.DB, shared.earlier, []uuid.UUID{reader.ID})
	if err != nil {
		return mail.Digest{}, err
	}
	letter := shared.inFor(language, own)
	letter.Missed = shared.missed(since[reader.ID])
	return letter, nil
}

// DigestTally counts the points in each section of these digests, as they were told.
func (s *Store) DigestTally(ctx context.Context, digests []Digest) (map[uuid.UUID]map[string]int, error) {
	tally := map[uuid.UUID]map[string]int{}
	if len(digests) == 0 {
		return tally, nil
	}
	for _, d := range digests {
		tally[d.ID] = map[string]int{}
	}
	var rows []struct {
		DigestID uuid.UUID
		Section  string
		Count    int
	}
	err := s.DB.NewSelect().Table("digest_entries").ColumnExpr("digest_id, section, COUNT(*) AS count").
		Where("digest_id IN (?)", bun.In(digestIDs(digests))).GroupExpr("digest_id, section").Scan(ctx, &rows)
	for _, r := range rows {
		tally[r.DigestID][r.Section] = r.Count
	}
	return tally, wrap("tally", err)
}

func digestIDs(digests []Digest) []uuid.UUID {
	ids := make([]uuid.UUID, len(digests))
	for i, d := range digests {
		ids[i] = d.ID
	}
	return ids
}
