package web

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/gofiber/fiber/v2"

	"klantpanel/dialogue"
)

// The rules about what is told. Everybody who is signed in reads it; where a panel tells the world, so does anybody. To somebody who isn't
// signed in, what they may not read and what doesn't exist look the same: the way to sign in.
var (
	// DigestVisitor is a DigestReader, or anybody once the digest went out of a panel that tells the world.
	DigestVisitor = orVisitor("DigestVisitor", DigestReader, toldToWorld)

	// ToldPointVisitor may read a point that a digest told, as DigestVisitor the digest. Of a draft no point was told.
	ToldPointVisitor = orVisitor("ToldPointVisitor", thing("ToldPointReader", loadToldPoint, func(*Request) bool { return true }), toldToWorld)

	// ArchiveVisitor is whoever is signed in, or anybody where some panel tells the world.
	ArchiveVisitor = orVisitor("ArchiveVisitor", SignedIn, func(r *Request) (bool, error) { return r.Panel.TellsWorld(r.Context()) })

	// PanelVisitor reads what a panel told: whoever is signed in, or anybody where it tells the world.
	PanelVisitor = orVisitor("PanelVisitor", thing("PanelReader", loadPanel, func(*Request) bool { return true }), func(r *Request) (bool, error) {
		return r.panel.OpenToWorld(), nil
	})
)

// orVisitor lets in whom the rule does, and who isn't signed in where it is open to them.
func orVisitor(name string, rule Access, open func(r *Request) (bool, error)) Access {
	return Access{Name: name, Load: rule.Load, Check: func(r *Request) error {
		if r.Actor != nil || r.unloaded != nil {
			return rule.Check(r)
		}
		may, err := open(r)
		if err != nil {
			return err
		}
		if !may {
			return errSignIn
		}
		r.visiting = true
		return nil
	}}
}

func toldToWorld(r *Request) (bool, error) {
	return r.digest.State != dialogue.DigestDraft && r.digest.Panel.OpenToWorld(), nil
}

// digestForWorld is the page of a digest as it was told, for whoever isn't signed in. The introduction is for colleagues: its writer signs it.
func (r *Request) digestForWorld() error {
	v := r.digest
	p := digestPage{DigestView: v, Headline: r.headline(v), Around: r.around(v), Sections: r.othersOf(v, nil, false), Visitor: true}
	var err error
	if p.Feeds, err = r.panelFeeds(*v.Panel); err != nil {
		return err
	}
	return r.Page("digest", p)
}

func loadToldPoint(r *Request) error {
	digest, err := r.ID("digest")
	if err != nil {
		return err
	}
	item, err := r.ID("item")
	if err != nil {
		return err
	}
	r.digest.Digest, r.told, err = r.Dialogue.ToldPoint(r.Context(), digest, item)
	return err
}

// visited makes the page of a visitor one that browsers and proxies may keep, but ask about each time: a panel that no longer tells the
// world hides its pages at once. What only employees read stays out of search engines, whatever leads there.
func visited(page Handler) Handler {
	return func(r *Request) error {
		if !r.visiting {
			r.Ctx.Set("X-Robots-Tag", "noindex")
			return page(r)
		}
		if err := page(r); err != nil {
			return err
		}
		answer := r.Ctx.Response()
		if answer.StatusCode() != fiber.StatusOK {
			return nil
		}
		sum := sha256.Sum256(answer.Body())
		tag := `W/"` + hex.EncodeToString(sum[:12]) + `"`
		r.Ctx.Set(fiber.HeaderETag, tag)
		r.Ctx.Set(fiber.HeaderCacheControl, "public, no-cache")
		r.Ctx.Vary(fiber.HeaderCookie, fiber.HeaderAcceptLanguage)
		if knows(r.Ctx.Get(fiber.HeaderIfNoneMatch), tag) {
			answer.ResetBody()
			return r.Ctx.Status(fiber.StatusNotModified).Send(nil)
		}
		return nil
	}
}

// signInHere is the way to sign in and come back to the page; "" for who is signed in, and where there is nothing to come back to.
func (r *Request) signInHere() string {
	if !r.visiting {
		return ""
	}
	return "/sign-in?next=" + escapeQuery(r.here())
}
