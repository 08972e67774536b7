package web

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// two is a point of ICT, for which Wim answers beside Sanne, and its address.
func (s *story) two() (dialogue.Item, string) {
	s.t.Helper()
	must(s.Store.SaveService(context.Background(), panel.System, s.ICT.ID, panel.ServiceInput{Name: "ICT", NormDays: 10, Responders: s.Sanne.Email + " " + s.Wim.Email}))(s.t)
	item := s.wifi()
	return item, "/items/" + item.ID.String()
}

func TestTheSecondResponderSeesTheFirstsDraftBesideTheOwnWordsAndChooses(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		_, path := s.two()
		mine, theirs := s.as(s.Wim).get(path), s.as(s.Sanne).get(path)
		draft := []string{"outcome", "explained", "answer", "De muren zijn te dik."}
		s.as(s.Sanne).post(path+"/answer", append(draft, "_version", "0")...).follow().sees(".flash", "concept").sees("#answer", "De muren zijn te dik.")
		_ = theirs
		p := mine.submit("#answer-form", "outcome", "changed", "answer", "Er hangt nu een extra zender.").is(http.StatusConflict)
		p.sees("#beside", "De muren zijn te dik.").sees("#beside", "Sanne Mulder").sees("#answer", "Er hangt nu een extra zender.")
		s.as(s.Wim).get(path).lacks("#beside").sees("#answer", "De muren zijn te dik.") // keeping the colleague's is one click
		p.submit("#answer-form").follow().is(http.StatusOK).sees(".point__answer", "Er hangt nu een extra zender.")
		if seen := s.as(s.Fatma).get(path).text("main"); strings.Contains(seen, "muren") {
			t.Error("who stands behind the point reads a draft that was never sent")
		}
	})
}

func TestWhoComesAfterTheAnswerMayReplaceIt(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		item, path := s.two()
		form := s.as(s.Wim).get(path)
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "De muren zijn te dik."})
		p := form.submit("#answer-form", "outcome", "changed", "answer", "Er hangt nu een extra zender.").is(http.StatusConflict)
		revise := p.submit(".typed form").is(http.StatusOK).sees("#answer", "Er hangt nu een extra zender.").sees("main .card", "De muren zijn te dik.")
		revise.submit("#revise-form").is(http.StatusUnprocessableEntity).sees("#answer", "Er hangt nu een extra zender.")
		revise.submit("#revise-form", "changed", "Er was toch geld voor.").follow().is(http.StatusOK).
			sees(".point__answer", "Er hangt nu een extra zender.").sees(".point__answer", "Aangepast op").sees(".timeline", "Er was toch geld voor.")
		s.as(s.Fatma).get(path).sees(".timeline", "Er was toch geld voor.").lacks(".point__answer a")
	})
}

func TestATextIsLookedOverAndStartedFromAStandardTextWithoutSavingIt(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		_, path := s.two()
		b := s.as(s.Sanne)
		texts := "/services/" + s.ICT.ID.String() + "/texts"
		b.get(texts).is(http.StatusOK).submit("#text-form form", "name", "Vervangen", "text", "").is(http.StatusUnprocessableEntity).
			submit("#text-form form", "text", "Wij vervangen [wat] op [dag].").follow().is(http.StatusOK).sees(".rows", "Vervangen")
		with, _ := b.get(path).Find("button[name=_do][value^=text]").Attr("value")
		p := b.post(path+"/answer", "_do", with, "outcome", "changed", "answer", "Dank u voor het melden.").is(http.StatusOK)
		p.sees("#answer", "Dank u voor het melden.").sees("#answer", "Wij vervangen [wat] op [dag].")
		p.submit("#answer-form").is(http.StatusUnprocessableEntity).sees(".error-summary", "[wat]")
		b.post(path+"/answer", "_do", "look", "outcome", "changed", "answer", "Wij faciliteren de implementatie.").is(http.StatusOK).
			sees("#looked", "faciliteren").sees("#looked", "mogelijk maken").sees("#answer", "Wij faciliteren de implementatie.")
		b.post(path+"/answer", "_do", "look", "outcome", "changed", "answer", "Er hangt een zender.").sees("#looked", "leest makkelijk")
		b.get(path).lacks("#looked").lacks(".notice .point__draft")
		if text := b.get(path).text("#answer"); text != "" {
			t.Errorf("looking over saved %q", text)
		}
		s.as(s.Bram).get(texts).is(http.StatusNotFound)
		id, _ := b.get(texts).Find(".rows input[name=_text]").Attr("value")
		b.get(texts+"?text="+id).submit("#text-form form", "name", "Nieuw apparaat").follow().sees(".rows", "Nieuw apparaat")
		b.get(texts).submit(".rows form").follow().sees("main", "nog geen standaardteksten")
	})
}

func TestWhatMakesATextPlainerIsSaidWhileSomebodyTypes(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		item, path := s.two()
		b := s.as(s.Sanne)
		if b.get(path).Find(`#answer-form [data-plain="answer"][role=status]`).Length() != 1 {
			t.Error("the answer's form has no place to say it")
		}
		b.post("/plain", "text", "Dat had u zelf kunnen bedenken. Wij faciliteren de uitrol.").is(http.StatusOK).
			lacks("main").sees(".looked", "had u zelf kunnen").sees(".looked", "faciliteren").sees(".looked", "verwijt")
		if said := b.post("/plain", "text", "Er hangt een zender.").is(http.StatusOK).text("body"); said != "" {
			t.Errorf("of a plain text it says %q", said)
		}
		english := s.as(s.Sanne)
		english.post("/language", "language", "en")
		english.post("/plain", "text", "We will utilise the printer.").sees(".looked", "utilise").sees("#looked", "advice")
		s.as(s.Fatma).post("/plain", "text", "Derhalve.").is(http.StatusForbidden)
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "De muren zijn te dik."})
		revise := b.get(path + "/revise")
		revise.submit("#revise-form", "_do", "look", "answer", "Wij faciliteren een zender.", "changed", "Er is geld.").is(http.StatusOK).
			sees("#looked", "mogelijk maken").sees("#changed", "Er is geld.").sees("#answer", "Wij faciliteren een zender.")
		b.get(path).sees(".point__answer", "De muren zijn te dik.")
	})
}

func TestWhatWasWrittenToAPointThatWentUpInAnotherIsSeenThere(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		wifi, path := s.two()
		yard := s.point(s.ICT, "Wifi op de werf", "Op de werf is geen wifi.", s.say(s.Piet, 6, "Geen wifi op de werf."))
		gone := "/items/" + yard.ID.String()
		s.as(s.Wim).get(gone).submit("#answer-form", "_do", "").is(http.StatusUnprocessableEntity)
		s.as(s.Wim).post(gone+"/answer", "_version", "0", "outcome", "changed", "answer", "De werf krijgt een mast.").follow()
		form := s.as(s.Sanne).get(gone)
		s.as(s.Joris).get(path+"/merge?with="+yard.ID.String()).sees(".notice", "nog niet klaar").submit("main form.card--main").follow().is(http.StatusOK)
		p := s.as(s.Sanne).get(path)
		p.sees("#merged-"+yard.ID.String(), "De werf krijgt een mast.").sees("#merged-"+yard.ID.String(), "Wim Smit").sees("#merged-"+yard.ID.String(), "Wifi op de werf")
		p.submit("#answer-form", "_do", "look", "answer", "Zaal 3 is gemaakt.")
		both := s.as(s.Sanne).post(path+"/answer", "_do", "merged "+yard.ID.String(), "_version", "0", "outcome", "changed", "answer", "Zaal 3 is gemaakt.").is(http.StatusOK)
		both.sees("#answer", "Zaal 3 is gemaakt.").sees("#answer", "De werf krijgt een mast.")
		s.as(s.Sanne).post(path+"/answer", "_do", "merged "+wifi.ID.String(), "answer", "x").is(http.StatusNotFound)

		late := form.submit("#answer-form", "outcome", "changed", "answer", "Er komt een mast van dertig meter.").is(http.StatusConflict) // typed while it went up
		late.sees("h1", wifi.Title).sees("#answer", "Er komt een mast van dertig meter.")
		late.submit("#answer-form").follow().is(http.StatusOK).sees(".point__answer", "dertig meter").lacks(".notice[id^=merged]")
	})
}

func TestADraftThatIsSavedAgainIsOneLineOfTheTimeline(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		_, path := s.two()
		save := func(who panel.Person, text string) *page {
			version, _ := s.as(who).get(path).Find("#answer-form input[name=_version]").Attr("value")
			return s.as(who).post(path+"/answer", "_version", version, "outcome", "explained", "answer", text).follow()
		}
		save(s.Sanne, "De muren zijn dik.")
		save(s.Sanne, "De muren zijn te dik.").lacks(".timeline__entry:contains('Concept'):contains('De muren zijn dik.')")
		p := save(s.Sanne, "De muren zijn veel te dik.")
		p.sees(".timeline__entry:contains('Concept')", "3 keer bewaardDe muren zijn veel te dik.")
		p = save(s.Wim, "Er is geen geld.")
		if n := p.Find(".timeline__entry:contains('Concept')").Length(); n != 2 {
			t.Errorf("%d lines for the drafts of two people", n)
		}
		if n := save(s.Sanne, "Er is geen geld meer.").Find(".timeline__entry:contains('Concept')").Length(); n != 3 {
			t.Errorf("%d lines for drafts by turns", n)
		}
	})
}

func TestWhoMayNotReleaseWritesADraftThatAnotherSends(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		_, path := s.two()
		release := "/services/" + s.ICT.ID.String() + "/release"
		sanne, wim := s.as(s.Sanne), s.as(s.Wim)
		sanne.post(release).is(http.StatusUnprocessableEntity).sees(".error-summary", "ten minste één")
		sanne.post(release, "releaser", s.Sanne.ID.String()).follow().is(http.StatusOK).sees(".flash", "Bewaard")
		wim.get(release).is(http.StatusOK).sees("main", "Sanne Mulder").lacks("main form")
		p := wim.get(path).sees("#answer-form", "Sanne Mulder")
		p.submit("#answer-form", "outcome", "changed", "answer", "Er hangt een extra zender.").follow().sees(".flash", "concept")
		s.as(s.Fatma).get(path).lacks(".point__answer")
		sanne.get("/").sees("main", "Een collega schreef een antwoord")
		sanne.get(path).sees(".notice", "Concept van Wim Smit").submit("#answer-form").follow().sees(".point__answer", "Er hangt een extra zender.")
		s.as(s.Fatma).get(path).sees(".point__answer", "Er hangt een extra zender.")
	})
}

func TestTheCoordinatorSendsTheAnswersOfARoundTogether(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		_, path := s.two()
		must(s.db.NewUpdate().Table("panels").Set("holds_answers = ?", true).Where("id = ?", s.Panel.ID).Exec(context.Background()))(t)
		sanne, joris := s.as(s.Sanne), s.as(s.Joris)
		publish := "/cycles/" + s.round.ID.String() + "/publish"
		joris.get(publish).sees(".empty", "Er staan geen antwoorden klaar")
		sanne.get(path).sees("#answer-form", "Zet het antwoord klaar").submit("#answer-form", "outcome", "changed", "answer", "Er hangt een extra zender.").
			follow().sees("#ready", "Klaar om te versturen").lacks("#answer-form")
		s.as(s.Fatma).get(path).lacks("#ready")
		sanne.get(path).submit("form[action$='/recall']").follow().sees("#answer", "Er hangt een extra zender.")
		sanne.get(path).submit("#answer-form").follow().sees("#ready", "Klaar om te versturen")
		joris.get("/").sees("main", "Er staat een antwoord klaar om te versturen")
		joris.get("/cycles/"+s.round.ID.String()).sees(".notice", "Bekijk en verstuur ze")
		joris.get(path).sees("section.card", "Er hangt een extra zender.")
		joris.get(publish).sees(".rows", "Er hangt een extra zender.").submit("main form").follow().sees(".flash", "Eén antwoord is verstuurd").sees(".empty", "Er staan geen antwoorden klaar")
		joris.post(publish).follow().sees(".flash", "niets te versturen")
		s.as(s.Fatma).get(path).sees(".point__answer", "Er hangt een extra zender.")
		sanne.post(publish).is(http.StatusNotFound)
	})
}

func TestAnAnswerThatCameBackIsNotSentByTheSameWordsOverAColleaguesDraft(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		_, path := s.two()
		must(s.db.NewUpdate().Table("panels").Set("holds_answers = ?", true).Where("id = ?", s.Panel.ID).Exec(context.Background()))(t)
		sanne := s.as(s.Sanne)
		ready := sanne.get(path)
		ready.submit("#answer-form", "outcome", "changed", "answer", "Er hangt een extra zender.").follow().sees("#ready", "Klaar om te versturen")
		ready.submit("#answer-form", "outcome", "changed", "answer", "Er hangt een extra zender.").follow().lacks("#beside") // the same form once more
		sanne.get(path).submit("form[action$='/recall']").follow().is(http.StatusOK)
		before := sanne.get(path)
		version, _ := before.Find("#answer-form input[name=_version]").Attr("value")
		s.as(s.Wim).post(path+"/answer", "_version", version, "outcome", "explained", "answer", "De muren zijn te dik.").follow().sees(".flash", "concept")
		before.submit("#answer-form").is(http.StatusConflict).sees("#beside", "De muren zijn te dik.").sees("#answer", "Er hangt een extra zender.")
	})
}

func TestARevisedAnswerIsSentWithTheOthersToo(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		item, path := s.two()
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "De muren zijn te dik."})
		must(s.db.NewUpdate().Table("panels").Set("holds_answers = ?", true).Where("id = ?", s.Panel.ID).Exec(context.Background()))(t)
		sanne, joris := s.as(s.Sanne), s.as(s.Joris)
		revise := sanne.get(path+"/revise").sees("#revise-form", "Zet het antwoord klaar")
		form := []string{"outcome", "changed", "answer", "Er hangt een extra zender.", "changed", "Er was toch geld voor."}
		p := revise.submit("#revise-form", form...).follow().sees(".flash", "staat klaar").sees("#ready ~ *", "Er was toch geld voor.").sees(".point__answer", "De muren zijn te dik.")
		p.lacks(".point__answer a[href$='/revise']")
		revise.submit("#revise-form", form...).follow().is(http.StatusOK) // twice is once
		sanne.get(path + "/revise").is(http.StatusSeeOther)
		if seen := s.as(s.Fatma).get(path).text("main"); strings.Contains(seen, "zender") {
			t.Error("who stands behind the point reads a revision that nobody published")
		}
		recalls := sanne.get(path)
		recalls.submit("form[action$='/recall']").follow().sees(".flash", "weer een concept")
		recalls.submit("form[action$='/recall']").follow().is(http.StatusOK).lacks(".error-summary")
		sanne.get(path+"/revise").sees("#changed", "Er was toch geld voor.").submit("#revise-form").follow().sees(".flash", "staat klaar")
		joris.get("/cycles/"+s.round.ID.String()+"/publish").sees(".rows", "Er was toch geld voor.").submit("main form").follow().sees(".flash", "Eén antwoord is verstuurd")
		s.as(s.Fatma).get(path).sees(".point__answer", "Er hangt een extra zender.").sees(".timeline", "Er was toch geld voor.")
	})
}

func TestAPromiseWhoseDayPassedWhileItWaitedGoesBackToItsService(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		_, path := s.two()
		must(s.db.NewUpdate().Table("panels").Set("holds_answers = ?", true).Where("id = ?", s.Panel.ID).Exec(context.Background()))(t)
		s.as(s.Sanne).get(path).submit("#answer-form", "outcome", "promised", "due_on", string(s.in(2)), "answer", "Er komt een zender.").follow().sees(".flash", "staat klaar")
		s.Clock.To(s.Clock.Now().AddDate(0, 0, 9))
		publish := "/cycles/" + s.round.ID.String() + "/publish"
		s.as(s.Joris).get(publish).sees("main", "De beloofde dag is voorbij").submit("main form").follow().sees(".flash", "kiest een andere dag").sees(".empty", "Er staan geen antwoorden klaar")
		p := s.as(s.Sanne).get(path).sees("#answer", "Er komt een zender.")
		p.submit("#answer-form").is(http.StatusUnprocessableEntity).sees(".error-summary", "Kies een latere dag")
	})
}

func TestWhoStandsInForWhoReleasesSendsTheAnswer(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		_, path := s.two()
		release := "/services/" + s.ICT.ID.String() + "/release"
		s.as(s.Sanne).post(release, "releaser", s.Sanne.ID.String()).follow().is(http.StatusOK)
		today := scheduler.DateOf(s.Clock.Now(), s.Panel.Zone())
		must(s.Store.SaveAbsence(context.Background(), s.As(t, s.Sanne), panel.AbsenceInput{From: today, Until: today.AddDays(3), StandIn: s.Bram.Email}))(t)
		s.as(s.Wim).get(path).sees("#answer-form", "Bram Jansen").submit("#answer-form", "outcome", "changed", "answer", "Er hangt een extra zender.").follow().sees(".flash", "concept")
		bram := s.as(s.Bram)
		bram.get("/").sees("main", "Een collega schreef een antwoord")
		bram.get(release).lacks("main form")
		bram.get(path).sees(".notice", "Concept van Wim Smit").submit("#answer-form").follow().sees(".flash", "verstuurd").sees(".point__answer", "Er hangt een extra zender.")
	})
}

func TestReadersOfADigestSayWhetherAnExplanationIsClear(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		item, path := s.two()
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "De muren zijn te dik."})
		d := s.told()
		digest := "/digests/" + d.ID.String()
		s.as(s.Fatma).get(digest).sees(".digest__own", "De muren zijn te dik.").lacks(".digest__clear")
		s.as(s.Fatma).get(path).submit("form[action$='/heard']", "helped."+item.ID.String(), "yes", "clear."+item.ID.String(), "yes").follow().is(http.StatusOK)
		b := s.as(s.Bram)
		b.get(digest).sees(".digest__clear", "Is deze uitleg duidelijk?").submit(".digest__clear", "clear", "no").follow().
			sees(".flash", "alleen aantallen").sees(".digest__clear", "niet duidelijk")
		b.get(digest).submit(".digest__clear", "clear", "yes").follow().sees(".digest__clear", "U vindt deze uitleg duidelijk.")
		s.as(s.Sanne).get(path).sees("main", "Enkele collega's lieten weten of de uitleg duidelijk was")
		b.post(digest+"/items/"+s.Panel.ID.String()+"/clear", "clear", "yes").is(http.StatusNotFound)
	})
}
