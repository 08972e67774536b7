package web

import (
	"strings"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// startTask says a task in the reader's words.
func (r *Request) startTask(t dialogue.Task) startTask {
	s := startTask{Task: t}
	thing := t.Thing.String()
	switch t.Kind {
	case dialogue.TaskContribute:
		s.Icon, s.Path, s.Action = "chat", "/cycles/"+thing+"/contribute", r.T("start.do.contribute")
		s.Text, s.Detail = r.contributeTask(t)
	case dialogue.TaskBundle:
		s.Icon, s.Path, s.Action = "inbox", "/cycles/"+thing+"/board", r.T("start.do.bundle")
		s.Text, s.Detail = r.TN("start.bundle", t.Count), r.bundleDetail(t)
	case dialogue.TaskRoute:
		s.Icon, s.Path, s.Action = "people", "/cycles/"+thing+"/board#services", r.T("start.do.route")
		s.Text, s.Detail = r.TN("start.route", t.Count), r.taskRound(t)
	case dialogue.TaskProposals:
		s.Icon, s.Path, s.Action = "info", "/cycles/"+thing+"/board", r.T("start.do.look")
		s.Text, s.Detail = r.TN("start.proposals", t.Count), r.taskRound(t)
	case dialogue.TaskApproveDigest:
		s.Icon, s.Path, s.Action = "mail", "/digests/"+thing, r.T("start.do.approve")
		s.Text, s.Detail = r.T("start.approve"), r.approveDetail(t)
	case dialogue.TaskApproveSecond:
		s.Icon, s.Path, s.Action = "people", "/digests/"+thing, r.T("start.do.approve")
		s.Text, s.Detail = r.T("start.approve_second", "Name", t.Person), r.approveDetail(t)
	case dialogue.TaskPausedDigest:
		s.Icon, s.Path, s.Action = "pause", "/digests/"+thing+"/sending", r.T("start.do.look")
		s.Text, s.Detail = r.T("start.paused_digest"), r.T("start.round", "Name", t.Name, "Number", t.Number)
	case dialogue.TaskResume:
		s.Icon, s.Path, s.Action = "pause", "/cycles/"+thing+"/resume", r.T("start.do.look")
		s.Text, s.Detail = r.T("start.resume", "Name", t.Name, "Number", t.Number), r.T("start.resume_detail")
	case dialogue.TaskStartPanel:
		s.Icon, s.Path, s.Action = "repeat", "/panels/"+thing, r.T("start.do.panel")
		s.Text, s.Detail = r.T("start.panel", "Name", t.Name), r.T("start.panel_detail")
	case dialogue.TaskAnswer:
		s.Icon, s.Path, s.Action = "inbox", "/inbox?service="+thing, r.T("start.do.answer")
		s.Text = r.TN("start.answer", t.Count, "Name", t.Name)
		r.sayLate(&s)
	case dialogue.TaskPromise:
		s.Icon, s.Path, s.Action = "promise", "/inbox?part="+dialogue.InboxPromised+"&service="+thing, r.T("start.do.look")
		s.Text = r.promiseTask(t)
		r.sayLate(&s)
	case dialogue.TaskLate:
		s.Icon, s.Path, s.Action = "alert", "/overview", r.T("start.do.look")
		s.Text, s.Detail = r.lateTask(t), r.T("start.late_detail")
	case dialogue.TaskResponder:
		s.Icon, s.Path, s.Action = "person", "/settings/services/"+thing, r.T("start.do.name")
		s.Text, s.Detail = r.T("start.responder", "Name", t.Name), r.TN("start.responder_detail", t.Count)
	case dialogue.TaskOwner:
		s.Icon, s.Path, s.Action = "person", "/settings/services/"+thing, r.T("start.do.name")
		s.Text, s.Detail = r.T("start.owner", "Name", t.Name), r.T("start.owner_detail")
	case dialogue.TaskMention:
		s.Icon, s.Path, s.Action = "chat", "/items/"+thing+"#notes", r.T("start.do.look")
		s.Text, s.Detail = r.T("start.mention"), t.Name
	case dialogue.TaskDecide:
		s.Icon, s.Path, s.Action = "arrow", "/items/"+thing+"/decide", r.T("start.do.decide")
		s.Text, s.Detail = r.T("start.decide"), t.Name
	case dialogue.TaskHelp:
		s.Icon, s.Path, s.Action = "people", "/items/"+thing, r.T("start.do.help")
		s.Text, s.Detail = r.T("start.help", "Name", t.Name), r.T("start.help_detail")
	case dialogue.TaskPublish:
		s.Icon, s.Path, s.Action = "mail", "/cycles/"+thing+"/publish", r.T("start.do.publish")
		s.Text, s.Detail = r.TN("start.publish", t.Count), r.taskRound(t)
	case dialogue.TaskRelease:
		s.Icon, s.Path, s.Action = "edit", "/items/"+thing, r.T("start.do.look")
		if t.Draft {
			s.Path += "/revise"
		}
		s.Text, s.Detail = r.T("start.release"), t.Name
	case dialogue.TaskUnhelped:
		s.Icon, s.Path, s.Action = "heart", "/items/"+thing, r.T("start.do.look")
		s.Text, s.Detail = r.T("start.unhelped"), t.Name
	case dialogue.TaskTerm:
		s.Icon, s.Path, s.Action = "people", "/panels/"+t.Panel.String()+"/ambassadors/"+thing+"/hand-over", r.T("start.do.look")
		s.Text, s.Detail = r.T("start.term", "Name", t.Person), r.T("start.term_detail", "Panel", t.Name)
		if t.Lost {
			s.Text, s.Detail = r.T("start.term_lost", "Name", t.Person), r.T("start.term_lost_detail", "Panel", t.Name)
		}
	case dialogue.TaskCoordinator:
		s.Icon, s.Path, s.Action = "person", "/panels/"+thing+"/edit", r.T("start.do.name")
		s.Text, s.Detail = r.T("start.coordinator", "Name", t.Name), r.T("start.coordinator_detail")
	}
	return s
}

// approveDetail is the round, and when its digest goes out by itself.
func (r *Request) approveDetail(t dialogue.Task) string {
	detail := r.T("start.round", "Name", t.Name, "Number", t.Number)
	if t.GoesOn != "" {
		detail += ". " + r.T("start.goes_on", "Date", r.dateInWords(t.GoesOn))
	}
	return detail
}

// contributeTask asks for a contribution, or says that more is welcome.
func (r *Request) contributeTask(t dialogue.Task) (text, detail string) {
	switch {
	case t.Paused && !t.Draft && t.Given == 0:
		return r.T("start.contribute", "Name", t.Name, "Number", t.Number), r.T("contribute.paused")
	case t.Optional() && t.Paused:
		return r.T("start.contribute_more", "Name", t.Name, "Number", t.Number), r.T("contribute.paused")
	case t.Optional():
		return r.T("start.contribute_more", "Name", t.Name, "Number", t.Number), r.TN("start.contribute_given", t.Given, "Day", r.dateInWords(t.By))
	case t.Draft:
		detail = r.T("start.contribute_draft")
	}
	return r.T("start.contribute", "Name", t.Name, "Number", t.Number), detail
}

// taskRound is the round of a task, or what stands for it outside the rounds.
func (r *Request) taskRound(t dialogue.Task) string {
	if t.Number == 0 {
		return r.T("cycle.standing_of", "Panel", t.Name)
	}
	return r.T("start.round", "Name", t.Name, "Number", t.Number)
}

// bundleDetail says what the day of the task is: that until which more may come in, or that until which the services can answer.
func (r *Request) bundleDetail(t dialogue.Task) string {
	if t.Number == 0 {
		return r.taskRound(t)
	}
	round := r.taskRound(t) + ". "
	switch {
	case t.Paused:
		return round + r.T("start.bundle_paused")
	case t.Phase == panel.Collecting:
		return round + r.T("start.bundle_collecting", "Day", r.dateInWords(t.By))
	case t.Phase == panel.Responding:
		return round + r.T("start.bundle_responding", "Day", r.dateInWords(t.By))
	}
	return round + r.T("start.bundle_later")
}

// promiseTask doesn't say of a promise that it runs when it should have been kept.
func (r *Request) promiseTask(t dialogue.Task) string {
	if t.Late == t.Count {
		return r.TN("start.promise_late", t.Count, "Name", t.Name)
	}
	return r.TN("start.promise", t.Count, "Name", t.Name)
}

// sayLate tells of several that are late in one line. With one, the day of the task says it all.
func (r *Request) sayLate(s *startTask) {
	if s.Late > 1 {
		s.Detail = r.T("start.late", "Number", s.Late, "Late", r.daysLeft(r.Language, s.By))
		s.By = ""
	}
}

// lateTask is "1 punt en 2 toezeggingen zijn te laat, bij Facilitair en Financiën".
func (r *Request) lateTask(t dialogue.Task) string {
	var late []string
	if t.Count > 0 {
		late = append(late, r.TN("start.late_points", t.Count))
	}
	if t.Promises > 0 {
		late = append(late, r.TN("start.late_promises", t.Promises))
	}
	return r.TN("start.late_at", t.Count+t.Promises, "What", r.and(late), "Services", r.and(t.Services))
}

// and joins names as people do: "ICT, HR en Kantine".
func (r *Request) and(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " " + r.T("start.and") + " " + names[last]
}
