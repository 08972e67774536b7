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
	Changed, Promised, Explained int
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
		n := tally[d.ID]
		told[i] = toldDigest{d, n[dialogue.Changed] + n["kept"], n[dialogue.Promised], n[dialogue.Explained]}
	}
	return r.Page("digests", struct {
		Digests     []toldDigest
		First, Next string
	}{told, first, next})
}
