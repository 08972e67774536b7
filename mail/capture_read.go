package mail

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/emersion/go-message/mail"
	"github.com/google/uuid"
)

// ErrNoMail is returned when there is no mail with that key, in the outbox or captured.
var ErrNoMail = errors.New("there is no such mail")

// Opened is a captured mail to look at.
type Opened struct {
	Captured
	From       string
	Text, HTML string // decoded
	Files      []Attachment
	Raw        []byte
}

// List is up to limit captured mails, newest first, older than the one with the key before (uuid.Nil begins at the newest), and only those
// to an address that holds to. It reads what was added to the index since the last time.
func (c *Capture) List(to string, before uuid.UUID, limit int) ([]Captured, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	if err := c.catchUp(); err != nil {
		return nil, fmt.Errorf("capture: list: %w", err)
	}
	to = strings.ToLower(to)
	var page []Captured
	seen := map[uuid.UUID]bool{} // a mail that was repeated after a crash stands there twice
	past := before == uuid.Nil
	for _, one := range slices.Backward(c.listed) {
		if len(page) == limit {
			break
		}
		if past && !seen[one.ID] && strings.Contains(strings.ToLower(one.To), to) {
			page = append(page, one)
		}
		seen[one.ID] = true
		past = past || one.ID == before
	}
	return page, nil
}

func (c *Capture) catchUp() error {
	f, err := os.Open(c.index.Name())
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Seek(c.read, io.SeekStart); err != nil {
		return err
	}
	r := bufio.NewReader(f)
	for {
		line, err := r.ReadBytes('\n')
		if err == io.EOF {
			return nil // a line without an end is being written
		}
		if err != nil {
			return err
		}
		c.read += int64(len(line))
		var one Captured
		if json.Unmarshal(line, &one) == nil && one.ID != uuid.Nil {
			c.at[one.ID] = len(c.listed)
			c.listed = append(c.listed, one)
		}
	}
}

// Open reads a captured mail. ErrNoMail when there is none with that key.
func (c *Capture) Open(id uuid.UUID) (*Opened, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	if err := c.catchUp(); err != nil {
		return nil, fmt.Errorf("capture: open: %w", err)
	}
	i, known := c.at[id]
	if !known {
		return nil, ErrNoMail
	}
	one := c.listed[i]
	raw := make([]byte, one.Size)
	if _, err := c.mails.ReadAt(raw, one.Offset); err != nil {
		return nil, fmt.Errorf("capture: open %s: %w", id, err)
	}
	opened, err := decode(raw)
	if err != nil {
		return nil, fmt.Errorf("capture: open %s: %w", id, err)
	}
	opened.ID = id
	return opened, nil
}

func decode(raw []byte) (*Opened, error) {
	r, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	o := &Opened{Raw: raw}
	if o.Subject, err = r.Header.Subject(); err != nil {
		return nil, err
	}
	if o.At, err = r.Header.Date(); err != nil {
		return nil, err
	}
	o.At = o.At.UTC()
	for field, into := range map[string]*string{"From": &o.From, "To": &o.To} {
		if *into, err = r.Header.Text(field); err != nil {
			return nil, err
		}
	}
	for {
		part, err := r.NextPart()
		if err == io.EOF {
			return o, nil
		}
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			return nil, err
		}
		kind := part.Header.Get("Content-Type")
		if file, ok := part.Header.(*mail.AttachmentHeader); ok {
			name, err := file.Filename()
			if err != nil {
				return nil, err
			}
			o.Files = append(o.Files, Attachment{Name: name, Type: kind, Content: string(body)})
		} else if strings.HasPrefix(kind, "text/html") {
			o.HTML = string(body)
		} else {
			o.Text = string(body)
		}
	}
}
