package dialogue_test

import (
	"context"

	"klantpanel/dialogue"
)

// walkStep is something that people do, how often compared with the others, and how.
type walkStep struct {
	name  string
	often int
	do    func(*walk) error
}

var walkSteps = []walkStep{
	{"go on to the next day", 14, (*walk).nextDay},
	{"contribute", 12, (*walk).contribute},
	{"send by a link", 6, (*walk).send},
	{"tell outside a round", 5, (*walk).tell},
	{"bundle", 14, (*walk).bundle},
	{"add to a point", 5, (*walk).add},
	{"acknowledge contributions", 3, (*walk).aside},
	{"route", 6, onItem(unrouted, func(w *walk, ctx context.Context, item dialogue.Item) error {
		_, err := w.Route(ctx, w.lead(), item.ID, w.service())
		return err
	})},
	{"hand over", 12, (*walk).handOver},
	{"decide about a hand-over", 6, (*walk).decide},
	{"ask for help", 5, onItem(open, func(w *walk, ctx context.Context, item dialogue.Item) error {
		_, err := w.AskHelp(ctx, w.responder(item), item.ID, w.service(), w.words("Kunt u hier naar kijken?"))
		return err
	})},
	{"give help", 5, (*walk).help},
	{"acknowledge a point", 5, onItem(open, func(w *walk, ctx context.Context, item dialogue.Item) error {
		_, err := w.AcknowledgeItem(ctx, w.responder(item), item.ID)
		return err
	})},
	{"take", 4, onItem(open, func(w *walk, ctx context.Context, item dialogue.Item) error {
		_, err := w.Take(ctx, w.responder(item), item.ID)
		return err
	})},
	{"give back", 3, onItem(open, func(w *walk, ctx context.Context, item dialogue.Item) error {
		_, err := w.Free(ctx, w.responder(item), item.ID)
		return err
	})},
	{"write a note", 4, (*walk).writeNote},
	{"draft", 6, onItem(open, func(w *walk, ctx context.Context, item dialogue.Item) error {
		_, err := w.SaveAnswer(ctx, w.responder(item), item.ID, w.version(item), w.outcome())
		return err
	})},
	{"release", 9, onItem(open, func(w *walk, ctx context.Context, item dialogue.Item) error {
		_, err := w.SendAnswer(ctx, w.responder(item), item.ID, w.version(item), w.outcome())
		return err
	})},
	{"give an outcome", 4, onItem(open, func(w *walk, ctx context.Context, item dialogue.Item) error {
		_, err := w.GiveOutcome(ctx, w.responder(item), item.ID, w.outcome())
		return err
	})},
	{"recall", 4, onItem(ready, func(w *walk, ctx context.Context, item dialogue.Item) error {
		_, err := w.RecallAnswer(ctx, w.responder(item), item.ID)
		return err
	})},
	{"hold answers or not", 1, (*walk).hold},
	{"publish answers", 3, func(w *walk) error {
		_, err := w.PublishAnswers(context.Background(), w.lead(), w.round())
		return err
	}},
	{"revise", 5, onItem(revisable, func(w *walk, ctx context.Context, item dialogue.Item) error {
		_, err := w.Revise(ctx, w.responder(item), item.ID, w.version(item), w.outcome(), w.words("Er was toch geld voor."))
		return err
	})},
	{"deliver", 2, onItem(promised, func(w *walk, ctx context.Context, item dialogue.Item) error {
		return w.Deliver(ctx, w.responder(item), item.ID, w.words("Het is klaar."))
	})},
	{"reschedule", 3, onItem(promised, func(w *walk, ctx context.Context, item dialogue.Item) error {
		return w.Reschedule(ctx, w.responder(item), item.ID, w.day(), w.words("De levering is later."))
	})},
	{"drop", 1, onItem(promised, func(w *walk, ctx context.Context, item dialogue.Item) error {
		return w.Drop(ctx, w.responder(item), item.ID, w.words("Het bleek niet te kunnen."))
	})},
	{"say whether it helped", 8, (*walk).hear},
	{"reopen", 6, func(w *walk) error {
		item := w.item(unhelped)
		delete(w.arrived, item.ID) // its clock starts anew
		_, err := w.Reopen(context.Background(), w.lead(), item.ID, w.words("Het valt nog steeds weg."))
		return err
	}},
	{"leave as it is", 2, onItem(unhelped, func(w *walk, ctx context.Context, item dialogue.Item) error {
		return w.LeaveHeard(ctx, w.lead(), item.ID, w.words("Meer kan er niet."))
	})},
	{"ask back", 5, onItem(open, func(w *walk, ctx context.Context, item dialogue.Item) error {
		_, err := w.AskBack(ctx, w.responder(item), item.ID, w.words("Op welke verdieping is dat?"))
		return err
	})},
	{"answer a question", 5, (*walk).clarify},
	{"merge", 5, (*walk).merge},
	{"split", 5, (*walk).split},
	{"undo", 8, func(w *walk) error {
		clear(w.arrived) // what was merged has its own days again
		_, err := w.UndoLast(context.Background(), w.lead(), w.round())
		return err
	}},
	{"be away", 2, (*walk).beAway},
	{"leave", 1, (*walk).leave},
	{"choose who releases", 1, (*walk).choose},
}

// The points about which a step mostly is.
const (
	open       = "state <> 'outcome'"
	unrouted   = "state = 'new'"
	handedOver = "hand_overs > 0 AND state <> 'outcome'"
	ready      = "ready_at IS NOT NULL"
	wanted     = "wanted_id IS NOT NULL AND state <> 'outcome'"
	asking     = "paused_on <> '' AND state <> 'outcome'"
	revisable  = "outcome IN ('changed', 'explained', 'thanked')"
	ended      = "state = 'outcome'"
	unhelped   = "id IN (SELECT item_id FROM heard_checks WHERE NOT helped) AND state = 'outcome'"
	promised   = "id IN (SELECT item_id FROM promises WHERE state = 'open')"
)

// onItem is a step about some point.
func onItem(which string, do func(*walk, context.Context, dialogue.Item) error) func(*walk) error {
	return func(w *walk) error { return do(w, context.Background(), w.item(which)) }
}
