package dialogue

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// replyParts is an answer to a letter, taken apart by what the letter asked.
type replyParts struct {
	asked [][]string // lines, by the number of the question or point less one
	rest  []string   // lines about none of them
	aside string     // greeting and signature
}

var (
	// What people put before the answer to a numbered question.
	numberedLine = regexp.MustCompile(`(?i)^[\s*•(\[–-]*(?:(vraag|question|punt|point|antwoord|answer|q|v|ad|nr|nummer|no)[.:]?\s*#?\s*)?(\d{1,2})(.*)$`)
	// What begins something else.
	elseLabel = regexp.MustCompile(`(?i)^(?:overige?|anders|nog iets|tot slot|other|else|finally)\s*:\s*(.*)$`)
	elseWord  = regexp.MustCompile(`(?i)^(?:verder|daarnaast|overigens|tot slot|ook nog|en verder|nog iets|besides|also|finally|p\.?\s?s\.?)\b`)
)

// splitReply takes a reply apart. Lines after "> " are quoted: they only tell which question what follows is about. With one question, all that
// isn't said to be about something else answers it.
func splitReply(text string, asked []string) replyParts {
	lines, aside := withoutManners(strings.Split(text, "\n"))
	p := replyParts{asked: make([][]string, len(asked)), aside: aside}
	home := -1
	if len(asked) == 1 {
		home = 0
	}
	at, afterEmpty, answered, between := home, false, false, 0
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if quoted, is := strings.CutPrefix(line, ">"); is {
			question, known := quotedQuestion(strings.TrimSpace(quoted), asked, at)
			switch {
			case known && question != at:
				at, answered, between = question, false, 0
			case !known:
				// Under a question may stand more about it, such as its day. After its answer, or much further on, something else begins.
				if between++; answered || between >= 3 {
					at = home
				}
			}
			continue
		}
		at, line = whereBelongs(line, asked, at, afterEmpty)
		afterEmpty, answered = line == "", answered || line != ""
		if at < 0 {
			p.rest = append(p.rest, line)
		} else {
			p.asked[at] = append(p.asked[at], line)
		}
	}
	return p
}

// whereBelongs is which question a line answers, and the line without its number.
func whereBelongs(line string, asked []string, at int, afterEmpty bool) (int, string) {
	if number, rest, ok := numbered(line, len(asked)); ok {
		return number - 1, withoutQuestion(rest, asked[number-1])
	}
	if m := elseLabel.FindStringSubmatch(line); m != nil {
		return -1, m[1]
	}
	if afterEmpty && len(asked) > 1 && elseWord.MatchString(line) {
		return -1, line
	}
	for i, question := range asked {
		if line != "" && onlyWords(question) != "" && withoutQuestion(line, question) == "" {
			return i, ""
		}
	}
	return at, line
}

// numbered is the number before an answer, at most many, and what follows it. A time, a fraction or "2 - 3 keer" is none.
func numbered(line string, many int) (number int, rest string, ok bool) {
	m := numberedLine.FindStringSubmatch(line)
	if m == nil {
		return 0, "", false
	}
	number, _ = strconv.Atoi(m[2])
	if number < 1 || number > many {
		return 0, "", false
	}
	tail := m[3]
	rest = strings.TrimSpace(strings.TrimLeft(tail, " \t.):]*;,=–—-"))
	named := m[1] != ""
	spaced := tail != strings.TrimLeft(tail, " \t")
	mark := []rune(strings.TrimLeft(tail, " \t"))
	switch {
	case len(mark) == 0:
		return number, "", named
	case strings.ContainsRune(")]", mark[0]):
		return number, rest, true
	case strings.ContainsRune(".:", mark[0]):
		followed := len(mark) > 1 && unicode.IsDigit(mark[1])
		return number, rest, !followed || named
	case strings.ContainsRune("-–—=", mark[0]):
		before := len(mark) > 1 && mark[1] == ' ' && !startsWithDigit(rest)
		return number, rest, before || named
	}
	return number, rest, named && spaced
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// quotedQuestion is which question a quoted line is, or goes on with. at is the one before it.
func quotedQuestion(line string, asked []string, at int) (question int, known bool) {
	words := onlyWords(line)
	if words == "" {
		return at, true
	}
	if number, rest, ok := numbered(line, len(asked)); ok && partOfQuestion(onlyWords(rest), asked[number-1]) {
		return number - 1, true
	}
	found := -1
	for i, question := range asked {
		if whole := onlyWords(question); whole == words || len(words) >= 12 && strings.HasPrefix(whole, words) {
			if found >= 0 {
				return at, true // several begin like this
			}
			found = i
		}
	}
	if found < 0 && at >= 0 && strings.Contains(onlyWords(asked[at]), words) {
		found = at
	}
	return found, found >= 0
}

// partOfQuestion reports whether these words are a question, or the beginning of it that a mail program left on its first line.
func partOfQuestion(words, question string) bool {
	whole := onlyWords(question)
	return words != "" && (strings.HasPrefix(whole, words) || strings.HasPrefix(words, whole))
}

// withoutQuestion is a line without the question that was copied before the answer.
func withoutQuestion(line, question string) string {
	want := []rune(onlyWords(question))
	if len(want) == 0 {
		return line
	}
	met, joined := 0, false
	for at, r := range line {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			joined = false
			continue
		}
		if met == len(want) {
			if joined {
				return line
			}
			return line[at:]
		}
		if unicode.ToLower(r) != want[met] {
			return line
		}
		met, joined = met+1, true
	}
	if met < len(want) {
		return line
	}
	return ""
}

// onlyWords are the letters and digits of a text in small letters, to compare.
func onlyWords(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}
