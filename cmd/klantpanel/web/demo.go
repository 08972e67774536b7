package web

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"klantpanel/panel"
)

// DemoDesk moves the demonstration's clock and plays the people in it.
type DemoDesk interface {
	// Roles are the people as whom a newcomer can sign in.
	Roles() []DemoRole
	// Story is how far the round that the newcomer follows is.
	Story(ctx context.Context) (DemoStory, error)
	// Colleague is what somebody without an account can try.
	Colleague(ctx context.Context) (DemoColleague, error)
	// Next takes the step that the story's Token names; nothing happens when that one was taken already.
	Next(ctx context.Context, token string) error
}

// DemoRole is somebody with a role; Key is the end of a text "demo.role.…".
type DemoRole struct {
	Key, Name string
	Person    uuid.UUID
}

// DemoColleague is a colleague of an ambassador: Link is the path of the page to contribute, "" while no round collects, Receipt the code of
// what was sent in an earlier round, and Asked that of somebody whom a service asked something.
type DemoColleague struct{ Ambassador, Link, Receipt, Asked string }

// DemoSteps is in how many steps a round goes round.
const DemoSteps = 5

// DemoStory is a round in steps, from 1 to DemoSteps; Step is the one to take now, 0 when the panel plans no further round.
type DemoStory struct {
	Panel  string
	Number int // of the round
	Step   int
	Token  string    // names this step of this round
	To     time.Time // where the step moves the clock
	Repeat bool      // the story has been told: people say again what they said in an earlier round
	Told   *DemoTold // what the last step did, nil before the first
}

// DemoTold is what a step did, and where that can be seen.
type DemoTold struct {
	Step        int
	Count, Rest int    // contributions; points; answers and what is unanswered; readers; number of the round
	Role, Path  string // who sees it where
}

// DemoOnly hides what exists only in the demonstration.
var DemoOnly = Access{Name: "DemoOnly", Check: func(r *Request) error {
	if r.Desk == nil {
		return panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	return nil
}}

var demoRoutes = []Route{
	{Method: "GET", Path: "/demo", Access: DemoOnly, Handle: showDemo},
	{Method: "POST", Path: "/demo/next", Access: DemoOnly, Handle: moveDemo},
	{Method: "GET", Path: "/demo/sign-in/:role", Access: DemoOnly, Handle: showDemoRole},
	{Method: "POST", Path: "/demo/sign-in/:role", Access: DemoOnly, Handle: takeDemoRole},
}

type demoPage struct {
	Story DemoStory
	Steps []progressStep
	Roles []DemoRole
	Try   DemoColleague
	See   string // where the last step can be seen by this reader
	Me    uuid.UUID
}

func showDemo(r *Request) error {
	story, err := r.Desk.Story(r.Context())
	if err != nil {
		return err
	}
	p := demoPage{Story: story, Roles: r.Desk.Roles()}
	if p.Try, err = r.Desk.Colleague(r.Context()); err != nil {
		return err
	}
	if r.Actor != nil {
		p.Me = r.Actor.Person.ID
	}
	// ids: demo.step.s1 demo.step.s2 demo.step.s3 demo.step.s4 demo.step.s5
	for n := 1; n <= DemoSteps; n++ {
		p.Steps = append(p.Steps, progressStep{Name: r.T("demo.step.s" + strconv.Itoa(n)), Done: n < story.Step || story.Step == 0, Current: n == story.Step})
	}
	if story.Told != nil {
		p.See = r.demoPath(*story.Told)
	}
	return r.Page("demo", p)
}

// demoPath leads to what a step did, by way of signing in as somebody who may see it.
func (r *Request) demoPath(told DemoTold) string {
	for _, role := range r.Desk.Roles() {
		if role.Key == told.Role && (r.Actor == nil || r.Actor.Person.ID != role.Person) {
			return "/demo/sign-in/" + role.Key + "?next=" + escapeQuery(told.Path)
		}
	}
	return told.Path
}

// moveDemo takes one step. Sessions go along with the clock: months pass in a click, and nobody should be signed out by it.
func moveDemo(r *Request) error {
	story, err := r.Desk.Story(r.Context())
	if err != nil {
		return err
	}
	until := story.To.Add(sessionTerm)
	if _, err := r.DB.NewUpdate().Model((*session)(nil)).Set("expires_at = ?", until).Where("expires_at < ?", until).Exec(r.Context()); err != nil {
		return fmt.Errorf("demo sessions: %w", err)
	}
	if err := r.Desk.Next(r.Context(), r.Form().Value("_step")); err != nil {
		return err
	}
	return r.Redirect("/demo")
}

func (r *Request) demoRole() (DemoRole, error) {
	for _, role := range r.Desk.Roles() {
		if role.Key == r.Ctx.Params("role") {
			return role, nil
		}
	}
	return DemoRole{}, panel.Refuse(panel.NotFound, "error.page_not_found")
}

// showDemoRole changes nothing, as no GET does.
func showDemoRole(r *Request) error {
	role, err := r.demoRole()
	if err != nil {
		return err
	}
	return r.Page("demo_sign_in", struct {
		DemoRole
		Next string
	}{role, localTarget(r.Query("next"))})
}

func takeDemoRole(r *Request) error {
	role, err := r.demoRole()
	if err != nil {
		return err
	}
	if err := r.startSession(r.Context(), r.DB, role.Person); err != nil {
		return err
	}
	next, err := r.goOn(r.Context(), r.DB, role.Person, r.Form().Value("_next"))
	if err != nil {
		return err
	}
	return r.Redirect(next)
}

// DemoToken names a step of a round.
func DemoToken(number, step int) string { return strconv.Itoa(number) + "-" + strconv.Itoa(step) }
