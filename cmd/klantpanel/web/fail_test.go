package web

import (
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/migrations/dbtest"
)

// cable passes on what is said to a database server, until it is pulled out.
type cable struct {
	net.Listener
	mu    sync.Mutex
	lines []net.Conn
}

// newCable gives the address at which the server is reached along the cable.
func newCable(t *testing.T, address string) (*cable, string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	server := u.Host
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{Listener: listener}
	go func() {
		for {
			near, err := c.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", server)
			if err != nil {
				near.Close()
				return
			}
			c.mu.Lock()
			c.lines = append(c.lines, near, far)
			c.mu.Unlock()
			go io.Copy(near, far)
			go io.Copy(far, near)
		}
	}()
	t.Cleanup(c.pullOut)
	u.Host = listener.Addr().String()
	return c, u.String()
}

func (c *cable) pullOut() {
	c.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, line := range c.lines {
		line.Close()
	}
}

func TestADatabaseThatIsAwayIsSaidInTheReadersLanguage(t *testing.T) {
	cable, address := newCable(t, dbtest.Postgres(t))
	s := newSite(t, dbtest.Open(t, address))
	b := s.as(s.Wim)
	cable.pullOut()
	p := b.get("/profile").is(http.StatusServiceUnavailable).sees("h1", "Even geduld")
	if p.header.Get("Retry-After") != busyFor {
		t.Errorf("try again after %q", p.header.Get("Retry-After"))
	}
	if link, _ := p.Find("main a.button").Attr("href"); link != "/profile" {
		t.Errorf("trying again leads to %q", link)
	}
	b.header.Set("Accept-Language", "en-GB,en;q=0.9")
	b.post("/profile", "name", "Wim aan de balie").is(http.StatusServiceUnavailable).sees("h1", "One moment").sees("textarea[readonly]", "Wim aan de balie")
	b.get("/nergens").is(http.StatusNotFound).sees("h1", "This page isn't here")
}

func TestAFileThatAnotherProgramHoldsIsSomethingToWaitFor(t *testing.T) {
	address := dbtest.SQLite(t)
	mine, theirs := dbtest.Open(t, address), dbtest.Open(t, address)
	if _, err := mine.ExecContext(t.Context(), "PRAGMA busy_timeout = 0"); err != nil {
		t.Fatal(err)
	}
	tx, err := theirs.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	_, err = mine.NewDelete().Model((*session)(nil)).Where("hash = ''").Exec(t.Context())
	if err == nil || !migrations.IsUnreachable(err) {
		t.Errorf("%v is no reason to wait", err)
	}
	if _, err := tx.NewSelect().Table("nergens").Exists(t.Context()); err == nil || migrations.IsUnreachable(err) {
		t.Errorf("%v would go away by waiting", err)
	}
}

// Each kind of error page leads on: with a sentence that says what happened, one that says what to do, and a button.
func TestEveryErrorPageSaysWhatToDoAndWhereToGo(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	admin, wim := s.as(s.Ineke), s.as(s.Wim)
	admin.get("/settings").is(http.StatusOK)
	abroad := s.as(s.Wim)
	abroad.header.Set("Sec-Fetch-Site", "cross-site")
	for name, want := range map[string]struct {
		page   *page
		status int
		link   string
	}{
		"unknown":          {wim.get("/nergens"), http.StatusNotFound, "/"},
		"somebody else's":  {wim.get("/settings"), http.StatusForbidden, "/"},
		"another method":   {wim.get("/sign-out"), http.StatusMethodNotAllowed, "/"},
		"another site":     {abroad.post("/profile", "language", "nl"), http.StatusForbidden, "/"},
		"a bad character":  {admin.post("/settings", "name", "Water\x00veld"), http.StatusUnprocessableEntity, "/settings"},
		"an unknown thing": {admin.post("/settings/mail/geen-id/retry"), http.StatusNotFound, "/settings"},
	} {
		p := want.page.is(want.status)
		if p.Find("main h1").Length() != 1 || p.text("main .lead") == "" || p.Find("main p").Length() < 4 {
			t.Errorf("%s: %s", name, p.text("main"))
		}
		if link, _ := p.Find("main .actions a.button").Attr("href"); link != want.link {
			t.Errorf("%s leads to %q, want %q", name, link, want.link)
		}
		if p.text("main code") != "" {
			t.Errorf("%s: a code, though nothing of ours failed", name)
		}
	}
}

func TestTheSignInPageDescribesTheLetterAsItComes(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	sender, err := s.Store.Sender(s.server.BaseURL)(t.Context(), s.db)
	s.must(err)
	for _, language := range languages {
		letter, err := mail.Render(mail.SignIn{URL: "https://klantpanel.waterveld.example/sign-in/x", Minutes: 10}, language, mail.Envelope{Sender: sender, Name: "Wim Smit"})
		s.must(err)
		b := s.nobody()
		b.header.Set("Accept-Language", language)
		shown := b.get("/sign-in").is(http.StatusOK).text(".letter-shown")
		for _, part := range []string{letter.Subject, sender.Name, sender.Address} {
			if !strings.Contains(shown, part) {
				t.Errorf("the page in %s says %q, the letter %q", language, shown, part)
			}
		}
	}
}
