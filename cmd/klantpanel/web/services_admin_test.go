package web

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
)

func TestACoordinatorMakesChangesAndClosesAService(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		s.as(s.Sanne).get("/settings/services").is(http.StatusForbidden)
		b := s.as(s.Joris)
		b.get("/settings/services").is(http.StatusOK).sees(".rows", "Sanne Mulder")

		wrong := b.get("/settings/services/new").submit("main form", "name", "HR", "norm_days", "tien", "responders", "petra@elders.example wim@waterveld.example")
		wrong.is(http.StatusUnprocessableEntity).sees("#responders-error", "petra@elders.example").sees("#norm_days-error", "250").sees("#responders", "wim@waterveld.example")
		wrong.submit("main form", "norm_days", "8", "responders", "wim@waterveld.example").follow().sees(".flash", "HR").sees(".rows", "Antwoord binnen 8 werkdagen")
		b.post("/settings/services/new", "name", "HR", "norm_days", "8", "responders", "wim@waterveld.example").is(http.StatusUnprocessableEntity)

		path := "/settings/services/" + s.Canteen.ID.String()
		b.get(path).is(http.StatusOK).sees("#responders", s.Bram.Email).submit("main form", "norm_days", "3").follow().sees(".rows", "binnen 3 werkdagen")
		b.get(path+"/close").is(http.StatusOK).sees("h1", "Kantine sluiten?").submit("main form").follow().sees(".flash", "gesloten")
		b.post(path + "/close").follow().is(http.StatusOK)
		b.get(path).is(http.StatusNotFound)
		b.get("/settings/services/" + uuid.NewString()).is(http.StatusNotFound)
	})
}
