package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

func contains(text, part string) bool { return strings.Contains(text, part) }

const contributeForm = "form.contribute"

// fields are the form's names of the parts of the round's questions.
func (s *site) fields(c panel.Cycle) func(part string, question int) string {
	s.t.Helper()
	questions, err := s.Store.CycleQuestions(s.t.Context(), c.ID)
	s.must(err)
	return func(part string, question int) string {
		if question < 0 {
			return dialogue.Field(part, nil)
		}
		return dialogue.Field(part, &questions[question].ID)
	}
}

// counted is the number of contributions that came in.
func (s *site) counted(c panel.Cycle) int {
	s.t.Helper()
	c, err := s.Store.Cycle(s.t.Context(), c.ID)
	s.must(err)
	return c.Contributions
}

func TestAnAmbassadorAnswersForColleaguesOnOneForm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		f := s.fields(c)
		p := s.as(s.Fatma).get(path+"/contribute").is(200).sees("main", "letterlijk")
		if n := p.Find("fieldset.question").Length(); n != 5 {
			t.Fatalf("%d questions, want four and the unasked one", n)
		}
		sent := p.submit(contributeForm, f("text", 0), "De wifi valt weg.", f("people", 0), "6", f("mark", 1), "5", f("choice", 2), "1",
			f("importance", 3), "9", f("experience", 3), "4", f("text", 3), "De rij is lang.", f("text", -1), "Compliment voor de bode.").follow().is(200)
		sent.sees(".flash", "Klaar, dank u wel. U hoort uiterlijk rond 16 februari 2027 wat ermee is gedaan.").sees("[aria-labelledby=said] .button", "Nog iets toevoegen")
		if n := sent.Find("[aria-labelledby=said] li").Length(); n != 5 {
			t.Errorf("the round shows %d of the 5 contributions", n)
		}
		sent = s.as(s.Fatma).get(path+"/contribute").sees(".sent", "De wifi valt weg. (namens 6 collega's)").sees(".sent", "Belang 9, ervaring 4: De rij is lang.")
		if v := sent.text("#" + strings.ReplaceAll(f("text", 0), ".", "\\.")); v != "" {
			t.Errorf("the form still holds %q", v)
		}
		sent.submit(contributeForm, f("text", 0), "De lift is traag.").follow().sees(".flash", "Klaar, dank u wel.")
		s.as(s.Fatma).get(path+"/contribute").sees(".sent summary", "6 stukken inbreng")
		if n := s.counted(c); n != 6 {
			t.Errorf("%d contributions, want 6", n)
		}
		for _, foreign := range []panel.Person{s.Joris, s.Wim, s.Sanne, s.Ineke} {
			s.as(foreign).get(path + "/contribute").is(404)
			s.as(foreign).post(path+"/contribute", f("text", 0), "x").is(404)
		}
	})
}

func TestAFormSentTwiceIsQuietlyTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		f := s.fields(c)
		p := s.as(s.Fatma).get(path + "/contribute")
		p.submit(contributeForm, f("text", 0), "De wifi\r\nvalt weg.").is(303)
		p.submit(contributeForm, f("text", 0), "De wifi\r\nvalt weg.").follow().sees(".flash", "Klaar, dank u wel.")
		if n := s.counted(c); n != 1 {
			t.Fatalf("%d contributions, want 1", n)
		}
		// the browser's back button brings the sent form back: what is new in it is asked about, not lost and not doubled
		again := p.submit(contributeForm, f("text", 0), "De wifi\r\nvalt weg.", f("text", -1), "De deur klemt.").is(http.StatusConflict).sees("[role=alert]", "al verstuurd")
		if v := again.text("#text\\.unasked"); v != "De deur klemt." {
			t.Fatalf("the new words became %q", v)
		}
		again.submit(contributeForm).follow().sees(".flash", "Klaar, dank u wel.")
		if n := s.counted(c); n != 2 {
			t.Fatalf("%d contributions, want 2", n)
		}
	})
}

func TestADraftIsKeptAsTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		f := s.fields(c)
		b := s.as(s.Fatma)
		b.get(path + "/contribute").lacks(".notice:not(.notice--warning)")
		key := b.get(path+"/contribute").is(200).Find("[name=_submission]").AttrOr("value", "")
		typed := []string{"_submission", key, f("text", 0), "Half af", f("people", 0), "zes", f("importance", 3), "8", f("choice", 2), "2"}
		b.post(path+"/draft", typed...).follow().is(200).sees(".flash", "bewaard")
		p := b.get(path+"/contribute").sees(".notice", "Hier staat uw concept van 12 januari 2027")
		if p.Find("[name=_submission]").AttrOr("value", "") != key {
			t.Error("the draft has another key")
		}
		if p.Find("[name='"+f("people", 0)+"']").AttrOr("value", "") != "zes" || p.Find("[name='"+f("importance", 3)+"'][value='8'][checked]").Length() != 1 ||
			p.Find("[name='"+f("choice", 2)+"'][value='2'][checked]").Length() != 1 {
			t.Error("the draft is not as it was typed")
		}
		script := s.as(s.Fatma)
		script.header.Set("Sec-Fetch-Mode", "cors")
		script.post(path+"/draft", "_submission", key, f("text", 0), "Bijna af").is(http.StatusNoContent)
		s.as(s.Piet).get(path + "/contribute").lacks(".notice:not(.notice--warning)")
		b.get(path+"/contribute").submit(contributeForm, f("people", 0), "2").follow().sees(".flash", "Klaar, dank u wel.")
		// the page's script saves while the form is being sent: that draft is what was sent
		script.post(path+"/draft", "_submission", key, f("text", 0), "Bijna af", f("people", 0), "2").is(http.StatusNoContent)
		b.get(path + "/contribute").lacks(".notice:not(.notice--warning)")
		if n := s.counted(c); n != 1 {
			t.Errorf("%d contributions, want 1", n)
		}
	})
}

func TestWhatCannotBeRightIsSaidBesideTheQuestion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		f := s.fields(c)
		long := strings.Repeat("Lang verhaal. ", 400)
		p := s.as(s.Fatma).get(path+"/contribute").submit(contributeForm, f("text", 0), long, f("importance", 3), "8", f("text", -1), "De deur klemt.").is(422)
		if n := p.Find(".error-summary li a").Length(); n != 2 {
			t.Errorf("%d problems, want 2: %s", n, p.text(".error-summary"))
		}
		p.Find(".error-summary a").Each(func(_ int, a *goquery.Selection) {
			if id := a.AttrOr("href", ""); p.Find("[id='"+id[1:]+"']").Length() != 1 {
				t.Errorf("the summary points at %s, which isn't there", id)
			}
		})
		if p.Find("[name='"+f("importance", 3)+"'][value='8'][checked]").Length() != 1 || p.text("#text\\.unasked") != "De deur klemt." {
			t.Error("what was chosen is gone")
		}
		for field, wrong := range map[string]struct{ value, says string }{
			f("people", 0): {"zes", "Vraag 1 van 4 – Voor hoeveel collega's, met uzelf? Vul hier een heel getal in"},
			f("mark", 1):   {"11", "Vraag 2 van 4 – Uw cijfer: vul een getal in van 1 tot en met 10"},
		} {
			s.as(s.Fatma).get(path+"/contribute").submit(contributeForm, f("text", 0), "De wifi.", field, wrong.value).is(422).sees(".error-summary", wrong.says)
		}
		s.as(s.Fatma).get(path + "/contribute").submit(contributeForm).is(422)
		if n := s.counted(c); n != 0 {
			t.Errorf("%d contributions of refused forms", n)
		}
	})
}

func TestAFormForARoundThatJustClosedIsReadableAndNotSaved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		f := s.fields(c)
		b := s.as(s.Fatma)
		p := b.get(path + "/contribute")
		p.submit(contributeForm).is(422)
		b.post(path+"/draft", f("text", 0), "Mijn concept over de lift").is(303)
		s.Clock.To(c.CollectingUntil.Time.Add(60e9))
		for _, step := range []func(){func() {}, func() { s.must(s.server.Dialogue.CloseDue(t.Context(), s.Clock.Now())) }} {
			step()
			late := p.submit(contributeForm, f("text", 0), "De wifi valt weg.", f("mark", 1), "4").is(http.StatusConflict)
			late.sees(".typed", "De wifi valt weg.").sees(".typed", "Cijfer 4").sees("main", "volgende ronde begint op 9 februari 2027")
			b.ask("POST", path+"/draft", url.Values{f("text", 0): {"Nog iets"}}).is(http.StatusConflict).sees(".typed", "Nog iets")
			b.get(path+"/contribute").is(200).sees(".typed", "Mijn concept over de lift").lacks(contributeForm)
		}
		if n := s.counted(c); n != 0 {
			t.Errorf("%d contributions to a closed round", n)
		}
	})
}

func TestASecondClickAfterTheDeadlineSaysThatTheFirstCameIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		f := s.fields(c)
		p := s.as(s.Fatma).get(path + "/contribute")
		p.submit(contributeForm, f("text", 0), "De wifi valt weg.").is(303)
		s.afterCollecting(c)
		p.submit(contributeForm, f("text", 0), "De wifi valt weg.").follow().sees(".flash", "Klaar, dank u wel.").sees("[aria-labelledby=said]", "De wifi valt weg.")
		more := p.submit(contributeForm, f("text", 0), "De wifi valt weg.", f("text", -1), "De deur klemt.").is(http.StatusConflict)
		more.sees(".notice", "op tijd ontvangen").sees(".typed", "De deur klemt.")
		if contains(more.text(".typed"), "wifi") {
			t.Error("what came in is called not sent")
		}
		if n := s.counted(c); n != 1 {
			t.Errorf("%d contributions, want 1", n)
		}
	})
}

func TestNobodySpeaksForMoreColleaguesThanThereAre(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		f := s.fields(c)
		p := s.as(s.Fatma).get(path+"/contribute").submit(contributeForm, f("text", 0), "De wifi valt weg.", f("people", 0), "5000").is(422)
		p.sees(".error-summary", "Meer dan er collega's zijn (8). Klopt het getal?")
		p.submit(contributeForm, f("people", 0), "8").is(303)
	})
}
