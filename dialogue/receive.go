package dialogue

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
)

// writeDeadline is for all that one batch asks of the database.
const writeDeadline = 10 * time.Second

// alone are so few in one transaction that its number would tell who came after whom: earlier ones are written again with them.
const alone = 8

// sending is one colleague's form on its way into the database.
type sending struct {
	ctx     context.Context
	link    uuid.UUID
	id      uuid.UUID // of the submission
	answers []Answer
	done    chan result // takes one without waiting
}

// result is what came of a sending.
type result struct {
	added int
	err   error
}

// Receive takes what a colleague sent by a link, and returns the number of contributions added once they are committed; sending the same
// form again adds none and is no error. It shares its transaction with whoever sends at the same moment; what is wrong with one form
// refuses that one. When ctx ends before the database has answered the form may still be taken, and sending it again finds out.
//
// It refuses with Conflict "error.link_closed" and "error.cycle_not_collecting", and with Invalid as Contribute does. When thousands wait
// it fails at once, as if the deadline of ctx had passed.
func (s *Store) Receive(ctx context.Context, link panel.Link, code ReceiptCode, answers []Answer) (added int, err error) {
	one := &sending{ctx: ctx, link: link.ID, id: code.Submission(), answers: slices.Clone(answers), done: make(chan result, 1)}
	for i := range one.answers {
		one.answers[i].People = 1 // a colleague speaks for nobody else
	}
	if !s.sendings.add(one, s.second(), s.writeSendings) {
		return 0, fmt.Errorf("receive: too many wait: %w", context.DeadlineExceeded)
	}
	select {
	case o := <-one.done:
		return o.added, o.err
	case <-ctx.Done():
		return 0, wrap("receive", ctx.Err())
	}
}

// second is how many sendings make a second transaction worth while, while the disk takes the first: fewer would have to be stirred. SQLite
// has one writer.
func (s *Store) second() int {
	if migrations.IsSQLite(s.DB) {
		return 0
	}
	return alone
}

// writeSendings takes a batch in one transaction, or one by one when that fails for a reason that may lie in one of them.
func (s *Store) writeSendings(batch []*sending) {
	batch = slices.DeleteFunc(batch, func(one *sending) bool { return one.ctx.Err() != nil }) // nobody waits for it any more
	rand.Shuffle(len(batch), func(i, j int) { batch[i], batch[j] = batch[j], batch[i] })      // or rows would lie in the order of arrival
	results, err := s.receive(batch)
	if err != nil && len(batch) > 1 && !migrations.IsUnreachable(err) {
		for _, one := range batch {
			results, err := s.receive([]*sending{one})
			one.done <- resultOf(results, err, one)
		}
		return
	}
	for _, one := range batch {
		one.done <- resultOf(results, err, one)
	}
}

func resultOf(results map[*sending]result, err error, one *sending) result {
	if err != nil {
		return result{err: wrap("receive", err)}
	}
	return results[one]
}

// receive is one transaction. A mistake of the program itself must not end it for everybody who is signed in.
func (s *Store) receive(batch []*sending) (results map[*sending]result, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("receive: %v", r)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), writeDeadline)
	defer cancel()
	for range 3 {
		err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
			results, err = s.receiveIn(ctx, tx, batch)
			return err
		})
		if !errors.Is(err, errMoved) {
			return results, err
		}
		s.openings.forget()
	}
	return results, err
}

// taken is a sending that is in order, with what is made of it.
type taken struct {
	*sending
	opening
	made []Contribution
}

func (s *Store) receiveIn(ctx context.Context, tx bun.Tx, batch []*sending) (map[*sending]result, error) {
	taking, results, err := s.checkSendings(ctx, tx, batch)
	if err != nil {
		return nil, err
	}
	if taking, err = submitAll(ctx, tx, taking); err != nil {
		return nil, err
	}
	var all []Contribution
	for _, t := range taking {
		results[t.sending] = result{added: len(t.made)}
		all = append(all, t.made...)
	}
	if len(all) == 0 {
		return results, nil
	}
	rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	add := tx.NewInsert().Model(&all).ExcludeColumn(s.unsaid(all)...).Returning("NULL")
	if err := s.addAll(ctx, tx, add, taking); err != nil {
		return nil, err
	}
	if len(taking) < alone { // after the round is held, as who bundles does it: first the round, then what was said
		if err := migrations.Stir(ctx, tx, taking[0].link); err != nil {
			return nil, wrap("stir", err)
		}
	}
	return results, nil
}

// unsaid are the columns that hold nothing in any of these, and get it from the table itself: PostgreSQL takes in each cell of a statement
// for itself, the empty ones too, and half of them are.
func (s *Store) unsaid(all []Contribution) []string {
	rows := reflect.ValueOf(all)
	var columns []string
	for _, f := range s.DB.Table(rows.Type().Elem()).Fields {
		i := 0
		for i < len(all) && f.HasZeroValue(rows.Index(i)) {
			i++
		}
		if i == len(all) {
			columns = append(columns, f.Name)
		}
	}
	return columns
}
