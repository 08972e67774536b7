package dialogue

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// numberWords are the numbers that people write in letters.
var numberWords = map[string]int{"een": 1, "één": 1, "eén": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10,
	"elf": 11, "twaalf": 12, "twintig": 20,
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20}

const (
	markNumber = `(10|[1-9]|een|één|eén|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|one|two|three|four|five|six|seven|eight|nine|ten)`
	someNumber = `(\d{1,6}|een|één|eén|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|twintig|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty)`
	colleagues = `(?:andere?\s+|other\s+|directe\s+)?(?:collega['’]?s?|mensen|personen|medewerkers|colleagues?|people|persons)`
	behalf     = `(?:ook\s+|mede\s+)?(?:namens|on behalf of)\s+(?:mijn\s+|onze\s+|my\s+|our\s+)?`
)

func numberOf(text string) int {
	if n, known := numberWords[strings.ToLower(text)]; known {
		return n
	}
	n, _ := strconv.Atoi(text)
	return n
}

var (
	leadingMark = regexp.MustCompile(`(?is)^((?:(?:ik|wij|we|i)\s+(?:geef|geven|give)\s+(?:(?:het|dit|it|this)\s+)?|(?:mijn\s+|my\s+|ons\s+)?(?:rapport)?(?:cijfer|mark|score|grade)\s*(?:is|:|=)?\s*))?(?:een\s+|'n\s+|a\s+|an\s+)?` + markNumber + `(.*)$`)
	outOfTen    = regexp.MustCompile(`(?i)^\s*(?:/\s*10|(?:uit|van)(?:\s+de)?\s+(?:10|tien)|out of (?:10|ten))(?:$|[^\d])`)
	because     = regexp.MustCompile(`(?i)^\s+(?:want|omdat|maar|because|since|but|voor|for|[(–—-])(?:\s|$)`)
)

// markAt is the report mark with which a text begins, and what follows it. "8 weken wachten" and "7,5" begin with none.
func markAt(text string) (mark int, rest string, ok bool) {
	m := leadingMark.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return 0, "", false
	}
	tail := m[3]
	if out := outOfTen.FindString(tail); out != "" {
		if last, size := utf8.DecodeLastRuneInString(out); !unicode.IsDigit(last) && !unicode.IsLetter(last) {
			out = out[:len(out)-size]
		}
		tail = tail[len(out):]
	}
	rest, ok = afterNumber(tail)
	if !ok && m[1] != "" && strings.HasPrefix(tail, " ") {
		rest, ok = strings.TrimSpace(tail), true
	}
	return numberOf(m[2]), rest, ok
}

// afterNumber is what follows a number that stands for itself: nothing, a stop, or a reason.
func afterNumber(tail string) (rest string, ok bool) {
	first, size := utf8.DecodeRuneInString(tail)
	next, _ := utf8.DecodeRuneInString(tail[size:])
	switch {
	case strings.TrimSpace(tail) == "":
		return "", true
	case first == '\n':
		return strings.TrimSpace(tail), true
	case strings.ContainsRune(".,", first):
		return strings.TrimLeft(tail, ".,;:! \t\n"), !unicode.IsDigit(next)
	case strings.ContainsRune(";:!)]", first):
		return strings.TrimLeft(tail, ".,;:!)] \t\n"), true
	case strings.ContainsRune("-–—+", first):
		return strings.TrimLeft(tail, "-–—+ \t\n"), !unicode.IsDigit(next)
	case because.MatchString(tail):
		return strings.TrimSpace(strings.TrimLeft(tail, " \t-–—")), true
	}
	return "", false
}

// takeMark finds the mark in the lines of an answer and takes it out of them: at the beginning, on a line of its own, or after "cijfer".
func takeMark(lines []string) (*int, []string) {
	begun := false
	for i, line := range lines {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		m := leadingMark.FindStringSubmatch(line)
		mark, rest, ok := markAt(line)
		if ok && (!begun || rest == "" || m[1] != "") {
			return &mark, replaced(lines, i, rest)
		}
		begun = true
	}
	return nil, lines
}

var (
	importanceOf = regexp.MustCompile(`(?i)(?:^|[\s,;/])(?:het\s+)?(?:belang(?:rijkheid)?|belangrijk|importance|important)\s*(?:is|:|=)?\s*(?:een\s+|a\s+|an\s+)?(10|[1-9])(?:\s*/\s*10)?(?:$|[\s,;.!)/–-])`)
	experienceOf = regexp.MustCompile(`(?i)(?:^|[\s,;/])(?:(?:de|en|and)\s+)*(?:ervaring|experience|nu|now)\s*(?:is|:|=)?\s*(?:een\s+|a\s+|an\s+)?(10|[1-9])(?:\s*/\s*10)?(?:$|[\s,;.!)/–-])`)
	leadingPair  = regexp.MustCompile(`(?is)^(10|[1-9])\s*(?:/|\||,|;|-|–|&|en|and)\s*(10|[1-9])(.*)$`)
	spacedPair   = regexp.MustCompile(`^(10|[1-9])\s+(10|[1-9])$`)
	aloneMark    = regexp.MustCompile(`^(10|[1-9])[.!]?$`)
)

// takePair finds importance and experience: "belang 8, ervaring 6", "8/6", or both alone on a line, one under the other.
func takePair(lines []string) (importance, experience *int, rest []string) {
	rest = lines
	for i, line := range rest {
		line = strings.TrimSpace(line)
		m := leadingPair.FindStringSubmatch(line)
		if m == nil {
			if m = spacedPair.FindStringSubmatch(line); m != nil {
				m = append(m, "")
			}
		}
		if m != nil {
			if tail, ok := afterNumber(m[3]); ok {
				a, b := numberOf(m[1]), numberOf(m[2])
				return &a, &b, replaced(rest, i, tail)
			}
		}
		if line != "" {
			break
		}
	}
	importance, rest = takeNamed(rest, importanceOf)
	experience, rest = takeNamed(rest, experienceOf)
	for _, which := range []**int{&importance, &experience} {
		for i := 0; *which == nil && i < len(rest); i++ {
			if m := aloneMark.FindStringSubmatch(strings.TrimSpace(rest[i])); m != nil {
				n := numberOf(m[1])
				*which, rest = &n, replaced(rest, i, "")
			}
		}
	}
	return importance, experience, rest
}

// takeNamed takes out a number that is named.
func takeNamed(lines []string, name *regexp.Regexp) (*int, []string) {
	for i, line := range lines {
		m := name.FindStringSubmatchIndex(line)
		if m == nil || startsWithDigit(line[m[1]:]) {
			continue
		}
		n := numberOf(line[m[2]:m[3]])
		left := strings.Trim(line[:m[0]], " ,;/") + " " + strings.Trim(line[m[1]:], " ,;/")
		return &n, replaced(lines, i, strings.TrimSpace(left))
	}
	return nil, lines
}

// replaced are lines with another one in place of the i-th.
func replaced(lines []string, i int, line string) []string {
	other := append([]string{}, lines...)
	other[i] = line
	return other
}

var (
	peopleAlone = regexp.MustCompile(`(?i)^[(\[]?\s*(?:` + behalf + `|voor\s+|for\s+)?` + someNumber + `\s+` + colleagues + `\s*[)\].:,;!]*$`)
	peopleFirst = regexp.MustCompile(`(?i)^(?:` + behalf + someNumber + `\s+` + colleagues + `\s*[:,;–-]|` + someNumber + `\s+` + colleagues + `\s*:)\s*(.+)$`)
	peopleLast  = regexp.MustCompile(`(?i)^(.*?)(?:\s*[(\[]\s*(?:` + behalf + `|voor\s+|for\s+)?` + someNumber + `\s+` + colleagues + `\s*[)\]]\s*[.!]?|[,;.–-]*\s+` + behalf + someNumber + `\s+` + colleagues + `\s*[.!]?)$`)
	peopleNamed = regexp.MustCompile(`(?i)(?:^` + someNumber + `\s+` + colleagues + `|\b` + behalf + someNumber + `\s+` + colleagues + `)(?:$|[^\p{L}\p{N}])`)
)

// takePeople finds how many colleagues stand behind an answer, most at the utmost; 0 when it doesn't say. alone says that a line said only that.
func takePeople(lines []string, most int) (people int, rest []string, alone bool) {
	for i, line := range lines {
		line = strings.TrimSpace(line)
		for _, form := range []struct {
			pattern *regexp.Regexp
			text    int // the group that stays; -1: the whole line, 0: nothing
		}{{peopleAlone, 0}, {peopleFirst, 3}, {peopleLast, 1}, {peopleNamed, -1}} {
			m := form.pattern.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			n := 0
			for g, group := range m[1:] {
				if g+1 != form.text && group != "" {
					n = numberOf(group)
				}
			}
			if n < 1 || n > most {
				continue
			}
			switch form.text {
			case -1:
				return n, lines, false
			case 0:
				return n, replaced(lines, i, ""), true
			}
			return n, replaced(lines, i, strings.TrimSpace(m[form.text])), false
		}
	}
	return 0, lines, false
}
