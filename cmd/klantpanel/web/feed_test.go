package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// tellWorld opens what a panel told to everybody.
func (s *site) tellWorld(p panel.Panel) {
	s.t.Helper()
	must(s.db.NewUpdate().Table("panels").Set("digest_readers = ?", panel.World).Where("id = ?", p.ID).Exec(s.t.Context()))(s.t)
}

// feedOf is where a panel or service is read, by an address or with nil by the world.
func (s *site) feedOf(a *panel.DigestAddress, thing any, form string) string {
	s.t.Helper()
	by := teller{}
	switch thing := thing.(type) {
	case panel.Panel:
		by.ID = thing.ID
	case panel.Service:
		by.Service, by.ID = true, thing.ID
	}
	if a != nil {
		by.Token = a.Token(must(s.Store.Organisation(s.t.Context(), s.db))(s.t).Secret)
	}
	return by.feedPath(form, "nl")
}

// ownAddress is that of a person.
func (s *site) ownAddress(p panel.Person) *panel.DigestAddress {
	s.t.Helper()
	a := must(s.Store.AddOwnDigestAddress(s.t.Context(), s.As(s.t, p)))(s.t)
	return &a
}

// toldRounds are earlier rounds of the panel, each with a digest that told these points of ICT; the first is the latest.
func (s *site) toldRounds(n, points int) []dialogue.Digest {
	s.t.Helper()
	ctx := s.t.Context()
	var digests []dialogue.Digest
	for i := range n {
		day := s.Clock.Now().AddDate(0, 0, -7*(i+1))
		c := panel.Cycle{ID: uuid.New(), PanelID: s.Panel.ID, Number: 1000 - i, PlannedOn: scheduler.DateOf(day, time.UTC), Phase: panel.Closed}
		must(s.db.NewInsert().Model(&c).Exec(ctx))(s.t)
		d := dialogue.Digest{ID: uuid.New(), CycleID: c.ID, PanelID: s.Panel.ID, State: dialogue.DigestSent, DraftedAt: day, ApprovedAt: bun.NullTime{Time: day}, SentAt: bun.NullTime{Time: day}}
		must(s.db.NewInsert().Model(&d).Exec(ctx))(s.t)
		for j := range points {
			item := dialogue.Item{ID: uuid.New(), CycleID: c.ID, PanelID: s.Panel.ID, ServiceID: &s.ICT.ID, State: dialogue.HasOutcome, Outcome: dialogue.Changed, Title: "x", Said: "x"}
			must(s.db.NewInsert().Model(&item).Exec(ctx))(s.t)
			e := dialogue.Entry{DigestID: d.ID, ItemID: item.ID, Position: j + 1, Section: dialogue.Changed, Title: fmt.Sprintf("Punt %d van ronde %d", j+1, c.Number),
				Said: "Het was stuk.", People: 6, Service: s.ICT.Name, ServiceID: &s.ICT.ID, Answer: "Het is gemaakt."}
			must(s.db.NewInsert().Model(&e).Exec(ctx))(s.t)
		}
		digests = append(digests, d)
	}
	return digests
}

func TestTheWorldReadsFeedsOfAPanelThatTellsTheWorld(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		wifi := s.wifi()
		soup := s.point(s.Canteen, "Soep is koud", "De soep is koud.", s.say(s.Piet, 2, "Koude soep."))
		s.answer(s.Sanne, wifi, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender.\nProbeer het uit."})
		b := s.nobody()
		s.tellWorld(s.Panel)
		draft := s.digest()
		if n := len(validAtom(t, b.get(s.feedOf(nil, s.Panel, atomForm))).all("entry")); n != 0 {
			t.Errorf("%d drafts are told", n)
		}
		b.get(s.feedOf(nil, s.ICT, atomForm)).noAddress() // nothing was told about it: the world needn't know that it is there
		d := s.told()
		if d.ID != draft.ID {
			t.Fatal("another digest")
		}
		p := b.get(s.feedOf(nil, s.Panel, atomForm)).is(http.StatusOK)
		feed := validAtom(t, p)
		if feed.one(t, "title") != "Klantpanel Werkplek: u zei, wij deden" || feed.attr("lang") != "nl" || feed.link("self") != s.server.BaseURL+s.feedOf(nil, s.Panel, atomForm) {
			t.Errorf("%q in %q at %q", feed.one(t, "title"), feed.attr("lang"), feed.link("self"))
		}
		entries := feed.all("entry")
		if len(entries) != 1 || entries[0].one(t, "id") != "urn:uuid:"+d.ID.String() || entries[0].one(t, "updated") != d.ApprovedAt.UTC().Format(time.RFC3339) {
			t.Fatalf("%d entries: %s", len(entries), p.body)
		}
		if title := entries[0].one(t, "title"); title != "Ronde 1: 1 punt is verbeterd, omdat u het zei." || entries[0].link("alternate") != s.server.BaseURL+"/digests/"+d.ID.String() {
			t.Errorf("%q leads to %q", title, entries[0].link("alternate"))
		}
		content := s.harmless(entries[0].one(t, "content")).Text()
		for _, want := range []string{"Wifi valt weg", fmt.Sprintf("(%d of meer collega's)", d.Entries[0].People), "ICT: Er hangt een extra zender.", "enkele collega's", "Kantine heeft nog niet geantwoord"} {
			if !strings.Contains(content, want) {
				t.Errorf("the feed lacks %q:\n%s", want, content)
			}
		}
		if strings.Contains(content, "Dank voor uw inbreng.") || !strings.Contains(b.get(s.feedOf(s.ownAddress(s.Wim), s.Panel, atomForm)).is(http.StatusOK).body, "Dank voor uw inbreng.") {
			t.Error("the introduction isn't for colleagues alone")
		}
		json := validJSONFeed(t, b.get(s.feedOf(nil, s.Panel, jsonForm)).is(http.StatusOK))
		if item := json["items"].([]any)[0].(map[string]any); item["id"] != entries[0].one(t, "id") || item["content_html"] != entries[0].one(t, "content") {
			t.Errorf("the JSON feed tells something else: %v", item)
		}
		for service, item := range map[*panel.Service]dialogue.Item{&s.ICT: wifi, &s.Canteen: soup} {
			point := validAtom(t, b.get(s.feedOf(nil, *service, atomForm)).is(http.StatusOK)).all("entry")
			want := uuid.NewSHA1(d.ID, item.ID[:])
			if len(point) != 1 || point[0].one(t, "id") != want.URN() || point[0].link("alternate") != s.server.BaseURL+"/digests/"+d.ID.String()+"/points/"+item.ID.String() {
				t.Errorf("%s: %d entries", service.Name, len(point))
			}
			s.harmless(point[0].one(t, "content"))
		}
	})
}

func TestAFeedIsFetchedAgainOnlyWhenSomethingChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		s.toldRounds(2, 2)
		s.tellWorld(s.Panel)
		for _, path := range []string{s.feedOf(nil, s.Panel, atomForm), s.feedOf(nil, s.Panel, jsonForm), s.feedOf(nil, s.Panel, blockForm), s.feedOf(nil, s.ICT, atomForm),
			s.feedOf(s.ownAddress(s.Wim), s.Panel, atomForm), s.feedOf(s.ownAddress(s.Wim), s.ICT, blockForm)} {
			b := s.as(s.Joris) // a session changes nothing
			first := b.get(path).is(http.StatusOK)
			tag, changed := first.header.Get("ETag"), first.header.Get("Last-Modified")
			secret := strings.Contains(path, "/by/")
			if caching := first.header.Get("Cache-Control"); (caching == "private, no-cache") != secret || (caching == "public, no-cache") == secret {
				t.Errorf("%s is kept %q", path, caching)
			}
			if first.header.Get("Set-Cookie") != "" || strings.Contains(path, jsonForm) != (first.header.Get("Access-Control-Allow-Origin") == "*") || first.header.Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("%s comes with %v", path, first.header)
			}
			if head := b.ask("HEAD", path, nil).is(http.StatusOK); head.body != "" || head.header.Get("ETag") != tag {
				t.Errorf("HEAD of %s gives %q", path, head.body)
			}
			s.Clock.Add(time.Minute)
			b.header.Set("If-None-Match", `"iets anders", `+tag)
			b.header.Set("If-Modified-Since", "Mon, 04 Jan 2027 08:00:00 GMT") // the tag counts (RFC 9110, 13.2.2)
			if p := b.get(path).is(http.StatusNotModified); p.body != "" || p.header.Get("ETag") != tag {
				t.Errorf("%s is sent again: %d bytes", path, len(p.body))
			}
			b.header.Del("If-None-Match")
			b.get(path).is(http.StatusOK)
			b.header.Set("If-Modified-Since", changed)
			b.get(path).is(http.StatusNotModified)
			b.header.Set("If-Modified-Since", "gisteren")
			b.get(path).is(http.StatusOK)
		}
		if log := s.log.String(); strings.Contains(log, "/feeds/by/A") {
			t.Errorf("the log holds an address:\n%s", log)
		}
	})
}

func TestWhatIsWithdrawnFromADigestLeavesTheFeeds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		d := s.toldRounds(2, 2)[0]
		a := s.ownAddress(s.Wim)
		for _, path := range []string{s.feedOf(a, s.Panel, atomForm), s.feedOf(a, s.Panel, jsonForm), s.feedOf(a, s.ICT, atomForm), s.feedOf(a, s.ICT, jsonForm), s.feedOf(a, s.Panel, blockForm)} {
			b := s.nobody()
			b.get(path).is(http.StatusOK)
			reword := func(answer string) {
				must(db.NewUpdate().Table("digest_entries").Set("answer = ?", answer).Where("digest_id = ?", d.ID).Exec(t.Context()))(t)
			}
			reword("Jan is ziek.")
			p := b.get(path).is(http.StatusOK)
			if !strings.Contains(p.body, "Jan is ziek.") {
				t.Fatalf("%s doesn't tell it", path)
			}
			b.header.Set("If-None-Match", p.header.Get("ETag"))
			b.get(path).is(http.StatusNotModified)
			reword("Dat is weg.") // as long as what it was
			if p := b.get(path).is(http.StatusOK); strings.Contains(p.body, "Jan is ziek.") {
				t.Errorf("%s still tells it", path)
			}
		}
		must(db.NewDelete().Table("digest_entries").Where("digest_id = ?", d.ID).Exec(t.Context()))(t)
		if p := s.nobody().get(s.feedOf(a, s.ICT, atomForm)); len(validAtom(t, p).all("entry")) != 2 {
			t.Error("a point that isn't told any more stays")
		}
	})
}

func TestAnEntryKeepsItsIdWhateverIsRenamedOrMoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		s.toldRounds(2, 2)
		a := s.ownAddress(s.Wim)
		known := func(at *site, path string) (ids []string) {
			feed := validAtom(t, at.nobody().get(path).is(http.StatusOK))
			ids = append(ids, feed.one(t, "id"), feed.one(t, "updated"))
			for _, e := range feed.all("entry") {
				ids = append(ids, e.one(t, "id"), e.one(t, "updated"))
			}
			return ids
		}
		paths := []string{s.feedOf(a, s.Panel, atomForm), s.feedOf(a, s.ICT, atomForm)}
		before := [][]string{known(s, paths[0]), known(s, paths[1])}
		tag := s.nobody().get(paths[0]).header.Get("ETag")
		must(db.NewUpdate().Table("panels").Set("name = 'Werkplek en thuis'").Where("id = ?", s.Panel.ID).Exec(t.Context()))(t)
		must(db.NewUpdate().Table("services").Set("name = 'Automatisering'").Where("id = ?", s.ICT.ID).Exec(t.Context()))(t)
		s.Clock.Add(24 * time.Hour)
		s.Outbox = &mail.Outbox{DB: db, Clock: s.Clock.Now, Sender: s.Outbox.Sender}
		moved := serveSite(t, db, s.Waterveld, func(s *Server) { s.BaseURL = "https://panel.waterveld.example" })
		for i, path := range paths {
			if now := known(moved, path); !slices.Equal(now, before[i]) {
				t.Errorf("%v became %v", before[i], now)
			}
		}
		p := moved.nobody().get(paths[0])
		if feed := validAtom(t, p); feed.one(t, "title") != "Werkplek en thuis: u zei, wij deden" || p.header.Get("ETag") == tag {
			t.Errorf("the new name isn't there: %q", feed.one(t, "title"))
		}
	})
}

func TestOlderEntriesStandOnFurtherPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		s.toldRounds(feedDigests*2+3, 4)
		a := s.ownAddress(s.Wim)
		for path, want := range map[string][]int{s.feedOf(a, s.Panel, atomForm): {feedDigests, feedDigests, 3}, s.feedOf(a, s.ICT, atomForm): {feedPoints, feedPoints, 28}} {
			first := s.server.BaseURL + path
			seen, last := map[string]bool{}, "9999"
			var pages []int
			for next := first; next != ""; {
				feed := validAtom(t, s.nobody().get(strings.TrimPrefix(next, s.server.BaseURL)).is(http.StatusOK))
				if feed.link("self") != next || next != first && feed.link("first") != first || next == first && feed.link("first") != "" {
					t.Errorf("at %s it says %s and %s", next, feed.link("self"), feed.link("first"))
				}
				for _, e := range feed.all("entry") {
					if id := e.one(t, "id"); seen[id] || e.one(t, "updated") > last {
						t.Errorf("%s comes twice or too late", e.one(t, "title"))
					} else {
						seen[id], last = true, e.one(t, "updated")
					}
				}
				pages = append(pages, len(feed.all("entry")))
				next = feed.link("next")
			}
			if !slices.Equal(pages, want) {
				t.Errorf("%s has pages of %v, want %v", path, pages, want)
			}
			json := validJSONFeed(t, s.nobody().get(strings.Replace(path, atomForm, jsonForm, 1)).is(http.StatusOK))
			if next, _ := json["next_url"].(string); !strings.Contains(next, jsonForm) || len(json["items"].([]any)) != want[0] {
				t.Errorf("the JSON feed goes on at %q", next)
			}
			for _, after := range []string{"onzin", uuid.NewString(), "%00", "1.2.3"} {
				s.nobody().get(path + "&after=" + after).is(map[bool]int{true: http.StatusUnprocessableEntity, false: http.StatusNotFound}[after == "%00"])
			}
		}
	})
}

func TestAFeedGoesOnOnlyFromADigestThatItTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		hidden := s.toldRounds(1, 1)[0]
		in := s.PanelInput()
		in.Name, in.Recurrence, in.DigestReaders = "Klantpanel Open", "every month on the second tuesday at 10:00", panel.World
		open := must(s.Store.SavePanel(t.Context(), panel.System, uuid.Nil, in))(t)
		wim := s.ownAddress(s.Wim)
		for _, form := range []string{atomForm, jsonForm, blockForm} {
			for _, path := range []string{s.feedOf(nil, open, form), s.feedOf(wim, open, form), s.feedOf(wim, s.Canteen, form)} { // only ICT was told about
				s.nobody().get(path).is(http.StatusOK)
				for _, after := range []uuid.UUID{hidden.ID, uuid.New()} {
					s.nobody().get(path + "&after=" + after.String()).noAddress()
				}
			}
			for _, path := range []string{s.feedOf(wim, s.Panel, form), s.feedOf(wim, s.ICT, form)} {
				s.nobody().get(path + "&after=" + hidden.ID.String()).is(http.StatusOK)
			}
		}
	})
}

func TestHostileWordsStayWordsInFeeds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		s.tellWorld(s.Panel)
		s.toldRounds(1, 1)
		const hostile = "]]></title><script>alert(1)</script> & \"\u0001\u000b\u001f\u0085\ufffe \U0001F600 &lt;b&gt; é\u2028 <!-- "
		must(db.NewUpdate().Table("digest_entries").Set("title = ?, said = ?, answer = ?, service = ?, changed = ?", hostile, hostile, hostile, hostile, hostile).Where("1 = 1").Exec(t.Context()))(t)
		must(db.NewUpdate().Table("digests").Set("intro_nl = ?", hostile).Where("1 = 1").Exec(t.Context()))(t)
		must(db.NewUpdate().Table("panels").Set("name = ?", hostile).Where("1 = 1").Exec(t.Context()))(t)
		must(db.NewUpdate().Table("services").Set("name = ?", hostile).Where("id = ?", s.ICT.ID).Exec(t.Context()))(t)
		must(db.NewUpdate().Table("organisations").Set("name = ?", hostile).Where("1 = 1").Exec(t.Context()))(t)
		const clean = "]]></title><script>alert(1)</script> & \" \U0001F600 &lt;b&gt; é\u2028 <!-- "
		for _, thing := range []any{s.Panel, s.ICT} {
			p := s.nobody().get(s.feedOf(nil, thing, atomForm)).is(http.StatusOK)
			feed := validAtom(t, p)
			if title := feed.one(t, "title"); !strings.HasPrefix(title, clean) || strings.Contains(p.body, "\ufffd") || strings.Contains(p.body, "<script") {
				t.Errorf("the title became %q", title)
			}
			if got := s.harmless(feed.all("entry")[0].one(t, "content")).Text(); !strings.Contains(got, clean) {
				t.Errorf("the words became %q", got)
			}
			validJSONFeed(t, s.nobody().get(s.feedOf(nil, thing, jsonForm)).is(http.StatusOK))
			if block := s.nobody().get(s.feedOf(nil, thing, blockForm)).is(http.StatusOK).sees(".block__point", "]]></title><script>alert(1)</script> & \" \U0001F600 &lt;b&gt; é"); block.Find("script").Length() != 0 {
				t.Error("the block holds a script")
			}
		}
		if got := feedText("a\x00b\xffc\uFFFDd\ud7ff"); got != "abcd\ud7ff" {
			t.Errorf("bytes that are no text became %q", got)
		}
	})
}

// The rule of the matrix for whoever has an address, or none: nothing of a panel that they may not read.
func TestFeedsHoldNoByteOfAPanelThatTheirReaderMayNotRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		halves := []*half{s.half("a", "GEHEIM-A"), s.half("b", "GEHEIM-B")}
		for i, h := range halves {
			p := must(s.Store.Panel(t.Context(), h.ids["panel"]))(t)
			must(db.NewUpdate().Table("digests").Set("state = 'sent', approved_at = ?", s.Clock.Now().Add(time.Duration(i)*time.Minute)).Where("id = ?", h.ids["digest"]).Exec(t.Context()))(t)
			for _, service := range []uuid.UUID{h.ids["service"], halves[1-i].ids["service"]} { // both panels tell about both services
				item := dialogue.Item{ID: uuid.New(), CycleID: h.ids["cycle"], PanelID: p.ID, ServiceID: &service, State: dialogue.HasOutcome, Outcome: dialogue.Changed, Title: "x", Said: "x"}
				must(db.NewInsert().Model(&item).Exec(t.Context()))(t)
				e := dialogue.Entry{DigestID: h.ids["digest"], ItemID: item.ID, Position: 1, Section: dialogue.Changed, Title: "Punt van panel " + h.secret, Said: "x", ServiceID: &service, Answer: "Gemaakt."}
				must(db.NewInsert().Model(&e).Exec(t.Context()))(t)
			}
		}
		a, b := must(s.Store.Panel(t.Context(), halves[0].ids["panel"]))(t), must(s.Store.Panel(t.Context(), halves[1].ids["panel"]))(t)
		ofA := must(s.Store.AddDigestAddress(t.Context(), s.As(t, s.Joris), &a.ID, "Intranet"))(t)
		service := must(s.Store.Service(t.Context(), halves[1].ids["service"]))(t)
		for _, form := range []string{atomForm, jsonForm, blockForm} {
			for _, who := range []*browser{s.nobody(), s.as(s.Ineke), s.as(s.Wim)} { // a session opens nothing
				who.get(s.feedOf(nil, a, form)).noAddress()
				who.get(s.feedOf(nil, service, form)).noAddress()
				who.get(s.feedOf(&ofA, b, form)).noAddress()
			}
			if p := s.nobody().get(s.feedOf(&ofA, a, form)).is(http.StatusOK); !strings.Contains(p.body, "GEHEIM-A") || strings.Contains(p.body, "panel GEHEIM-B") {
				t.Errorf("the address of panel A reads\n%s", p.body)
			}
			if p := s.nobody().get(s.feedOf(&ofA, service, form)).is(http.StatusOK); !strings.Contains(p.body, "panel GEHEIM-A") || strings.Contains(p.body, "panel GEHEIM-B") {
				t.Errorf("about a service the address of panel A reads\n%s", p.body)
			}
			if p := s.nobody().get(s.feedOf(s.ownAddress(s.Wim), service, form)).is(http.StatusOK); !strings.Contains(p.body, "panel GEHEIM-A") || !strings.Contains(p.body, "panel GEHEIM-B") {
				t.Errorf("an employee's own address reads\n%s", p.body)
			}
		}
		s.tellWorld(b)
		for _, form := range []string{atomForm, jsonForm, blockForm} {
			if p := s.nobody().get(s.feedOf(nil, service, form)).is(http.StatusOK); strings.Contains(p.body, "panel GEHEIM-A") || !strings.Contains(p.body, "panel GEHEIM-B") {
				t.Errorf("about a service the world reads\n%s", p.body)
			}
			s.nobody().get(s.feedOf(&ofA, b, form)).is(http.StatusOK) // as the world
			s.nobody().get(s.feedOf(nil, a, form)).noAddress()
		}
	})
}

func TestAnAddressThatEndedOpensNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		s.toldRounds(1, 1)
		o := must(s.Store.Organisation(t.Context(), db))(t)
		own, left := s.ownAddress(s.Wim), s.ownAddress(s.Piet)
		shared := must(s.Store.AddDigestAddress(t.Context(), s.As(t, s.Joris), &s.Panel.ID, "Intranet"))(t)
		for _, a := range []*panel.DigestAddress{own, left, &shared} {
			s.nobody().get(s.feedOf(a, s.Panel, atomForm)).is(http.StatusOK)
		}
		must(s.Store.SavePerson(t.Context(), panel.System, s.Piet.ID, panel.PersonInput{Name: s.Piet.Name, Email: s.Piet.Email, Active: false}))(t)
		must(s.Store.SavePerson(t.Context(), panel.System, s.Joris.ID, panel.PersonInput{Name: s.Joris.Name, Email: s.Joris.Email, Active: false}))(t)
		s.nobody().get(s.feedOf(&shared, s.Panel, atomForm)).is(http.StatusOK) // the intranet goes on when who made it leaves
		must(0, s.Store.RevokeDigestAddress(t.Context(), s.As(t, s.Wim), own.ID))(t)
		must(0, s.Store.RevokeDigestAddress(t.Context(), s.As(t, s.Ineke), shared.ID))(t)
		for what, token := range map[string]string{"revoked": own.Token(o.Secret), "of somebody who left": left.Token(o.Secret), "of the intranet, revoked": shared.Token(o.Secret), "guessed": "geraden",
			"that never was": panel.DigestAddress{ID: uuid.New()}.Token(o.Secret), "of another organisation": own.Token("ander geheim"), "of a calendar": mail.Token(o.Secret, "calendar", own.ID)} {
			for _, form := range []string{atomForm, jsonForm, blockForm} {
				for _, thing := range []teller{{ID: s.Panel.ID, Token: token}, {Service: true, ID: s.ICT.ID, Token: token}} {
					if p := s.nobody().get(thing.feedPath(form, "nl")); p.status != http.StatusNotFound || p.header.Get("ETag") != "" {
						t.Errorf("an address %s gives %d", what, p.status)
					} else {
						p.noAddress()
					}
				}
			}
		}
		s.nobody().get((teller{ID: uuid.New()}).feedPath(atomForm, "nl")).noAddress()
		s.nobody().get("/feeds/panels/onzin/atom.xml").noAddress()
	})
}

func TestAPollCostsAFewQueries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		s.toldRounds(12, 20)
		a := s.ownAddress(s.Wim)
		for _, thing := range []any{s.Panel, s.ICT} {
			path := s.feedOf(a, thing, atomForm)
			b := s.nobody()
			b.header.Set("If-None-Match", b.get(path).header.Get("ETag"))
			counter := &queries{}
			db.AddQueryHook(counter)
			b.get(path).is(http.StatusNotModified)
			if n := counter.n.Load(); n > 5 { // the organisation, who tells, the address, the digests and their points
				t.Errorf("%d queries", n)
			}
			db.ResetQueryHooks()
		}
	})
}
