package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

// letters are the sign-in letters in the outbox as they would be sent now; nil for one that would be suppressed.
func (s *site) letters() (urls []string) {
	s.t.Helper()
	var mails []mail.Mail
	if err := s.db.NewSelect().Model(&mails).Where("kind = ?", mail.KindSignIn).Order("id").Scan(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	for i := range mails {
		letter, err := s.server.composeSignIn(s.t.Context(), s.db, &mails[i])
		if err != nil {
			urls = append(urls, "")
			continue
		}
		urls = append(urls, strings.TrimPrefix(letter.(mail.SignIn).URL, s.server.BaseURL))
	}
	return urls
}

// sessions are those that haven't ended.
func (s *site) sessions() int64 {
	s.t.Helper()
	n, err := s.db.NewSelect().Model((*session)(nil)).Where("ended_at IS NULL").Count(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

func TestSigningInByLetter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.nobody()
		b.get("/profile").is(http.StatusSeeOther).follow().submit("main form", "email", " Sanne@Waterveld.example ").is(http.StatusOK).sees("h1", "Kijk in uw mail")
		link := s.letters()[0]
		b.ask("HEAD", link, nil).is(http.StatusOK)
		b.get(link).is(http.StatusOK).sees("h1", "Sanne Mulder")
		if s.sessions() != 0 {
			t.Fatal("looking at the link signed somebody in")
		}
		b.cookies["__Host-session"] = "planted-by-somebody-else"
		p := b.get(link).submit("main form").is(http.StatusSeeOther)
		if to := p.header.Get("Location"); to != "/profile" {
			t.Errorf("goes to %q", to)
		}
		if b.cookies["__Host-session"] == "planted-by-somebody-else" {
			t.Error("the session id is not new")
		}
		if c := p.header.Get("Set-Cookie"); !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Lax") || !strings.Contains(c, "secure") && !strings.Contains(c, "Secure") {
			t.Errorf("cookie %q", c)
		}
		p.follow().is(http.StatusOK).sees("main", "sanne@waterveld.example")
		s.nobody().get(link).is(http.StatusGone).sees("main", "Vraag een nieuwe link")
		s.nobody().post(link).is(http.StatusGone)
		b.get("/").submit(".site-header__account form[action='/sign-out']").is(http.StatusSeeOther).follow().sees(".flash", "uitgelogd")
		if s.sessions() != 0 {
			t.Error("the session outlives signing out")
		}
	})
}

func TestALinkRunsOutAndIsVoidedByANewerSignIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		for range 3 {
			s.nobody().post("/sign-in", "email", s.Wim.Email).is(http.StatusOK)
		}
		links := s.letters()
		s.nobody().post(links[1]).is(http.StatusSeeOther)
		s.nobody().post(links[0]).is(http.StatusGone)
		if again := s.letters(); again[2] != "" {
			t.Error("a letter with a dead link would still be sent")
		}
		s.nobody().post("/sign-in", "email", s.Wim.Email)
		last := s.letters()[3]
		s.Clock.Add(10*time.Minute + time.Second)
		s.nobody().post(last).is(http.StatusGone)
	})
}

func TestUnknownAddressesGetTheSameAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		known := s.nobody().post("/sign-in", "email", s.Sanne.Email)
		unknown := s.nobody().post("/sign-in", "email", "stans@waterveld.example")
		if a, b := known.body, strings.ReplaceAll(unknown.body, "stans@", "sanne@"); known.status != unknown.status || a != b {
			t.Errorf("%d %d\n%s\n%s", known.status, unknown.status, a, b)
		}
		if n := len(s.letters()); n != 1 {
			t.Errorf("%d letters, want 1", n)
		}
		s.nobody().post("/sign-in", "email", "geen adres").is(http.StatusUnprocessableEntity).sees(".error-summary", "e-mailadres")
	})
}

func TestAtMostFiveLinksInAQuarter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		for range 8 {
			s.nobody().post("/sign-in", "email", s.Sanne.Email).is(http.StatusOK)
		}
		if n := len(s.letters()); n != 5 {
			t.Errorf("%d letters, want 5", n)
		}
		if log := s.log.String(); strings.Count(log, "no sign-in link sent") != 3 || strings.Contains(log, s.Sanne.Email) {
			t.Errorf("the log doesn't say it, or names who asked:\n%s", log)
		}
		s.nobody().post("/sign-in", "email", "stans@waterveld.example").is(http.StatusOK).sees("main", "Wacht dan een kwartier.")
		s.Clock.Add(linkWindow)
		s.nobody().post("/sign-in", "email", s.Sanne.Email).is(http.StatusOK)
		if n := len(s.letters()); n != 6 {
			t.Errorf("%d letters after a quarter, want 6", n)
		}
	})
}

func TestNoSecretStandsInTheDatabaseOrTheLog(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		s.nobody().post("/sign-in", "email", s.Sanne.Email)
		secret := strings.TrimPrefix(s.letters()[0], "/sign-in/")
		if len(secret) < 22 { // 128 bits in base64
			t.Errorf("a secret of %d characters", len(secret))
		}
		b := s.nobody()
		b.get("/sign-in/" + secret)
		b.post("/sign-in/" + secret).is(http.StatusSeeOther)
		var links []link
		var mails []mail.Mail
		var sessions []session
		for _, rows := range []any{&links, &mails, &sessions} {
			if err := db.NewSelect().Model(rows).Scan(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		dump, err := json.Marshal([]any{links, mails, sessions})
		if err != nil {
			t.Fatal(err)
		}
		for where, text := range map[string]string{"database": string(dump), "log": s.log.String()} {
			if strings.Contains(text, secret) || strings.Contains(text, b.cookies["__Host-session"]) {
				t.Errorf("the %s holds a secret", where)
			}
		}
		if !strings.Contains(s.log.String(), "route=/sign-in/:token") {
			t.Errorf("the log names no route:\n%s", s.log)
		}
	})
}

func TestNextStaysOnThisSite(t *testing.T) {
	for in, want := range map[string]string{
		"/cycles/1?x=2": "/cycles/1?x=2", "/cycles/1#plaats": "/cycles/1#plaats", "": "/", "//evil.example": "/", "https://evil.example/": "/", `/\evil.example`: "/",
		"/a\r\nX-Evil: 1": "/", "javascript:alert(1)": "/", "/%2f/evil.example": "/",
	} {
		if got := localTarget(in); got != want {
			t.Errorf("localTarget(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestADeactivatedPersonIsOutAtTheNextRequest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Wim)
		b.get("/profile").is(http.StatusOK)
		s.nobody().post("/sign-in", "email", s.Wim.Email)
		link := s.letters()[0]
		_, err := s.Store.SavePerson(t.Context(), panel.System, s.Wim.ID, panel.PersonInput{Name: s.Wim.Name, Email: s.Wim.Email, Active: false})
		if err != nil {
			t.Fatal(err)
		}
		to := b.get("/profile").is(http.StatusSeeOther).header.Get("Location")
		if to != "/sign-in?next="+url.QueryEscape("/profile") {
			t.Errorf("goes to %q", to)
		}
		if s.sessions() != 0 {
			t.Error("the session stays")
		}
		s.nobody().post(link).is(http.StatusGone)
	})
}

func TestASessionSlidesAndEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Wim)
		s.Clock.Add(29 * 24 * time.Hour)
		b.get("/profile").is(http.StatusOK)
		s.Clock.Add(29 * 24 * time.Hour)
		b.get("/profile").is(http.StatusOK)
		s.Clock.Add(31 * 24 * time.Hour)
		b.get("/profile").is(http.StatusSeeOther)
	})
}
