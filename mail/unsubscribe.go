package mail

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"sync"

	"github.com/google/uuid"
)

// UnsubscribeToken names a person in the link that stands in a letter. It needs no session and never ends, as RFC 8058 asks; it is
// signed, so that nobody can make one for somebody else.
func UnsubscribeToken(secret string, person uuid.UUID) string {
	k := keyFor(secret)
	defer keys.Put(k)
	return string(k.token(person))
}

// unsubscribeLink is where a person stops the digest.
func unsubscribeLink(baseURL, secret string, person uuid.UUID) string {
	return baseURL + "/unsubscribe/" + UnsubscribeToken(secret, person)
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
	k := keyFor(secret)
	defer keys.Put(k)
	if !hmac.Equal(raw[len(person):], k.sign(nil, person)) {
		return uuid.Nil, false
	}
	return person, true
}

// key signs with one secret, and has room to do so without taking memory: each mail of a digest holds a link.
type key struct {
	secret              string
	hash                hash.Hash
	about, raw, encoded []byte
}

var keys = sync.Pool{New: func() any { return &key{} }}

func keyFor(secret string) *key {
	k := keys.Get().(*key)
	if k.hash == nil || k.secret != secret {
		k.secret, k.hash = secret, hmac.New(sha256.New, []byte(secret))
	}
	return k
}

// sign writes a person's signature behind dst.
func (k *key) sign(dst []byte, person uuid.UUID) []byte {
	k.about = append(append(k.about[:0], "unsubscribe:"...), person[:]...) // the same key signs nothing else in this form
	k.hash.Reset()
	k.hash.Write(k.about)
	return k.hash.Sum(dst)
}

// token is good until the key signs again.
func (k *key) token(person uuid.UUID) []byte {
	k.raw = k.sign(append(k.raw[:0], person[:]...), person)
	k.encoded = base64.RawURLEncoding.AppendEncode(k.encoded[:0], k.raw)
	return k.encoded
}
