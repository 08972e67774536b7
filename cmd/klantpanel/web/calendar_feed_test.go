package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/ical/icaltest"
	"klantpanel/panel/paneltest"
	"klantpanel/scheduler"
)

// feedPath is the address of somebody's calendar: of one panel, or with nil of all.
func (s *site) feedPath(who panel.Person, of *uuid.UUID) string {
	s.t.Helper()
	ctx := context.Background()
	f := must(s.Store.AddFeed(ctx, s.As(s.t, who), of))(s.t)
	o := must(s.Store.Organisation(ctx, s.db))(s.t)
	return "/calendar/" + f.Token(o.Secret) + ".ics"
}

// titles are those of the events in a calendar.
func titles(t testing.TB, p *page) string {
	t.Helper()
	var all []string
	for _, e := range icaltest.Parse(t, []byte(p.body)).Events() {
		all = append(all, e.Get("SUMMARY").Text())
	}
	return strings.Join(all, "\n")
}

func TestACalendarProgramReadsTheRoundsWithoutASession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		must(s.Store.StartPanel(t.Context(), s.As(t, s.Joris), s.Panel.ID))(t)
		path := s.feedPath(s.Fatma, nil)
		p := s.nobody().get(path).is(http.StatusOK)
		for name, want := range map[string]string{"Content-Type": "text/calendar; charset=utf-8", "Cache-Control": "private, no-cache",
			"Content-Disposition": "attachment; filename=klantpanel.ics", "X-Robots-Tag": "noindex, nofollow", "Set-Cookie": ""} {
			if got := p.header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if got := titles(t, p); strings.Count(got, "Klantpanel Werkplek: de ronde begint") != 6 {
			t.Errorf("Fatma reads\n%s", got)
		}
		s.nobody().get(strings.TrimSuffix(path, ".ics")).is(http.StatusOK)
		if head := s.nobody().ask("HEAD", path, nil).is(http.StatusOK); head.body != "" || head.header.Get("ETag") != p.header.Get("ETag") {
			t.Errorf("HEAD gives %q and %q", head.body, head.header.Get("ETag"))
		}
		if log := s.log.String(); strings.Contains(log, strings.TrimPrefix(path, "/calendar/")[:20]) || !strings.Contains(log, "/calendar/:token") {
			t.Errorf("the log holds the address:\n%s", log)
		}
	})
}

func TestACalendarThatDidNotChangeIsNotSentAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		joris := s.As(t, s.Joris)
		must(s.Store.StartPanel(t.Context(), joris, s.Panel.ID))(t)
		path := s.feedPath(s.Fatma, nil)
		first := s.nobody().get(path).is(http.StatusOK)
		asking := s.nobody()
		asking.header.Set("If-None-Match", `"iets anders", `+first.header.Get("ETag"))
		s.Clock.Add(time.Hour)
		if p := asking.get(path).is(http.StatusNotModified); p.body != "" || p.header.Get("ETag") != first.header.Get("ETag") {
			t.Errorf("an hour later it sends %d bytes", len(p.body))
		}
		in := s.PanelInput()
		in.Recurrence = "every month on the second tuesday at 10:00"
		must(s.Store.SavePanel(t.Context(), joris, s.Panel.ID, in))(t)
		if p := asking.get(path).is(http.StatusOK); p.header.Get("ETag") == first.header.Get("ETag") || !strings.Contains(p.body, "T100000") {
			t.Errorf("the new hour isn't in\n%s", p.body)
		}
	})
}

func TestAnAddressThatEndedHoldsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		must(s.Store.StartPanel(t.Context(), s.As(t, s.Joris), s.Panel.ID))(t)
		o := must(s.Store.Organisation(t.Context(), db))(t)
		revoked := s.feedPath(s.Fatma, nil)
		id, _ := panel.FeedOfToken(o.Secret, strings.TrimSuffix(strings.TrimPrefix(revoked, "/calendar/"), ".ics"))
		must(0, s.Store.RevokeFeed(t.Context(), s.As(t, s.Fatma), id))(t)
		left := s.feedPath(s.Piet, nil)
		must(s.Store.SavePerson(t.Context(), panel.System, s.Piet.ID, panel.PersonInput{Name: s.Piet.Name, Email: s.Piet.Email, Active: false}))(t)
		for what, path := range map[string]string{"revoked": revoked, "of somebody who left": left, "guessed": "/calendar/geraden",
			"of a feed that never was": "/calendar/" + panel.CalendarFeed{ID: uuid.New()}.Token(o.Secret),
			"of another organisation":  "/calendar/" + panel.CalendarFeed{ID: id}.Token("ander geheim"),
			"made to unsubscribe":      "/calendar/" + mail.UnsubscribeToken(o.Secret, s.Fatma.ID)} {
			if p := s.nobody().get(path).is(http.StatusNotFound); p.body != "" {
				t.Errorf("an address %s gives %q", what, p.body)
			}
		}
	})
}

// The rule of the matrix for whoever has the token: nothing of a panel that its person has no part in, whoever asks.
func TestACalendarHoldsNoByteOfAForeignPanel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		a, b := s.half("a", "GEHEIM-A"), s.half("b", "GEHEIM-B")
		for _, h := range []*half{a, b} {
			foreign := map[*half]*half{a: b, b: a}[h]
			for _, who := range []panel.Person{h.coordinator, h.ambassador, h.responder} {
				p := s.as(foreign.coordinator).get(s.feedPath(who, nil)).is(http.StatusOK)
				if strings.Contains(p.body, foreign.secret) || strings.Contains(p.body, foreign.ids["panel"].String()) || strings.Contains(p.body, foreign.ids["service"].String()) {
					t.Errorf("the calendar of %s holds %s", who.Name, foreign.secret)
				}
				if !strings.Contains(p.body, h.ids["panel"].String()) {
					t.Errorf("the calendar of %s holds nothing of their own panel", who.Name)
				}
				if strings.Contains(p.body, h.secret+" stuk") || strings.Contains(p.body, "houdt ons op") {
					t.Errorf("the calendar of %s holds words that somebody said:\n%s", who.Name, p.body)
				}
			}
			if p := s.nobody().get(s.feedPath(h.responder, nil)); !strings.Contains(titles(t, p), ": 1 punt") {
				t.Errorf("%s doesn't see that a point is due:\n%s", h.responder.Name, titles(t, p))
			}
			if p := s.nobody().get(s.feedPath(h.ambassador, nil)); strings.Contains(titles(t, p), "punt") {
				t.Errorf("an ambassador sees what a service owes:\n%s", titles(t, p))
			}
		}
		for _, who := range []panel.Person{s.Wim, s.Anton, s.Ineke} {
			if p := s.nobody().get(s.feedPath(who, nil)).is(http.StatusOK); len(titles(t, p)) != 0 {
				t.Errorf("%s, who has a part in no panel, reads\n%s", who.Name, titles(t, p))
			}
		}
	})
}

func TestTheOwnerMakesReplacesAndWithdrawsAnAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		s.as(s.Wim).get("/profile/calendar").is(http.StatusOK).sees(".empty", "U hebt nog geen rondes").lacks("main form")
		b := s.as(s.Fatma)
		b.get("/profile").is(http.StatusOK).sees(`main a[href="/profile/calendar"]`, "Naar uw agenda")
		p := b.get("/profile/calendar").is(http.StatusOK).lacks("input[readonly]").submit("main form").follow().sees(".flash", "Het adres is gemaakt")
		b.post("/profile/calendar", "panel", "all").follow()
		address := func() string {
			field := b.get("/profile/calendar").is(http.StatusOK).Find("input[readonly]")
			if field.Length() != 1 {
				t.Fatalf("%d addresses", field.Length())
			}
			return field.AttrOr("value", "")
		}
		first := address()
		if !strings.HasPrefix(first, s.server.BaseURL+"/calendar/") || !strings.HasSuffix(first, ".ics") {
			t.Fatalf("the address is %q", first)
		}
		if href := p.Find(".calendar-feed a.button").AttrOr("href", ""); href != "webcal"+strings.TrimPrefix(first, "https") {
			t.Errorf("the button leads to %q", href)
		}
		path := func(address string) string { return strings.TrimPrefix(address, s.server.BaseURL) }
		s.nobody().get(path(first)).is(http.StatusOK)
		p = b.get("/profile/calendar")
		s.as(s.Piet).post(p.Find(`form[action$="/revoke"]`).AttrOr("action", "")).follow() // somebody else's: nothing happens
		s.as(s.Piet).post(p.Find(`form[action$="/renew"]`).AttrOr("action", "")).is(http.StatusNotFound)
		s.nobody().get(path(first)).is(http.StatusOK)
		p.submit(`form[action$="/renew"]`).follow()
		p.submit(`form[action$="/renew"]`).follow() // sent twice
		second := address()
		s.nobody().get(path(first)).is(http.StatusNotFound)
		s.nobody().get(path(second)).is(http.StatusOK)
		p = b.get("/profile/calendar")
		for range 2 {
			p.submit(`form[action$="/revoke"]`).follow().lacks("input[readonly]")
		}
		s.nobody().get(path(second)).is(http.StatusNotFound)
		b.post("/profile/calendar", "panel", "onzin").is(http.StatusNotFound)
		b.post("/profile/calendar", "panel", uuid.NewString()).is(http.StatusNotFound)
	})
}

func TestWhoHasSeveralPanelsChoosesOfWhich(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		in := s.PanelInput()
		in.Name = "Klantpanel Kantine & café"
		must(s.Store.SavePanel(t.Context(), panel.System, uuid.Nil, in))(t)
		b := s.as(s.Joris)
		p := b.get("/profile/calendar").is(http.StatusOK)
		if n := p.Find("input[type=radio]").Length(); n != 3 {
			t.Fatalf("%d choices", n)
		}
		p.submit("main form", "panel", s.Panel.ID.String()).follow()
		p = b.get("/profile/calendar").sees(".calendar-feed h2", "Klantpanel Werkplek")
		if n := p.Find("input[type=radio]").Length(); n != 2 {
			t.Errorf("%d choices are left", n)
		}
	})
}

func TestACapturedMailGivesItsFile(t *testing.T) {
	db := dbtest.Open(t, dbtest.Migrated(t))
	box, err := mail.OpenCapture(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	w := paneltest.New(t, db)
	w.OpenRound(t)
	worker := mail.Worker{Outbox: w.Outbox, Transport: box, Holder: "test"}
	must(worker.Deliver(t.Context(), w.Clock.Now()))(t)
	w.Outbox = &mail.Outbox{DB: db, Clock: w.Clock.Now, Sender: w.Outbox.Sender}
	s := serveSite(t, db, w, func(s *Server) { s.Mailbox, s.Demo = box, true })
	b := s.nobody()
	letter := must(box.List(w.Fatma.Email, uuid.Nil, 1))(t)[0].ID.String()
	href := b.get("/mailbox/"+letter).is(http.StatusOK).sees("main ul", "ronde-1.ics").Find("a[download]").AttrOr("href", "")
	p := b.get(href).is(http.StatusOK)
	if d := p.header.Get("Content-Disposition"); d != "attachment; filename=ronde-1.ics" || !strings.HasPrefix(p.header.Get("Content-Type"), "text/calendar") {
		t.Errorf("%q, %q", d, p.header.Get("Content-Type"))
	}
	if got := titles(t, p); got != "Klantpanel Werkplek: laatste dag voor inbreng (ronde 1)" {
		t.Errorf("it holds %q", got)
	}
	for _, n := range []string{"1", "-1", "x"} {
		b.get("/mailbox/" + letter + "/file?n=" + n).is(http.StatusNotFound)
	}
}

// BenchmarkCalendarOfFiftyPanels reads the calendar of somebody who coordinates fifty panels, each with a year of monthly rounds behind it.
func BenchmarkCalendarOfFiftyPanels(b *testing.B) {
	dbtest.EachBench(b, func(b *testing.B, db *bun.DB) {
		s := newSite(b, db)
		path := s.fiftyPanels()
		for b.Loop() {
			res, err := s.server.app.Test(httptest.NewRequest("GET", path, nil), -1)
			if err != nil || res.StatusCode != http.StatusOK {
				b.Fatal(err)
			}
			res.Body.Close()
		}
	})
}

func (s *site) fiftyPanels() string {
	s.t.Helper()
	ctx := context.Background()
	in := s.PanelInput()
	for i := range 50 {
		in.Name = fmt.Sprintf("Klantpanel %d", i)
		p := must(s.Store.SavePanel(ctx, panel.System, uuid.Nil, in))(s.t)
		must(s.db.NewUpdate().Table("panels").Set("paused = FALSE, next_on = '2027-01-12', next_at = ?", paneltest.Start.Add(8*24*time.Hour)).Where("id = ?", p.ID).Exec(ctx))(s.t)
		for month := range 12 {
			day := paneltest.Start.AddDate(0, -month, -7)
			c := panel.Cycle{ID: uuid.New(), PanelID: p.ID, Number: 12 - month, PlannedOn: scheduler.DateOf(day, time.UTC), Phase: panel.Closed, OpenedAt: bun.NullTime{Time: day},
				CollectingUntil: bun.NullTime{Time: day.AddDate(0, 0, 14)}, RespondingUntil: bun.NullTime{Time: day.AddDate(0, 0, 28)}, ReportingUntil: bun.NullTime{Time: day.AddDate(0, 0, 35)}}
			must(s.db.NewInsert().Model(&c).Exec(ctx))(s.t)
		}
	}
	return s.feedPath(s.Joris, nil)
}

func TestTheCalendarOfFiftyPanelsIsReadInAFewQueries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		path := s.fiftyPanels()
		counter := &queries{}
		db.AddQueryHook(counter)
		p := s.nobody().get(path).is(http.StatusOK)
		if events := strings.Count(p.body, "BEGIN:VEVENT"); events != 50*5*18 {
			t.Errorf("%d events", events)
		}
		n := counter.n.Load()
		if n > 10 {
			t.Errorf("%d queries", n)
		}
		t.Logf("%d queries, %d kB", n, len(p.body)>>10)
	})
}
