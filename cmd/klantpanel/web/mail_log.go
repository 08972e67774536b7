package web

import (
	"errors"

	"github.com/google/uuid"

	"klantpanel/mail"
	"klantpanel/panel"
)

var mailLogRoutes = []Route{
	{Method: "GET", Path: "/settings/mail", Access: Administrator, Handle: showMailLog},
	{Method: "POST", Path: "/settings/mail/:id/retry", Access: Administrator, Handle: retryMail},
}

const (
	failuresPerPage = 50
	mailsCounted    = 1_000 // of one state; after years of mail more than that is enough to know
)

// mailStates in the order of a mail's life.
// ids: mail_state.queued mail_state.sending mail_state.sent mail_state.retry mail_state.unknown mail_state.dead mail_state.suppressed
var mailStates = []string{mail.Queued, mail.Sending, mail.Sent, mail.Retry, mail.Unknown, mail.Dead, mail.Suppressed}

type mailCount struct {
	State string
	Count int
	More  bool // there are more than were counted
}

type mailLogPage struct {
	Tabs     []navLink
	Counts   []mailCount
	Failures []mail.Mail
	First    string // address of the first page, "" when on it
	Next     string // address of the next page, "" at the end
	Captured bool   // mail stays in the mailbox and reaches nobody
	Mailbox  bool   // the reader may look there
}

func showMailLog(r *Request) error {
	var counts map[string]int
	var failures leaf[mail.Mail]
	err := r.together(
		func() (err error) { counts, err = r.Outbox.CountsUpTo(r.Context(), mailsCounted+1); return err },
		func() (err error) {
			failures, err = turn(r, "/settings/mail", onlyList, failuresPerPage, mailID, r.failures)
			return err
		},
	)
	if err != nil {
		return err
	}
	page := mailLogPage{Tabs: r.tabs(), Failures: failures.Rows, First: failures.First, Next: failures.Next,
		Captured: r.Mailbox != nil, Mailbox: MailboxOpen.Check(r) == nil}
	for _, state := range mailStates {
		if counts[state] > 0 || state == mail.Sent {
			page.Counts = append(page.Counts, mailCount{state, min(counts[state], mailsCounted), counts[state] > mailsCounted})
		}
	}
	return r.Page("mail_log", page)
}

func (r *Request) failures(after uuid.UUID, limit int) ([]mail.Mail, error) {
	return r.Outbox.Failures(r.Context(), after, limit)
}

func mailID(m mail.Mail) uuid.UUID { return m.ID }

func retryMail(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	err = r.Outbox.RetryNow(r.Context(), id)
	if errors.Is(err, mail.ErrNotFailed) {
		return panel.Refuse(panel.Conflict, "error.mail_not_failed")
	}
	if err != nil {
		return err
	}
	r.Flash("mail_log.retrying")
	return r.Redirect("/settings/mail")
}
