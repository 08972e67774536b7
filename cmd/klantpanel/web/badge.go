package web

import (
	"html/template"
	"time"

	"klantpanel/scheduler"
)

// Badge is a state in a word, with an icon beside it: never colour alone.
type Badge struct{ Tone, Icon, Word string }

func newBadge(tone, icon, word string) Badge { return Badge{tone, icon, word} }

// HTML is the badge as a page shows it. A page may hold hundreds, so it is put together here and not by a template.
func (b Badge) HTML() (template.HTML, error) {
	drawn, err := icon(b.Icon)
	if err != nil {
		return "", err
	}
	var m markup
	return m.raw(`<span class="badge badge--`).text(b.Tone).raw(`">`, string(drawn)).text(b.Word).raw(`</span>`).html(), nil
}

// when says a day or moment as people do, exact on hover and for screen readers; "" when there is none.
func (s *Server) when(lang string, v any) template.HTML {
	t, ok := moment(v, s.zone.Load())
	if !ok {
		return ""
	}
	late, mark := "", ""
	day := scheduler.DateOf(t, t.Location())
	if day < scheduler.DateOf(s.Clock(), s.zone.Load()) {
		late, mark = " when--late", string(icons["alert"])
	}
	var m markup
	exact := longDate(lang, t, true)
	return m.raw(`<time class="when`, late, `" datetime="`, t.Format(time.RFC3339), `" title="`).text(exact).raw(`">`, mark).text(s.daysLeft(lang, day)).
		raw(`<span class="visually-hidden"> (`).text(exact).raw(`)</span></time>`).html()
}
