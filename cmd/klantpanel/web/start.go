package web

import (
	"maps"
	"slices"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var startRoutes = []Route{
	{Method: "GET", Path: "/", Access: Anyone, Handle: showStart},
}

type startPage struct {
	Name     string
	Tasks    []startTask
	Optional []startTask // welcome, but nobody waits for it
	SetUp    []setUpStep
	Manager  bool         // finds the overview here when nothing is late
	Rounds   []startRound // of the reader's panels
	Told     []dialogue.Entry
	Manage   []navLink // where those who run panels or the organisation set things up
}

// startTask is one thing expected of the reader: what, by when, and where to do it.
type startTask struct {
	dialogue.Task
	Icon, Text, Detail, Path string
	Action                   string // what the reader does there, in a word or two
}

// startRound is a round under way of a panel that the reader runs or speaks in.
type startRound struct {
	Cycle panel.Cycle
	Steps []progressStep
}

const (
	startRounds = 4
	startTold   = 3
)

// setUpStep is one thing that an administrator still has to do before the first round.
type setUpStep struct {
	Text, Path string
	Done       bool
}

// showStart is the list of what is expected of the reader now, and by when; below it where the rounds are, and what was
// changed lately because somebody said so.
func showStart(r *Request) error {
	if r.Actor == nil {
		return r.Page("welcome", struct{ Demo bool }{r.Demo})
	}
	tasks, err := r.Dialogue.Tasks(r.Context(), *r.Actor, r.Today())
	if err != nil {
		return err
	}
	p := startPage{Name: r.Actor.Person.Name, Manager: r.Actor.Person.Manager}
	for _, t := range tasks {
		switch {
		case t.Optional():
			p.Optional = append(p.Optional, r.startTask(t))
		default:
			p.Tasks = append(p.Tasks, r.startTask(t))
		}
		p.Manager = p.Manager && t.Kind != dialogue.TaskLate
	}
	if err := r.addStartRounds(&p); err != nil {
		return err
	}
	if p.Told, err = r.Dialogue.Highlights(r.Context(), startTold); err != nil {
		return err
	}
	p.Manage = r.sectionLinks()
	if r.Actor.Administers() {
		if p.SetUp, err = r.setUpSteps(); err != nil {
			return err
		}
	}
	return r.Page("start", p)
}

// addStartRounds shows where the rounds are in which the reader has a part.
func (r *Request) addStartRounds(p *startPage) error {
	mine := slices.AppendSeq(slices.Collect(maps.Keys(r.Actor.Ambassadors)), maps.Keys(r.Actor.Coordinates))
	rounds, err := r.Panel.RunningCycles(r.Context(), mine, startRounds)
	for _, c := range rounds {
		p.Rounds = append(p.Rounds, startRound{c, r.progress(c)})
	}
	return err
}

// setUpSteps are what a new organisation needs, until all of it is there.
func (r *Request) setUpSteps() ([]setUpStep, error) {
	var steps []setUpStep
	missing := false
	for _, s := range []struct{ table, text, path string }{
		{"people", r.T("start.step_people"), "/people"},
		{"services", r.T("start.step_services"), "/settings/services"},
		{"questions", r.T("start.step_questions"), "/questions"},
		{"panels", r.T("start.step_panel"), "/panels"},
	} {
		least := 1
		if s.table == "people" {
			least = 2 // besides the administrator
		}
		n, err := r.DB.NewSelect().TableExpr("(?) AS present", r.DB.NewSelect().Table(s.table).ColumnExpr("1").Limit(2)).Count(r.Context())
		if err != nil {
			return nil, err
		}
		missing = missing || int(n) < least
		steps = append(steps, setUpStep{s.text, s.path, int(n) >= least})
	}
	if !missing {
		return nil, nil
	}
	return steps, nil
}
