package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

// linkOf is the link of an ambassador's constituency to a round.
func (s *site) linkOf(c panel.Cycle, who panel.Person) panel.Link {
	s.t.Helper()
	return must(s.Store.OpenLink(s.t.Context(), c.ID, s.As(s.t, who).Ambassadors[c.PanelID]))(s.t)
}

// opensForm is what a colleague sees who follows a link, after the time that it takes to fill it in.
func (b *browser) opensForm(path string) *page {
	b.t.Helper()
	p := b.get(path).is(200)
	b.Clock.Add(time.Minute)
	return p
}

// sendings are what came in by links.
func (s *site) sendings() (submissions int, said []dialogue.Contribution) {
	s.t.Helper()
	n, err := s.db.NewSelect().Table("submissions").Where("link_id IS NOT NULL").Count(s.t.Context())
	s.must(err)
	s.must(s.db.NewSelect().Model(&said).Where("co.link_id IS NOT NULL").Scan(s.t.Context()))
	return int(n), said
}

func TestAColleagueAnswersWithoutAnAccountAndGetsAReceipt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, _ := s.round()
		f, path := s.fields(c), panel.LinkPath(s.linkOf(c, s.Fatma).Code)
		b := s.nobody()
		before := s.log.String()
		p := b.opensForm(path).sees("main", "U blijft anoniem").sees("main", "via welke ambassadeur").sees("main", "nemen wij letterlijk over").sees("main", "4 vragen, hooguit twee minuten")
		if n := p.Find("fieldset.question").Length(); n != 5 || p.Find("[name^=people]").Length() != 0 {
			t.Fatalf("%d questions, want four and the unasked one, and nobody else to speak for", n)
		}
		thanks := p.submit(contributeForm, f("text", 0), "De wifi valt weg.", f("people", 0), "40", f("mark", 1), "5", f("importance", 3), "9", f("experience", 3), "4",
			f("text", -1), "Compliment voor de bode.").is(200).sees("h1", "Dank u wel")
		code := must(dialogue.ParseReceiptCode(thanks.text(".receipt-code--large")))(t)
		thanks.sees("main", "De diensten antwoorden uiterlijk op 9 februari 2027.").sees("main", "Rond 16 februari 2027 hoort iedereen wat ermee is gedaan.")
		if thanks.Find("a[href='/receipts/"+code.String()+"']").Length() != 1 || thanks.Find("form[action='/receipts/"+code.String()+"/reach'] [name=address]").Length() != 1 {
			t.Error("the receipt leads nowhere")
		}
		n, said := s.sendings()
		if n != 1 || len(said) != 4 {
			t.Fatalf("%d submissions with %d contributions, want 1 with 4", n, len(said))
		}
		for _, co := range said {
			if co.SubmissionID != code.Submission() || co.People != 1 || co.PersonID != nil {
				t.Errorf("kept %+v", co)
			}
		}
		if len(b.cookies) != 0 || s.log.String() != before {
			t.Errorf("left a trace: cookies %v, log %s", b.cookies, strings.TrimPrefix(s.log.String(), before))
		}
	})
}

func TestAColleaguesFormThatComesTwiceCountsOnceUnderOneReceipt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, _ := s.round()
		f, path := s.fields(c), panel.LinkPath(s.linkOf(c, s.Fatma).Code)
		p := s.nobody().opensForm(path)
		receipt := p.submit(contributeForm, f("text", 0), "De wifi\r\nvalt weg.", f("choice", 2), "1").is(200).text(".receipt-code--large")
		if again := p.submit(contributeForm, f("text", 0), "De wifi\r\nvalt weg.", f("choice", 2), "1").is(200).text(".receipt-code--large"); again != receipt {
			t.Errorf("the same form got the receipts %s and %s", receipt, again)
		}
		// a second tab with the same form, or the back button: what is new is asked about, not lost and not doubled
		more := p.submit(contributeForm, f("text", 0), "De wifi\r\nvalt weg.", f("choice", 2), "1", f("text", -1), "De deur klemt.").is(http.StatusConflict)
		more.sees("[role=alert]", "al verstuurd, en dat telt").sees(".sent", "De wifi valt weg.").sees(".sent", "Soms").sees(".sent", receipt)
		if v := more.text("#text\\.unasked"); v != "De deur klemt." || contains(more.text("form textarea"), "wifi") {
			t.Fatalf("the form holds %q", more.text("form textarea"))
		}
		second := more.submit(contributeForm).is(200).text(".receipt-code--large")
		if n, said := s.sendings(); n != 2 || len(said) != 3 || second == receipt {
			t.Errorf("%d submissions with %d contributions, receipts %s and %s", n, len(said), receipt, second)
		}
		s.afterCollecting(c)
		if late := p.submit(contributeForm, f("text", 0), "De wifi\r\nvalt weg.", f("choice", 2), "1").is(200).text(".receipt-code--large"); late != receipt {
			t.Errorf("a reload after the round gives the receipt %s, want %s", late, receipt)
		}
		p.submit(contributeForm, f("text", 0), "Toch iets anders.").is(http.StatusConflict).sees("h1", "Deze ronde is gesloten").sees(".typed", "Toch iets anders.")
	})
}

func TestTheScriptBringsAFormInAndThenAsksForItsPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, _ := s.round()
		f, path := s.fields(c), panel.LinkPath(s.linkOf(c, s.Fatma).Code)
		script, b := s.nobody(), s.nobody()
		script.header.Set("Sec-Fetch-Mode", "cors")
		p := b.opensForm(path)
		p.browser = script
		p.submit(contributeForm, f("text", 0), "De wifi valt weg.").is(http.StatusNoContent)
		p.browser = b
		p.submit(contributeForm, f("text", 0), "De wifi valt weg.", "_sent", "1").is(200).sees("h1", "Dank u wel")
		once := must(s.server.Dialogue.Allow(t.Context(), colleagueLink, s.linkOf(c, s.Fatma).ID.String(), 2, limitTerm))(t)
		if n, _ := s.sendings(); n != 1 || !once {
			t.Errorf("%d submissions that count as one try: %t, want one of each", n, once)
		}
		// words that say they came in and didn't are taken all the same
		b.opensForm(path).submit(contributeForm, f("text", 0), "De lift is traag.", "_sent", "1").is(200)
		if n, _ := s.sendings(); n != 2 {
			t.Errorf("%d submissions, want 2", n)
		}
	})
}

func TestAFormThatComesBackTooFastOnlyWantsOneMorePress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, _ := s.round()
		f, path := s.fields(c), panel.LinkPath(s.linkOf(c, s.Fatma).Code)
		fast := s.nobody().get(path).submit(contributeForm, f("text", 0), "De wifi valt weg.", f("mark", 1), "4").is(422).sees("[role=alert]", "Dat ging snel")
		fast.lacks(".error-summary")
		if n, _ := s.sendings(); n != 0 {
			t.Fatalf("%d submissions, want none yet", n)
		}
		fast.submit(contributeForm).is(200).sees("h1", "Dank u wel")
		if _, said := s.sendings(); len(said) != 2 {
			t.Errorf("%d contributions, want what was typed", len(said))
		}
	})
}

func TestAKeyThatWasNotMadeForTheLinkIsRefusedAndNothingLost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, _ := s.round()
		f := s.fields(c)
		fatma, piet := panel.LinkPath(s.linkOf(c, s.Fatma).Code), panel.LinkPath(s.linkOf(c, s.Piet).Code)
		foreign := s.nobody().opensForm(piet).Find("[name=_receipt]").AttrOr("value", "")
		var again *page
		for _, key := range []string{"", "x", ".", foreign, "zzzzzzzzzzzzzzzz." + foreign, strings.ToUpper(foreign)} {
			stale := s.nobody().opensForm(fatma).submit(contributeForm, "_receipt", key, f("text", 0), "De wifi valt weg.").is(http.StatusConflict).sees("[role=alert]", "verlopen")
			if n, _ := s.sendings(); n != 0 {
				t.Fatalf("the key %q was taken", key)
			}
			again = stale
		}
		again.submit(contributeForm).is(200).sees("h1", "Dank u wel")
	})
}

func TestAProgramThatFillsInEveryFieldIsThankedAndNotHeard(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, _ := s.round()
		f, path := s.fields(c), panel.LinkPath(s.linkOf(c, s.Fatma).Code)
		p := s.nobody().opensForm(path)
		if trap := p.Find("[name=extra]"); trap.AttrOr("autocomplete", "") != "off" || trap.AttrOr("tabindex", "") != "-1" || trap.Closest("[aria-hidden=true]").Length() != 1 {
			t.Error("a reader may come to the trap")
		}
		p.submit(contributeForm, f("text", 0), "Buy watches", "extra", "https://watches.example").is(200).sees("h1", "Dank u wel")
		if n, _ := s.sendings(); n != 0 {
			t.Errorf("%d submissions, want none", n)
		}
	})
}

func TestACanteenBehindOneAddressPassesAndAFloodKeepsWhatItTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, _ := s.round()
		f, link := s.fields(c), s.linkOf(c, s.Fatma)
		s.Clock.To(s.Clock.Now().Truncate(time.Hour).Add(10 * time.Minute))
		p := s.nobody().opensForm(panel.LinkPath(link.Code))
		p.submit(contributeForm, f("text", 0), "De wifi valt weg.").is(200)
		for what, most := range map[string]int{colleagueAddress: sendingsPerAddress, colleagueLink: sendingsPerLink} {
			s.tried(what, map[string]string{colleagueAddress: s.address(), colleagueLink: link.ID.String()}[what], most-2) // one was sent
			s.nobody().opensForm(panel.LinkPath(link.Code)).submit(contributeForm, f("text", 0), "De lift is traag.").is(200)
			busy := s.nobody().opensForm(panel.LinkPath(link.Code)).submit(contributeForm, f("text", 0), "De soep is zout.").is(http.StatusTooManyRequests)
			busy.sees("[role=alert]", "Druk na").sees("form", "De soep is zout.")
			if busy.header.Get("Retry-After") == "" {
				t.Error("programs aren't told when to come again")
			}
			// who is signed in doesn't notice, and a form that came in before has its receipt
			s.as(s.Fatma).get("/cycles/"+c.ID.String()+"/contribute").submit(contributeForm, f("text", 0), "Namens mijn team, "+what).is(303)
			p.submit(contributeForm, f("text", 0), "De wifi valt weg.", "_sent", "1").is(200)
			s.Clock.Add(time.Hour)
			busy.submit(contributeForm).is(200)
		}
	})
}

func TestSwitchingLanguageKeepsWhatWasTypedAndStoresNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, _ := s.round()
		f, path := s.fields(c), panel.LinkPath(s.linkOf(c, s.Fatma).Code)
		b := s.nobody()
		p := b.opensForm(path)
		if p.Find("header button[form=answers]").First().AttrOr("name", "") != "" {
			t.Error("Enter in a field would switch the language and not send")
		}
		english := p.submit(contributeForm, f("text", 0), "De wifi valt weg.", f("mark", 1), "4", "_language", "en").is(200).sees("h1", "What do you think?").lacks("[role=alert]")
		if n, _ := s.sendings(); n != 0 {
			t.Fatalf("%d submissions, want none yet", n)
		}
		english.submit(contributeForm).is(200).sees("h1", "Thank you")
		if _, said := s.sendings(); len(said) != 2 {
			t.Errorf("%d contributions, want what was typed", len(said))
		}
		b.get(path).sees("h1", "What do you think?")
	})
}
