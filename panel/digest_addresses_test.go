package panel_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

func TestWhoLooksAfterTheAddressesOfAPanel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		w, ctx := paneltest.New(t, db), t.Context()
		joris, ineke, fatma, wim := w.As(t, w.Joris), w.As(t, w.Ineke), w.As(t, w.Fatma), w.As(t, w.Wim)
		_, err := w.Store.AddDigestAddress(ctx, fatma, &w.Panel.ID, "Intranet")
		refused(t, err, "error.page_not_found")
		_, err = w.Store.AddDigestAddress(ctx, joris, nil, "Intranet")
		refused(t, err, "error.page_not_found")
		_, err = w.Store.AddDigestAddress(ctx, joris, &w.Panel.ID, " ")
		refused(t, err, "error.missing")
		_, err = w.Store.AddDigestAddress(ctx, joris, &w.Panel.ID, strings.Repeat("x", 61))
		refused(t, err, "error.too_long")

		intranet, err := w.Store.AddDigestAddress(ctx, joris, &w.Panel.ID, "Intranet")
		paneltest.OK(t, err)
		again, err := w.Store.AddDigestAddress(ctx, joris, &w.Panel.ID, " Intranet ")
		paneltest.OK(t, err)
		screen, err := w.Store.AddDigestAddress(ctx, ineke, &w.Panel.ID, "Scherm in de kantine")
		paneltest.OK(t, err)
		all, err := w.Store.AddDigestAddress(ctx, ineke, nil, "Intranet")
		paneltest.OK(t, err)
		if again.ID != intranet.ID || screen.ID == intranet.ID || all.ID == intranet.ID {
			t.Errorf("sent twice it became two, or two became one: %v %v %v %v", intranet.ID, again.ID, screen.ID, all.ID)
		}
		names := func(actor panel.Actor, of *uuid.UUID) string {
			addresses, err := w.Store.DigestAddresses(ctx, actor, of)
			paneltest.OK(t, err)
			var names []string
			for _, a := range addresses {
				names = append(names, a.Name)
			}
			return strings.Join(names, ", ")
		}
		if got := names(joris, &w.Panel.ID) + "; " + names(joris, nil) + "; " + names(fatma, &w.Panel.ID) + "; " + names(ineke, nil); got != "Scherm in de kantine, Intranet; ; ; Intranet" {
			t.Errorf("they see %s", got)
		}
		refused(t, w.Store.RevokeDigestAddress(ctx, joris, all.ID), "error.page_not_found")
		refused(t, w.Store.RevokeDigestAddress(ctx, wim, intranet.ID), "error.page_not_found")
		refused(t, w.Store.RevokeDigestAddress(ctx, ineke, uuid.New()), "error.page_not_found")
		for range 2 {
			paneltest.OK(t, w.Store.RevokeDigestAddress(ctx, joris, intranet.ID))
		}
		if got := names(joris, &w.Panel.ID); got != "Scherm in de kantine" {
			t.Errorf("left is %s", got)
		}
	})
}

func TestAnOwnAddressIsNobodyElses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		w, ctx := paneltest.New(t, db), t.Context()
		wim, ineke := w.As(t, w.Wim), w.As(t, w.Ineke)
		_, err := w.Store.OwnDigestAddress(ctx, wim)
		refused(t, err, "error.page_not_found")
		own, err := w.Store.AddOwnDigestAddress(ctx, wim)
		paneltest.OK(t, err)
		if again, err := w.Store.AddOwnDigestAddress(ctx, wim); err != nil || again.ID != own.ID {
			t.Errorf("asked twice: %v, %v", again.ID, err)
		}
		refused(t, w.Store.RevokeDigestAddress(ctx, ineke, own.ID), "error.page_not_found")
		if seen, err := w.Store.DigestAddresses(ctx, ineke, nil); err != nil || len(seen) != 0 {
			t.Errorf("an administrator sees somebody's own: %v, %v", seen, err)
		}
		found, err := w.Store.DigestAddressOfToken(ctx, "geheim", own.Token("geheim"))
		if err != nil || !found.Opens(w.Panel) {
			t.Errorf("it doesn't open: %v", err)
		}
		paneltest.OK(t, w.Store.RevokeDigestAddress(ctx, wim, own.ID))
		_, err = w.Store.DigestAddressOfToken(ctx, "geheim", own.Token("geheim"))
		refused(t, err, "error.page_not_found")
		if next, err := w.Store.AddOwnDigestAddress(ctx, wim); err != nil || next.ID == own.ID {
			t.Errorf("the next one is the revoked one: %v", err)
		}
	})
}

func TestAnAddressOpensItsPanelAndWhatTheWorldMayRead(t *testing.T) {
	one, other := panel.Panel{ID: uuid.New(), DigestReaders: panel.Employees}, panel.Panel{ID: uuid.New(), DigestReaders: panel.Employees}
	open := panel.Panel{ID: uuid.New(), DigestReaders: panel.World}
	for _, c := range []struct {
		a    *panel.DigestAddress
		p    panel.Panel
		want bool
	}{{nil, one, false}, {nil, open, true}, {&panel.DigestAddress{PanelID: &one.ID}, one, true}, {&panel.DigestAddress{PanelID: &one.ID}, other, false},
		{&panel.DigestAddress{PanelID: &one.ID}, open, true}, {&panel.DigestAddress{}, other, true}} {
		if got := c.a.Opens(c.p); got != c.want {
			t.Errorf("%v opens %v: %v", c.a, c.p.DigestReaders, got)
		}
	}
}

func TestOnlyRealSitesMayShowTheBlock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		w, ctx := paneltest.New(t, db), t.Context()
		o, err := w.Store.Organisation(ctx, db)
		paneltest.OK(t, err)
		in := panel.OrganisationInput{Name: o.Name, Language: o.Language, TimeZone: o.TimeZone, MailName: o.MailName, MailAddress: o.MailAddress, Contact: o.Contact}
		save := func(sites string) error {
			in.FrameSites = sites
			return w.Store.SaveOrganisation(ctx, w.As(t, w.Ineke), in)
		}
		paneltest.OK(t, save(" https://Intranet.Waterveld.example/start?x=1#boven \n\nhttps://*.sharepoint.com\nhttp://intranet:8080\r\nhttps://intranet.waterveld.example"))
		o, err = w.Store.Organisation(ctx, db)
		paneltest.OK(t, err)
		if got := strings.Join(o.Frames(), " "); got != "https://intranet.waterveld.example https://*.sharepoint.com http://intranet:8080" {
			t.Errorf("they are %q", got)
		}
		for _, bad := range []string{"intranet.waterveld.example", "*", "https://*", "https://*.nl", "javascript:alert(1)", "data:text/html,x", "https://a;script-src *", "https://a b", "https://", "https://naam:woord@intranet.nl",
			"https://intranet.nl:poort", "https://intranet.nl'self'", "ftp://intranet.nl", "https://'none'", "https://a,b", "https://a\u2028b", "https://[::1]", "https://*.*.nl", "https://x.*.nl"} {
			refused(t, save(bad), "error.frame_site")
		}
		var many strings.Builder
		for range 21 {
			many.WriteString("https://" + uuid.NewString() + ".example\n")
		}
		refused(t, save(many.String()), "error.frame_sites")
		paneltest.OK(t, save(" \n"))
		if o, _ = w.Store.Organisation(ctx, db); len(o.Frames()) != 0 {
			t.Errorf("they still are %v", o.Frames())
		}
	})
}
