package web

import (
	"testing"

	"klantpanel/dialogue"
)

func TestWhoWorksOnAPointSeesHowItDoesByTheNorm(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		item := s.wifi()
		path := "/items/" + item.ID.String()
		s.as(s.Sanne).get(path).sees("main", "Op tijd?").sees(".facts", "Eerste reactie uiterlijk").sees(".facts", "Antwoord uiterlijk")
		s.as(s.Fatma).get(path).is(200).lacks("main h2:contains('Op tijd?')")
		must(s.server.Dialogue.AskBack(t.Context(), s.As(t, s.Sanne), item.ID, "Op welk uur?"))(t)
		s.as(s.Sanne).get(path).sees(".point__state", "wacht op antwoord van collega's").sees(".facts", "De tijd staat stil sinds")
		s.as(s.Anton).get("/overview").sees(".overview", "Wacht op collega's")
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "Om negen uur logt iedereen in."})
		s.as(s.Sanne).get(path).sees(".facts", "op tijd").lacks(".facts .when--late")
		s.as(s.Anton).get("/overview").sees(".overview", "Eerste reactie op tijd").sees(".overview", "1 van 1")
	})
}
