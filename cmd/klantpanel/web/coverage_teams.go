package web

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// teamLine is a team with what is known of it.
type teamLine struct {
	coverageTeam
	voice panel.TeamVoice
	heard dialogue.CoveredTeam
}

// coverageTeams are the teams with people in them, those that were never heard first and of these the largest, and the small ones last; and whom
// the panel speaks for.
func (r *Request) coverageTeams() (m panel.Makeup, lines []teamLine, err error) {
	var covered []dialogue.CoveredTeam
	err = r.together(
		func() (err error) {
			m, err = r.Panel.Makeup(r.Context(), r.panel, r.Organisation.Language, r.Today())
			return err
		},
		func() (err error) {
			covered, err = r.Dialogue.CoveredTeams(r.Context(), r.panel, coverageRounds)
			return err
		},
	)
	heard := map[uuid.UUID]dialogue.CoveredTeam{}
	for _, t := range covered {
		heard[t.ID] = t
	}
	for _, v := range m.Teams {
		if v.People == 0 {
			continue
		}
		l := teamLine{coverageTeam{Name: v.Name, People: v.People}, v, heard[v.ID]}
		l.When, l.Badge = r.heardWords(l)
		lines = append(lines, l)
	}
	slices.SortStableFunc(lines, func(a, b teamLine) int {
		switch {
		case a.heard.Small != b.heard.Small:
			return map[bool]int{true: 1, false: -1}[a.heard.Small]
		case a.heard.Small:
		case a.heard.Ever != b.heard.Ever && b.heard.Ever:
			return -1
		case a.heard.Ever != b.heard.Ever:
			return 1
		case !a.heard.Ever && a.People != b.People:
			return b.People - a.People
		}
		return strings.Compare(a.Name, b.Name)
	})
	return m, lines, err
}

// heardWords says when a team was heard last, or why it never was; of a small one neither.
func (r *Request) heardWords(l teamLine) (string, Badge) {
	switch {
	case l.heard.Small:
		return r.T("coverage.small"), newBadge("neutral", "people", r.T("coverage.hidden"))
	case l.heard.Round > 0:
		return r.T("coverage.heard_in", "Number", l.heard.Round), newBadge("success", "check", r.T("coverage.heard"))
	case l.heard.Ever:
		return r.T("coverage.heard_before"), newBadge("neutral", "clock", r.T("coverage.heard_long_ago"))
	case l.voice.Speakers > 0:
		return r.T("coverage.silent_spoken"), newBadge("warning", "alert", r.T("coverage.silent"))
	case l.voice.Spoken > 0:
		return r.T("coverage.silent_some"), newBadge("warning", "alert", r.T("coverage.silent"))
	}
	return r.T("coverage.silent_nobody"), newBadge("warning", "alert", r.T("coverage.silent"))
}
