package main

import (
	"context"
	"fmt"

	"github.com/google/uuid"
)

// tellersApart: of so many colleagues one says something outside the round.
const tellersApart = 150

// tellUs has some colleagues say something at no question's asking, one twice with the same form, and gives the cycle in which it waits.
func (r *rehearsal) tellUs(ctx context.Context, n int) (uuid.UUID, error) {
	var cycle uuid.UUID
	for i := r.ambassador(0); i < r.headcount(n-1); i += tellersApart {
		if r.left(i, n-1) {
			continue
		}
		actor, err := r.act(ctx, i)
		if err != nil {
			return cycle, err
		}
		d, key := r.dice(n, forTelling, i), uuid.New()
		text := oneOf(d, subjects[d.IntN(len(subjects))].said) + "."
		told, err := r.Dialogue.Tell(ctx, actor, key, text, false)
		if err != nil {
			return cycle, fmt.Errorf("%s tells: %w", actor.Person.Email, err)
		}
		if d.Float64() < 0.3 {
			again, err := r.Dialogue.Tell(ctx, actor, key, text, false)
			if err != nil {
				return cycle, fmt.Errorf("%s tells again: %w", actor.Person.Email, err)
			}
			if again.Contribution.ID != told.Contribution.ID {
				r.find(1, "submissions", key.String(), "it was told twice and counted twice")
			}
		}
		cycle = told.CycleID
	}
	return cycle, nil
}
