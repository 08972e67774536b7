package web

import (
	"cmp"
	"errors"
	"fmt"
	"mime"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"klantpanel/mail"
	"klantpanel/panel"
)

var mailboxRoutes = []Route{
	{Method: "GET", Path: "/mailbox", Access: MailboxOpen, Handle: showMailbox},
	{Method: "GET", Path: "/mailbox/:id", Access: MailboxOpen, Handle: showMail},
	{Method: "GET", Path: "/mailbox/:id/html", Access: MailboxOpen, Handle: showMailHTML},
	{Method: "GET", Path: "/mailbox/:id/file", Access: MailboxOpen, Handle: showMailFile},
}

const mailsPerPage = 50

type mailboxPage struct {
	Form  *Form
	To    string
	Mails []mail.Captured
	Older string // address of what came before these, "" at the end
}

func showMailbox(r *Request) error {
	before, err := uuid.Parse(r.Query("before"))
	if err != nil {
		before = uuid.Nil
	}
	p := mailboxPage{To: r.Query("to"), Form: NewForm("to", r.Query("to"))}
	if p.Mails, err = r.Mailbox.List(p.To, before, mailsPerPage+1); err != nil {
		return fmt.Errorf("mailbox: %w", err)
	}
	if len(p.Mails) > mailsPerPage {
		p.Mails = p.Mails[:mailsPerPage]
		p.Older = "/mailbox?to=" + escapeQuery(p.To) + "&before=" + p.Mails[mailsPerPage-1].ID.String()
	}
	return r.Page("mailbox", p)
}

func (r *Request) captured() (*mail.Opened, error) {
	id, err := r.ID("id")
	if err != nil {
		return nil, err
	}
	m, err := r.Mailbox.Open(id)
	if errors.Is(err, mail.ErrNoMail) {
		return nil, panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	if err != nil {
		return nil, fmt.Errorf("mailbox: %w", err)
	}
	return m, nil
}

// piece is a stretch of a plain text, with the address it leads to if it is one.
type piece struct{ Text, URL string }

func showMail(r *Request) error {
	m, err := r.captured()
	if err != nil {
		return err
	}
	return r.Page("mail", struct {
		Mail   *mail.Opened
		Pieces []piece
	}{m, pieces(m.Text, r.BaseURL)})
}

// pieces makes the links to this site clickable, so that a newcomer needn't copy them.
func pieces(text, base string) []piece {
	var out []piece
	for {
		at := strings.Index(text, base+"/")
		if at < 0 {
			return append(out, piece{Text: text})
		}
		end := strings.IndexFunc(text[at:], func(c rune) bool { return c <= ' ' || strings.ContainsRune(`<>"()`, c) })
		if end < 0 {
			end = len(text) - at
		}
		out = append(out, piece{Text: text[:at]}, piece{Text: text[at : at+end], URL: text[at : at+end]})
		text = text[at+end:]
	}
}

// showMailFile is a file that came with the mail: ?n= says which, counted from 0.
func showMailFile(r *Request) error {
	m, err := r.captured()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(cmp.Or(r.Query("n"), "0"))
	if err != nil || n < 0 || n >= len(m.Files) {
		return panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	r.Ctx.Set(fiber.HeaderContentType, m.Files[n].Type)
	r.Ctx.Set(fiber.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": m.Files[n].Name}))
	return r.Ctx.SendString(m.Files[n].Content)
}

// showMailHTML shows the letter alone.
func showMailHTML(r *Request) error {
	m, err := r.captured()
	if err != nil {
		return err
	}
	return r.letter(m.HTML)
}
