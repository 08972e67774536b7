package web

import (
	"html/template"
	"strings"

	"klantpanel/panel"
)

// kitMessage is what an ambassador pastes in a chat or a mail.
type kitMessage struct {
	Language      string
	Subject, Text string
	Mail          template.URL // opens a mail with it
}

// kitMessage is the message in the request's language.
func (r *Request) kitMessage(link kitLink) (kitMessage, error) {
	services, err := r.panelServices()
	if err != nil {
		return kitMessage{}, err
	}
	m := kitMessage{Language: r.Language, Subject: r.T("kit.message.subject")}
	about := r.T("kit.message.about_any")
	if services != "" {
		about = r.T("kit.message.about", "Services", services)
	}
	m.Text = r.T("kit.message.hello") + "\n\n" + about + "\n" + link.Address + "\n\n" + r.T("kit.message.how")
	if until := r.cycle.Until(r.cycle.CollectingUntil); !until.IsZero() {
		m.Text += " " + r.T("kit.message.until", "Day", longDate(r.Language, until, true))
	}
	m.Text += "\n\n" + r.T("kit.message.promise") + "\n\n" + r.T("kit.message.bye") + "\n" + r.Actor.Person.Name
	m.Mail = mailto(m.Subject, m.Text)
	return m, nil
}

// servicesNamed is how many services are named in a row; more make nobody wiser.
const servicesNamed = 5

// panelServices names the services of the round's panel, "ICT, HR en Kantine"; "" when there are too many.
func (r *Request) panelServices() (string, error) {
	links, err := r.Panel.PanelLinks(r.Context(), r.cycle.PanelID)
	if err != nil {
		return "", err
	}
	var names []string
	for _, s := range links.Services {
		if s.ClosedAt.IsZero() {
			names = append(names, s.Name)
		}
	}
	if len(names) > servicesNamed {
		return "", nil
	}
	return r.and(names), nil
}

// questionWords are the round's questions as they are asked in a conversation.
func (r *Request) questionWords() ([]string, error) {
	questions, err := r.Panel.CycleQuestions(r.Context(), r.cycle.ID)
	var words []string
	for _, q := range questions {
		text := q.Text(r.Language)
		switch q.Kind {
		case panel.Pair:
			text = r.T("kit.guide.pair", "Aspect", text)
		case panel.Mark:
			text = r.T("kit.guide.mark", "Question", text)
		case panel.Choice:
			text = r.T("kit.guide.choice", "Question", text, "Options", strings.Join(q.Options(r.Language), " / "))
		}
		words = append(words, text)
	}
	return words, err
}
