package dialogue

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"klantpanel/panel"
)

// UnderstandContribution reads an ambassador's answer to a letter that numbers these questions. quoting is what they wrote, with what they
// quote after "> ". At most so many people can stand behind an answer. What can't be read as a mark or a choice stays as text, and what
// answers no question is the unasked point: no word is lost.
func UnderstandContribution(quoting string, questions []panel.CycleQuestion, language string, mostPeople int) Understood {
	asked := make([]string, len(questions))
	for i, q := range questions {
		asked[i] = q.InLetter(language)
	}
	parts := splitReply(quoting, asked)
	u := Understood{Aside: parts.aside}
	forAll, rest, alone := takePeople(parts.rest, mostPeople)
	for i, q := range questions {
		a := readAnswer(parts.asked[i], q.Kind, q.Options(language), mostPeople)
		id := questions[i].ID
		if a.QuestionID = &id; !a.empty() {
			u.Answers = append(u.Answers, a)
		} else if a.People > 0 { // only how many: a word about everything
			forAll, alone = a.People, true
		}
	}
	if text := tidyText(rest); text != "" {
		u.Answers = append(u.Answers, Answer{People: forAll, Text: text})
	}
	for i := range u.Answers {
		if a := &u.Answers[i]; a.People == 0 {
			a.People = 1
			if alone {
				a.People = max(1, forAll)
			}
		}
	}
	return u
}

// readAnswer reads what was written to one question. People is 0 when it doesn't say how many.
func readAnswer(lines []string, kind string, options []string, mostPeople int) (a Answer) {
	a.People, lines, _ = takePeople(lines, mostPeople)
	switch kind {
	case panel.Mark:
		a.Mark, lines = takeMark(lines)
	case panel.Pair:
		a.Importance, a.Experience, lines = takePair(lines)
	case panel.Choice:
		a.Choice, lines = takeChoice(lines, options)
	}
	a.Text = tidyText(lines)
	return a
}

var (
	optionLetter = regexp.MustCompile(`(?i)^(?:(?:optie|option|antwoord|answer|keuze|choice)\s+)?[(\[]?([a-z])(?:\s*[).:\]–-]\s*(.*)|[.!]?)$`)
	optionNumber = regexp.MustCompile(`(?i)^(?:optie|option|keuze|choice)\s+(\d{1,2})(?:\s*[).:,–-]\s*(.*)|[.!]?)$`)
)

// takeChoice finds the option in the first line of an answer, or alone on another.
func takeChoice(lines, options []string) (*int, []string) {
	begun := false
	for i, line := range lines {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if choice, rest, ok := choiceAt(line, options); ok && (!begun || rest == "") {
			return &choice, replaced(lines, i, rest)
		}
		begun = true
	}
	return nil, lines
}

// choiceAt is the option that a line names by its letter, its number or its text, and what follows. The longest that fits is meant.
func choiceAt(line string, options []string) (choice int, rest string, ok bool) {
	if m := optionLetter.FindStringSubmatch(line); m != nil {
		if choice = int(strings.ToLower(m[1])[0] - 'a'); choice < len(options) {
			return choice, withoutQuestion(m[2], options[choice]), true
		}
	}
	if m := optionNumber.FindStringSubmatch(line); m != nil {
		if choice = numberOf(m[1]) - 1; choice >= 0 && choice < len(options) {
			return choice, withoutQuestion(m[2], options[choice]), true
		}
	}
	best := -1
	for i, option := range options {
		left := withoutQuestion(line, option)
		if left == line || best >= 0 && len(onlyWords(option)) <= len(onlyWords(options[best])) {
			continue
		}
		best, rest = i, left
		if said := line[:len(line)-len(left)]; left != "" && strings.TrimRight(said, " \t") == strings.TrimRight(said, " \t.,:;!–—-") {
			rest = line // "Soms werkt het" names an option and says something
		}
	}
	return best, rest, best >= 0
}

// lacks names what an answer to a question of this kind doesn't have: mark, pair or choice; "" when it can be sent.
func (a Answer) lacks(kind string) string {
	switch {
	case a.QuestionID == nil:
	case kind == panel.Mark && a.Mark == nil:
		return "mark"
	case kind == panel.Pair && (a.Importance == nil || a.Experience == nil):
		return "pair"
	case kind == panel.Choice && a.Choice == nil:
		return "choice"
	}
	return ""
}

// sendable are the answers as they can be sent: what lacks a mark or a choice is said unasked, with its question before it.
func (u Understood) sendable(questions []panel.CycleQuestion, language string) []Answer {
	var answers []Answer
	for _, a := range u.Answers {
		q := questionOf(questions, a.QuestionID)
		if q != nil && a.lacks(q.Kind) != "" {
			text := q.Text(language) + "\n" + a.pairWords(language) + a.Text
			if len([]rune(text)) > answerAtMost {
				text = a.Text
			}
			a = Answer{People: a.People, Text: text}
		}
		answers = append(answers, a)
	}
	return answers
}

// pairWords says in words the one number of a pair that lacks the other.
func (a Answer) pairWords(language string) string {
	words := map[string][2]string{"nl": {"Belang: ", "Ervaring: "}, "en": {"Importance: ", "Experience: "}}[language]
	for i, n := range []*int{a.Importance, a.Experience} {
		if n != nil {
			return words[i] + strconv.Itoa(*n) + "\n"
		}
	}
	return ""
}

func questionOf(questions []panel.CycleQuestion, id *uuid.UUID) *panel.CycleQuestion {
	if id == nil {
		return nil
	}
	at := slices.IndexFunc(questions, func(q panel.CycleQuestion) bool { return q.ID == *id })
	if at < 0 {
		return nil
	}
	return &questions[at]
}

// merged is an earlier understanding with what was said after it: a question that was answered anew has the new answer, and nothing else is
// lost.
func (u Understood) merged(later Understood) Understood {
	m := Understood{Aside: later.Aside, Intro: later.Intro, Before: later.Before}
	for _, a := range u.Answers {
		at := slices.IndexFunc(later.Answers, func(b Answer) bool { return sameQuestion(a.QuestionID, b.QuestionID) })
		if at < 0 {
			m.Answers = append(m.Answers, a)
			continue
		}
		b := later.Answers[at]
		if a.QuestionID == nil && a.Text != b.Text {
			b.Text = a.Text + "\n\n" + b.Text
		}
		m.Answers = append(m.Answers, b)
	}
	for _, b := range later.Answers {
		if !slices.ContainsFunc(u.Answers, func(a Answer) bool { return sameQuestion(a.QuestionID, b.QuestionID) }) {
			m.Answers = append(m.Answers, b)
		}
	}
	slices.SortStableFunc(m.Answers, func(a, b Answer) int { return boolToInt(a.QuestionID == nil) - boolToInt(b.QuestionID == nil) })
	m.Points = mergedPoints(u.Points, later.Points)
	return m
}

func sameQuestion(a, b *uuid.UUID) bool {
	return (a == nil) == (b == nil) && (a == nil || *a == *b)
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
