package dialogue_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

// reader is a colleague without a role, with a wish.
func (h *house) reader(t testing.TB, name, wish string) panel.Person {
	t.Helper()
	address := strings.ReplaceAll(strings.ToLower(name), " ", ".") + "@waterveld.example"
	p, err := h.Waterveld.Store.SavePerson(context.Background(), panel.System, uuid.Nil, panel.PersonInput{Name: name, Email: address, Active: true})
	ok(t, err)
	ok(t, h.Waterveld.Store.SaveWish(context.Background(), p.ID, wish))
	return p
}

// told makes a point out of something that an ambassador passed on, said by somebody or by nobody one knows, and has it answered.
func (h *house) told(t testing.TB, c panel.Cycle, through panel.Person, by *uuid.UUID) {
	t.Helper()
	said := h.say(t, through, c, 1, "De wifi valt weg in zaal 3.")
	_, err := h.db.NewUpdate().Table("contributions").Set("person_id = ?", by).Where("id = ?", said).Exec(context.Background())
	ok(t, err)
	h.answer(t, h.bundle(t, c, h.ICT, "Wifi valt weg", said), dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangen nieuwe antennes."})
}

// audience is how many the coordinator is told that the digest goes to.
func (h *house) audience(t testing.TB, d dialogue.DigestView) int {
	t.Helper()
	q, err := h.Audience(context.Background(), h.db, d.Digest)
	ok(t, err)
	n, err := q.Count(context.Background())
	ok(t, err)
	return int(n)
}

// got is to which of these digests somebody has a letter, as 101.
func (h *house) got(t testing.TB, who panel.Person, digests []dialogue.DigestView) string {
	t.Helper()
	var had strings.Builder
	for _, d := range digests {
		n, err := h.db.NewSelect().Table("mails").Where("kind = ? AND subject_id = ? AND person_id = ?", mail.KindDigest, d.ID, who.ID).Count(context.Background())
		ok(t, err)
		fmt.Fprint(&had, n)
	}
	return had.String()
}

// Two digests fall in the first quarter and one in the second.
func TestEachReaderGetsTheDigestsThatTheyWant(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		own, other := map[string]panel.Person{}, map[string]panel.Person{}
		for _, wish := range panel.DigestWishes {
			own[wish], other[wish] = h.reader(t, "Els "+wish, wish), h.reader(t, "Kees "+wish, wish)
		}
		once := h.reader(t, "Joke Visser", panel.OnlyOwn)
		ok(t, h.Waterveld.Store.SaveWish(context.Background(), h.Piet.ID, panel.OnlyOwn))
		var digests []dialogue.DigestView
		for round := 1; round <= 3; round++ {
			c := h.OpenRound(t)
			for _, p := range own {
				h.told(t, c, h.Fatma, &p.ID)
			}
			switch round {
			case 1:
				h.told(t, c, h.Fatma, &once.ID)
			case 2:
				h.told(t, c, h.Piet, nil)
			}
			draft := h.toDigest(t, c)
			announced := h.audience(t, draft)
			sent := h.send(t, draft)
			if sent.Recipients != announced || h.audience(t, sent) != announced {
				t.Errorf("round %d: %d letters, %d were announced", round, sent.Recipients, announced)
			}
			digests = append(digests, sent)
		}
		if a, b := digests[1].ApprovedAt, digests[2].ApprovedAt; a.Month() > 3 || b.Month() < 4 {
			t.Fatalf("the digests fall on %v and %v, want them in two quarters", a, b)
		}
		for _, want := range []struct {
			who panel.Person
			had string
		}{
			{own[panel.EachRound], "111"}, {other[panel.EachRound], "111"},
			{own[panel.EachQuarter], "101"}, {other[panel.EachQuarter], "101"},
			{own[panel.OnlyOwn], "111"}, {other[panel.OnlyOwn], "000"},
			{own[panel.NoDigest], "000"}, {other[panel.NoDigest], "000"},
			{once, "100"},   // it was told once, and is no news any more
			{h.Piet, "010"}, // an ambassador hears of what came through them
		} {
			if had := h.got(t, want.who, digests); had != want.had {
				t.Errorf("%s, who wants %s, got %s of the digests, want %s", want.who.Name, want.who.DigestWish, had, want.had)
			}
		}
		h.healthy(t)
	})
}

func TestTwoDigestsThatGoOutTogetherAreOneForWhoWantsOneAQuarter(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		els, kees := h.reader(t, "Els Dekker", panel.EachQuarter), h.reader(t, "Kees Groot", panel.EachRound)
		first := h.toDigest(t, h.OpenRound(t))
		second := h.toDigest(t, h.OpenRound(t))
		for _, d := range []dialogue.DigestView{first, second} {
			ok(t, h.Approve(ctx, h.As(t, h.Joris), d.ID, "", ""))
		}
		ok(t, h.SendDigests(ctx, h.clock.Now()))
		if n := h.letters(t, mail.KindDigest, els); n != 1 {
			t.Errorf("Els has %d letters in a quarter, want 1", n)
		}
		if n := h.letters(t, mail.KindDigest, kees); n != 2 {
			t.Errorf("Kees has %d letters, want 2", n)
		}
	})
}

func TestTheLetterOfAQuarterNamesTheRoundsThatItsReaderSkipped(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		els := h.reader(t, "Els Dekker", panel.EachQuarter)
		var skipped, last dialogue.DigestView
		for range 3 {
			skipped, last = last, h.send(t, h.toDigest(t, h.OpenRound(t)))
		}
		box := h.deliver(t)
		for _, want := range []struct {
			who   panel.Person
			names bool
		}{{els, true}, {h.Wim, false}} {
			letters, err := box.List(want.who.Email, uuid.Nil, 10)
			ok(t, err)
			letter, err := box.Open(letters[0].ID)
			ok(t, err)
			if !strings.Contains(letter.Text, "/digests/"+last.ID.String()) {
				t.Fatalf("the latest letter to %s is\n%s", want.who.Name, letter.Text)
			}
			for _, body := range []string{letter.Text, letter.HTML} {
				if strings.Contains(body, "/digests/"+skipped.ID.String()) != want.names || strings.Contains(body, "Ronde 2, ") != want.names {
					t.Errorf("the letter to %s names the second round: %t expected\n%s", want.who.Name, want.names, body)
				}
			}
		}
		p, err := h.Waterveld.Store.Person(ctx, els.ID)
		ok(t, err)
		preview, err := h.DigestLetter(ctx, last.ID, p, "nl")
		ok(t, err)
		if len(preview.Missed) != 1 || preview.Missed[0].Number != 2 {
			t.Errorf("the letter as Els may look at it names %+v, want round 2", preview.Missed)
		}
	})
}

func TestWhoStopsTheDigestBeforeItIsSentGetsNone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		els, kees, bea := h.reader(t, "Els Dekker", panel.EachRound), h.reader(t, "Kees Groot", panel.EachRound), h.reader(t, "Bea Vink", panel.EachRound)
		h.send(t, h.toDigest(t, h.OpenRound(t)))
		ok(t, h.Waterveld.Store.SaveWish(ctx, els.ID, panel.NoDigest))
		ok(t, h.Waterveld.Store.SaveWish(ctx, kees.ID, panel.OnlyOwn))
		ok(t, h.Waterveld.Store.SaveWish(ctx, bea.ID, panel.EachQuarter)) // this is the quarter's
		h.deliver(t)
		for _, want := range []struct {
			who          panel.Person
			state, words string
		}{{els, mail.Suppressed, "the reader no longer wants the digest"}, {kees, mail.Suppressed, "the reader wants the digest only with points of their own by now"}, {bea, mail.Sent, ""}} {
			var m mail.Mail
			ok(t, h.db.NewSelect().Model(&m).Where("m.kind = ? AND m.person_id = ?", mail.KindDigest, want.who.ID).Scan(ctx))
			if m.State != want.state || m.Error != want.words {
				t.Errorf("the letter to %s is %s (%q), want %s (%q)", want.who.Name, m.State, m.Error, want.state, want.words)
			}
		}
	})
}
