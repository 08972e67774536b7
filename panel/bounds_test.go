package panel_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

func TestAQuestionSaysWhenItsFiguresProposeAPoint(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		ctx := context.Background()
		w := paneltest.New(t, db)
		mark := panel.QuestionInput{Topic: "Werkplek", Kind: panel.Mark, ServiceID: &w.ICT.ID, TextNL: "Welk cijfer geeft u uw laptop?"}
		choice := panel.QuestionInput{Topic: "Kantine", Kind: panel.Choice, TextNL: "Hoe is de soep?", OptionsNL: "Goed\nGewoon\nSlecht"}
		save := func(in panel.QuestionInput, line, step, good string) (panel.Question, error) {
			in.Line, in.Step, in.Good = line, step, good
			q, err := w.Store.SaveQuestion(ctx, w.As(t, w.Joris), uuid.Nil, in)
			if err != nil {
				return q, err
			}
			return w.Store.Question(ctx, q.ID)
		}
		for _, c := range []struct {
			in               panel.QuestionInput
			line, step, good string
			wantLine         int
			wantGood         string
		}{
			{mark, "5,5", "", "", 55, ""}, {mark, " 6.0 ", "0,5", "", 60, ""}, {mark, "7", "1", "", 70, ""}, {mark, "10", "", "", 100, ""},
			{choice, "60%", "10", "3, 1 1", 60, "0,2"},
		} {
			q, err := save(c.in, c.line, c.step, c.good)
			paneltest.OK(t, err)
			if q.Line == nil || *q.Line != c.wantLine || q.GoodOptions != c.wantGood || (q.Step == nil) != (c.step == "") {
				t.Errorf("%q, %q, %q is kept as %+v", c.line, c.step, c.good, q.Bounds)
			}
		}
		for _, c := range []struct {
			in                        panel.QuestionInput
			line, step, good, message string
		}{
			{mark, "11", "", "", "error.mark_line"}, {mark, "5,55", "", "", "error.mark_line"}, {mark, "vijf", "", "", "error.mark_line"}, {mark, "-3", "", "", "error.mark_line"},
			{mark, "1", "", "", "error.mark_line"}, {mark, "", "0", "", "error.mark_step"}, {mark, ",5", "", "", "error.mark_line"},
			{choice, "60", "", "", "error.good_options"}, {choice, "0", "", "1", "error.between"}, {choice, "60", "", "4", "error.option_numbers"}, {choice, "60", "", "goed", "error.option_numbers"},
		} {
			_, err := save(c.in, c.line, c.step, c.good)
			paneltest.Refused(t, err, c.message)
		}
	})
}
