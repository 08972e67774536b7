package web

import (
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
)

func TestAdministratorsLookAtEachLetterBeforeAnybodyGetsIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		admin := s.as(s.Ineke)
		list := admin.get("/settings/letters")
		for _, letter := range mail.Examples("nl") {
			if list.Find(`main a[href="/settings/letters/`+mail.ExampleName(letter)+`"]`).Length() != 1 {
				t.Errorf("%s is not listed", mail.ExampleName(letter))
			}
			for language, why := range map[string]string{"nl": "U krijgt deze mail omdat", "en": "You get this mail because"} {
				p := admin.get("/settings/letters/" + mail.ExampleName(letter) + "?language=" + language)
				if text := p.Find("main pre").Text(); !strings.Contains(text, why) || !strings.Contains(text, s.Ineke.Name) {
					t.Errorf("%s in %s reads\n%s", mail.ExampleName(letter), language, text)
				}
				link, _ := p.Find("main a.button").Attr("href")
				html := admin.get(link)
				if policy := html.header.Get("Content-Security-Policy"); !strings.Contains(policy, "sandbox") || !strings.Contains(policy, "frame-ancestors 'none'") {
					t.Errorf("the letter is shown under the policy %q", policy)
				}
				if html.Find("a.button").Length() != 1 || html.Find("[style]").Length() != 0 || !strings.Contains(html.Find("body").Text(), why) {
					t.Errorf("%s in %s is no letter:\n%s", mail.ExampleName(letter), language, html.body)
				}
			}
		}
		if p := admin.get("/settings/letters/aanmaning"); p.status != 404 {
			t.Errorf("a letter that doesn't exist is shown with %d", p.status)
		}
		if strings.Contains(admin.get("/settings/letters/digest").body, "/unsubscribe/") {
			t.Error("the example holds a link that stops the administrator's own mail")
		}
	})
}
