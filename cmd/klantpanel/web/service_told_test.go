package web

import (
	"testing"

	"klantpanel/dialogue"
)

func TestAServicesPageTellsOnlyWhatADigestTold(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path := "/services/" + s.ICT.ID.String()
		item := s.wifi()
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "In zaal 3 komt een extra zender.", DueOn: s.in(30)})
		if contains(s.as(s.Wim).get(path).text("main"), "extra zender") {
			t.Error("a promise that no digest told stands there")
		}
		d := s.told()
		page := s.as(s.Wim).get(path).sees("main", "In zaal 3 komt een extra zender.")
		if page.Find("a[href='/digests/"+d.ID.String()+"#"+item.ID.String()+"']").Length() != 1 {
			t.Error("no link to where it was told")
		}
		s.must(s.server.Dialogue.Deliver(t.Context(), s.As(t, s.Sanne), item.ID, "De zender hangt er."))
		page = s.as(s.Wim).get(path).sees("main", "In zaal 3 komt een extra zender.")
		if contains(page.text("main"), "De zender hangt er.") {
			t.Error("a delivery that no digest told stands there")
		}
	})
}

func TestAServicesPageNamesWhomToTell(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path := "/services/" + s.ICT.ID.String()
		s.as(s.Wim).get(path).sees("main .notice", s.Fatma.Name) // Burgerzaken is her constituency
		s.as(s.Anton).get(path).sees("main .notice", "Dat kan op elk moment")
	})
}
