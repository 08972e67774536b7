package web

import (
	"testing"

	"klantpanel/dialogue"
)

func TestTheLedgerOfAServiceTellsItsPromisesWithTheDaysTheyHad(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path := "/services/" + s.ICT.ID.String() + "/promises"
		item := s.wifi()
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "In zaal 3 komt een extra zender.", DueOn: s.in(30)})
		s.must(s.server.Dialogue.Reschedule(t.Context(), s.As(t, s.Sanne), item.ID, s.in(40), "De leverancier is later."))
		mine := s.as(s.Sanne).get(path).is(200).sees("main .rows", "In zaal 3 komt een extra zender.").sees("main .moves", "De leverancier is later.")
		if mine.Find("main a[href='/items/"+item.ID.String()+"']").Length() != 1 {
			t.Error("who answers for the service isn't led to the point")
		}
		s.as(s.Bram).get(path).sees("main .empty", "Er loopt geen toezegging")
		s.as(s.Wim).get(path).sees("main .empty", "Er loopt geen toezegging")
		d := s.told()
		page := s.as(s.Wim).get(path).sees("main .rows", "In zaal 3 komt een extra zender.")
		if page.Find("main a[href='/digests/"+d.ID.String()+"#"+item.ID.String()+"']").Length() != 1 {
			t.Error("the caretaker isn't led to where it was told")
		}
		s.must(s.server.Dialogue.Drop(t.Context(), s.As(t, s.Sanne), item.ID, "Het pand wordt verkocht."))
		s.as(s.Anton).get(path+"?state=dropped").sees("main .rows", "Het pand wordt verkocht.")
		s.as(s.Wim).get(path+"?state=dropped").sees("main .empty", "Niets vervallen")
		s.as(s.Wim).get("/services/"+s.ICT.ID.String()).sees("main a[href='"+path+"']", "Alle toezeggingen")
		s.as(s.Wim).get("/services/" + s.Wim.ID.String() + "/promises").is(404)
		s.as(s.Sanne).get("/items/"+item.ID.String()).sees("main .moves", "De leverancier is later.")
	})
}
