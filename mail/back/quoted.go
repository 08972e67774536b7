package back

import (
	"regexp"
	"slices"
	"strings"
)

// wroteAtMost lines is how far a mail program breaks the line that says who wrote what it quotes.
const wroteAtMost = 4

var (
	// Gmail, Apple Mail and Thunderbird, in Dutch and English.
	wrote = regexp.MustCompile(`(?i)^(?:op .{4,300}\b(?:schreef\b.{0,200}|heeft .{0,200}(?:het volgende )?geschreven)|on .{4,300}\bwrote|.{1,200}\bschreef op .{4,100}):$`)
	// Outlook's bar above what it quotes.
	original = regexp.MustCompile(`(?i)^(?:-{2,}\s*(?:oorspronkelijk bericht|oorspronkelijke bericht|doorgestuurd bericht|original message|original appointment|forwarded message)\s*-{2,}|_{20,})$`)
	// Outlook's block: From, and within a few lines when and to whom.
	heading = regexp.MustCompile(`(?i)^\*{0,2}(van|from|verzonden|sent|datum|date|aan|to|cc|onderwerp|subject|beantwoorden|reply-to)\s?:\*{0,2}`)
	// What telephones write under a mail.
	telephone = regexp.MustCompile(`(?i)^(?:(?:verstuurd|verzonden|sent) (?:vanaf|vanuit|met|from|via) .{1,60}|outlook voor (?:ios|android).{0,60}|(?:download|get) outlook (?:voor|for) .{0,60})$`)
)

// unquoted is what a person wrote in a reply: without what they answer to, and without a signature that says it is one.
func unquoted(text string) string { return written(text, false) }

// quoting is unquoted with the quoted lines that stand between what the person wrote, each after "> ".
func quoting(text string) string { return written(text, true) }

func written(text string, quotes bool) string {
	lines := strings.Split(text, "\n")
	var own []string
	for i := 0; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		switch {
		case line == "--" || original.MatchString(line) || isBlock(lines[i:]):
			return tidied(own)
		case strings.HasPrefix(line, ">"):
			if quotes {
				own = append(own, "> "+strings.TrimLeft(line, "> "))
			}
			continue
		}
		if n := attribution(lines[i:]); n > 0 {
			i += n - 1
			if !quoteFollows(lines[i+1:]) {
				return tidied(own)
			}
			continue
		}
		own = append(own, strings.TrimRight(lines[i], " \t"))
	}
	return tidied(own)
}

// isBlock reports whether these lines begin with the headers of the quoted mail.
func isBlock(lines []string) bool {
	first := headingOf(lines[0])
	if first != "van" && first != "from" {
		return false
	}
	var found []string
	for _, line := range lines[1:min(len(lines), 9)] {
		found = append(found, headingOf(line))
	}
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(found, name) })
	}
	return has("verzonden", "sent", "datum", "date", "aan", "to") && has("onderwerp", "subject", "aan", "to")
}

func headingOf(line string) string {
	if m := heading.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
		return strings.ToLower(m[1])
	}
	return ""
}

// attribution is how many lines say who wrote what follows; 0 when these don't begin with any.
func attribution(lines []string) int {
	var joined string
	for n, line := range lines[:min(len(lines), wroteAtMost)] {
		line = strings.TrimSpace(line)
		if line == "" {
			return 0
		}
		joined = strings.TrimSpace(joined + " " + line)
		if len(joined) > 600 {
			return 0
		}
		if mayBeAttribution(joined) && wrote.MatchString(joined) {
			return n + 1
		}
	}
	return 0
}

// mayBeAttribution spares most lines the pattern, which is slow on long ones. An attribution always says when.
func mayBeAttribution(line string) bool {
	line = strings.ToLower(line)
	return strings.HasSuffix(line, ":") && strings.ContainsAny(line, "0123456789") &&
		(strings.Contains(line, "schreef") || strings.Contains(line, "geschreven") || strings.Contains(line, "wrote"))
}

// quoteFollows reports whether what is quoted is marked as such, so that what comes after it is the writer's own again.
func quoteFollows(lines []string) bool {
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			return strings.HasPrefix(line, ">")
		}
	}
	return false
}

// tidied has no line of a telephone at its end, no empty lines around it, and never two in a row.
func tidied(lines []string) string {
	for len(lines) > 0 {
		last := strings.TrimSpace(lines[len(lines)-1])
		if last != "" && !telephone.MatchString(last) {
			break
		}
		lines = lines[:len(lines)-1]
	}
	empty := func(line string) bool { return strings.TrimSpace(line) == "" }
	lines = slices.CompactFunc(lines, func(a, b string) bool { return empty(a) && empty(b) })
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
