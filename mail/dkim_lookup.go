package mail

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"time"
)

const (
	lookupWithin = 5 * time.Second
	foundAtMost  = 600 // bytes of a wrong record that are shown
)

// What can be wrong with the record of a key.
const (
	RecordMissing     = "missing"     // there is none
	RecordMisplaced   = "misplaced"   // it is there under a name that has the domain twice
	RecordSeveral     = "several"     // there are more than one, so that receivers take none
	RecordQuoted      = "quoted"      // it holds quotation marks or backslashes
	RecordNoKey       = "no_key"      // it isn't the record of a key
	RecordOther       = "another"     // it is the record of another key
	RecordCut         = "cut"         // only the beginning of the key is there
	RecordRevoked     = "revoked"     // its key is empty: withdrawn
	RecordTesting     = "testing"     // t=y tells receivers to pay no heed to the signature
	RecordUnfit       = "unfit"       // its k, h or s leaves our signatures out
	RecordUnreachable = "unreachable" // nobody could tell
)

// Resolver looks up records; *net.Resolver is one.
type Resolver interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
}

// Check looks the record up. problem is "" when receivers can use it, found is what stands there, the beginning of it when it is long.
func (k KeyRecord) Check(ctx context.Context, r Resolver) (problem, found string) {
	ctx, cancel := context.WithTimeout(ctx, lookupWithin)
	defer cancel()
	texts, err := r.LookupTXT(ctx, k.Name()+".") // the dot keeps search domains out
	if err != nil && !isNotFound(err) {
		return RecordUnreachable, ""
	}
	if len(texts) == 0 {
		texts, err = r.LookupTXT(ctx, k.Name()+"."+k.Domain+".")
		if err == nil && len(texts) > 0 {
			return RecordMisplaced, k.Name() + "." + k.Domain
		}
		return RecordMissing, ""
	}
	found = shortened(strings.Join(texts, "\n"))
	if len(texts) > 1 {
		return RecordSeveral, found
	}
	return k.judge(texts[0]), found
}

// judge says what is wrong with the text of the record (RFC 6376 section 3.6.1).
func (k KeyRecord) judge(text string) string {
	if strings.ContainsAny(text, `"\`) {
		return RecordQuoted
	}
	tags := map[string]string{}
	for part := range strings.SplitSeq(text, ";") {
		name, value, _ := strings.Cut(part, "=")
		tags[strings.TrimSpace(name)] = strings.Join(strings.Fields(value), "")
	}
	key, ok := tags["p"]
	list := func(tag, wanted string) bool {
		value, given := tags[tag]
		values := strings.Split(value, ":")
		return !given || slices.Contains(values, wanted) || tag == "s" && slices.Contains(values, "*")
	}
	switch {
	case !ok || tags["v"] != "DKIM1" && tags["v"] != "":
		return RecordNoKey
	case key == "":
		return RecordRevoked
	case key != k.Public && strings.HasPrefix(k.Public, key):
		return RecordCut
	case key != k.Public:
		return RecordOther
	case !list("k", "rsa") || !list("h", "sha256") || !list("s", "email"):
		return RecordUnfit
	case slices.Contains(strings.Split(tags["t"], ":"), "y"):
		return RecordTesting
	}
	return ""
}

func isNotFound(err error) bool {
	var failed *net.DNSError
	return errors.As(err, &failed) && failed.IsNotFound
}

// shortened keeps a text that somebody else wrote small enough to keep and to show.
func shortened(text string) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "?")
	if len(text) > foundAtMost {
		text = strings.ToValidUTF8(text[:foundAtMost], "") + "…"
	}
	return text
}
