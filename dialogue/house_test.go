package dialogue_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

// house is Waterveld with the dialogue on top.
type house struct {
	*paneltest.Waterveld
	*dialogue.Store
	clock *paneltest.Clock
	db    *bun.DB
}

func newHouse(t testing.TB, db *bun.DB) *house {
	w := paneltest.New(t, db)
	s := &dialogue.Store{DB: db, Outbox: w.Outbox, Clock: w.Clock.Now}
	s.RegisterLetters()
	return &house{w, s, w.Clock, db}
}

func each(t *testing.T, test func(t *testing.T, h *house)) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) { test(t, newHouse(t, db)) })
}

// say contributes an open answer to the first question and gives the contribution's id.
func (h *house) say(t testing.TB, who panel.Person, c panel.Cycle, people int, text string) uuid.UUID {
	t.Helper()
	ctx := context.Background()
	questions, err := h.Waterveld.Store.CycleQuestions(ctx, c.ID)
	ok(t, err)
	_, err = h.Contribute(ctx, h.As(t, who), c.ID, uuid.New(), []dialogue.Answer{{QuestionID: &questions[0].ID, People: people, Text: text}})
	ok(t, err)
	waiting, err := h.WaitingPage(ctx, c.ID, uuid.Nil, 1000)
	ok(t, err)
	return waiting[len(waiting)-1].ID
}

// bundle makes a routed item of contributions.
func (h *house) bundle(t testing.TB, c panel.Cycle, service panel.Service, title string, ids ...uuid.UUID) dialogue.Item {
	t.Helper()
	item, err := h.Bundle(context.Background(), h.As(t, h.Joris), c.ID,
		dialogue.BundleInput{Contributions: ids, Title: title, Said: title + ", zeggen collega's.", Service: &service.ID})
	ok(t, err)
	return item
}

// answer gives an item of ICT an outcome.
func (h *house) answer(t testing.TB, item dialogue.Item, in dialogue.OutcomeInput) {
	t.Helper()
	_, err := h.GiveOutcome(context.Background(), h.As(t, h.Sanne), item.ID, in)
	ok(t, err)
}

// toDigest moves the clock past the round's responding phase and gives its draft digest.
func (h *house) toDigest(t testing.TB, c panel.Cycle) dialogue.DigestView {
	t.Helper()
	ctx := context.Background()
	h.clock.To(c.RespondingUntil.Time.Add(1e9))
	ok(t, h.CloseDue(ctx, h.clock.Now()))
	d, err := h.DigestOf(ctx, c.ID)
	ok(t, err)
	return d
}

// send approves a digest, puts it into the outbox and gives it as it was told.
func (h *house) send(t testing.TB, d dialogue.DigestView) dialogue.DigestView {
	t.Helper()
	ctx := context.Background()
	ok(t, h.Approve(ctx, h.As(t, h.Joris), d.ID, "Dank voor uw inbreng.", ""))
	ok(t, h.SendDigests(ctx, h.clock.Now()))
	d, err := h.Digest(ctx, d.ID)
	ok(t, err)
	return d
}

// letters counts the letters of a kind to a person.
func (h *house) letters(t testing.TB, kind string, to panel.Person) int {
	t.Helper()
	n, err := h.db.NewSelect().Model((*mail.Mail)(nil)).Where("kind = ? AND person_id = ?", kind, to.ID).Count(context.Background())
	ok(t, err)
	return int(n)
}

// deliver sends what is due in the outbox, to a folder, after the quarter that a letter about an outcome waits for others.
func (h *house) deliver(t testing.TB) *mail.Capture {
	t.Helper()
	return h.deliverAt(t, h.clock.Now().Add(15*time.Minute))
}

func (h *house) deliverAt(t testing.TB, now time.Time) *mail.Capture {
	t.Helper()
	box, err := mail.OpenCapture(t.TempDir())
	ok(t, err)
	w := mail.Worker{Outbox: h.Waterveld.Outbox, Transport: box, Holder: "test", Log: slog.New(slog.DiscardHandler)}
	_, err = w.Deliver(context.Background(), now)
	ok(t, err)
	return box
}

// states are the states of the letters of a kind to a person.
func (h *house) states(t testing.TB, kind string, to panel.Person) []string {
	t.Helper()
	var states []string
	ok(t, h.db.NewSelect().Model((*mail.Mail)(nil)).Column("state").Where("kind = ? AND person_id = ?", kind, to.ID).Scan(context.Background(), &states))
	return states
}

// findings is what the doctor finds.
func (h *house) findings(t testing.TB) []migrations.Finding {
	t.Helper()
	var all []migrations.Finding
	for _, check := range []func(context.Context, bun.IDB) ([]migrations.Finding, error){panel.Check, dialogue.Check, mail.Check} {
		found, err := check(context.Background(), h.db)
		ok(t, err)
		all = append(all, found...)
	}
	return all
}

// healthy fails the test when the doctor finds anything.
func (h *house) healthy(t testing.TB) {
	t.Helper()
	for _, f := range h.findings(t) {
		t.Errorf("doctor: %v", f)
	}
}

var (
	ok      = paneltest.OK
	refused = paneltest.Refused
)
