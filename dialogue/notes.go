package dialogue

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SplitNotes makes points of what was typed, pasted or dictated after a conversation. Each line is a point, and so is each bullet, number
// or box to tick; a spoken "next point" begins one too. A line that is indented further belongs to the one above it, and so does the rest
// of a long line that was broken off. A blank line ends what came before it. A heading ("ICT:") is said before each point under it. No word
// is lost: only the marks before the points and the spoken "next point" are left out.
func SplitNotes(text string) []string {
	var n notes
	for line := range strings.SplitSeq(lineEnds.Replace(text), "\n") {
		for i, part := range spokenParts(line) {
			n.add(part, i > 0)
		}
	}
	n.endHeading()
	return n.points
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

var (
	// bullet is one mark before a point. A hyphen may stand right before a letter, not before a number, which it would make another one. A
	// letter counts as a mark when it is small or has a bracket: "A. de Vries" is somebody.
	bullet = regexp.MustCompile(`^(?:[•◦▪▫‣⁃●○■□▶►➢➤✓✔✗☐☑☒→·]+[\s\x{200b}]*|[*+>–—-](?:\s+|$)|[-–](\pL)|>+\s*|\[[ xX]?\](?:\s+|$)|\(?\d{1,3}[.)](?:\s+|$)|\d{1,2}(?:\.\d{1,2})+[.)](?:\s+|$)|[a-z][.)](?:\s+|$)|\(?[a-zA-Z]\)(?:\s+|$))`)

	// rule is a line that only separates.
	rule = regexp.MustCompile(`^[\s_=*~#·.-]*$`)

	// spoken is what somebody says who dictates. After an article or the like it is part of a sentence.
	spoken  = regexp.MustCompile(`(?i)(^|[\s.,;:!?…])(volgende? punt|nieuwe? punt|next point|new point)([\s.,;:!?…]+|$)`)
	article = regexp.MustCompile(`(?i)(^|\s)(het|een|dit|dat|elk|ieder|geen|ons|mijn|uw|hun|ander|belangrijke?|the|an?|this|that|each|every|no|our|my|your|their|another|important)$`)

	markdownHeading = regexp.MustCompile(`^#{1,6}\s+(.*?)[\s#]*$`)
)

const (
	headingAtMost = 60      // runes; a longer line with a colon at its end is a sentence
	brokenFrom    = 50      // runes; a shorter line ends because its point does
	tab           = 4       // columns of indentation
	marksAtMost   = 4       // before one point: "> - [ ] 1."
	mostNoted     = 100_000 // people behind a point; whether there are so many is looked at when it is sent
)

// spokenParts are the parts of a line between the words that a dictating person says for a new point. The first stands before any.
func spokenParts(line string) []string {
	var parts []string
	from := 0
	for _, m := range spoken.FindAllStringSubmatchIndex(line, -1) {
		before := line[from:m[3]]
		if article.MatchString(strings.TrimSpace(before)) && line[m[2]:m[3]] == strings.TrimLeft(line[m[2]:m[3]], ".,;:!?…") {
			continue
		}
		parts = append(parts, before)
		from = m[1]
	}
	return append(parts, line[from:])
}

// PeopleBehind is how many colleagues stand behind a point of notes, and what it says without that: "(12 collega's)", "namens 5 mensen". It
// is 1 when the point doesn't say.
func PeopleBehind(point string) (people int, text string) {
	people, lines, _ := takePeople(strings.Split(point, "\n"), mostNoted)
	text = strings.TrimSpace(strings.Join(lines, "\n"))
	if people == 0 || text == "" {
		return 1, point
	}
	return people, text
}

// notes are read line by line.
type notes struct {
	points  []string
	heading string // said before each point under it, as it was typed
	used    bool   // the heading has a point
	marked  bool   // the points under the heading have marks
	open    bool   // the last point may still go on
	level   int    // how far the last point is indented
	length  int    // of its last line, in runes
}

// add reads one line, or the part of it that somebody said was the next point.
func (n *notes) add(line string, next bool) {
	indent, said, marked := parts(line)
	title, isHeading := headingOf(said, marked)
	switch {
	case rule.MatchString(said):
		n.open = n.open && strings.TrimSpace(said) == "" && marked // an empty bullet is nothing, a blank line an end
		if !n.open && !n.marked && n.used {
			n.endHeading()
		}
	case isHeading && !(n.open && indent > n.level):
		n.endHeading()
		n.heading, n.used, n.marked, n.open = title, false, false, false
	case n.open && !next && indent > n.level && marked:
		n.join("\n- " + said)
	case n.open && !next && !marked && (indent > n.level || n.broken(said)):
		n.join(" " + said)
	default:
		n.begin(indent, said, marked)
	}
}

// begin adds a point. One without a mark, after a blank line, no longer stands under a heading whose points have marks.
func (n *notes) begin(indent int, said string, marked bool) {
	if n.heading != "" && n.used && n.marked && !marked && !n.open {
		n.endHeading()
	}
	n.level, n.length, n.open = indent, utf8.RuneCountInString(said), true
	n.used, n.marked = n.heading != "", marked
	if n.heading != "" {
		said = n.heading + " " + said
	}
	n.points = append(n.points, said)
}

func (n *notes) join(said string) {
	n.points[len(n.points)-1] += said
	n.length = utf8.RuneCountInString(said)
}

// broken reports whether the last line was broken off because it was long: this one goes on with a small letter.
func (n *notes) broken(said string) bool {
	first, _ := utf8.DecodeRuneInString(said)
	return n.length >= brokenFrom && unicode.IsLower(first) && !strings.ContainsAny(n.points[len(n.points)-1][len(n.points[len(n.points)-1])-1:], ".!?:;")
}

// endHeading makes a point of a heading that nothing stands under.
func (n *notes) endHeading() {
	if n.heading != "" && !n.used {
		n.points = append(n.points, n.heading)
	}
	n.heading, n.used, n.open = "", false, false
}

// parts are how far a line is indented, what it says, and whether marks stood before that.
func parts(line string) (indent int, said string, marked bool) {
	said = strings.TrimRightFunc(line, blank)
	for said != "" {
		r, size := utf8.DecodeRuneInString(said)
		if !blank(r) {
			break
		}
		if indent++; r == '\t' {
			indent += tab - 1
		}
		said = said[size:]
	}
	if rule.MatchString(said) && said != "-" && said != "*" {
		return indent, said, false
	}
	for range marksAtMost {
		m := bullet.FindStringSubmatchIndex(said)
		if m == nil {
			break
		}
		end := m[1]
		if m[2] >= 0 {
			end = m[2] // the letter after a hyphen
		}
		said, marked = strings.TrimLeftFunc(said[end:], blank), true
	}
	return indent, said, marked
}

// blank is what shows as nothing: spaces of all kinds, and the marks of text programs.
func blank(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' }

// headingOf is a line as it is said before the points under it, when it is a heading.
func headingOf(said string, marked bool) (title string, ok bool) {
	if m := markdownHeading.FindStringSubmatch(said); m != nil && m[1] != "" && !marked {
		return strings.TrimSuffix(m[1], ":") + ":", true
	}
	ok = strings.HasSuffix(said, ":") && utf8.RuneCountInString(said) <= headingAtMost && strings.IndexFunc(said, unicode.IsLetter) >= 0
	return said, ok && !strings.ContainsAny(said, ".!?")
}
