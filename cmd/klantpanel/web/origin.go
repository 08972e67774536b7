package web

import (
	"bytes"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"klantpanel/panel"
)

// crossOrigin refuses what another site makes a reader's browser send: Sec-Fetch-Site first, Origin against Host otherwise.
// It needs no token and no state, so it holds on every instance and without JavaScript.
func crossOrigin(trusted string) (func(*fiber.Ctx) error, error) {
	protection := http.NewCrossOriginProtection()
	if err := protection.AddTrustedOrigin(trusted); err != nil {
		return nil, err
	}
	return func(c *fiber.Ctx) error {
		h := http.Header{}
		for _, name := range []string{"Sec-Fetch-Site", "Origin"} {
			if v := c.Get(name); v != "" {
				h.Set(name, v)
			}
		}
		r := &http.Request{Method: c.Method(), Host: string(c.Context().Host()), Header: h, URL: &url.URL{Path: c.Path()}}
		if protection.Check(r) != nil {
			return panel.Refuse(panel.Forbidden, "error.cross_origin")
		}
		return nil
	}, nil
}

// localTarget keeps the page to go to next on this site; anything else becomes "/". fasthttp writes CR and LF in a Location as
// they are, so a control character never gets that far.
func localTarget(s string) string {
	bad := func(r rune) bool { return r < 0x20 || r == 0x7f || r == '\\' }
	if len(s) > 2000 || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsFunc(s, bad) {
		return "/"
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "" || u.Host != "" || strings.HasPrefix(u.Path, "//") {
		return "/"
	}
	if u.Fragment != "" { // the place on the page
		return u.RequestURI() + "#" + u.EscapedFragment()
	}
	return u.RequestURI()
}

// clientIP is the rightmost hop that is no proxy of ours: what stands left of it was written by the client itself.
func clientIP(c *fiber.Ctx, trusted []netip.Prefix) netip.Addr {
	ip, _ := netip.ParseAddr(c.Context().RemoteIP().String())
	isProxy := func(a netip.Addr) bool {
		for _, p := range trusted {
			if p.Contains(a.Unmap()) {
				return true
			}
		}
		return false
	}
	// Some proxies add a line of their own below the client's.
	hops := strings.Split(string(bytes.Join(c.Request().Header.PeekAll(fiber.HeaderXForwardedFor), []byte(","))), ",")
	for i := len(hops) - 1; i >= 0 && isProxy(ip); i-- {
		a, ok := hopOf(strings.TrimSpace(hops[i]))
		if !ok {
			break
		}
		ip = a
	}
	return ip.Unmap()
}

// hopOf reads what a proxy says of who it had before it: an address, as some write it with a port or, of IPv6, in brackets.
func hopOf(text string) (netip.Addr, bool) {
	if with, err := netip.ParseAddrPort(text); err == nil {
		return with.Addr(), true
	}
	if inner, ok := strings.CutPrefix(text, "["); ok {
		text = strings.TrimSuffix(inner, "]")
	}
	a, err := netip.ParseAddr(text)
	return a, err == nil
}

func isUUID(s string) bool {
	_, err := uuid.Parse(s)
	return err == nil
}
