package mail

import (
	"fmt"
	"strings"
)

// cutter encodes a letter up to each mark.
type cutter struct {
	marks  marks
	pieces []piece
	fixed  []byte
	column int
	open   bool // behind a personal part that came to nobody knows which column
}

func (c *cutter) raw(text string) { c.fixed, c.column = append(c.fixed, text...), 0 }

func (c *cutter) quoted(text string) {
	if c.open && !strings.HasPrefix(text, "\n") {
		c.fixed = append(c.fixed, softBreak...)
	}
	c.open = false
	c.fixed, c.column = appendQuoted(c.fixed, c.column, text)
}

// personal ends a piece. Entries, which are encoded by themselves, stand at the begin of a line.
func (c *cutter) personal(p piece) {
	entries := p.part == theFirst || p.part == theRest
	if entries && c.column > 0 {
		c.fixed, c.column = append(c.fixed, softBreak...), 0
	}
	p.fixed, p.column = c.fixed, c.column
	c.pieces = append(c.pieces, p)
	c.fixed, c.column, c.open = nil, 0, !entries
}

func (c *cutter) html(text string) error {
	for {
		before, part, spot, after, err := c.marks.cut(text)
		if err != nil {
			return err
		}
		c.quoted(before)
		if part < 0 {
			return nil
		}
		c.personal(piece{part: part, spot: spot})
		text = after
	}
}

// text cuts out whole lines.
func (c *cutter) text(text string) error {
	for {
		before, part, _, after, err := c.marks.cut(text)
		if err != nil {
			return err
		}
		if part < 0 {
			c.quoted(before)
			return nil
		}
		line := strings.LastIndexByte(before, '\n') + 1
		end := strings.IndexByte(after, '\n')
		if strings.Contains(after[:end], string(c.marks)) {
			return fmt.Errorf("two personal parts stand on one line: %q", before[line:])
		}
		c.quoted(before[:line])
		c.personal(piece{part: part, spot: inText, before: before[line:], after: after[:end]})
		text = after[end:]
	}
}
