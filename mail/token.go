package mail

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"sync"

	"github.com/google/uuid"
)

// Token names a thing in an address that opens without a session. It is signed, so that nobody can make one for something else; the
// purpose, a word, is in the signature, so that a token for one purpose opens nothing of another.
func Token(secret, purpose string, id uuid.UUID) string {
	k := keyFor(secret)
	defer keys.Put(k)
	return string(k.token(purpose, id))
}

// IDOfToken is what Token named for this purpose; false for a token that this secret didn't sign for it.
func IDOfToken(secret, purpose, token string) (uuid.UUID, bool) {
	var id uuid.UUID
	if len(token) != base64.RawURLEncoding.EncodedLen(len(id)+sha256.Size) {
		return uuid.Nil, false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) != len(id)+sha256.Size { // shorter where the decoder passed over line breaks
		return uuid.Nil, false
	}
	copy(id[:], raw)
	k := keyFor(secret)
	defer keys.Put(k)
	if !hmac.Equal(raw[len(id):], k.sign(nil, purpose, id)) {
		return uuid.Nil, false
	}
	return id, true
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

// sign writes the signature of a thing for a purpose behind dst.
func (k *key) sign(dst []byte, purpose string, id uuid.UUID) []byte {
	k.about = append(append(append(k.about[:0], purpose...), ':'), id[:]...)
	k.hash.Reset()
	k.hash.Write(k.about)
	return k.hash.Sum(dst)
}

// token is good until the key signs again.
func (k *key) token(purpose string, id uuid.UUID) []byte {
	k.raw = k.sign(append(k.raw[:0], id[:]...), purpose, id)
	k.encoded = base64.RawURLEncoding.AppendEncode(k.encoded[:0], k.raw)
	return k.encoded
}
