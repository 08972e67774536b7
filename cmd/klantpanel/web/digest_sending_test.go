package web

import (
	"context"
	"net/http"
	"testing"
	"time"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel/paneltest"
)

func TestTheSendingOfADigestIsSeenAndPausedOnItsPage(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		ctx := context.Background()
		s.answer(s.Sanne, s.wifi(), dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		d := s.digest()
		path := "/digests/" + d.ID.String()
		b := s.as(s.Joris)
		if got := b.get(path + "/sending").is(http.StatusSeeOther).header.Get("Location"); got != path {
			t.Errorf("a draft leads to %s", got)
		}
		b.post(path + "/pause").is(http.StatusConflict)
		if err := s.server.Dialogue.Approve(ctx, s.As(t, s.Joris), d.ID, "Dank.", ""); err != nil {
			t.Fatal(err)
		}
		b.get(path+"/sending").is(http.StatusOK).sees("h1", "Het versturen").sees(".lead", "klaar").sees("[data-live=queues]", "0")
		if err := s.server.Dialogue.SendDigests(ctx, s.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		p := b.get(path+"/sending").sees(".sending__put", "8 van 8").sees("[data-live=goes] .figures", "8Wacht nog").sees("main", "houden we niet bij")
		if p.Find("noscript").Length() != 1 {
			t.Error("without a script the page stays as it is")
		}
		b.get(path+"/sending?still=1").lacks("[data-live]").lacks("noscript").sees("main", "Zet dat aan")
		b.get(path).sees(`a[href="`+path+`/sending"]`, "hoe ver")

		b.post(path+"/pause").follow().sees("#paused", "staat stil").sees(".notice", s.Joris.Name).lacks("[data-live]").lacks(`form[action$="/pause"]`)
		b.post(path + "/pause").is(http.StatusSeeOther)
		b.get(path).sees(".notice", "staat stil")
		b.get("/").sees("main", "Het versturen van “U zei, wij deden” staat stil")
		s.as(s.Fatma).get("/").lacks(`a[href="` + path + `/sending"]`)
		admin := s.as(s.Ineke)
		admin.get("/settings/mail").sees(".notice", "staat stil").sees(".notice", s.Joris.Name).lacks("#mail-paused")
		found := must(s.Outbox.Log(ctx, mail.LogFilter{About: d.ID, Kind: mail.KindDigest}, [16]byte{}, 1))(t)
		admin.get("/settings/mail/"+found.Mails[0].ID.String()).sees(".notice", "Deze mail wacht").sees(`.notice a[href="`+path+`/sending"]`, "")
		admin.post(path+"/go-on").follow().sees(".flash", "waar het was").lacks("#paused")
		admin.get("/settings/mail").lacks(".notice--warning a[href$='/sending']")

		for _, other := range []string{"/sending", "/pause", "/go-on", "/retry"} {
			if other == "/sending" {
				s.as(s.Fatma).get(path + other).is(http.StatusNotFound)
			} else {
				s.as(s.Fatma).post(path + other).is(http.StatusNotFound)
			}
		}
	})
}

func TestThePageOfTheSendingSaysWhyLettersDidNotGetThrough(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		ctx := context.Background()
		d := s.told()
		path := "/digests/" + d.ID.String()
		for _, change := range []struct{ who, state, words string }{
			{s.Wim.Email, mail.Dead, "550 5.1.1 <wim@waterveld.example>: User unknown"}, {s.Piet.Email, mail.Dead, "550 5.1.1 <piet@waterveld.example>: User unknown"},
			{s.Fatma.Email, mail.Suppressed, "the digest is no longer for the reader's team"}, {s.Bram.Email, mail.Unknown, "the connection was lost"},
		} {
			if _, err := s.db.NewUpdate().Table("mails").Set("state = ?", change.state).Set("error = ?", change.words).Where("address = ? AND kind = ?", change.who, mail.KindDigest).Exec(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.db.NewUpdate().Table("mails").Set("state = 'sent', sent_at = due_at").Where("kind = ? AND state = 'queued'", mail.KindDigest).Exec(ctx); err != nil {
			t.Fatal(err)
		}
		if err := s.server.Dialogue.SendDigests(ctx, s.Clock.Now()); err != nil { // the second look
			t.Fatal(err)
		}
		b := s.as(s.Joris)
		p := b.get(path+"/sending").is(http.StatusOK).sees("tbody tr:first-child", "De mailbox bestaat niet.").sees("tbody tr:first-child", "2")
		p.sees("tbody", "een ander team").sees(".figures", "4Verstuurd").sees(".figures", "2Mislukt").sees(".figures", "1Niet verstuurd").sees(".figures", "1Onzeker").lacks("[data-live]")
		p.sees(".lead", "Bijna klaar").sees("main", "krijgt deze brief niet meer")
		b.post(path+"/retry").follow().sees(".flash", "opnieuw").sees(".figures", "2Wacht nog")
		b.post(path + "/retry").follow().lacks(".flash")
	})
}

func TestThePageOfTheSendingDoesNotSayThatLettersGoOutWhileTheyWait(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path := "/digests/" + s.told().ID.String() + "/sending"
		b, ineke := s.as(s.Joris), s.As(t, s.Ineke)
		b.get(path).is(http.StatusOK).sees(".lead", "gaan de deur uit").lacks(".notice")
		paneltest.OK(t, s.Store.PauseMail(t.Context(), ineke, "Storing"))
		b.get(path).sees(".notice", "Alle mail staat stil").lacks(".lead")
		paneltest.OK(t, s.Store.ResumeMail(t.Context(), ineke))
		must(s.db.NewUpdate().Table("organisations").Set("letters_from = 7").Set("letters_until = 19").Where("1 = 1").Exec(t.Context()))(t)
		s.Clock.To(s.Clock.Now().Truncate(24 * time.Hour).Add(22 * time.Hour))
		b.get(path).sees(".notice", "gaan verder op").lacks(".lead")
		must(s.db.NewUpdate().Table("mails").Set("state = 'sent', sent_at = due_at").Where("kind = ?", mail.KindDigest).Exec(t.Context()))(t)
		paneltest.OK(t, s.server.Dialogue.SendDigests(t.Context(), s.Clock.Now()))
		b.get(path).sees(".lead", "Klaar.").lacks(".notice")
		paneltest.OK(t, s.Store.PauseMail(t.Context(), ineke, "Storing"))
		b.get(path).sees(".lead", "Klaar.").lacks(".notice")
	})
}
