package dialogue_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

func TestWhoComesWhileTheDigestGoesOutGetsItAndWhoComesAfterwardsDoesNot(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		server := newServer(t)
		d := h.approved(t)
		all := append(h.newcomers(t, 600, true, "Collega"), h.Fatma, h.Wim)
		ok(t, h.SendDigests(ctx, h.clock.Now())) // all are in the outbox, none was delivered
		meanwhile := append(h.newcomers(t, 3, false, "Vroeg"), h.newcomers(t, 3, true, "Laat")...)
		ok(t, h.SendDigests(ctx, h.clock.Now()))
		if counts := h.digestMail(t, d.ID); counts[mail.Queued] != 608 {
			t.Fatalf("the second look came before the letters had gone: %v", counts)
		}
		h.sendDue(t, server)
		hasOnce(t, server, all, meanwhile...)
		h.sendDue(t, server)
		hasOnce(t, server, append(all, meanwhile...))

		after := append(h.newcomers(t, 2, false, "Tevroeg"), h.newcomers(t, 2, true, "Telaat")...)
		h.clock.To(h.clock.Now().Add(time.Hour))
		h.sendDue(t, server)
		hasOnce(t, server, append(all, meanwhile...), after...)
		v, err := h.Digest(ctx, d.ID)
		ok(t, err)
		if v.CompleteAt.IsZero() || v.Recipients != 614 || v.Readers != 608 {
			t.Errorf("complete %v, %d recipients, %d readers", v.CompleteAt, v.Recipients, v.Readers)
		}
		h.healthy(t)
	})
}

func TestWhoChangedBetweenTheOutboxAndTheSendingDoesNotGetTheDigest(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		server := newServer(t)
		people := h.newcomers(t, 5, true, "Collega")
		var unit uuid.UUID
		ok(t, h.db.NewSelect().Table("units").Column("id").Where("name = 'Gemeentewerf'").Scan(ctx, &unit))
		in := h.PanelInput()
		in.Audience, in.Units = panel.ChosenUnits, []uuid.UUID{unit}
		_, err := h.db.NewUpdate().Table("people").Set("unit_id = ?", unit).Where("name LIKE 'Collega %'").Exec(ctx)
		ok(t, err)
		_, err = h.Waterveld.Store.SavePanel(ctx, panel.System, h.Waterveld.Panel.ID, in)
		ok(t, err)
		d := h.approved(t)
		ok(t, h.SendDigests(ctx, h.clock.Now()))
		stays, left, unwanted, moved, own := people[0], people[1], people[2], people[3], people[4]
		for _, change := range []struct {
			who panel.Person
			set string
		}{{left, "active = FALSE"}, {unwanted, "digest_wish = 'none'"}, {moved, "unit_id = NULL"}, {own, "digest_wish = 'own'"}} {
			_, err := h.db.NewUpdate().Table("people").Set(change.set).Where("id = ?", change.who.ID).Exec(ctx)
			ok(t, err)
		}
		h.sendDue(t, server)
		hasOnce(t, server, []panel.Person{stays}, left, unwanted, moved, own)
		for who, why := range map[uuid.UUID]string{left.ID: "the reader left", unwanted.ID: "the reader no longer wants the digest",
			moved.ID: "the digest is no longer for the reader's team", own.ID: "the reader wants the digest only with points of their own by now"} {
			var m mail.Mail
			ok(t, h.db.NewSelect().Model(&m).Where("subject_id = ? AND person_id = ? AND kind = ?", d.ID, who, mail.KindDigest).Scan(ctx))
			if m.State != mail.Suppressed || m.Error != why {
				t.Errorf("%s: %s, %q, want %q", m.Name, m.State, m.Error, why)
			}
		}
		h.healthy(t)
	})
}

// Two programs at once on one database: each step is taken by one of them, and nobody gets it twice.
func TestTwoProgramsExpandOneDigest(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		d := h.approved(t)
		people := h.newcomers(t, 2500, true, "Collega")
		server := newServer(t)
		h.together(t, func(s *dialogue.Store) error { return s.SendDigests(ctx, h.clock.Now()) })
		early := h.newcomers(t, 20, false, "Vroeg")
		h.sendDue(t, server)
		h.together(t, func(s *dialogue.Store) error { return s.SendDigests(ctx, h.clock.Now()) })
		h.sendDue(t, server)
		if counts := h.digestMail(t, d.ID); counts[mail.Sent] != 2528 || len(counts) != 1 {
			t.Errorf("letters: %v, want 2528 sent", counts)
		}
		hasOnce(t, server, append(people, early...))
		h.healthy(t)
	})
}

// together does something in two stores on one database at once.
func (h *house) together(t *testing.T, do func(s *dialogue.Store) error) {
	t.Helper()
	other := &dialogue.Store{DB: h.db, Outbox: h.Waterveld.Outbox, Clock: h.clock.Now}
	ended := make(chan error, 2)
	for _, s := range []*dialogue.Store{h.Store, other} {
		go func() { ended <- do(s) }()
	}
	ok(t, <-ended)
	ok(t, <-ended)
}
