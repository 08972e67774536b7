package web

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
)

// errNoAddress answers an address that never was, was revoked, or opens nothing any more: a program asks, so it gets a line and no page.
var errNoAddress = errors.New("no such address")

// FeedReader may read what the panel or service in the path told: as whoever holds the secret address in the path, else as the world.
// Cookies don't count. So a page of another site that a reader opens learns nothing that it couldn't ask for itself.
var FeedReader = Access{Name: "FeedReader", Load: loadTeller, Check: func(r *Request) error {
	r.Language = r.Organisation.Language // whoever asks gets the same
	if asked := r.Query("language"); isLanguage(asked) {
		r.Language = asked
	}
	err := r.readAddress()
	if err == nil {
		err = r.unloaded
	}
	if isMissing(err) || err == nil && r.service.ID == uuid.Nil && !r.address.Opens(r.panel) {
		return errNoAddress
	}
	return err
}}

// loadTeller reads who tells: a panel, or a service.
func loadTeller(r *Request) error {
	if r.Ctx.Params("service") != "" {
		return loadService(r)
	}
	return loadPanel(r)
}

// readAddress finds the secret address in the path, if there is one.
func (r *Request) readAddress() error {
	token := r.Ctx.Params("token")
	if token == "" {
		return nil
	}
	a, err := r.Panel.DigestAddressOfToken(r.Context(), r.Organisation.Secret, token)
	if err == nil {
		r.address = &a
	}
	return err
}

// noAddress answers errNoAddress. Within somebody's intranet the line stands where the block was.
func (r *Request) noAddress() error {
	if route, _ := r.Ctx.Locals(routeKey).(string); strings.HasSuffix(route, blockForm) {
		r.framedBy("*")
	}
	r.Ctx.Set("X-Robots-Tag", "noindex, nofollow")
	r.Ctx.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	return r.Ctx.Status(fiber.StatusNotFound).SendString(r.T("feeds.no_address") + "\n")
}

// framedBy lets these sites show the answer in a frame: what stands in it asks nothing, so that nobody can be led to press anything.
func (r *Request) framedBy(sites ...string) {
	r.Ctx.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors "+strings.Join(sites, " "))
	r.Ctx.Response().Header.Del("X-Frame-Options") // it knows no list of sites; browsers from before frame-ancestors don't work here
	r.Ctx.Response().Header.Del("Cross-Origin-Opener-Policy")
}
