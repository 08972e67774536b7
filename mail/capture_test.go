package mail_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
)

func capture(t *testing.T, dir string) *mail.Capture {
	t.Helper()
	c, err := mail.OpenCapture(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestCapturedMailIsListedNewestFirst(t *testing.T) {
	db := dbtest.Open(t, dbtest.Migrated(t))
	o := newOutbox(db)
	c := capture(t, filepath.Join(t.TempDir(), "mailbox"))
	for range 3 {
		to := person(t, db, "Noor Bakker", uuid.NewString()+"@gemeente.example")
		if _, err := o.Queue(ctx, db, mail.Draft{Kind: "outcome", Subject: uuid.New(), To: to}); err != nil {
			t.Fatal(err)
		}
		deliver(t, worker(o, c), start)
	}
	wantCounts(t, o, map[string]int{mail.Sent: 3})
	var inOrder []mail.Mail
	if err := db.NewSelect().Model(&inOrder).Order("id").Scan(ctx); err != nil {
		t.Fatal(err)
	}
	all, err := c.List("", uuid.Nil, 10)
	if err != nil || len(all) != 3 || all[0].ID != inOrder[2].ID || all[2].ID != inOrder[0].ID {
		t.Fatalf("%+v, %v", all, err)
	}
	if older, err := c.List("", all[1].ID, 10); err != nil || len(older) != 1 || older[0].ID != all[2].ID {
		t.Fatalf("second page: %+v, %v", older, err)
	}
	if one, err := c.List(strings.ToUpper(inOrder[1].Address), uuid.Nil, 10); err != nil || len(one) != 1 || one[0].ID != inOrder[1].ID {
		t.Fatalf("by address: %+v, %v", one, err)
	}
	m, err := c.Open(all[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if m.Subject != "Uw punt: Kantine" || !strings.Contains(m.To, inOrder[2].Address) || !m.At.Equal(start) ||
		!strings.Contains(m.Text, "Kantine heeft dit aangepast.") || !strings.Contains(m.HTML, "<strong>Kantine heeft dit aangepast.</strong>") {
		t.Errorf("%+v", m)
	}
	if _, err := c.Open(uuid.New()); !errors.Is(err, mail.ErrNoMail) {
		t.Errorf("a mail that isn't there: %v", err)
	}
}

func TestAKilledProgramLeavesNoHalfMail(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index.jsonl"), []byte(`{"id":"018f`), 0o600); err != nil {
		t.Fatal(err)
	}
	c := capture(t, dir)
	conn, err := c.Dial(ctx)
	if err != nil {
		t.Fatal(err)
	}
	message := &mail.Message{MailID: uuid.New(), To: "jan@gemeente.example", Subject: "Hallo", At: start, Raw: []byte("From: Klantpanel <klantpanel@gemeente.example>\r\nTo: jan@gemeente.example\r\nDate: Mon, 04 Jan 2027 09:00:00 +0100\r\nSubject: Hallo\r\n\r\nDag Jan\r\n")}
	for range 2 { // a repeat after a crash
		if o := conn.Send(ctx, message); o.State != mail.Sent {
			t.Fatal(o)
		}
	}
	if all, err := c.List("", uuid.Nil, 10); err != nil || len(all) != 1 || all[0].ID != message.MailID {
		t.Fatalf("%+v, %v", all, err)
	}
	if m, err := c.Open(message.MailID); err != nil || string(m.Raw) != string(message.Raw) {
		t.Fatalf("%+v, %v", m, err)
	}
}

func TestAMailThatCannotBeKeptIsTriedAgain(t *testing.T) {
	c := capture(t, filepath.Join(t.TempDir(), "mailbox"))
	conn, _ := c.Dial(ctx)
	if err := c.Close(); err != nil { // as full a disk as a test can make
		t.Fatal(err)
	}
	if o := conn.Send(ctx, &mail.Message{MailID: uuid.New(), Raw: []byte("x")}); o.State != mail.Retry || o.Words == "" {
		t.Fatal(o)
	}
}
