package mail

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

const (
	keyBits     = 2048 // RFC 8301 section 3.2; every receiver takes it, which isn't so of Ed25519 (RFC 8463)
	stringBytes = 255  // of one string in a TXT record (RFC 1035 section 3.3)
)

// NewSigningKey makes a key to sign with: the private half as PKCS #8 in PEM, the public one in base64 as its record has it. It takes some
// tenths of a second of one core.
func NewSigningKey() (private, public string, err error) {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return "", "", fmt.Errorf("signing key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", "", fmt.Errorf("signing key: %w", err)
	}
	public, err = publicHalf(key)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), public, err
}

// CheckSigningKey tells whether the private key can be read and belongs to the public one. Its errors don't show the key.
func CheckSigningKey(private, public string) error {
	key, err := readSigningKey(private)
	if err != nil {
		return err
	}
	if own, err := publicHalf(key); err != nil || own != public {
		return errors.New("signing key: the private and the public half don't belong together")
	}
	return nil
}

func publicHalf(key *rsa.PrivateKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return "", fmt.Errorf("signing key: %w", err)
	}
	return base64.StdEncoding.EncodeToString(der), nil
}

// readSigningKey says nothing of the text itself in its errors: they reach the mail log.
func readSigningKey(text string) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("signing key: it is no PEM")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New("signing key: it is no PKCS #8")
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, errors.New("signing key: it is no RSA key")
	}
	return key, nil
}

// KeyRecord is the TXT record with which receivers check the signatures of one key.
type KeyRecord struct{ Domain, Selector, Public string }

// Host is the name of the record within its domain.
func (k KeyRecord) Host() string { return k.Selector + "._domainkey" }

// Name is the whole name of the record, without a dot at the end.
func (k KeyRecord) Name() string { return k.Host() + "." + k.Domain }

// Value is the text of the record in one piece.
func (k KeyRecord) Value() string { return "v=DKIM1; k=rsa; p=" + k.Public }

// ZoneLines are the record as a zone file has it: in strings that are short enough, between brackets.
func (k KeyRecord) ZoneLines() string {
	var b strings.Builder
	b.WriteString(k.Name() + ". IN TXT (\n")
	for value := k.Value(); value != ""; {
		part := value[:min(len(value), stringBytes)]
		value = value[len(part):]
		fmt.Fprintf(&b, "  %q\n", part)
	}
	b.WriteString(")")
	return b.String()
}
