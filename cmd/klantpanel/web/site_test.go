package web

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

// site is the face of Waterveld (see paneltest) as a reader meets it.
type site struct {
	*paneltest.Waterveld
	t      testing.TB
	db     *bun.DB
	server *Server
	log    *safeBuffer
}

// newSite serves the organisation of Waterveld on a database of the test's own. change may alter the server before it starts.
func newSite(t testing.TB, db *bun.DB, change ...func(*Server)) *site {
	t.Helper()
	return serveSite(t, db, paneltest.New(t, db), change...)
}

func serveSite(t testing.TB, db *bun.DB, w *paneltest.Waterveld, change ...func(*Server)) *site {
	t.Helper()
	log := &safeBuffer{}
	said := &dialogue.Store{DB: db, Outbox: w.Outbox, Clock: w.Clock.Now}
	said.RegisterLetters()
	s := Server{
		DB: db, Panel: w.Store, Dialogue: said, Outbox: w.Outbox, Clock: w.Clock.Now, Log: slog.New(slog.NewTextHandler(log, nil)),
		Config: Config{BaseURL: "https://klantpanel.waterveld.example"},
	}
	for _, c := range change {
		c(&s)
	}
	server, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	server.answerStep = time.Microsecond
	return &site{Waterveld: w, t: t, db: db, server: server, log: log}
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// browser is one reader's: it keeps cookies and, as browsers do, says where a post comes from.
type browser struct {
	*site
	cookies map[string]string
	header  http.Header
	last    string // path of the page it is on
}

// nobody is a browser that isn't signed in.
func (s *site) nobody() *browser {
	return &browser{site: s, cookies: map[string]string{}, header: http.Header{"Accept-Language": {"nl"}}}
}

// as is a browser in which this person is signed in.
func (s *site) as(p panel.Person) *browser {
	s.t.Helper()
	b := s.nobody()
	cookie, now := uuid.NewString(), s.Clock.Now()
	row := session{Hash: hashOf(cookie), PersonID: p.ID, CreatedAt: now, ExpiresAt: now.Add(sessionTerm)}
	if _, err := s.db.NewInsert().Model(&row).Exec(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	b.cookies[s.server.cookieName(sessionCookie)] = cookie
	return b
}

// page is an answer.
type page struct {
	*goquery.Document
	t       testing.TB
	status  int
	header  http.Header
	body    string
	browser *browser
}

func (b *browser) get(path string) *page { b.t.Helper(); return b.ask("GET", path, nil) }

// post sends a form as the page it was on would; values are names and values by turns.
func (b *browser) post(path string, values ...string) *page {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(values); i += 2 {
		form.Add(values[i], values[i+1])
	}
	return b.ask("POST", path, form)
}

func (b *browser) ask(method, path string, form url.Values) *page {
	b.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req := httptest.NewRequest(method, b.server.BaseURL+path, body)
	req.Header = b.header.Clone()
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if req.Header.Get("Sec-Fetch-Site") == "" {
			req.Header.Set("Sec-Fetch-Site", "same-origin")
		}
		req.Header.Set("Referer", b.server.BaseURL+b.last)
	}
	for name, value := range b.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	res, err := b.server.app.Test(req, -1)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	for _, c := range res.Cookies() {
		if c.MaxAge < 0 || c.Value == "" {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(raw))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == "GET" && res.StatusCode == http.StatusOK {
		b.last = path
	}
	return &page{doc, b.t, res.StatusCode, res.Header, string(raw), b}
}

// submit fills in the one form that find selects, hidden fields included, and sends it.
func (p *page) submit(find string, values ...string) *page {
	p.t.Helper()
	form := p.Find(find)
	if form.Length() != 1 {
		p.t.Fatalf("%d forms match %q", form.Length(), find)
	}
	filled := url.Values{}
	form.Find("input[name], textarea[name], select[name]").Each(func(_ int, f *goquery.Selection) {
		name, _ := f.Attr("name")
		value, _ := f.Attr("value")
		switch kind, _ := f.Attr("type"); {
		case kind == "radio" || kind == "checkbox":
			if _, checked := f.Attr("checked"); checked {
				filled.Add(name, value)
			}
		case f.Is("textarea"):
			filled.Add(name, f.Text())
		case f.Is("select"):
			value, _ = f.Find("option[selected]").Attr("value")
			filled.Add(name, value)
		default:
			filled.Add(name, value)
		}
	})
	for i := 0; i+1 < len(values); i += 2 {
		filled.Set(values[i], values[i+1])
	}
	path, ok := form.Attr("action")
	if !ok {
		path = p.browser.last
	}
	return p.browser.ask("POST", path, filled)
}

// follow goes where a redirect points.
func (p *page) follow() *page {
	p.t.Helper()
	if p.status != http.StatusSeeOther {
		p.t.Fatalf("answered %d, no redirect:\n%s", p.status, p.text("main"))
	}
	path, _, _ := strings.Cut(p.header.Get("Location"), "#") // a browser keeps the place on the page to itself
	return p.browser.get(path)
}

// is checks the status.
func (p *page) is(status int) *page {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("answered %d, want %d:\n%s\n%s", p.status, status, p.text("main"), p.browser.log)
	}
	return p
}

// sees checks that what find selects holds text.
func (p *page) sees(find, text string) *page {
	p.t.Helper()
	if !strings.Contains(p.text(find), text) {
		p.t.Fatalf("%q holds %q, want %q", find, p.text(find), text)
	}
	return p
}

// lacks checks that nothing is selected.
func (p *page) lacks(find string) *page {
	p.t.Helper()
	if n := p.Find(find).Length(); n != 0 {
		p.t.Fatalf("%d of %q, want none", n, find)
	}
	return p
}

// text is the text of what find selects, with single spaces.
func (p *page) text(find string) string {
	return strings.Join(strings.Fields(p.Find(find).Text()), " ")
}
