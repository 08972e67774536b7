package panel_test

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

// dns holds what was published, by whole names with a dot at the end.
type dns map[string]string

func (d dns) publish(k panel.SigningKey) { d[k.Record().Name()+"."] = k.Record().Value() }

func (d dns) LookupTXT(_ context.Context, name string) ([]string, error) {
	if text, ok := d[name]; ok {
		return []string{text}, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

// states are the keys that there are, with their states.
func states(t *testing.T, w *paneltest.Waterveld) string {
	t.Helper()
	keys, err := w.Store.SigningKeys(context.Background(), w.Store.DB)
	paneltest.OK(t, err)
	var said []string
	for _, k := range keys {
		if k.PrivateKey != "" {
			t.Error("a list of keys holds their private halves")
		}
		said = append(said, k.Selector+" "+k.State())
	}
	return strings.Join(said, ", ")
}

func wantStates(t *testing.T, w *paneltest.Waterveld, want string) {
	t.Helper()
	if got := states(t, w); got != want {
		t.Fatalf("keys: %s; want %s", got, want)
	}
}

// signature is the DKIM-Signature on the next letter, "" when it gets none.
func signature(t *testing.T, w *paneltest.Waterveld) string {
	t.Helper()
	sender, err := w.Outbox.Sender(context.Background(), w.Store.DB)
	paneltest.OK(t, err)
	if sender.Signer == nil {
		return ""
	}
	field, err := sender.Signer.Sign([]byte("From: " + sender.Address + "\r\nSubject: Ronde 4\r\n\r\nDag\r\n"))
	paneltest.OK(t, err)
	return string(field)
}

func TestOneKeyTakesOverFromAnotherWithoutALetterUnsigned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		w, ctx, zone := paneltest.New(t, db), context.Background(), dns{}
		ineke := w.As(t, w.Ineke)
		first, err := w.Store.MakeSigningKey(ctx, ineke)
		paneltest.OK(t, err)
		again, err := w.Store.MakeSigningKey(ctx, ineke) // a double click
		paneltest.OK(t, err)
		if again.ID != first.ID || first.PrivateKey+again.PrivateKey != "" || first.Domain != "waterveld.example" {
			t.Errorf("made %s for %s and then %s", first.Selector, first.Domain, again.Selector)
		}
		wantStates(t, w, "kp20270104 made")
		paneltest.Refused(t, w.Store.StartSigning(ctx, ineke, first.ID, zone), "error.signing_record")
		if checked, err := w.Store.CheckSigningKey(ctx, ineke, first.ID, zone); err != nil || checked.Problem != mail.RecordMissing {
			t.Errorf("found %q, %v", checked.Problem, err)
		}
		if signature(t, w) != "" {
			t.Error("a letter is signed before anybody can check it")
		}
		zone.publish(first)
		_, err = w.Store.CheckSigningKey(ctx, ineke, first.ID, zone)
		paneltest.OK(t, err)
		wantStates(t, w, "kp20270104 published")
		paneltest.OK(t, w.Store.StartSigning(ctx, ineke, first.ID, zone))
		paneltest.OK(t, w.Store.StartSigning(ctx, ineke, first.ID, zone)) // twice is as once
		if s := signature(t, w); !strings.Contains(s, "d=waterveld.example; s=kp20270104;") {
			t.Errorf("signed with %q", s)
		}

		w.Clock.Add(365 * 24 * time.Hour)
		second, err := w.Store.MakeSigningKey(ctx, ineke)
		paneltest.OK(t, err)
		wantStates(t, w, "kp20270104 signing, kp20280104 made")
		if s := signature(t, w); !strings.Contains(s, "s=kp20270104;") {
			t.Errorf("while the new key waits, letters are signed with %q", s)
		}
		zone.publish(second)
		paneltest.OK(t, w.Store.StartSigning(ctx, ineke, second.ID, zone))
		wantStates(t, w, "kp20270104 retired, kp20280104 signing")
		if s := signature(t, w); !strings.Contains(s, "s=kp20280104;") {
			t.Errorf("signed with %q", s)
		}
		_, err = w.Store.MakeSigningKey(ctx, ineke)
		paneltest.Refused(t, err, "error.signing_keys_two")
		old, err := w.Store.SigningKey(ctx, db, first.ID)
		paneltest.OK(t, err)
		if want := w.Clock.Now().Add(panel.RecordTerm); !old.NeededUntil().Equal(want) {
			t.Errorf("the old record is needed until %s, want %s", old.NeededUntil(), want)
		}

		paneltest.OK(t, w.Store.StartSigning(ctx, ineke, first.ID, zone)) // the way back
		wantStates(t, w, "kp20270104 signing, kp20280104 retired")
		paneltest.OK(t, w.Store.StartSigning(ctx, ineke, second.ID, zone))
		paneltest.Refused(t, w.Store.RemoveSigningKey(ctx, ineke, second.ID), "error.signing_key_used")
		paneltest.OK(t, w.Store.RemoveSigningKey(ctx, ineke, first.ID))
		paneltest.Refused(t, w.Store.RemoveSigningKey(ctx, ineke, first.ID), "error.not_found")
		wantStates(t, w, "kp20280104 signing")
		third, err := w.Store.MakeSigningKey(ctx, ineke)
		paneltest.OK(t, err)
		if third.Selector != "kp20280104b" {
			t.Errorf("two keys of one day: %s", third.Selector)
		}
	})
}

func TestARemovedKeyLeavesNoPrivateHalfAndNoSelectorToUseAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		w, ctx := paneltest.New(t, db), context.Background()
		ineke := w.As(t, w.Ineke)
		k, err := w.Store.MakeSigningKey(ctx, ineke)
		paneltest.OK(t, err)
		paneltest.OK(t, w.Store.RemoveSigningKey(ctx, ineke, k.ID))
		var left string
		paneltest.OK(t, db.NewSelect().Table("signing_keys").Column("private_key").Where("id = ?", k.ID).Scan(ctx, &left))
		next, err := w.Store.MakeSigningKey(ctx, ineke)
		paneltest.OK(t, err)
		if left != "" || next.Selector != k.Selector+"b" {
			t.Errorf("%d bytes are left, and the next is %s", len(left), next.Selector)
		}
	})
}

func TestStoppingLeavesLettersUnsigned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		w, ctx, zone := paneltest.New(t, db), context.Background(), dns{}
		ineke := w.As(t, w.Ineke)
		k, err := w.Store.MakeSigningKey(ctx, ineke)
		paneltest.OK(t, err)
		zone.publish(k)
		paneltest.OK(t, w.Store.StopSigning(ctx, ineke, k.ID)) // it didn't sign
		paneltest.OK(t, w.Store.StartSigning(ctx, ineke, k.ID, zone))
		paneltest.OK(t, w.Store.StopSigning(ctx, ineke, k.ID))
		paneltest.OK(t, w.Store.StopSigning(ctx, ineke, k.ID))
		wantStates(t, w, "kp20270104 retired")
		if s := signature(t, w); s != "" {
			t.Errorf("signed with %q", s)
		}
	})
}

func TestAKeyForAnotherDomainSignsNothingAndDoctorSaysSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		w, ctx, zone := paneltest.New(t, db), context.Background(), dns{}
		ineke := w.As(t, w.Ineke)
		doctor := func() string {
			t.Helper()
			findings, err := panel.Check(ctx, db)
			paneltest.OK(t, err)
			var said []string
			for _, f := range findings {
				said = append(said, f.String())
			}
			return strings.Join(said, "\n")
		}
		if said := doctor(); said != "" {
			t.Errorf("to sign nothing is a choice, and doctor says %s", said)
		}
		k, err := w.Store.MakeSigningKey(ctx, ineke)
		paneltest.OK(t, err)
		zone.publish(k)
		paneltest.OK(t, w.Store.StartSigning(ctx, ineke, k.ID, zone))
		if said := doctor(); said != "" || signature(t, w) == "" {
			t.Errorf("doctor says %s", said)
		}
		move := func(address string) {
			t.Helper()
			paneltest.OK(t, w.Store.SaveOrganisation(ctx, ineke, panel.OrganisationInput{Name: "Gemeente Waterveld", Language: "nl", TimeZone: "Europe/Amsterdam",
				MailName: "Klantpanel", MailAddress: address, Contact: "Ineke"}))
		}
		move("klantpanel@nieuwwaterveld.example")
		if s := signature(t, w); s != "" {
			t.Errorf("a letter from another domain is signed with %q", s)
		}
		if said := doctor(); !strings.Contains(said, "made for waterveld.example, and letters come from nieuwwaterveld.example") || strings.Count(said, "\n") > 0 {
			t.Errorf("doctor says %q", said)
		}
		other, err := w.Store.MakeSigningKey(ctx, ineke)
		paneltest.OK(t, err)
		zone.publish(other)
		paneltest.OK(t, w.Store.StartSigning(ctx, ineke, other.ID, zone))
		paneltest.Refused(t, w.Store.StartSigning(ctx, ineke, k.ID, zone), "error.signing_domain")
		if said := doctor(); said != "" || !strings.Contains(signature(t, w), "d=nieuwwaterveld.example;") {
			t.Errorf("doctor says %q", said)
		}
		_, err = db.NewUpdate().Table("signing_keys").Set("private_key = 'geheim'").Where("id = ?", other.ID).Exec(ctx)
		paneltest.OK(t, err)
		if said := doctor(); !strings.Contains(said, "can't be used") || strings.Contains(said, "geheim") {
			t.Errorf("doctor says %q", said)
		}
	})
}

func TestOnlyAdministratorsDecideAboutKeys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		w, ctx := paneltest.New(t, db), context.Background()
		k, err := w.Store.MakeSigningKey(ctx, w.As(t, w.Ineke))
		paneltest.OK(t, err)
		for _, p := range []panel.Person{w.Wim, w.Joris, w.Anton} {
			actor := w.As(t, p)
			_, err := w.Store.MakeSigningKey(ctx, actor)
			paneltest.Refused(t, err, "error.administrators_only")
			_, err = w.Store.CheckSigningKey(ctx, actor, k.ID, dns{})
			paneltest.Refused(t, err, "error.administrators_only")
			paneltest.Refused(t, w.Store.StartSigning(ctx, actor, k.ID, dns{}), "error.administrators_only")
			paneltest.Refused(t, w.Store.StopSigning(ctx, actor, k.ID), "error.administrators_only")
			paneltest.Refused(t, w.Store.RemoveSigningKey(ctx, actor, k.ID), "error.administrators_only")
		}
		_, err = w.Store.CheckSigningKey(ctx, w.As(t, w.Ineke), uuid.New(), dns{})
		paneltest.Refused(t, err, "error.not_found")
	})
}
