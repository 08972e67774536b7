package dialogue_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

// These operations meet in the middle of each other, which only a database with several connections lets them do.

// interrupted is the store of somebody whose operation is interrupted by something, the first time that it reads the clock.
func (h *house) interrupted(something func()) *dialogue.Store {
	var once sync.Once
	return &dialogue.Store{DB: h.db, Outbox: h.Waterveld.Outbox, Clock: func() time.Time {
		once.Do(something)
		return h.clock.Now()
	}}
}

// until runs an operation that may have to wait for another one, and returns when it is done, or waits for a lock with words in its
// statement. join waits for its end.
func (h *house) until(t testing.TB, words string, operation func() error) (join func() error) {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- operation() }()
	for {
		select {
		case err := <-done:
			done <- err
			return func() error { return <-done }
		default:
		}
		waits, err := h.db.NewSelect().TableExpr("pg_stat_activity").Where("wait_event_type = 'Lock' AND query LIKE ?", "%"+words+"%").Exists(context.Background())
		ok(t, err)
		if waits {
			return func() error { return <-done }
		}
	}
}

func TestAnAnswerGivenWhileTheDigestIsApprovedIsToldInTheNext(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, dbtest.Open(t, dbtest.Postgres(t)))
	c := h.OpenRound(t)
	wifi := h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi valt weg in zaal 3."))
	chargers := h.bundle(t, c, h.ICT, "Te weinig laders", h.say(t, h.Piet, c, 7, "Geen laders."))
	h.answer(t, chargers, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Die komen.", DueOn: "2027-06-01"})
	d := h.toDigest(t, c)
	slow := h.interrupted(func() {
		h.answer(t, wifi, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangen nieuwe antennes."})
		ok(t, h.Deliver(ctx, h.As(t, h.Sanne), chargers.ID, "Er liggen veertig laders."))
	})
	ok(t, slow.Approve(ctx, h.As(t, h.Joris), d.ID, "", ""))
	ok(t, h.SendDigests(ctx, h.clock.Now()))
	d, err := h.Digest(ctx, d.ID)
	ok(t, err)
	if len(d.In("unanswered")) != 1 || len(d.In("promised")) != 1 {
		t.Fatalf("the digest tells %+v, want one point unanswered and one promised", d.Entries)
	}
	h.healthy(t)
	next := h.send(t, h.toDigest(t, h.OpenRound(t)))
	if len(next.In("changed")) != 1 || len(next.In("kept")) != 1 {
		t.Fatalf("the next digest tells %+v, want the answer and the promise that was kept", next.Entries)
	}
	h.healthy(t)
}

func TestTwoDigestsApprovedAtOnceTellEachOutcomeOnce(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, dbtest.Open(t, dbtest.Postgres(t)))
	c := h.OpenRound(t)
	h.answer(t, h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi valt weg in zaal 3.")),
		dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangen nieuwe antennes."})
	first, second := h.toDigest(t, c), h.toDigest(t, h.OpenRound(t))
	joris := h.As(t, h.Joris)
	var join func() error
	slow := h.interrupted(func() {
		join = h.until(t, h.Panel.ID.String(), func() error { return h.Approve(ctx, joris, second.ID, "", "") })
	})
	ok(t, slow.Approve(ctx, joris, first.ID, "", ""))
	ok(t, join())
	ok(t, h.SendDigests(ctx, h.clock.Now()))
	told := 0
	for _, d := range []dialogue.DigestView{first, second} {
		d, err := h.Digest(ctx, d.ID)
		ok(t, err)
		told += len(d.In("changed"))
	}
	if told != 1 {
		t.Fatalf("%d digests tell the outcome, want 1", told)
	}
	h.healthy(t)
}

func TestAServiceThatClosesWhileAPointComesToItStaysOpen(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, dbtest.Open(t, dbtest.Postgres(t)))
	c := h.OpenRound(t)
	joris, soup := h.As(t, h.Joris), h.say(t, h.Piet, c, 1, "De soep is zout.")
	item, err := h.Bundle(ctx, joris, c.ID, dialogue.BundleInput{Contributions: []uuid.UUID{soup}, Title: "Soep is zout", Said: "De soep is zout."})
	ok(t, err)
	var join func() error
	slow := h.interrupted(func() {
		join = h.until(t, h.Canteen.ID.String(), func() error { return h.Waterveld.Store.CloseService(ctx, panel.System, h.Canteen.ID) })
	})
	_, err = slow.Route(ctx, joris, item.ID, h.Canteen.ID)
	ok(t, err)
	refused(t, join(), "error.service_has_items")
}

// Who sends alone is written together with earlier ones, and these are just what a coordinator bundles.
func TestACoordinatorBundlesWhileAColleagueSendsAlone(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, dbtest.Open(t, dbtest.Postgres(t)))
	c := h.OpenRound(t)
	lift := h.sent(t, h.whisper(t, c, h.Fatma, "De lift piept."))
	link := h.link(t, c, h.Fatma)
	var join func() error
	slow := h.interrupted(func() { // it holds the round by now
		join = h.until(t, "contributions = contributions +", func() error {
			_, err := h.Receive(ctx, link, dialogue.NewReceiptCode(), unasked("De lift hangt scheef."))
			return err
		})
	})
	_, err := slow.Bundle(ctx, h.As(t, h.Joris), c.ID, dialogue.BundleInput{Contributions: []uuid.UUID{lift[0].ID}, Title: "Lift piept", Said: "De lift piept."})
	ok(t, err)
	ok(t, join())
	h.healthy(t)
}
