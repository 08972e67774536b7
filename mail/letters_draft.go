package mail

import (
	"fmt"
	"time"
)

// DigestSecond asks somebody to approve a digest after somebody else.
type DigestSecond struct {
	Panel             string
	Number            int    // of the round
	By                string // who approved first
	Items, Unanswered int
	URL               string
}

// DigestDue tells coordinators that a digest waits for them.
type DigestDue struct {
	Panel                      string
	Number                     int // of the round
	Items, Unanswered, Waiting int
	Since                      time.Time // it waits
	GoesOn                     time.Time // by itself; the zero time for never
	URL                        string
}

// DigestTest is a digest before it is approved, as somebody has it sent to see how it comes in.
type DigestTest struct {
	Digest
	By string // who sent it
}

func (DigestSecond) Kind() string { return KindDigestSecond }
func (DigestDue) Kind() string    { return KindDigestDue }
func (DigestTest) Kind() string   { return KindDigestTest }

// testKey has the entries that come first in one string: a test has one reader, and no part that others get too.
type testKey struct {
	digest  any
	by, own string
}

func (l DigestTest) shared() any        { return testKey{l.Digest.shared(), l.By, fmt.Sprint(l.Own)} }
func (l DigestTest) personal() string   { return "" }
func (l DigestTest) with(string) Letter { return l }
