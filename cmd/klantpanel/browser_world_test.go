package main

import (
	"bytes"
	"context"
	"net"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/cmd/klantpanel/web"
	"klantpanel/mail"
	"klantpanel/scheduler"
)

// world is the program as serve wires it, on an address of its own and in a time that the test moves. Mail is captured.
type world struct {
	*house
	t      testing.TB
	site   *web.Server
	moment *moment
	jobs   *scheduler.Loop
	log    *logged

	crawled map[string][]found // by role
}

// moment is a clock that stands still until it is moved.
type moment struct {
	mu sync.Mutex
	at time.Time
}

func (m *moment) now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.at
}

func (m *moment) becomes(at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at = at.UTC()
}

// newWorld serves a fresh database; "" is SQLite in a folder of the test. change may alter the settings before.
func newWorld(t testing.TB, database string, start time.Time, change ...func(*settings)) *world {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, moment: &moment{at: start.UTC()}, log: &logged{}}
	app := &App{ctx: t.Context(), stdout: w.log, stderr: w.log,
		settings: settings{Database: database, SMTP: capture, Listen: listener.Addr().String(), Data: t.TempDir(), LogFormat: "text"}}
	for _, c := range change {
		c(&app.settings)
	}
	proxies, err := app.proxies()
	if err != nil {
		t.Fatal(err)
	}
	if w.house, err = app.house(t.Context(), w.moment.now, capture); err != nil {
		t.Fatal(err)
	}
	w.house.Clock = w.moment.now
	w.jobs = w.house.jobs(app.Log())
	if w.site, err = web.New(w.face(app, web.Config{BaseURL: w.BaseURL, Version: "test", TrustedProxies: proxies}, w.moment.now)); err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- w.site.Listen(listener) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), stepPatience)
		defer cancel()
		if err := w.site.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
		w.house.Close()
		if t.Failed() {
			t.Log(w.log.tail())
		}
	})
	return w
}

// demoWorld is the demonstration as it is on a day.
func demoWorld(t *testing.T, day scheduler.Date) *world {
	t.Helper()
	v := visit(t, day)
	return &world{house: v.player.house, t: t, site: v.site, log: &logged{}}
}

// becomes moves the clock, and does what is due by then.
func (w *world) becomes(at time.Time) {
	w.t.Helper()
	w.moment.becomes(at)
	if err := w.jobs.RunDue(w.t.Context(), w.Clock()); err != nil {
		w.t.Fatal(err)
	}
	w.post()
}

// post delivers the mail that is due.
func (w *world) post() {
	w.t.Helper()
	if _, err := w.Worker.Deliver(w.t.Context(), w.Clock()); err != nil {
		w.t.Fatal(err)
	}
}

// mails are the captured mails to an address, the newest first.
func (w *world) mails(to string) []mail.Captured {
	w.t.Helper()
	mails, err := w.Mailbox.List(to, uuid.Nil, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	return mails
}

// newestMail is the last one to an address whose subject holds some words.
func (w *world) newestMail(to, subject string) *mail.Opened {
	w.t.Helper()
	var subjects []string
	for _, m := range w.mails(to) {
		subjects = append(subjects, m.Subject)
		if !strings.Contains(m.Subject, subject) {
			continue
		}
		opened, err := w.Mailbox.Open(m.ID)
		if err != nil {
			w.t.Fatal(err)
		}
		return opened
	}
	w.t.Fatalf("%s has no mail about %q, only %q", to, subject, subjects)
	return nil
}

var address = regexp.MustCompile(`https?://[^\s<>"()]+`)

// pathIn is where the first link in a letter leads that holds part.
func (w *world) pathIn(letter *mail.Opened, part string) string {
	w.t.Helper()
	for _, found := range address.FindAllString(letter.Text, -1) {
		if path, ours := strings.CutPrefix(found, w.BaseURL); ours && strings.Contains(path, part) {
			return path
		}
	}
	w.t.Fatalf("no link with %q in the letter %q:\n%s", part, letter.Subject, letter.Text)
	return ""
}

// pointIn is where the newest letter to an address that names a point leads for it.
func (w *world) pointIn(to, title string) string {
	w.t.Helper()
	for _, m := range w.mails(to) {
		opened, err := w.Mailbox.Open(m.ID)
		if err != nil {
			w.t.Fatal(err)
		}
		if _, after, named := strings.Cut(opened.Text, title); named {
			for _, found := range address.FindAllString(after, -1) {
				if path, ours := strings.CutPrefix(found, w.BaseURL); ours && strings.HasPrefix(path, "/items/") {
					return path
				}
			}
		}
	}
	w.t.Fatalf("%s has no mail that names %q", to, title)
	return ""
}

// file writes a file as somebody would bring it along.
func (w *world) file(name, text string) string {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), name)
	write(w.t, path, []byte(text))
	return path
}

// logged keeps what the program prints.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// all is everything so far.
func (l *logged) all() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// tail is the end of it.
func (l *logged) tail() string {
	lines := strings.SplitAfter(l.all(), "\n")
	return strings.Join(lines[max(0, len(lines)-25):], "")
}
