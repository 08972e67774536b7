package web

import "klantpanel/dialogue"

var plainRoutes = []Route{
	{Method: "POST", Path: "/plain", Access: ResponderAny, Handle: showPlain},
}

// lookedOver is a text that was looked over, and what would make it plainer: advice, for which nothing is refused.
type lookedOver struct {
	Looked  bool
	Remarks []remark
}

// remark is one piece of advice in the reader's words.
type remark struct{ Icon, Text, Quote string }

// showPlain answers a script that asks while somebody types. It says nothing when there is nothing to say.
func showPlain(r *Request) error {
	found := r.lookOver(r.Form().Value("text"))
	found.Looked = len(found.Remarks) > 0
	return r.Fragment("item", "item-looked-over", found)
}

// lookOver says what would make a text plainer.
func (r *Request) lookOver(text string) lookedOver {
	found := lookedOver{Looked: true}
	for _, m := range dialogue.Plain(r.Language, text) {
		switch m.Kind {
		case dialogue.LongSentence:
			found.Remarks = append(found.Remarks, remark{"edit", r.T("item.look.long", "Words", m.Words), m.Quote})
		case dialogue.HardWord:
			found.Remarks = append(found.Remarks, remark{"info", r.T("item.look.jargon", "Instead", m.Instead), m.Quote})
		case dialogue.Blame:
			found.Remarks = append(found.Remarks, remark{"heart", r.T("item.look.blame"), m.Quote})
		}
	}
	return found
}
