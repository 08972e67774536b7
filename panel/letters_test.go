package panel_test

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/mail"
	"klantpanel/panel/paneltest"
)

func TestTheOpeningLetterAsksAPairAsAQuestion(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		w.OpenRound(t)
		box, err := mail.OpenCapture(t.TempDir())
		ok(t, err)
		defer box.Close()
		worker := mail.Worker{Outbox: w.Outbox, Transport: box, Holder: "test", Log: slog.New(slog.DiscardHandler)}
		_, err = worker.Deliver(t.Context(), w.Clock.Now())
		ok(t, err)
		letters, err := box.List(w.Fatma.Email, uuid.Nil, 10)
		ok(t, err)
		if len(letters) != 1 {
			t.Fatalf("%d letters", len(letters))
		}
		letter, err := box.Open(letters[0].ID)
		ok(t, err)
		for _, want := range []string{"- Wat houdt u op in uw werk?", "- Hoe belangrijk is dit voor u, en hoe gaat het nu: Verse lunch zonder lange rij"} {
			if !strings.Contains(strings.Join(strings.Fields(letter.Text), " "), want) {
				t.Errorf("%q isn't in\n%s", want, letter.Text)
			}
		}
	})
}
