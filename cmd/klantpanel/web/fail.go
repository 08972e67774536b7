package web

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"klantpanel/panel"
)

func statusOf(kind panel.Kind) int {
	switch kind {
	case panel.Invalid:
		return fiber.StatusUnprocessableEntity
	case panel.NotFound:
		return fiber.StatusNotFound
	case panel.Conflict:
		return fiber.StatusConflict
	case panel.Forbidden:
		return fiber.StatusForbidden
	}
	return fiber.StatusInternalServerError
}

// failure is what an error page shows.
type failure struct {
	Status  int
	Title   string
	Text    string
	Code    string   // to name to the administrator, who finds it in the log
	Typed   []string // what the reader had typed, to copy
	Next    string   // page to sign in for, "" elsewhere
	Contact string
}

// fail is the one place where an error becomes a page. Nothing of an internal error reaches the reader but a code.
// ids: fail.bad_request.title fail.bad_request.text fail.session.title fail.session.text fail.forbidden.title
// ids: fail.not_found.title fail.not_found.text fail.method.title fail.method.text fail.conflict.title fail.too_large.title
// ids: fail.too_large.text fail.invalid.title fail.busy.title fail.busy.text fail.internal.title fail.internal.text
func (s *Server) fail(c *fiber.Ctx, err error) error {
	if len(c.Response().Header.Peek("Content-Security-Policy")) == 0 { // too large or unreadable: no middleware ran
		s.setHeaders(c)
	}
	r := s.failed(c, err)
	if errors.Is(err, errSignIn) && (c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead) {
		return r.Redirect("/sign-in?next=" + escapeQuery(r.here()))
	}
	page := r.failurePage(err)
	if page.Code != "" {
		s.Log.Error("request failed", "method", c.Method(), "route", c.Locals(routeKey), "code", page.Code, "error", err)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	if err := r.Status(page.Status).Page("fail", page); err != nil {
		s.Log.Error("the error page failed", "error", err)
		return c.Status(page.Status).SendString(page.Title + "\n\n" + page.Text + "\n")
	}
	return nil
}

// failed is the request that failed. An unknown address never came as far as its reader; they still get their own header. Where
// reading the reader may itself be what failed, the language is enough.
func (s *Server) failed(c *fiber.Ctx, err error) *Request {
	if r, ok := c.Locals(requestKey).(*Request); ok {
		return r
	}
	var answer *fiber.Error
	if errors.As(err, &answer) && (answer.Code == fiber.StatusNotFound || answer.Code == fiber.StatusMethodNotAllowed) {
		if r, err := s.request(c); err == nil {
			return r
		}
	}
	r := &Request{Server: s, Ctx: c}
	r.Language = s.language(r)
	return r
}

func (r *Request) failurePage(err error) failure {
	p := failure{Contact: r.Organisation.Contact, Typed: r.typed()}
	texts := func(status int, name string) failure {
		p.Status, p.Title, p.Text = status, r.T("fail."+name+".title"), r.T("fail."+name+".text")
		return p
	}
	var refused *panel.Problem
	var answer *fiber.Error
	switch {
	case errors.Is(err, errSignIn):
		p.Next = r.here()
		return texts(fiber.StatusUnauthorized, "session")
	case errors.As(err, &refused) && refused.Kind == panel.NotFound:
		return texts(fiber.StatusNotFound, "not_found") // the same for what doesn't exist and what isn't theirs
	case errors.As(err, &refused):
		p.Status, p.Text = statusOf(refused.Kind), r.problemText(refused)
		p.Title = r.T("fail." + map[panel.Kind]string{panel.Invalid: "invalid", panel.Conflict: "conflict", panel.Forbidden: "forbidden"}[refused.Kind] + ".title")
		return p
	case errors.As(err, &answer) && answer.Code == fiber.StatusNotFound:
		return texts(fiber.StatusNotFound, "not_found")
	case errors.As(err, &answer) && answer.Code == fiber.StatusMethodNotAllowed:
		return texts(fiber.StatusMethodNotAllowed, "method")
	case errors.As(err, &answer) && answer.Code == fiber.StatusRequestEntityTooLarge:
		return texts(fiber.StatusRequestEntityTooLarge, "too_large")
	case errors.As(err, &answer) && answer.Code < 500:
		return texts(answer.Code, "bad_request")
	case errors.Is(err, context.DeadlineExceeded):
		p.Code = rand.Text()[:8]
		return texts(fiber.StatusServiceUnavailable, "busy")
	}
	p.Code = rand.Text()[:8]
	return texts(fiber.StatusInternalServerError, "internal")
}

// typed is the text of a form that couldn't be taken, so that nothing typed is lost. Names that start with _ belong to the
// page itself, not to the reader.
func (r *Request) typed() []string {
	if r.Ctx.Method() != fiber.MethodPost {
		return nil
	}
	values := r.posted()
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	var typed []string
	for _, name := range names {
		if strings.HasPrefix(name, "_") {
			continue
		}
		for _, v := range values[name] {
			v = strings.ToValidUTF8(strings.ReplaceAll(v, "\x00", ""), "")
			if strings.ContainsFunc(v, unicode.IsLetter) && v != "on" && !isUUID(v) {
				typed = append(typed, v)
			}
		}
	}
	return typed
}
