package web

import (
	"html/template"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"klantpanel/mail"
	"klantpanel/panel"
)

var reportBackRoutes = []Route{{Method: "GET", Path: "/cycles/:cycle/report-back", Access: CycleCarrier, Handle: showReportBack}}

// mailtoAtMost is how long an address that opens a mail may be: some mail programs cut off what is longer, in bytes.
const mailtoAtMost = 1900

// reportBackPage is what an ambassador carries back to the constituency: to read out, to forward and to print.
type reportBackPage struct {
	Cycle     panel.Cycle
	Told      bool // the digest is out
	Digest    uuid.UUID
	Points    []digestPoint
	Aloud     string
	Forward   string
	Mail      template.URL // opens a mail with it
	Languages []navLink
	Choose    *Form    // for who runs the panel: whose points these are
	People    []Option // to choose from
	Name      string   // whose they are, when they aren't the reader's
}

func showReportBack(r *Request) error {
	if !r.cycle.Opened() {
		return r.Redirect("/cycles/" + r.cycle.ID.String())
	}
	p := reportBackPage{Cycle: r.cycle}
	person := r.Actor.Person.ID
	if r.Actor.CoordinatesPanel(r.cycle.PanelID) {
		var err error
		if person, err = r.chooseCarrier(&p); err != nil && !isMissing(err) {
			return err
		}
	}
	carried, err := r.Dialogue.ReportBack(r.Context(), r.cycle, person)
	if isMissing(err) {
		return r.Page("report_back", p)
	}
	if err != nil {
		return err
	}
	r.Language = r.letterLanguage() // of the whole page, which is printed too
	p.Told, p.Digest, p.Points = true, carried.Digest, r.digestPoints(carried.Entries, true, false)
	for _, language := range []string{"nl", "en"} { // ids: language.nl language.en
		p.Languages = append(p.Languages, navLink{"?language=" + language + "&person=" + person.String(), r.T("language." + language), language == r.Language})
	}
	if err := p.addTexts(carried.Letter, r.Language); err != nil {
		return err
	}
	return r.Page("report_back", p)
}

// chooseCarrier lets who runs the panel look at what each ambassador carries back. The reader's own comes first, else the first by name.
func (r *Request) chooseCarrier(p *reportBackPage) (uuid.UUID, error) {
	own := r.Actor.Person.ID
	people, err := r.Dialogue.Carriers(r.Context(), r.cycle)
	if err != nil || len(people) == 0 {
		return own, err
	}
	chosen := people[0]
	for _, who := range people {
		p.People = append(p.People, Option{Value: who.ID.String(), Text: who.Name})
		if who.ID.String() == r.Query("person") || who.ID == own && r.Query("person") == "" {
			chosen = who
		}
	}
	p.Choose = NewForm("person", chosen.ID)
	if chosen.ID != own {
		p.Name = chosen.Name
	}
	return chosen.ID, nil
}

// addTexts are what is read out and forwarded. When all of it is too long for an address, the mail begins with what is read out.
func (p *reportBackPage) addTexts(letter mail.ReportBack, language string) (err error) {
	if p.Aloud, err = letter.Aloud(language); err != nil {
		return err
	}
	if p.Forward, err = letter.Forward(language); err != nil {
		return err
	}
	subject, err := letter.ForwardSubject(language)
	if p.Mail = mailto(subject, p.Forward); len(p.Mail) > mailtoAtMost {
		p.Mail = mailto(subject, p.Aloud+"\n\n"+letter.DigestURL)
	}
	return err
}

// mailto is an address that opens a mail (RFC 6068). No & in the words may end them: what follows would be a field of the mail, such as bcc.
func mailto(subject, body string) template.URL {
	escape := func(words string) string { return strings.ReplaceAll(url.QueryEscape(words), "+", "%20") }
	return template.URL("mailto:?subject=" + escape(subject) + "&body=" + escape(strings.ReplaceAll(body, "\n", "\r\n")))
}
