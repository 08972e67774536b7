package dialogue_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// waits lets the panel remind after three working days and send by itself.
func waits(in *panel.PanelInput) { in.DigestDays, in.DigestByItself = 3, true }

// draftDays runs the job on each day until a day, at ten in the morning where the panel is.
func (h *house) draftDays(t testing.TB, from, until scheduler.Date) {
	t.Helper()
	for day := from; day <= until; day = day.AddDays(1) {
		h.clock.To(day.At("10:00", h.Panel.Zone()))
		ok(t, h.DigestDue(context.Background(), h.clock.Now()))
	}
}

func TestADraftThatNobodyApprovesIsRemindedOfAndGoesByItself(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		h.second(t, waits)
		d, wifi, _, _ := h.draft(t) // on Wednesday 10 February 2027
		h.draftDays(t, "2027-02-10", "2027-02-14")
		if n := h.letters(t, mail.KindDigestDue, h.Joris); n != 0 {
			t.Errorf("%d reminders before its day", n)
		}
		h.draftDays(t, "2027-02-15", "2027-02-16") // on Monday, the third working day
		if a, b := h.letters(t, mail.KindDigestDue, h.Joris), h.letters(t, mail.KindDigestDue, h.Wim); a != 1 || b != 1 {
			t.Errorf("%d and %d reminders, want one each", a, b)
		}
		if letter := letterTo(t, h.deliver(t), h.Joris.Email, "wacht op u"); !strings.Contains(letter, "woensdag 17 februari") {
			t.Errorf("the reminder says %s", letter)
		}
		if got := h.task(t, h.As(t, h.Joris)); got != "approve_digest  2027-02-17" {
			t.Errorf("Joris is asked %q", got)
		}
		ok(t, h.Reword(ctx, h.As(t, h.Joris), d.ID, wifi.ID, dialogue.PointWords{Title: "Geen bereik", Said: wifi.Said}))
		h.clock.To(scheduler.Date("2027-02-17").At("08:00", h.Panel.Zone()))
		ok(t, h.DigestDue(ctx, h.clock.Now()))
		if v, _ := h.reads(t, d.ID); v.State != dialogue.DigestDraft {
			t.Error("it went before its hour")
		}
		h.draftDays(t, "2027-02-17", "2027-02-18")
		v, titles := h.reads(t, d.ID)
		if v.State != dialogue.DigestSending || !v.ByItself || v.ApprovedBy != nil || !strings.Contains(titles, "Geen bereik") {
			t.Errorf("it is %s, by itself %v, and tells %s", v.State, v.ByItself, titles)
		}
		ok(t, h.SendDigests(ctx, h.clock.Now()))
		refused(t, h.Approve(ctx, h.As(t, h.Joris), d.ID, "", ""), "error.digest_approved")
		h.healthy(t)
	})
}

func TestAPanelThatOnlyRemindsSendsNothingByItself(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.second(t, func(in *panel.PanelInput) { in.DigestDays = 3 })
		d, _, _, _ := h.draft(t)
		h.draftDays(t, "2027-02-10", "2027-03-05")
		if v, _ := h.reads(t, d.ID); v.State != dialogue.DigestDraft || h.letters(t, mail.KindDigestDue, h.Joris) != 1 {
			t.Errorf("it is %s after %d reminders", v.State, h.letters(t, mail.KindDigestDue, h.Joris))
		}
		h.second(t, waits) // only from now on: first somebody says on which day
		h.draftDays(t, "2027-03-08", "2027-03-09")
		if v, _ := h.reads(t, d.ID); v.State != dialogue.DigestDraft || h.letters(t, mail.KindDigestDue, h.Joris) != 2 {
			t.Errorf("it is %s after %d reminders", v.State, h.letters(t, mail.KindDigestDue, h.Joris))
		}
		h.second(t, func(in *panel.PanelInput) { in.DigestDays = 3 }) // and off again
		h.draftDays(t, "2027-03-10", "2027-03-20")
		if v, _ := h.reads(t, d.ID); v.State != dialogue.DigestDraft || h.task(t, h.As(t, h.Joris)) != "approve_digest" {
			t.Errorf("it is %s, and Joris is asked %q", v.State, h.task(t, h.As(t, h.Joris)))
		}
	})
}

// A reminder holds while the panel goes on wanting what it said: after that was off, somebody says anew on which day the draft goes.
func TestADraftIsRemindedOfAnewAfterThePanelDidNotWantItToGoByItself(t *testing.T) {
	for name, off := range map[string]func(*panel.PanelInput){
		"only reminds": func(in *panel.PanelInput) { in.DigestDays = 3 },
		"lets it wait": nil,
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				h.second(t, waits)
				d, _, _, _ := h.draft(t)
				h.draftDays(t, "2027-02-10", "2027-02-15") // reminded: on Wednesday 17 February
				h.second(t, off)
				h.draftDays(t, "2027-02-16", "2027-03-05")
				h.second(t, waits)
				h.healthy(t)
				if got := h.task(t, h.As(t, h.Joris)); got != "approve_digest" {
					t.Errorf("Joris is asked %q", got)
				}
				if letter := letterTo(t, h.deliver(t), h.Joris.Email, "wacht op u"); strings.Contains(letter, "17 februari") {
					t.Errorf("the first reminder, sent late, says %s", letter)
				}
				for day, want := range map[scheduler.Date]string{"2027-03-09": "", "2027-03-10": "it waits for approval, and nobody was reminded"} {
					if got := h.draftLeft(t, d, day); got != want {
						t.Errorf("on %s the doctor says %q", day, got)
					}
				}
				h.draftDays(t, "2027-03-08", "2027-03-09") // on Monday and Tuesday
				if v, _ := h.reads(t, d.ID); v.State != dialogue.DigestDraft || h.letters(t, mail.KindDigestDue, h.Joris) != 2 {
					t.Errorf("it is %s after %d reminders", v.State, h.letters(t, mail.KindDigestDue, h.Joris))
				}
				if got := h.draftLeft(t, d, "2027-03-12"); got != "" {
					t.Errorf("of a draft that was reminded of anew the doctor says %q", got)
				}
				h.draftDays(t, "2027-03-10", "2027-03-10")
				if v, _ := h.reads(t, d.ID); !v.ByItself {
					t.Errorf("on the day of the second reminder it is %s", v.State)
				}
				h.healthy(t)
			})
		})
	}
}

// draftLeft is what the doctor says of a draft at noon of a day, when nothing is done about it until then.
func (h *house) draftLeft(t testing.TB, d dialogue.DigestView, on scheduler.Date) string {
	t.Helper()
	found, err := dialogue.CheckOverdue(context.Background(), h.db, on.At("12:00", h.Panel.Zone()))
	ok(t, err)
	for _, f := range found {
		if f.Table == "digests" && f.Row == d.ID.String() {
			return f.What
		}
	}
	return ""
}

// While a round stands still its draft doesn't go, and when it goes on the days are counted anew.
func TestNothingGoesByItselfWhileTheRoundStandsStill(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		h.second(t, waits)
		joris := h.As(t, h.Joris)
		d, _, _, _ := h.draft(t)
		h.draftDays(t, "2027-02-10", "2027-02-15")
		ok(t, h.PauseCycle(ctx, joris, d.CycleID, "De directie kijkt eerst mee."))
		h.draftDays(t, "2027-02-16", "2027-02-26")
		if v, _ := h.reads(t, d.ID); v.State != dialogue.DigestDraft {
			t.Fatal("it went while the round stood still")
		}
		ok(t, h.ResumeCycle(ctx, joris, d.CycleID))
		h.draftDays(t, "2027-02-26", "2027-03-02")
		if n := h.letters(t, mail.KindDigestDue, h.Joris); n != 1 {
			t.Errorf("%d reminders, want the one before it stood still", n)
		}
		h.draftDays(t, "2027-03-03", "2027-03-04")
		if v, _ := h.reads(t, d.ID); v.State != dialogue.DigestDraft || h.letters(t, mail.KindDigestDue, h.Joris) != 2 {
			t.Errorf("it is %s after %d reminders", v.State, h.letters(t, mail.KindDigestDue, h.Joris))
		}
		h.draftDays(t, "2027-03-05", "2027-03-05")
		if v, _ := h.reads(t, d.ID); !v.ByItself {
			t.Error("it didn't go on its day")
		}
		h.healthy(t)
	})
}

func TestACancelledRoundTellsNothingByItself(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		h.second(t, waits)
		d, _, _, _ := h.draft(t)
		h.draftDays(t, "2027-02-10", "2027-02-15")
		ok(t, h.CancelCycle(ctx, h.As(t, h.Joris), d.CycleID, "De ronde gaat niet door."))
		h.draftDays(t, "2027-02-16", "2027-02-20")
		if v, _ := h.reads(t, d.ID); v.State != dialogue.DigestDraft {
			t.Errorf("it is %s", v.State)
		}
		if states := h.states(t, mail.KindDigestDue, h.Joris); len(states) != 1 {
			t.Errorf("reminders: %v", states)
		}
	})
}

// An approval and the job at the same moment: one of them lets it go, and of two instances one reminds.
func TestAnApprovalAndTheJobMeet(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, dbtest.Open(t, dbtest.Postgres(t)))
	h.second(t, waits)
	d, _, _, _ := h.draft(t)
	h.clock.To(scheduler.Date("2027-02-15").At("10:00", h.Panel.Zone()))
	both := func(one, other func() error) {
		var wg sync.WaitGroup
		for _, do := range []func() error{one, other} {
			wg.Go(func() {
				if err := do(); err != nil && !strings.Contains(err.Error(), "error.digest_approved") {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	due := func() error { return h.instance().DigestDue(ctx, h.clock.Now()) }
	both(due, due)
	if n := h.letters(t, mail.KindDigestDue, h.Joris); n != 1 {
		t.Errorf("%d reminders, want one", n)
	}
	h.clock.To(scheduler.Date("2027-02-17").At("10:00", h.Panel.Zone()))
	joris := h.As(t, h.Joris)
	both(due, func() error { return h.Approve(ctx, joris, d.ID, "", "") })
	v, _ := h.reads(t, d.ID)
	if v.State != dialogue.DigestSending || v.ByItself == (v.ApprovedBy != nil) {
		t.Errorf("it is %s, by itself %v, approved by %v", v.State, v.ByItself, v.ApprovedBy)
	}
	given, err := h.Approvals(ctx, d.ID)
	if ok(t, err); len(given) != 1 {
		t.Errorf("%d approvals, want one", len(given))
	}
	ok(t, h.SendDigests(ctx, h.clock.Now()))
	h.healthy(t)
}

func TestTheDoctorNamesDraftsThatTheJobLeft(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.second(t, waits)
		d, _, _, _ := h.draft(t)
		left := func(on scheduler.Date) string { t.Helper(); return h.draftLeft(t, d, on) }
		if got := left("2027-02-17"); got != "" {
			t.Errorf("two days late the doctor says %q", got)
		}
		if got := left("2027-02-18"); !strings.Contains(got, "nobody was reminded") {
			t.Errorf("of a draft that nobody was reminded of it says %q", got)
		}
		h.draftDays(t, "2027-02-15", "2027-02-15")
		if got := left("2027-02-18"); got != "" {
			t.Errorf("of one that was it says %q", got)
		}
		if got := left("2027-02-22"); !strings.Contains(got, "didn't go out by itself") {
			t.Errorf("of one that should have gone it says %q", got)
		}
		for _, damage := range []string{
			"UPDATE digests SET by_itself = TRUE",
			"UPDATE digest_approvals SET final = FALSE",
			"DELETE FROM digest_approvals",
			"UPDATE digests SET people = 3",
		} {
			if d.State == dialogue.DigestDraft {
				d = h.send(t, d)
			}
			h.damaged(t, damage, "digests")
		}
	})
}
