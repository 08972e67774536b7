package web

import (
	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

const digestsPerPage = 12

// toldDigest is a line of the archive.
type toldDigest struct {
	dialogue.Digest
	Counts []string // "3 aangepast", without zeros
}

// listDigests is the archive of what everybody heard, the latest first.
func listDigests(r *Request) error {
	before := uuid.Nil
	if after := r.Query("after"); after != "" {
		var err error
		if before, err = uuid.Parse(after); err != nil {
			return panel.Refuse(panel.NotFound, "error.page_not_found")
		}
	}
	digests, err := r.Dialogue.Digests(r.Context(), before, digestsPerPage+1)
	if err != nil {
		return err
	}
	var first, next string
	if before != uuid.Nil {
		first = "/digests"
	}
	if len(digests) > digestsPerPage {
		digests = digests[:digestsPerPage]
		next = "/digests?after=" + digests[digestsPerPage-1].ID.String()
	}
	tally, err := r.Dialogue.DigestTally(r.Context(), digests)
	if err != nil {
		return err
	}
	told := make([]toldDigest, len(digests))
	for i, d := range digests {
		told[i] = toldDigest{d, r.tallyWords(tally[d.ID])}
	}
	return r.Page("digests", struct {
		Digests     []toldDigest
		First, Next string
	}{told, first, next})
}

// tallyWords says how many points came to what; what there is none of stays unsaid.
// ids: digests.changed digests.promised digests.explained digests.thanked digests.unanswered
func (r *Request) tallyWords(n map[string]int) []string {
	var words []string
	for _, c := range []struct {
		n  int
		id string
	}{
		{n[dialogue.Changed] + n[dialogue.SectionKept], "digests.changed"},
		{n[dialogue.Promised], "digests.promised"},
		{n[dialogue.Explained], "digests.explained"},
		{n[dialogue.Thanked], "digests.thanked"},
		{n[dialogue.SectionUnanswered], "digests.unanswered"},
	} {
		if c.n > 0 {
			words = append(words, r.TN(c.id, c.n))
		}
	}
	return words
}
