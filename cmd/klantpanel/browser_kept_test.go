package main

import (
	"regexp"
	"testing"

	"github.com/chromedp/chromedp"
)

const (
	keptAnswer = "Wij hebben de route naar de balie op het scherm bij de ingang gezet."
	keptPoint  = "De printer op de derde verdieping maakt strepen. Kopiëren lukt wel."
)

// TestInTheBrowserTextTypedInAnEndedSessionIsNotLost types in the form of a round and in an answer, and sends both too late.
func TestInTheBrowserTextTypedInAnEndedSessionIsNotLost(t *testing.T) {
	t.Parallel()
	browser(t)
	for _, d := range []device{desk, plainPhone} {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			w := demoWorld(t, demoDay)
			ambassador := w.newReader(t, "ambassador", d)
			ambassador.playsRole("ambassador")
			ambassador.press(`//main//a[contains(@href, '/contribute')]`).fill("text.unasked", keptPoint)
			ambassador.tooLate("main form.contribute")
			ambassador.sees("Wat u had getypt", keptPoint).send(`main form[action$="/contribute"]`).sees(keptPoint)
			ambassador.hasNoKeptForm()

			responder := w.newReader(t, "responder", d)
			responder.playsRole("responder")
			responder.open("/inbox").press(`//main//a[contains(@href, '/items/')]`)
			responder.choose("outcome", "explained").fill("answer", keptAnswer)
			responder.tooLate("#answer-form")
			responder.sees("Wat u had getypt", keptAnswer).send(`main form[action$="/outcome"]`).sees(keptAnswer)
			responder.hasNoKeptForm()
		})
	}
}

var signInLink = regexp.MustCompile(`/sign-in/[\w-]{20,}`)

// tooLate sends a form after the session has ended, and signs in on the page that says so, by the letter that comes.
func (r *reader) tooLate(form string) {
	r.t.Helper()
	address := r.signedInAs()
	if _, err := r.DB.NewUpdate().Table("sessions").Set("ended_at = ?", r.Clock()).Where("ended_at IS NULL").Exec(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	r.expects(401).send(form).sees("Uw tekst is bewaard.")
	r.fill("email", address).send(`main form[action="/sign-in"]`)
	r.post()
	r.open(signInLink.FindString(r.newestMail(address, "Inloggen").Text)).send("main form")
}

// signedInAs is the address of the one who signed in last.
func (r *reader) signedInAs() (address string) {
	r.t.Helper()
	err := r.DB.NewSelect().TableExpr("sessions AS s").Join("JOIN people AS p ON p.id = s.person_id").ColumnExpr("p.email").
		Where("s.ended_at IS NULL").Limit(1).Scan(r.t.Context(), &address)
	if err != nil {
		r.t.Fatal(err)
	}
	return address
}

func (r *reader) hasNoKeptForm() {
	r.t.Helper()
	n, err := r.DB.NewSelect().Table("kept_forms").Count(r.t.Context())
	if err != nil || n != 0 {
		r.fail("%d kept forms, %v", n, err)
	}
	if _, err := r.DB.NewDelete().Table("sessions").Where("1 = 1").Exec(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

// TestInTheBrowserADraftThatCannotBeSavedSaysSoAndCatchesUp ends the session while the form is open, and comes back to it.
func TestInTheBrowserADraftThatCannotBeSavedSaysSoAndCatchesUp(t *testing.T) {
	t.Parallel()
	browser(t)
	w := demoWorld(t, demoDay)
	r := w.newReader(t, "ambassador", desk)
	r.playsRole("ambassador")
	r.press(`//main//a[contains(@href, '/contribute')]`)
	sessions := func(at any) {
		if _, err := r.DB.NewUpdate().Table("sessions").Set("ended_at = ?", at).Where("1 = 1").Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	sessions(r.Clock())
	r.fill("text.unasked", keptPoint).sees("U bent uitgelogd. Laat deze bladzijde open")
	if link := step(r, "find the link", textOf(`[data-saved] a[target=_blank]`, "href")); link != "/sign-in" {
		t.Errorf("the link leads to %q", link)
	}
	sessions(nil) // signed in again, in another tab
	saved := step(r, "see that it can be saved", textOf(`[data-saved]`, "data-saved"))
	step(r, "come back to the page", chromedp.Evaluate[bool](`dispatchEvent(new Event("focus"))`))
	r.sees(saved)
	r.open(r.path())
	if got := r.value("text.unasked"); got != keptPoint {
		r.fail("the draft holds %q", got)
	}
}
