package dialogue_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

func twoApprove(in *panel.PanelInput) { in.SecondApprover = true }

// task is what is asked of somebody about a digest, "" for nothing.
func (h *house) task(t testing.TB, who panel.Actor) string {
	t.Helper()
	tasks, err := h.Tasks(context.Background(), who, scheduler.DateOf(h.clock.Now(), time.UTC))
	ok(t, err)
	for _, task := range tasks {
		if task.Kind == dialogue.TaskApproveDigest || task.Kind == dialogue.TaskApproveSecond {
			return strings.TrimSpace(task.Kind + " " + task.Person + " " + string(task.GoesOn))
		}
	}
	return ""
}

func TestSomebodyElseApprovesToo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		wim := h.second(t, twoApprove)
		joris := h.As(t, h.Joris)
		d, _, _, _ := h.draft(t)
		out, err := h.ApproveSeen(ctx, joris, d.ID, dialogue.Approval{IntroNL: "Dank."})
		if ok(t, err); out {
			t.Error("it went out after one approval")
		}
		if got := h.task(t, wim); got != "approve_second Joris Bakker" {
			t.Errorf("Wim is asked %q", got)
		}
		if got := h.task(t, joris); got != "" {
			t.Errorf("Joris is asked %q", got)
		}
		if letter := letterTo(t, h.deliver(t), h.Wim.Email, "kijkt u mee"); !strings.Contains(letter, "Joris Bakker keurde") {
			t.Errorf("Wim hears %s", letter)
		}
		_, err = h.ApproveSeen(ctx, joris, d.ID, dialogue.Approval{IntroNL: "Dank."})
		refused(t, err, "error.second_other")
		out, err = h.ApproveSeen(ctx, wim, d.ID, dialogue.Approval{IntroNL: "Dank."})
		if ok(t, err); !out {
			t.Error("it didn't go out after two approvals")
		}
		given, err := h.Approvals(ctx, d.ID)
		ok(t, err)
		if len(given) != 2 || given[0].By() != h.Joris.Name || given[1].By() != h.Wim.Name || !given[1].Final {
			t.Errorf("approved by %+v", given)
		}
		h.healthy(t)
	})
}

func TestAChangeAfterTheFirstApprovalNeedsANewOne(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		wim := h.second(t, twoApprove)
		joris := h.As(t, h.Joris)
		d, wifi, _, mice := h.draft(t)
		approve := func(who panel.Actor, want bool) {
			t.Helper()
			out, err := h.ApproveSeen(ctx, who, d.ID, dialogue.Approval{IntroNL: "Dank."})
			if ok(t, err); out != want {
				t.Errorf("it went out: %v, want %v", out, want)
			}
		}
		approve(joris, false)
		ok(t, h.Reword(ctx, wim, d.ID, wifi.ID, dialogue.PointWords{Title: "Geen bereik", Said: wifi.Said}))
		approve(wim, false) // now theirs is the first
		ok(t, h.MovePoint(ctx, wim, d.ID, mice.ID, 1))
		approve(joris, false)
		ok(t, h.SaveIntro(ctx, joris, d.ID, "Dank.", "")) // the same words: nothing changed
		approve(wim, true)
		if n := h.letters(t, mail.KindDigestSecond, h.Wim); n != 2 {
			t.Errorf("Wim was asked %d times, want each time that Joris approved", n)
		}
		h.healthy(t)
	})
}

func TestWhatIsAnsweredBetweenTwoApprovalsIsReadByBoth(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		wim := h.second(t, twoApprove)
		joris := h.As(t, h.Joris)
		d, wifi, _, _ := h.draft(t)
		approve := func(who panel.Actor, seen string, want bool) {
			t.Helper()
			out, err := h.ApproveSeen(ctx, who, d.ID, dialogue.Approval{SeenDraft: seen})
			if ok(t, err); out != want {
				t.Errorf("it went out: %v, want %v", out, want)
			}
		}
		approve(joris, d.SeenDraft(), false)
		_, err := h.Revise(ctx, h.As(t, h.Sanne), wifi.ID, 1, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "Toch niet: de muren zijn te dik."}, "Het blijft.")
		ok(t, err)
		_, err = h.ApproveSeen(ctx, wim, d.ID, dialogue.Approval{SeenDraft: d.SeenDraft()})
		refused(t, err, "error.digest_changed")
		now, _ := h.reads(t, d.ID)
		approve(wim, now.SeenDraft(), false) // now theirs is the first
		approve(joris, now.SeenDraft(), true)
		h.healthy(t)
	})
}

func TestOnceASecondIsAskedTheDraftNeedsTwo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		wim := h.second(t, twoApprove)
		joris := h.As(t, h.Joris)
		d, wifi, _, _ := h.draft(t)
		_, err := h.ApproveSeen(ctx, joris, d.ID, dialogue.Approval{})
		ok(t, err)
		h.second(t, nil) // the panel wants one from now on
		_, err = h.ApproveSeen(ctx, joris, d.ID, dialogue.Approval{})
		refused(t, err, "error.second_other")
		ok(t, h.Reword(ctx, joris, d.ID, wifi.ID, dialogue.PointWords{Title: "Geen bereik", Said: wifi.Said}))
		out, err := h.ApproveSeen(ctx, joris, d.ID, dialogue.Approval{})
		if ok(t, err); out {
			t.Error("it went out after the approval of one")
		}
		out, err = h.ApproveSeen(ctx, wim, d.ID, dialogue.Approval{})
		if ok(t, err); !out {
			t.Error("it didn't go out after two approvals")
		}
		h.healthy(t)
	})
}

// With one coordinator an administrator follows; a panel with nobody to follow can't ask for two.
func TestWhereOneCoordinatesAnAdministratorFollows(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		in := h.PanelInput()
		in.SecondApprover = true
		_, err := h.Waterveld.Store.SavePanel(ctx, panel.System, h.Panel.ID, in)
		ok(t, err)
		d, _, _, _ := h.draft(t)
		_, err = h.ApproveSeen(ctx, h.As(t, h.Joris), d.ID, dialogue.Approval{})
		ok(t, err)
		if got := h.task(t, h.As(t, h.Ineke)); got != "approve_second Joris Bakker" {
			t.Errorf("the administrator is asked %q", got)
		}
		if h.letters(t, mail.KindDigestSecond, h.Ineke) != 1 {
			t.Error("the administrator didn't hear of it")
		}
		out, err := h.ApproveSeen(ctx, h.As(t, h.Ineke), d.ID, dialogue.Approval{})
		if ok(t, err); !out {
			t.Error("it didn't go out")
		}
		in.Coordinators = h.Ineke.Email
		_, err = h.Waterveld.Store.SavePanel(ctx, panel.System, h.Panel.ID, in)
		refused(t, err, "error.second_needed")
		h.healthy(t)
	})
}

func TestTwoWhoApproveFirstAtOnceAreFirstAndSecond(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, dbtest.Open(t, dbtest.Postgres(t)))
	wim := h.second(t, twoApprove)
	d, _, _, _ := h.draft(t)
	joris := h.As(t, h.Joris)
	slow := h.interrupted(func() {
		_, err := h.ApproveSeen(ctx, joris, d.ID, dialogue.Approval{})
		ok(t, err)
	})
	_, _ = slow.ApproveSeen(ctx, wim, d.ID, dialogue.Approval{}) // the second, whichever came first
	v, _ := h.reads(t, d.ID)
	given, err := h.Approvals(ctx, d.ID)
	ok(t, err)
	if v.State == dialogue.DigestDraft && len(given) != 1 || v.State != dialogue.DigestDraft && len(given) != 2 {
		t.Errorf("it is %s after %d approvals", v.State, len(given))
	}
	h.healthy(t)
}
