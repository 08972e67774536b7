package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

// mailed keeps an answer by mail as it was understood, and gives its id.
func (s *site) mailed(who panel.Person, kind string, subject uuid.UUID, u dialogue.Understood) uuid.UUID {
	s.t.Helper()
	form, err := json.Marshal(u)
	s.must(err)
	a := dialogue.MailAnswer{ID: uuid.New(), PersonID: who.ID, Kind: kind, SubjectID: subject, Form: form, State: dialogue.Waiting, ReceivedAt: s.Clock.Now()}
	_, err = s.server.DB.NewInsert().Model(&a).Exec(s.t.Context())
	s.must(err)
	return a.ID
}

func (s *site) fieldOf(p *page, name string) string {
	return p.text("#" + strings.ReplaceAll(name, ".", "\\."))
}

func TestAnAnswerByMailStandsInTheFormUntilItIsSent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		f := s.fields(c)
		questions, err := s.Store.CycleQuestions(t.Context(), c.ID)
		s.must(err)
		mark := 7
		id := s.mailed(s.Fatma, mail.ReplyContribution, c.ID, dialogue.Understood{Answers: []dialogue.Answer{
			{QuestionID: &questions[0].ID, People: 6, Text: "De wifi valt weg."}, {QuestionID: &questions[1].ID, People: 1, Mark: &mark}}})
		s.as(s.Piet).get(path + "/contribute").lacks(".notice .icon--mail").is(http.StatusOK)
		p := s.as(s.Fatma).get(path+"/contribute").is(http.StatusOK).sees(".notice", "Dit komt uit uw mail van")
		if got := s.fieldOf(p, f("text", 0)); got != "De wifi valt weg." {
			t.Errorf("%q", got)
		}
		if key, _ := p.Find("[name=_submission]").Attr("value"); key != id.String() {
			t.Errorf("the form's key is %s", key)
		}
		s.as(s.Fatma).get("/").sees("main", "concept")
		p.submit(contributeForm).follow().sees(".flash", "Klaar, dank u wel.")
		if n := s.counted(c); n != 2 {
			t.Errorf("%d contributions", n)
		}
		if strings.Contains(s.as(s.Fatma).get(path+"/contribute").text("main"), "Dit komt uit uw mail van") {
			t.Error("what was sent still waits")
		}
	})
}

func TestAnAnswerByMailIsPutBesideADraftWithOtherWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		f := s.fields(c)
		questions, err := s.Store.CycleQuestions(t.Context(), c.ID)
		s.must(err)
		b := s.as(s.Fatma)
		b.post(path+"/draft", f("text", 0), "Op de site getypt.").follow()
		id := s.mailed(s.Fatma, mail.ReplyContribution, c.ID, dialogue.Understood{Answers: []dialogue.Answer{{QuestionID: &questions[0].ID, People: 1, Text: "Gemaild."}}})
		p := b.get(path+"/contribute").sees(".notice", "Daarin staat iets anders dan in uw concept.").sees(".notice details", "Gemaild.")
		if got := s.fieldOf(p, f("text", 0)); got != "Op de site getypt." {
			t.Errorf("%q", got)
		}
		address := path + "/by-mail/" + id.String()
		s.as(s.Piet).post(address).follow().lacks(".flash")
		b.post(address).follow().sees(".flash", "Uw mail staat nu ook in het formulier.")
		p = b.post(address).follow().lacks(".notice details") // a second click
		if got := s.fieldOf(p, f("text", 0)); got != "Op de site getypt. Gemaild." {
			t.Errorf("%q", got)
		}
	})
}

func TestWhatAServiceMailedStandsInTheFormOfItsPoint(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		wifi := s.wifi()
		s.mailed(s.Sanne, mail.ReplyOutcome, wifi.ID, dialogue.Understood{Points: []dialogue.PointAnswer{{Number: 1, ItemID: wifi.ID, Outcome: dialogue.Changed, Text: "Er hangt een antenne."}}})
		path := "/items/" + wifi.ID.String()
		p := s.as(s.Sanne).get(path).sees(".notice", "Dit komt uit uw mail van").sees("#answer", "Er hangt een antenne.")
		if _, chosen := p.Find("[name=outcome][value=changed]").Attr("checked"); !chosen {
			t.Error("its outcome isn't chosen")
		}
		if strings.Contains(s.as(s.Joris).get(path).text("main"), "Er hangt een antenne.") {
			t.Error("others read what she didn't send")
		}
		p.submit("#answer-form").follow().sees("main", "Er hangt een antenne.")
	})
}

func TestWhatACoordinatorMailedStandsInTheFormOfTheDigest(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		s.answer(s.Sanne, s.wifi(), dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		digest := s.digest()
		s.mailed(s.Joris, mail.ReplyIntro, digest.ID, dialogue.Understood{Intro: "Dank voor alle inbreng."})
		path := "/digests/" + digest.ID.String()
		p := s.as(s.Joris).get(path).sees(".notice", "Dit komt uit uw mail van").sees("#intro_nl", "Dank voor alle inbreng.")
		if strings.Contains(s.as(s.Ineke).get(path).text("main"), "Dank voor alle inbreng.") {
			t.Error("another coordinator sees it before it is kept")
		}
		p.submit("form.card", "intro_nl", "Dank u allen.").follow().sees(".digest--preview", "Dank u allen.").sees("#intro_nl", "Dank u allen.")
	})
}
