package web

import (
	"github.com/google/uuid"

	"klantpanel/dialogue"
)

var startRoutes = []Route{
	{Method: "GET", Path: "/", Access: Anyone, Handle: showStart},
}

type startPage struct {
	Name    string
	Tasks   []startTask
	SetUp   []setUpStep
	Digests []dialogue.Digest
}

// startTask is one thing expected of the reader: what, by when, and where to do it.
type startTask struct {
	dialogue.Task
	Icon, Text, Detail, Path string
}

// setUpStep is one thing that an administrator still has to do before the first round.
type setUpStep struct {
	Text, Path string
	Done       bool
}

// showStart is the list of what is expected of the reader now, and by when; below it what colleagues were told lately.
func showStart(r *Request) error {
	if r.Actor == nil {
		return r.Page("welcome", struct{ Demo bool }{r.Demo})
	}
	tasks, err := r.Dialogue.Tasks(r.Context(), *r.Actor, r.Today())
	if err != nil {
		return err
	}
	p := startPage{Name: r.Actor.Person.Name}
	for _, t := range tasks {
		p.Tasks = append(p.Tasks, r.startTask(t))
	}
	if p.Digests, err = r.Dialogue.Digests(r.Context(), uuid.Nil, 3); err != nil {
		return err
	}
	if r.Actor.Administers() {
		if p.SetUp, err = r.setUpSteps(); err != nil {
			return err
		}
	}
	return r.Page("start", p)
}

// startTask says a task in the reader's words.
func (r *Request) startTask(t dialogue.Task) startTask {
	s := startTask{Task: t}
	switch t.Kind {
	case dialogue.TaskContribute:
		s.Icon, s.Path = "chat", "/cycles/"+t.Thing.String()+"/contribute"
		s.Text = r.T("start.contribute", "Name", t.Name, "Number", t.Number)
		switch {
		case t.Draft:
			s.Detail = r.T("start.contribute_draft")
		case t.Given > 0:
			s.Detail = r.TN("start.contribute_given", t.Given)
		}
	case dialogue.TaskBundle:
		s.Icon, s.Path = "inbox", "/cycles/"+t.Thing.String()+"/board"
		s.Text, s.Detail = r.TN("start.bundle", t.Count), r.T("start.round", "Name", t.Name, "Number", t.Number)
	case dialogue.TaskRoute:
		s.Icon, s.Path = "arrow", "/cycles/"+t.Thing.String()+"/board#items"
		s.Text, s.Detail = r.TN("start.route", t.Count), r.T("start.round", "Name", t.Name, "Number", t.Number)
	case dialogue.TaskApproveDigest:
		s.Icon, s.Path = "mail", "/digests/"+t.Thing.String()
		s.Text, s.Detail = r.T("start.approve"), r.T("start.round", "Name", t.Name, "Number", t.Number)
	case dialogue.TaskStartPanel:
		s.Icon, s.Path = "repeat", "/panels/"+t.Thing.String()
		s.Text, s.Detail = r.T("start.panel", "Name", t.Name), r.T("start.panel_detail")
	case dialogue.TaskAnswer:
		s.Icon, s.Path = "inbox", "/inbox?service="+t.Thing.String()
		s.Text, s.Detail = r.TN("start.answer", t.Count, "Name", t.Name), r.lateDetail(t)
	case dialogue.TaskPromise:
		s.Icon, s.Path = "promise", "/inbox?part="+dialogue.InboxPromised+"&service="+t.Thing.String()
		s.Text, s.Detail = r.TN("start.promise", t.Count, "Name", t.Name), r.lateDetail(t)
	}
	return s
}

func (r *Request) lateDetail(t dialogue.Task) string {
	if t.Late == 0 {
		return ""
	}
	return r.TN("start.late", t.Late)
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
