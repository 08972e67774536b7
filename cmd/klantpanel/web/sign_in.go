package web

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

var signInRoutes = []Route{
	{Method: "GET", Path: "/sign-in", Access: Anyone, Handle: showSignIn},
	{Method: "POST", Path: "/sign-in", Access: Anyone, Handle: askForLink},
	{Method: "GET", Path: "/sign-in/:token", Access: Anyone, Handle: showLink},
	{Method: "POST", Path: "/sign-in/:token", Access: Anyone, Handle: useLink},
	{Method: "POST", Path: "/sign-out", Access: Anyone, Handle: signOut},
}

// signInPage also says what the letter will look like: from whom, so that nobody takes it for a trick.
type signInPage struct {
	Form   *Form
	Demo   bool
	Sender string
}

func (r *Request) signInPage(form *Form) signInPage { return signInPage{form, r.Demo, r.mailSender()} }

// mailSender is whom letters come from, as mail programs show it.
func (r *Request) mailSender() string {
	o := r.Organisation
	if o.MailName == "" {
		return o.MailAddress
	}
	return o.MailName + " <" + o.MailAddress + ">"
}

func showSignIn(r *Request) error {
	if r.Actor != nil {
		return r.Redirect(r.Query("next"))
	}
	return r.Page("sign_in", r.signInPage(NewForm("_next", localTarget(r.Query("next")))))
}

// askForLink answers everybody the same, after the same time: who works here is nobody's business.
func askForLink(r *Request) error {
	form := r.Form()
	start := time.Now()
	var problems panel.Problems
	if form.Value("email") == "" {
		problems.Add("email", "error.email_missing")
	} else if !likeAddress(form.Value("email")) {
		problems.Add("email", "error.email_shape")
	}
	if form.Refused(r, problems.Err()) {
		return r.Page("sign_in", r.signInPage(form))
	}
	if err := r.offerLink(form.Value("email"), form.Value("_next")); err != nil {
		return err
	}
	if err := untilNext(r.Context(), start, r.answerStep); err != nil {
		return err
	}
	return r.Page("sign_in_sent", struct {
		Email   string
		Sender  string
		Next    string
		Minutes int
		Mailbox bool
	}{form.Value("email"), r.mailSender(), localTarget(form.Value("_next")), int(linkTerm.Minutes()), MailboxOpen.Check(r) == nil})
}

// untilNext waits for the next whole step since start.
func untilNext(ctx context.Context, start time.Time, step time.Duration) error {
	rest := time.NewTimer(step - time.Since(start)%step)
	defer rest.Stop()
	select {
	case <-rest.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func likeAddress(s string) bool {
	at := -1
	for i, c := range s {
		if c <= ' ' || c == 0x7f {
			return false
		}
		if c == '@' {
			at = i
		}
	}
	return at > 0 && at < len(s)-1 && len(s) <= 254
}

// showLink changes nothing: mail scanners open links, and some run scripts.
func showLink(r *Request) error {
	l, err := r.liveLink(r.Context(), r.DB, purposeSignIn, r.Ctx.Params("token"))
	if isNotFound(err) {
		return linkOver(r)
	}
	if err != nil {
		return err
	}
	person, err := r.Panel.Person(r.Context(), *l.PersonID)
	if isNotFound(err) || err == nil && !person.Active {
		return linkOver(r)
	}
	if err != nil {
		return err
	}
	return r.Page("sign_in_link", struct{ Name string }{person.Name})
}

// useLink signs in once. The other links of this person stop working with it.
func useLink(r *Request) error {
	var next string
	err := r.DB.RunInTx(r.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
		l, err := r.liveLink(ctx, tx, purposeSignIn, r.Ctx.Params("token"))
		if err != nil {
			return err
		}
		active, err := tx.NewSelect().Model((*panel.Person)(nil)).Where("id = ? AND active", *l.PersonID).Exists(ctx)
		if err != nil {
			return fmt.Errorf("sign in: %w", err)
		}
		if !active {
			return panel.Refuse(panel.NotFound, "error.link_over")
		}
		_, err = tx.NewUpdate().Model((*link)(nil)).Set("used_at = ?", r.Now()).Where("person_id = ? AND purpose = ? AND used_at IS NULL", *l.PersonID, purposeSignIn).Exec(ctx)
		if err != nil {
			return fmt.Errorf("sign in: %w", err)
		}
		if next, err = r.goOn(ctx, tx, *l.PersonID, l.Next); err != nil {
			return err
		}
		return r.startSession(ctx, tx, *l.PersonID)
	})
	if isNotFound(err) {
		return linkOver(r)
	}
	if err != nil {
		r.cookie(sessionCookie, "", -time.Hour)
		return err
	}
	return r.Redirect(next)
}

// linkOver says in one page what may have happened, whichever it was.
func linkOver(r *Request) error {
	return r.Status(fiber.StatusGone).Page("link_over", nil)
}

func signOut(r *Request) error {
	if r.session != "" {
		if err := r.endSession(r.Context(), r.session); err != nil {
			return err
		}
		r.Flash("sign_out.done")
	}
	return r.Redirect("/sign-in")
}

func isNotFound(err error) bool {
	var refused *panel.Problem
	return errors.As(err, &refused) && refused.Kind == panel.NotFound
}
