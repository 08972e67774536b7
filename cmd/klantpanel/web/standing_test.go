package web

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// sayOutside says something outside a round, through nobody.
func (s *site) sayOutside(who panel.Person, text string) (c panel.Cycle, id uuid.UUID) {
	s.t.Helper()
	type submission struct {
		ID, CycleID uuid.UUID
		CreatedAt   time.Time
	}
	s.must(s.server.DB.RunInTx(s.t.Context(), nil, func(ctx context.Context, tx bun.Tx) (err error) {
		if c, err = panel.StandingCycle(ctx, tx, s.Panel); err != nil {
			return err
		}
		form := submission{uuid.New(), c.ID, s.Clock.Now()}
		if _, err := tx.NewInsert().Model(&form).Exec(ctx); err != nil {
			return err
		}
		said := dialogue.Contribution{ID: uuid.New(), CycleID: c.ID, SubmissionID: form.ID, PersonID: &who.ID, People: 1, Text: text, State: dialogue.Waiting, CreatedAt: s.Clock.Now()}
		if _, err := tx.NewInsert().Model(&said).Exec(ctx); err != nil {
			return err
		}
		id = said.ID
		_, err = tx.NewUpdate().Table("cycles").Set("contributions = contributions + 1, waiting = waiting + 1").Where("id = ?", c.ID).Exec(ctx)
		return err
	}))
	return c, id
}

func TestWhatIsSaidOutsideARoundHasABoardAndNoRound(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		s.round()
		c, said := s.sayOutside(s.Wim, "De fietsenstalling is donker.")
		path := "/cycles/" + c.ID.String()
		s.as(s.Joris).get("/").is(200).sees("main", "Klantpanel Werkplek, buiten de rondes")
		s.as(s.Joris).get(path).follow().is(200).sees("title", "Buiten de rondes").sees(".waiting", "Wim")
		s.as(s.Fatma).get(path).is(404)
		s.as(s.Fatma).get(path + "/contribute").is(404)
		item := s.point(c, &s.ICT.ID, "Donkere stalling", said)
		p := s.as(s.Joris).get("/items/"+item.ID.String()).is(200).sees("main", "Klantpanel Werkplek, buiten de rondes").sees(".more", "Wim")
		p.lacks(`a[href="` + path + `"]`)
		s.as(s.Sanne).get("/items/"+item.ID.String()).is(200).sees("main", "De fietsenstalling is donker.")
	})
}
