package web

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
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

func TestAServiceHasAnOwnerWhomOnlyThoseWhoCallItToAccountSee(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b, path := s.as(s.Joris), "/settings/services/"+s.ICT.ID.String()
		for wrong, says := range map[string]string{"petra@elders.example": "petra@elders.example", s.Anton.Email + " " + s.Wim.Email: "één e-mailadres"} {
			b.get(path).submit("main form", "owner", wrong).is(http.StatusUnprocessableEntity).sees("#owner-error", says)
		}
		b.get(path).submit("main form", "owner", s.Anton.Email).follow().sees(".rows", "Eigenaar: Anton Visser")
		b.get(path).sees("#owner[value='"+s.Anton.Email+"']", "")
		public := "/services/" + s.ICT.ID.String()
		for _, who := range []panel.Person{s.Joris, s.Anton, s.Ineke} {
			s.as(who).get(public).sees(".service__owner", "Anton Visser")
		}
		for _, who := range []panel.Person{s.Sanne, s.Fatma, s.Wim} {
			s.as(who).get(public).is(http.StatusOK).lacks(".service__owner")
		}
		b.get(path).submit("main form", "owner", "").follow()
		b.get(public).lacks(".service__owner")
	})
}
