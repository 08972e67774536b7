package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

// listen serves s on a port of its own until the test ends.
func (s *site) listen() string {
	s.t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.server.Listen(ln) }()
	s.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.server.Shutdown(ctx); err != nil {
			s.t.Error(err)
		}
		<-done
	})
	return "http://" + ln.Addr().String()
}

func TestHeadersOnEveryAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		for _, path := range []string{"/", "/sign-in", "/nergens", "/healthz", s.server.assets.paths["klantpanel.css"]} {
			h := s.nobody().get(path).header
			for name, want := range map[string]string{
				"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
				"Strict-Transport-Security": "max-age=",
			} {
				if !strings.Contains(h.Get(name), want) {
					t.Errorf("%s: %s is %q", path, name, h.Get(name))
				}
			}
			if csp := h.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
				t.Errorf("%s: policy %q", path, csp)
			}
		}
		squeezed := s.nobody()
		squeezed.header.Set("Accept-Encoding", "br")
		if e := squeezed.get("/privacy").header.Get("Content-Encoding"); e != "br" {
			t.Errorf("a page goes out as %q", e)
		}
		if c := s.as(s.Wim).get("/profile").header.Get("Cache-Control"); c != "no-store" {
			t.Errorf("a signed-in page may be kept: %q", c)
		}
		if c := s.nobody().get(s.server.assets.paths["klantpanel.css"]).header.Get("Cache-Control"); !strings.Contains(c, "immutable") {
			t.Errorf("the stylesheet is asked for each time: %q", c)
		}
	})
}

func TestNoHSTSWithoutTLS(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)), func(s *Server) { s.BaseURL = "http://localhost:8080" })
	p := s.nobody().get("/")
	if h := p.header.Get("Strict-Transport-Security"); h != "" {
		t.Errorf("HSTS %q over http", h)
	}
}

func TestABodyTooLargeGetsAPage(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	base := s.listen()
	for _, size := range []int{2 << 20, 20 << 20} {
		req, err := http.NewRequest("POST", base+"/sign-in", bytes.NewReader(bytes.Repeat([]byte("x"), size)))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Accept-Language", "en")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.Header.Get("Content-Security-Policy") == "" {
			t.Error("no policy on a request that is too large")
		}
		if res.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(body), "This is too large") {
			t.Errorf("%d bytes: %d\n%s", size, res.StatusCode, body)
		}
	}
}

// A few hundred kilobytes must never become gigabytes of memory.
func TestAFormThatCostsMoreThanItSendsIsRefusedUnread(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	base := s.listen()
	var squeezed bytes.Buffer
	z := gzip.NewWriter(&squeezed)
	fmt.Fprint(z, "--x\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\n"+strings.Repeat("a", 8<<20)+"\r\n--x--\r\n")
	z.Close()
	for name, form := range map[string]struct {
		kind, encoding, body string
		status               int
	}{
		"compressed":  {"multipart/form-data; boundary=x", "gzip", squeezed.String(), http.StatusUnsupportedMediaType},
		"many fields": {"application/x-www-form-urlencoded", "", strings.Repeat("a=&", maxFields), http.StatusRequestEntityTooLarge},
	} {
		req, err := http.NewRequest("POST", base+"/sign-in", strings.NewReader(form.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", form.kind)
		if form.encoding != "" {
			req.Header.Set("Content-Encoding", form.encoding)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != form.status || len(body) > 10_000 {
			t.Errorf("%s: answered %d with %d bytes", name, res.StatusCode, len(body))
		}
	}
}

// fiber reuses its buffers between requests; Immutable keeps what one reader sent from showing up at another.
func TestEachOfManyReadersGetsTheirOwn(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	base := s.listen()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 200}}
	defer client.CloseIdleConnections()
	var readers sync.WaitGroup
	for i := range 200 {
		readers.Go(func() {
			for round := range 3 {
				own := fmt.Sprintf("eigen-%d-%d", i, round)
				form := strings.NewReader("email=" + own + "&_next=/" + own)
				res, err := client.Post(base+"/sign-in", "application/x-www-form-urlencoded", form)
				if err != nil {
					t.Error(err)
					return
				}
				body, _ := io.ReadAll(res.Body)
				res.Body.Close()
				if res.StatusCode != http.StatusUnprocessableEntity || strings.Count(string(body), own+`"`) != 2 || strings.Count(string(body), "eigen-") != 2 {
					t.Errorf("%s got %d\n%s", own, res.StatusCode, body)
				}
			}
		})
	}
	readers.Wait()
}

func TestAPostFromAnotherSiteIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Ineke)
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
			b.header = http.Header{"Accept-Language": {"nl"}, name: {value}}
			if name == "Origin" {
				b.header.Set("Sec-Fetch-Site", "same-site")
			}
			b.post("/profile", "language", "en").is(http.StatusForbidden).sees("main", "andere website")
		}
		p, err := s.Store.Person(t.Context(), s.Ineke.ID)
		if err != nil || p.Language != s.Ineke.Language {
			t.Errorf("language is %q, %v", p.Language, err)
		}
	})
}

func TestWhatWasTypedOutlivesTheSession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Ineke)
		b.get("/settings").is(http.StatusOK)
		clear(b.cookies)
		p := b.post("/settings", "name", "Gemeente <b>Waterveld</b> aan Zee", "_key", "niet van de lezer").is(http.StatusUnauthorized)
		p.sees("h1", "niet meer ingelogd").sees("textarea[readonly]", "Gemeente <b>Waterveld</b> aan Zee")
		if next, _ := p.Find("form[action='/sign-in'] [name=_next]").Attr("value"); next != "/settings" {
			t.Errorf("signing in again leads to %q", next)
		}
		if strings.Contains(p.text("main"), "niet van de lezer") {
			t.Error("a field of the page itself is shown as typed")
		}
	})
}

func TestErrorsArePagesInTheReadersLanguage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		s.nobody().get("/nergens").is(http.StatusNotFound).sees("h1", "Deze pagina is er niet")
		english := s.as(s.Wim)
		english.cookies[s.server.cookieName(languageCookie)] = "en"
		english.get("/nowhere").is(http.StatusNotFound).sees(".account", "Wim Smit")
		english.get("/settings").is(http.StatusForbidden).sees("h1", "You can't get in here")
		english.ask("DELETE", "/settings", nil).is(http.StatusMethodNotAllowed).sees("h1", "That isn't possible here")
		english.post("/profile", "language", "nl\x00").is(http.StatusUnprocessableEntity).sees("main", "character")
		english.post("/profile", "language", "\xff").is(http.StatusUnprocessableEntity)
		s.as(s.Ineke).post("/settings/mail/geen-id/retry").is(http.StatusNotFound)
	})
}

func TestInternalsNeverReachAReader(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	b := s.as(s.Ineke)
	if _, err := s.db.ExecContext(t.Context(), "DROP TABLE mails"); err != nil {
		t.Fatal(err)
	}
	p := b.get("/settings/mail").is(http.StatusInternalServerError)
	if strings.Contains(strings.ToLower(p.body), "sql") || strings.Contains(p.body, "mails") {
		t.Error(p.text("main"))
	}
	code := p.text("main code")
	if code == "" || !strings.Contains(s.log.String(), code) {
		t.Errorf("the code %q isn't in the log", code)
	}
}

func TestReadinessFollowsTheDatabase(t *testing.T) {
	db := dbtest.Open(t, dbtest.Migrated(t))
	s := newSite(t, db)
	s.nobody().get("/readyz").is(http.StatusOK)
	db.Close()
	s.nobody().get("/readyz").is(http.StatusServiceUnavailable)
	s.nobody().get("/healthz").is(http.StatusOK)
}

func TestARouteWithoutARuleFailsAtTheStart(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	s.server.table = []Route{{Method: "GET", Path: "/open", Handle: showPrivacy}}
	if err := s.server.register(); err == nil {
		t.Error("a route without a rule was taken")
	}
}

// The matrix: every route with every role. What a rule refuses must look the same on every such route; the rest must answer.
func TestEveryRouteHoldsItsRule(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		allowed := map[string][]panel.Person{
			"SignedIn": {s.Ineke, s.Joris, s.Fatma, s.Sanne, s.Anton, s.Wim}, "Administrator": {s.Ineke}, "CoordinatorAny": {s.Ineke, s.Joris},
			"ManagerAny": {s.Ineke, s.Anton},
		}
		for _, route := range s.server.Routes() {
			people, known := allowed[route.Access.Name]
			if route.Method != "GET" || !known || strings.Contains(route.Path, ":") {
				continue
			}
			s.nobody().get(route.Path).is(http.StatusSeeOther)
			for _, p := range []panel.Person{s.Ineke, s.Joris, s.Fatma, s.Sanne, s.Anton, s.Wim} {
				want := http.StatusForbidden
				for _, a := range people {
					if a.ID == p.ID {
						want = http.StatusOK
					}
				}
				s.as(p).get(route.Path).is(want)
			}
		}
	})
}
