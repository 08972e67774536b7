package web

import (
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"klantpanel/migrations"
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

// failure is what an error page shows: what happened, what to do, and the button that does it.
type failure struct {
	Status       int
	Icon         string
	Title        string
	Text, Do     string
	Link, Action string
	Code         string   // to name to the administrator, who finds it in the log
	Typed        []string // what the reader had typed, to copy
	Contact      string
}

// busyFor is after how many seconds it makes sense to try again.
const busyFor = "30"

// fail is the one place where an error becomes a page. Nothing of an internal error reaches the reader but a code.
func (s *Server) fail(c *fiber.Ctx, err error) error {
	if len(c.Response().Header.Peek("Content-Security-Policy")) == 0 { // too large or unreadable: no middleware ran
		s.setHeaders(c)
	}
	r := s.failed(c, err)
	if errors.Is(err, errSignIn) {
		if c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead {
			return r.Redirect("/sign-in?next=" + escapeQuery(r.here()))
		}
		if err = r.sessionOver(); err == nil {
			return nil
		}
	}
	if errors.Is(err, errNoAddress) {
		return r.noAddress()
	}
	page := r.failurePage(err)
	if page.Code != "" {
		s.Log.Error("request failed", "method", c.Method(), "route", c.Locals(routeKey), "code", page.Code, "error", err)
	}
	if page.Status == fiber.StatusServiceUnavailable {
		c.Set(fiber.HeaderRetryAfter, busyFor)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	if err := r.Status(page.Status).Page("fail", page); err != nil {
		s.Log.Error("the error page failed", "error", err)
		return c.Status(page.Status).SendString(page.Title + "\n\n" + page.Text + " " + page.Do + "\n")
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
		if r, err := s.request(c, Route{Access: Anyone}); err == nil {
			return r
		}
	}
	r := &Request{Server: s, Ctx: c}
	r.Language = s.language(r)
	return r
}

// The kinds of error page: the middle part of their texts' ids, and the sign above them.
// ids: fail.bad_request.title fail.bad_request.text fail.bad_request.do fail.forbidden.title fail.forbidden.text fail.forbidden.do
// ids: fail.not_found.title fail.not_found.text fail.not_found.do fail.method.title fail.method.text fail.method.do
// ids: fail.conflict.title fail.conflict.text fail.conflict.do fail.too_large.title fail.too_large.text fail.too_large.do
// ids: fail.invalid.title fail.invalid.text fail.invalid.do fail.busy.title fail.busy.text fail.busy.do
// ids: fail.internal.title fail.internal.text fail.internal.do
var failureIcons = map[string]string{"bad_request": "alert", "forbidden": "stop", "not_found": "info", "method": "stop", "conflict": "repeat",
	"too_large": "edit", "invalid": "edit", "busy": "clock", "internal": "alert"}

// failureKind is the kind of page and the status for an error; ours reports that it isn't the reader's doing.
func failureKind(err error) (kind string, status int, ours bool) {
	var refused *panel.Problem
	var answer *fiber.Error
	switch {
	case errors.As(err, &refused):
		return map[panel.Kind]string{panel.Invalid: "invalid", panel.NotFound: "not_found", panel.Conflict: "conflict", panel.Forbidden: "forbidden"}[refused.Kind], statusOf(refused.Kind), false
	case errors.As(err, &answer) && answer.Code < 500:
		switch answer.Code {
		case fiber.StatusNotFound:
			return "not_found", answer.Code, false
		case fiber.StatusMethodNotAllowed:
			return "method", answer.Code, false
		case fiber.StatusRequestEntityTooLarge:
			return "too_large", answer.Code, false
		}
		return "bad_request", answer.Code, false
	case errors.Is(err, context.DeadlineExceeded) || migrations.IsUnreachable(err):
		return "busy", fiber.StatusServiceUnavailable, true
	}
	return "internal", fiber.StatusInternalServerError, true
}

func (r *Request) failurePage(err error) failure {
	kind, status, ours := failureKind(err)
	p := failure{Status: status, Icon: failureIcons[kind], Title: r.T("fail." + kind + ".title"), Text: r.T("fail." + kind + ".text"),
		Do: r.T("fail." + kind + ".do"), Contact: r.Organisation.Contact, Typed: r.typed()}
	var refused *panel.Problem
	if errors.As(err, &refused) && refused.Kind != panel.NotFound { // what doesn't exist and what isn't theirs look the same
		p.Text = r.problemText(refused)
	}
	if ours {
		p.Code = rand.Text()[:8]
	}
	read := r.Ctx.Method() == fiber.MethodGet || r.Ctx.Method() == fiber.MethodHead
	switch p.Link = r.here(); {
	case read && ours:
		p.Action = r.T("fail.again")
	case read || p.Link == "/":
		p.Link, p.Action = "/", r.T("fail.start")
	default:
		p.Action = r.T("fail.back")
	}
	return p
}

// typed is the text of a form that couldn't be taken, so that nothing typed is lost.
func (r *Request) typed() []string {
	if r.Ctx.Method() != fiber.MethodPost {
		return nil
	}
	return typedTexts(r.posted())
}

// typedTexts are the values with words in them, in order of name. Names that start with _ belong to the page itself, not to the reader.
func typedTexts(values map[string][]string) []string {
	var typed []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
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
