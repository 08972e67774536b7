package web

import (
	"strconv"

	"klantpanel/panel"
)

// addMakeup says whom the panel's ambassadors speak for, and whom it could ask.
// ids: language.nl language.en
func (r *Request) addMakeup(p *coveragePage, m panel.Makeup) {
	p.Sum = r.voiceBar("", m.Sum())
	for _, b := range m.Bands() {
		p.Makeup = append(p.Makeup, r.voiceBar(r.bandWords(b), b.Voice))
	}
	if m.Teamless.People > 0 {
		p.Makeup = append(p.Makeup, r.voiceBar(r.T("coverage.teamless"), m.Teamless))
	}
	if languages := m.SafeLanguages(p.Panel.SmallestGroup); len(languages) > 1 {
		for _, v := range languages {
			p.Languages = append(p.Languages, r.voiceBar(r.T("language."+v.Name), v))
		}
	}
	for _, s := range m.Suggestions(suggestedTeams) {
		ask := coverageSuggestion{Ask: r.T("coverage.ask", "Team", s.Name), Why: r.TN("coverage.ask_nobody", s.Missing)}
		switch {
		case s.Ends != "":
			ask.Why = r.T("coverage.ask_ends", "Date", r.dateInWords(s.Ends)) + " " + r.TN("coverage.ask_size", s.People)
		case s.Spoken > 0:
			ask.Why = r.TN("coverage.ask_some", s.Missing)
		}
		p.Suggestions = append(p.Suggestions, ask)
	}
}

// bandWords is "Kleine afdelingen (tot en met 9)", with how many of them somebody speaks for.
func (r *Request) bandWords(b panel.TeamBand) string {
	size := r.T("coverage.band_large")
	switch b.Most {
	case 9:
		size = r.T("coverage.band_small")
	case 49:
		size = r.T("coverage.band_middle")
	}
	return size + " · " + r.T("coverage.band_teams", "Speaking", strconv.Itoa(b.Speaking), "Teams", strconv.Itoa(b.Teams))
}

// addTeams says of each team with people in it whether it was ever heard; those that never were first, the largest on top.
func (p *coveragePage) addTeams(teams []teamLine) {
	for _, t := range teams {
		if t.heard.Small {
			p.Small = append(p.Small, t.coverageTeam)
			continue
		}
		p.Teams++
		switch {
		case t.heard.Ever:
			p.HeardTeams++
			p.Heard = append(p.Heard, t.coverageTeam)
		case len(p.Silent) < teamsNeverHeard:
			p.Silent = append(p.Silent, t.coverageTeam)
		default:
			p.MoreSilent = append(p.MoreSilent, t.coverageTeam)
		}
	}
}
