package web

import (
	"net/http"
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

func TestTheFormSaysWhenRoundsComeBeforeAnythingIsSaved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Ineke)
		form := b.get("/panels/new").is(http.StatusOK)
		form.sees("#when-words", "elk kwartaal op de eerste maandag van januari, april, juli en oktober, om 09:00 uur")
		typed := []string{"name", "Klantpanel Oranje", "every", "12", "period", "month", "nth", "0", "day", "27", "starts_on", "2027-04-01"}
		shown := form.preview(typed...).is(http.StatusOK).sees("#when-words", "elk jaar op de 27e van april")
		shown.sees(".moments li:first-child", "woensdag 28 april 2027, 09:00").sees(".moments li:first-child .badge", "Verplaatst").
			sees(".moments li:first-child", "27 april 2027 is Koningsdag.").sees(".moments li:first-child", "Ophalen t/m 13 mei")
		if v := shown.Find("#name").AttrOr("value", ""); v != "Klantpanel Oranje" {
			t.Errorf("typed %q", v)
		}
		skipped := shown.preview("on_closed", panel.SkipIt).is(http.StatusOK)
		skipped.sees(".moments__skipped:first-child", "dinsdag 27 april 2027").sees(".moments__skipped:first-child", "Vervalt").lacks(".moments__skipped:first-child dl")
		skipped.sees(".moments li:nth-child(2)", "donderdag 27 april 2028").sees(".moments li:nth-child(2)", "Koningsdag")
		if n, err := db.NewSelect().Table("panels").Where("name = ?", "Klantpanel Oranje").Count(t.Context()); n != 0 || err != nil {
			t.Errorf("%d panels were saved, %v", n, err)
		}
		skipped.submit("main form").follow().is(http.StatusOK).sees("h1", "Klantpanel Oranje").sees(".moments__skipped", "Vervalt")
		b.get(b.last+"/edit").sees("#on_closed input[checked] + span", "De ronde vervalt")
	})
}

func TestARhythmThatCannotBeSaysWhyAndKeepsWhatWasTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Joris)
		edit := b.get("/panels/" + s.Panel.ID.String() + "/edit").is(http.StatusOK)
		wrong := edit.preview("every", "99", "collecting_days", "twee", "starts_on", "", "time_zone", "Mars/Olympus", "name", "").is(http.StatusUnprocessableEntity)
		wrong.sees("#when-words", "Dit ritme is nog niet klaar").lacks("#when-moments *").sees("#every-error", "hoogstens").sees("#time_zone-error", "").lacks("#name-error")
		if n := wrong.Find("#when-words li").Length(); n != 4 || wrong.Find(".error-summary li").Length() != 4 {
			t.Errorf("%d lines: %s", n, wrong.text("#when-words"))
		}
		wrong.sees("#when-words li:nth-child(2)", "Eerste ronde vanaf")
		if v := wrong.Find("#collecting_days").AttrOr("value", ""); v != "twee" {
			t.Errorf("typed %q", v)
		}
		never := edit.preview("starts_on", "9999-12-30", "period", "month", "nth", "0", "day", "1").is(http.StatusOK)
		never.sees("#when-words", "Met dit ritme komt er geen ronde")
		christmas := edit.preview("cron", "0 9 25 12 *", "on_closed", panel.SkipIt).is(http.StatusOK)
		christmas.sees("#when-words", "Alle momenten vallen op dagen waarop niemand werkt").sees("#when-moments", "Vervalt")
		edit.preview("cron", "0 9 25 12 *", "on_closed", panel.MoveOn).is(http.StatusOK).sees("#when-moments", "Verplaatst")
		edit.preview("starts_on", "0202-01-05", "period", "week").is(http.StatusOK).sees("#when-moments", "2027") // while the year is typed
	})
}

func TestHowQuestionsArePickedIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Joris)
		path, q := "/panels/"+s.Panel.ID.String(), s.Questions
		edit := b.get(path + "/edit").is(http.StatusOK)
		edit.submit("main form", "picking", panel.LeastRecent, "pick_count", "0", "min_distance", "-1", "notice_days", "99").is(http.StatusUnprocessableEntity).
			sees("#min_distance-error", "").sees("#notice_days-error", "")
		edit.submit("main form", "picking", panel.LeastRecent, "pick_count", "2", "min_distance", "3", "notice_days", "4", "trend", q[1].ID.String()).follow().is(http.StatusOK)
		again := b.get(path + "/edit")
		for field, want := range map[string]string{"pick_count": "2", "min_distance": "3", "notice_days": "4"} {
			if v := again.Find("#"+field).AttrOr("value", ""); v != want {
				t.Errorf("%s is %q", field, v)
			}
		}
		again.sees("#picking input[checked] + span", "het langst niet gesteld")
		if v := again.Find("input[name=trend][checked]").AttrOr("value", ""); v != q[1].ID.String() || again.Find("input[name=trend][checked]").Length() != 1 {
			t.Errorf("trend is %q", v)
		}
	})
}

// preview presses the button that shows when rounds come.
func (p *page) preview(values ...string) *page {
	p.t.Helper()
	p.Find("main form").SetAttr("action", p.Find("[data-preview]").AttrOr("formaction", ""))
	return p.submit("main form", values...)
}
