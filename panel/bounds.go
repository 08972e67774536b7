package panel

import (
	"slices"
	"strconv"
	"strings"
)

// bounds reads when the figures of a question propose a point. An open question has none.
func (ps *Problems) bounds(in QuestionInput, w Wording) Bounds {
	var b Bounds
	switch w.Kind {
	case Mark, Pair:
		b.Line, b.Step = ps.tenths("line", in.Line, 11, 100, "error.mark_line"), ps.tenths("step", in.Step, 1, 90, "error.mark_step")
	case Choice:
		b.Line, b.Step = ps.percent("line", in.Line), ps.percent("step", in.Step)
		b.GoodOptions = ps.goodOptions("good", in.Good, len(w.Options("nl")))
		if b.GoodOptions == "" && (b.Line != nil || b.Step != nil) && !ps.has("good") {
			ps.Add("good", "error.good_options")
		}
	}
	return b
}

// tenths reads a mark or a difference between marks, with a comma or a point; nil for nothing. least and most are tenths too.
func (ps *Problems) tenths(field, typed string, least, most int, message string) *int {
	typed = strings.ReplaceAll(strings.TrimSpace(typed), ",", ".")
	if typed == "" {
		return nil
	}
	whole, part, _ := strings.Cut(typed, ".")
	if part == "" {
		part = "0"
	}
	n, err := strconv.Atoi(whole + part)
	if err != nil || len(part) != 1 || n < least || n > most || whole == "" {
		ps.Add(field, message)
		return nil
	}
	return &n
}

func (ps *Problems) percent(field, typed string) *int {
	typed = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(typed), "%"))
	if typed == "" {
		return nil
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < 1 || n > 100 {
		ps.Add(field, "error.between", "Least", 1, "Most", 100)
		return nil
	}
	return &n
}

// goodOptions reads the numbers of options, from 1 as people count them, and gives them from 0.
func (ps *Problems) goodOptions(field, typed string, options int) string {
	var good []int
	for _, number := range strings.FieldsFunc(typed, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' }) {
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n > options {
			ps.Add(field, "error.option_numbers", "Most", options)
			return ""
		}
		good = append(good, n-1)
	}
	slices.Sort(good)
	good = slices.Compact(good)
	texts := make([]string, len(good))
	for i, n := range good {
		texts[i] = strconv.Itoa(n)
	}
	return strings.Join(texts, ",")
}
