package mail

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// signatureColumns is where lines of a signature are folded.
const signatureColumns = 72

// signedFields are what a signature covers where the message has it. From is named once more than there is one, so that nobody can
// add a second (RFC 6376 section 8.15). Fields that servers on the way write or renumber are left out.
var signedFields = []string{"From", "From", "To", "Subject", "Date", "Message-ID", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post",
	"MIME-Version", "Content-Type"}

// Signer signs messages with DKIM: rsa-sha256, header and body relaxed (RFC 6376). It is ours and not a library's because it only ever
// signs what message.go wrote, and that takes one pass without goroutines and pipes; the tests have it verified by go-msgauth, which
// reads what all the world writes. Several may use it at once.
//
// A signature by an RSA key of 2048 bits costs a core 1.2 ms, whatever the size of the mail (BenchmarkSignature). So a core signs some 800
// mails a second, and that is then the limit of a delivery: who sends by the hundred thousand lets the mail server sign.
type Signer struct {
	domain, selector string
	key              func() (*rsa.PrivateKey, error)
}

// NewSigner signs for domain with a private key of NewSigningKey, which is read once, at the first signature.
func NewSigner(domain, selector, private string) *Signer {
	return &Signer{domain, selector, sync.OnceValues(func() (*rsa.PrivateKey, error) { return readSigningKey(private) })}
}

// Sign gives the DKIM-Signature field to put in front of raw, CRLF at its end included. It fails when raw is no message or the key
// can't be read. What raw stands in may be reused afterwards.
func (s *Signer) Sign(raw []byte) ([]byte, error) {
	key, err := s.key()
	if err != nil {
		return nil, err
	}
	end := bytes.Index(raw, []byte("\r\n\r\n"))
	if end < 0 {
		return nil, errors.New("dkim: the message has no end of its header")
	}
	bodyHash := sha256.Sum256(relaxedBody(make([]byte, 0, len(raw)-end), raw[end+4:]))
	signed := make([]byte, 0, 2048)
	var names []string
	fields := fieldsOf(raw[:end+2])
	for i, name := range signedFields {
		field, ok := fields[strings.ToLower(name)]
		if !ok {
			continue
		}
		names = append(names, name)
		if i > 0 { // the From that there isn't
			signed = relaxedField(signed, field)
		}
	}
	if len(names) == 0 || names[0] != "From" {
		return nil, errors.New("dkim: the message has no From")
	}
	signature := s.unsigned(names, bodyHash[:])
	signed = bytes.TrimSuffix(relaxedField(signed, signature), crlf)
	sum := sha256.Sum256(signed)
	b, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	if err != nil {
		return nil, fmt.Errorf("dkim: %w", err)
	}
	return append(foldedBase64(signature, b), crlf...), nil
}

// unsigned is the field as it is signed: with an empty b at its end.
func (s *Signer) unsigned(names []string, bodyHash []byte) []byte {
	b := make([]byte, 0, 1024)
	b = append(b, "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n d="+s.domain+"; s="+s.selector+";\r\n h="...)
	column := len(" h=")
	for i, name := range names {
		if i > 0 {
			b = append(b, ':')
			column++
		}
		if column+len(name) >= signatureColumns {
			b = append(b, "\r\n  "...)
			column = len("  ")
		}
		b = append(b, name...)
		column += len(name)
	}
	b = append(b, ";\r\n bh="...)
	b = base64.StdEncoding.AppendEncode(b, bodyHash)
	return append(b, ";\r\n b="...)
}

// foldedBase64 appends value, in lines.
func foldedBase64(dst, value []byte) []byte {
	text := base64.StdEncoding.EncodeToString(value)
	for len(text) > signatureColumns {
		dst = append(append(dst, text[:signatureColumns]...), "\r\n  "...)
		text = text[signatureColumns:]
	}
	return append(dst, text...)
}
