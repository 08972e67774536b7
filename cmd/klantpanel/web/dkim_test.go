package web

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

// nameServer answers for a whole name, with a dot at its end.
type nameServer map[string][]string

func (n nameServer) LookupTXT(_ context.Context, name string) ([]string, error) {
	if texts, ok := n[name]; ok {
		return texts, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func TestMailIsSignedFromAKeyOnThePageToItsSuccessor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		zone := nameServer{}
		s := newSite(t, db, func(s *Server) { s.Resolver = zone })
		b := s.as(s.Ineke)
		p := b.get("/settings/mail/dkim").is(http.StatusOK).sees(".notice", "zet nu geen handtekening").sees(".tabs", "Ondertekening")
		p = p.submit(`form[action="/settings/mail/dkim"]`).follow().is(http.StatusOK).sees(".flash", "kp20270104").sees(".badge", "Gemaakt")
		p.lacks(`form[action$="/start"]`).lacks(`form[action="/settings/mail/dkim"]`)
		name, value := p.text("dl .soft + code"), p.text("dd pre")
		if name != "kp20270104._domainkey.waterveld.example" || !strings.HasPrefix(value, "v=DKIM1; k=rsa; p=MII") {
			t.Fatalf("the record is %q: %q", name, value)
		}
		p.sees("details pre", name+". IN TXT (")

		check := `form[action$="/check"]`
		p = p.submit(check).follow().sees(".card .notice--warning", "nog geen record")
		zone[name+"."] = []string{"v=DKIM1; k=rsa; p=MIIBverouderd"}
		p = p.submit(check).follow().sees(".card .notice--warning", "een andere sleutel").sees(".card .notice--warning pre", "MIIBverouderd")
		zone[name+"."] = []string{value}
		p = p.submit(check).follow().sees(".flash", "goed in de DNS").sees(".badge", "Record gevonden").lacks(".card .notice--warning")
		p = p.submit(`form[action$="/start"]`).follow().sees(".flash", "Vanaf nu").sees(".badge", "In gebruik").lacks(".notice--warning")
		if sender, err := s.Outbox.Sender(t.Context(), db); err != nil || sender.Signer == nil {
			t.Fatalf("letters aren't signed: %v", err)
		}

		s.Clock.Add(24 * time.Hour)
		p = p.submit(`form[action="/settings/mail/dkim"]`).follow().sees("#kp20270105 .badge", "Gemaakt").sees("#kp20270104 .badge", "In gebruik")
		zone["kp20270105._domainkey.waterveld.example."] = []string{p.text("#kp20270105 dd pre")}
		p = p.submit("#kp20270105 " + check).follow()
		delete(zone, "kp20270105._domainkey.waterveld.example.") // gone again, before the button is pressed
		refused := p.submit(`form[action$="/start"]`).is(http.StatusConflict).sees(".error-summary", "klopt niet").sees("#kp20270105", "nog geen record")
		zone["kp20270105._domainkey.waterveld.example."] = []string{refused.text("#kp20270105 dd pre")}
		p = refused.submit("#kp20270105 " + check).follow()
		p = p.submit(`#kp20270105 form[action$="/start"]`).follow().sees("#kp20270105 .badge", "In gebruik").sees("#kp20270104", "12 januari 2027")
		p.sees("main", "Er zijn al twee sleutels").lacks(`form[action="/settings/mail/dkim"]`)

		old, _ := p.Find(`#kp20270104 a[href$="/remove"]`).Attr("href")
		b.get(old).is(http.StatusOK).sees("main li", name).sees("main", "nog staan tot en met 12 januari 2027")
		s.Clock.Add(panel.RecordTerm + time.Hour)
		b.get("/settings/mail/dkim").sees("#kp20270104", "niet meer nodig").sees("#kp20270104 a.button:not(.button--secondary)", "weghalen")
		asked := b.get(old).is(http.StatusOK)
		if strings.Contains(asked.text("main"), "nog staan") {
			t.Error("a record that can go is still to be left")
		}
		asked.submit("main form").follow().sees(".flash", "weggehaald").lacks("#kp20270104")
		b.get(old).is(http.StatusNotFound)

		stop, _ := b.get("/settings/mail/dkim").Find(`a[href$="/stop"]`).Attr("href")
		b.get(stop).submit("main form").follow().sees(".flash", "geen handtekening meer").sees(".notice", "zet nu geen handtekening")
	})
}

func TestNoPageAndNoLogShowsAPrivateKey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db, func(s *Server) { s.Resolver = nameServer{} })
		b := s.as(s.Ineke)
		made := b.post("/settings/mail/dkim").follow().is(http.StatusOK)
		var key struct{ PrivateKey string }
		if err := db.NewSelect().Table("signing_keys").Column("private_key").Scan(t.Context(), &key); err != nil {
			t.Fatal(err)
		}
		secret := strings.Split(key.PrivateKey, "\n")[5] // a line in the midst of it, beyond what the public half shares
		for _, text := range []string{made.body, b.get("/settings/mail/dkim").body, s.log.String()} {
			if strings.Contains(text, secret) || strings.Contains(text, "PRIVATE KEY") {
				t.Error("a private key is shown")
			}
		}
	})
}

func TestAKeyThatNoLongerFitsTheSenderSaysSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		zone := nameServer{}
		s := newSite(t, db, func(s *Server) { s.Resolver = zone })
		k := must(s.Store.MakeSigningKey(t.Context(), panel.System))(t)
		zone[k.Record().Name()+"."] = []string{k.Record().Value()}
		if err := s.Store.StartSigning(t.Context(), panel.System, k.ID, zone); err != nil {
			t.Fatal(err)
		}
		b := s.as(s.Ineke)
		b.get("/settings/mail/dkim").lacks(".notice--warning")
		b.get("/settings").submit("main form", "mail_address", "klantpanel@nieuwwaterveld.example").follow().is(http.StatusOK)
		p := b.get("/settings/mail/dkim").sees(".notice--warning", "klantpanel@nieuwwaterveld.example").sees(".badge--danger", "Past niet").
			sees("#"+k.Selector, "is voor waterveld.example")
		p.lacks("#" + k.Selector + ` form[action$="/check"]`)
		p.submit(`form[action="/settings/mail/dkim"]`).follow().sees("dl .soft + code", "_domainkey.nieuwwaterveld.example")
	})
}

func TestAKeyThatDoesntExistIsNotFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db, func(s *Server) { s.Resolver = nameServer{} })
		b := s.as(s.Ineke)
		path := "/settings/mail/dkim/" + uuid.NewString()
		for _, what := range []string{"check", "start", "stop", "remove"} {
			b.post(path + "/" + what).is(http.StatusNotFound)
		}
		b.get(path + "/stop").is(http.StatusNotFound)
		b.get("/settings/mail/dkim/geen/remove").is(http.StatusNotFound)
	})
}
