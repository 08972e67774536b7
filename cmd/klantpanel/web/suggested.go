package web

import (
	"strings"

	"github.com/google/uuid"

	"klantpanel/dialogue"
)

// suggestedField names the button that takes a suggested service, beside a field in which another one can be chosen.
const suggestedField = "_suggested"

// suggested is a service that a text is probably for, and why, in words.
type suggested struct{ ID, Name, Why string }

// suggestedFor says for which services a point probably is, other than the one that has it.
func (r *Request) suggestedFor(item dialogue.Item) ([]suggested, error) {
	adviser, err := r.Dialogue.Adviser(r.Context())
	if err != nil {
		return nil, err
	}
	found, err := r.Dialogue.SuggestFor(r.Context(), adviser, item)
	return r.suggestedServices(found[item.ID]), err
}

// suggestedServices says the suggestions of a text in words.
func (r *Request) suggestedServices(found []dialogue.Suggestion) []suggested {
	lines := make([]suggested, len(found))
	for i, s := range found {
		lines[i] = suggested{s.Service.ID.String(), s.Service.Name, r.whySuggested(s)}
	}
	return lines
}

// whySuggested says what leads to a service. The title of an answered point is for who has a part in its panel.
func (r *Request) whySuggested(s dialogue.Suggestion) string {
	var why []string
	for _, reason := range s.Why {
		words := r.quoted(reason.Words)
		switch {
		case reason.By == dialogue.ByRule && reason.Topic == "":
			why = append(why, r.T("suggested.rule", "Words", words))
		case reason.By == dialogue.ByRule && words == "":
			why = append(why, r.T("suggested.rule_topic", "Topic", reason.Topic))
		case reason.By == dialogue.ByRule:
			why = append(why, r.T("suggested.rule_both", "Words", words, "Topic", reason.Topic))
		case reason.By == dialogue.ByWords:
			why = append(why, r.T("suggested.words", "Words", words))
		case reason.Item != uuid.Nil && r.takesPart(reason.Panel):
			why = append(why, r.T("suggested.point", "Title", reason.Title))
		default:
			why = append(why, r.T("suggested.point_words", "Words", words))
		}
	}
	return strings.Join(why, " ")
}

// quoted is “printer”, “scanner”.
func (r *Request) quoted(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = "“" + w + "”"
	}
	return strings.Join(quoted, ", ")
}
