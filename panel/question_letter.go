package panel

import (
	"strings"

	"klantpanel/mail"
)

// InLetter is the question as a letter asks it: a pair as the question that its aspect is, a choice with a letter before each answer, by
// which a reply can name it.
func (w Wording) InLetter(language string) string {
	text := w.Text(language)
	switch w.Kind {
	case Pair:
		return mail.PairQuestion(language, text)
	case Choice:
		var b strings.Builder
		b.WriteString(text)
		for i, option := range w.Options(language) {
			b.WriteString(" (" + string(rune('a'+i)) + ") " + option)
		}
		return b.String()
	}
	return text
}
