package mail

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Capture is a Transport that keeps every mail in a folder instead of sending it: one after another in a single file, for thousands of
// small ones take longer to make than the mails, and an index to which a line is appended once the mail stands complete. The index is
// what is listed, so a killed program leaves no half mail behind.
type Capture struct {
	mu           sync.Mutex
	mails, index *os.File // for appending

	reading sync.Mutex
	read    int64             // how far the index was read
	listed  []Captured        // oldest first
	at      map[uuid.UUID]int // in listed
}

// Captured is one line of the index.
type Captured struct {
	ID      uuid.UUID `json:"id"` // of the mail in the outbox
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	At      time.Time `json:"at"`

	Offset int64 `json:"offset"` // in the file of mails, in bytes
	Size   int   `json:"size"`
}

// OpenCapture keeps mail in dir, which is made if need be.
func OpenCapture(dir string) (*Capture, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("capture: %w", err)
	}
	c := &Capture{at: map[uuid.UUID]int{}}
	for name, file := range map[string]**os.File{"mails": &c.mails, "index.jsonl": &c.index} {
		var err error
		if *file, err = os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600); err != nil {
			c.Close()
			return nil, fmt.Errorf("capture: %w", err)
		}
	}
	if err := c.endLine(); err != nil {
		c.Close()
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

// Close closes the files. No mail can be kept afterwards.
func (c *Capture) Close() error { return errors.Join(c.mails.Close(), c.index.Close()) }

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
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := c.mails.Write(m.Raw); err != nil {
		return err
	}
	end, err := c.mails.Seek(0, io.SeekCurrent) // where the system appended it, whoever else does
	if err != nil {
		return err
	}
	line, err := json.Marshal(Captured{ID: m.MailID, To: m.To, Subject: m.Subject, At: m.At, Offset: end - int64(len(m.Raw)), Size: len(m.Raw)})
	if err != nil {
		return err
	}
	_, err = c.index.Write(append(bytes.TrimSpace(line), '\n'))
	return err
}
