package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// ToldFeed are the digests of a panel that went out with all that they tell, the latest first: what a feed or a block shows. next is the
// digest to go on after, uuid.Nil at the end. It refuses with NotFound when after is in no list.
func (s *Store) ToldFeed(ctx context.Context, panel, after uuid.UUID, limit int) (told []DigestView, next uuid.UUID, err error) {
	digests, err := s.ToldDigests(ctx, ArchiveFilter{Panel: panel}, after, limit+1)
	if err != nil || len(digests) == 0 {
		return nil, uuid.Nil, err
	}
	if len(digests) > limit {
		digests = digests[:limit]
		next = digests[limit-1].ID
	}
	var entries []Entry
	err = s.DB.NewSelect().Model(&entries).Where("de.digest_id IN (?)", bun.In(digestIDs(digests))).Order("de.digest_id", "de.position").Scan(ctx)
	of := map[uuid.UUID][]Entry{}
	for _, e := range entries {
		of[e.DigestID] = append(of[e.DigestID], e)
	}
	for _, d := range digests {
		told = append(told, DigestView{d, of[d.ID]})
	}
	return told, next, wrap("feed", err)
}

// FeedID names what a digest told about an item among the entries of feeds: the same for ever, and nobody else's (RFC 9562, version 5).
func (e Entry) FeedID() uuid.UUID { return uuid.NewSHA1(e.DigestID, e.ItemID[:]) }
