package web

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"github.com/valyala/fasthttp"

	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

func TestSettingUpMakesTheFirstAdministrator(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		w := &paneltest.Waterveld{Clock: &paneltest.Clock{}}
		w.Clock.To(paneltest.Start)
		w.Store = &panel.Store{DB: db, Clock: w.Clock.Now}
		w.Outbox = &mail.Outbox{DB: db, Clock: w.Clock.Now, Sender: w.Store.Sender("https://klantpanel.waterveld.example")}
		w.Store.Outbox = w.Outbox
		s := serveSite(t, db, w)
		b := s.nobody()
		b.get("/").is(http.StatusServiceUnavailable).sees("h1", "nog niet ingericht")
		b.get("/setup/geraden").is(http.StatusNotFound)
		address, err := s.server.SetupLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		path := strings.TrimPrefix(address, s.server.BaseURL)
		b.get("/sign-in/" + strings.TrimPrefix(path, "/setup/")).is(http.StatusServiceUnavailable)
		wrong := b.get(path).is(http.StatusOK).submit("main form", "organisation", "Gemeente Waterveld", "email", "geen adres").is(http.StatusUnprocessableEntity)
		if v, _ := wrong.Find("#organisation").Attr("value"); v != "Gemeente Waterveld" {
			t.Errorf("what was typed is gone: %q", v)
		}
		wrong.submit("main form", "name", "Ineke de Vries", "email", "ineke@waterveld.example").follow().is(http.StatusOK).sees(".flash", "Welkom, Ineke de Vries")
		s.nobody().get(path).is(http.StatusGone)
		if again, err := s.server.SetupLink(t.Context()); again != "" || err != nil {
			t.Errorf("a second set-up: %q, %v", again, err)
		}
	})
}

func TestAFormShowsWhatIsWrongBesideTheField(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		p := s.as(s.Ineke).get("/settings").submit("main form", "time_zone", "Mars/Olympus", "mail_name", "").is(http.StatusUnprocessableEntity)
		if n := p.Find(".error-summary li a").Length(); n != 2 {
			t.Errorf("%d problems listed, want 2: %s", n, p.text(".error-summary"))
		}
		p.sees(".error-summary", "Tijdzone: deze tijdzone kennen wij niet.").sees(".error-summary", "Naam van de afzender: vul dit in.")
		field := p.Find("#time_zone")
		if v, _ := field.Attr("value"); v != "Mars/Olympus" {
			t.Errorf("typed value became %q", v)
		}
		described, _ := field.Attr("aria-describedby")
		for _, id := range strings.Fields(described) {
			if p.Find("#"+id).Length() != 1 {
				t.Errorf("aria-describedby names %q, which isn't there", id)
			}
		}
		p.submit("main form", "time_zone", "Europe/Brussels", "mail_name", "Klantpanel").follow().sees(".flash", "opgeslagen")
		p.browser.get("/settings").lacks(".flash")
	})
}

func TestLanguageIsChosenOnceAndKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.nobody()
		b.get("/privacy").submit(".language").follow().is(http.StatusOK).sees("main", "keeps as little about you")
		if b.last != "/privacy" {
			t.Errorf("came back at %q", b.last)
		}
		in := s.as(s.Wim)
		in.get("/profile").submit(".site-header__account .language")
		p, err := s.Store.Person(t.Context(), s.Wim.ID)
		if err != nil || p.Language != "en" {
			t.Errorf("language %q, %v", p.Language, err)
		}
	})
}

func TestWhoChoseNoLanguageReadsAsTheOrganisationDoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		b := s.as(s.Wim)
		b.header.Set("Accept-Language", "en")
		if err := s.Store.SaveLanguage(t.Context(), panel.Actor{Person: s.Wim}, ""); err != nil {
			t.Fatal(err)
		}
		b.get("/profile").is(http.StatusOK).sees("h1", "Mijn gegevens").submit(".site-header__account .language")
		b.get("/profile").sees("h1", "My details").submit("main form", "language", "").follow().sees("h1", "Mijn gegevens").sees(".flash", "opgeslagen")
		out := s.nobody()
		out.header.Set("Accept-Language", "en")
		out.get("/privacy").sees("main", "keeps as little about you")
	})
}

func TestAFailedMailCanBeTriedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		s.nobody().post("/sign-in", "email", s.Wim.Email)
		if _, err := db.NewUpdate().Model((*mail.Mail)(nil)).Set("state = ?", mail.Dead).Set("error = ?", "550 mailbox onbekend").Where("1 = 1").Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		b := s.as(s.Ineke)
		p := b.get("/settings/mail").is(http.StatusOK).sees("table", "550 mailbox onbekend").sees(".badge", "Mislukt")
		retry, _ := p.Find("table form").Attr("action")
		p.submit("table form").follow().sees(".flash", "opnieuw").lacks("table")
		b.post(retry).is(http.StatusConflict)
	})
}

// captures is a mailbox with one letter in it.
func captures(t *testing.T) (*mail.Capture, string) {
	t.Helper()
	c, err := mail.OpenCapture(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	connection, err := c.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	id := uuid.New()
	raw := "From: Klantpanel <klantpanel@waterveld.example>\r\nTo: Wim Smit <wim@waterveld.example>\r\nSubject: Uw link\r\n" +
		"Date: Mon, 04 Jan 2027 09:00:00 +0100\r\nContent-Type: multipart/alternative; boundary=deel\r\n\r\n" +
		"--deel\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nLog in: https://klantpanel.waterveld.example/sign-in/abc\r\n" +
		"--deel\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p style=\"color:red\" onclick=\"x()\">Dag</p><script>x()</script>\r\n--deel--\r\n"
	try := connection.Send(t.Context(), &mail.Message{MailID: id, To: "wim@waterveld.example", Subject: "Uw link", At: paneltest.Start, Raw: []byte(raw)})
	if try.State != mail.Sent {
		t.Fatal(try)
	}
	return c, id.String()
}

func TestTheMailboxIsOpenOnlyWhereMailIsCaptured(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		box, id := captures(t)
		w := paneltest.New(t, db)
		closed := serveSite(t, db, w)
		closed.as(w.Ineke).get("/mailbox").is(http.StatusNotFound)
		w.Outbox = &mail.Outbox{DB: db, Clock: w.Clock.Now, Sender: w.Outbox.Sender}
		guarded := serveSite(t, db, w, func(s *Server) { s.Mailbox = box })
		guarded.as(w.Wim).get("/mailbox").is(http.StatusForbidden)
		guarded.as(w.Ineke).get("/mailbox").is(http.StatusOK)
		guarded.as(w.Ineke).get("/settings/mail").sees(".notice--warning", "komt bij niemand aan").sees(".notice--warning a", "postvak").sees(".empty", "Er is geen mail mislukt")
		closed.as(w.Ineke).get("/settings/mail").lacks(".notice--warning").sees(".empty", "Alle mail is aangekomen")
		w.Outbox = &mail.Outbox{DB: db, Clock: w.Clock.Now, Sender: w.Outbox.Sender}
		s := serveSite(t, db, w, func(s *Server) { s.Mailbox, s.Demo = box, true })
		b := s.nobody()
		b.get("/mailbox").is(http.StatusOK).sees(".rows", "Uw link")
		b.get("/mailbox?to=bram").is(http.StatusOK).lacks(".rows").sees(".empty", "Geen mail gevonden")
		if href, _ := b.get("/mailbox/" + id).is(http.StatusOK).Find("pre a").Attr("href"); href != "https://klantpanel.waterveld.example/sign-in/abc" {
			t.Errorf("the link in the text leads to %q", href)
		}
		shown := b.get("/mailbox/" + id + "/html").is(http.StatusOK).lacks("[style]")
		if csp := shown.header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "sandbox") || strings.Contains(csp, "unsafe") || strings.Contains(csp, "script") {
			t.Errorf("policy %q", csp)
		}
		if !strings.Contains(shown.text("style"), "color:red") {
			t.Error("the letter lost its look")
		}
		b.get("/mailbox/weg").is(http.StatusNotFound)
		b.get("/mailbox/" + uuid.NewString()).is(http.StatusNotFound)
	})
}

// A mailbox opens every account, so an address that says localhost isn't enough: the reader must sit there too.
func TestTheMailboxOfATrialIsOpenOnItsOwnMachineOnly(t *testing.T) {
	box, _ := captures(t)
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)), func(s *Server) { s.Mailbox, s.BaseURL = box, "http://localhost:8080" })
	s.nobody().get("/mailbox").is(http.StatusSeeOther) // the address of a request within a test is 0.0.0.0
	base := s.listen()
	for name, c := range map[string]struct {
		header, value string
		open          bool
	}{
		"at the machine":            {"", "", true},
		"through a proxy":           {"X-Forwarded-For", "192.0.2.7", false},
		"through a modern proxy":    {"Forwarded", "for=192.0.2.7", false},
		"by a name that leads here": {"Host", "klantpanel.kwaad.example", false},
	} {
		req, err := http.NewRequest("GET", base+"/mailbox", nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.header == "Host" {
			req.Host = c.value
		} else if c.header != "" {
			req.Header.Set(c.header, c.value)
		}
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if open := res.StatusCode == http.StatusOK; open != c.open {
			t.Errorf("%s: answered %d", name, res.StatusCode)
		}
	}
}

func TestTheClientIsTheLastHopThatIsNoProxyOfOurs(t *testing.T) {
	app := fiber.New()
	for _, c := range []struct{ trusted, hops, want string }{
		{"", "10.1.2.3", "0.0.0.0"}, // nobody is trusted: the header is the client's own invention
		{"0.0.0.0/32", "1.1.1.1, 10.1.2.3", "10.1.2.3"},
		{"0.0.0.0/0", "127.0.0.1, gebakken lucht", "0.0.0.0"},
		{"0.0.0.0/32", "1.1.1.1, 10.1.2.3:5678", "10.1.2.3"},
		{"0.0.0.0/32", "[2001:db8::7]:80", "2001:db8::7"},
		{"0.0.0.0/32", "[2001:db8::7]", "2001:db8::7"},
		{"0.0.0.0/32", "[::ffff:10.1.2.3]:80", "10.1.2.3"},
		{"0.0.0.0/0", "10.1.2.3, 10.1.2.9:", "0.0.0.0"},
		{"0.0.0.0/32", "1.1.1.1|10.1.2.3", "10.1.2.3"}, // the proxy's own line below what the client made up
	} {
		var trusted []netip.Prefix
		if c.trusted != "" {
			trusted = append(trusted, netip.MustParsePrefix(c.trusted))
		}
		ctx := app.AcquireCtx(&fasthttp.RequestCtx{})
		for line := range strings.SplitSeq(c.hops, "|") {
			ctx.Request().Header.Add("X-Forwarded-For", line)
		}
		if got := clientIP(ctx, trusted).String(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
		app.ReleaseCtx(ctx)
	}
}

func TestAnAddressStaysTogetherAndTheWordsAroundItDoNot(t *testing.T) {
	for text, want := range map[string]string{
		"Team <Panel>, panel@waterveld.example, kamer 1": `Team &lt;Panel&gt;, <span class="address">panel<wbr>@waterveld.example</span>, kamer 1`,
		"toestel 1234": "toestel 1234",
	} {
		if got := string(foldAddress(text)); got != want {
			t.Errorf("%q became %s", text, got)
		}
	}
}
