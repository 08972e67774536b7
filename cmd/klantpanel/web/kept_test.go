package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

const keptText = "De <b>lift</b> & de trap:\r\n\r\n  1. beide \"stuk\"\r\n  2. dus wij wachten"

// tooLate is Fatma's browser in which the session is over, with the form of the round filled in.
func (s *site) tooLate(c panel.Cycle, path string) (*browser, *page) {
	s.t.Helper()
	b := s.as(s.Fatma)
	p := b.get(path + "/contribute").is(http.StatusOK)
	s.ended()
	f := s.fields(c)
	return b, p.submit(contributeForm, f("text", 0), keptText, f("people", 0), "6", f("mark", 1), "5").is(http.StatusUnauthorized)
}

// ended ends all sessions, as signing out in another tab does.
func (s *site) ended() {
	s.t.Helper()
	_, err := s.db.NewUpdate().Model((*session)(nil)).Set("ended_at = ?", s.Clock.Now()).Where("ended_at IS NULL").Exec(s.t.Context())
	s.must(err)
}

func (s *site) kept() (forms []keptForm) {
	s.t.Helper()
	s.must(s.db.NewSelect().Model(&forms).Order("created_at").Scan(s.t.Context()))
	return forms
}

// signsIn follows the letter that a page's own form asks for, in a browser.
func (p *page) signsIn(b *browser, address string) *page {
	p.t.Helper()
	p.submit("form[action='/sign-in']", "email", address).is(http.StatusOK)
	links := p.browser.letters()
	return b.get(links[len(links)-1]).submit("main form")
}

func TestWhatWasSentInAnEndedSessionGoesOnAfterSigningIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		_, over := s.tooLate(c, path)
		over.sees("h1", "niet meer ingelogd").sees(".flash", "Uw tekst is bewaard.").sees("textarea[readonly]", "De <b>lift</b> & de trap:")
		phone := s.nobody() // the letter is opened on another device
		p := over.signsIn(phone, s.Fatma.Email).follow().is(http.StatusOK).sees("h1", "Wat u had getypt").sees("main", "rest van het formulier")
		if got, want := p.Find(".kept__text").Text(), strings.ReplaceAll(keptText, "\r\n", "\n"); got != want {
			t.Errorf("shows %q, want %q", got, want)
		}
		address := s.kept()[0].address()
		done := p.submit("form[action$='/contribute']").is(http.StatusSeeOther)
		done.follow().sees(".flash", "Klaar, dank u wel.")
		if s.counted(c) != 2 || len(s.kept()) != 0 {
			t.Errorf("%d contributions and %d kept forms, want 2 and none", s.counted(c), len(s.kept()))
		}
		p.submit("form[action$='/contribute']").is(http.StatusSeeOther) // pressed a second time
		if s.counted(c) != 2 {
			t.Errorf("%d contributions after a second press, want 2", s.counted(c))
		}
		said, err := s.server.Dialogue.Said(t.Context(), must(s.Store.Act(t.Context(), s.Fatma.ID))(t).Ambassadors[c.PanelID], c.ID)
		s.must(err)
		if want := strings.ReplaceAll(keptText, "\r\n", "\n"); said[0].Text != want && said[1].Text != want {
			t.Errorf("came in as %q and %q", said[0].Text, said[1].Text)
		}
		phone.get(address).is(http.StatusNotFound)
	})
}

func TestAKeptFormIsOnePersonsOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		b, over := s.tooLate(c, path)
		address := s.kept()[0].address()
		for _, other := range []panel.Person{s.Piet, s.Joris, s.Ineke} {
			s.as(other).get(address).is(http.StatusNotFound)
			s.as(other).post(address + "/delete").is(http.StatusNotFound)
		}
		s.nobody().get(address).is(http.StatusSeeOther)
		if to := over.signsIn(b, s.Piet.Email).header.Get("Location"); to != "/" {
			t.Errorf("somebody else at the same browser is sent to %q", to)
		}
		b.post(path+"/contribute", keptField, s.kept()[0].ID.String(), "_submission", "x")
		if len(s.kept()) != 1 {
			t.Error("somebody else made it disappear")
		}
		owner := s.as(s.Fatma)
		owner.get(address).submit("form.kept__delete").is(http.StatusSeeOther).follow().sees(".flash", "weggegooid")
		if len(s.kept()) != 0 || s.counted(c) != 0 {
			t.Error("what wasn't to be sent is kept, or was sent")
		}
	})
}

func TestNothingIsKeptForWhoHadNoSession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		field := s.fields(c)("text", 0)
		stranger := s.nobody()
		stranger.post(path+"/contribute", field, keptText).is(http.StatusUnauthorized).lacks(".flash").sees("main", "niet opgeslagen")
		stranger.cookies[s.server.cookieName(sessionCookie)] = "geraden"
		stranger.post(path+"/contribute", field, keptText).is(http.StatusUnauthorized).lacks(".flash").sees("textarea[readonly]", "lift")

		gone := s.as(s.Fatma)
		in := panel.PersonInput{Name: s.Fatma.Name, Email: s.Fatma.Email, Active: false}
		must(s.Store.SavePerson(t.Context(), panel.System, s.Fatma.ID, in))(t)
		gone.post(path+"/contribute", field, keptText).is(http.StatusUnauthorized).lacks(".flash")

		s.Clock.Add(time.Hour)
		late := s.as(s.Piet)
		s.Clock.Add(sessionTerm + panel.KeptTerm)
		late.post(path+"/contribute", field, keptText).is(http.StatusUnauthorized).lacks(".flash")
		if n := len(s.kept()); n != 0 {
			t.Errorf("%d forms are kept, want none", n)
		}
	})
}

func TestAFormTooLargeToKeepIsShownAndSaidSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		b := s.as(s.Fatma)
		s.Clock.Add(sessionTerm + time.Hour) // it ran out by itself
		field := s.fields(c)("text", 0)
		b.post(path+"/contribute", field, strings.Repeat("é", keptAtMost/2)).is(http.StatusUnauthorized).
			sees(".notice--warning", "te lang om te bewaren").sees("textarea[readonly]", "éééé").lacks(".flash")
		b.post(path+"/contribute", field, strings.Repeat("é", keptAtMost/2-100)).is(http.StatusUnauthorized).sees(".flash", "bewaard")
		if n := len(s.kept()); n != 1 {
			t.Errorf("%d forms are kept, want 1", n)
		}
	})
}

func TestTheNewestTwentyFormsAreKeptForAWeek(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		b := s.as(s.Fatma)
		s.ended()
		field := s.fields(c)("text", 0)
		for n := range keptPerPerson + 3 {
			s.Clock.Add(time.Second)
			for range 2 { // the page of the refusal loaded again
				b.post(path+"/contribute", field, "Punt "+string(rune('A'+n))).is(http.StatusUnauthorized)
			}
		}
		forms := s.kept()
		if len(forms) != keptPerPerson || !strings.Contains(forms[0].Form, "Punt D") {
			t.Fatalf("%d forms, the oldest %s", len(forms), forms[0].Form)
		}
		byScript := s.as(s.Piet)
		s.ended()
		byScript.header.Set("Sec-Fetch-Mode", "cors")
		byScript.post(path+"/draft", field, "Een concept dat zichzelf bewaart").is(http.StatusUnauthorized)
		s.Clock.Add(panel.KeptTerm - time.Minute)
		s.must(s.Store.Tidy(t.Context(), s.Clock.Now()))
		if n := len(s.kept()); n != keptPerPerson {
			t.Errorf("%d forms before the week is over, want %d", n, keptPerPerson)
		}
		s.Clock.Add(time.Minute)
		s.must(s.Store.Tidy(t.Context(), s.Clock.Now()))
		sessions, err := db.NewSelect().Model((*session)(nil)).Count(t.Context())
		s.must(err)
		if n := len(s.kept()); n != 0 || sessions != 0 {
			t.Errorf("%d forms and %d sessions after a week, want none", n, sessions)
		}
	})
}

func TestOneKeptFormLeadsToTheNext(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		b, _ := s.tooLate(c, path)
		s.Clock.Add(time.Second)
		over := b.post(path+"/contribute", s.fields(c)("text", 0), "En de kantine is te vol.").is(http.StatusUnauthorized)
		p := over.signsIn(b, s.Fatma.Email).follow().sees(".kept__text", "te vol")
		p.submit("form[action$='/contribute']").follow().sees(".flash", "Klaar").sees(".kept__text", "trap").submit("form[action$='/contribute']")
		if s.counted(c) != 3 || len(s.kept()) != 0 {
			t.Errorf("%d contributions, %d kept, want 3 and none", s.counted(c), len(s.kept()))
		}
	})
}

func TestAKeptFormThatIsRefusedStaysUntilItIsTaken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		b := s.as(s.Fatma)
		s.ended()
		over := b.post(path+"/contribute", s.fields(c)("text", 0), "Voor te veel mensen.", s.fields(c)("people", 0), "nul").is(http.StatusUnauthorized)
		refused := over.signsIn(b, s.Fatma.Email).follow().submit("form[action$='/contribute']").is(http.StatusUnprocessableEntity)
		refused.sees("textarea", "Voor te veel mensen.")
		b.post("/profile", "language", "nl", "digest_wish", panel.EachRound).is(http.StatusSeeOther) // something else meanwhile
		s.as(s.Fatma).post(path+"/contribute", s.fields(c)("text", 0), "Op de telefoon.", "_submission", uuid.NewString()).is(http.StatusSeeOther)
		if len(s.kept()) != 1 {
			t.Fatal("it is gone before it was taken")
		}
		refused.submit(contributeForm, s.fields(c)("people", 0), "6").is(http.StatusSeeOther).follow().sees(".flash", "Klaar")
		if n := len(s.kept()); n != 0 || b.cookies[s.server.cookieName(keptCookie)] != "" {
			t.Errorf("%d forms are still kept after it was put right and taken", n)
		}
	})
}

func TestSomebodyElseAtTheBrowserDoesNotForgetWhatWasRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		b := s.as(s.Fatma)
		s.ended()
		text, people := s.fields(c)("text", 0), s.fields(c)("people", 0)
		over := b.post(path+"/contribute", text, "Voor te veel mensen.", people, "nul").is(http.StatusUnauthorized)
		over.signsIn(b, s.Fatma.Email).follow().submit("form[action$='/contribute']").is(http.StatusUnprocessableEntity)
		other := s.as(s.Piet)
		other.cookies[s.server.cookieName(keptCookie)] = b.cookies[s.server.cookieName(keptCookie)]
		other.post(path+"/contribute", text, "De lift is stuk.", "_submission", uuid.NewString()).is(http.StatusSeeOther)
		if len(s.kept()) != 1 {
			t.Error("Fatma's form is gone")
		}
	})
}

func TestAKeptPointIsForgottenThoughTheBoardStillHoldsSomethingElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		wifi := s.say(s.Fatma, c, 6, "De wifi valt weg.")
		s.say(s.Piet, c, 1, "Dank aan de bode.")
		b := s.as(s.Joris)
		s.ended()
		over := b.post(path+"/items", "contributions", wifi.String(), "title", "Wifi valt weg", "said", "De wifi valt weg.", "reason", "Doorgegeven.")
		kept := over.is(http.StatusUnauthorized).signsIn(b, s.Joris.Email).follow()
		kept.submit("form[action$='/items']").is(http.StatusOK).sees(".flash", "Wifi valt weg").sees("#reason", "Doorgegeven.")
		if items, forms := s.items(c), s.kept(); len(items) != 1 || len(forms) != 0 {
			t.Errorf("%d points and %d kept forms, want one and none", len(items), len(forms))
		}
	})
}

func TestAKeptFormSaysWhereItBelongsAndWhatWasTypedWhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		item := "/items/" + s.point(c, &s.ICT.ID, "Wifi valt weg", s.say(s.Fatma, c, 6, "De wifi valt weg.")).ID.String()
		for _, sent := range []struct {
			by               panel.Person
			to, field, label string
			page, name       string
		}{
			{s.Fatma, path + "/contribute?from=mail", s.fields(c)("text", 0), "Uw antwoord", path + "/contribute", "Uw inbreng"},
			{s.Sanne, item + "/outcome", "answer", "Uw antwoord aan collega's", item, "Het punt"},
			{s.Sanne, item + "/hand-over", "reason", "Reden", item + "/hand-over", "Geef dit punt door"},
			{s.Joris, path + "/items", "said", "Wat zeggen collega's?", path, "De ronde"},
			{s.Ineke, "/people/new", "email", "E-mailadres", "/people/new", "Nieuwe collega"},
			{s.Wim, "/profile", "something", "", "/profile", "Mijn gegevens"},
		} {
			b := s.as(sent.by)
			s.ended()
			over := b.post(sent.to, sent.field, "De wifi is sneller.", "outcome", "explained").is(http.StatusUnauthorized)
			p := over.signsIn(b, sent.by.Email).follow().sees(".kept__place a", sent.name).lacks(".kept__text:contains(explained)")
			if to := p.Find(".kept__place a").AttrOr("href", ""); to != sent.page || p.text(".kept__label") != sent.label {
				t.Errorf("%s: leads to %s, the text is called %q", sent.to, to, p.text(".kept__label"))
			}
			p.sees(".kept__text", "De wifi is sneller.").sees("main", "rest van het formulier")
		}
	})
}
