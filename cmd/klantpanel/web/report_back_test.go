package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

// reported is a round with a point from Fatma's constituency and one from Piet's, told to everybody.
func (s *site) reported() (path string) {
	s.t.Helper()
	ctx, d := s.t.Context(), s.server.Dialogue
	c, path := s.round()
	for who, said := range map[string]panel.Person{"De kantine gaat te vroeg dicht": s.Fatma, "De poort klemt": s.Piet} {
		must(d.Contribute(ctx, s.As(s.t, said), c.ID, uuid.New(), []dialogue.Answer{{People: 6, Text: who + ", zegt Gerda."}}))(s.t)
		waiting := must(d.WaitingPage(ctx, c.ID, uuid.Nil, 10))(s.t)
		item := must(d.Bundle(ctx, panel.System, c.ID, dialogue.BundleInput{Contributions: []uuid.UUID{waiting[0].ID}, Title: who, Said: who + ".", Service: &s.ICT.ID}))(s.t)
		must(d.GiveOutcome(ctx, s.As(s.t, s.Sanne), item.ID, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Dat is nu anders."}))(s.t)
	}
	s.Clock.To(must(s.Store.Cycle(ctx, c.ID))(s.t).RespondingUntil.Add(time.Second))
	s.must(d.CloseDue(ctx, s.Clock.Now()))
	digest := must(d.DigestOf(ctx, c.ID))(s.t)
	s.as(s.Fatma).get(path+"/report-back").is(200).sees("main", "Deze ronde is nog niet klaar")
	s.must(d.Approve(ctx, panel.System, digest.ID, "", ""))
	s.must(d.SendDigests(ctx, s.Clock.Now()))
	return path
}

func TestAnAmbassadorReadsOutForwardsOrPrintsWhatBecameOfThePoints(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		path := s.reported()
		b := s.as(s.Fatma)
		p := b.get(path).is(200).sees("main", "Vertel uw collega's")
		if p.Find("a[href='"+path+"/report-back']").Length() != 1 {
			t.Error("the round doesn't lead there")
		}
		p = b.get(path+"/report-back").is(200).sees(".carry__aloud", "Ten eerste: De kantine gaat te vroeg dicht. ICT heeft dit aangepast. Dat is nu anders.").sees(".digest__list", "5 of meer collega's")
		if forward := p.text("#forward"); !strings.Contains(forward, "De kantine gaat te vroeg dicht") || strings.Contains(p.body, "poort") || strings.Contains(p.body, "Gerda") {
			t.Errorf("what is forwarded is %q", forward)
		}
		mail, err := url.Parse(p.Find("a[href^='mailto:']").AttrOr("href", ""))
		s.must(err)
		if q := mail.Query(); !strings.Contains(q.Get("body"), "De kantine gaat te vroeg dicht") || !strings.Contains(q.Get("subject"), "Klantpanel Werkplek") {
			t.Errorf("the mail is %q", mail)
		}
		b.get(path+"/report-back?language=en").sees("h1", "Tell your colleagues").sees(".carry__aloud", "First: De kantine gaat te vroeg dicht. ICT has changed this.")
	})
}

func TestACoordinatorLooksAtWhatEachAmbassadorCarriesBackAndNobodyElseDoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		path := s.reported()
		b := s.as(s.Joris)
		p := b.get(path+"/report-back").is(200).sees("select", "Fatma").sees("select", "Piet").sees(".digest__list", "kantine")
		if strings.Contains(p.text(".digest__list"), "poort") {
			t.Error("two ambassadors' points stand together")
		}
		b.get(path+"/report-back?person="+s.Piet.ID.String()).sees(".digest__list", "poort")
		b.get(path + "/report-back?person=geraden").is(200)
		s.as(s.Piet).get(path+"/report-back?person="+s.Fatma.ID.String()).sees(".digest__list", "poort").lacks("select")
		for _, foreign := range []panel.Person{s.Wim, s.Sanne, s.Anton} {
			s.as(foreign).get(path + "/report-back").is(404)
		}
	})
}

func TestNoWordsInAMailToForwardBecomeAFieldOfIt(t *testing.T) {
	body := "P&O zegt: 100% + 1?&bcc=iedereen@kwaad.example#\nGroet"
	mail, err := url.Parse(string(mailto("R&D; a=b", body)))
	if err != nil {
		t.Fatal(err)
	}
	q := mail.Query()
	if q.Get("subject") != "R&D; a=b" || q.Get("body") != strings.ReplaceAll(body, "\n", "\r\n") || len(q) != 2 || mail.Fragment != "" || strings.Contains(mail.RawQuery, "+") {
		t.Errorf("the mail is %q with %q", mail, q)
	}
}
