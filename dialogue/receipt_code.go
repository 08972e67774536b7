package dialogue

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"github.com/google/uuid"

	"klantpanel/panel"
)

// ReceiptCode is what a colleague keeps to see what became of what they sent: 128 random bits. It is made with the form, so that a form that
// comes in twice is recognised, and nothing of it is kept but its hash: the key of the submission.
type ReceiptCode [16]byte

// letters are those of Crockford's base 32: none is taken for another one, and a reader may type them in any case.
var letters = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// NewReceiptCode makes a code that nobody has.
func NewReceiptCode() ReceiptCode {
	var c ReceiptCode
	_, _ = rand.Read(c[:]) // it ends the program rather than fail
	return c
}

// String is the code in groups, as it is shown and typed over: 7K2MQ-P0X4T-….
func (c ReceiptCode) String() string {
	text := letters.EncodeToString(c[:])
	var groups []string
	for len(text) > 0 {
		n := min(5, len(text))
		groups = append(groups, text[:n])
		text = text[n:]
	}
	return strings.Join(groups, "-")
}

var misread = strings.NewReplacer("O", "0", "I", "1", "L", "1", "-", "", " ", "", "\t", "", "\u00a0", "", ".", "", "–", "")

// ParseReceiptCode reads a code as somebody may have typed it.
func ParseReceiptCode(text string) (ReceiptCode, error) {
	var c ReceiptCode
	text = misread.Replace(strings.ToUpper(strings.TrimSpace(text)))
	raw, err := letters.DecodeString(text)
	if err != nil || len(raw) != len(c) || letters.EncodeToString(raw) != text {
		return c, panel.Refuse(panel.NotFound, "error.receipt_not_found")
	}
	copy(c[:], raw)
	return c, nil
}

// Submission is the key of what was sent with this code: a hash, by which nobody finds the code again (a UUID of version 8, RFC 9562).
func (c ReceiptCode) Submission() uuid.UUID {
	sum := sha256.Sum256(append([]byte("receipt:"), c[:]...))
	var id uuid.UUID
	copy(id[:], sum[:])
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id
}
