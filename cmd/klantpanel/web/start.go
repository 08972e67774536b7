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
	Paused   *pausedMail // for who can let mail go out again; nil when it does
	Manage   []navLink   // where those who run panels or the organisation set things up
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
	Kit   bool // the reader can ask colleagues
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
		tells, err := r.Panel.TellsWorld(r.Context())
		if err != nil {
			return err
		}
		return r.Page("welcome", struct{ Tells bool }{tells})
	}
	p := startPage{Name: r.Actor.Person.Name, Manager: r.Actor.Person.Manager, Manage: r.sectionLinks()}
	if r.Actor.Administers() {
		p.Paused = r.pausedMail()
	}
	err := r.together(
		func() error { return r.addTasks(&p) },
		func() error { return r.addStartRounds(&p) },
		func() (err error) { p.Told, err = r.Dialogue.Highlights(r.Context(), startTold); return err },
		func() error { return r.addSetUp(&p) },
	)
	if err != nil {
		return err
	}
	return r.Page("start", p)
}

// addTasks tells what is expected from what is welcome.
func (r *Request) addTasks(p *startPage) error {
	tasks, err := r.Dialogue.Tasks(r.Context(), *r.Actor, r.Today())
	for _, t := range tasks {
		switch {
		case t.Optional():
			p.Optional = append(p.Optional, r.startTask(t))
		default:
			p.Tasks = append(p.Tasks, r.startTask(t))
		}
		p.Manager = p.Manager && t.Kind != dialogue.TaskLate
	}
	return err
}

// addStartRounds shows where the rounds are in which the reader has a part.
func (r *Request) addStartRounds(p *startPage) error {
	mine := slices.AppendSeq(slices.Collect(maps.Keys(r.Actor.Ambassadors)), maps.Keys(r.Actor.Coordinates))
	rounds, err := r.Panel.RunningCycles(r.Context(), mine, startRounds)
	for _, c := range rounds {
		_, speaks := r.Actor.Ambassadors[c.PanelID]
		p.Rounds = append(p.Rounds, startRound{c, r.progress(c), speaks && c.Collects(r.Now())})
	}
	return err
}

// addSetUp shows an administrator what a new organisation needs, until all of it is there.
func (r *Request) addSetUp(p *startPage) error {
	if !r.Actor.Administers() {
		return nil
	}
	q := r.DB.NewSelect()
	wanted := []struct{ table, text, path string }{
		{"people", r.T("start.step_people"), "/people"},
		{"services", r.T("start.step_services"), "/settings/services"},
		{"questions", r.T("start.step_questions"), "/questions"},
		{"panels", r.T("start.step_panel"), "/panels"},
	}
	for _, s := range wanted {
		two := r.DB.NewSelect().Table(s.table).ColumnExpr("1 AS one").Limit(2)
		q.ColumnExpr("(SELECT COUNT(*) FROM (?) AS two)", two)
	}
	have := make([]int, len(wanted))
	if err := q.Scan(r.Context(), &have[0], &have[1], &have[2], &have[3]); err != nil {
		return err
	}
	var steps []setUpStep
	missing := false
	for i, s := range wanted {
		least := 1
		if s.table == "people" {
			least = 2 // besides the administrator
		}
		missing = missing || have[i] < least
		steps = append(steps, setUpStep{s.text, s.path, have[i] >= least})
	}
	if missing {
		p.SetUp = steps
	}
	return nil
}
