package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

const flashCookie = "flash"

// flashMessage waits in a signed cookie for the next page; nobody else can make us say something.
type flashMessage struct {
	ID   string         `json:"i"`
	Data map[string]any `json:"d,omitempty"`
}

// Flash says one thing on the next page the reader sees; pairs are names and values for the text.
func (r *Request) Flash(id string, pairs ...any) {
	m := flashMessage{ID: id, Data: map[string]any{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		m.Data[pairs[i].(string)] = fmt.Sprint(pairs[i+1])
	}
	body, err := json.Marshal(m)
	if err != nil || len(body) > 2000 { // a long name in it isn't worth a lost message
		body = []byte(`{"i":"flash.done"}`) // ids: flash.done
	}
	r.cookie(flashCookie, base64.RawURLEncoding.EncodeToString(body)+"."+r.sign(body), 2*time.Minute)
}

// takeFlash is the waiting message, shown once.
func (r *Request) takeFlash() string {
	value := r.Ctx.Cookies(r.cookieName(flashCookie))
	if nameless, _ := r.Ctx.Locals(namelessKey).(bool); nameless || value == "" { // it waits for a page of who is signed in
		return ""
	}
	r.cookie(flashCookie, "", -time.Hour)
	encoded, signature, _ := strings.Cut(value, ".")
	body, err := base64.RawURLEncoding.DecodeString(encoded)
	var m flashMessage
	if err != nil || !hmac.Equal([]byte(signature), []byte(r.sign(body))) || json.Unmarshal(body, &m) != nil {
		return ""
	}
	return r.texts.data(r.Language, m.ID, m.Data)
}

func (r *Request) sign(body []byte) string {
	mac := hmac.New(sha256.New, []byte(r.Organisation.Secret))
	mac.Write([]byte("flash:"))
	mac.Write(body)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// cookieName binds cookies to this very host where TLS allows it (__Host-, RFC 6265bis).
func (s *Server) cookieName(name string) string {
	if s.secure() {
		return "__Host-" + name
	}
	return name
}

// cookie sets one of our own cookies; a negative age removes it.
func (r *Request) cookie(name, value string, age time.Duration) {
	r.Ctx.Cookie(&fiber.Cookie{
		Name: r.cookieName(name), Value: value, Path: "/", MaxAge: int(age.Seconds()),
		HTTPOnly: true, Secure: r.secure(), SameSite: fiber.CookieSameSiteLaxMode,
	})
}
