package dialogue_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"
	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	letters "klantpanel/mail"
	"klantpanel/mail/back"
	"klantpanel/panel"
)

// mailRoom is a house into which mail comes by SMTP, as a mail server beside the program hands it over.
type mailRoom struct {
	*house
	receiver *back.Receiver
	address  string
	count    int
}

// withMail opens the mail room of a house.
func withMail(t testing.TB, h *house) *mailRoom {
	t.Helper()
	room := &mailRoom{house: h}
	sender := h.Waterveld.Outbox.Sender
	h.Waterveld.Outbox.Sender = func(ctx context.Context, db bun.IDB) (letters.Sender, error) {
		s, err := sender(ctx, db)
		s.Inbound, s.Answered = "in.waterveld.example", room.receiver.Answered
		return s, err
	}
	room.receiver = back.NewReceiver(h.Waterveld.Outbox, slog.New(slog.DiscardHandler))
	h.RegisterReplies(room.receiver)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ok(t, err)
	room.address = listener.Addr().String()
	running, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- (&back.Listener{Receiver: room.receiver, Log: slog.New(slog.DiscardHandler)}).Serve(running, listener)
	}()
	t.Cleanup(func() { stop(); ok(t, <-ended) })
	return room
}

// letter is the last letter of a kind that went out to a person, after everything in the outbox did.
func (m *mailRoom) letter(t testing.TB, kind string, to panel.Person) letters.Mail {
	t.Helper()
	m.deliver(t)
	var found letters.Mail
	err := m.db.NewSelect().Model(&found).Where("m.kind = ? AND m.person_id = ? AND m.state = ?", kind, to.ID, letters.Sent).Order("m.id DESC").Limit(1).Scan(context.Background())
	if err != nil {
		t.Fatalf("no %s went out to %s: %v", kind, to.Name, err)
	}
	return found
}

// written is the text of the last letter of a kind to a person.
func (m *mailRoom) written(t testing.TB, kind string, to panel.Person) string {
	t.Helper()
	return m.lastLetter(t, m.deliver(t), kind, to)
}

// reply answers a letter as its reader, by a mail program that quotes nothing, and gives the whole mail.
func (m *mailRoom) reply(t testing.TB, to letters.Mail, text string) []byte {
	t.Helper()
	m.count++
	raw := m.raw(to.Address, fmt.Sprintf("<%d@mx.waterveld.example>", m.count), text)
	ok(t, m.handOver(t, to, raw))
	return raw
}

func (m *mailRoom) raw(from, id, text string) []byte {
	return fmt.Appendf(nil, "From: %s\r\nMessage-ID: %s\r\nSubject: Re: uw mail\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n",
		from, id, strings.ReplaceAll(text, "\n", "\r\n"))
}

// handOver is a conversation by SMTP at the address that the letter asks to be answered at.
func (m *mailRoom) handOver(t testing.TB, to letters.Mail, raw []byte) error {
	t.Helper()
	sender, err := m.Waterveld.Outbox.Sender(context.Background(), m.db)
	ok(t, err)
	conn, err := net.Dial("tcp", m.address)
	ok(t, err)
	c := smtp.NewClient(conn)
	defer c.Close()
	ok(t, c.Mail(to.Address, nil))
	if err := c.Rcpt(sender.ReplyAddress(to.Kind, to.ID, to.PersonID), nil); err != nil {
		return err
	}
	w, err := c.Data()
	ok(t, err)
	_, err = io.Copy(w, bytes.NewReader(raw))
	ok(t, err)
	return w.Close()
}

func (m *mailRoom) said(t testing.TB, c panel.Cycle, who panel.Person) []dialogue.Contribution {
	t.Helper()
	said, err := m.Said(context.Background(), m.As(t, who).Ambassadors[c.PanelID], c.ID)
	ok(t, err)
	return said
}

// waits are the answers by mail of a person that wait.
func (m *mailRoom) waits(t testing.TB, who panel.Person, kind string) []dialogue.MailAnswer {
	t.Helper()
	found, err := m.WaitingMailAnswers(context.Background(), who.ID, kind, uuid.Nil)
	ok(t, err)
	return found
}

func has(t testing.TB, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%q is not in %s", w, text)
		}
	}
}

const fullReply = "Hallo,\n\n1. De wifi valt weg. (6 collega's)\n2. een 6\n3. soms\n4. belang 8, ervaring 5\n\nMet vriendelijke groet,\nFatma"

func TestAnOpeningLetterIsAnsweredByMailAndCountsOnceItsWriterAgrees(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := withMail(t, h)
		c := h.OpenRound(t)
		has(t, m.written(t, letters.KindOpening, h.Fatma), "1. Wat houdt u op", "3. Hoe vaak luncht u in de kantine? (a) Nooit (b) Soms (c) Elke dag", "U kunt ook gewoon op deze mail antwoorden")
		m.reply(t, m.letter(t, letters.KindOpening, h.Fatma), fullReply)
		if n := len(m.said(t, c, h.Fatma)); n != 0 {
			t.Fatalf("%d contributions before she agreed", n)
		}
		has(t, m.written(t, letters.KindUnderstood, h.Fatma), "Klopt dit?", "> De wifi valt weg.", "Namens 6 collega's", "Cijfer: 6", "Uw keuze: Soms", "Belang: 8, ervaring: 5",
			"Dit namen wij niet mee: > Hallo, > Met vriendelijke groet,", "Antwoord dan JA", "tot en met dinsdag 26 januari 2027", "/cycles/"+c.ID.String()+"/contribute")
		understood := m.letter(t, letters.KindUnderstood, h.Fatma)
		raw := m.reply(t, understood, "Ja!\n\nGroet, Fatma")
		ok(t, m.handOver(t, understood, raw)) // the mail server hands it over again
		m.reply(t, understood, "JA")          // and she answers twice
		said := m.said(t, c, h.Fatma)
		if len(said) != 4 {
			t.Fatalf("%d contributions", len(said))
		}
		for _, one := range said {
			if one.Text != "" && (one.Text != "De wifi valt weg." || one.People != 6) || one.Mark != nil && *one.Mark != 6 || one.Choice != nil && *one.Choice != 1 ||
				one.Importance != nil && (*one.Importance != 8 || *one.Experience != 5) || one.SubmissionID != understood.SubjectID {
				t.Errorf("%+v", one)
			}
		}
		has(t, m.written(t, letters.KindReplyTaken, h.Fatma), "Uw inbreng is verstuurd", "4 stukken inbreng")
		if n := h.letters(t, letters.KindReplyTaken, h.Fatma); n != 1 || len(m.waits(t, h.Fatma, letters.ReplyContribution)) != 0 {
			t.Errorf("%d letters say that it was sent", n)
		}
		h.healthy(t)
		h.damaged(t, "UPDATE mail_answers SET state = 'waiting'", "mail_answers")
		h.damaged(t, "UPDATE mail_answers SET form = '[]'", "mail_answers")
	})
}

func TestACorrectionJoinsWhatWasUnderstoodBefore(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := withMail(t, h)
		c := h.OpenRound(t)
		m.reply(t, m.letter(t, letters.KindOpening, h.Fatma), fullReply)
		first := m.letter(t, letters.KindUnderstood, h.Fatma)
		m.reply(t, first, "Bijna. Vraag 2 moet anders:\n2. 8, sinds vorige week\n\nOverig: de lift piept.")
		m.reply(t, first, "Bijna. Vraag 2 moet anders:\n2. 8, sinds vorige week\n\nOverig: de lift piept.") // the same words ask for no other letter
		if n := h.letters(t, letters.KindUnderstood, h.Fatma); n != 2 {
			t.Errorf("%d letters", n)
		}
		if err := m.handOver(t, first, m.raw(first.Address, "<oud@mx.example>", "JA")); err != nil {
			t.Fatal(err)
		}
		if n := h.letters(t, letters.KindReplyRefused, h.Fatma); n != 1 || len(m.said(t, c, h.Fatma)) != 0 {
			t.Error("agreeing to what was corrected since does something")
		}
		m.reply(t, m.letter(t, letters.KindUnderstood, h.Fatma), "ja graag")
		said := m.said(t, c, h.Fatma)
		if len(said) != 5 || !slices.ContainsFunc(said, func(one dialogue.Contribution) bool {
			return one.QuestionID == nil && strings.Contains(one.Text, "Bijna.") && strings.Contains(one.Text, "de lift piept.")
		}) || !slices.ContainsFunc(said, func(one dialogue.Contribution) bool { return one.Mark != nil && *one.Mark == 8 }) {
			t.Errorf("%+v", said)
		}
		h.healthy(t)
	})
}

func TestWhatHasNoMarkIsSentAsASeparatePoint(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := withMail(t, h)
		c := h.OpenRound(t)
		m.reply(t, m.letter(t, letters.KindOpening, h.Piet), "2. De wifi doet het niet op de werf.")
		has(t, m.written(t, letters.KindUnderstood, h.Piet), "Wij vonden geen cijfer van 1 tot en met 10.")
		m.reply(t, m.letter(t, letters.KindUnderstood, h.Piet), "Ja")
		said := m.said(t, c, h.Piet)
		if len(said) != 1 || said[0].QuestionID != nil || said[0].Text != "Welk cijfer geeft u de wifi?\nDe wifi doet het niet op de werf." {
			t.Errorf("%+v", said)
		}
	})
}

func TestADraftOnTheSiteIsNeverOverwrittenByMail(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := withMail(t, h)
		ctx := context.Background()
		c := h.OpenRound(t)
		questions, err := h.Waterveld.Store.CycleQuestions(ctx, c.ID)
		ok(t, err)
		field := dialogue.Field("text", &questions[0].ID)
		ok(t, h.SaveDraft(ctx, h.As(t, h.Fatma), c.ID, []byte(`{"`+field+`":["Op de site getypt"]}`)))
		m.reply(t, m.letter(t, letters.KindOpening, h.Fatma), "1. Gemaild")
		draft, err := h.Draft(ctx, h.As(t, h.Fatma), c.ID)
		ok(t, err)
		has(t, string(draft.Form), "Op de site getypt")
		m.reply(t, m.letter(t, letters.KindUnderstood, h.Fatma), "JA")
		draft, err = h.Draft(ctx, h.As(t, h.Fatma), c.ID)
		ok(t, err)
		has(t, string(draft.Form), "Op de site getypt")

		m.reply(t, m.letter(t, letters.KindOpening, h.Fatma), "1. Nog iets")
		waiting := m.waits(t, h.Fatma, letters.ReplyContribution)[0]
		understood := m.letter(t, letters.KindUnderstood, h.Fatma)
		if drafted, err := h.Drafted(ctx, c.ID, h.Fatma.ID); err != nil || !drafted {
			t.Error("nobody is told that something waits")
		}
		ok(t, h.TakeOver(ctx, h.As(t, h.Fatma), c.ID, waiting.ID, []byte(`{"`+field+`":["Op de site getypt\n\nNog iets"]}`)))
		refused(t, h.TakeOver(ctx, h.As(t, h.Fatma), c.ID, waiting.ID, []byte(`{}`)), "error.mail_answer_used")
		m.reply(t, understood, "JA")
		if n := len(m.said(t, c, h.Fatma)); n != 1 {
			t.Errorf("what was taken over is sent by mail too: %d", n)
		}
		form, err := json.Marshal(map[string][]string{field: {"Derde"}, dialogue.Field("people", nil): {"1"}})
		ok(t, err)
		m.reply(t, m.letter(t, letters.KindOpening, h.Fatma), "1. Derde")
		ok(t, h.SaveDraft(ctx, h.As(t, h.Fatma), c.ID, form))
		m.reply(t, m.letter(t, letters.KindUnderstood, h.Fatma), "JA")
		if draft, err = h.Draft(ctx, h.As(t, h.Fatma), c.ID); err != nil || len(draft.Form) > 0 {
			t.Errorf("the draft that says what was sent stays: %s %v", draft.Form, err)
		}
	})
}

func TestWhatWasSentOnTheSiteIsNotSentByMailToo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := withMail(t, h)
		c := h.OpenRound(t)
		m.reply(t, m.letter(t, letters.KindOpening, h.Fatma), "1. Gemaild")
		understood := m.letter(t, letters.KindUnderstood, h.Fatma)
		u, err := m.waits(t, h.Fatma, letters.ReplyContribution)[0].Understood()
		ok(t, err)
		_, err = h.Contribute(context.Background(), h.As(t, h.Fatma), c.ID, understood.SubjectID, u.Answers)
		ok(t, err)
		m.reply(t, understood, "JA")
		if n := len(m.said(t, c, h.Fatma)); n != 1 {
			t.Errorf("%d contributions", n)
		}
	})
}

func TestNobodyAgreesToSomethingThatIsOver(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := withMail(t, h)
		c := h.OpenRound(t)
		opening := m.letter(t, letters.KindOpening, h.Fatma)
		m.reply(t, opening, fullReply)
		understood := m.letter(t, letters.KindUnderstood, h.Fatma)
		h.clock.To(c.CollectingUntil.Time.Add(1e9))
		m.reply(t, understood, "JA")
		m.reply(t, opening, "1. Toch nog iets")
		if n := h.letters(t, letters.KindReplyRefused, h.Fatma); n != 2 || len(m.said(t, c, h.Fatma)) != 0 {
			t.Errorf("%d refusals, %d contributions", n, len(m.said(t, c, h.Fatma)))
		}
		has(t, m.written(t, letters.KindReplyRefused, h.Fatma), "Op die mail kunt u niet meer antwoorden.")
		ok(t, h.Tidy(context.Background(), h.clock.Now().AddDate(0, 4, 0)))
		if n := len(m.waits(t, h.Fatma, letters.ReplyContribution)); n != 1 {
			t.Errorf("of a round that collects %d are left", n)
		}
		ok(t, h.CloseDue(context.Background(), h.clock.Now()))
		ok(t, h.Tidy(context.Background(), h.clock.Now().AddDate(0, 4, 0)))
		if n := len(m.waits(t, h.Fatma, letters.ReplyContribution)); n != 0 {
			t.Errorf("%d answers are kept for ever", n)
		}
	})
}

func TestWhoKnowsTheAddressOfALetterCanNotSpeakForItsReader(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := withMail(t, h)
		c := h.OpenRound(t)
		opening := m.letter(t, letters.KindOpening, h.Fatma)
		ok(t, m.handOver(t, opening, m.raw("iemand@anders.example", "<1@anders.example>", fullReply)))
		if n := len(m.waits(t, h.Fatma, letters.ReplyContribution)); n != 0 {
			t.Error("a stranger was understood")
		}
		ok(t, m.handOver(t, opening, m.raw(opening.Address, "<2@anders.example>", fullReply))) // with her name on it
		ok(t, m.handOver(t, opening, m.raw(opening.Address, "<3@anders.example>", "JA")))      // and without the letter that only she got
		forged := m.letter(t, letters.KindUnderstood, h.Fatma)
		forged.PersonID = h.Piet.ID // an address that was signed for another reader
		if err := m.handOver(t, forged, m.raw(h.Piet.Email, "<4@anders.example>", "JA")); err == nil {
			t.Error("an address that nobody signed was taken")
		}
		if n := len(m.said(t, c, h.Fatma)) + len(m.said(t, c, h.Piet)); n != 0 {
			t.Errorf("%d contributions", n)
		}
		away := fmt.Appendf(nil, "From: %s\r\nAuto-Submitted: auto-replied\r\nSubject: Afwezig\r\n\r\nJa\r\n", opening.Address)
		ok(t, m.handOver(t, m.letter(t, letters.KindUnderstood, h.Fatma), away))
		if n := len(m.said(t, c, h.Fatma)); n != 0 {
			t.Error("an out of office agreed")
		}
		understood := m.letter(t, letters.KindUnderstood, h.Fatma)
		h.leave(t, h.Fatma)
		m.reply(t, understood, "JA")
		if n, err := h.db.NewSelect().Table("contributions").Count(context.Background()); err != nil || n != 0 {
			t.Errorf("who left agreed: %d %v", n, err)
		}
	})
}

// leave takes somebody out of service.
func (h *house) leave(t testing.TB, p panel.Person) {
	t.Helper()
	_, err := h.db.NewUpdate().Table("people").Set("active = FALSE").Where("id = ?", p.ID).Exec(context.Background())
	ok(t, err)
}

func TestAServiceAnswersItsPointByMail(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := withMail(t, h)
		ctx := context.Background()
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "De wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi valt weg in zaal 2"))
		has(t, m.written(t, letters.KindNudge, h.Sanne), "Begin met Aangepast:")
		routed := m.letter(t, letters.KindNudge, h.Sanne)
		m.reply(t, routed, "Wij hangen er een antenne bij.")
		has(t, m.written(t, letters.KindUnderstood, h.Sanne), "De wifi valt weg", "Wij weten nog niet wat u met het punt doet.")
		m.reply(t, m.letter(t, letters.KindUnderstood, h.Sanne), "JA")                        // there is nothing to agree to
		m.reply(t, m.letter(t, letters.KindUnderstood, h.Sanne), "Toegezegd zondag 7 maart:") // and nobody works on that day
		has(t, m.written(t, letters.KindUnderstood, h.Sanne), "Toegezegd voor zondag 7 maart 2027", "Wij hangen er een antenne bij.", "Deze dag kan niet.")
		if said, at, err := h.PointByMail(ctx, h.Sanne.ID, item.ID); err != nil || at.IsZero() || said.Outcome != dialogue.Promised || said.DueOn != "2027-03-07" {
			t.Errorf("%+v %v", said, err)
		}
		m.reply(t, m.letter(t, letters.KindUnderstood, h.Sanne), "Toegezegd 8 maart:\nWij hangen er een antenne bij.")
		understood := m.letter(t, letters.KindUnderstood, h.Sanne)
		m.reply(t, understood, "Ja, klopt")
		m.reply(t, understood, "Ja")
		item, err := h.Item(ctx, item.ID)
		ok(t, err)
		if item.Outcome != dialogue.Promised || item.Answer != "Wij hangen er een antenne bij." || item.Promise.DueOn != "2027-03-08" {
			t.Errorf("%+v", item)
		}
		if n := h.letters(t, letters.KindOutcome, h.Fatma); n != 1 {
			t.Errorf("Fatma hears it %d times", n)
		}
		m.reply(t, routed, "Aangepast: toch al klaar")
		if n := h.letters(t, letters.KindReplyRefused, h.Sanne); n != 1 {
			t.Error("a point that has an answer is answered again")
		}
		h.healthy(t)
	})
}

// Letters about a single point were of a kind of their own before the letter of a day.
func TestAnAnswerToALetterAboutASinglePointOfBeforeIsStillUnderstood(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := withMail(t, h)
		ctx := context.Background()
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "De wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi valt weg in zaal 2"))
		old := m.letter(t, letters.KindNudge, h.Sanne)
		old.Kind = "routed"
		_, err := h.db.NewUpdate().Model(&old).Set("kind = ?, subject_id = (?)", old.Kind, h.db.NewSelect().Table("events").Column("id").
			Where("item_id = ? AND kind = ?", item.ID, dialogue.WasRouted)).WherePK().Exec(ctx)
		ok(t, err)
		m.reply(t, old, "Uitgelegd: de muren zijn te dik.")
		has(t, m.written(t, letters.KindUnderstood, h.Sanne), "De wifi valt weg", "de muren zijn te dik.")
		m.reply(t, m.letter(t, letters.KindUnderstood, h.Sanne), "JA")
		item, err = h.Item(ctx, item.ID)
		if ok(t, err); item.Outcome != dialogue.Explained || item.Answer != "de muren zijn te dik." {
			t.Errorf("%+v", item)
		}
	})
}

func TestANudgeIsAnsweredByTheNumbersThatItShowed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := withMail(t, h)
		ctx := context.Background()
		c := h.OpenRound(t)
		first := h.bundle(t, c, h.ICT, "De wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi valt weg"))
		second := h.bundle(t, c, h.ICT, "De laptop is traag", h.say(t, h.Piet, c, 3, "De laptop is traag"))
		box := h.days(t, "2027-01-13", first.DueOn)
		has(t, h.lastLetter(t, box, letters.KindNudge, h.Sanne), "1. De wifi valt weg", "2. De laptop is traag", "Zet eerst het nummer van het punt")
		nudge := m.letter(t, letters.KindNudge, h.Sanne)
		h.answer(t, first, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een antenne."}) // on the site, meanwhile
		m.reply(t, nudge, "2. Uitgelegd: hij wordt in juni vervangen.\n1. Aangepast: antenne.")
		has(t, m.written(t, letters.KindUnderstood, h.Sanne), "1. De wifi valt weg", "2. De laptop is traag")
		m.reply(t, m.letter(t, letters.KindUnderstood, h.Sanne), "JA")
		answered, err := h.Item(ctx, second.ID)
		ok(t, err)
		if answered.Outcome != dialogue.Explained || answered.Answer != "hij wordt in juni vervangen." {
			t.Errorf("%+v", answered)
		}
		has(t, m.written(t, letters.KindReplyTaken, h.Sanne), "1 punt heeft nu een antwoord", "Bij deze punten lukte het niet", "- De wifi valt weg", "antenne.")
		h.healthy(t)
	})
}

func TestThePointThatIsLeftOfALetterKeepsItsNumber(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := withMail(t, h)
		ctx := context.Background()
		c := h.OpenRound(t)
		h.clock.To(routedOn.At("11:05", h.Panel.Zone()))
		first := h.bundle(t, c, h.ICT, "De wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi valt weg"))
		second := h.bundle(t, c, h.ICT, "De laptop is traag", h.say(t, h.Piet, c, 3, "De laptop is traag"))
		h.answer(t, first, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een antenne."}) // before the letter goes
		h.clock.To(routedOn.At("12:00", h.Panel.Zone()))
		has(t, h.lastLetter(t, h.deliver(t), letters.KindNudge, h.Sanne), "Nieuw punt voor ICT: De laptop is traag", "2. De laptop is traag", "Zet eerst het nummer van het punt", "> 2. Aangepast:")
		m.reply(t, m.letter(t, letters.KindNudge, h.Sanne), "2. Uitgelegd: hij wordt in juni vervangen.")
		m.reply(t, m.letter(t, letters.KindUnderstood, h.Sanne), "JA")
		answered, err := h.Item(ctx, second.ID)
		ok(t, err)
		if answered.Outcome != dialogue.Explained || answered.Answer != "hij wordt in juni vervangen." {
			t.Errorf("%+v", answered)
		}
	})
}

func TestALetterThatNobodyAnswersByMailNumbersNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		withMail(t, h)
		h.owing(t, true)
		text := h.lastLetter(t, h.days(t, dueOn, "2027-02-01"), letters.KindEscalation, h.Anton)
		has(t, text, "* Wifi valt weg")
		if strings.Contains(text, "1. ") {
			t.Errorf("the owner reads a number: %s", text)
		}
	})
}

func TestACoordinatorWritesTheIntroductionByMail(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := withMail(t, h)
		ctx := context.Background()
		c := h.OpenRound(t)
		item := h.bundle(t, c, h.ICT, "De wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi valt weg"))
		h.answer(t, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een antenne."})
		d := h.toDigest(t, c)
		if m.letter(t, letters.KindBundling, h.Joris); m.receiver.Answered(letters.KindBundling) || m.receiver.Answered(letters.KindNotice) {
			t.Error("an answer that means nothing is taken in")
		}
		m.reply(t, m.letter(t, letters.KindDigestReady, h.Joris), "Dank voor alle inbreng.\n\nJoris")
		has(t, m.written(t, letters.KindUnderstood, h.Joris), "Uw inleiding", "> Dank voor alle inbreng.")
		ok(t, h.SaveIntro(ctx, h.As(t, h.Ineke), d.ID, "Wat een ronde.", "")) // somebody else, meanwhile
		m.reply(t, m.letter(t, letters.KindUnderstood, h.Joris), "JA")
		has(t, m.written(t, letters.KindUnderstood, h.Joris), "Die wordt vervangen:", "> Wat een ronde.")
		m.reply(t, m.letter(t, letters.KindUnderstood, h.Joris), "JA")
		head, err := h.DigestHead(ctx, d.ID)
		ok(t, err)
		if head.IntroNL != "Dank voor alle inbreng.\n\nJoris" || head.State != dialogue.DigestDraft {
			t.Errorf("%+v", head)
		}
		has(t, m.written(t, letters.KindReplyTaken, h.Joris), "keur de tekst goed")
	})
}

func TestACrashWhileAReplyIsHandledLosesNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := withMail(t, h)
		c := h.OpenRound(t)
		m.reply(t, m.letter(t, letters.KindOpening, h.Fatma), fullReply)
		understood := m.letter(t, letters.KindUnderstood, h.Fatma)
		raw := m.raw(understood.Address, "<ja@mx.example>", "JA")
		dying, die := context.WithCancel(context.Background())
		die()
		sender, err := m.Waterveld.Outbox.Sender(context.Background(), h.db)
		ok(t, err)
		if _, err := m.receiver.Receive(dying, raw, understood.Address, sender.ReplyAddress(understood.Kind, understood.ID, understood.PersonID)); err == nil {
			t.Fatal("it was acknowledged by a program that died")
		}
		if n := len(m.said(t, c, h.Fatma)); n != 0 {
			t.Fatalf("%d contributions of a transaction that never ended", n)
		}
		ok(t, m.handOver(t, understood, raw))
		if n := len(m.said(t, c, h.Fatma)); n != 4 {
			t.Errorf("%d contributions", n)
		}
	})
}

func TestAReplyThatSaysTooMuchOrTooOftenIsRefusedInWords(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		m := withMail(t, h)
		h.OpenRound(t)
		opening := m.letter(t, letters.KindOpening, h.Fatma)
		m.reply(t, opening, "1. "+strings.Repeat("De wifi valt weg. ", 300))
		has(t, m.written(t, letters.KindReplyRefused, h.Fatma), "Uw antwoord is te lang.")
		for i := range 25 {
			m.reply(t, opening, fmt.Sprintf("1. Voor de %de keer", i))
		}
		if n := h.letters(t, letters.KindUnderstood, h.Fatma); n != 20 {
			t.Errorf("%d letters on one day", n)
		}
		html := fmt.Appendf(nil, "From: %s\r\nMessage-ID: <html@mx.example>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Hoi,</p><ol><li>De deur klemt</li><li>7</li></ol>\r\n", opening.Address)
		h.clock.Add(25 * 3600 * 1e9)
		ok(t, m.handOver(t, opening, html))
		u, err := m.waits(t, h.Fatma, letters.ReplyContribution)[0].Understood()
		ok(t, err)
		if len(u.Answers) != 2 || u.Answers[0].Text != "De deur klemt" || *u.Answers[1].Mark != 7 {
			t.Errorf("%+v", u)
		}
	})
}
