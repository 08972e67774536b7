package web

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"klantpanel/dialogue"
	"klantpanel/panel"
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
