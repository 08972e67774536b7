package web

import (
	"net/http"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

const murmur = "Mijn leidinggevende leest mee over mijn schouder."

func TestWhoeverSaysSomethingChoosesNotToBeQuoted(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		c, path := s.round()
		f := s.fields(c)
		fatma := s.as(s.Fatma)
		draft := fatma.get(path+"/contribute").is(http.StatusOK).submit(contributeForm, f("people", 0), "2", "unquoted", "on", f("text", 0), murmur)
		draft.follow().sees("main .said__text", murmur).sees("main .rows", "Niet aanhalen")
		fatma.post(path+"/draft", "_submission", "x", f("text", 0), "Nog iets.", "unquoted", "on")
		if n := fatma.get(path + "/contribute").Find("input[name=unquoted][checked]").Length(); n != 1 {
			t.Error("the draft forgot that it isn't to be quoted")
		}
		if rows := fatma.get(path + "/said.csv").csvRows(); len(rows) != 1 || rows[0][len(rows[0])-1] != "Ja" {
			t.Errorf("the own file holds %q", rows)
		}
		meeting := fatma.get(path+"/meeting").press("add", "text.1", "De lift hangt.", "unquoted.1", "on").follow()
		if meeting.Find("[name='unquoted.1'][checked]").Length() != 1 || meeting.Find("[name='unquoted.2'][checked]").Length() != 0 {
			t.Error("the points of the meeting forgot which of them isn't to be quoted")
		}
		meeting.submit(meetingForm, "text.2", "De bel doet het.").is(http.StatusSeeOther)
		p := s.nobody().opensForm(panel.LinkPath(s.linkOf(c, s.Fatma).Code))
		thanks := p.submit(contributeForm, f("text", 0), "Er is geen koffie.", "unquoted", "on").is(http.StatusOK)
		s.nobody().get("/receipts/"+thanks.text(".receipt-code--large")).is(http.StatusOK).sees(".receipt-line", "Niet aanhalen")

		s.as(s.Wim).get("/tell").submit("main form", "text", "De deur klemt.", "unquoted", "on").follow().sees("main .rows", "Niet aanhalen")
		if rows := s.as(s.Wim).get("/mine.csv").csvRows(); len(rows) != 1 || rows[0][len(rows[0])-1] != "Ja" {
			t.Errorf("the own file holds %q", rows)
		}
		unquoted := map[string]bool{}
		var said []dialogue.Contribution
		s.must(s.db.NewSelect().Model(&said).Scan(t.Context()))
		for _, one := range said {
			unquoted[one.Text] = one.Unquoted
		}
		for text, want := range map[string]bool{murmur: true, "De lift hangt.": true, "De bel doet het.": false, "Er is geen koffie.": true, "De deur klemt.": true} {
			if got, known := unquoted[text]; !known || got != want {
				t.Errorf("%q is not to be quoted: %v, want %v", text, got, want)
			}
		}
	})
}

func TestTheBoardAsksForOwnWordsAndThePointSaysWhatIsLeftOut(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		c, path := s.round()
		f := s.fields(c)
		s.as(s.Fatma).get(path+"/contribute").submit(contributeForm, f("text", 0), murmur, f("people", 0), "6", "unquoted", "on").is(http.StatusSeeOther)
		s.afterCollecting(c)
		joris := s.as(s.Joris)
		board := joris.get(path+"/board").is(http.StatusOK).sees(".waiting", "Niet aanhalen").lacks("[name=_quoting]")
		id := board.Find("[name=contributions]").AttrOr("value", "")
		refused := board.submit("#board", "contributions", id, "title", "Meekijken", "said", murmur, "service", s.ICT.ID.String()).is(http.StatusUnprocessableEntity)
		refused.sees(".error-summary", "niet aangehaald mag worden").sees("#said", murmur)
		if refused.Find("[name=_quoting]").Length() != 1 {
			t.Fatal("there is no way to go on with these words")
		}
		refused.submit("#board", "contributions", id, "title", murmur, "said", "Meekijken stoort.").is(http.StatusUnprocessableEntity).sees(".error-summary", "iedereen leest de titel")
		refused.submit("#board", "contributions", id, "_quoting", "on").is(http.StatusSeeOther)
		item := s.items(c)[0]
		point := "/items/" + item.ID.String()
		joris.get(point).sees("main .quote", murmur).sees(".notice--warning", "Iemand wil niet aangehaald worden").sees(".more", "Niet aanhalen")
		s.as(s.Sanne).get(point).sees("main .quote", murmur).lacks(".notice--warning")
		if text := s.as(s.Piet).get(point).is(http.StatusOK).text("main"); contains(text, murmur) {
			t.Errorf("another ambassador reads %q", text)
		}
		s.as(s.Fatma).get(point).is(http.StatusOK).sees(".more", murmur) // the own words
	})
}

func TestTheTickToQuoteStaysOnceItWasOffered(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		c, path := s.round()
		f := s.fields(c)
		const lift = "De lift op de derde verdieping hangt elke maandag."
		for _, said := range []string{murmur, lift} {
			s.as(s.Fatma).get(path+"/contribute").submit(contributeForm, f("text", 0), said, f("people", 0), "6", "unquoted", "on").is(http.StatusSeeOther)
		}
		s.afterCollecting(c)
		waiting := must(s.server.Dialogue.WaitingPage(t.Context(), c.ID, uuid.Nil, 10))(t)
		joris := s.as(s.Joris)
		ticked := func(p *page) *page {
			t.Helper()
			if p.Find("[name=_quoting][checked]").Length() != 1 {
				t.Fatal("the tick is gone")
			}
			return p
		}
		p := joris.get(path+"/board").submit("#board", "contributions", waiting[0].ID.String(), "title", waiting[0].Text, "said", waiting[0].Text).is(http.StatusUnprocessableEntity)
		p = p.submit("#board", "_quoting", "on", "said", "Dit speelt elke week.").is(http.StatusUnprocessableEntity).sees(".error-summary", "iedereen leest de titel")
		form := ticked(p).Find("#board")
		action := form.AttrOr("action", "")
		form.SetAttr("action", path+"/board") // another button
		p = ticked(p.submit("#board", "q", "")).is(http.StatusOK)
		p.Find("#board").SetAttr("action", action)
		p.submit("#board", "title", "Kort gezegd", "said", waiting[0].Text, "reason", "Ook gelezen.").is(http.StatusOK).sees(".flash", "Kort gezegd").lacks("[name=_quoting]") // made; the reason stays

		item := s.items(c)[0]
		must(s.server.Dialogue.AddTo(t.Context(), s.As(t, s.Joris), item.ID, []uuid.UUID{waiting[1].ID}))(t)
		split := "/items/" + item.ID.String() + "/split"
		p = joris.get(split).submit("main form", "contributions", waiting[0].ID.String(), "title", waiting[0].Text, "said", waiting[0].Text).is(http.StatusUnprocessableEntity)
		ticked(p.submit("main form", "_quoting", "on", "said", "Dit speelt elke week.").is(http.StatusUnprocessableEntity)).submit("main form", "title", "Apart punt").is(http.StatusSeeOther)
	})
}

func TestTheReadersOwnPointsComeFirstWithWhatTheServiceDid(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		wifi := s.wifi()
		s.answer(s.Sanne, wifi, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		path := "/digests/" + s.told().ID.String()
		s.as(s.Fatma).get(path).is(http.StatusOK).sees(".digest__own h2", "Uw eigen punten").sees(".digest__own .digest__said", "U zei:").sees(".digest__own .digest__state", "ICT paste het aan")
		p := s.as(s.Wim).get(path).is(http.StatusOK).sees(".digest__own h2", "Dit is er veranderd").sees(".digest__own .digest__said", "Collega's zeiden:")
		if n := p.Find("[id='" + wifi.ID.String() + "']").Length(); n != 1 {
			t.Errorf("the point stands on the page %d times", n)
		}
	})
}
