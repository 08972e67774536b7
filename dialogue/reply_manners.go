package dialogue

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	greeting = regexp.MustCompile(`(?i)^(?:(?:hoi|hallo|hi|hey|hello|beste|geachte|dag|lieve|dear|goede ?(?:morgen|middag|avond|dag)|goeiemorgen|good (?:morning|afternoon|evening))(?:\s+[\p{L}.'’-]+){0,4}\s?[,!]+|` +
		`(?:hoi|hallo|hi|hey|hello|goede ?(?:morgen|middag|avond|dag)|goeiemorgen|good (?:morning|afternoon|evening))(?:\s+[\p{L}'’-]+){0,2}\.?)$`)
	farewell = regexp.MustCompile(`(?i)^(?:(?:met\s+)?(?:vriendelijke|hartelijke|collegiale|beste)?\s*(?:groet|groeten|groetjes)(?:\s+van)?(?:[,.!\s]+[\p{L}.'’ -]{0,40})?|m\.?v\.?g\.?[,.]?(?:\s+[\p{L}.'’ -]{0,40})?|gr\.?(?:[, ]+[\p{L}.'’ -]{0,40})?|` +
		`(?:kind|best|warm)?\s*regards[,.]?(?:\s+[\p{L}.'’ -]{0,40})?|best wishes[,.]?|sincerely[,.]?|cheers[,.]?|(?:alvast\s+)?(?:bedankt|dank u(?: wel)?|dank je(?: wel)?|thanks|thank you)(?:\s+alvast)?[,.!]*)$`)
)

// A signature has at most so many lines, and none is longer.
const (
	signatureLines = 8
	signatureWidth = 80
)

// withoutManners takes the greeting and what stands under a farewell out of a reply. A reply that says nothing else stays as it is.
func withoutManners(lines []string) (kept []string, aside string) {
	first, last := 0, len(lines)
	for first < last && strings.TrimSpace(lines[first]) == "" {
		first++
	}
	for last > first && (strings.TrimSpace(lines[last-1]) == "" || strings.HasPrefix(strings.TrimSpace(lines[last-1]), ">")) {
		last--
	}
	var left []string
	body, end := first, last
	if first < last && greeting.MatchString(strings.TrimSpace(lines[first])) {
		left, body = append(left, lines[first]), first+1
	}
	if at := farewellAt(lines[body:last]); at >= 0 {
		end = body + at
		left = append(left, lines[end:last]...)
	}
	kept = append(kept, lines[body:end]...)
	if strings.TrimSpace(strings.Join(unquotedLines(kept), "")) == "" && len(left) > 0 {
		return lines, ""
	}
	return append(kept, lines[last:]...), tidyText(left)
}

// farewellAt is the line with which the signature begins; -1 when there is none.
func farewellAt(lines []string) int {
	seen := 0
	for i := len(lines) - 1; i >= 0; i-- {
		line := strings.TrimSpace(lines[i])
		if line == "" {
			continue
		}
		if seen++; seen > signatureLines || utf8.RuneCountInString(line) > signatureWidth || strings.HasPrefix(line, ">") {
			return -1
		}
		if farewell.MatchString(line) {
			return i
		}
	}
	return -1
}

func unquotedLines(lines []string) []string {
	var own []string
	for _, line := range lines {
		if !strings.HasPrefix(strings.TrimSpace(line), ">") {
			own = append(own, line)
		}
	}
	return own
}

// tidyText is lines as a text, without empty ones around it and never two in a row.
func tidyText(lines []string) string {
	var b strings.Builder
	empty := false
	for _, line := range lines {
		if line = strings.TrimSpace(line); line == "" {
			empty = true
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
			if empty {
				b.WriteByte('\n')
			}
		}
		b.WriteString(line)
		empty = false
	}
	return b.String()
}

// A word alone that agrees or declines, in the letter that asks whether it was understood.
var (
	agrees   = regexp.MustCompile(`(?i)^["'“”‘’*]*(?:ja|yes|jawel|yep|ok|oké|okay|oke|akkoord|klopt|prima|goed zo|verstuur|versturen|verzenden|send)(?:[ ,]+(?:hoor|graag|klopt|akkoord|prima|dank u(?: wel)?|dank je(?: wel)?|bedankt|please|thanks|thank you|send it|verstuur maar|doe maar|dat klopt|zo is het goed|it is|that is right))?["'“”‘’*.! ]*$`)
	declines = regexp.MustCompile(`(?i)^["'“”‘’*]*(?:nee|no|neen|niet versturen|niets doen|stop|laat maar|don't send|do not send)(?:[ ,]+(?:hoor|bedankt|dank u(?: wel)?|thanks|thank you))?["'“”‘’*.! ]*$`)
)

// answersYes reports whether a reply agrees, and says nothing else.
func answersYes(text string) bool { return agrees.MatchString(bare(text)) }

// answersNo reports whether a reply declines, and says nothing else.
func answersNo(text string) bool { return declines.MatchString(bare(text)) }

func bare(text string) string {
	lines, _ := withoutManners(strings.Split(text, "\n"))
	return tidyText(unquotedLines(lines))
}
