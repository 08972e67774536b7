package dialogue_test

import (
	"testing"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel/paneltest"
)

func TestBeforeAnOrganisationIsThereNoTermEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := dialogue.Store{DB: db, Clock: func() time.Time { return paneltest.Start }}
		if err := s.PassDue(t.Context(), paneltest.Start); err != nil {
			t.Errorf("constituencies: %v", err)
		}
		if err := s.ThankDue(t.Context(), paneltest.Start); err != nil {
			t.Errorf("thanks: %v", err)
		}
	})
}
