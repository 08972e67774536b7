package web

import (
	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// saidLine is one contribution as the ambassador who gave it sees it, with what became of it.
type saidLine struct {
	Question string
	Given    string // mark, pair or choice in words
	Text     string
	People   int
	Unquoted bool
	Badge    Badge
	Reason   string // why no point was made of it
	Item     *uuid.UUID
	Title    string // of the point
}

func (r *Request) saidLines(said []dialogue.Contribution) []saidLine {
	lines := make([]saidLine, len(said))
	for i, c := range said {
		l := saidLine{Question: r.questionOf(c), Given: r.givenWords(c), Text: c.Text, People: c.People, Unquoted: c.Unquoted}
		switch {
		case c.State == dialogue.Waiting:
			l.Badge = newBadge("neutral", "clock", r.T("cycle.said_waiting"))
		case c.Item != nil:
			l.Badge, l.Item, l.Title = r.whereIs(*c.Item), c.ItemID, c.Item.Title
		case c.Text == "":
			l.Badge = newBadge("neutral", "check", r.T("cycle.said_counted"))
		default:
			l.Badge, l.Reason = newBadge("neutral", "check", r.T("cycle.said_acknowledged")), c.Reason
		}
		lines[i] = l
	}
	return lines
}

// questionOf is the question that a contribution answers.
func (r *Request) questionOf(c dialogue.Contribution) string {
	if c.QuestionID == nil {
		return r.T("contribute.unasked")
	}
	return c.Question.Text(r.Language)
}

// givenWords is what was given besides words: "Cijfer 7".
func (r *Request) givenWords(c dialogue.Contribution) string {
	var options []string
	if c.QuestionID != nil && c.Question.Kind == panel.Choice {
		options = c.Question.Options(r.Language)
	}
	return r.answerWords(dialogue.Answer{Mark: c.Mark, Importance: c.Importance, Experience: c.Experience, Choice: c.Choice}, options)
}

// answerWords says a mark, a pair or a choice; "" when there is none.
func (r *Request) answerWords(a dialogue.Answer, options []string) string {
	switch {
	case a.Mark != nil:
		return r.T("contribute.gave_mark", "Mark", *a.Mark)
	case a.Importance != nil && a.Experience != nil:
		return r.T("contribute.gave_pair", "Importance", *a.Importance, "Experience", *a.Experience)
	case a.Choice != nil && *a.Choice >= 0 && *a.Choice < len(options):
		return options[*a.Choice]
	}
	return ""
}
