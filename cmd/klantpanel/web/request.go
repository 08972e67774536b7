package web

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// Request is one reader asking for one page. The stores of the server are at hand: r.Panel, r.Outbox.
type Request struct {
	*Server
	Ctx          *fiber.Ctx
	Organisation panel.Organisation
	Actor        *panel.Actor // nil when signed out
	Language     string       // nl or en

	things // that the access rule found by the path

	session    string    // hash of the reader's session, "" when signed out
	former     uuid.UUID // whose session this browser had until it ended, at most panel.KeptTerm ago
	status     int
	visiting   bool   // not signed in, on a page that is open to the world
	nameless   bool   // nobody may know who this is
	switchForm string // id of the page's form, when switching language must not lose what was typed in it
	taken      bool   // what was sent is done, though the answer is a page (200) and not the way to one (303)
}

const requestKey = "request"

// request finds out who asks, in which language, and meanwhile loads what the rule of the route is about.
func (s *Server) request(c *fiber.Ctx, route Route) (*Request, error) {
	r := &Request{Server: s, Ctx: c, status: fiber.StatusOK, nameless: route.Nameless}
	r.Language = s.language(r)
	c.Locals(requestKey, r)
	c.Context().QueryArgs() // read now: later several reads of a page may ask for it at the same time
	var found *session
	var roles panel.Roles
	reads := []func() error{r.readOrganisation}
	if !route.Nameless && c.Cookies(r.cookieName(sessionCookie)) != "" {
		reads = append(reads, func() (err error) { found, roles, err = r.readSession(); return err })
	}
	if route.Access.Load != nil {
		reads = append(reads, func() error { route.Access.load(r); return nil })
	}
	if err := r.together(reads...); err != nil {
		return nil, err
	}
	if r.Organisation.ID != 0 {
		if err := r.recogniseReader(found, roles); err != nil {
			return nil, err
		}
	}
	r.Language = s.language(r)
	return r, nil
}

// readOrganisation leaves it empty while none is set up.
func (r *Request) readOrganisation() error {
	o, err := r.organisation()
	if isMissing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	r.Organisation = o
	calendar := o.Calendar()
	r.calendar.Store(&calendar)
	if r.Zone().String() == o.TimeZone {
		return nil
	}
	if zone, err := time.LoadLocation(o.TimeZone); err == nil {
		r.zone.Store(zone)
	}
	return nil
}

// Context ends with the request's deadline.
func (r *Request) Context() context.Context { return r.Ctx.UserContext() }

// Now is the moment of the request, UTC in whole seconds.
func (r *Request) Now() time.Time { return r.Clock() }

// Zone is the organisation's.
func (r *Request) Zone() *time.Location { return r.zone.Load() }

// Today is the day in the organisation's zone.
func (r *Request) Today() scheduler.Date { return scheduler.DateOf(r.Now(), r.Zone()) }

// T is a text in the reader's language; pairs are names and values for it.
func (r *Request) T(id string, pairs ...any) string { return r.texts.text(r.Language, id, nil, pairs) }

// TN is a text that depends on a number, which it may show as {{.Count}}.
func (r *Request) TN(id string, n int, pairs ...any) string {
	return r.texts.text(r.Language, id, &n, pairs)
}

// ID is a parameter of the path; what is no id can't exist.
func (r *Request) ID(name string) (uuid.UUID, error) {
	id, err := uuid.Parse(r.Ctx.Params(name))
	if err != nil {
		return uuid.Nil, panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	return id, nil
}

// Query is a trimmed value of the address.
func (r *Request) Query(name string) string { return strings.TrimSpace(r.Ctx.Query(name)) }

// PageNumber is ?page=, counted from 1.
func (r *Request) PageNumber() int {
	n, err := strconv.Atoi(r.Query("page"))
	if err != nil || n < 1 || n > 1_000_000 {
		return 1
	}
	return n
}

// Status sets what Page will answer with.
func (r *Request) Status(code int) *Request { r.status = code; return r }

// Redirect sends the reader to a page of this site, by GET (303).
func (r *Request) Redirect(path string) error {
	return r.Ctx.Redirect(localTarget(path), fiber.StatusSeeOther)
}

// posted is the form of the body by field, untouched.
func (r *Request) posted() map[string][]string {
	values := map[string][]string{}
	if form, err := r.Ctx.MultipartForm(); err == nil {
		for name, v := range form.Value {
			values[name] = v
		}
		return values
	}
	r.Ctx.Request().PostArgs().VisitAll(func(name, value []byte) {
		values[string(name)] = append(values[string(name)], string(value))
	})
	return values
}

// refuseBadBytes keeps out what the database can't hold, before any page looks at it.
func (r *Request) refuseBadBytes() error {
	var err error
	look := func(name, value []byte) {
		for _, text := range [][]byte{name, value} {
			if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
				err = panel.Refuse(panel.Invalid, "error.bad_characters")
			}
		}
	}
	if form, urlencoded := r.Ctx.MultipartForm(); urlencoded == nil {
		for name, values := range form.Value {
			for _, v := range values {
				look([]byte(name), []byte(v))
			}
		}
	} else {
		r.Ctx.Request().PostArgs().VisitAll(look)
	}
	r.Ctx.Context().QueryArgs().VisitAll(look)
	return err
}

// here is the page the reader is on, as a place to come back to: of a POST the page it was sent from.
func (r *Request) here() string {
	if r.Ctx.Method() == fiber.MethodGet || r.Ctx.Method() == fiber.MethodHead {
		return localTarget(string(r.Ctx.Context().URI().RequestURI()))
	}
	from := r.Ctx.Get(fiber.HeaderReferer)
	for _, own := range []string{r.BaseURL, r.Ctx.Protocol() + "://" + string(r.Ctx.Context().Host())} {
		if rest, ok := strings.CutPrefix(from, own+"/"); ok {
			return localTarget("/" + rest)
		}
	}
	return "/"
}
