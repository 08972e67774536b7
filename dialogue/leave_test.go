package dialogue_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	letters "klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// quits takes somebody out of service.
func (h *house) quits(t testing.TB, who panel.Person) {
	t.Helper()
	_, err := h.Waterveld.Store.SavePerson(context.Background(), panel.System, who.ID, panel.PersonInput{Name: who.Name, Email: who.Email, Active: false})
	ok(t, err)
}

func TestOfWhoLeavesNothingTypedIsKeptAndNoReceiptIsTheirs(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := withMail(t, h)
		ctx := context.Background()
		c := h.OpenRound(t)
		known, asked := h.whisper(t, c, h.Fatma, "De balie is te hoog."), h.whisper(t, c, h.Fatma, "Het tocht.")
		ok(t, h.OfferAddress(ctx, known, h.Piet.Email))
		ok(t, h.ConfirmReach(ctx, h.reachRequest(t, h.Piet)))
		ok(t, h.OfferAddress(ctx, asked, h.Piet.Email))
		ok(t, h.SaveDraft(ctx, h.As(t, h.Piet), c.ID, []byte(`{"text.unasked":["Half af"]}`)))
		ok(t, h.SaveMeetingDraft(ctx, h.As(t, h.Piet), c.ID, []byte(`{"notes":["Vraag Wim"]}`)))
		m.reply(t, m.letter(t, letters.KindOpening, h.Piet), "1. De printer is leeg.")
		if h.known(t) != 1 || len(m.waits(t, h.Piet, letters.ReplyContribution)) != 1 {
			t.Fatal("there is nothing to take away")
		}
		h.quits(t, h.Piet)
		for _, table := range []string{"reached", "reach_requests", "mail_answers", "drafts", "meeting_drafts"} {
			if n := h.count(t, h.db, table); n != 0 {
				t.Errorf("%d rows are left in %s", n, table)
			}
		}
		if h.known(t) != 0 || h.letters(t, letters.KindReach, h.Piet) != 0 {
			t.Error("what he sent as a colleague is still known to be his")
		}
		if h.receipt(t, known).Reachable {
			t.Error("the receipt says that he hears of it")
		}
		h.healthy(t)
	})
}

// Told, open again and gone up in another point: what the letters of before and after say together would still name who whispered it.
func TestNoLetterTellsWhatSomebodyWhoLeftHadSaid(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, joris := context.Background(), h.As(t, h.Joris)
		c := h.OpenRound(t)
		ofWim, ofPiet := h.whisper(t, c, h.Fatma, "De balie is te hoog."), h.whisper(t, c, h.Fatma, "Ik kan niet bij de balie.")
		item := h.pointOf(t, c, h.ICT, "Balie te hoog", ofWim, ofPiet)
		_, err := h.AddTo(ctx, joris, item.ID, []uuid.UUID{h.say(t, h.Piet, c, 3, "De balie is te hoog.")})
		ok(t, err)
		for who, code := range map[*panel.Person]dialogue.ReceiptCode{&h.Wim: ofWim, &h.Piet: ofPiet} {
			ok(t, h.OfferAddress(ctx, code, who.Email))
			ok(t, h.ConfirmReach(ctx, h.reachRequest(t, *who)))
		}
		h.clock.Add(60e9)
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "De balie is lager."})
		h.toldAndNextDay(t)
		ok(t, h.HeardCheck(ctx, dialogue.VoiceOf(h.As(t, h.Wim)), item.ID, false, "Hij is nog te hoog.", nil))
		_, err = h.Reopen(ctx, joris, item.ID, "De balie is nog te hoog.")
		ok(t, err)
		other := h.bundle(t, c, h.ICT, "Ontvangst", h.say(t, h.Piet, c, 6, "De ontvangst is rommelig."))
		_, err = h.Merge(ctx, joris, other.ID, item.ID, dialogue.MergeInput{})
		ok(t, err)
		h.send(t, h.toDigest(t, c))
		told := func(who panel.Person) (events int, own string) {
			n, err := h.db.NewSelect().Table("told_events").Where("person_id = ?", who.ID).Count(ctx)
			ok(t, err)
			var m letters.Mail
			ok(t, h.db.NewSelect().Model(&m).Where("m.kind = ? AND m.person_id = ?", letters.KindDigest, who.ID).Scan(ctx))
			return int(n), string(m.Personal)
		}
		for _, who := range []panel.Person{h.Wim, h.Piet} {
			if events, own := told(who); events != 1 || !strings.Contains(own, other.ID.String()) {
				t.Fatalf("%s was told %d outcomes, and their digest says %s", who.Name, events, own)
			}
			h.quits(t, who)
		}
		if events, own := told(h.Wim); events != 0 || own != "{}" {
			t.Errorf("%d outcomes are known to be told to Wim, and his digest says %s", events, own)
		}
		if events, own := told(h.Piet); events != 1 || own != "{}" { // by his own name he stands behind it too
			t.Errorf("%d outcomes are known to be told to Piet, and his digest says %s", events, own)
		}
		h.healthy(t)
	})
}

func TestALetterAboutAReceiptTellsTheDayAndGoesWithItsRequest(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c := h.OpenRound(t)
		h.clock.Add(3*3600e9 + 17e9)
		ok(t, h.OfferAddress(ctx, h.whisper(t, c, h.Fatma, "De balie is te hoog."), h.Wim.Email))
		request := h.reachRequest(t, h.Wim)
		var m letters.Mail
		ok(t, h.db.NewSelect().Model(&m).Where("m.kind = ?", letters.KindReach).Scan(ctx))
		day := h.clock.Now().Truncate(24 * 3600e9)
		if sec, nsec := m.ID.Time().UnixTime(); m.State != letters.Sent || !m.CreatedAt.Equal(day) || !m.DueAt.Equal(day) || !m.SentAt.Equal(day) || sec*1e9+nsec != day.UnixNano() {
			t.Errorf("it tells more than the day: %+v", m)
		}
		ok(t, h.ConfirmReach(ctx, request))
		if n := h.letters(t, letters.KindReach, h.Wim); n != 0 {
			t.Errorf("%d letters are left that put Wim and a receipt together", n)
		}
		ok(t, h.OfferAddress(ctx, h.whisper(t, c, h.Fatma, "Het tocht."), h.Anton.Email))
		h.clock.Add(10 * 24 * 3600e9)
		ok(t, h.Tidy(ctx, h.clock.Now()))
		if n := h.letters(t, letters.KindReach, h.Anton); n != 0 || h.count(t, h.db, "reach_requests") != 0 {
			t.Errorf("%d letters about a request that is over", n)
		}
		h.healthy(t)
	})
}

func TestWhatWasWrittenByMailPassesToTheSuccessor(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := withMail(t, h)
		c := h.OpenRound(t)
		m.reply(t, m.letter(t, letters.KindOpening, h.Fatma), fullReply)
		h.passTo(t, h.Wim, "2027-01-14")
		draft, err := h.Draft(context.Background(), h.As(t, h.Wim), c.ID)
		ok(t, err)
		has(t, string(draft.Form), "De wifi valt weg.")
		if left := m.waits(t, h.Fatma, letters.ReplyContribution); len(left) != 0 {
			t.Errorf("Fatma can still send %d", len(left))
		}
		h.healthy(t)
	})
}

func TestATermThatWasLengthenedAfterItsThanksIsThankedAtItsRealEnd(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		fatma := h.As(t, h.Fatma).Ambassadors[h.Panel.ID]
		until := func(last string) {
			_, err := h.Waterveld.Store.SaveAmbassador(ctx, h.As(t, h.Joris), h.Panel.ID, fatma, panel.AmbassadorInput{StartsOn: "2027-01-01", EndsOn: scheduler.Date(last)})
			ok(t, err)
		}
		until("2027-01-15")
		for i, step := range []struct{ day, then string }{{"2027-01-18", "2027-01-31"}, {"2027-02-01", ""}} {
			h.clock.To(scheduler.Date(step.day).At("09:00", h.Panel.Zone()))
			for range 2 {
				ok(t, h.ThankDue(ctx, h.clock.Now()))
			}
			if n := h.letters(t, letters.KindThanks, h.Fatma); n != i+1 {
				t.Errorf("after %d ends she has %d letters", i+1, n)
			}
			if step.then != "" {
				until(step.then)
				h.deliver(t) // the first one goes no more
			}
		}
		h.deliver(t)
		if got := h.states(t, letters.KindThanks, h.Fatma); len(got) != 2 || got[0]+got[1] != letters.Suppressed+letters.Sent && got[0]+got[1] != letters.Sent+letters.Suppressed {
			t.Errorf("her letters are %v", got)
		}
	})
}
