package web

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

const sun = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><circle cx="20" cy="20" r="18" fill="#fc0"/></svg>`

// send posts files as the form of the appearance page does; fields, names and contents by turns.
func (b *browser) send(path string, files ...string) *page {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+2 < len(files); i += 3 {
		part := must(form.CreateFormFile(files[i], files[i+1]))(b.t)
		must(io.WriteString(part, files[i+2]))(b.t)
	}
	form.Close()
	req := httptest.NewRequest("POST", b.server.BaseURL+path, &body)
	req.Header = http.Header{"Accept-Language": {"nl"}, "Content-Type": {form.FormDataContentType()}, "Sec-Fetch-Site": {"same-origin"}}
	for name, value := range b.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	res := must(b.server.app.Test(req, -1))(b.t)
	defer res.Body.Close()
	html := must(io.ReadAll(res.Body))(b.t)
	for _, c := range res.Cookies() {
		b.cookies[c.Name] = c.Value
	}
	return &page{must(goquery.NewDocumentFromReader(bytes.NewReader(html)))(b.t), b.t, res.StatusCode, res.Header, string(html), b}
}

func waterveldTheme(t testing.TB) string {
	t.Helper()
	return string(must(os.ReadFile("../../../panel/theme/testdata/waterveld-theme.css"))(t))
}

// secondInstance serves the same database.
func (s *site) secondInstance() *site {
	s.t.Helper()
	w := *s.Waterveld
	w.Outbox = &mail.Outbox{DB: s.db, Clock: w.Clock.Now, Sender: s.Outbox.Sender}
	w.Store = &panel.Store{DB: s.db, Clock: w.Clock.Now, Outbox: w.Outbox}
	return serveSite(s.t, s.db, &w)
}

// styles follows the page's one stylesheet.
func (p *page) styles() *page {
	p.t.Helper()
	if n := p.Find("link[rel=stylesheet]").Length(); n != 1 {
		p.t.Fatalf("%d stylesheets", n)
	}
	return p.browser.get(p.Find("link[rel=stylesheet]").AttrOr("href", "")).is(http.StatusOK)
}

func TestSavedThemeAndLogoReachEveryPageInOneStylesheet(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		other := s.secondInstance()
		own := other.as(s.Wim).get("/").styles()
		b := s.as(s.Ineke)
		p := b.send("/settings/appearance", "theme", "waterveld-theme.css", waterveldTheme(t), "logo", "zon.svg", sun).follow()
		p.is(http.StatusOK).sees(".flash", "De huisstijl is opgeslagen").sees(".facts", "waterveld-theme.css").sees(".facts", "zon.svg").
			sees("main details summary", "5 namen").sees("main details", "--nl-link-text-decoration")
		for name, reader := range map[string]*browser{"here": s.as(s.Wim), "on another instance": other.as(s.Wim), "signed out": other.nobody()} {
			page := reader.get("/privacy").is(http.StatusOK)
			css := page.styles()
			if !strings.Contains(css.body, "--utrecht-link-color: #0b5d3b") || !strings.HasPrefix(css.body, own.body[:100]) || strings.Contains(css.body, "waterveld") {
				t.Errorf("%s the theme isn't in the stylesheet", name)
			}
			if strings.LastIndex(css.body, "--utrecht-link-color: #0b5d3b") > strings.Index(css.body, "@media print") {
				t.Errorf("%s the theme writes over what is meant for paper", name)
			}
			logo := page.Find(".brand img")
			if logo.AttrOr("alt", "-") != "" || logo.AttrOr("width", "") != "120" || logo.AttrOr("height", "") != "40" || page.Find(".brand .logo").Length() != 0 {
				t.Errorf("%s the logo is %s", name, page.text(".brand"))
			}
			page.sees(".brand", "Gemeente Waterveld")
			picture := reader.get(logo.AttrOr("src", "")).is(http.StatusOK)
			for header, want := range map[string]string{"Content-Type": "image/svg+xml", "Cache-Control": "public, max-age=31536000, immutable",
				"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"} {
				if got := picture.header.Get(header); got != want {
					t.Errorf("%s the logo comes with %s: %s", name, header, got)
				}
			}
		}
		b.get("/settings/appearance/standard").sees("h1", "Terug naar de standaard?").submit("main form").follow().lacks("main details").lacks(".brand img")
		if again := other.as(s.Wim).get("/").lacks(".brand img").styles(); again.body != own.body {
			t.Error("the theme stays on the other instance")
		}
		b.get("/appearance/klantpanel.0123456789.css").is(http.StatusOK) // of a page that was open before the change
		b.get("/appearance/0123456789.svg").is(http.StatusNotFound)
	})
}

// A look that was damaged, or kept by a version that took more, costs one look at the database and one line in the log.
func TestLookThatCannotBeReadFallsBackOnce(t *testing.T) {
	for _, c := range []struct {
		table, damage string
		lines         int
	}{{"organisations", "appearance_hash = 'anders'", 0}, {"appearances", "theme = '@oud {'", 1}} {
		t.Run(c.damage, func(t *testing.T) {
			db := dbtest.Open(t, dbtest.Migrated(t))
			first := newSite(t, db)
			first.as(first.Ineke).send("/settings/appearance", "theme", "waterveld-theme.css", waterveldTheme(t), "logo", "zon.svg", sun).is(http.StatusSeeOther)
			must(db.NewUpdate().Table(c.table).Set(c.damage).Where("id = 1").Exec(t.Context()))(t)
			seen := &watch{}
			db.AddQueryHook(seen)
			s := first.secondInstance()
			b := s.as(s.Wim)
			for range 3 {
				b.get("/privacy").is(http.StatusOK).sees(".brand img", "").styles()
			}
			asked := 0
			for _, query := range seen.queries {
				if strings.Contains(query, `"appearances"`) {
					asked++
				}
			}
			if asked != 1 {
				t.Errorf("the look was read %d times", asked)
			}
			if n := strings.Count(s.log.String(), "can't be read"); n != c.lines {
				t.Errorf("%d lines in the log, want %d:\n%s", n, c.lines, s.log)
			}
		})
	}
}

func TestPageMakesAtMostFourRequests(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	b := s.as(s.Ineke)
	b.send("/settings/appearance", "logo", "zon.svg", sun).is(http.StatusSeeOther)
	p := b.get("/settings/appearance").is(http.StatusOK)
	requests := 1
	p.Find("link[rel=stylesheet], link[rel=icon], script[src], img").Each(func(_ int, f *goquery.Selection) {
		if address := f.AttrOr("href", f.AttrOr("src", "")); strings.HasPrefix(address, "/") {
			requests++
		} else if !strings.HasPrefix(address, "data:image/svg+xml,") {
			t.Errorf("asks for %s", address)
		}
	})
	if requests != 4 {
		t.Errorf("%d requests", requests)
	}
}

func TestRefusedThemeSaysWhatToChangeAndChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Ineke)
		if own := b.get("/settings/appearance/theme.css").is(http.StatusOK).body; own != b.get("/settings/appearance/example.css").body {
			t.Errorf("without a theme there is\n%s", own)
		}
		b.send("/settings/appearance", "theme", "waterveld-theme.css", waterveldTheme(t)).is(http.StatusSeeOther)
		before := b.get("/settings/appearance/theme.css").is(http.StatusOK).body
		for _, c := range []struct{ field, body, says string }{
			{"theme", ":root{--utrecht-button-primary-action-background-color:#ffcc00}",
				"Themabestand: knoptekst #ffffff op #ffcc00: 1,5 : 1, nodig 4,5 : 1. Verander --utrecht-button-primary-action-background-color."},
			{"theme", ":root {\n --kp-card: blauwig;\n --kp-radius: rond\n}", "regel 2, --kp-card: dit is geen kleur die wij kennen: blauwig."},
			{"theme", ":root {\n --kp-card: blauwig;\n --kp-radius: rond\n}", "regel 3, --kp-radius: dit is geen maat"},
			{"theme", strings.Repeat("onzin\xff\x00", 900_000/7), "hoogstens 64 kB"},
			{"logo", strings.Repeat("onzin\xff\x00", 900_000/7), "hoogstens 40 kB"},
			{"logo", strings.Replace(sun, "<circle", "<script>alert(1)</script><circle", 1), "In dit logo staat iets dat niet mag: <script>"},
		} {
			p := b.send("/settings/appearance", c.field, "klad", c.body).is(http.StatusUnprocessableEntity)
			if got := p.text(".error-summary"); !strings.Contains(strings.ToLower(got), strings.ToLower(c.says)) {
				t.Errorf("says %q, want %q", got, c.says)
			}
			p.sees("#"+c.field+"-error", "")
		}
		b.send("/settings/appearance").is(http.StatusUnprocessableEntity).sees(".error-summary", "kies een themabestand of een logo")
		b.post("/settings/appearance").is(http.StatusUnprocessableEntity)
		if after := b.get("/settings/appearance/theme.css").body; after != before {
			t.Errorf("the theme became\n%s", after)
		}
	})
}

func TestExampleThemeExplainsItselfAndCanBeSent(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	b := s.as(s.Ineke)
	p := b.get("/settings/appearance/example.css").is(http.StatusOK)
	if d := p.header.Get("Content-Disposition"); d != `attachment; filename="klantpanel-theme.css"` || !strings.Contains(p.body, "Hoe rond de hoeken zijn") {
		t.Errorf("%s\n%s", d, p.body)
	}
	b.send("/settings/appearance", "theme", "klantpanel-theme.css", p.body).is(http.StatusSeeOther)
}

func TestLogoKeepsItsShapeInTheHeader(t *testing.T) {
	for _, c := range [][4]int{{120, 40, 120, 40}, {400, 40, 160, 16}, {1000, 1000, 40, 40}, {10, 20, 20, 40}, {1, 2000, 1, 40}, {2000, 1, 160, 1}} {
		if w, h := fitted(c[0], c[1]); w != c[2] || h != c[3] {
			t.Errorf("%d × %d becomes %d × %d", c[0], c[1], w, h)
		}
	}
}
