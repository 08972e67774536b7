package dialogue_test

import (
	"slices"
	"testing"

	"klantpanel/dialogue"
)

func TestATextIsMadePlainByWhatIsPointedOut(t *testing.T) {
	for _, c := range []struct {
		language, text string
		want           []string // kind and quote
	}{
		{"nl", "De wifi doet het weer. Er hangt een extra zender in zaal 3.", nil},
		{"nl", "Wij zullen de implementatie faciliteren.", []string{"jargon implementatie", "jargon faciliteren"}},
		{"nl", "Het is m.b.t. de kantine geregeld door Sanne.", []string{"jargon m.b.t."}},
		{"nl", "De soep was koud, maar u had dat eerder moeten melden.", []string{"blame u had dat eerder moeten"}},
		{"nl", "U had dit zelf moeten melden bij de balie.", []string{"blame u had dit zelf moeten"}},
		{"nl", "Dat had u zelf kunnen bedenken.", []string{"blame had u zelf kunnen"}},
		{"nl", "Zoals al eerder gezegd is dit uw eigen schuld.", []string{"blame zoals al eerder gezegd", "blame eigen schuld"}},
		{"nl", "Wij gaan de zender in zaal 3 vervangen zodra de leverancier de onderdelen heeft gestuurd en wij een monteur hebben gevonden die tijd heeft.",
			[]string{"long Wij gaan de zender in zaal 3 vervangen …"}},
		{"en", "We will utilize a new printer. You should have read the manual.", []string{"jargon utilize", "blame you should have"}},
		{"nl", "You should have asked the desk for this.", []string{"blame you should have"}}, // the text says in which language it is
		{"nl", "", nil},
	} {
		var got []string
		for _, r := range dialogue.Plain(c.language, c.text) {
			got = append(got, r.Kind+" "+r.Quote)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: pointed out %q, want %q", c.text, got, c.want)
		}
	}
}

func TestNoMoreIsPointedOutThanSomebodyMendsAtATime(t *testing.T) {
	text := ""
	for range 30 {
		text += "Derhalve thans tevens reeds echter indien middels conform inzake omtrent wederom dan wel. "
	}
	if n := len(dialogue.Plain("nl", text)); n != 8 {
		t.Errorf("%d remarks, want 8", n)
	}
}
