package web

import (
	"strings"

	"klantpanel/dialogue"
)

// digestAround is what a digest tells besides its points, ready to show.
type digestAround struct {
	Figures string   // how many took part, how many points there are and how many are answered, in one line
	Asked   []string // the questions of the next round
}

// around says how many took part: never fewer than the smallest group, and "some" below it.
func (r *Request) around(v dialogue.DigestView) digestAround {
	var figures []string
	switch {
	case v.People > 0:
		figures = append(figures, r.T("digest.people", "Number", v.People))
	case v.People == 0 && v.Cycle.Contributions > 0:
		figures = append(figures, r.T("digest.people_some"))
	}
	if n := len(v.Entries); n > 0 {
		figures = append(figures, r.TN("digest.points", n), r.TN("digest.answered", v.Answered()))
	}
	return digestAround{strings.Join(figures, " · "), v.Asked(r.Language)}
}
