package web

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"
)

// keptBy says how long what is sent may be kept, and reports whether whoever asks has it already (RFC 9110, section 13.2.2). shown is
// all that the answer is made of: so whatever is changed, removed or renamed afterwards reaches who asks by tag. Who only asks by date,
// which hardly any program does, hears of it with what is told next.
func (r *Request) keptBy(shown any, changed time.Time) (bool, error) {
	hash := sha256.New()
	if err := json.NewEncoder(hash).Encode([]any{r.Version, r.Ctx.Path(), r.Language, r.Organisation.AppearanceHash, shown}); err != nil {
		return false, fmt.Errorf("feed: %w", err)
	}
	tag := `W/"` + base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:16]) + `"` // weak: it may be sent compressed or not
	changed = changed.UTC().Truncate(time.Second)
	r.Ctx.Set(fiber.HeaderETag, tag)
	r.Ctx.Set(fiber.HeaderLastModified, changed.Format(http.TimeFormat))
	r.Ctx.Set("Referrer-Policy", "no-referrer") // the address may be a secret
	r.Ctx.Set("Cross-Origin-Resource-Policy", "cross-origin")
	caching := "public, no-cache" // what is closed or revoked ends at once
	if r.address != nil {
		caching = "private, no-cache"
		r.Ctx.Set("X-Robots-Tag", "noindex, nofollow")
	}
	r.Ctx.Set(fiber.HeaderCacheControl, caching)
	if asked := r.Ctx.Get(fiber.HeaderIfNoneMatch); asked != "" {
		return knows(asked, tag), nil
	}
	since, err := http.ParseTime(r.Ctx.Get(fiber.HeaderIfModifiedSince))
	return err == nil && since.Equal(changed), nil
}
