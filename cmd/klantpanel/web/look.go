package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"mime"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"klantpanel/panel"
	"klantpanel/panel/theme"
)

// look is how the pages look for one organisation: our own stylesheet with its theme in it, and its logo. It is kept in memory until the
// organisation's row names another, so that every instance follows a change at the next request.
type look struct {
	Styles                string // path of the one stylesheet
	Logo                  string // path, "" shows our own mark
	LogoWidth, LogoHeight int    // in the header, pixels
	Chip                  bool   // the header is dark by day too: the logo needs white paper under it
	LightFrame, DarkFrame string // colours of the page, for the browser around it

	hash    string
	sheet   []byte
	picture []byte
}

// The room for a logo in the header, pixels.
const (
	logoHeight = 40
	logoWidth  = 160
)

// ownLook is the one without a theme.
func (s *Server) ownLook() *look {
	l := &look{Styles: s.assets.paths["klantpanel.css"]}
	l.frame(theme.Theme{})
	return l
}

// frame notes what stands round the page. The colours are measured, not looked up, since a theme may leave them to ours.
func (l *look) frame(t theme.Theme) {
	const paper = "--utrecht-document-background-color"
	l.LightFrame, l.DarkFrame = t.Colour(paper, theme.Light).Hex(), t.Colour(paper, theme.Dark).Hex()
	const notWhite = 2 // contrast with white from which a header is no white paper any more
	l.Chip = theme.Ratio(t.Colour("--utrecht-page-header-background-color", theme.Light), theme.Colour{R: 255, G: 255, B: 255}) > notWhite
}

// lookOf is the look with this hash, read from the database only when it isn't the one at hand. Whatever is found is kept under the hash
// that was asked for: where the two differ, or can't be read, it is found once and not at every request. The doctor tells.
func (s *Server) lookOf(ctx context.Context, hash string) (*look, error) {
	if l := s.shown.Load(); l.hash == hash {
		return l, nil
	}
	l := s.ownLook()
	if hash != "" {
		a, err := s.Panel.Appearance(ctx, s.DB)
		if err != nil && !isNotFound(err) { // removed a moment ago: our own
			return nil, err
		}
		if err == nil {
			l = s.newLook(a)
		}
	}
	l.hash = hash
	s.shown.Store(l)
	return l, nil
}

// newLook falls back to our own colours or mark where this version can't read what was kept by another.
func (s *Server) newLook(a panel.Appearance) *look {
	l := s.ownLook()
	if t, err := a.Read(); err != nil {
		s.Log.Error("the organisation's theme can't be read", "error", err)
	} else if a.Theme != "" {
		l.frame(t)
		l.sheet = s.assets.styles(t.CSS())
		l.Styles = "/appearance/klantpanel." + shortHash(l.sheet) + ".css"
	}
	if picture, err := a.Picture(); err != nil {
		s.Log.Error("the organisation's logo can't be read", "error", err)
	} else if a.LogoKind != "" {
		l.picture = picture
		l.Logo = "/appearance/" + shortHash(l.picture) + "." + a.LogoKind
		l.LogoWidth, l.LogoHeight = fitted(a.LogoWidth, a.LogoHeight)
	}
	return l
}

// fitted is the size at which a picture of this size has room in the header, whole.
func fitted(width, height int) (int, int) {
	w, h := width*logoHeight/height, logoHeight
	if w > logoWidth {
		w, h = logoWidth, height*logoWidth/width
	}
	return max(w, 1), max(h, 1)
}

func shortHash(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:5])
}

// look is the organisation's. A page about a database that doesn't answer still has our own.
func (r *Request) look() *look {
	l, err := r.lookOf(r.Context(), r.Organisation.AppearanceHash)
	if err != nil {
		if !errors.Is(err, context.DeadlineExceeded) {
			r.Log.Error("the organisation's look can't be read", "error", err)
		}
		return r.ownLook()
	}
	return l
}

// appearance serves the themed stylesheet and the logo. They never run as a page of ours, whatever is in them.
func (s *Server) appearance(c *fiber.Ctx) error {
	c.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	asked := c.Path()
	l := s.shown.Load()
	if asked != l.Styles && asked != l.Logo { // another instance may have shown the page that asks
		o, err := s.Panel.Organisation(c.UserContext(), s.DB)
		if err == nil {
			l, err = s.lookOf(c.UserContext(), o.AppearanceHash)
		}
		if err != nil && !isNotFound(err) {
			return err
		}
	}
	styles := strings.HasSuffix(asked, ".css")
	if !styles && asked != l.Logo {
		return fiber.ErrNotFound
	}
	c.Set(fiber.HeaderContentType, mime.TypeByExtension(path.Ext(asked)))
	if asked == l.Styles || asked == l.Logo {
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	} // a page from before a change gets the styles of now, but not for long
	if !styles {
		return c.Send(l.picture)
	}
	if l.sheet == nil {
		return c.Send(s.assets.files[path.Base(l.Styles)])
	}
	return c.Send(l.sheet)
}
