package web

import (
	"html/template"
	"strings"

	"klantpanel/dialogue"
	"klantpanel/scheduler"
)

// digestPoint is what the digest says about a point, ready to show.
type digestPoint struct {
	dialogue.Entry
	Badge  *Badge // of a point that doesn't stand under the heading of its section
	Link   bool   // the reader may open it
	People string // how many say so
	Lines  []string

	Saying    string        // of a point that comes first: "U zei:"
	Did       string        // and what came of it: "ICT paste het aan"
	Unquoted  string        // instead of words that may not be quoted, or of none: who said it
	Clear     template.HTML // asks whether an explanation was clear
	Different string        // the word for what is different since an earlier digest; "" for nothing
	Status    template.HTML // what is still to come, and how late it is
	Apart     template.HTML // leads to its own page, of a point that was told
	Tools     template.HTML // what can be changed of it, in a draft
}

// HTML is what was said small, what was done large.
func (p digestPoint) HTML() (template.HTML, error) {
	var m markup
	id := p.ItemID.String()
	m.raw(`<article class="digest__entry" id="`, id, `">`)
	if p.Badge != nil && p.Did == "" {
		if err := p.state(&m); err != nil {
			return "", err
		}
	}
	m.raw(`<h3 class="digest__title">`)
	if p.Link {
		m.raw(`<a href="/items/`, id, `">`).text(p.Title).raw(`</a>`)
	} else {
		m.text(p.Title)
	}
	m.raw(`</h3>`)
	p.said(&m)
	if p.Badge != nil && p.Did != "" {
		if err := p.state(&m); err != nil {
			return "", err
		}
	}
	if p.Different != "" {
		m.raw(`<p class="digest__done"><strong>`).text(p.Different).raw(`</strong> `).text(p.Changed).raw(`</p>`)
	}
	if len(p.Lines) > 0 {
		m.raw(`<p class="digest__done">`)
		if p.Service != "" {
			m.raw(`<strong>`).text(p.Service).raw(`:</strong> `)
		}
		for i, line := range p.Lines {
			if i > 0 {
				m.raw(`<br>`)
			}
			m.text(line)
		}
		m.raw(`</p>`)
	}
	return m.raw(string(p.Status), string(p.Clear), string(p.Apart), string(p.Tools), "</article>\n").html(), nil
}

// said is what was said, and by how many.
func (p digestPoint) said(m *markup) {
	m.raw(`<p class="digest__said">`)
	if p.Said == "" {
		m.text(p.Unquoted).raw(`</p>`)
		return
	}
	if p.Saying != "" {
		m.raw(`<strong>`).text(p.Saying).raw(`</strong> `)
	}
	m.text(p.Said).raw(` <span class="digest__people">(`).text(p.People).raw(`)</span></p>`)
}

// state is where the point stands, or what came of it.
func (p digestPoint) state(m *markup) error {
	badge := *p.Badge
	if p.Did != "" {
		badge.Icon, badge.Word = "arrow", p.Did
	}
	html, err := badge.HTML()
	m.raw(`<p class="digest__state">`, string(html), `</p>`)
	return err
}

// digestLooks are the tone and icon of each section.
// ids: digest.badge.changed digest.badge.kept digest.badge.promised digest.badge.explained digest.badge.thanked
// ids: digest.badge.unanswered digest.badge.open_promise digest.badge.dropped
var digestLooks = map[string]Badge{
	dialogue.Changed:            {Tone: "success", Icon: "check"},
	dialogue.SectionKept:        {Tone: "success", Icon: "check"},
	dialogue.Promised:           {Tone: "info", Icon: "promise"},
	dialogue.SectionOpenPromise: {Tone: "info", Icon: "promise"},
	dialogue.Explained:          {Tone: "neutral", Icon: "chat"},
	dialogue.Thanked:            {Tone: "success", Icon: "heart"},
	dialogue.SectionUnanswered:  {Tone: "warning", Icon: "clock"},
	dialogue.SectionDropped:     {Tone: "neutral", Icon: "stop"},
}

// toldBadge says in which section of a digest a point stands.
func (s *Server) toldBadge(lang, section string) Badge {
	badge := digestLooks[section]
	badge.Word = s.texts.text(lang, "digest.badge."+section, nil, nil)
	return badge
}

// digestPoints makes entries ready to show; those of several sections together each say theirs.
func (r *Request) digestPoints(entries []dialogue.Entry, together, link bool) []digestPoint {
	points := make([]digestPoint, len(entries))
	for i, e := range entries {
		p := digestPoint{Entry: e, Link: link, People: r.T("point.some"), Status: r.digestStatus(e)}
		if e.People > 0 {
			p.People = r.TN("point.group", e.People)
		}
		r.sayWho(&p)
		if r.digest.State != "" && r.digest.State != dialogue.DigestDraft {
			p.Apart = r.apart(e)
		}
		if e.Changed != "" {
			p.Different = r.T("digest.different")
		}
		if e.Answer != "" {
			p.Lines = strings.Split(e.Answer, "\n")
		}
		if together {
			badge := r.toldBadge(r.Language, e.Section)
			p.Badge = &badge
		}
		points[i] = p
	}
	return points
}

// digestStatus tells the day that is to come or was kept; "" when there is none.
func (r *Request) digestStatus(e dialogue.Entry) template.HTML {
	words, late := r.digestStatusWords(e)
	if words == "" && late == "" {
		return ""
	}
	var m markup
	m.raw(`<p class="digest__status">`)
	if e.Section == dialogue.Promised || e.Section == dialogue.SectionOpenPromise {
		m.raw(string(icons["calendar"]), " ")
	}
	m.text(words)
	if late != "" {
		m.raw(" ").late(late)
	}
	return m.raw(`</p>`).html()
}

// digestStatusWords are the same in words, and how late it is.
func (r *Request) digestStatusWords(e dialogue.Entry) (words, late string) {
	switch {
	case e.Section == dialogue.SectionUnanswered && e.LateDays > 0 && e.Service != "":
		return "", r.TN("digest.unanswered_late", e.LateDays, "Service", e.Service)
	case e.Section == dialogue.SectionUnanswered && e.LateDays > 0:
		return "", r.TN("digest.unrouted_late", e.LateDays)
	case e.Section == dialogue.SectionUnanswered && e.Service == "":
		return r.T("digest.unrouted"), ""
	case e.Section == dialogue.SectionUnanswered:
		words = r.T("digest.unanswered", "Service", e.Service)
		if e.DueOn != "" {
			words += " " + r.T("digest.answer_by", "Date", r.dateInWords(e.DueOn))
		}
	case e.Section == dialogue.Promised || e.Section == dialogue.SectionOpenPromise:
		words = r.T("digest.ready", "Date", r.dateInWords(e.DueOn))
		if e.LateDays > 0 {
			words, late = r.T("digest.kept", "Date", r.dateInWords(e.DueOn)), r.TN("days.late", e.LateDays)
		}
	case (e.Section == dialogue.SectionKept || e.Section == dialogue.SectionDropped) && e.DueOn != "":
		words = r.T("digest.kept", "Date", r.dateInWords(e.DueOn))
	}
	if earlier := r.earlierDays(e.EarlierOn); words != "" && e.Section != dialogue.SectionUnanswered && earlier != "" {
		words += " " + earlier
	}
	return words, late
}

// earlierDays is "Eerst beloofd voor 1 februari, daarna voor 1 maart."; "" when there are none.
func (r *Request) earlierDays(days []scheduler.Date) string {
	if len(days) == 0 {
		return ""
	}
	words := make([]string, len(days))
	for i, day := range days {
		words[i] = r.dateInWords(day)
	}
	return r.T("digest.first", "Dates", strings.Join(words, r.T("digest.then")))
}

// late says that something is.
func (m *markup) late(words string) *markup {
	return m.raw(`<strong class="when--late">`, string(icons["alert"]), " ").text(words).raw(`</strong>`)
}
