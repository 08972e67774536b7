package mail

import (
	"bytes"
	"strings"
)

var crlf = []byte("\r\n")

// fieldsOf finds the fields of a header by their names in small letters. Of two with one name it is the last, which is the one that a
// verifier takes first (RFC 6376 section 5.4.2).
func fieldsOf(header []byte) map[string][]byte {
	fields := make(map[string][]byte, 16)
	for len(header) > 0 {
		end := 0
		for { // a line that begins with white space goes on with the one before
			next := bytes.Index(header[end:], crlf)
			if next < 0 {
				end = len(header)
				break
			}
			end += next + 2
			if end == len(header) || header[end] != ' ' && header[end] != '\t' {
				break
			}
		}
		if name, _, ok := bytes.Cut(header[:end], []byte(":")); ok {
			fields[strings.ToLower(string(bytes.TrimRight(name, " \t")))] = header[:end]
		}
		header = header[end:]
	}
	return fields
}

// relaxedField appends a header field in the form that is signed: the name in small letters, on one line, each white space one space and
// none around the value (RFC 6376 section 3.4.2).
func relaxedField(dst, field []byte) []byte {
	name, value, _ := bytes.Cut(field, []byte(":"))
	dst = append(append(dst, bytes.ToLower(bytes.TrimRight(name, " \t"))...), ':')
	begin, space := len(dst), false
	for _, c := range value {
		switch c {
		case '\r', '\n': // unfolded
		case ' ', '\t':
			space = true
		default:
			if space && len(dst) > begin {
				dst = append(dst, ' ')
			}
			dst, space = append(dst, c), false
		}
	}
	return append(dst, crlf...)
}

// relaxedBody appends a body in the form that is signed: within a line each white space one space, none at its end, and no empty lines
// at the end of it all (RFC 6376 section 3.4.4).
func relaxedBody(dst, body []byte) []byte {
	begin := len(dst)
	for len(body) > 0 {
		line, rest, _ := bytes.Cut(body, crlf)
		dst = append(relaxedLine(dst, line), crlf...)
		body = rest
	}
	for bytes.HasSuffix(dst[begin:], []byte("\r\n\r\n")) || len(dst)-begin == len(crlf) {
		dst = dst[:len(dst)-len(crlf)]
	}
	return dst
}

func relaxedLine(dst, line []byte) []byte {
	line = bytes.TrimRight(line, " \t")
	for len(line) > 0 {
		end := bytes.IndexAny(line, " \t")
		if end < 0 {
			return append(dst, line...)
		}
		dst = append(append(dst, line[:end]...), ' ')
		line = bytes.TrimLeft(line[end:], " \t")
	}
	return dst
}
