package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

func TestALinkOfAClosedRoundSaysWhenTheNextOneOpens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, _ := s.round()
		f, path := s.fields(c), panel.LinkPath(s.linkOf(c, s.Fatma).Code)
		p := s.nobody().opensForm(path)
		s.Clock.To(c.CollectingUntil.Time.Add(time.Minute))
		for _, step := range []func(){func() {}, func() { s.must(s.server.Dialogue.CloseDue(t.Context(), s.Clock.Now())) }} {
			step()
			s.nobody().get(path).is(http.StatusGone).sees("h1", "Deze ronde is gesloten").sees("main", "De volgende ronde begint op 9 februari 2027.").lacks(contributeForm)
			late := p.submit(contributeForm, f("text", 0), "De wifi valt weg.", f("mark", 1), "4").is(http.StatusConflict)
			late.sees(".typed", "De wifi valt weg.").sees(".typed", "Cijfer 4").sees("main", "De volgende ronde begint op 9 februari 2027.")
		}
		if n, _ := s.sendings(); n != 0 {
			t.Errorf("%d submissions to a closed round", n)
		}
	})
}

func TestALinkThatSomebodyClosedSendsToTheAmbassador(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, _ := s.round()
		f, link := s.fields(c), s.linkOf(c, s.Fatma)
		p := s.nobody().opensForm(panel.LinkPath(link.Code))
		must(s.server.Dialogue.CloseLink(t.Context(), s.As(t, s.Fatma), link.ID, false))(t)
		s.nobody().get(panel.LinkPath(link.Code)).is(http.StatusGone).sees("main", "Vraag uw ambassadeur om de nieuwe link")
		p.submit(contributeForm, f("text", 0), "De wifi valt weg.").is(http.StatusConflict).sees(".typed", "De wifi valt weg.").sees("main", "plak het op de pagina van de nieuwe link")
	})
}

func TestALinkOfAStoppedRoundIsClosedAndOfAPausedOneOpen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		f, link := s.fields(c), panel.LinkPath(s.linkOf(c, s.Fatma).Code)
		s.as(s.Joris).post(path+"/pause", "reason", "Verhuizing").is(303)
		s.nobody().opensForm(link).sees("main", "De ronde staat stil").submit(contributeForm, f("text", 0), "De wifi valt weg.").is(200).sees("main", "De ronde staat nu stil")
		p := s.nobody().opensForm(link)
		s.as(s.Joris).post(path+"/cancel", "reason", "Reorganisatie").is(303)
		s.nobody().get(link).is(http.StatusGone).sees("main", "Deze ronde is gestopt.")
		p.submit(contributeForm, f("text", 0), "De lift is traag.").is(http.StatusConflict).sees(".typed", "De lift is traag.")
	})
}

func TestGuessedLinksAllLookTheSameAndAreLimited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, _ := s.round()
		code := s.linkOf(c, s.Fatma).Code
		first := s.nobody().get("/k/abcdefghijkl").is(404).sees("main", "letters en de cijfers 2 tot en met 7").text("main")
		for _, guess := range []string{code[:11], code + "a", "%00", "%ff", strings.Repeat("a", 4000), uuid.NewString(), "9999", "<script>", "%2e%2e"} {
			if said := s.nobody().get("/k/" + guess).is(404).text("main"); said != first {
				t.Errorf("the guess %q reads %q", guess, said)
			}
		}
		s.nobody().post("/k/abcdefghijkl", "text.unasked", "De deur klemt.", "extra", "Spam").is(404).sees(".typed", "De deur klemt.").lacks(".typed textarea:nth-of-type(2)")
		// typed over from a poster
		s.nobody().get("/k/"+strings.ToUpper(code[:4])+"-"+code[4:8]+"%20"+code[8:]).is(200).sees("h1", "Wat vindt u ervan?")
		s.tried(colleagueGuess, s.address(), guessesPerAddress)
		s.nobody().get("/k/abcdefghijkl").is(http.StatusTooManyRequests).sees("main", "te veel verkeerde links")
		s.nobody().get("/k/" + code).is(200)
	})
}

func TestNothingThatSomebodyTypesBreaksThePageOrTheBoard(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		f, link := s.fields(c), panel.LinkPath(s.linkOf(c, s.Fatma).Code)
		turned, markup := "De \u202eretnirp\u202c loopt vast. أهلا", `<script>alert("x")</script><b>Vet</b> & {{.}}`
		p := s.nobody().opensForm(link)
		p.submit(contributeForm, f("text", 0), "\x1b[31mrood", f("text", -1), "De deur klemt.").is(422).sees(".error-summary", "onzichtbaar teken").sees("form", "De deur klemt.")
		p.submit(contributeForm, f("text", 0), strings.Repeat("Lang verhaal. ", 400), f("text", -1), "De deur klemt.").is(422).sees(".error-summary", "hoogstens 4.000 tekens").sees("form", "De deur klemt.")
		p.submit(contributeForm, f("mark", 1), "tien").is(422)
		p.submit(contributeForm).is(422).sees(".error-summary", "")
		p.submit(contributeForm, f("text", 0), "NUL \x00", f("text", -1), "De deur klemt.").is(422).sees(".typed", "De deur klemt.")
		p.submit(contributeForm, f("text", 0), turned, f("text", -1), markup).is(200)
		again := p.submit(contributeForm, f("text", 0), turned+"!", f("text", -1), markup).is(http.StatusConflict)
		board := s.as(s.Joris).get(path + "/board").is(200)
		for _, seen := range []*page{again, board} {
			if seen.Find("main script, main b").Length() != 0 {
				t.Error("markup that somebody typed is part of the page")
			}
		}
		board.sees("main", "retnirp").sees("main", "<b>Vet</b>")
	})
}

func TestFortyQuestionsHalfAnsweredAreTakenAsTheyAre(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, _ := s.round()
		for i := range 36 {
			row := panel.CycleQuestion{ID: uuid.New(), CycleID: c.ID, Position: 10 + i}
			row.Kind, row.TextNL = panel.Open, "Wat vindt u van de nieuwe werkplek?"
			must(s.db.NewInsert().Model(&row).Exec(t.Context()))(t)
		}
		f, link := s.fields(c), panel.LinkPath(s.linkOf(c, s.Fatma).Code)
		var typed []string
		for i := 4; i < 40; i += 2 {
			typed = append(typed, f("text", i), "Het is er te warm.")
		}
		s.nobody().opensForm(link).sees("main", "40 vragen").submit(contributeForm, typed...).is(200)
		if _, said := s.sendings(); len(said) != 18 {
			t.Errorf("%d contributions, want 18", len(said))
		}
	})
}

func TestATextOfTenMegabytesGetsAPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, _ := s.round()
		path := panel.LinkPath(s.linkOf(c, s.Fatma).Code)
		body := "text.unasked=" + strings.Repeat("a", 10<<20)
		res, err := http.Post(s.listen()+path, "application/x-www-form-urlencoded", strings.NewReader(body))
		s.must(err)
		defer res.Body.Close()
		if res.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("answered %d", res.StatusCode)
		}
	})
}

func TestLookingAtALinkChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, _ := s.round()
		path := panel.LinkPath(s.linkOf(c, s.Fatma).Code)
		b := s.as(s.Fatma)
		cookies := len(b.cookies)
		for _, method := range []string{"GET", "HEAD"} {
			if p := b.ask(method, path, nil).is(200); len(p.header.Values("Set-Cookie")) != 0 || len(b.cookies) != cookies {
				t.Errorf("%s sets %q", method, p.header.Values("Set-Cookie"))
			}
		}
		if n, err := s.db.NewSelect().Table("limits").Count(t.Context()); err != nil || n != 0 {
			t.Errorf("%d limits, %v", n, err)
		}
		if p := b.get(path); contains(p.text("header"), s.Fatma.Name) {
			t.Error("the page knows who is signed in")
		}
	})
}

func TestAnErrorOfOursKeepsWhatAColleagueTyped(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	c, _ := s.round()
	f, path := s.fields(c), panel.LinkPath(s.linkOf(c, s.Fatma).Code)
	p := s.nobody().opensForm(path)
	must(s.db.ExecContext(t.Context(), "ALTER TABLE submissions RENAME TO elsewhere"))(t)
	p.submit(contributeForm, f("text", 0), "De wifi valt weg.").is(http.StatusInternalServerError).sees(".typed", "De wifi valt weg.")
}

func TestThePageBehindALinkSpeaksTheReadersLanguage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, _ := s.round()
		path := panel.LinkPath(s.linkOf(c, s.Fatma).Code)
		b := s.nobody()
		b.header.Set("Accept-Language", "en-GB,en;q=0.9")
		b.get(path).sees("main", "What holds you up in your work?").sees("main", "You stay anonymous")
		dutch := b.get(path).submit(contributeForm, languageField, "nl").is(200)
		dutch.sees("main", "Wat houdt u op in uw werk?")
		for name, value := range b.cookies {
			if value != "nl" {
				t.Errorf("the cookie %s holds %q", name, value)
			}
		}
	})
}

// Whoever holds a receipt can only have got it from a form of ours: the code in it is signed.
func TestAFormsKeyIsReadAsItWasMade(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	r := &Request{Server: s.server, Organisation: panel.Organisation{Secret: "geheim"}}
	r.link.ID = uuid.New()
	key := colleagueKey{dialogue.NewReceiptCode(), s.Clock.Now()}
	read, ok := r.openKey(r.sealKey(key))
	if !ok || read != key {
		t.Errorf("%v became %v", key, read)
	}
	r.link.ID = uuid.New()
	if _, ok := r.openKey(r.sealKey(key)[:20]); ok {
		t.Error("half a key opens")
	}
}
