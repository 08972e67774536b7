package main

import (
	"errors"
	"fmt"
	"os"
	"os/user"

	"github.com/google/uuid"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
)

// mailCommand is `klantpanel mail`.
type mailCommand struct {
	Status mailStatus `cmd:"" help:"Says how much mail waits, went out and failed, and whether it is paused. --json for machines."`
	Retry  mailRetry  `cmd:"" help:"Tries failed mail again now: all of it, or one."`
	Pause  mailPause  `cmd:"" help:"Lets nothing go out but sign-in."`
	Resume mailResume `cmd:"" help:"Lets mail go out again, also after a backup was put back."`
	Test   mailTest   `cmd:"" help:"Sends a test to an address at once and says what the mail server answers. Exit code 1 when it refuses."`
}

// mailHouse opens the database that a server uses; a wrong address must not make a new one. The organisation comes along.
func (a *App) mailHouse() (*house, panel.Organisation, error) {
	if migrations.IsMissing(a.database()) {
		return nil, panel.Organisation{}, fmt.Errorf("database: there is none at %s; is this the address that the server uses?", a.database())
	}
	h, err := a.house(a.ctx, now, noMail)
	if err != nil {
		return nil, panel.Organisation{}, err
	}
	o, err := h.Panel.Organisation(a.ctx, h.DB)
	var refused *panel.Problem
	if errors.As(err, &refused) {
		err = errors.New("mail: nobody has set this klantpanel up yet, so there is no mail")
	}
	if err != nil {
		h.Close()
		return nil, o, err
	}
	return h, o, nil
}

// operator is who types the command, for the log.
func operator() panel.Actor {
	actor := panel.System
	actor.Person.Name = "the command line"
	if u, err := user.Current(); err == nil && u.Username != "" {
		actor.Person.Name = u.Username
	}
	return actor
}

type mailRetry struct {
	Mail string `arg:"" optional:"" help:"The id of one mail, as in the address of its page. Without it all failed mail is tried again."`
}

// Run makes failed mail due now; the server sends it.
func (c *mailRetry) Run(a *App) error {
	one, err := uuid.Parse(c.Mail)
	if c.Mail != "" && err != nil {
		return wrongUse{fmt.Errorf("mail: %q is not the id of a mail", c.Mail)}
	}
	h, _, err := a.mailHouse()
	if err != nil {
		return err
	}
	defer h.Close()
	by, retried := operator().Person.Name, 1
	if c.Mail != "" {
		err = h.Outbox.RetryNow(a.ctx, one, by)
	} else {
		retried, err = h.Outbox.RetryFailed(a.ctx, by)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "%s again as soon as the server has time\n", counted(retried, "mail is tried", "mails are tried"))
	return err
}

type mailPause struct {
	Why string `required:"" help:"Why: other administrators read this."`
}

// Run pauses the mail.
func (c *mailPause) Run(a *App) error {
	h, _, err := a.mailHouse()
	if err != nil {
		return err
	}
	defer h.Close()
	if err := h.Panel.PauseMail(a.ctx, operator(), c.Why); err != nil {
		var problems panel.Problems
		if errors.As(err, &problems) {
			return wrongUse{errors.New("mail: --why needs a reason of one line, at most 200 characters")}
		}
		return err
	}
	_, err = fmt.Fprintln(a.stdout, "mail is paused: nothing goes out but sign-in, until `klantpanel mail resume`")
	return err
}

type mailResume struct{}

// Run lets mail go out again. What a server would find out about a copy when it starts is acknowledged too.
func (mailResume) Run(a *App) error {
	h, o, err := a.mailHouse()
	if err != nil {
		return err
	}
	defer h.Close()
	found := ""
	if _, err := os.Stat(a.Data); err == nil {
		home := mail.Home{DB: h.DB, Folder: a.Data}
		if found, err = home.Note(a.ctx, h.Panel.HoldMail); err != nil {
			return err
		}
	}
	if err := h.Panel.ResumeMail(a.ctx, operator()); err != nil {
		return err
	}
	said := "mail goes out again"
	if o.MailPaused == "" && found == "" {
		said = "mail wasn't paused"
	}
	_, err = fmt.Fprintln(a.stdout, said)
	return err
}
