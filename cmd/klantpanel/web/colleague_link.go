package web

import (
	"net/url"
	"strings"

	"klantpanel/panel"
)

// LinkHolder is whoever has the link: its code is the key. Whether it opens anything, and still does, the page says itself.
var LinkHolder = Access{Name: "LinkHolder", Load: loadLink, Check: func(*Request) error { return nil }}

// misread are the signs of a code as somebody may have typed them over: it has no 0, 1, 8 or 9.
var misread = strings.NewReplacer(" ", "", "\u00a0", "", "-", "", "–", "", ".", "", "0", "o", "8", "b")

// isLinkCode reports whether it can be a code at all.
func isLinkCode(code string) bool {
	return code != "" && len(code) <= 40 && strings.Trim(code, "abcdefghijklmnopqrstuvwxyz234567") == ""
}

// loadLink finds what the code opens.
func loadLink(r *Request) error {
	typed, err := url.PathUnescape(r.Ctx.Params("code"))
	code := misread.Replace(strings.ToLower(typed))
	if err != nil || !isLinkCode(code) {
		return panel.Refuse(panel.NotFound, "error.link_not_found")
	}
	if r.link, err = r.linkOf(code); err != nil {
		return err
	}
	r.cycle = *r.link.Cycle
	return nil
}

// linkOpen reports whether the link takes anything at this moment.
func (r *Request) linkOpen() bool { return r.link.ClosedAt.IsZero() && r.cycle.Collects(r.Now()) }
