package web

import (
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"klantpanel/panel"
)

var constituencyRoutes = []Route{{Method: "GET", Path: "/constituency", Access: AmbassadorAny, Handle: showConstituency}}

// AmbassadorAny is in office in some panel.
var AmbassadorAny = role("AmbassadorAny", func(a panel.Actor) bool { return len(a.Ambassadors) > 0 })

const (
	carriedAtOnce = 10
	roundsAtOnce  = 6
)

// constituencyPage is an ambassador's workspace: the round of now, what their colleagues said and what became of it.
type constituencyPage struct {
	Tabs         []navLink // panels, when the reader is ambassador in several
	Panel        panel.Panel
	Cycle        *panel.Cycle // under way, nil between two rounds
	Steps        []progressStep
	Asked        bool // the round takes contributions now
	Size         int  // colleagues in the constituency
	Constituency panel.Constituency
	Points       []itemLine
	Rounds       []panel.Cycle // earlier ones
	First, Next  string
	Reached      []coverageBar // of the last rounds, the latest first
}

func showConstituency(r *Request) error {
	own, err := r.ownPanels()
	if err != nil {
		return err
	}
	p := constituencyPage{Panel: own[0]}
	for _, candidate := range own {
		if candidate.ID.String() == r.Query("panel") {
			p.Panel = candidate
		}
	}
	for _, other := range own {
		if len(own) > 1 {
			p.Tabs = append(p.Tabs, navLink{"/constituency?panel=" + other.ID.String(), other.Name, other.ID == p.Panel.ID})
		}
	}
	ambassador := r.Actor.Ambassadors[p.Panel.ID]
	err = r.together(
		func() (err error) { p.Size, err = r.Panel.ConstituencySize(r.Context(), ambassador); return err },
		func() (err error) { p.Constituency, err = r.Panel.Constituency(r.Context(), ambassador); return err },
		func() error { return r.addRounds(&p) },
		func() (err error) { p.Reached, err = r.ownReach(p.Panel, ambassador); return err },
		func() error { return r.addCarried(&p, ambassador) },
	)
	if err != nil {
		return err
	}
	return r.Page("constituency", p)
}

// ownPanels are those in which the reader is in office, by name.
func (r *Request) ownPanels() ([]panel.Panel, error) {
	own, err := r.Panel.PanelsByID(r.Context(), slices.Collect(maps.Keys(r.Actor.Ambassadors)))
	slices.SortFunc(own, func(a, b panel.Panel) int { return strings.Compare(a.Name, b.Name) })
	return own, err
}

// addRounds tells the round under way from those that are over.
func (r *Request) addRounds(p *constituencyPage) error {
	rounds, err := r.Panel.Cycles(r.Context(), p.Panel.ID, roundsAtOnce)
	if err != nil {
		return err
	}
	for _, c := range rounds {
		c.Panel = &p.Panel
		switch {
		case !c.Opened():
		case !c.Running() || p.Cycle != nil:
			p.Rounds = append(p.Rounds, c)
		default:
			p.Cycle, p.Steps = &c, r.progress(c)
			p.Asked = c.Collects(r.Now())
		}
	}
	return nil
}

// addCarried reads a page of the points in which something of the constituency stands.
func (r *Request) addCarried(p *constituencyPage, ambassador uuid.UUID) error {
	here := "/constituency?panel=" + p.Panel.ID.String()
	before, err := uuid.Parse(r.Query("before"))
	if err != nil {
		before = uuid.Nil
	} else {
		p.First = here
	}
	items, err := r.Dialogue.CarriedBy(r.Context(), ambassador, before, carriedAtOnce+1)
	if err != nil {
		return err
	}
	if len(items) > carriedAtOnce {
		items = items[:carriedAtOnce]
		p.Next = here + "&before=" + items[carriedAtOnce-1].ID.String()
	}
	for _, i := range items {
		line, err := r.itemLine(i, p.Panel)
		if err != nil {
			return err
		}
		p.Points = append(p.Points, line)
	}
	return nil
}
