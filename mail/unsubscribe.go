package mail

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"github.com/google/uuid"
)

// UnsubscribeToken names a person in the link that stands in a letter. It needs no session and never ends, as RFC 8058 asks; it is
// signed, so that nobody can make one for somebody else.
func UnsubscribeToken(secret string, person uuid.UUID) string {
	return base64.RawURLEncoding.EncodeToString(append(person[:], signature(secret, person)...))
}

// PersonOfToken is the person whom UnsubscribeToken named; false for a token that this secret didn't sign.
func PersonOfToken(secret, token string) (uuid.UUID, bool) {
	var person uuid.UUID
	if len(token) != base64.RawURLEncoding.EncodedLen(len(person)+sha256.Size) {
		return uuid.Nil, false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) != len(person)+sha256.Size { // shorter where the decoder passed over line breaks
		return uuid.Nil, false
	}
	copy(person[:], raw)
	if !hmac.Equal(raw[len(person):], signature(secret, person)) {
		return uuid.Nil, false
	}
	return person, true
}

func signature(secret string, person uuid.UUID) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte("unsubscribe:")) // the same key signs nothing else in this form
	h.Write(person[:])
	return h.Sum(nil)
}
