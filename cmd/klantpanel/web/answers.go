package web

import (
	"fmt"
	"strconv"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// askedQuestion is a question of the contribution form; one without an ID is the point that nobody asked for.
type askedQuestion struct {
	ID         *uuid.UUID
	Number     int
	Kind, Text string
	Choices    []string
}

// Field is the name of the form's field for a part of the answer.
func (q askedQuestion) Field(part string) string { return dialogue.Field(part, q.ID) }

// Options are the answers of a choice, with none at the end so that it can be taken back.
func (q askedQuestion) Options(none string) []Option {
	var options []Option
	for i, text := range q.Choices {
		options = append(options, Option{Value: strconv.Itoa(i), Text: text})
	}
	return append(options, Option{Value: "", Text: none})
}

// roundQuestions are the round's questions in the reader's language, and the unasked point at the end. Of a pair it is the aspect: its two
// scales ask for themselves.
func (r *Request) roundQuestions() ([]askedQuestion, error) {
	questions, err := r.askedIn(r.cycle.ID)
	if err != nil {
		return nil, err
	}
	var asked []askedQuestion
	for i, q := range questions {
		asked = append(asked, askedQuestion{ID: &questions[i].ID, Number: i + 1, Kind: q.Kind, Text: q.Text(r.Language), Choices: q.Options(r.Language)})
	}
	return append(asked, askedQuestion{Kind: panel.Open, Text: r.T("contribute.unasked")}), nil
}

// emptyAnswers is the form as it is first shown: alone, and no mark chosen.
func emptyAnswers(questions []askedQuestion) *Form {
	form := NewForm("_submission", uuid.New())
	for _, q := range questions {
		q.clear(form)
	}
	return form
}

// clear takes back all that was answered.
func (q askedQuestion) clear(form *Form) {
	form.Values[q.Field("people")] = []string{"1"}
	for _, part := range []string{"text", "mark", "importance", "experience", "choice"} {
		form.Values[q.Field(part)] = []string{""}
	}
}

// answersOf reads the form's answers and leaves out the questions that were not answered.
func answersOf(r *Request, form *Form, questions []askedQuestion) []dialogue.Answer {
	var answers []dialogue.Answer
	for _, q := range questions {
		of := q.Field("")
		number := func(part string) *int {
			if form.Value(part+of) == "" {
				return nil
			}
			n := form.Int(r, part+of)
			return &n
		}
		a := dialogue.Answer{QuestionID: q.ID, People: 1, Text: form.Value("text" + of)}
		a.Mark, a.Importance, a.Experience, a.Choice = number("mark"), number("importance"), number("experience"), number("choice")
		if n := number("people"); n != nil {
			a.People = *n
		}
		a.Unquoted = a.Text != "" && form.Checked("unquoted")
		if a.Mark != nil || a.Importance != nil || a.Experience != nil || a.Choice != nil || a.Text != "" {
			answers = append(answers, a)
		}
	}
	return answers
}

// fingerprint is an answer as text, to compare.
func fingerprint(a dialogue.Answer) string {
	number := func(n *int) string {
		if n == nil {
			return "-"
		}
		return strconv.Itoa(*n)
	}
	return fmt.Sprintf("%s %d %s %s %s %s %q", dialogue.Field("", a.QuestionID), a.People, number(a.Mark), number(a.Importance), number(a.Experience), number(a.Choice), a.Text)
}

// typedAnswer is what was typed for one question and can't be taken any more.
type typedAnswer struct{ Question, Given, Text string }

func (r *Request) typedAnswers(form *Form, questions []askedQuestion) []typedAnswer {
	var typed []typedAnswer
	for _, q := range questions {
		for _, a := range answersOf(r, &Form{Values: form.Values}, []askedQuestion{q}) {
			typed = append(typed, typedAnswer{q.Text, r.answerWords(a, q.Choices), a.Text})
		}
	}
	return typed
}
