package main

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"klantpanel/cmd/klantpanel/demo"
	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// demoRound is one round of the content as it is played.
type demoRound struct {
	*demoPlayer
	story demo.Round
	panel *demoPanel
	cycle panel.Cycle // as it opened

	ours     map[uuid.UUID]bool              // submissions that the story sent
	receipts []dialogue.ReceiptCode          // of colleagues who used a link
	holds    map[string]dialogue.ReceiptCode // by the key of what came in with it
	said     map[string]uuid.UUID            // contributions by their key in the content
	made     map[uuid.UUID]demo.Item         // items that the story made
}

// open plans what people will do in a round that just opened. After the last round of the content the words of the past ones come
// round again, without the coordinator's opening, which speaks of its own round.
func (p *demoPlayer) open(of *demoPanel, cycle panel.Cycle) {
	r := &demoRound{demoPlayer: p, panel: of, cycle: cycle, ours: map[uuid.UUID]bool{}, holds: map[string]dialogue.ReceiptCode{}, said: map[string]uuid.UUID{}, made: map[uuid.UUID]demo.Item{}}
	p.rounds[cycle.ID] = r
	if cycle.Number <= len(of.Rounds) {
		r.story = of.Rounds[cycle.Number-1]
	} else {
		r.story = of.Rounds[(cycle.Number-1)%(len(of.Rounds)-1)]
		r.story.IntroNL, r.story.IntroEN = "", ""
	}
	from, until := cycle.OpenedAt.Time, cycle.CollectingUntil.Time
	if r.story.Open && from.Before(p.calendar.start) {
		r.planContributions(false, from, p.calendar.start)
		r.planContributions(true, p.calendar.start, until)
	} else {
		r.planContributions(false, from, until)
		r.planContributions(true, from, until)
	}
	p.plan(until.Add(time.Second), p.wake)
	p.plan(cycle.RespondingUntil.Time.Add(time.Second), p.wake)
	r.planBoard()
}

// planContributions has each ambassador send one form, and each colleague who uses a link.
func (r *demoRound) planContributions(late bool, from, until time.Time) {
	var who []string
	forms := map[string][]demo.Contribution{}
	for _, c := range r.story.Contributions {
		if c.Late != late {
			continue
		}
		if forms[c.Form()] == nil {
			who = append(who, c.Form())
		}
		forms[c.Form()] = append(forms[c.Form()], c)
	}
	for i, name := range who {
		form, send := forms[name], r.contribute
		if form[0].Colleague != "" {
			send = r.receive
		}
		r.plan(r.calendar.spread(i, len(who), from, until), func(ctx context.Context) error { return send(ctx, form[0].By, form) })
	}
}

// planBoard has the coordinator bundle on the first morning of responding and approve two days after its end.
func (r *demoRound) planBoard() {
	morning := r.routingDay().At("09:15", r.calendar.zone)
	for i, item := range r.story.Items {
		r.plan(morning.Add(time.Duration(3*i)*time.Minute), func(ctx context.Context) error { return r.bundle(ctx, item) })
	}
	r.plan(morning.Add(45*time.Minute), r.setApart)
	r.plan(morning.Add(50*time.Minute), r.setAside)
	r.plan(morning.Add(55*time.Minute), r.bundleRest)
	r.plan(r.lastDay().At("16:00", r.calendar.zone), r.answerRest)
	r.plan(r.approval(), r.approve)
}

// routingDay is the first working day of responding, from which the content counts.
func (r *demoRound) routingDay() scheduler.Date {
	return ordinary.AddWorkdays(scheduler.DateOf(r.cycle.CollectingUntil.Time, r.calendar.zone), 1)
}

// lastDay is that of responding.
func (r *demoRound) lastDay() scheduler.Date {
	return scheduler.DateOf(r.cycle.RespondingUntil.Time, r.calendar.zone)
}

func (r *demoRound) approval() time.Time {
	return ordinary.AddWorkdays(r.lastDay(), 2).At("11:00", r.calendar.zone)
}

// contribute sends an ambassador's form, unless a visitor said something in that name or has begun to.
func (r *demoRound) contribute(ctx context.Context, by string, form []demo.Contribution) error {
	actor, err := r.act(ctx, by)
	if err != nil {
		return err
	}
	before, err := r.Dialogue.Said(ctx, actor.Ambassadors[r.panel.id], r.cycle.ID)
	if err != nil {
		return err
	}
	draft, err := r.Dialogue.Draft(ctx, actor, r.cycle.ID)
	if err != nil || len(draft.Form) > 0 {
		return err
	}
	if slices.ContainsFunc(before, func(c dialogue.Contribution) bool { return !r.ours[c.SubmissionID] }) {
		return nil
	}
	answers, keys, err := r.answers(ctx, form)
	if err != nil || len(answers) == 0 {
		return err
	}
	submission := uuid.Must(uuid.NewV7())
	if _, err := r.Dialogue.Contribute(ctx, actor, r.cycle.ID, submission, answers); err != nil {
		return err
	}
	r.ours[submission] = true
	after, err := r.Dialogue.Said(ctx, actor.Ambassadors[r.panel.id], r.cycle.ID)
	if err != nil {
		return err
	}
	for _, c := range after {
		if c.SubmissionID == submission && len(keys) > 0 {
			r.said[keys[0]], keys = c.ID, keys[1:]
		}
	}
	return nil
}

// answers is a form as the product takes it, and the key of each answer. What the round doesn't ask is left out.
func (r *demoRound) answers(ctx context.Context, form []demo.Contribution) (answers []dialogue.Answer, keys []string, err error) {
	asked, err := r.Panel.CycleQuestions(ctx, r.cycle.ID)
	if err != nil {
		return nil, nil, err
	}
	number := func(n int) *int {
		if n == 0 {
			return nil
		}
		return &n
	}
	for _, c := range form {
		a := dialogue.Answer{People: c.People(), Mark: number(c.Mark), Importance: number(c.Importance), Experience: number(c.Experience), Choice: c.Choice, Text: c.Text, Unquoted: c.Unquoted}
		if c.Question != "" {
			bank := r.questions[c.Question]
			i := slices.IndexFunc(asked, func(q panel.CycleQuestion) bool { return q.QuestionID != nil && *q.QuestionID == bank })
			if i < 0 {
				continue
			}
			a.QuestionID = &asked[i].ID
		}
		answers, keys = append(answers, a), append(keys, c.Key)
	}
	return append(answers, noticedBy(asked, answers)...), keys, nil
}

// waiting are the contributions of the round that wait to be bundled.
func (r *demoRound) waiting(ctx context.Context) ([]dialogue.Contribution, error) {
	return r.Dialogue.WaitingPage(ctx, r.cycle.ID, uuid.Nil, 1000)
}

// waitingOf are those of these keys that wait.
func (r *demoRound) waitingOf(ctx context.Context, keys ...string) ([]uuid.UUID, error) {
	waiting, err := r.waiting(ctx)
	var ids []uuid.UUID
	for _, c := range waiting {
		if slices.ContainsFunc(keys, func(key string) bool { return r.said[key] == c.ID }) {
			ids = append(ids, c.ID)
		}
	}
	return ids, err
}

// headline is the beginning of a text, as a title.
func headline(text string) string {
	text, _, _ = strings.Cut(strings.Join(strings.Fields(text), " "), ". ")
	if utf8.RuneCountInString(text) <= 70 {
		return strings.TrimSuffix(text, ".")
	}
	cut := string([]rune(text)[:70])
	return cut[:max(strings.LastIndex(cut, " "), 1)] + "…"
}
