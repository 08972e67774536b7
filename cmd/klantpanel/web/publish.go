package web

import (
	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var publishRoutes = []Route{
	{Method: "GET", Path: "/cycles/:cycle/publish", Access: CycleCoordinator, Handle: showPublish},
	{Method: "POST", Path: "/cycles/:cycle/publish", Access: CycleCoordinator, Handle: publishAnswers},
}

// publishPage has the answers of a round that its services released, to be told together.
type publishPage struct {
	Cycle         panel.Cycle
	Round         string
	Ready, Passed []publishable // Passed promise a day that is behind us and go back: their services choose another
}

type publishable struct {
	dialogue.ReadyAnswer
	Badge Badge
}

func showPublish(r *Request) error {
	ready, err := r.Dialogue.ReadyAnswers(r.Context(), r.cycle.ID)
	if err != nil {
		return err
	}
	page := publishPage{Cycle: r.cycle, Round: r.roundOf(r.Language, r.cycle.Panel.Name, r.cycle.Number)}
	for _, a := range ready {
		line := publishable{a, r.outcomeBadge(a.Outcome)}
		if a.Passed {
			page.Passed = append(page.Passed, line)
		} else {
			page.Ready = append(page.Ready, line)
		}
	}
	return r.Page("publish", page)
}

// readyAnswers counts what waits to be published, for who may do that.
func (r *Request) readyAnswers(cycle uuid.UUID, coordinates bool) (int, error) {
	if !coordinates {
		return 0, nil
	}
	return r.Dialogue.CountReady(r.Context(), cycle)
}

// publishAnswers tells all that can be told, and gives the rest back. Posting it twice does nothing twice.
func publishAnswers(r *Request) error {
	done, err := r.Dialogue.PublishAnswers(r.Context(), *r.Actor, r.cycle.ID)
	if err != nil {
		return err
	}
	switch {
	case done.Back > 0 && done.Told == 0:
		r.Flash("publish.back")
	case done.Back > 0:
		r.Flash("publish.told_and_back", "Number", done.Told)
	case done.Told == 0:
		r.Flash("publish.told_none")
	case done.Told == 1:
		r.Flash("publish.told_single")
	default:
		r.Flash("publish.told", "Number", done.Told)
	}
	return r.Redirect("/cycles/" + r.cycle.ID.String() + "/publish")
}
