package web

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"klantpanel/mail"
	"klantpanel/panel"
)

// mailHappening is one entry of a mail's line in time.
type mailHappening struct {
	Icon, What, Who string
	Reason, Said    string // in a plain sentence, and the server's words
	At              time.Time
}

type mailPage struct {
	mailLine
	Timeline []mailHappening
	Next     time.Time // when it is tried, or tried next; zero when it isn't, or the mail is paused
	Now      bool      // that is now
	Paused   bool      // it waits until mail goes out again
	Standing uuid.UUID // the digest that stands still, and with it this mail; uuid.Nil for none
	CameBack bool      // after it was sent
}

// StandsStill reports whether the sending of the digest that it is about does.
func (p mailPage) StandsStill() bool { return p.Standing != uuid.Nil }

// showLoggedMail shows what became of one mail.
func showLoggedMail(r *Request) error {
	m, err := r.pathMail()
	if err != nil {
		return err
	}
	tries, err := r.Outbox.Tries(r.Context(), m.ID)
	if err != nil {
		return err
	}
	page := mailPage{mailLine: r.mailLines([]mail.Mail{m})[0], Timeline: r.mailTimeline(m, tries)}
	page.CameBack = m.State == mail.Sent && slices.ContainsFunc(tries, func(t mail.Happening) bool { return t.State == "bounced" && !t.At.Before(m.SentAt.Time) })
	if m.State == mail.Queued || m.State == mail.Retry || m.State == mail.Unknown {
		page.Paused = r.Organisation.MailPaused != "" && m.Kind != mail.KindSignIn
		if page.Standing, err = r.Dialogue.StandsStill(r.Context(), m.SubjectID); err != nil {
			return err
		}
		if !page.Paused && page.Standing == uuid.Nil {
			page.Next = r.nextTry(m)
			page.Now = page.Next.Equal(r.Now())
		}
	}
	return r.Page("mail_page", page)
}

func (r *Request) pathMail() (mail.Mail, error) {
	id, err := r.ID("mail")
	if err != nil {
		return mail.Mail{}, err
	}
	m, err := r.Outbox.Mail(r.Context(), id)
	if errors.Is(err, mail.ErrNoMail) {
		return m, panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	return m, err
}

// nextTry is when a mail that waits has its turn.
func (r *Request) nextTry(m mail.Mail) time.Time {
	next := m.DueAt
	if now := r.Now(); next.Before(now) {
		next = now
	}
	if m.Kind == mail.KindSignIn {
		return next
	}
	return r.Organisation.LetterHours().Next(next)
}

// mailTimeline tells from the beginning what happened.
// ids: mail_happened.queued mail_happened.retry mail_happened.unknown mail_happened.dead mail_happened.suppressed mail_happened.bounced mail_happened.delayed
func (r *Request) mailTimeline(m mail.Mail, tries []mail.Happening) []mailHappening {
	looks := map[string]string{mail.Queued: "repeat", "bounced": "back", "delayed": "clock"}
	told := []mailHappening{{Icon: "inbox", What: r.T("mail_happened.made"), At: m.CreatedAt}}
	sent := mailHappening{Icon: "check", What: r.T("mail_happened.sent"), At: m.SentAt.Time}
	for _, t := range tries {
		if !sent.At.IsZero() && t.At.After(sent.At) { // it came back afterwards
			told = append(told, sent)
			sent.At = time.Time{}
		}
		one := mailHappening{Icon: looks[t.State], What: r.T("mail_happened." + t.State), At: t.At}
		if one.Icon == "" {
			one.Icon = mailLooks[t.State].Icon
		}
		if by, ok := strings.CutPrefix(t.Words, mail.TriedAgainBy); ok && t.State == mail.Queued {
			one.Who = by
		} else {
			one.Reason, one.Said = r.mailReason(t.Words)
		}
		told = append(told, one)
	}
	if !sent.At.IsZero() {
		told = append(told, sent)
	}
	return told
}

func retryMail(r *Request) error {
	m, err := r.pathMail()
	if err != nil {
		return err
	}
	err = r.Outbox.RetryNow(r.Context(), m.ID, r.Actor.Person.Name)
	if errors.Is(err, mail.ErrNotFailed) {
		return panel.Refuse(panel.Conflict, "error.mail_not_failed")
	}
	if err != nil {
		return err
	}
	r.Flash("mail_log.retrying")
	return r.Redirect("/settings/mail/" + m.ID.String())
}

type digestMailPage struct {
	Path    string // of the digest
	Address string // of this page
	Mails   []mailLine
	First   string // address of the first page, "" when on it
	Next    string // address of the next page, "" at the end
	Log     string // where an administrator reads more, "" for others
}

// showDigestMail lists for who runs the panel whom the digest didn't reach, and why. Who read it nobody knows.
func showDigestMail(r *Request) error {
	page := digestMailPage{Path: "/digests/" + r.digest.ID.String()}
	page.Address = page.Path + "/mail"
	before := r.queryID(onlyList)
	found, err := r.digestFailures(before, loggedPerPage)
	if err != nil {
		return err
	}
	page.Mails = r.mailLines(found.Mails)
	if before != uuid.Nil {
		page.First = page.Address
	}
	if found.Next != uuid.Nil {
		page.Next = r.turnTo(page.Address, onlyList, found.Next.String())
	}
	if r.Actor.Administers() {
		page.Log = "/settings/mail?about=" + r.digest.ID.String()
	}
	return r.Page("digest_mail", page)
}

func (r *Request) digestFailures(before uuid.UUID, limit int) (mail.LogPage, error) {
	return r.Outbox.Log(r.Context(), mail.LogFilter{About: r.digest.ID, States: mail.Failing, Kind: mail.KindDigest}, before, limit)
}
