package web

import (
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

const reorganised = "De afdelingen gaan verhuizen. Wij beginnen na de zomer opnieuw."

func TestACoordinatorMovesTheDatesOfARound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		_, path := s.round() // collects until 26 January 2027
		joris := s.as(s.Joris)
		form := joris.get(path).is(200).sees("[aria-labelledby=change]", "Data verzetten").browser.get(path + "/dates").is(200)
		form.sees("main", "4 collega's krijgen hierover een mail.")
		values := []string{"collecting", "2027-01-30", "responding", "2027-02-16", "reporting", "2027-02-23", "reason", "Voorjaarsvakantie."}
		wrong := form.submit("main form", values...).is(422).sees(".error-summary", "maandag 1 februari 2027")
		if kept := wrong.Find("[name=reason]").Text() + wrong.Find("[name=responding]").AttrOr("value", ""); kept != "Voorjaarsvakantie.2027-02-16" {
			t.Errorf("of what was typed, %q is left", kept)
		}
		wrong.submit("main form", "collecting", "", "reason", "").is(422).sees(".error-summary", "kies een datum")
		values[1] = "2027-02-02"
		form.submit("main form", values...).follow().is(200).sees("[role=status], .flash", "De data zijn verzet.").
			sees(".timeline", "Ophalen t/m 2 feb (eerst 26 jan).").sees(".timeline", "Joris Bakker")
		form.submit("main form", values...).follow().is(200) // the same form once more
		if n := s.as(s.Fatma).get(path).is(200).sees(".timeline", "Voorjaarsvakantie.").Find(".timeline__entry").Length(); n != 1 {
			t.Errorf("Fatma reads of %d changes, want 1", n)
		}
		if text := s.as(s.Fatma).get(path).lacks("[aria-labelledby=change]").text(".timeline"); contains(text, "Joris") {
			t.Errorf("Fatma reads who did it: %s", text)
		}
		s.as(s.Fatma).get(path + "/dates").is(404)
	})
}

func TestADateOfAPhaseThatClosedMeanwhileIsAConflictThatKeepsTheReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		form := s.as(s.Joris).get(path + "/dates").is(200)
		s.afterCollecting(c)
		late := form.submit("main form", "collecting", "2027-01-29", "reason", "Nog twee dagen erbij.").is(409).sees(".error-summary", "een stap verder")
		late.sees("[name=reason]", "Nog twee dagen erbij.").lacks("[name=collecting]")
		late.submit("main form", "responding", "2027-02-10").follow().is(200).sees(".timeline", "Beantwoorden t/m 10 feb")
	})
}

func TestARoundThatStandsStillSaysSoToEverybody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		joris, fatma := s.as(s.Joris), s.as(s.Fatma)
		form := joris.get(path + "/pause").is(200)
		form.submit("main form").is(422).sees(".error-summary", "Vul dit in")
		for range 2 {
			form.submit("main form", "reason", "Het netwerk ligt plat.").follow().is(200).sees(".notice", "staat stil sinds")
		}
		form.submit("main form", "reason", "Iets anders.").is(409).sees(".error-summary", "staat stil").sees("[name=reason]", "Iets anders.")
		joris.get(path+"/resume").is(200).sees(".lead", "De data blijven zo").lacks("dl .soft") // on the same day
		joris.get(path+"/dates").follow().sees("[aria-labelledby=change]", "Ronde stoppen").lacks("[href$='/dates']")
		joris.get("/").is(200).sees(".tasks", "Laat ronde 1 van Klantpanel Werkplek weer verder gaan")
		joris.get("/panels/"+c.PanelID.String()).is(200).sees("#rounds ~ table", "staat stil")
		s.Clock.To(c.CollectingUntil.Add(100e9)) // its deadline passes
		s.must(s.server.Dialogue.CloseDue(t.Context(), s.Clock.Now()))
		fatma.get(path).is(200).sees(".notice", "Inbreng geven kan nog").sees("blockquote", "Het netwerk ligt plat.").sees("[aria-current=step]", "staat stil")
		fatma.get("/").is(200).sees("[aria-labelledby=optional]", "De ronde staat stil.")
		fatma.get("/constituency").is(200).sees("[aria-labelledby=now]", "De ronde staat stil.")
		fatma.get(path+"/contribute").is(200).sees("main", "De ronde staat stil.").submit("form.contribute", "text.unasked", "De lift piept.").
			follow().is(200).sees("[role=status], .flash", "U hoort wanneer hij verdergaat.")
		joris.get(path+"/board").is(200).sees(".board-next", "Er is geen haast.")
		resume := joris.get(path+"/resume").is(200).sees("main", "eerst 26 jan").sees(".lead", "De data schuiven op")
		for range 2 {
			resume.submit("main form").follow().is(200).lacks(".notice--warning").sees("[aria-current=step]", "werkdagen")
		}
		if n := joris.get(path).Find(".timeline__entry").Length(); n != 2 {
			t.Errorf("%d decisions were taken, want 2", n)
		}
	})
}

func TestAStoppedRoundSaysWhyAndKeepsWhatWasTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		joris, fatma := s.as(s.Joris), s.as(s.Fatma)
		s.point(c, &s.ICT.ID, "Wifi valt weg", s.say(s.Fatma, c, 6, "De wifi valt weg in zaal 3."))
		s.say(s.Fatma, c, 1, "De soep is zout.")
		contribution := fatma.get(path + "/contribute").is(200)
		contribution.browser.post(path+"/draft", "text.unasked", "Nog niet af", "people.unasked", "1", "_submission", "")
		form := joris.get(path+"/cancel").is(200).sees("main ul", "1 stuk inbreng wacht nog.").sees("main", "4 collega's krijgen hierover een mail.")
		form.submit("main form", "reason", "x").is(422).sees(".error-summary", "in een paar woorden")
		for range 2 {
			form.submit("main form", "reason", reorganised).follow().is(200).sees(".notice", "Deze ronde is gestopt op 12 januari 2027.").sees("blockquote", reorganised)
		}
		form.submit("main form", "reason", "Iets anders.").is(409).sees(".error-summary", "al gestopt").sees("[name=reason]", "Iets anders.")
		joris.get(path + "/pause").follow().lacks("[aria-labelledby=change]")
		joris.get("/panels/"+c.PanelID.String()).is(200).sees("#rounds ~ table", "Gestopt")
		fatma.get(path).is(200).sees("[aria-labelledby=said]", reorganised).sees("[aria-labelledby=items]", "Wifi valt weg").sees(".notice", "antwoord")
		contribution.submit("form.contribute", "text.unasked", "De lift piept.").is(409).sees("h1", "U kunt nu geen inbreng geven").sees("textarea", "De lift piept.").sees(".lead", "gestopt")
		fatma.get(path+"/contribute").is(200).sees("textarea", "Nog niet af")
		fatma.get("/constituency").is(200).sees("[aria-labelledby=rounds]", "Gestopt")
		rounds := joris.get("/panels/" + c.PanelID.String() + "/rounds.csv").is(200).body
		if !contains(rounds, "Gestopt door de coördinator") {
			t.Errorf("the file says\n%s", rounds)
		}
	})
}

func TestTheDraftOfAStoppedRoundLeadsToTheRound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		s.Clock.To(c.RespondingUntil.Add(1e9))
		s.must(s.server.Dialogue.CloseDue(t.Context(), s.Clock.Now()))
		d, err := s.server.Dialogue.DigestHeadOf(t.Context(), c.ID)
		s.must(err)
		joris := s.as(s.Joris)
		draft := joris.get("/digests/" + d.ID.String()).is(200)
		joris.get(path+"/cancel").submit("main form", "reason", reorganised).follow().is(200).lacks("a[href*='/digests/']")
		form := "form[action$='/intro']"
		refused := draft.browser.post("/digests/"+d.ID.String()+"/approve", "intro_nl", "Dank voor uw inbreng.").is(409)
		refused.sees(".error-summary", "al gestopt").sees(form+" [name=intro_nl]", "Dank voor uw inbreng.")
		joris.get("/digests/"+d.ID.String()).follow().sees(".notice", "Deze ronde is gestopt")
	})
}

func TestAForeignCoordinatorFindsNoRoundToChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		greta := s.colleague("Greta Vos")
		in := s.PanelInput()
		in.Name, in.Coordinators = "Klantpanel Gebouw", greta.Email
		_, err := s.Store.SavePanel(t.Context(), panel.System, [16]byte{}, in)
		s.must(err)
		_, path := s.round()
		for _, page := range []string{"/dates", "/pause", "/resume", "/cancel"} {
			s.as(greta).get(path + page).is(404)
			s.as(greta).post(path+page, "reason", reorganised).is(404)
		}
	})
}
