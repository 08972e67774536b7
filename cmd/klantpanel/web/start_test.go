package web

import (
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

func TestWhoContributedIsFreeToAddAndNotAskedTo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		asked := s.as(s.Fatma).get("/").sees(".lead", "Eén ding vraagt nu uw aandacht.").lacks(".task--optional")
		asked.sees(".task", "Geef uw inbreng voor Klantpanel Werkplek, ronde 1")
		s.say(s.Fatma, c, 3, "De wifi valt weg.")
		p := s.as(s.Fatma).get("/").lacks(".lead").sees(".all-done", "Er wacht niets op u")
		p.sees(".task--optional", "U gaf al 1 stuk inbreng. Iets toevoegen kan t/m 26 januari 2027.")
		s.as(s.Fatma).post(path+"/draft", "text.unasked", "Half af").is(303)
		s.as(s.Fatma).get("/").sees(".lead", "Eén ding").sees(".task", "concept").lacks(".task--optional")
	})
}

func TestBundlingSaysWhatItsDayIs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		s.say(s.Fatma, c, 3, "De wifi valt weg.")
		s.as(s.Joris).get("/").sees(".task", "Inbreng komt binnen t/m 26 januari 2027. U kunt alvast beginnen.")
		s.afterCollecting(c)
		s.as(s.Joris).get("/").sees(".task", "Bundel ze op tijd: de diensten antwoorden t/m 9 februari 2027.")
		s.as(s.Joris).get(path).sees("main .button", "Inbreng bundelen")
	})
}

func TestAManagerHearsWhatIsLate(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		item := s.wifi()
		s.as(s.Anton).get("/").sees(".all-done", "Er wacht niets op u").sees("main a[href='/overview']", "overzicht")
		s.Clock.To(item.DueOn.AddDays(8).Time())
		p := s.as(s.Anton).get("/").sees(".task--late", "1 punt is te laat, bij ICT").sees(".task--late", "te laat").lacks(".all-done")
		if n := p.Find("main a[href='/overview']").Length(); n != 1 {
			t.Errorf("%d ways to the overview, want one", n)
		}
		overview := s.as(s.Anton).get("/overview").is(200)
		if first := overview.text("table:first-of-type tbody tr:nth-child(2) th"); first != "ICT" {
			t.Errorf("%s stands on top, ICT is late", first)
		}
		overview.sees("table:first-of-type tbody tr:first-child th", "Samen")
		s.as(s.Joris).get("/").lacks("main a[href='/overview']")
	})
}

func TestAnAdministratorHearsThatNobodyAttends(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		s.wifi()
		s.as(s.Ineke).get("/").lacks(".task")
		for _, left := range []panel.Person{s.Sanne, s.Joris} {
			_, err := s.Store.SavePerson(t.Context(), panel.System, left.ID, panel.PersonInput{Name: left.Name, Email: left.Email, Active: false})
			s.must(err)
		}
		p := s.as(s.Ineke).get("/").sees(".tasks", "Wijs een behandelaar aan voor ICT").sees(".tasks", "Wijs een coördinator aan voor Klantpanel Werkplek")
		for _, path := range []string{"/settings/services/" + s.ICT.ID.String(), "/panels/" + s.Panel.ID.String() + "/edit"} {
			if p.Find(".task a[href='"+path+"']").Length() != 1 {
				t.Errorf("no task leads to %s", path)
			}
			s.as(s.Ineke).get(path).is(200)
		}
		s.as(s.Anton).get("/").lacks(".tasks")
	})
}

func TestTheArchiveCountsWhatThereIs(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		s.wifi()
		s.told()
		p := s.as(s.Wim).get("/digests").sees(".rows__meta", "1 nog niet beantwoord")
		if contains(p.text(".rows__meta"), "0 ") {
			t.Errorf("zeros are told: %s", p.text(".rows__meta"))
		}
		round := s.as(s.Joris).get("/cycles/" + s.round.ID.String()).is(200)
		if contains(round.text("main .button"), "Inbreng bundelen") {
			t.Error("a closed round with nothing to bundle asks to bundle")
		}
	})
}
