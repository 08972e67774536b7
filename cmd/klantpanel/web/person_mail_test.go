package web

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
)

func TestAnAdministratorSeesWhyMailCameBackAndLiftsIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		path := "/people/" + s.Wim.ID.String()
		b := s.as(s.Ineke)
		b.get(path).is(http.StatusOK).lacks(".notice")
		if err := s.Outbox.Suppress(t.Context(), db, s.Wim.Email, "550 5.1.1 <script>: User unknown", nil); err != nil {
			t.Fatal(err)
		}
		b.get(path).is(http.StatusOK).sees(".notice", "de mailbox bestaat niet").sees(".notice", "krijgt geen mail meer").sees(".notice details", "<script>: User unknown")
		s.as(s.Joris).post(path + "/mail").is(http.StatusForbidden)
		b.post("/people/" + uuid.NewString() + "/mail").is(http.StatusNotFound)
		for range 2 { // twice does no harm
			b.post(path+"/mail").follow().is(http.StatusOK).sees(".flash", s.Wim.Name+" krijgt weer mail").lacks(".notice")
		}
	})
}

func TestAnotherAddressIsFreeAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		if err := s.Outbox.Suppress(t.Context(), db, s.Wim.Email, "552 5.2.2 mailbox full", nil); err != nil {
			t.Fatal(err)
		}
		path := "/people/" + s.Wim.ID.String()
		b := s.as(s.Ineke)
		b.post(path, "name", s.Wim.Name, "email", "wim.nieuw@waterveld.example", "language", "nl", "active", "on").is(http.StatusSeeOther)
		b.get(path).is(http.StatusOK).lacks(".notice")
	})
}
