package web

import (
	"iter"

	"github.com/google/uuid"

	"klantpanel/mail"
)

var (
	mailLogExports    = exportRoutes("/settings/mail", Administrator, mailListing)
	digestMailExports = exportRoutes("/digests/:digest/mail", DigestCoordinator, digestMailListing)
)

// mailListing is the mail that the address asks for.
func mailListing(r *Request) (listing[mail.Mail], error) {
	file := r.T("export.mail")
	if r.mailState() == failingMail {
		file = r.T("export.failures")
	}
	return listing[mail.Mail]{
		File: file,
		Columns: []column[mail.Mail]{
			{r.T("mail_log.to"), textColumn, func(m mail.Mail) any { return m.Name }},
			{r.T("people.email"), textColumn, func(m mail.Mail) any { return m.Address }},
			{r.T("mail_log.letter"), textColumn, func(m mail.Mail) any { return r.T("letters." + m.Kind) }},
			{r.T("mail_log.state"), textColumn, func(m mail.Mail) any { return r.T("mail_state." + m.State) }},
			{r.T("mail_log.reason"), textColumn, func(m mail.Mail) any { return m.Error }},
			{r.T("mail_log.tries"), numberColumn, func(m mail.Mail) any { return m.Attempts }},
			{r.T("mail_log.since"), momentColumn, func(m mail.Mail) any { return m.CreatedAt }},
			{r.T("mail_log.sent_at"), momentColumn, func(m mail.Mail) any { return m.SentAt }},
			{r.T("mail_log.message_id"), textColumn, func(m mail.Mail) any { return m.MessageID }},
		},
		Rows: logRows(r.loggedMail),
	}, nil
}

// digestMailListing is whom a digest didn't reach.
func digestMailListing(r *Request) (listing[mail.Mail], error) {
	return listing[mail.Mail]{
		File: r.T("export.failures"),
		Columns: []column[mail.Mail]{
			{r.T("mail_log.to"), textColumn, func(m mail.Mail) any { return m.Name }},
			{r.T("mail_log.state"), textColumn, func(m mail.Mail) any { return r.T("mail_state." + m.State) }},
			{r.T("mail_log.reason"), textColumn, func(m mail.Mail) any { sentence, _ := r.mailReason(m.Error); return sentence }},
		},
		Rows: logRows(r.digestFailures),
	}, nil
}

// logRows reads the log to its end, a page at a time.
func logRows(read func(before uuid.UUID, limit int) (mail.LogPage, error)) iter.Seq2[mail.Mail, error] {
	return func(yield func(mail.Mail, error) bool) {
		for before := uuid.Nil; ; {
			page, err := read(before, exportBatch)
			if err != nil {
				yield(mail.Mail{}, err)
				return
			}
			for _, m := range page.Mails {
				if !yield(m, nil) {
					return
				}
			}
			if before = page.Next; before == uuid.Nil {
				return
			}
		}
	}
}
