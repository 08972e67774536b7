package web

import "klantpanel/dialogue"

// remark is advice about a text in the reader's words. Nothing is refused for it.
type remark struct{ Icon, Text, Quote string }

// lookOver says what would make a text plainer.
func (r *Request) lookOver(text string) []remark {
	var remarks []remark
	for _, m := range dialogue.Plain(r.Language, text) {
		switch m.Kind {
		case dialogue.LongSentence:
			remarks = append(remarks, remark{"edit", r.T("item.look.long", "Words", m.Words), m.Quote})
		case dialogue.HardWord:
			remarks = append(remarks, remark{"info", r.T("item.look.jargon", "Instead", m.Instead), m.Quote})
		case dialogue.Blame:
			remarks = append(remarks, remark{"heart", r.T("item.look.blame"), m.Quote})
		}
	}
	return remarks
}
