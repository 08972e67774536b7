package dialogue_test

import (
	"fmt"
	"strings"
	"testing"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

// first tells of a digest what comes first for somebody, and who said it: "Wifi (you), Lift (constituency)".
func (h *house) first(t *testing.T, d dialogue.DigestView, who panel.Person) string {
	t.Helper()
	own, err := h.OwnPoints(t.Context(), d, who.ID)
	ok(t, err)
	var words []string
	for _, e := range own {
		words = append(words, fmt.Sprintf("%s (%s)", e.Title, e.By))
	}
	return strings.Join(words, ", ")
}

func TestWhatIsTheReadersOwnComesFirst(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		wifi := h.bundle(t, c, h.ICT, "Wifi", h.say(t, h.Fatma, c, 6, "De wifi hapert."))
		_, err := h.Receive(t.Context(), h.link(t, c, h.Fatma), dialogue.NewReceiptCode(), []dialogue.Answer{{Text: "De lift hangt."}})
		ok(t, err)
		waiting, err := h.WaitingPage(t.Context(), c.ID, [16]byte{}, 10)
		ok(t, err)
		lift := h.bundle(t, c, h.ICT, "Lift", waiting[0].ID)
		desks := h.bundle(t, c, h.ICT, "Bureaus", h.say(t, h.Piet, c, 7, "Er zijn te weinig bureaus."))
		for _, item := range []dialogue.Item{wifi, lift, desks} {
			h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Dat is nu beter."})
		}
		draft := h.toDigest(t, c)
		d := h.send(t, draft)
		for _, v := range []dialogue.DigestView{draft, d} {
			for who, want := range map[*panel.Person]string{&h.Fatma: "Wifi (you), Lift (constituency)", &h.Piet: "Bureaus (you)", &h.Wim: ""} {
				if got := h.first(t, v, *who); got != want {
					t.Errorf("first for %s comes %q, want %q", who.Name, got, want)
				}
			}
		}
		box := h.deliver(t)
		for who, wanted := range map[*panel.Person][]string{
			&h.Fatma: {"Van u en uw achterban", "Wifi", "U zei:", "ICT paste het aan", "Bent u hiermee geholpen?", "/heard/", "Lift", "Uw achterban zei:", "Aangepast", "Bureaus"},
			&h.Wim:   {"Dit is er veranderd", "Bureaus", "Collega's zeiden:", "Wifi", "Lift", "Lees alles op de pagina"},
		} {
			text := h.lastLetter(t, box, mail.KindDigest, *who)
			rest := text
			for _, want := range wanted {
				_, after, found := strings.Cut(rest, want)
				if !found {
					t.Fatalf("%s misses %q, or in its place, in\n%s", who.Name, want, text)
				}
				rest = after
			}
			for _, title := range []string{"* Wifi", "* Lift", "* Bureaus"} {
				if strings.Count(text, title) != 1 {
					t.Errorf("%s reads %q %d times", who.Name, title, strings.Count(text, title))
				}
			}
		}
		if text := h.lastLetter(t, box, mail.KindDigest, h.Wim); strings.Contains(text, "/heard/") {
			t.Error("who said nothing is asked whether it helped")
		}
	})
}
