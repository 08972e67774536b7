package main

import (
	"context"

	"github.com/google/uuid"

	"klantpanel/cmd/klantpanel/demo"
	"klantpanel/dialogue"
)

// askBack has the service of an item ask those behind it what the content says, unless it has answered by now.
func (r *demoRound) askBack(ctx context.Context, id uuid.UUID, asked demo.Asked) error {
	now, responder, err := r.accountable(ctx, id)
	if err != nil || now.State == dialogue.HasOutcome {
		return err
	}
	_, err = r.Dialogue.AskBack(ctx, responder, id, asked.Question)
	return err
}

// clarify has the colleague who said it answer that question, with nothing but the receipt.
func (r *demoRound) clarify(ctx context.Context, id uuid.UUID, asked demo.Asked) error {
	code, sent := r.holds[asked.Said]
	all, err := r.Dialogue.Clarifications(ctx, id)
	if err != nil || !sent {
		return err
	}
	for _, c := range all {
		if c.Question == asked.Question {
			return r.Dialogue.Clarify(ctx, code.Voice(), c.ID, asked.Answer)
		}
	}
	return nil
}
