package mail

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Capture is a Transport that keeps every mail in a folder instead of sending it: one .eml file a mail, and an index to which a line is
// appended once the file stands complete. The index is what is listed, so a killed program leaves no half mail behind.
type Capture struct {
	dir string

	mu    sync.Mutex
	index *os.File // for appending

	reading sync.Mutex
	read    int64      // how far the index was read
	listed  []Captured // oldest first
}

// Captured is one line of the index.
type Captured struct {
	ID      uuid.UUID `json:"id"` // of the mail in the outbox
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	At      time.Time `json:"at"`
}

// OpenCapture keeps mail in dir, which is made if need be.
func OpenCapture(dir string) (*Capture, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("capture: %w", err)
	}
	index, err := os.OpenFile(filepath.Join(dir, "index.jsonl"), os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("capture: %w", err)
	}
	c := &Capture{dir: dir, index: index}
	if err := c.endLine(); err != nil {
		index.Close()
		return nil, fmt.Errorf("capture: %w", err)
	}
	return c, nil
}

// endLine closes off the half line that a killed program may have left.
func (c *Capture) endLine() error {
	info, err := c.index.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	last := make([]byte, 1)
	if _, err := c.index.ReadAt(last, info.Size()-1); err != nil || last[0] == '\n' {
		return err
	}
	_, err = c.index.Write([]byte{'\n'})
	return err
}

// Close closes the index. No mail can be kept afterwards.
func (c *Capture) Close() error { return c.index.Close() }

// Dial is always answered.
func (c *Capture) Dial(context.Context) (Connection, error) { return captureConnection{c}, nil }

type captureConnection struct{ *Capture }

// Close leaves the folder open for the next connection.
func (captureConnection) Close() error { return nil }

// Send keeps the mail. A full disk is a reason to try again later.
func (c captureConnection) Send(_ context.Context, m *Message) Try {
	if err := c.keep(m); err != nil {
		return Try{State: Retry, Words: "capture: " + err.Error()}
	}
	return Try{State: Sent}
}

func (c *Capture) keep(m *Message) error {
	line, err := json.Marshal(Captured{ID: m.MailID, To: m.To, Subject: m.Subject, At: m.At})
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.path(m.MailID), m.Raw, 0o600); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err = c.index.Write(append(bytes.TrimSpace(line), '\n'))
	return err
}

func (c *Capture) path(id uuid.UUID) string { return filepath.Join(c.dir, id.String()+".eml") }
