package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

// heardLink is the address that stands in the last letter of a kind to somebody, for an item.
func (s *site) heardLink(who panel.Person, kind string, item uuid.UUID) string {
	s.t.Helper()
	o := must(s.Store.Organisation(s.t.Context(), s.db))(s.t)
	var id uuid.UUID
	s.must(s.db.NewSelect().Table("mails").Column("id").Where("kind = ? AND person_id = ?", kind, who.ID).Order("id DESC").Limit(1).Scan(s.t.Context(), &id))
	return mail.HeardLink("", o.Secret, id, item)
}

func (s *site) heardChecks(t *testing.T) (checks []dialogue.Heard) {
	t.Helper()
	s.must(s.db.NewSelect().Model(&checks).Scan(t.Context()))
	return checks
}

// explained is a point of Fatma's that ICT explained, and another one that isn't hers.
func (s *story) explained() (hers, other dialogue.Item) {
	s.t.Helper()
	hers = s.wifi()
	other = s.site.point(s.round, &s.ICT.ID, "Te weinig laders", s.site.say(s.Piet, s.round, 3, "Ik mis laders."))
	for _, item := range []dialogue.Item{hers, other} {
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "De muren zijn te dik."})
	}
	return hers, other
}

func TestTheLinkInALetterAsksWhetherTheOutcomeHelped(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		item, other := s.explained()
		link := s.heardLink(s.Fatma, mail.KindOutcome, item.ID)
		b := s.nobody()
		for _, method := range []string{"GET", "HEAD", "GET"} { // scanners open links, and some twice
			b.ask(method, link, nil).is(200)
		}
		if n := len(s.heardChecks(t)); n != 0 {
			t.Fatalf("looking made %d heard checks", n)
		}
		p := b.get(link).sees("h1", "Bent u geholpen?").sees("main", "De muren zijn te dik.").sees("main", "Wifi").sees("main form", "Was de uitleg duidelijk?").lacks("main script")
		if p.header.Get("X-Robots-Tag") == "" || len(b.cookies) != 0 || strings.Contains(p.text("main"), "Fatma") {
			t.Errorf("search engines %q, cookies %v, page %s", p.header.Get("X-Robots-Tag"), b.cookies, p.text("main"))
		}
		helped, words, clear := "helped."+item.ID.String(), "text."+item.ID.String(), "clear."+item.ID.String()
		p.submit("main form", words, "Het valt weg.").is(422).sees(".error-summary", "Hielp dit antwoord u?").sees("textarea", "Het valt weg.")
		p.submit("main form", helped, "no", clear, "no", words, "Het valt weg.").is(303).follow().sees(".flash", "De coördinator hoort").sees("textarea", "Het valt weg.")
		b.get(link).submit("main form", helped, "yes", clear, "yes", words, "Toch wel.").is(303).follow().sees(".flash", "Dank u wel")
		b.get(link).submit("main form", helped, "yes", clear, "yes", words, "Toch wel.").is(303)
		if checks := s.heardChecks(t); len(checks) != 1 || !checks[0].Helped || !*checks[0].Clear || checks[0].Text != "Toch wel." || checks[0].ItemID != item.ID {
			t.Fatalf("the last word is %+v", checks)
		}
		s.as(s.Joris).get(link).is(200).sees("h1", "Bent u geholpen?") // whoever is signed in: the link is the letter's reader's

		english := s.nobody().get(link).submit(".language").follow().sees("h1", "Were you helped?")
		english.lacks(".error-summary")
		for what, wrong := range map[string]string{
			"another's point":     strings.Replace(link, item.ID.String(), other.ID.String(), 1),
			"no point":            strings.Replace(link, item.ID.String(), uuid.NewString(), 1),
			"nothing like it":     "/heard/verzonnen/" + item.ID.String(),
			"no id":               strings.Replace(link, item.ID.String(), "wifi", 1),
			"made to unsubscribe": "/heard" + strings.TrimPrefix(s.unsubscribeLink(s.Fatma), "/unsubscribe") + "/" + item.ID.String(),
		} {
			if text := b.get(wrong).is(404).sees("h1", "Deze link werkt niet").text("main"); strings.Contains(text, "laders") {
				t.Errorf("%s tells of a point: %s", what, text)
			}
			b.post(wrong, helped, "no").is(404)
		}
		s.tried(heardPost, s.address(), heardPostsInAnHour)
		b.post(link, helped, "no", words, "Te veel.").is(http.StatusTooManyRequests).sees("textarea", "Te veel.")
		if checks := s.heardChecks(t); len(checks) != 1 || !checks[0].Helped {
			t.Errorf("the last word is %+v", checks)
		}
	})
}

func TestALinkToAHeardCheckSaysWhatChangedSince(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		item, _ := s.explained()
		d, b := s.server.Dialogue, s.nobody()
		link := s.heardLink(s.Fatma, mail.KindOutcome, item.ID)
		s.Clock.Add(24 * 3600e9)
		must(s.db.NewUpdate().Table("mails").Set("state = 'sent'").Where("kind = ?", mail.KindOutcome).Exec(t.Context()))(t)
		must(d.Revise(t.Context(), s.As(t, s.Sanne), item.ID, 1, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een zender."}, "Er was toch geld."))(t)
		b.get(link).is(200).sees(".notice", "Het antwoord is veranderd").sees("main", "Er hangt een zender.").lacks("main form :contains('Was de uitleg')")
		s.must(d.HeardCheck(t.Context(), dialogue.VoiceOf(s.As(t, s.Fatma)), item.ID, false, "", nil))
		must(d.Reopen(t.Context(), s.As(t, s.Joris), item.ID, "Achterin valt het weg."))(t)
		b.get(link).is(200).sees("h1", "Dit punt is weer open").lacks("main form")
		b.post(link, "helped."+item.ID.String(), "no").is(409).sees("h1", "Dit punt is weer open")
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Er komt er een bij.", DueOn: s.in(15)})
		b.get(link).is(200).sees("h1", "Dit is toegezegd").lacks("main form")
		must(s.Store.SavePerson(t.Context(), panel.System, s.Fatma.ID, panel.PersonInput{Name: s.Fatma.Name, Email: s.Fatma.Email, Active: false}))(t)
		if text := b.get(link).is(200).sees("h1", "U kunt hier niets meer laten weten").text("main"); strings.Contains(text, "Wifi") {
			t.Errorf("who left reads %s", text)
		}
		b.post(link, "helped."+item.ID.String(), "no").is(409)
		must(s.db.NewDelete().Table("mails").Where("kind = ?", mail.KindOutcome).Exec(t.Context()))(t)
		b.get(link).is(404).sees("h1", "Deze link werkt niet") // the letter isn't kept any more
	})
}
