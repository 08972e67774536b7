package web

import (
	"errors"
	"net/netip"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"klantpanel/panel"
)

// Access says who may use a route. Check returns nil, errSignIn, or a Problem: NotFound for what the reader may not know of
// (the same page as for what doesn't exist), Forbidden where only the role is too low. A rule about a thing has it loaded by the path
// while the reader is still being read, so that a page waits once for both; what came of that stays in the request until Check asks.
type Access struct {
	Name  string
	Check func(r *Request) error
	Load  func(r *Request) error // nil where the path names nothing; knows no reader
}

// load reads what the path names.
func (a Access) load(r *Request) {
	if a.Load != nil {
		r.unloaded = a.Load(r)
	}
}

// Again is the rule about the thing as it is by now.
func (a Access) Again(r *Request) error {
	a.load(r)
	return a.Check(r)
}

// errSignIn sends the reader to the sign-in page, or says that the session ended.
var errSignIn = errors.New("not signed in")

// The rules that need no thing from the path. Rules about a thing (the coordinator of this panel) resolve it by its id and
// stand below, one per kind of thing.
var (
	Anyone = Access{Name: "Anyone", Check: func(*Request) error { return nil }}

	SignedIn = role("SignedIn", func(panel.Actor) bool { return true })

	Administrator = role("Administrator", panel.Actor.Administers)

	CoordinatorAny = role("CoordinatorAny", panel.Actor.CoordinatesAny) // runs some panel, or administers

	ManagerAny = role("ManagerAny", panel.Actor.Manages)

	MailboxOpen = Access{Name: "MailboxOpen", Check: mailboxOpen}
)

// role is a rule that looks at the reader alone.
func role(name string, holds func(panel.Actor) bool) Access {
	return Access{Name: name, Check: func(r *Request) error {
		if r.Actor == nil {
			return errSignIn
		}
		if !holds(*r.Actor) {
			return panel.Refuse(panel.Forbidden, "error.role_too_low")
		}
		return nil
	}}
}

// mailboxOpen shows captured mail to everybody in the demo and on a machine that only its owner reaches, because the first
// sign-in link is in there; elsewhere to administrators, for it opens every account.
func mailboxOpen(r *Request) error {
	if r.Mailbox == nil {
		return panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	if r.Demo || r.local() {
		return nil
	}
	return Administrator.Check(r)
}

// local reports whether the program is only tried out: its address is this very machine, and the reader sits at it. A request that
// came through a proxy, or by a name that somebody else made lead here (DNS rebinding), comes from elsewhere.
func (r *Request) local() bool {
	u, err := url.Parse(r.BaseURL)
	if err != nil || !clientIP(r.Ctx, r.TrustedProxies).IsLoopback() || r.Ctx.Get(fiber.HeaderXForwardedFor) != "" || r.Ctx.Get("Forwarded") != "" {
		return false
	}
	asked := url.URL{Host: string(r.Ctx.Context().Host())}
	return thisMachine(u.Hostname()) && thisMachine(asked.Hostname())
}

func thisMachine(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
