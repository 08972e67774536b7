package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
)

const meetingForm = "form.meeting"

// press sends the meeting's form as a button does that changes it, and goes on where that leads.
func (p *page) press(do string, values ...string) *page {
	p.t.Helper()
	form := p.Find(meetingForm)
	action := form.AttrOr("action", "")
	form.SetAttr("action", action+"/draft")
	defer form.SetAttr("action", action)
	return p.submit(meetingForm, append(values, "do", do)...)
}

func (p *page) value(field string) string {
	p.t.Helper()
	f := p.Find("[id='" + field + "']")
	if f.Is("textarea") {
		return f.Text()
	}
	return f.AttrOr("value", "")
}

func TestAnAmbassadorBringsSeveralPointsFromAMeeting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		questions, err := s.Store.CycleQuestions(t.Context(), c.ID)
		s.must(err)
		b := s.as(s.Fatma)
		p := b.get(path+"/meeting").is(200).sees("main", "handen opsteken").sees("main", "Uw achterban")
		p = p.press("add", "text.1", "De wifi valt weg.", "people.1", "3").follow().is(200)
		if p.value("text.1") != "De wifi valt weg." || p.value("people.1") != "3" || p.value("people.2") != "1" {
			t.Fatal("adding a point lost what was typed")
		}
		p.press("add").follow().submit(meetingForm, "text.2", "De lift stinkt.", "people.2", "2", "question.2", questions[0].ID.String(),
			"text.3", "De bode helpt goed.", "question.3", questions[0].ID.String()).follow().sees(".flash", "Klaar, dank u wel.")
		said, err := s.server.Dialogue.Said(t.Context(), s.As(t, s.Fatma).Ambassadors[s.Panel.ID], c.ID)
		s.must(err)
		if len(said) != 3 {
			t.Fatalf("%d contributions, want 3", len(said))
		}
		for _, one := range said {
			if (one.QuestionID == nil) != (one.Text == "De wifi valt weg.") {
				t.Errorf("%q belongs to %v", one.Text, one.QuestionID)
			}
		}
		b.get(path + "/meeting").lacks(".notice:not(.notice--warning)")
		for _, foreign := range []string{"GET", "POST"} {
			s.as(s.Joris).ask(foreign, path+"/meeting", nil).is(404)
		}
	})
}

const meetingNotes = "  ICT:\n- wifi valt weg\n- laptop traag\n\nvolgende punt de lift stinkt\n"

func TestNotesAreSplitAndComeBackAsTheyWere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		_, path := s.round()
		b := s.as(s.Fatma)
		p := b.get(path+"/meeting").press("split", "notes", strings.ReplaceAll(meetingNotes, "\n", "\r\n")).follow().sees("main", "Uw aantekeningen zijn nu 3 punten.")
		if p.value("text.1") != "ICT: wifi valt weg" || p.value("text.3") != "de lift stinkt" || p.value("notes") != "" {
			t.Fatalf("the points are %q and %q, and the notes %q", p.value("text.1"), p.value("text.3"), p.value("notes"))
		}
		undone := p.press("undo").follow().sees(".flash", "zoals ze waren")
		if got := undone.value("notes"); got != meetingNotes {
			t.Errorf("the notes came back as %q", got)
		}
		if n := undone.Find("form fieldset.point").Length(); n != 1 || undone.value("text.1") != "" {
			t.Errorf("%d points are left", n)
		}
		// what was changed in points meanwhile stays, and so do notes typed since
		kept := p.press("undo", "people.2", "4", "notes", "en de kantine").follow().sees(".flash", "iets dubbel")
		if kept.value("text.1") != "ICT: laptop traag" || kept.value("people.1") != "4" || kept.value("notes") != meetingNotes+"\nen de kantine" {
			t.Errorf("kept %q for %q, notes %q", kept.value("text.1"), kept.value("people.1"), kept.value("notes"))
		}
		b.get(path+"/meeting").press("split", "notes", "  ").follow().sees(".flash", "geen aantekeningen")
	})
}

func TestNotesSayHowManyStandBehindAPoint(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		_, path := s.round()
		p := s.as(s.Fatma).get(path+"/meeting").press("split", "notes", "- wifi valt weg (12 collega's)\n- laptop traag").follow()
		if p.value("text.1") != "wifi valt weg" || p.value("people.1") != "12" || p.value("people.2") != "1" {
			t.Errorf("%s colleagues stand behind %q and %s behind the other", p.value("people.1"), p.value("text.1"), p.value("people.2"))
		}
		if got := p.press("undo").follow().value("notes"); got != "- wifi valt weg (12 collega's)\n- laptop traag" {
			t.Errorf("the notes came back as %q", got)
		}
	})
}

func TestWhatDoesNotFitInOneFormStaysInTheNotes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		p := s.as(s.Fatma).get(path+"/meeting").press("split", "notes", strings.Repeat("De lift is kapot\n", 120)).follow().sees(".flash", "Meer dan 100 punten")
		if n := strings.Count(p.value("notes"), "lift"); n != 20 {
			t.Errorf("%d points are left in the notes, want 20", n)
		}
		p.submit(meetingForm).is(422).sees(".error-summary", "staan nog aantekeningen")
		p.submit(meetingForm, "notes", "").is(303)
		if n := s.counted(c); n != 100 {
			t.Errorf("%d contributions, want 100", n)
		}
	})
}

func TestWhatCannotBeRightInAMeetingIsSaidBesideThePoint(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		b := s.as(s.Fatma)
		p := b.get(path + "/meeting")
		p.submit(meetingForm).is(422)
		p.submit(meetingForm, "text.1", strings.Repeat("Lang verhaal. ", 400), "notes", "nog iets").is(422).sees(".error-summary", "aantekeningen")
		wrong := p.submit(meetingForm, "text.1", strings.Repeat("Lang verhaal. ", 400), "people.1", "zes").is(422).sees(".error-summary", "Punt 1 – Hoeveel collega's staan hierachter? Vul hier een heel getal in")
		if wrong.value("people.1") != "zes" {
			t.Error("what was typed is gone")
		}
		p.submit(meetingForm, "text.1", strings.Repeat("Lang verhaal. ", 400)).is(422).sees(".error-summary", "Punt 1 – Wat zeiden uw collega's?")
		asked := p.submit(meetingForm, "text.1", "De wifi valt weg.", "people.1", "8").is(422).sees("[role=alert]", "Klopt het aantal bij punt 1?").lacks(".error-summary")
		asked.submit(meetingForm, "people.1", "7").is(422)
		if n := s.counted(c); n != 0 {
			t.Errorf("%d contributions of refused forms", n)
		}
		asked.submit(meetingForm).is(303)
		if n := s.counted(c); n != 1 {
			t.Errorf("%d contributions, want 1", n)
		}
	})
}

func TestAMeetingSentTwiceIsQuietlyTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		b := s.as(s.Fatma)
		p := b.get(path+"/meeting").press("split", "notes", "- De lift\r\n- De lift\r\n- De wifi").follow()
		p.submit(meetingForm).is(303)
		p.submit(meetingForm).follow().sees(".flash", "Klaar, dank u wel.")
		again := p.submit(meetingForm, "text.3", "De wifi boven").is(http.StatusConflict).sees("[role=alert]", "al verstuurd")
		if again.Find("form fieldset.point").Length() != 1 || again.value("text.1") != "De wifi boven" {
			t.Error("what was sent before still stands there")
		}
		// the page's script saves while the form is being sent: that draft is what was sent
		key := p.Find("[name=_submission]").AttrOr("value", "")
		script := s.as(s.Fatma)
		script.header.Set("Sec-Fetch-Mode", "cors")
		script.post(path+"/meeting/draft", "_submission", key, "text.1", "De lift", "people.1", "1").is(http.StatusNoContent)
		b.get(path + "/meeting").lacks(".notice:not(.notice--warning)")
		if n := s.counted(c); n != 3 {
			t.Errorf("%d contributions, want 3", n)
		}
	})
}

func TestTheDraftOfAMeetingStandsBesideTheOtherForm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		f := s.fields(c)
		b := s.as(s.Fatma)
		b.get(path+"/meeting").press("", "notes", "nog uitwerken").follow().sees(".flash", "bewaard")
		b.get(path).sees("main", "U hebt punten uit een overleg getypt")
		b.get(path+"/contribute").sees("main", "U hebt punten uit een overleg getypt").submit(contributeForm, f("text", 0), "De wifi.").is(303)
		if got := b.get(path + "/meeting").value("notes"); got != "nog uitwerken" {
			t.Errorf("the draft became %q", got)
		}
		s.Clock.To(c.CollectingUntil.Time.Add(60e9))
		b.get(path+"/meeting").is(200).sees("main", "U kunt nu geen inbreng geven").sees(".typed", "nog uitwerken")
		b.post(path+"/meeting", "text.1", "De lift", "people.1", "3").is(http.StatusConflict).sees(".typed", "De lift")
	})
}
