package back

import (
	"regexp"
	"strings"
)

// Class is what kind of mail came in.
type Class string

// The classes; see the package's own comment.
const (
	Bounce     Class = "bounce"
	Delayed    Class = "delayed"
	Complaint  Class = "complaint"
	Automatic  Class = "automatic"
	Answer     Class = "reply"
	Unreadable Class = "unreadable"
)

// reading is what a mail turned out to be.
type reading struct {
	class    Class
	failures []failure // of a bounce or delay
	ids      []string  // what may be Message-IDs of ours, in what isn't a reply
	text     string    // of a reply, without what it quotes
	quoting  string    // of a reply, with it
}

// ourMessageID is how the outbox makes them.
var ourMessageID = regexp.MustCompile(`\b[0-9a-f]{32}\.[a-z_]+@[A-Za-z0-9.-]*[A-Za-z0-9]`)

// classify says what a mail is. returnPath is the envelope's sender, "<>" when it was empty and "" when it isn't known.
func (l *letter) classify(returnPath string) reading {
	report := strings.ToLower(l.parameters["report-type"])
	switch {
	case l.feedback != "" || report == "feedback-report":
		return reading{class: Complaint, ids: l.named()}
	case l.status != "" || report == "delivery-status":
		failures := failuresIn(l.status)
		if len(failures) == 0 && l.status == "" { // a report without its second part
			failures, _ = l.bounceWithoutReport("<>")
		}
		return l.bounce(failures)
	}
	if failures, is := l.bounceWithoutReport(returnPath); is {
		return l.bounce(failures)
	}
	if l.automatic(returnPath) {
		return reading{class: Automatic}
	}
	return reading{class: Answer, text: unquoted(l.words()), quoting: quoting(l.words())}
}

// bounce is a bounce, or a delay when there is still hope for everybody; automatic when everybody got it.
func (l *letter) bounce(failures []failure) reading {
	if len(failures) == 0 {
		return reading{class: Automatic}
	}
	r := reading{class: Delayed, failures: failures, ids: l.named()}
	for _, f := range failures {
		if !f.delayed {
			r.class = Bounce
		}
	}
	return r
}

// named are the Message-IDs of ours that stand anywhere in what came back: in the headers of the letter, or where Exchange and others
// repeat them.
func (l *letter) named() []string {
	found := ourMessageID.FindAllString(strings.Join([]string{l.returned, l.field("In-Reply-To"), l.field("References"), l.plain, l.html, l.status, l.feedback}, "\n"), 20)
	seen := map[string]bool{}
	var ids []string
	for _, id := range found {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}
