package web

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var coverageRoutes = []Route{{Method: "GET", Path: "/panels/:panel/coverage", Access: PanelOverseer, Handle: showCoverage}}

var coverageExports = slices.Concat(
	exportRoutes("/panels/:panel/coverage", PanelOverseer, coverageListing),
	exportRoutes("/panels/:panel/teams", PanelOverseer, coverageTeamsListing),
)

const (
	coverageRounds  = 6
	suggestedTeams  = 3
	teamsNeverHeard = 12 // that stand on the page at once; the others are a press away
)

type coveragePage struct {
	Panel       panel.Panel
	Coordinator bool
	Rounds      []coverageRound
	Lines       []coverageLine
	Silent      []coverageTeam // never heard
	MoreSilent  []coverageTeam
	Heard       []coverageTeam
	Small       []coverageTeam // with too few people to say whether they were heard
	HeardTeams  int            // of Teams, by anybody, ever
	Teams       int            // those that aren't small
	Sum         coverageBar
	Makeup      []coverageBar // by size of team
	Languages   []coverageBar // none where their numbers would point at people
	Suggestions []coverageSuggestion
}

// coverageRound is a round with all its constituencies together.
type coverageRound struct {
	Cycle panel.Cycle
	Later bool // the figures are still to come
	Reach coverageBar
}

// coverageLine is a constituency with its number of each round.
type coverageLine struct {
	Name  string
	Teams string
	Over  bool
	Ends  string
	Cells []coverageBar
}

// coverageBar is a share in words, and as a bar of 0–100.
type coverageBar struct {
	Label, Text string
	Width       int
	Shown       bool // there is a number to draw
	Quiet       bool // nothing came
	Number      int
}

// Cell is the share in a table, where there are hundreds of them.
func (b coverageBar) Cell() template.HTML {
	var m markup
	none, class := ` class="is-none"`, "coverage__quiet"
	if b.Shown {
		none = ""
		if !b.Quiet {
			class = "coverage__number"
		}
	}
	m.raw(`<td data-label="`).text(b.Label).raw(`"`, none, `><span class="`, class, `">`).text(b.Text).raw(`</span>`)
	if b.Shown {
		m.raw(`<svg class="coverage__bar" viewBox="0 0 100 4" preserveAspectRatio="none" focusable="false" aria-hidden="true">`,
			`<rect class="bars__rest" width="100" height="4"/><rect class="bars__fill" width="`, strconv.Itoa(b.Width), `" height="4"/></svg>`)
	}
	return m.raw(`</td>`).html()
}

// coverageTeam is a team and when it was heard.
type coverageTeam struct {
	Name   string
	People int
	When   string
	Badge  Badge
}

type coverageSuggestion struct{ Ask, Why string }

func showCoverage(r *Request) error {
	var c dialogue.Coverage
	var constituencies map[string]string
	var teams []teamLine
	var m panel.Makeup
	err := r.together(
		func() (err error) {
			if c, err = r.Dialogue.Coverage(r.Context(), r.panel, coverageRounds, r.Today()); err == nil {
				constituencies, err = r.constituenciesOf(c.Lines)
			}
			return err
		},
		func() (err error) { m, teams, err = r.coverageTeams(); return err },
	)
	if err != nil {
		return err
	}
	p := coveragePage{Panel: r.panel, Coordinator: r.Actor.CoordinatesPanel(r.panel.ID)}
	for _, round := range c.Rounds {
		p.Rounds = append(p.Rounds, coverageRound{round.Cycle, !round.Counted, r.reachBar(r.roundLabel(round.Cycle), round.Sum)})
	}
	for _, l := range c.Lines {
		p.Lines = append(p.Lines, r.coverageLine(l, p.Rounds, constituencies[l.Ambassador.ID.String()]))
	}
	r.addMakeup(&p, m)
	p.addTeams(teams)
	return r.Page("coverage", p)
}

// constituenciesOf says in words whom the ambassadors speak for, by their ids.
func (r *Request) constituenciesOf(lines []dialogue.CoverageLine) (map[string]string, error) {
	ids := idsOf(lines, func(l dialogue.CoverageLine) uuid.UUID { return l.Ambassador.ID })
	all, err := r.Panel.ConstituenciesOf(r.Context(), ids)
	words := map[string]string{}
	for id, c := range all {
		words[id.String()] = r.constituencyWords(c)
	}
	return words, err
}

// constituencyWords is "Burgerzaken, Griffie en 2 collega's".
func (r *Request) constituencyWords(c panel.Constituency) string {
	var names []string
	for _, u := range c.Units {
		names = append(names, u.Name)
	}
	words := strings.Join(names, ", ")
	if len(c.People) > 0 {
		people := r.TN("panel_page.people", len(c.People))
		if words == "" {
			return people
		}
		words += " " + r.T("panel_page.and") + " " + people
	}
	return words
}

func (r *Request) coverageLine(l dialogue.CoverageLine, rounds []coverageRound, teams string) coverageLine {
	line := coverageLine{Name: l.Ambassador.Person.Name, Teams: teams, Over: l.Over}
	if l.Ambassador.EndsOn != "" {
		line.Ends = r.dateInWords(l.Ambassador.EndsOn)
	}
	for i, reach := range l.Reached {
		cell := r.reachBar(rounds[i].Reach.Label, reach)
		if rounds[i].Later {
			cell.Text = r.T("coverage.later")
		}
		line.Cells = append(line.Cells, cell)
	}
	return line
}

func (r *Request) roundLabel(c panel.Cycle) string {
	return r.T("panel_page.round_number", "Number", c.Number)
}

// reachBar says a number of people against all of them, or why there is none.
func (r *Request) reachBar(label string, reach dialogue.ReachedPeople) coverageBar {
	bar := coverageBar{Label: label, Number: reach.People}
	switch {
	case !reach.In:
		bar.Text = r.T("coverage.not_in")
	case reach.Hidden:
		bar.Text = r.T("coverage.hidden")
	case reach.Size == 0:
		bar.Text = r.T("coverage.nobody")
	case reach.People == 0:
		bar.Text, bar.Quiet, bar.Shown = r.T("coverage.nothing"), true, true
	default:
		bar.Text, bar.Shown = r.T("coverage.of", "Number", number(r.Language, reach.People), "All", number(r.Language, reach.Size)), true
		bar.Width = share(float64(reach.People), float64(reach.Size))
	}
	return bar
}

// voiceBar says how many of a group somebody speaks for.
func (r *Request) voiceBar(label string, v panel.Voice) coverageBar {
	bar := coverageBar{Label: label, Shown: true, Text: r.T("coverage.of", "Number", number(r.Language, v.Spoken), "All", number(r.Language, v.People))}
	if v.People > 0 {
		bar.Width = share(float64(v.Spoken), float64(v.People))
	}
	return bar
}

// ownReach is what an ambassador sees of it: the own constituency in the last rounds that were counted, the latest first.
func (r *Request) ownReach(p panel.Panel, ambassador uuid.UUID) ([]coverageBar, error) {
	rounds, own, err := r.Dialogue.CoverageOf(r.Context(), p, ambassador, coverageRounds)
	var bars []coverageBar
	for i, reach := range slices.Backward(own) {
		if reach.In {
			bars = append(bars, r.reachBar(r.roundLabel(rounds[i].Cycle), reach))
		}
	}
	return bars, err
}
