package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

//go:embed static
var staticFiles embed.FS

// assets are the embedded files under names that hold a hash of what is in them, so a browser may keep them for ever.
type assets struct {
	paths map[string]string // klantpanel.css → /static/klantpanel.0a1b2c3d4e.css
	files map[string][]byte // by hashed name

	values, rules []byte // the stylesheet in two: a theme stands between them
	icon          string // as an address that holds the picture itself
}

// loadAssets makes one stylesheet of static/styles and one script of static/scripts. Names in static/styles begin with a number
// where order matters: values, ground and components come before the pages that use them. Each script's names are its own, and when
// one fails, that is reported as usual and the others go on.
func loadAssets() (*assets, error) {
	a := &assets{paths: map[string]string{}, files: map[string][]byte{}}
	uncommented := func(b []byte) []byte { return blockComment.ReplaceAll(b, nil) }
	var err error
	if a.values, err = joined("static/styles/1*.css", uncommented); err != nil {
		return nil, err
	}
	if a.rules, err = joined("static/styles/[^1]*.css", uncommented); err != nil {
		return nil, err
	}
	scripts, err := joined("static/scripts/*.js", func(b []byte) []byte {
		return bytes.Join([][]byte{[]byte("try {"), lineComment.ReplaceAll(b, nil), []byte("} catch (e) { reportError(e); }")}, []byte("\n"))
	})
	if err != nil {
		return nil, err
	}
	icon, err := staticFiles.ReadFile("static/klantpanel.svg")
	if err != nil {
		return nil, fmt.Errorf("static files: %w", err)
	}
	a.icon = "data:image/svg+xml," + url.PathEscape(string(icon))
	a.add("klantpanel.css", a.styles(""))
	a.add("klantpanel.js", scripts)
	return a, nil
}

// styles are the one stylesheet. A theme stands behind our values, which it writes over, and before the rules for paper, which write
// over both.
func (a *assets) styles(theme string) []byte {
	return slices.Concat(a.values, []byte(theme), a.rules)
}

var (
	blockComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	lineComment  = regexp.MustCompile(`(?m)^\s*//.*$`)
	emptyLines   = regexp.MustCompile(`\n\s*`)
)

// joined reads the files in the order of their names and leaves out what only matters to who reads the source.
func joined(pattern string, strip func([]byte) []byte) ([]byte, error) {
	names, err := fs.Glob(staticFiles, pattern)
	if err != nil {
		return nil, fmt.Errorf("static files: %w", err)
	}
	var b bytes.Buffer
	for _, name := range names {
		body, err := staticFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("static files: %w", err)
		}
		b.Write(bytes.TrimSpace(emptyLines.ReplaceAll(strip(body), []byte("\n"))))
		b.WriteByte('\n')
	}
	return b.Bytes(), nil
}

// add keeps a file under a name with a hash of what is in it.
func (a *assets) add(name string, body []byte) {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
	a.paths[name] = "/static/" + hashed
	a.files[hashed] = body
}

func (a *assets) path(name string) (string, error) {
	p, ok := a.paths[name]
	if !ok {
		return "", fmt.Errorf("no static file %q", name)
	}
	return p, nil
}

// asset serves one embedded file. fiber's own Static and SendFile have a known hole in this version of fasthttp.
func (s *Server) asset(c *fiber.Ctx) error {
	name := c.Params("name")
	body, ok := s.assets.files[name]
	if !ok {
		return fiber.ErrNotFound
	}
	c.Set(fiber.HeaderContentType, mime.TypeByExtension(path.Ext(name)))
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	return c.Send(body)
}
