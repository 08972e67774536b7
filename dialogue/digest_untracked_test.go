package dialogue_test

import (
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

// An address in a letter, in either part of it, and what a picture is read from.
var (
	letterAddress = regexp.MustCompile(`https?://[^\s"'<>]+`)
	letterPicture = regexp.MustCompile(`(?i)<img[^>]*src="([^"]*)"|url\(([^)]*)\)|background="([^"]*)"`)
)

// What a letter to two readers differs in besides their names is how each of them stops it, and whether their own point helped. No picture
// and no detour tells who opened it or what they clicked, and no header asks for a receipt.
func TestADigestTellsNobodyWhoOpenedIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		h.answer(t, h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi valt weg in zaal 3.")),
			dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangen nieuwe antennes."})
		d := h.toDigest(t, c)
		server := newServer(t)
		ok(t, h.Approve(t.Context(), h.As(t, h.Joris), d.ID, "Dank.", ""))
		h.sendDue(t, server)
		parts := map[string]string{}
		for _, m := range server.Mails() {
			if !strings.Contains(m.ID, ".digest@") {
				continue
			}
			parsed, err := mail.ReadMessage(strings.NewReader(string(m.Raw)))
			ok(t, err)
			for _, receipt := range []string{"Disposition-Notification-To", "Return-Receipt-To", "X-Confirm-Reading-To"} {
				if parsed.Header.Get(receipt) != "" {
					t.Errorf("the letter to %s asks for a receipt: %s", m.To, receipt)
				}
			}
			parts[m.To] = unfolded(string(m.Raw))
		}
		base := "https://klantpanel.waterveld.example"
		own := func(address string) bool {
			return strings.HasPrefix(address, base+"/unsubscribe/") || strings.HasPrefix(address, base+"/heard/")
		}
		want := addressesOf(parts[h.Wim.Email])
		if len(want) < 4 {
			t.Fatalf("the letter to Wim has the addresses %v", want)
		}
		for _, reader := range []panel.Person{h.Wim, h.Ineke, h.Anton, h.Sanne} {
			for _, address := range addressesOf(parts[reader.Email]) {
				if !strings.HasPrefix(address, base) && !strings.HasPrefix(address, "http://www.w3.org/") {
					t.Errorf("the letter to %s leads to %s", reader.Name, address)
				}
				if !own(address) && !slices.Contains(want, address) {
					t.Errorf("only the letter to %s leads to %s", reader.Name, address)
				}
			}
			for _, picture := range letterPicture.FindAllStringSubmatch(parts[reader.Email], -1) {
				if source := picture[1] + picture[2] + picture[3]; !slices.Contains(want, source) && !strings.HasPrefix(source, "data:") && !strings.HasPrefix(source, "cid:") {
					t.Errorf("the letter to %s has a picture of its own: %s", reader.Name, source)
				}
			}
		}
	})
}

// unfolded is a message with its quoted-printable parts as they are read.
func unfolded(raw string) string {
	raw = strings.ReplaceAll(raw, "=\r\n", "")
	return strings.NewReplacer("=3D", "=", "=20", " ").Replace(raw)
}

func addressesOf(letter string) []string {
	var found []string
	for _, address := range letterAddress.FindAllString(letter, -1) {
		if address = strings.TrimRight(address, ".,)"); !slices.Contains(found, address) {
			found = append(found, address)
		}
	}
	return found
}
