package panel

import (
	"bufio"
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// guessWindow is how far ahead an unmarked file is read to tell UTF-8 from Windows-1252.
const guessWindow = 64 << 10

// The encodings that office programs write, as an administrator knows them.
const (
	utf8Plain   = "UTF-8"
	utf8Marked  = "UTF-8 with BOM"
	utf16Little = "UTF-16 little-endian"
	utf16Big    = "UTF-16 big-endian"
	windows1252 = "Windows-1252"
)

// text gives the characters of a file whose encoding nobody told, and counts its lines.
type text struct {
	in       *bufio.Reader
	encoding string // "" until a byte tells: only ASCII so far
	line     int    // of the character given last, from 1
	newline  bool   // the character given last ended its line
	cr       bool   // and it was a CR, which an LF may still belong to
	second   bool   // the character given last is the LF of a CR LF
}

func newText(r io.Reader) *text {
	t := &text{in: bufio.NewReaderSize(r, guessWindow), line: 1}
	mark, _ := t.in.Peek(3) // an error comes back at the first read
	switch {
	case bytes.HasPrefix(mark, []byte("\xEF\xBB\xBF")):
		t.encoding = utf8Marked
		t.in.Discard(3)
	case bytes.HasPrefix(mark, []byte("\xFF\xFE")):
		t.encoding = utf16Little
	case bytes.HasPrefix(mark, []byte("\xFE\xFF")):
		t.encoding = utf16Big
	}
	if t.encoding == utf16Little || t.encoding == utf16Big {
		decoder := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()
		t.in = bufio.NewReaderSize(transform.NewReader(t.in, decoder), guessWindow)
	}
	return t
}

// next gives one character; what can't be read as one is utf8.RuneError.
func (t *text) next() (rune, error) {
	c, err := t.decode()
	if err != nil {
		return 0, err
	}
	t.second = t.cr && c == '\n'
	if t.newline && !t.second {
		t.line++
	}
	t.newline, t.cr = c == '\n' || c == '\r', c == '\r'
	return c, nil
}

// skip passes over what is buffered up to the next character that can mean something to a table. It looks a short way ahead at a
// time, so that a file full of such characters costs no more than reading it.
func (t *text) skip(delimiter rune) {
	if t.newline {
		return // its line isn't counted yet
	}
	window, _ := t.in.Peek(min(t.in.Buffered(), 256))
	for _, c := range []byte{'\n', '\r', '"', byte(delimiter)} {
		if i := bytes.IndexByte(window, c); i >= 0 {
			window = window[:i]
		}
	}
	t.in.Discard(len(window))
}

func (t *text) decode() (rune, error) {
	b, err := t.in.ReadByte()
	if err != nil || b < utf8.RuneSelf {
		return rune(b), err
	}
	t.in.UnreadByte()
	if t.encoding == "" {
		t.encoding = guessEncoding(t.in)
	}
	if t.encoding == windows1252 {
		t.in.ReadByte()
		return charmap.Windows1252.DecodeByte(b), nil
	}
	c, _, err := t.in.ReadRune()
	return c, err
}

// guessEncoding looks at what follows the first byte beyond ASCII. Dutch text in Windows-1252 hardly ever happens to be valid
// UTF-8, so the majority tells; a few broken bytes in UTF-8 are then named as such instead of turning every é into Ã©.
func guessEncoding(in *bufio.Reader) string {
	window, _ := in.Peek(guessWindow)
	valid, broken := 0, 0
	for len(window) > 0 {
		c, size := utf8.DecodeRune(window)
		switch {
		case c == utf8.RuneError && size == 1 && !utf8.FullRune(window):
			// cut off by the window
		case c == utf8.RuneError && size == 1:
			broken++
		case size > 1:
			valid++
		}
		window = window[size:]
	}
	if broken > 0 && broken >= valid {
		return windows1252
	}
	return utf8Plain
}

// encodingName is what to tell about the encoding once the file was read.
func (t *text) encodingName() string {
	if t.encoding == "" {
		return utf8Plain
	}
	return t.encoding
}
