package dialogue_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// nextDay goes on to the next morning and lets the program do what is due.
func (w *walk) nextDay() error {
	ctx, store := context.Background(), w.Waterveld.Store
	w.clock.To(scheduler.DateOf(w.clock.Now(), w.Panel.Zone()).AddDays(1).At("09:00", w.Panel.Zone()))
	for _, job := range []func(context.Context, time.Time) error{store.OpenDue, w.CloseDue, w.MixDue, w.ClockDue, w.FreeLeft, w.WeekDue, w.NudgeDue, w.PromiseNudgeDue, w.SendDigests} {
		if err := job(ctx, w.clock.Now()); err != nil {
			return err
		}
	}
	rounds, err := store.Cycles(ctx, w.Panel.ID, 1)
	if err != nil {
		return err
	}
	if len(rounds) > 0 && !slices.ContainsFunc(w.rounds, func(c panel.Cycle) bool { return c.ID == rounds[0].ID }) {
		w.rounds = append(w.rounds, rounds[0])
	}
	latest := w.rounds[len(w.rounds)-1]
	if latest, err = store.Cycle(ctx, latest.ID); err != nil || latest.Phase != panel.Reporting || w.random.IntN(3) > 0 {
		return err
	}
	d, err := w.DigestOf(ctx, latest.ID)
	if err != nil || d.State != dialogue.DigestDraft {
		return err
	}
	return w.Approve(ctx, w.As(w.t, w.Joris), d.ID, "Dank voor uw inbreng.", "")
}

// latest is the last round.
func (w *walk) latest() panel.Cycle { return w.rounds[len(w.rounds)-1] }

func (w *walk) contribute() error {
	_, err := w.Contribute(context.Background(), w.as(oneOf(w, []panel.Person{w.Fatma, w.Piet, w.Fatma, w.Piet, w.Wim}).ID), w.latest().ID, uuid.New(),
		[]dialogue.Answer{{People: 1 + w.random.IntN(9), Text: w.words("De wifi valt weg.")}})
	return err
}

func (w *walk) send() error {
	ctx := context.Background()
	through := w.as(oneOf(w, []panel.Person{w.Fatma, w.Piet}).ID)
	link, err := w.Waterveld.Store.OpenLink(ctx, w.latest().ID, through.Ambassadors[w.Panel.ID])
	if err != nil {
		return err
	}
	code := dialogue.NewReceiptCode()
	if _, err := w.Receive(ctx, link, code, unasked(w.words("Het tocht bij de balie."))); err != nil {
		return err
	}
	w.receipts = append(w.receipts, code)
	return nil
}

func (w *walk) tell() error {
	told, err := w.Tell(context.Background(), w.as(oneOf(w, w.people).ID), uuid.New(), w.words(oneOf(w, []string{"De pas opent de deur niet.", "Mijn wachtwoord werkt niet."})), w.random.IntN(4) == 0)
	if err == nil && w.rounds[0].ID != told.CycleID {
		w.rounds = append([]panel.Cycle{{ID: told.CycleID}}, w.rounds...)
	}
	return err
}

// bundle makes a point of what waits, for a service or for none yet.
func (w *walk) bundle() error {
	cycle := w.round()
	in := dialogue.BundleInput{Contributions: w.waiting(cycle), Title: w.words("Wifi"), Said: "De wifi valt weg, zeggen collega's."}
	if service := w.service(); w.random.IntN(2) == 0 {
		in.Service = &service
	}
	_, err := w.Bundle(context.Background(), w.lead(), cycle, in)
	return err
}

func (w *walk) add() error {
	item := w.item(open)
	_, err := w.AddTo(context.Background(), w.lead(), item.ID, w.waiting(w.round()))
	return err
}

func (w *walk) aside() error {
	cycle := w.round()
	return w.AcknowledgeContributions(context.Background(), w.lead(), cycle, w.waiting(cycle), w.words("Dit is al opgelost."))
}

// handOver passes a point on; its days stay.
func (w *walk) handOver() error {
	item := w.item(oneOf(w, []string{open, handedOver}))
	by := w.responder(item)
	if w.random.IntN(5) == 0 {
		by = w.lead()
	}
	now, err := w.HandOver(context.Background(), by, item.ID, w.service(), w.words("Dit is van een ander."))
	return w.keepsItsDays(item, now, err)
}

// keepsItsDays looks at a hand-over; among others a merge may have come in between.
func (w *walk) keepsItsDays(before, now dialogue.Item, err error) error {
	w.t.Helper()
	if err == nil && !w.together && (now.ArrivedOn != before.ArrivedOn || now.RespondOn != before.RespondOn || now.DueOn != before.DueOn) {
		w.t.Errorf("a hand-over moved the days of %s from %s, %s and %s to %s, %s and %s", before.Title, before.ArrivedOn, before.RespondOn, before.DueOn, now.ArrivedOn, now.RespondOn, now.DueOn)
	}
	return err
}

// decide agrees with what was asked, chooses a third service, or leaves the point where it is.
func (w *walk) decide() error {
	item, third := w.item(wanted), w.service()
	now, err := w.DecideHandOver(context.Background(), w.lead(), item.ID, oneOf(w, []*uuid.UUID{item.WantedID, &third, nil}), w.words("Zo is het afgesproken."))
	return w.keepsItsDays(item, now, err)
}

func (w *walk) help() error {
	var asked []dialogue.Help
	ok(w.t, w.db.NewSelect().Model(&asked).Where("he.given_at IS NULL").Order("he.item_id", "he.service_id").Scan(context.Background()))
	item, service := uuid.New(), w.service()
	if len(asked) > 0 {
		h := oneOf(w, asked)
		item, service = h.ItemID, h.ServiceID
	}
	_, err := w.GiveHelp(context.Background(), w.of(service), item, service, w.words("Het ligt aan de kast."))
	return err
}

// writeNote names a colleague who works on the point, or somebody whom nobody knows.
func (w *walk) writeNote() error {
	item := w.item(open)
	who, err := w.Workers(context.Background(), item)
	ok(w.t, err)
	name := oneOf(w, []string{"Niemand", "Joris"})
	if len(who) > 0 {
		name = oneOf(w, who).Name
	}
	_, err = w.Note(context.Background(), w.responder(item), item.ID, w.words("@"+name+" kijkt u mee?"))
	return err
}

func (w *walk) hold() error {
	_, err := w.db.NewUpdate().Table("panels").Set("holds_answers = ?", w.random.IntN(2) == 0).Where("id = ?", w.Panel.ID).Exec(context.Background())
	return err
}

// clarify answers the last question about a point, in the own name or by a receipt.
func (w *walk) clarify() error {
	ctx := context.Background()
	item := w.item(asking)
	asked, err := w.Clarifications(ctx, item.ID)
	ok(w.t, err)
	question := uuid.New()
	if len(asked) > 0 {
		question = asked[len(asked)-1].ID
	}
	voice := dialogue.VoiceOf(w.as(oneOf(w, []panel.Person{w.Fatma, w.Piet, w.Wim}).ID))
	behind, err := w.ContributionsOf(ctx, item.ID)
	ok(w.t, err)
	for _, code := range w.receipts {
		if w.random.IntN(2) == 0 && slices.ContainsFunc(behind, func(c dialogue.Contribution) bool { return c.SubmissionID == code.Submission() }) {
			voice = code.Voice()
		}
	}
	return w.Clarify(ctx, voice, question, w.words("Op de tweede."))
}

// hear says of the outcome of a point whether it helped, mostly not, in the own name or by a receipt.
func (w *walk) hear() error {
	ctx := context.Background()
	item := w.item(ended)
	voice := dialogue.VoiceOf(w.as(oneOf(w, []panel.Person{w.Fatma, w.Piet, w.Wim}).ID))
	behind, err := w.ContributionsOf(ctx, item.ID)
	ok(w.t, err)
	for _, code := range w.receipts {
		if w.random.IntN(2) == 0 && slices.ContainsFunc(behind, func(c dialogue.Contribution) bool { return c.SubmissionID == code.Submission() }) {
			voice = code.Voice()
		}
	}
	return w.HeardCheck(ctx, voice, item.ID, w.random.IntN(3) == 0, "Het valt nog weg.", nil)
}

// merge lets a point go up in another one.
func (w *walk) merge() error {
	into, from := w.item(open), w.item(open)
	in := dialogue.MergeInput{Reason: w.words("Het is hetzelfde.")}
	if w.random.IntN(2) == 0 {
		in.Service = oneOf(w, []*uuid.UUID{into.ServiceID, from.ServiceID})
	}
	delete(w.arrived, into.ID) // the earliest day of both counts
	_, err := w.Merge(context.Background(), w.lead(), into.ID, from.ID, in)
	return err
}

// split takes some of those behind a point apart.
func (w *walk) split() error {
	item := w.item(open)
	behind, err := w.ContributionsOf(context.Background(), item.ID)
	ok(w.t, err)
	slices.SortFunc(behind, func(a, b dialogue.Contribution) int { return strings.Compare(a.Text, b.Text) })
	in := dialogue.BundleInput{Title: w.words("Afgesplitst"), Said: "Dit is iets anders."}
	for _, c := range behind[:min(len(behind), 1+w.random.IntN(2))] {
		in.Contributions = append(in.Contributions, c.ID)
	}
	if service := w.service(); w.random.IntN(2) == 0 {
		in.Service = &service
	}
	_, err = w.Split(context.Background(), w.lead(), item.ID, in)
	return err
}

// beAway has somebody of a service be away, with a stand-in.
func (w *walk) beAway() error {
	today := scheduler.DateOf(w.clock.Now(), w.Panel.Zone())
	_, err := w.Waterveld.Store.SaveAbsence(context.Background(), w.of(oneOf(w, w.services).ID), panel.AbsenceInput{From: today, Until: today.AddDays(w.random.IntN(6)),
		StandIn: oneOf(w, w.people).Email})
	return err
}

// leave has somebody of a service leave the organisation after their successor came.
func (w *walk) leave() error {
	service := w.services[w.random.IntN(len(w.services)-1)]
	of, err := w.Responders(context.Background(), service.ID)
	ok(w.t, err)
	stays, goes, comes := of[0], of[len(of)-1], w.hire()
	if len(of) > 1 && w.random.IntN(2) == 0 {
		stays, goes = goes, stays
	}
	if _, err = w.Waterveld.Store.SaveService(context.Background(), panel.System, service.ID, panel.ServiceInput{Name: service.Name, Purpose: service.Purpose,
		NormDays: service.NormDays, Responders: stays.Email + " " + goes.Email + " " + comes.Email}); err != nil {
		return err
	}
	w.quits(w.t, goes.Person)
	w.people = slices.DeleteFunc(w.people, func(p panel.Person) bool { return p.ID == goes.ID })
	return nil
}

func (w *walk) choose() error {
	service := w.services[w.random.IntN(len(w.services)-1)].ID
	of, err := w.Responders(context.Background(), service)
	ok(w.t, err)
	slices.SortFunc(of, func(a, b dialogue.Responder) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return w.ChooseReleasers(context.Background(), w.of(service), service, []uuid.UUID{oneOf(w, of).ID})
}
