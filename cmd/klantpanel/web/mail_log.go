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

const failuresPerPage = 50

// mailStates in the order of a mail's life.
// ids: mail_state.queued mail_state.sending mail_state.sent mail_state.retry mail_state.unknown mail_state.dead mail_state.suppressed
var mailStates = []string{mail.Queued, mail.Sending, mail.Sent, mail.Retry, mail.Unknown, mail.Dead, mail.Suppressed}

type mailCount struct {
	State string
	Count int
}

type mailLogPage struct {
	Tabs     []navLink
	Counts   []mailCount
	Failures []mail.Mail
	Next     string // id to go on after, "" at the end
	Captured bool   // mail stays in the mailbox and reaches nobody
	Mailbox  bool   // the reader may look there
}

func showMailLog(r *Request) error {
	counts, err := r.Outbox.Counts(r.Context())
	if err != nil {
		return err
	}
	after, err := uuid.Parse(r.Query("after"))
	if err != nil {
		after = uuid.Nil
	}
	failures, err := r.Outbox.Failures(r.Context(), after, failuresPerPage+1)
	if err != nil {
		return err
	}
	page := mailLogPage{Tabs: r.settingsTabs(), Failures: failures, Captured: r.Mailbox != nil, Mailbox: MailboxOpen.Check(r) == nil}
	if len(failures) > failuresPerPage {
		page.Failures = failures[:failuresPerPage]
		page.Next = page.Failures[failuresPerPage-1].ID.String()
	}
	for _, state := range mailStates {
		if counts[state] > 0 || state == mail.Sent {
			page.Counts = append(page.Counts, mailCount{state, counts[state]})
		}
	}
	return r.Page("mail_log", page)
}

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
