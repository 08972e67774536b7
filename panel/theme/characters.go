package theme

import "strings"

// withoutComments puts a space for each comment and keeps its line breaks, so that lines are counted right.
func withoutComments(css string) (string, error) {
	var b strings.Builder
	line, quote := 1, byte(0)
	for i := 0; i < len(css); i++ {
		c := css[i]
		switch {
		case c == '\n':
			line, quote = line+1, 0
		case c == '\\' && i+1 < len(css) && css[i+1] != '\n':
			b.WriteByte(c)
			i++
			c = css[i]
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote == 0 && strings.HasPrefix(css[i:], "/*"):
			end := strings.Index(css[i+2:], "*/")
			if end < 0 {
				return "", problem("error.theme_unclosed", line, "", "What", "/*")
			}
			lines := strings.Count(css[i:i+2+end], "\n")
			b.WriteString(" " + strings.Repeat("\n", lines))
			line += lines
			i += end + 3
			continue
		}
		b.WriteByte(c)
	}
	return b.String(), nil
}

func (s *scanner) space() {
	for s.at < len(s.text) && strings.IndexByte(" \t\r\n\f", s.text[s.at]) >= 0 {
		s.next()
	}
}

func (s *scanner) next() {
	if s.text[s.at] == '\n' {
		s.line++
	}
	s.at++
}

// until reads up to one of the stops that stands outside quotes and brackets, and passes over it.
func (s *scanner) until(stops string) (text string, stop byte, err error) {
	from, line, brackets, quote := s.at, s.line, 0, byte(0)
	for ; s.at < len(s.text); s.next() {
		c := s.text[s.at]
		switch {
		case c == '\\' && s.at+1 < len(s.text):
			s.next()
		case quote != 0 && c == '\n':
			return "", 0, problem("error.theme_unclosed", s.line, "", "What", string(quote))
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
		case c == '"' || c == '\'':
			quote = c
		case c == '(' || c == '[':
			brackets++
		case c == ')' || c == ']':
			brackets--
		case brackets <= 0 && strings.IndexByte(stops, c) >= 0:
			text = strings.TrimSpace(s.text[from:s.at])
			s.at++
			return text, c, nil
		}
	}
	return "", 0, problem("error.theme_broken", line, "", "What", clip(strings.TrimSpace(s.text[from:])))
}
