package web

import (
	"bytes"
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"klantpanel/migrations"
)

// policy allows nothing but our own files: no inline style or script, no frame around us.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// headers go on every answer, errors included. A page is never kept by the browser or a proxy unless it says otherwise.
func (s *Server) headers(c *fiber.Ctx) error {
	s.setHeaders(c)
	return c.Next()
}

func (s *Server) setHeaders(c *fiber.Ctx) {
	c.Set("Content-Security-Policy", policy)
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("Referrer-Policy", "same-origin") // no-referrer would send Origin: null with our own forms
	c.Set("X-Frame-Options", "DENY")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cache-Control", "no-store")
	if s.secure() {
		c.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	}
}

// unlogged is for what every page is made of: that a browser fetched it, and no page that is logged, would tell when somebody opened one
// of which nothing may be told.
func unlogged(c *fiber.Ctx) error {
	c.Locals(namelessKey, true)
	return c.Next()
}

// accessLog names the route's pattern and never the path, because paths hold the secrets of links. Of a nameless route it says nothing:
// a line with its moment beside a contribution would tell when that came in.
func (s *Server) accessLog(c *fiber.Ctx) error {
	start := time.Now()
	err := c.Next()
	if nameless, _ := c.Locals(namelessKey).(bool); nameless {
		return err
	}
	route, ok := c.Locals(routeKey).(string)
	if !ok {
		route = "-"
	}
	bytes := c.Response().Header.ContentLength() // of a file that is still on disk; -1 when it is compressed on its way
	if !c.Response().IsBodyStream() {
		bytes = len(c.Response().Body())
	}
	s.Log.Info("request", "method", c.Method(), "route", route, "status", c.Response().StatusCode(),
		"bytes", bytes, "ms", time.Since(start).Milliseconds())
	return err
}

// failures turns an error into its page inside the log and before compression.
func (s *Server) failures(c *fiber.Ctx) error {
	if err := c.Next(); err != nil {
		return s.fail(c, err)
	}
	return nil
}

func (s *Server) recoverPanic(c *fiber.Ctx) error { return migrations.Recovered(c.Next) }

// deadline ends what a request asks of the database; a reader doesn't wait longer.
func (s *Server) deadline(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), requestDeadline)
	defer cancel()
	c.SetUserContext(ctx)
	return c.Next()
}

// maxFields of a form is more than any page has. Each costs a hundred times its bytes to read.
const maxFields = 20_000

// plainBody refuses a form that costs far more to read than to send, before anything reads it. fasthttp unpacks a compressed one
// without a limit, and 700 kB become gigabytes; no browser sends one.
func (s *Server) plainBody(c *fiber.Ctx) error {
	request := c.Request()
	var refused error
	switch {
	case len(request.Header.ContentEncoding()) > 0:
		refused = fiber.ErrUnsupportedMediaType
	case bytes.HasPrefix(request.Header.ContentType(), []byte(fiber.MIMEApplicationForm)) && bytes.Count(request.Body(), []byte("&")) >= maxFields:
		refused = fiber.ErrRequestEntityTooLarge
	default:
		return c.Next()
	}
	request.Header.Del(fiber.HeaderContentEncoding)
	request.ResetBody() // the error page looks for what was typed
	return refused
}
