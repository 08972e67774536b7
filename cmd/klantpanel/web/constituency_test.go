package web

import (
	"testing"
	"time"

	"klantpanel/dialogue"
)

func TestAnAmbassadorSeesWhatBecameOfWhatTheConstituencySaid(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		before := s.as(s.Fatma).get("/constituency").is(200)
		before.sees("main .progress [aria-current]", "Ophalen").sees("main .button", "Inbreng geven").lacks(".rows")
		item := s.wifi()
		other := s.point(s.ICT, "Printer op zolder is leeg", "De printer is leeg.", s.say(s.Piet, 6, "De printer is leeg."))
		s.as(s.Fatma).get("/constituency").sees(".rows", "Wifi valt weg in vergaderzaal 3").sees(".rows .badge", "Nu bij ICT")
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een nieuw toegangspunt."})
		page := s.as(s.Fatma).get("/constituency").sees(".rows .badge", "Aangepast").sees(".rows", "Er hangt een nieuw toegangspunt.")
		if contains(page.text("main"), other.Title) {
			t.Error("a point of another constituency stands there")
		}
		s.as(s.Wim).get("/constituency").is(403)
	})
}

func TestTheStartPageTellsWhatChangedBecauseSomebodySaidSo(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		item := s.wifi()
		s.as(s.Wim).get("/").lacks(".changes")
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een nieuw toegangspunt."})
		s.as(s.Wim).get("/").lacks(".changes") // told by a digest, and not before
		d := s.told()
		page := s.as(s.Wim).get("/").sees(".change__said", "In zaal 3 valt de wifi elk uur weg.").sees(".change__done", "ICT: Er hangt een nieuw toegangspunt.")
		if page.Find(".change a[href='/digests/"+d.ID.String()+"#"+item.ID.String()+"']").Length() != 1 {
			t.Error("no link to the point in the digest")
		}
	})
}

func TestTheLineInTimeFillsAsTimeGoesBy(t *testing.T) {
	start := time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	end := start.AddDate(0, 0, 10)
	for now, want := range map[time.Time]int{start.Add(-time.Hour): 0, start: 0, start.AddDate(0, 0, 4): 40, end: 100, end.AddDate(0, 0, 3): 100} {
		if got := shareOfTime(start, end, now); got != want {
			t.Errorf("at %s %d%% is over, want %d%%", now, got, want)
		}
	}
	if got := shareOfTime(start, start, end); got != 0 {
		t.Errorf("of no time at all %d%% is over", got)
	}
}

func TestADraftThatMissedItsRoundIsStillFound(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path := "/cycles/" + s.round.ID.String()
		s.as(s.Fatma).get(path).lacks("main .notice--warning")
		s.as(s.Fatma).post(path+"/draft", "text.unasked", "Half af").is(303)
		s.afterCollecting(s.round)
		s.as(s.Fatma).get(path).sees("main .notice--warning a", "Bekijk wat u typte")
		s.as(s.Piet).get(path).lacks("main .notice--warning")
	})
}

func TestAPromiseThatEndedSaysSoToTheConstituency(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		item := s.wifi()
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "In zaal 3 komt een extra zender.", DueOn: s.in(30)})
		s.as(s.Fatma).get("/constituency").sees(".rows__text", "In zaal 3 komt een extra zender.")
		s.must(s.server.Dialogue.Drop(t.Context(), s.As(t, s.Sanne), item.ID, "Zaal 3 wordt verbouwd."))
		s.as(s.Fatma).get("/constituency").sees(".rows__text", "Zaal 3 wordt verbouwd.")
	})
}
