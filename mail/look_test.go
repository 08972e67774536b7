package mail_test

import (
	"strings"
	"testing"

	"klantpanel/mail"
)

func TestAnOrganisationColoursItsLetters(t *testing.T) {
	themed := envelope
	themed.Sender.Look = mail.Look{Button: "#005a3c", ButtonText: "#fffffe", Link: "#005a3d", Heading: "#003322"}
	for _, letter := range mail.Examples("nl") {
		r, err := mail.Render(letter, "nl", themed)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`bgcolor="#005a3c"`, `fillcolor="#005a3c"`, "color:#fffffe", "color:#005a3d", "color:#003322"} {
			if !strings.Contains(r.HTML, want) {
				t.Errorf("%s doesn't hold %s", letter.Kind(), want)
			}
		}
		if strings.Contains(r.HTML, ".press{") {
			t.Errorf("%s has a button of another colour in the dark, under the organisation's letters", letter.Kind())
		}
		own, err := mail.Render(letter, "nl", envelope)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(own.HTML, "#005a3c") || !strings.Contains(own.HTML, `bgcolor="#1d4d78"`) || !strings.Contains(own.HTML, ".press{") {
			t.Errorf("%s without a look isn't ours", letter.Kind())
		}
	}
}

func TestOnlyColoursComeIntoALetter(t *testing.T) {
	for _, evil := range []string{"red", "#fff", "#1234567", "#12345g", " #123456", "#123456\n", `#123456"><script>`, "url(https://x.example/)", "#123456;background:url(x)"} {
		if mail.IsColour(evil) {
			t.Errorf("%q is taken for a colour", evil)
		}
		themed := envelope
		themed.Sender.Look = mail.Look{Button: evil, ButtonText: evil, Link: evil, Heading: evil}
		r, err := mail.Render(mail.Examples("nl")[1], "nl", themed)
		if err != nil {
			t.Fatal(err)
		}
		own, _ := mail.Render(mail.Examples("nl")[1], "nl", envelope)
		if r != own {
			t.Errorf("%q changed the letter", evil)
		}
	}
}

// contrast of WCAG 2.2 SC 1.4.3 is checked in the browser, on what is drawn; here is that half a look isn't mixed with ours.
func TestAButtonAndItsTextAreChosenTogether(t *testing.T) {
	themed := envelope
	themed.Sender.Look = mail.Look{Button: "#ffee00"}
	r, err := mail.Render(mail.Examples("nl")[1], "nl", themed)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(r.HTML, "#ffee00") {
		t.Error("white stands on yellow")
	}
}
