package web

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/gofiber/fiber/v2"
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

// accessLog names the route's pattern and never the path, because paths hold the secrets of links.
func (s *Server) accessLog(c *fiber.Ctx) error {
	start := time.Now()
	err := c.Next()
	route, ok := c.Locals(routeKey).(string)
	if !ok {
		route = "-"
	}
	s.Log.Info("request", "method", c.Method(), "route", route, "status", c.Response().StatusCode(),
		"bytes", len(c.Response().Body()), "ms", time.Since(start).Milliseconds())
	return err
}

// failures turns an error into its page inside the log and before compression.
func (s *Server) failures(c *fiber.Ctx) error {
	if err := c.Next(); err != nil {
		return s.fail(c, err)
	}
	return nil
}

func (s *Server) recoverPanic(c *fiber.Ctx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return c.Next()
}

// deadline ends what a request asks of the database; a reader doesn't wait longer.
func (s *Server) deadline(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), requestDeadline)
	defer cancel()
	c.SetUserContext(ctx)
	return c.Next()
}

// plainBody refuses a compressed form before anything reads it: fasthttp unpacks one without a limit, and 700 kB become gigabytes. No
// browser sends one.
func (s *Server) plainBody(c *fiber.Ctx) error {
	if len(c.Request().Header.ContentEncoding()) == 0 {
		return c.Next()
	}
	c.Request().Header.Del(fiber.HeaderContentEncoding)
	c.Request().ResetBody() // the error page looks for what was typed
	return fiber.ErrUnsupportedMediaType
}
