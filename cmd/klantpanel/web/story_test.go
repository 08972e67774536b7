package web

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// story is a round in Waterveld in which things were said, for the tests of what is done with them and what is told.
type story struct {
	*site
	round panel.Cycle
}

func newStory(s *site) *story { return &story{s, s.OpenRound(s.t)} }

// say makes a contribution of an ambassador and gives its id.
func (s *story) say(who panel.Person, people int, text string) uuid.UUID {
	s.t.Helper()
	ctx := context.Background()
	questions := must(s.Store.CycleQuestions(ctx, s.round.ID))(s.t)
	must(s.server.Dialogue.Contribute(ctx, s.As(s.t, who), s.round.ID, uuid.New(), []dialogue.Answer{{QuestionID: &questions[0].ID, People: people, Text: text}}))(s.t)
	waiting := must(s.server.Dialogue.WaitingPage(ctx, s.round.ID, uuid.Nil, 1000))(s.t)
	return waiting[len(waiting)-1].ID
}

// point bundles contributions and gives the point to a service.
func (s *story) point(service panel.Service, title, said string, contributions ...uuid.UUID) dialogue.Item {
	s.t.Helper()
	return must(s.server.Dialogue.Bundle(context.Background(), s.As(s.t, s.Joris), s.round.ID,
		dialogue.BundleInput{Contributions: contributions, Title: title, Said: said, Service: &service.ID}))(s.t)
}

// answer is what the service of a point says.
func (s *story) answer(who panel.Person, item dialogue.Item, in dialogue.OutcomeInput) {
	s.t.Helper()
	must(s.server.Dialogue.GiveOutcome(context.Background(), s.As(s.t, who), item.ID, in))(s.t)
}

// wifi is a point of seven colleagues for ICT, said through Fatma.
func (s *story) wifi() dialogue.Item {
	s.t.Helper()
	return s.point(s.ICT, "Wifi valt weg in vergaderzaal 3", "In zaal 3 valt de wifi elk uur weg.", s.say(s.Fatma, 7, "De wifi in zaal 3 valt steeds weg."))
}

// in is a working day some working days from now.
func (s *story) in(workdays int) scheduler.Date {
	return scheduler.Calendar{}.AddWorkdays(scheduler.DateOf(s.Clock.Now(), time.UTC), workdays)
}

// digest ends the time to answer and gives the draft.
func (s *story) digest() dialogue.DigestView {
	s.t.Helper()
	ctx := context.Background()
	s.Clock.To(s.round.RespondingUntil.Add(time.Second))
	if err := s.server.Dialogue.CloseDue(ctx, s.Clock.Now()); err != nil {
		s.t.Fatal(err)
	}
	return must(s.server.Dialogue.DigestOf(ctx, s.round.ID))(s.t)
}

// told approves the digest of the round and puts it into the outbox.
func (s *story) told() dialogue.DigestView {
	s.t.Helper()
	ctx := context.Background()
	d := s.digest()
	if err := s.server.Dialogue.Approve(ctx, s.As(s.t, s.Joris), d.ID, "Dank voor uw inbreng.", ""); err != nil {
		s.t.Fatal(err)
	}
	if err := s.server.Dialogue.SendDigests(ctx, s.Clock.Now()); err != nil {
		s.t.Fatal(err)
	}
	return must(s.server.Dialogue.Digest(ctx, d.ID))(s.t)
}

// eachStory runs a test on both databases.
func eachStory(t *testing.T, test func(t *testing.T, s *story)) {
	eachSite(t, func(t *testing.T, s *site) { test(t, newStory(s)) })
}
