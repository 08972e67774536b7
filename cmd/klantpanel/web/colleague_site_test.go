package web

import (
	"net/http"
	"net/netip"
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

func TestOneLineOfIPv6DoesNotUseUpALink(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db, func(server *Server) { server.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/32")} })
		c, _ := s.round()
		f, path := s.fields(c), panel.LinkPath(s.linkOf(c, s.Fatma).Code)
		by := func(address string) *page {
			b := s.nobody()
			b.header.Set("X-Forwarded-For", address)
			return b.opensForm(path).submit(contributeForm, f("text", 0), "De wifi valt weg.")
		}
		by("[2001:db8:1:1::1]:4711").is(200)
		key := must(s.server.Dialogue.SiteKey(t.Context(), netip.MustParseAddr("2001:db8:1:2::1")))(t)
		s.tried(colleagueSite, key, sendingsPerSite)
		by("2001:db8:1:3::1").is(http.StatusTooManyRequests)
		by("2001:db8:2:1::1").is(200)
		by("192.0.2.17:4711").is(200)
	})
}
