package mail

import (
	"time"

	"github.com/google/uuid"
)

// The kinds of letter.
const (
	KindSignIn      = "sign_in"
	KindOpening     = "opening"
	KindBundling    = "bundling"
	KindOutcome     = "outcome"
	KindDigestReady = "digest_ready"
	KindDigest      = "digest"

	KindReplyRefused = "reply_refused"
	KindUnderstood   = "understood"
	KindReplyTaken   = "reply_taken"
	KindRoundChanged = "round_changed"

	KindReminder     = "reminder"
	KindLastReminder = "last_reminder"
	KindNudge        = "nudge"
	KindWeek         = "week"
	KindEscalation   = "escalation"
	KindNotice       = "notice"
	KindReportBack   = "report_back"
	KindThanks       = "thanks"

	KindClarification = "clarification"
	KindReach         = "reach"
	KindAcknowledged  = "acknowledged"
	KindDecide        = "decide"

	KindDigestSecond = "digest_second"
	KindDigestDue    = "digest_due"
	KindDigestTest   = "digest_test"
)

// SignIn lets a person in who asked for it.
type SignIn struct {
	URL     string
	Minutes int // the link works so long
}

// Opening asks an ambassador for contributions.
type Opening struct {
	Panel     string
	Number    int       // of the round
	Until     time.Time // in the panel's zone, as every date in a letter
	Questions []string
	URL       string

	Colleagues string     // the reader's own link for colleagues; "" without one
	Kit        string     // where that link, a poster and more are
	Calendar   Attachment // the last day, for the reader's own calendar; empty for none
	Reply      bool       // an answer to the letter is understood, as in the other letters
}

// Notice tells coordinators some working days ahead what the next round will ask.
type Notice struct {
	Panel     string
	On        time.Time // when it opens
	Questions []string
	By        string // who chose them, "" for the program
	URL       string
}

// PairQuestion says the aspect that a pair is about as the question that it is.
func PairQuestion(language, aspect string) string {
	if language == "en" {
		return "How important is this to you, and how does it go now: " + aspect
	}
	return "Hoe belangrijk is dit voor u, en hoe gaat het nu: " + aspect
}

// Bundling tells coordinators that collecting has closed.
type Bundling struct {
	Panel           string
	Number, Waiting int // contributions that wait to be bundled
	Until           time.Time
	URL             string
}

// DigestReady asks coordinators to look at the digest and approve it.
type DigestReady struct {
	Panel                              string
	Number, Items, Unanswered, Waiting int
	Reply                              bool
	URL                                string
}

// Digest is "you said, we did". Its Sections and Best are shared by all readers: pass the same slices for each, unchanged, and they are
// rendered once. What stands first in a reader's letter is left out of the sections, so that each item is told once.
type Digest struct {
	Panel    string
	Number   int
	Intro    string        // the coordinator's own words
	Own      []DigestEntry // what the reader said, or what came through them
	Carries  bool          // and some of it came through them
	Best     []DigestEntry // stands first for who has nothing of their own
	Sections []DigestSection
	Missed   []MissedDigest
	Waiting  int // contributions
	People   int // who contributed at least; 0 doesn't say
	NextOn   time.Time
	Asks     []string // the questions of the next round, as far as they are known
	URL      string

	firstCut, restCut string // marks where these parts are to come, in the form of the letter
}

// MissedDigest is an earlier round of which a reader, who wants a digest a quarter, had no letter.
type MissedDigest struct {
	Number int
	Date   time.Time // on which it was told
	URL    string
}

// DigestSection holds the entries with the same ending. Its Name is changed, promised, explained, thanked, unanswered, kept,
// open_promise or dropped.
type DigestSection struct {
	Name    string
	Entries []DigestEntry
	More    int // entries that stand on the page only
}

// DigestEntry is one item in a digest.
type DigestEntry struct {
	Item            uuid.UUID
	By              string // of what stands first: you, constituency or colleagues
	HeardURL        string // asks the reader whether it helped; "" doesn't
	Section         string // own items stand apart and say themselves what became of them
	Title, Said     string
	People          int
	Service, Answer string // Service is "" while no service has it
	Changed         string // what is different since an earlier digest told of it
	DueOn           time.Time
	Earlier         Days // the days that it was promised for before, the first first
	LateDays        int  // working days
	URL             string
}

// ReplyRefused tells somebody that their answer to a letter wasn't taken.
type ReplyRefused struct {
	Reason string // nobody, stranger, attachment, empty, closed, too_long or too_many
	URL    string
}

// HasStatus reports whether a line tells where the entry stands, beside the service's own words.
func (e DigestEntry) HasStatus() bool {
	switch e.Section {
	case "unanswered":
		return true
	case "promised", "open_promise", "kept":
		return !e.DueOn.IsZero()
	case "thanked":
		return e.Service != "" && e.Answer == ""
	}
	return false
}

// Attachment is the last day as a file that calendar programs open.
func (l Opening) Attachment() (Attachment, bool) { return l.Calendar, l.Calendar.Content != "" }

func (SignIn) Kind() string      { return KindSignIn }
func (Opening) Kind() string     { return KindOpening }
func (Bundling) Kind() string    { return KindBundling }
func (DigestReady) Kind() string { return KindDigestReady }
func (Digest) Kind() string      { return KindDigest }

func (ReplyRefused) Kind() string { return KindReplyRefused }
func (Notice) Kind() string       { return KindNotice }
