package dialogue_test

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// hoursPass is later on the day, when the letter of the day may have gone out already.
func (p *proof) hoursPass() error {
	if p.clock.Now().Hour() > 17 {
		return panel.Refuse(panel.Conflict, "error.date_past")
	}
	p.clock.Add(2 * time.Hour)
	return p.deliver()
}

// reopen brings back a point that didn't help somebody.
func (p *proof) reopen() error {
	_, err := p.Reopen(context.Background(), p.lead(), p.item("id IN (SELECT item_id FROM heard_checks WHERE NOT helped)").ID, p.words("Kijkt u er nog eens naar?"))
	return err
}

// quote makes a point of what waits, in the words of somebody who said it.
func (p *proof) quote() error {
	cycle := p.round()
	in := dialogue.BundleInput{Contributions: p.waiting(cycle), Title: p.words("Gehoord"), Quoting: true}
	if len(in.Contributions) > 0 {
		in.Said = "Zij zeggen: " + p.said[in.Contributions[0]].Text
	}
	if service := p.service(); p.random.IntN(3) > 0 {
		in.Service = &service
	}
	_, err := p.Bundle(context.Background(), p.lead(), cycle, in)
	return err
}

// withhold says something that isn't to be quoted.
func (p *proof) withhold() error {
	by, text := oneOf(p.walk, []panel.Person{p.Fatma, p.Piet}), p.words("Mijn chef luistert niet naar ons op de afdeling")
	p.withheld[wordsOf(text)] = true
	_, err := p.Contribute(context.Background(), p.as(by.ID), p.latest().ID, uuid.New(), []dialogue.Answer{{People: 1 + p.random.IntN(8), Text: text, Unquoted: true}})
	return err
}

// someDigest is the key of one in this state.
func (w *walk) someDigest(where string) uuid.UUID {
	var ids []uuid.UUID
	ok(w.t, w.db.NewSelect().Table("digests").Column("id").Where(where).Order("id").Scan(context.Background(), &ids))
	if len(ids) == 0 {
		return uuid.New()
	}
	return oneOf(w, ids)
}

// editDraft rewords a point of a draft, hides what was said, puts it elsewhere, or gives it its own words back.
func (p *proof) editDraft() error {
	ctx, id, item := context.Background(), p.someDigest("state = 'draft'"), p.item("outcome <> 'dissolved'").ID
	switch p.random.IntN(4) {
	case 0:
		return p.MovePoint(ctx, p.lead(), id, item, 1+p.random.IntN(6))
	case 1:
		return p.RestoreWords(ctx, p.lead(), id, item)
	}
	return p.Reword(ctx, p.lead(), id, item, dialogue.PointWords{Title: p.words("Anders gezegd"), Said: "Collega's zeggen het anders.", HideSaid: p.random.IntN(3) == 0})
}

func (p *proof) pauseDigest() error {
	if id := p.someDigest("state <> 'draft'"); p.random.IntN(2) == 0 {
		return p.PauseDigest(context.Background(), p.lead(), id)
	} else {
		return p.ResumeDigest(context.Background(), p.lead(), id)
	}
}

// resumeAll lets all digests go on that stand still.
func (p *proof) resumeAll() error {
	paused, err := p.PausedDigests(context.Background())
	for _, d := range paused {
		if err := p.ResumeDigest(context.Background(), p.as(p.Joris.ID), d.ID); err != nil {
			return err
		}
	}
	return err
}

// deliver sends what is due, and notes when.
func (p *proof) deliver() error {
	if _, err := p.worker.Deliver(context.Background(), p.clock.Now()); err != nil {
		return err
	}
	captured, err := p.box.List("", uuid.Nil, 100_000)
	for _, one := range slices.Backward(captured[:len(captured)-len(p.delivered)]) {
		p.delivered = append(p.delivered, deliveredMail{one.ID, p.at, scheduler.DateOf(p.clock.Now(), p.Panel.Zone())})
	}
	return err
}
