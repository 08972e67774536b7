package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"

	"klantpanel/panel"
)

func TestAWrongWayInIsOneLine(t *testing.T) {
	for _, args := range [][]string{
		{"--inbound-address", "in.gemeente.example"}, // and nothing takes it in
		{"--inbound-address", "geen adres", "--inbound-listen", "127.0.0.1:0"},
		{"--inbound-address", strings.Repeat("k", 40) + "@gemeente.example", "--inbound-listen", "127.0.0.1:0"},
		{"--inbound-listen", "2525"},
		{"--inbound-imap", "imap://jan:geheim@mail.gemeente.example"},
	} {
		code, _, stderr := program(t, append([]string{"serve", "--listen", "127.0.0.1:0", "--data", t.TempDir()}, args...)...)
		if code != exitWrongUse || strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "klantpanel: inbound-") || strings.Contains(stderr, "geheim") {
			t.Errorf("%v: exit %d, %q", args, code, stderr)
		}
	}
}

func TestServeTakesInWhatAMailServerHandsOver(t *testing.T) {
	data := t.TempDir()
	app := &App{settings: settings{Data: data, Listen: "127.0.0.1:0", LogFormat: "text"}, ctx: t.Context(), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	h, err := app.house(t.Context(), now, noMail)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.Panel.SetUp(t.Context(), panel.SetUpInput{Organisation: "Gemeente Voorbeeld", Name: "Ineke de Vries", Email: "ineke@gemeente.example",
		MailAddress: "klantpanel@gemeente.example"})
	if err != nil {
		t.Fatal(err)
	}
	h.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	said := make(chan string, 8)
	out := writerFunc(func(p []byte) (int, error) {
		select {
		case said <- string(p):
		default:
		}
		return len(p), nil
	})
	done := make(chan int, 1)
	// A path of its own: a socket's is short.
	folder, err := os.MkdirTemp("", "kp")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	socket := filepath.Join(folder, "lmtp")
	go func() {
		done <- run(ctx, []string{"serve", "--data", data, "--listen", "127.0.0.1:0", "--inbound-listen", "unix:" + socket, "--inbound-address", "in.gemeente.example"}, out, &bytes.Buffer{})
	}()
	for line := range said {
		if strings.Contains(line, "klantpanel serves") {
			break
		}
	}
	conn, err := net.Dial("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	c := smtp.NewClientLMTP(conn)
	defer c.Close()
	if err := c.Mail("", nil); err != nil {
		t.Fatal(err)
	}
	if err := c.Rcpt("jan@gemeente.example", nil); err == nil {
		t.Error("it takes mail for anybody")
	}
	if err := c.Rcpt("klantpanel@gemeente.example", nil); err != nil {
		t.Fatal(err)
	}
	w, err := c.Data()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("From: mailer-daemon@mx.example\r\nSubject: failure notice\r\n\r\nHi. This is the qmail-send program at mx.example.\r\n<wim@gemeente.example>:\r\nno mailbox here by that name\r\n")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	stop()
	if code := <-done; code != 0 {
		t.Errorf("exit %d", code)
	}
	if _, stdout, _ := program(t, "mail", "status", "--data", data); !strings.Contains(stdout, "came in: bounce     unknown    1\n") {
		t.Error(stdout)
	}
}
