package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"klantpanel/mail"
)

// tryAtMost is how long a mail server may take over the test.
const tryAtMost = 5 * time.Minute

type mailTest struct {
	Address string `arg:"" help:"Who gets the test: a plain e-mail address."`
}

// Run sends one message past the outbox, whatever is paused or closed, and prints the conversation.
func (c *mailTest) Run(a *App) error {
	if a.SMTP == capture {
		return wrongUse{errors.New("smtp: mail is captured and reaches nobody; set --smtp to the server to try")}
	}
	server, err := a.transport(a.SMTP)
	if err != nil {
		return err
	}
	h, o, err := a.mailHouse()
	if err != nil {
		return err
	}
	defer h.Close()
	sender, err := h.Outbox.Sender(a.ctx, h.DB)
	if err != nil {
		return err
	}
	message, err := mail.TestMessage(sender, c.Address, o.Language, now())
	if err != nil {
		return wrongUse{fmt.Errorf("mail: %w", err)}
	}
	ctx, cancel := context.WithTimeout(a.ctx, tryAtMost)
	defer cancel()
	if sender.Signer != nil {
		fmt.Fprintf(a.stdout, "signed with DKIM\n")
	}
	return a.tryMail(ctx, server, message)
}

func (a *App) tryMail(ctx context.Context, server *mail.SMTP, message *mail.Message) error {
	server.Trace = func(who, line string) { fmt.Fprintf(a.stdout, "%6s: %s\n", who, line) }
	fmt.Fprintf(a.stdout, "connecting to %s\n", server)
	connection, err := server.Dial(ctx)
	if err != nil {
		return err
	}
	outcome := connection.Send(ctx, message)
	connection.Close() // what was taken is taken
	if outcome.State != mail.Sent {
		return fmt.Errorf("smtp: %s didn't take the mail from %s to %s: %s", server, message.From, message.To, outcome.Words)
	}
	_, err = fmt.Fprintf(a.stdout, "the server took the mail from %s to %s, Message-ID <%s>\n", message.From, message.To, message.ID)
	return err
}
