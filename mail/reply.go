package mail

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"github.com/google/uuid"
)

// A letter's own addresses end in a token: what it is for, the mail, and a signature of 80 bits. In base32 it survives servers that
// change case, and it is found by its length, so that it survives those that write the plus as something else. Together with the word
// before it, it stays within the 64 bytes of a local part (RFC 5321 section 4.5.3.1.1).
const (
	forReply  = 'r'
	forReturn = 'b'

	signedBytes = 10
	tokenBytes  = 1 + 16 + signedBytes
)

var (
	tokenEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
	tokenLength   = tokenEncoding.EncodedLen(tokenBytes)
)

// InboundLocalAtMost is how long the part before the @ of an inbound mailbox may be, in bytes, for a token to fit behind it.
var InboundLocalAtMost = 64 - 1 - tokenLength

// ReplyAddress is where an answer to this mail of this kind to this person is read; "" when nothing comes in. An answer to a letter that
// itself only says what became of a reply, or to sign-in, isn't answered by the program, so that two programs don't talk for ever: it goes to the people
// behind the sender's address.
func (s Sender) ReplyAddress(kind string, mail, person uuid.UUID) string {
	if kind == KindReplyRefused || kind == KindReplyTaken || kind == KindSignIn {
		return ""
	}
	return s.inboundAddress("reply", forReply, mail, []byte(kind), person[:])
}

// TakesAnswers reports whether an answer to a letter of this kind is read by the program.
func (s Sender) TakesAnswers(kind string) bool {
	return s.ReplyAddress(kind, uuid.Nil, uuid.Nil) != "" && (s.Answered == nil || s.Answered(kind))
}

// ReturnAddress is where it is told that this mail couldn't be delivered, for the envelope; "" when nothing comes in.
func (s Sender) ReturnAddress(mail uuid.UUID) string {
	return s.inboundAddress("bounce", forReturn, mail)
}

func (s Sender) inboundAddress(word string, purpose byte, mail uuid.UUID, about ...[]byte) string {
	if s.Inbound == "" {
		return ""
	}
	local, domain, mailbox := strings.Cut(s.Inbound, "@")
	if !mailbox {
		local, domain = word, s.Inbound
	}
	return local + "+" + s.token(purpose, mail, about...) + "@" + domain
}

func (s Sender) token(purpose byte, mail uuid.UUID, about ...[]byte) string {
	raw := append([]byte{purpose}, mail[:]...)
	h := hmac.New(sha256.New, []byte(s.Secret))
	h.Write([]byte("inbound:")) // the same key signs nothing else in this form
	h.Write(raw)
	for _, part := range about {
		h.Write(part)
	}
	return tokenEncoding.EncodeToString(append(raw, h.Sum(nil)[:signedBytes]...))
}

// Returned is the mail whose ReturnAddress this is; false for any other address.
func (s Sender) Returned(address string) (uuid.UUID, bool) {
	token, mail, ok := tokenIn(address, forReturn)
	return mail, ok && hmac.Equal([]byte(token), []byte(s.token(forReturn, mail)))
}

// Replied is the mail whose ReplyAddress this seems to be. That it was signed for it only AnsweredBy can tell, from the mail itself.
func (s Sender) Replied(address string) (uuid.UUID, bool) {
	_, mail, ok := tokenIn(address, forReply)
	return mail, ok
}

// AnsweredBy reports whether address is the ReplyAddress of m.
func (s Sender) AnsweredBy(address string, m *Mail) bool {
	token, mail, ok := tokenIn(address, forReply)
	return ok && mail == m.ID && hmac.Equal([]byte(token), []byte(s.token(forReply, m.ID, []byte(m.Kind), m.PersonID[:])))
}

func tokenIn(address string, purpose byte) (token string, mail uuid.UUID, ok bool) {
	local := strings.ToLower(strings.TrimSpace(address))
	if at := strings.LastIndexByte(local, '@'); at >= 0 {
		local = local[:at]
	}
	if len(local) < tokenLength {
		return "", mail, false
	}
	token = local[len(local)-tokenLength:]
	raw, err := tokenEncoding.DecodeString(token)
	if err != nil || len(raw) != tokenBytes || raw[0] != purpose {
		return "", mail, false
	}
	copy(mail[:], raw[1:])
	return token, mail, true
}
