package dialogue_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

// asked counts what is read of the database.
type asked struct{ reads atomic.Int64 }

func (*asked) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (a *asked) AfterQuery(_ context.Context, e *bun.QueryEvent) {
	if strings.HasPrefix(e.Query, "SELECT") {
		a.reads.Add(1)
	}
}

func TestLettersToManyReadersAskTheDatabaseNoMoreThanLettersToFew(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var a asked
		h.Waterveld.Outbox.DB = h.db.WithQueryHook(&a)
		c := h.OpenRound(t)
		h.told(t, c, h.Fatma, &h.Fatma.ID)
		d := h.send(t, h.toDigest(t, c))
		h.deliver(t)
		cost := func(readers int) int64 {
			for i := range readers {
				p, err := h.Waterveld.Store.SavePerson(t.Context(), panel.System, uuid.Nil,
					panel.PersonInput{Name: "Sanne Jansen", Email: fmt.Sprintf("collega%d.%d@waterveld.example", readers, i), Active: true})
				ok(t, err)
				to := mail.Recipient{PersonID: p.ID, Name: p.Name, Address: p.Email, Language: "nl"}
				telling := uuid.New()
				_, err = h.db.NewRaw("INSERT INTO tellings (id, person_id, day) VALUES (?, ?, '2027-01-20')", telling, p.ID).Exec(t.Context())
				ok(t, err)
				_, err = h.db.NewRaw("INSERT INTO told_events (event_id, person_id, telling_id) VALUES (?, ?, ?)", h.outcomeOf(t), p.ID, telling).Exec(t.Context())
				ok(t, err)
				_, err = h.Waterveld.Outbox.Queue(t.Context(), h.db, mail.Draft{Kind: mail.KindDigest, Subject: d.ID, To: to},
					mail.Draft{Kind: mail.KindOutcome, Subject: telling, To: to})
				ok(t, err)
			}
			before := a.reads.Load()
			h.deliver(t)
			return a.reads.Load() - before
		}
		few, many := cost(1), cost(40)
		if few == 0 || many > few+4 { // a claim or a lease more
			t.Errorf("%d reads for the letters to one reader, %d for those to forty", few, many)
		}
	})
}

// outcomeOf is an event that contributors are told about.
func (h *house) outcomeOf(t testing.TB) uuid.UUID {
	t.Helper()
	var id uuid.UUID
	ok(t, h.db.NewSelect().Model((*dialogue.Event)(nil)).Column("id").Where("kind = ?", dialogue.WasAnswered).Limit(1).Scan(t.Context(), &id))
	return id
}

func TestLettersAboutAPointAreOneThread(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		said := h.say(t, h.Fatma, c, 3, "De kantine gaat te vroeg dicht.")
		item := h.bundle(t, c, h.ICT, "Kantine dicht", said)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Tot half drie open."})
		box := h.deliver(t)
		for kind, to := range map[string]panel.Person{mail.KindOutcome: h.Fatma} {
			captured, err := box.List(to.Email, uuid.Nil, 10)
			ok(t, err)
			threaded := false
			for _, one := range captured {
				letter, err := box.Open(one.ID)
				ok(t, err)
				threaded = threaded || strings.Contains(string(letter.Raw), "References: <thread."+item.ID.String()+"@")
			}
			if !threaded {
				t.Errorf("no %s letter of %d is in the point's thread", kind, len(captured))
			}
		}
	})
}
