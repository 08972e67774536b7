package web

import (
	"slices"
	"time"

	"klantpanel/dialogue"
	"klantpanel/mail"
)

var digestSendingRoutes = []Route{
	{Method: "GET", Path: "/digests/:digest/sending", Access: DigestCoordinator, Handle: showSending},
	{Method: "POST", Path: "/digests/:digest/pause", Access: DigestCoordinator, Handle: pauseDigest},
	{Method: "POST", Path: "/digests/:digest/go-on", Access: DigestCoordinator, Handle: resumeDigest},
	{Method: "POST", Path: "/digests/:digest/retry", Access: DigestCoordinator, Handle: retryDigest},
}

// reasonsCounted is how many letters in one state are looked at for why they didn't get through.
const reasonsCounted = 2_000

// How far the sending of a digest is.
const (
	sendingQueues = "queues" // its readers are being put into the outbox
	sendingGoes   = "goes"   // letters wait for their first try
	sendingTries  = "tries"  // some are tried again
	sendingDone   = "done"
	sendingPaused = "paused"
)

// sendingPage is how far a digest's letters are, for who runs its panel. Who opened one nobody knows.
type sendingPage struct {
	dialogue.Digest
	Stage     string
	By        string    // who paused it
	AllPaused bool      // all mail stands still
	Closed    time.Time // until then letters don't go out at this hour; zero when they do
	Hours     string
	Of        int // how many are to be put into the outbox
	Sent      int
	Counts    []mailCount
	Reasons   []sendingReason
	Pausable  bool
	Again     bool // there are letters to try again by hand
	Live      bool // it shows something else a moment later
	Still     bool // the reader asked that it doesn't
}

// sendingReason is why letters didn't get through, in a plain sentence.
type sendingReason struct {
	Badge    Badge
	Sentence string
	Count    int
	More     bool // not all were looked at
}

// showSending leads from a draft to the draft.
func showSending(r *Request) error {
	if r.digest.State == dialogue.DigestDraft {
		return r.Redirect("/digests/" + r.digest.ID.String())
	}
	p := sendingPage{Digest: r.digest.Digest, AllPaused: r.Organisation.MailPaused != "", Hours: r.letterHours(), Still: r.Query("still") != ""}
	if next := r.Organisation.LetterHours().Next(r.Now()); next.After(r.Now()) {
		p.Closed = next
	}
	var counts map[string]int
	var reasons []mail.Reason
	err := r.together(
		func() (err error) { counts, err = r.Outbox.CountsOf(r.Context(), p.ID, mail.KindDigest); return err },
		func() (err error) {
			reasons, err = r.Outbox.ReasonsAbout(r.Context(), p.ID, mail.KindDigest, reasonsCounted)
			return err
		},
		func() (err error) {
			p.Again, err = r.Outbox.Retryable(r.Context(), p.ID, mail.KindDigest)
			return err
		},
		func() (err error) { p.By, err = r.Dialogue.PausedBy(r.Context(), r.digest.Digest); return err },
	)
	if err != nil {
		return err
	}
	p.tell(counts)
	p.Reasons = r.sendingReasons(reasons, counts)
	return r.Page("digest_sending", p)
}

// tell says how far it is by how many letters are in each state. Those that are under way count as waiting: they are a moment later.
func (p *sendingPage) tell(counts map[string]int) {
	waits := counts[mail.Queued] + counts[mail.Sending]
	again := counts[mail.Retry] + counts[mail.Unknown]
	p.Of, p.Sent = max(p.Readers, p.Recipients), counts[mail.Sent]
	switch {
	case p.Paused():
		p.Stage = sendingPaused
	case p.State == dialogue.DigestSending:
		p.Stage = sendingQueues
	case waits > 0 || p.CompleteAt.IsZero():
		p.Stage = sendingGoes
	case again > 0:
		p.Stage = sendingTries
	default:
		p.Stage = sendingDone
	}
	p.Pausable = !p.Paused() && (p.State == dialogue.DigestSending || waits+again > 0)
	p.Live = (p.Stage == sendingQueues || p.Stage == sendingGoes) && !p.Held()
	shown := map[string]int{mail.Queued: waits}
	for _, state := range []string{mail.Sent, mail.Retry, mail.Unknown, mail.Dead, mail.Suppressed} {
		shown[state] = counts[state]
	}
	for _, state := range []string{mail.Sent, mail.Queued, mail.Retry, mail.Unknown, mail.Dead, mail.Suppressed} {
		if shown[state] > 0 || state == mail.Sent || state == mail.Queued {
			p.Counts = append(p.Counts, mailCount{State: state, Count: shown[state]})
		}
	}
}

// Held reports whether no letter goes out now, of this digest or of all.
func (p sendingPage) Held() bool { return p.Paused() || p.AllPaused || !p.Closed.IsZero() }

// sendingReasons puts together what is the same sentence in words of different servers.
func (r *Request) sendingReasons(reasons []mail.Reason, counts map[string]int) []sendingReason {
	var told []sendingReason
	type key struct{ state, sentence string }
	at := map[key]int{}
	for _, reason := range reasons {
		sentence, _ := r.mailReason(reason.Words)
		k := key{reason.State, sentence}
		if i, known := at[k]; known {
			told[i].Count += reason.Count
			continue
		}
		at[k] = len(told)
		told = append(told, sendingReason{Badge: r.mailBadge(reason.State), Sentence: sentence, Count: reason.Count, More: counts[reason.State] > reasonsCounted})
	}
	slices.SortStableFunc(told, func(a, b sendingReason) int { return b.Count - a.Count })
	return told
}

func (r *Request) sendingPath() string { return "/digests/" + r.digest.ID.String() + "/sending" }

func pauseDigest(r *Request) error {
	if err := r.Dialogue.PauseDigest(r.Context(), *r.Actor, r.digest.ID); err != nil {
		return err
	}
	return r.Redirect(r.sendingPath())
}

func resumeDigest(r *Request) error {
	if err := r.Dialogue.ResumeDigest(r.Context(), *r.Actor, r.digest.ID); err != nil {
		return err
	}
	r.Flash("digest_sending.resumed")
	return r.Redirect(r.sendingPath())
}

// retryDigest tries the refused letters again; doing it twice finds none the second time.
func retryDigest(r *Request) error {
	n, err := r.Outbox.RetryAbout(r.Context(), r.digest.ID, mail.KindDigest, r.Actor.Person.Name)
	if err != nil {
		return err
	}
	if n > 0 {
		r.Flash("digest_sending.retrying")
	}
	return r.Redirect(r.sendingPath())
}
