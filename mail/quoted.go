package mail

// quotedColumns is how far a line of quoted-printable text is filled; the soft break's "=" comes after it (RFC 2045 section 6.7: 76).
const quotedColumns = 75

const hexDigits = "0123456789ABCDEF"

// softBreak ends a line of the encoding where the text has no line's end.
const softBreak = "=\r\n"

// literal are the bytes that stand for themselves. A space or tab does so too, but for the last of a line.
var literal = func() (table [256]bool) {
	for c := ' '; c <= '~'; c++ {
		table[c] = c != '='
	}
	table['\t'] = true
	return table
}()

// appendQuoted writes text in quoted-printable behind dst, whose line has column bytes already, and returns the column it came to. A
// line ends at LF or CRLF; a CR alone is a byte like any other. As each "=" is followed by two digits or a line's end, a multipart
// boundary that holds "=_" is never in it. A text cut in pieces gives the same when each is written behind the one before.
func appendQuoted[T string | []byte](dst []byte, column int, text T) ([]byte, int) {
	for i := 0; i < len(text); {
		from := i
		for i < len(text) && literal[text[i]] {
			i++
		}
		for i-from > quotedColumns-column {
			room := quotedColumns - column
			dst = append(append(dst, text[from:from+room]...), softBreak...)
			from, column = from+room, 0
		}
		dst = append(dst, text[from:i]...)
		column += i - from
		switch {
		case i == len(text):
		case text[i] == '\n':
			dst, column, i = append(endQuoted(dst, column), "\r\n"...), 0, i+1
		case text[i] == '\r' && i+1 < len(text) && text[i+1] == '\n':
			dst, column, i = append(endQuoted(dst, column), "\r\n"...), 0, i+2
		default:
			if column+3 > quotedColumns {
				dst, column = append(dst, softBreak...), 0
			}
			dst, column, i = appendHex(dst, text[i]), column+3, i+1
		}
	}
	return dst, column
}

// endQuoted encodes the space or tab that a line would end in, which servers may take away.
func endQuoted(dst []byte, column int) []byte {
	last := len(dst) - 1
	if column == 0 || last < 0 || dst[last] != ' ' && dst[last] != '\t' {
		return dst
	}
	space := dst[last]
	dst = dst[:last]
	if column-1+3 > quotedColumns+1 { // it ends the line: the column of a soft break's "=" is free
		dst = append(dst, softBreak...)
	}
	return appendHex(dst, space)
}

func appendHex(dst []byte, c byte) []byte { return append(dst, '=', hexDigits[c>>4], hexDigits[c&15]) }
