package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

// mailTo puts a mail into the outbox as it stands after some time.
func (s *site) mailTo(p panel.Person, kind, state, words string, about uuid.UUID) mail.Mail {
	s.t.Helper()
	m := mail.Mail{ID: uuid.Must(uuid.NewV7()), Kind: kind, SubjectID: about, PersonID: p.ID, Name: p.Name, Address: p.Email, Language: "nl",
		Personal: []byte("{}"), MessageID: uuid.NewString() + "@waterveld.example", State: state, Error: words, CreatedAt: s.Clock.Now(), DueAt: s.Clock.Now()}
	if state == mail.Sent {
		m.SentAt = bun.NullTime{Time: s.Clock.Now().Add(time.Minute)}
	}
	if _, err := s.db.NewInsert().Model(&m).Exec(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	return m
}

func TestTheMailLogIsNarrowedToWhatTheReaderLooksFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		digest := uuid.New()
		s.mailTo(s.Fatma, mail.KindDigest, mail.Sent, "", digest)
		s.mailTo(s.Piet, mail.KindDigest, mail.Dead, "550 mailbox onbekend", digest)
		s.mailTo(s.Wim, mail.KindSignIn, mail.Sent, "", uuid.New())
		b := s.as(s.Ineke)
		for _, c := range []struct {
			query       string
			sees, lacks []string
		}{
			{"", []string{"Piet Hoekstra", "550 mailbox onbekend"}, []string{"Fatma", "Wim Smit"}},
			{"?state=all", []string{"Piet Hoekstra", "Fatma", "Wim Smit"}, nil},
			{"?state=sent", []string{"Fatma", "Wim Smit"}, []string{"Piet Hoekstra"}},
			{"?state=sent&kind=sign_in", []string{"Wim Smit"}, []string{"Fatma"}},
			{"?q=fatma%40", []string{"Fatma"}, []string{"Piet Hoekstra", "Wim Smit"}},
			{"?q=hoekstra", []string{"Piet Hoekstra"}, []string{"Fatma"}},
			{"?about=" + digest.String(), []string{"Piet Hoekstra", "Fatma"}, []string{"Wim Smit"}},
			{"?about=" + digest.String() + "&state=failing", []string{"Piet Hoekstra"}, []string{"Fatma"}},
			{"?person=" + s.Wim.ID.String(), []string{"Wim Smit"}, []string{"Piet Hoekstra"}},
			{"?state=%27%3B&after=x&about=y&person=z&kind=q", nil, []string{"Fatma"}},
		} {
			p, file := b.get("/settings/mail"+c.query).is(http.StatusOK), b.get("/settings/mail.csv"+c.query).is(http.StatusOK)
			for _, name := range c.sees {
				p.sees("table", name)
				if !strings.Contains(file.body, name) {
					t.Errorf("%s: the file lacks %s", c.query, name)
				}
			}
			for _, name := range c.lacks {
				if strings.Contains(p.text("table"), name) || strings.Contains(file.body, name) {
					t.Errorf("%s shows %s", c.query, name)
				}
			}
		}
		b.get("/settings/mail?q=niemand").is(http.StatusOK).sees(".empty", "Geen mail gevonden")
		b.get("/people/"+s.Wim.ID.String()).sees(`a[href^="/settings/mail?person="]`, "alle mail")
	})
}

func TestAMailsOwnPageTellsAllThatHappenedToIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		m := s.mailTo(s.Wim, mail.KindOpening, mail.Retry, "451 kom later terug", uuid.New())
		tried := mail.Happening{ID: uuid.Must(uuid.NewV7()), MailID: m.ID, At: s.Clock.Now(), State: mail.Retry, Words: "451 kom later terug"}
		if _, err := db.NewInsert().Model(&tried).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		b, path := s.as(s.Ineke), "/settings/mail/"+m.ID.String()
		b.get(path).is(http.StatusOK).sees("h1", "Een ronde begint").sees(".badge", "Nog een poging").sees("main", m.MessageID).sees(".timeline", "451 kom later terug").sees(".timeline__note", "kon de mail niet aannemen").
			sees(".timeline", "In de wachtrij gezet").sees(".facts", "Volgende poging")
		b.get(path).submit(`form[action$="/retry"]`).follow().sees(".flash", "opnieuw").sees(".timeline", "Ineke de Vries").lacks(`form[action$="/retry"]`)
		b.post(path + "/retry").is(http.StatusConflict)
		paneltest.OK(t, s.Store.PauseMail(t.Context(), s.As(t, s.Ineke), "Storing"))
		b.get(path).sees(".notice--warning", "De mail staat stil")
		b.get("/settings/mail/" + uuid.NewString()).is(http.StatusNotFound)
		b.get("/settings/mail/iets").is(http.StatusNotFound)
		sent := s.mailTo(s.Wim, mail.KindOutcome, mail.Sent, "", uuid.New())
		back := mail.Happening{ID: uuid.Must(uuid.NewV7()), MailID: sent.ID, At: s.Clock.Now().Add(time.Hour), State: "bounced", Words: "mailbox vol"}
		if _, err := db.NewInsert().Model(&back).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		told := b.get("/settings/mail/"+sent.ID.String()).sees(".timeline", "mailbox vol").sees(".lead", "Daarna kwam hij terug").text(".timeline")
		if taken, came := strings.Index(told, "Aangenomen door"), strings.Index(told, "Teruggekomen"); taken < 0 || came < taken {
			t.Errorf("it came back before it went out: %s", told)
		}
	})
}

func TestTheNextTryOfAMailWaitsForTheHours(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Ineke)
		b.get("/settings").submit("main form", "letters_when", "workdays", "letters_from", "10", "letters_until", "12").follow().sees(".flash", "opgeslagen")
		letter, link := s.mailTo(s.Wim, mail.KindOpening, mail.Queued, "", uuid.New()), s.mailTo(s.Wim, mail.KindSignIn, mail.Queued, "", uuid.New())
		b.get("/settings/mail/"+letter.ID.String()).sees(".facts", "10:00") // it is nine o'clock
		b.get("/settings/mail/"+link.ID.String()).sees(".facts", "Zo meteen")
		b.get("/settings/mail").sees("main", "We versturen brieven op werkdagen tussen 10 en 12 uur.")
		b.get("/settings").submit("main form", "letters_when", "workdays", "letters_from", "19", "letters_until", "7").is(http.StatusUnprocessableEntity).
			sees(".error-summary", "later uur").sees(`#letters_from option[selected]`, "19 uur")
		b.get("/settings").submit("main form", "letters_when", "always").follow()
		b.get("/settings/mail").sees("main", "We versturen brieven op elk moment.")
		b.get("/settings").submit("main form", "letters_when", "days", "letters_from", "0", "letters_until", "24").follow()
		b.get("/settings/mail").sees("main", "We versturen brieven elke dag tussen 0 en 24 uur.")
	})
}

func TestAnAdministratorPausesTheMailAndLetsItGoOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Ineke)
		b.get("/settings/mail").submit(`form[action$="/pause"]`, "why", " ").is(http.StatusUnprocessableEntity).sees(".error-summary", "").sees(".tabs [aria-current]", "Mail")
		b.get("/settings/mail").submit(`form[action$="/pause"]`, "why", "De mailserver <verhuist>").follow().
			sees(".mail-paused", "“De mailserver <verhuist>”").sees(".mail-paused", "Stilgezet door Ineke de Vries").lacks(`form[action$="/pause"]`)
		b.get("/").sees(".mail-paused", "De mail staat stil")
		s.as(s.Joris).get("/").lacks(".mail-paused")
		s.as(s.Joris).post("/settings/mail/resume").is(http.StatusForbidden)
		b.get("/").submit(".mail-paused form").follow().sees(".flash", "versturen de mail weer").lacks(".mail-paused")
		b.post("/settings/mail/resume").is(http.StatusSeeOther) // twice is harmless
		for why, says := range map[string]string{mail.SetBack: "teruggezet", mail.Moved: "andere plek"} {
			paneltest.OK(t, s.Store.HoldMail(t.Context(), db, why))
			b.get("/").sees(".mail-paused", says).sees(".mail-paused", "Sinds 4 januari 2027")
		}
	})
}

func TestACoordinatorSeesWhomTheDigestDidNotReach(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		h := s.half("a", "GEHEIM")
		digest := h.ids["digest"]
		path := "/digests/" + digest.String() + "/mail"
		s.as(s.Joris).get(path).is(http.StatusOK).sees(".empty", "Iedereen kreeg de brief")
		s.mailTo(s.Piet, mail.KindDigest, mail.Dead, "550 5.1.1 <"+s.Piet.Email+">: User unknown", digest) // servers name the address
		s.mailTo(s.Wim, mail.KindDigest, mail.Sent, "", digest)
		if _, err := db.NewUpdate().Table("digests").Set("state = 'sent', recipients = 2, approved_at = ?", s.Clock.Now()).Where("id = ?", digest).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		b := s.as(s.Joris)
		b.get("/digests/"+digest.String()).sees(`a[href$="/mail"]`, "wie de brief niet kreeg")
		p := b.get(path).is(http.StatusOK).sees("table", "Piet Hoekstra").sees("table", "De mailbox bestaat niet.").lacks(`a[href^="/settings/mail"]`)
		if strings.Contains(p.body, s.Piet.Email) || strings.Contains(p.body, "Wim Smit") {
			t.Error("the page shows an address, or somebody whom it reached")
		}
		if file := b.get(path + ".csv").is(http.StatusOK); !strings.Contains(file.body, "Piet Hoekstra") || strings.Contains(file.body, s.Piet.Email) {
			t.Errorf("the file: %s", file.body)
		}
		s.as(s.Ineke).get(path).sees(`a[href="/settings/mail?about=`+url.QueryEscape(digest.String())+`"]`, "maillogboek")
		s.as(s.Fatma).get(path).is(http.StatusNotFound)
		s.as(s.Fatma).get("/digests/" + digest.String()).lacks(`a[href$="/mail"]`)
	})
}

func TestWhyAMailDidNotGoOutIsSaidInPlainWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Ineke)
		for _, c := range []struct{ words, says, said string }{
			{"550 5.1.1 <x@waterveld.example>: User unknown", "De mailbox bestaat niet.", "550 5.1.1 <x@waterveld.example>: User unknown"},
			{"given up after 12 tries; the last: 451 later", "Ook na veel pogingen is het niet gelukt.", "451 later"},
			{"the reader left", "Deze collega werkt hier niet meer.", ""},
			{"the sign-in link was used or has expired", "De link om in te loggen was al gebruikt of te oud.", ""},
		} {
			m := s.mailTo(s.Wim, mail.KindDigest, mail.Dead, c.words, uuid.New())
			p := b.get("/settings/mail?q=wim").sees(".mail-reason", c.says).sees(".mail-reason", c.said)
			p = b.get("/settings/mail/"+m.ID.String()).sees(".facts", c.says).sees(".facts", c.said)
			if c.said == "" && strings.Contains(p.body, c.words) {
				t.Errorf("%q is shown as the program says it", c.words)
			}
		}
	})
}
