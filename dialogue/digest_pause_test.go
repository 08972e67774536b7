package dialogue_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/mail/mailtest"
	"klantpanel/panel"
)

// approved is the digest of a round in which nothing was said, approved and not put into the outbox yet.
func (h *house) approved(t testing.TB) dialogue.DigestView {
	t.Helper()
	d := h.toDigest(t, h.OpenRound(t))
	ok(t, h.Approve(context.Background(), h.As(t, h.Joris), d.ID, "Dank voor uw inbreng.", ""))
	return d
}

// newcomers adds people to the organisation; after says whether their keys come after those of the others, or before.
func (h *house) newcomers(t testing.TB, n int, after bool, name string) []panel.Person {
	t.Helper()
	people := make([]panel.Person, n)
	for i := range people {
		id := uuid.Must(uuid.NewV7())
		if !after {
			id[0], id[1] = 0, 0 // long before this program was written
		}
		people[i] = panel.Person{ID: id, Name: fmt.Sprintf("%s %03d", name, i), Email: fmt.Sprintf("%s%03d@waterveld.example", strings.ToLower(name), i),
			DigestWish: panel.EachRound, Active: true, CreatedAt: h.clock.Now()}
	}
	_, err := h.db.NewInsert().Model(&people).Exec(context.Background())
	ok(t, err)
	return people
}

// digestMail is how many letters of a digest there are in each state.
func (h *house) digestMail(t testing.TB, digest uuid.UUID) map[string]int {
	t.Helper()
	counts, err := h.Waterveld.Outbox.CountsOf(context.Background(), digest, mail.KindDigest)
	ok(t, err)
	return counts
}

// sendDue puts into the outbox what is due, and delivers it to a server.
func (h *house) sendDue(t testing.TB, server *mailtest.Sink) {
	t.Helper()
	ctx := context.Background()
	ok(t, h.SendDigests(ctx, h.clock.Now()))
	transport, err := mail.ParseSMTP(server.URL())
	ok(t, err)
	w := mail.Worker{Outbox: h.Waterveld.Outbox, Transport: transport, Holder: uuid.NewString(), Log: slog.New(slog.DiscardHandler)}
	_, err = w.Deliver(ctx, h.clock.Now())
	ok(t, err)
}

func newServer(t testing.TB) *mailtest.Sink {
	t.Helper()
	server, err := mailtest.Start(mailtest.Options{})
	ok(t, err)
	t.Cleanup(func() { server.Close() })
	return server
}

// hasOnce fails the test unless these people have the digest once, and nobody among the others has it.
func hasOnce(t testing.TB, server *mailtest.Sink, who []panel.Person, nobody ...panel.Person) {
	t.Helper()
	have := map[string]int{}
	for _, m := range server.Mails() {
		if strings.Contains(m.ID, "."+mail.KindDigest+"@") {
			have[m.To]++
		}
	}
	for _, p := range who {
		if have[p.Email] != 1 {
			t.Errorf("%s has the digest %d times, want once", p.Name, have[p.Email])
		}
	}
	for _, p := range nobody {
		if have[p.Email] != 0 {
			t.Errorf("%s has the digest", p.Name)
		}
	}
}

func TestADigestStandsStillAndGoesOnWhereItWas(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		joris, server := h.As(t, h.Joris), newServer(t)
		d := h.approved(t)
		all := append(h.newcomers(t, 700, true, "Collega"), h.Fatma, h.Piet, h.Wim, h.Joris)
		refused(t, h.PauseDigest(ctx, h.As(t, h.Fatma), d.ID), "error.coordinators_only")

		// before the first is put into the outbox
		ok(t, h.PauseDigest(ctx, joris, d.ID))
		ok(t, h.PauseDigest(ctx, joris, d.ID))
		h.sendDue(t, server)
		if counts := h.digestMail(t, d.ID); len(counts) != 0 {
			t.Fatalf("a digest that stands still was put into the outbox: %v", counts)
		}
		tasks, err := h.Tasks(ctx, joris, "2027-02-20")
		ok(t, err)
		if len(tasks) != 1 || tasks[0].Kind != dialogue.TaskPausedDigest || tasks[0].Thing != d.ID {
			t.Fatalf("Joris has tasks %+v, want one to let the digest go on", tasks)
		}
		ok(t, h.ResumeDigest(ctx, joris, d.ID))
		ok(t, h.ResumeDigest(ctx, joris, d.ID))

		// while its letters wait
		ok(t, h.SendDigests(ctx, h.clock.Now()))
		ok(t, h.PauseDigest(ctx, h.As(t, h.Ineke), d.ID)) // who administers
		h.sendDue(t, server)
		if counts := h.digestMail(t, d.ID); counts[mail.Queued] != 708 || len(counts) != 1 {
			t.Fatalf("letters of a digest that stands still: %v", counts)
		}
		hasOnce(t, server, nil, all...)
		paused, err := h.PausedDigests(ctx)
		ok(t, err)
		if len(paused) != 1 || paused[0].By != h.Ineke.Name || paused[0].Panel.Name != h.Waterveld.Panel.Name {
			t.Fatalf("what stands still: %+v", paused)
		}
		ok(t, h.ResumeDigest(ctx, joris, d.ID))
		h.sendDue(t, server)
		hasOnce(t, server, all)
		if counts := h.digestMail(t, d.ID); counts[mail.Sent] != 708 || len(counts) != 1 {
			t.Fatalf("letters afterwards: %v", counts)
		}
		refused(t, h.PauseDigest(ctx, joris, d.ID), "error.digest_gone_out")
		h.healthy(t)
	})
}

func TestADraftCannotStandStill(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		d := h.toDigest(t, h.OpenRound(t))
		refused(t, h.PauseDigest(context.Background(), h.As(t, h.Joris), d.ID), "error.digest_not_approved")
		refused(t, h.PauseDigest(context.Background(), h.As(t, h.Joris), uuid.New()), "error.digest_not_found")
	})
}
