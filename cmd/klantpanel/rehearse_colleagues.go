package main

import (
	"context"
	"fmt"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// receive has colleagues use the links of the ambassadors whose day it is: half of those who could.
func (r *rehearsal) receive(ctx context.Context, c panel.Cycle, n, day int) error {
	questions, err := r.Panel.CycleQuestions(ctx, c.ID)
	if err != nil {
		return err
	}
	links, err := r.Panel.Links(ctx, c.ID)
	if err != nil {
		return err
	}
	of := map[string]panel.Link{}
	for _, l := range links {
		of[l.Ambassador.Person.Email] = l
	}
	for i := range r.ambassadors * r.colleagues {
		d := r.dice(n, forColleague, i)
		silent, own := d.Float64() >= 0.5, d.IntN(answerDays)
		link, open := of[addressOf(r.ambassador(i%r.ambassadors))]
		if silent || own != day || !open {
			continue
		}
		code, answers := dialogue.NewReceiptCode(), r.fill(d, n, questions)
		added, err := r.Dialogue.Receive(ctx, link, code, answers)
		if err != nil {
			return fmt.Errorf("colleague: %w", err)
		}
		r.received += added
		if d.Float64() >= 0.1 {
			continue
		}
		if again, err := r.Dialogue.Receive(ctx, link, code, answers); err != nil || again != 0 { // pressed twice
			r.find(1, "submissions", code.Submission().String(), "it was sent twice and counted twice")
			return err
		}
	}
	return nil
}

// auditReceived compares what came by links with what is there.
func (r *rehearsal) auditReceived(ctx context.Context) error {
	kept, err := r.DB.NewSelect().Table("contributions").Where("link_id IS NOT NULL AND person_id IS NULL").Count(ctx)
	if err != nil {
		return fmt.Errorf("ledger of colleagues: %w", err)
	}
	if int(kept) != r.received {
		r.find(1, "contributions", "-", fmt.Sprintf("colleagues sent %d by links, and %d are there", r.received, kept))
	}
	return nil
}
