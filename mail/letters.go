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

// Outcome tells contributors what became of their own item, or of the promise about it.
type Outcome struct {
	Item                 uuid.UUID // its letters are one thread
	Title, Said, Service string
	Outcome              string // changed, promised, explained, thanked, delivered, rescheduled or dropped
	Answer               string
	Changed, Before      string // of a revised outcome: what is different, and the answer that was told before
	DueOn, FirstDueOn    time.Time
	URL                  string
}

// DigestReady asks coordinators to look at the digest and approve it.
type DigestReady struct {
	Panel                              string
	Number, Items, Unanswered, Waiting int
	Reply                              bool
	URL                                string
}

// Digest is "you said, we did". Its Sections are shared by all readers: pass the same slice for each, unchanged, and the letter is rendered once.
type Digest struct {
	Panel                  string
	Number                 int
	Intro                  string // the coordinator's own words
	Own                    []DigestEntry
	Sections               []DigestSection
	Missed                 []MissedDigest
	Contributions, Waiting int
	NextOn                 time.Time
	URL                    string
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
	Section           string // own items stand apart and say themselves what became of them
	Title, Said       string
	People            int
	Service, Answer   string // Service is "" while no service has it
	Changed           string // what is different since an earlier digest told of it
	DueOn, FirstDueOn time.Time
	LateDays          int // working days
	URL               string
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

// Section is the section of a digest that the outcome would stand in.
func (o Outcome) Section() string {
	switch o.Outcome {
	case "delivered":
		return "kept"
	case "rescheduled":
		return "open_promise"
	}
	return o.Outcome
}

// Attachment is the last day as a file that calendar programs open.
func (l Opening) Attachment() (Attachment, bool) { return l.Calendar, l.Calendar.Content != "" }

// Thread is the item: what its contributors are told about it is one thread that each reader can follow.
func (o Outcome) Thread() uuid.UUID { return o.Item }

func (SignIn) Kind() string      { return KindSignIn }
func (Opening) Kind() string     { return KindOpening }
func (Bundling) Kind() string    { return KindBundling }
func (Outcome) Kind() string     { return KindOutcome }
func (DigestReady) Kind() string { return KindDigestReady }
func (Digest) Kind() string      { return KindDigest }

func (ReplyRefused) Kind() string { return KindReplyRefused }
func (Notice) Kind() string       { return KindNotice }
