package dialogue

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"klantpanel/scheduler"
)

// PointAsked is a point as a letter to its service names it.
type PointAsked struct {
	ItemID uuid.UUID
	Title  string
}

// answerAtMost is how long an answer may be, in characters.
const answerAtMost = 4000

var (
	outcomeWord = regexp.MustCompile(`(?is)^[*_"'“\s]*(aangepast|veranderd|gewijzigd|opgelost|changed|solved|uitgelegd|uitleg|explained|explanation|toegezegd|toezegging|beloofd|promised|promise|compliment doorgegeven|bedankt|dank u wel|dank|compliment|thanked|thanks|thank you)\b[*_"'”]*(.*)$`)
	outcomes    = map[string]string{"aangepast": Changed, "veranderd": Changed, "gewijzigd": Changed, "opgelost": Changed, "changed": Changed, "solved": Changed,
		"uitgelegd": Explained, "uitleg": Explained, "explained": Explained, "explanation": Explained,
		"toegezegd": Promised, "toezegging": Promised, "beloofd": Promised, "promised": Promised, "promise": Promised}

	monthNames = []string{"jan", "feb", "m", "apr", "mei", "jun", "jul", "aug", "sep", "o", "nov", "dec"}
	dateWords  = regexp.MustCompile(`(?i)^(?:(?:voor|op|per|uiterlijk|vóór|by|on|for|before)\s+)?(?:(?:ma|di|wo|do|vr|za|zo)[a-z]*dag\s+|(?:mon|tues|wednes|thurs|fri)day,?\s+)?` +
		`(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4}|\d{2}))?|(\d{1,2})(?:e|th|st|nd|rd)?\s+(jan\w*|feb\w*|maart|mrt|mar\w*|apr\w*|mei|may|jun\w*|jul\w*|aug\w*|sep\w*|okt\w*|oct\w*|nov\w*|dec\w*)\.?(?:\s+(\d{4}))?|` +
		`(jan\w*|feb\w*|mar\w*|apr\w*|may|jun\w*|jul\w*|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)\.?\s+(\d{1,2})(?:th|st|nd|rd)?(?:,?\s+(\d{4}))?)(?:$|[\s:.,;–—-])`)
)

// UnderstandPoints reads a responder's answer to a letter about these points, which it numbers when there are several. today is the day from
// which a date without a year is counted. What doesn't say how a point ends stays as text.
func UnderstandPoints(quoting string, points []PointAsked, today scheduler.Date) Understood {
	asked := make([]string, len(points))
	for i, p := range points {
		asked[i] = p.Title
	}
	parts := splitReply(quoting, asked)
	u := Understood{Aside: parts.aside}
	for i, p := range points {
		if text := tidyText(parts.asked[i]); text != "" {
			a := readOutcome(text, today)
			a.Number, a.ItemID = i+1, p.ItemID
			u.Points = append(u.Points, a)
		}
	}
	if text := tidyText(parts.rest); text != "" {
		u.Points = append(u.Points, PointAnswer{Text: text})
	}
	return u
}

// readOutcome reads "Aangepast: …", "Toegezegd 15 maart: …" and their like.
func readOutcome(text string, today scheduler.Date) PointAnswer {
	m := outcomeWord.FindStringSubmatch(text)
	if m == nil {
		return PointAnswer{Text: text}
	}
	outcome := outcomes[strings.ToLower(m[1])]
	if outcome == "" {
		outcome = Thanked
	}
	tail := m[2]
	if outcome == Promised {
		if day, rest, ok := dateAt(strings.TrimLeft(tail, " \t:,-–"), today); ok {
			return PointAnswer{Outcome: outcome, DueOn: day, Text: rest}
		}
	}
	rest := strings.TrimLeft(tail, " \t")
	if rest != "" && !strings.ContainsRune(":.,;!–—-\n", []rune(rest)[0]) {
		return PointAnswer{Text: text} // "Bedankt voor het melden" is no outcome
	}
	return PointAnswer{Outcome: outcome, Text: strings.TrimSpace(strings.TrimLeft(rest, " \t\n:.,;!–—-"))}
}

// dateAt is the day with which a text begins, and what follows.
func dateAt(text string, today scheduler.Date) (scheduler.Date, string, bool) {
	m := dateWords.FindStringSubmatch(text)
	if m == nil {
		return "", "", false
	}
	year, month, day := 0, 0, 0
	switch {
	case m[1] != "":
		year, month, day = numberOf(m[1]), numberOf(m[2]), numberOf(m[3])
	case m[4] != "":
		day, month, year = numberOf(m[4]), numberOf(m[5]), numberOf(m[6])
	case m[7] != "":
		day, month, year = numberOf(m[7]), monthOf(m[8]), numberOf(m[9])
	default:
		month, day, year = monthOf(m[10]), numberOf(m[11]), numberOf(m[12])
	}
	due, ok := dateOf(year, month, day, today)
	return due, strings.TrimSpace(strings.TrimLeft(text[len(m[0]):], " \t\n:.,;–—-")), ok
}

func monthOf(name string) int {
	name = strings.ToLower(name)
	switch {
	case name == "mei" || name == "may":
		return 5
	case strings.HasPrefix(name, "m"):
		return 3
	}
	return 1 + slices.IndexFunc(monthNames, func(short string) bool { return short != "m" && strings.HasPrefix(name, short) })
}

// dateOf is a day, of the next year that has it after today when it doesn't say one.
func dateOf(year, month, day int, today scheduler.Date) (scheduler.Date, bool) {
	if year > 0 && year < 100 {
		year += 2000
	}
	if year > 0 {
		return validDate(year, month, day)
	}
	this := today.Time().Year()
	due, ok := validDate(this, month, day)
	if ok && due > today {
		return due, true
	}
	return validDate(this+1, month, day)
}

func validDate(year, month, day int) (scheduler.Date, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if month < 1 || month > 12 || t.Month() != time.Month(month) || t.Day() != day || year > 9999 {
		return "", false
	}
	return scheduler.Date(t.Format(time.DateOnly)), true
}

// mergedPoints are earlier answers with later ones in their place.
func mergedPoints(earlier, later []PointAnswer) []PointAnswer {
	var all []PointAnswer
	for _, p := range earlier {
		at := slices.IndexFunc(later, func(q PointAnswer) bool { return q.ItemID == p.ItemID })
		if at < 0 {
			all = append(all, p)
			continue
		}
		all = append(all, p.with(later[at]))
	}
	for _, q := range later {
		if !slices.ContainsFunc(earlier, func(p PointAnswer) bool { return q.ItemID == p.ItemID }) {
			all = append(all, q)
		}
	}
	slices.SortStableFunc(all, func(a, b PointAnswer) int { return number(a) - number(b) })
	return all
}

// with is an answer after a correction: "Aangepast:" alone says what was missing, and keeps the words.
func (p PointAnswer) with(later PointAnswer) PointAnswer {
	if later.Outcome != "" && later.Text == "" {
		later.Text = p.Text
	}
	if later.Outcome == "" && later.Text != "" {
		later.Outcome, later.DueOn = p.Outcome, p.DueOn
	}
	return later
}

// number is the place of an answer; one about no point comes last.
func number(p PointAnswer) int {
	if p.Number == 0 {
		return 1 << 20
	}
	return p.Number
}
