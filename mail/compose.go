package mail

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Composer makes the letters of one kind at the moment they are sent. It is asked once for all claimed mails of its kind, reads for
// them together, and returns the function that then makes each letter: with a Suppress error when it should not go after all. That
// function is called by several goroutines, once a mail or not at all. db is what both may read from: the delivery's own connection.
type Composer func(ctx context.Context, db bun.IDB, mails []*Mail) (func(m *Mail) (Letter, error), error)

// OneByOne is the Composer of letters that few people get: each is read for when its turn has come.
func OneByOne(compose func(ctx context.Context, db bun.IDB, m *Mail) (Letter, error)) Composer {
	return func(ctx context.Context, db bun.IDB, _ []*Mail) (func(m *Mail) (Letter, error), error) {
		return func(m *Mail) (Letter, error) { return compose(ctx, db, m) }, nil
	}
}

// BySubject is the Composer of letters that say the same to all readers of their subject, but for the language. read is called once for
// each subject of the claimed mails; when it fails, for whatever reason, it does so for the mails about that subject only.
func BySubject[T any](read func(ctx context.Context, db bun.IDB, subject uuid.UUID) (T, error), compose func(about T, m *Mail) (Letter, error)) Composer {
	type known struct {
		about T
		err   error
	}
	return func(ctx context.Context, db bun.IDB, mails []*Mail) (func(m *Mail) (Letter, error), error) {
		subjects := map[uuid.UUID]known{}
		for _, m := range mails {
			if _, done := subjects[m.SubjectID]; !done {
				about, err := read(ctx, db, m.SubjectID)
				subjects[m.SubjectID] = known{about, err}
			}
		}
		return func(m *Mail) (Letter, error) {
			k := subjects[m.SubjectID]
			if k.err != nil {
				return nil, k.err
			}
			return compose(k.about, m)
		}, nil
	}
}

// letters asks the composers for a claimed block of mails, each once. A composer that fails fails for the mails of its kind only.
func (o *Outbox) letters(ctx context.Context, mails []*Mail) func(m *Mail) (Letter, error) {
	type answer struct {
		compose func(m *Mail) (Letter, error)
		err     error
	}
	byKind := map[string][]*Mail{}
	for _, m := range mails {
		byKind[m.Kind] = append(byKind[m.Kind], m)
	}
	answers := make(map[string]answer, len(byKind))
	for kind, of := range byKind {
		a := answer{err: fmt.Errorf("no composer for letters of kind %q", kind)}
		if composer, ok := o.composers[kind]; ok {
			a.compose, a.err = composer(ctx, o.DB, of)
		}
		answers[kind] = a
	}
	return func(m *Mail) (Letter, error) {
		a := answers[m.Kind]
		if a.err != nil {
			return nil, a.err
		}
		return a.compose(m)
	}
}
