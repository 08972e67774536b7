package web

import (
	"strings"

	"klantpanel/mail"
)

// mailReasonOf is the sentence for a reason that begins with some words.
type mailReasonOf struct {
	begins, id string
	whole      bool // the sentence says all of it
}

// mailReasons are the sentences for what the program says itself when it doesn't send a mail: by how its words begin.
// ids: mail_reason.left mail_reason.unwanted mail_reason.elsewhere mail_reason.link_over mail_reason.round_over mail_reason.address
// ids: mail_reason.stopped mail_reason.no_answer mail_reason.lost mail_reason.given_up mail_reason.composing mail_reason.capture
// ids: mail_reason.paused mail_reason.answered mail_reason.nothing_waits
// ids: mail_reason.moved mail_reason.own_only
// ids: mail_reason.point_answered mail_reason.asked_again mail_reason.reach_over mail_reason.waits_again
// ids: mail_reason.cancelled mail_reason.approved mail_reason.draft_changed mail_reason.trial_over mail_reason.open_again
// ids: mail_reason.week_says mail_reason.decided mail_reason.answer_taken mail_reason.plan_removed mail_reason.plan_over mail_reason.term_goes_on
var mailReasons = []mailReasonOf{
	{"the reader left", "left", true},
	{"the contributor left", "left", true},
	{"the ambassador left", "left", true},
	{"the reader no longer wants the digest", "unwanted", true},
	{"the digest is no longer for the reader's team", "moved", true},
	{"the reader wants the digest only with points of their own", "own_only", true},
	{"the item is with another service by now", "elsewhere", true},
	{"the sign-in link was used or has expired", "link_over", true},
	{"the round no longer collects", "round_over", true},
	{"the round is paused", "paused", true},
	{"the ambassador answered meanwhile", "answered", true},
	{"nothing waits for an answer", "nothing_waits", true},
	{"the point has its answer by now", "point_answered", true},
	{"another question took its place", "asked_again", true},
	{"the request was confirmed or is over", "reach_over", true},
	{"it waits again, or became a point", "waits_again", true},
	{"the round was cancelled", "cancelled", true},
	{"the digest was approved meanwhile", "approved", true},
	{"the draft was changed after its first approval", "draft_changed", true},
	{"the test is long ago", "trial_over", true},
	{"the point is open again", "open_again", true},
	{"the letter of the week says it", "week_says", true},
	{"there is nothing to decide any more", "decided", true},
	{"it was sent, used on the site or corrected meanwhile", "answer_taken", true},
	{"the plan of the round was removed", "plan_removed", true},
	{"the round has opened, or is no longer the panel's next one", "plan_over", true},
	{"the term went on after all", "term_goes_on", true},
	{"the term goes on after all", "term_goes_on", true},
	{"the address holds more than ASCII", "address", true},
	{"the program stopped while it was sending", "stopped", true},
	{"no answer after the mail was handed over", "no_answer", false},
	{"the connection was lost", "lost", false},
	{"given up after", "given_up", false},
	{"composing:", "composing", false},
	{"capture:", "capture", false},
}

// mailReason says in a plain sentence why a mail wasn't sent, or came back. Said are the words of the server, "" when the sentence says
// all there is.
// ids: mail_reason.no_mailbox mail_reason.no_domain mail_reason.undeliverable mail_reason.full mail_reason.refused mail_reason.later mail_reason.complained
func (r *Request) mailReason(words string) (sentence, said string) {
	if words == "" {
		return "", ""
	}
	for _, own := range mailReasons {
		if !strings.HasPrefix(words, own.begins) {
			continue
		}
		if own.whole {
			return r.T("mail_reason." + own.id), ""
		}
		return r.T("mail_reason." + own.id), words
	}
	return r.T("mail_reason." + string(mail.CauseOf(words))), words
}
