package web

import (
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
)

// pausedMail is why nothing but sign-in goes out.
type pausedMail struct {
	By, Why string       // who paused it and why; "" when the program did, which Text says
	At      bun.NullTime // since when
	Text    string
}

// pausedMail is nil when mail goes out.
func (r *Request) pausedMail() *pausedMail {
	o := r.Organisation
	switch {
	case o.MailPaused == "":
		return nil
	case o.MailPausedBy != "":
		return &pausedMail{By: o.MailPausedBy, Why: o.MailPaused, At: o.MailPausedAt}
	case o.MailPaused == mail.SetBack:
		return &pausedMail{At: o.MailPausedAt, Text: r.T("mail_log.set_back")}
	case o.MailPaused == mail.Moved:
		return &pausedMail{At: o.MailPausedAt, Text: r.T("mail_log.moved")}
	}
	return &pausedMail{At: o.MailPausedAt, Why: o.MailPaused}
}

// standingDigest is a digest whose sending stands still.
type standingDigest struct {
	ID        uuid.UUID
	Round, By string
	At        time.Time
}

func (r *Request) standingDigests() ([]standingDigest, error) {
	paused, err := r.Dialogue.PausedDigests(r.Context())
	standing := make([]standingDigest, len(paused))
	for i, d := range paused {
		standing[i] = standingDigest{d.ID, r.T("item.round", "Panel", d.Panel.Name, "Number", d.Cycle.Number), d.By, d.PausedAt.Time}
	}
	return standing, err
}

// letterHours says in a sentence when letters go out.
func (r *Request) letterHours() string {
	o := r.Organisation
	switch {
	case o.LetterHours().Always():
		return r.T("mail_log.hours_always")
	case o.LettersWeekend:
		return r.T("mail_log.hours_days", "From", o.LettersFrom, "Until", o.LettersUntil)
	}
	return r.T("mail_log.hours_workdays", "From", o.LettersFrom, "Until", o.LettersUntil)
}

func pauseMail(r *Request) error {
	form := r.Form()
	err := r.Panel.PauseMail(r.Context(), *r.Actor, form.Value("why"))
	if form.Refused(r, err) {
		return r.mailLog(form)
	}
	if err != nil {
		return err
	}
	return r.Redirect("/settings/mail")
}

func resumeMail(r *Request) error {
	if err := r.Panel.ResumeMail(r.Context(), *r.Actor); err != nil {
		return err
	}
	r.Flash("mail_log.resumed")
	return r.Redirect("/settings/mail")
}
