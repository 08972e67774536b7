package web

import (
	"html/template"
	"strings"
	"time"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// toldPointPage is a point as one digest told it, which stays, and what the other digests told of it.
type toldPointPage struct {
	dialogue.Digest
	Point   digestPoint
	Summary string // in one sentence, for whoever shares the page
	Address string // with the site's name
	Topics  []panel.Topic
	Story   []storyLine // empty where only this digest told of it
}

// storyLine is one telling of the point.
type storyLine struct {
	Badge Badge
	Round string
	At    time.Time
	Text  string
	Path  string // "" is the page itself
	Into  string // the point in which it had gone up by then, "" while it stood alone
}

// toldPointPath is the address of a point as a digest told it; it stays.
func toldPointPath(e dialogue.Entry) string {
	return "/digests/" + e.DigestID.String() + "/points/" + e.ItemID.String()
}

func showToldPoint(r *Request) error {
	p := toldPointPage{Digest: r.digest.Digest, Address: r.BaseURL + toldPointPath(r.told)}
	var told []dialogue.ToldPoint
	err := r.together(
		func() (err error) {
			p.Topics, err = r.Dialogue.TopicsTold(r.Context(), r.told.DigestID, r.told.ItemID)
			return err
		},
		func() (err error) { told, err = r.Dialogue.ToldOf(r.Context(), r.told.ItemID, r.visiting); return err },
	)
	if err != nil {
		return err
	}
	p.Point = r.digestPoints([]dialogue.Entry{r.told}, true, r.takesPart(p.PanelID))[0]
	p.Summary = strings.Join(strings.Fields(strings.Join([]string{p.Point.Badge.Word + ".", r.told.Said, r.told.Answer}, " ")), " ")
	if len(told) > 1 {
		p.Story = r.storyLines(told)
	}
	return r.Page("told_point", p)
}

func (r *Request) storyLines(told []dialogue.ToldPoint) []storyLine {
	lines := make([]storyLine, len(told))
	for i, t := range told {
		line := storyLine{Badge: r.toldBadge(r.Language, t.Section), At: t.ApprovedAt, Text: t.Answer, Path: toldPointPath(t.Entry),
			Round: r.T("item.round", "Panel", t.PanelName, "Number", t.Round)}
		if t.DigestID == r.told.DigestID && t.ItemID == r.told.ItemID {
			line.Path = ""
		}
		if t.ItemID != r.told.ItemID {
			line.Into = t.Title
		}
		lines[i] = line
	}
	return lines
}

// apart leads from a digest to the page of one point.
func (r *Request) apart(e dialogue.Entry) template.HTML {
	var m markup
	m.raw(`<p class="digest__link"><a href="`, toldPointPath(e), `">`, string(icons["link"])).text(r.T("told.apart")).
		raw(`<span class="visually-hidden">: `).text(e.Title).raw(`</span></a></p>`)
	return m.html()
}
