package dialogue_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

func TestAMeetingBringsSeveralPointsToOneQuestionAndNamesWhatIsWrongByPoint(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, c, fatma := t.Context(), h.OpenRound(t), h.As(t, h.Fatma)
		questions, err := h.Waterveld.Store.CycleQuestions(ctx, c.ID)
		ok(t, err)
		good := []dialogue.Answer{{Point: "1", QuestionID: &questions[0].ID, People: 2, Text: "De wifi valt weg."},
			{Point: "2", QuestionID: &questions[0].ID, People: 1, Text: "De laptop is traag."}, {Point: "3", People: 3, Text: "De lift stinkt."}}
		wrong := append(slices.Clone(good), dialogue.Answer{Point: "4", People: 0, Text: strings.Repeat("x", 4001)})
		_, err = h.ContributePoints(ctx, fatma, c.ID, newKey(), wrong)
		refused(t, err, "error.between")
		var problems panel.Problems
		if !errors.As(err, &problems) || len(problems) != 2 || problems[0].Field != "text.4" || problems[1].Field != "people.4" {
			t.Errorf("the problems are %v", err)
		}
		_, err = h.ContributePoints(ctx, fatma, c.ID, newKey(), slices.Repeat(good, 34))
		refused(t, err, "error.points_too_many")
		ok(t, h.SaveDraft(ctx, fatma, c.ID, []byte(`{"text":["form"]}`)))
		ok(t, h.SaveMeetingDraft(ctx, fatma, c.ID, []byte(`{"text":["meeting"]}`)))
		key := newKey()
		for _, want := range []int{3, 0} {
			if added, err := h.ContributePoints(ctx, fatma, c.ID, key, good); err != nil || added != want {
				t.Fatalf("%v: %d points came in, want %d", err, added, want)
			}
		}
		if d, err := h.MeetingDraft(ctx, fatma, c.ID); err != nil || len(d.Form) > 0 {
			t.Errorf("%v: the meeting's draft is still there: %s", err, d.Form)
		}
		if d, err := h.Draft(ctx, fatma, c.ID); err != nil || !strings.Contains(string(d.Form), "form") {
			t.Errorf("%v: the other form's draft became %s", err, d.Form)
		}
		h.healthy(t)
	})
}
