package web

import (
	"strings"

	"klantpanel/mail"
	"klantpanel/panel"
)

var letterRoutes = []Route{
	{Method: "GET", Path: "/settings/letters", Access: Administrator, Handle: listLetters},
	{Method: "GET", Path: "/settings/letters/:letter", Access: Administrator, Handle: showLetter},
	{Method: "GET", Path: "/settings/letters/:letter/html", Access: Administrator, Handle: showLetterHTML},
}

// exampleLetter is a letter as it would be sent, about people and points that don't exist.
// ids: letters.sign_in letters.notice letters.opening letters.bundling letters.outcome letters.digest_ready letters.digest letters.reply_refused letters.round_changed letters.when_round_changed letters.understood letters.when_understood letters.reply_taken letters.when_reply_taken
// ids: letters.when_sign_in letters.when_notice letters.when_opening letters.when_bundling letters.when_outcome letters.when_digest_ready letters.when_digest letters.when_reply_refused
// ids: letters.report_back letters.when_report_back letters.clarification letters.when_clarification letters.reach letters.when_reach
// ids: letters.reminder letters.when_reminder letters.last_reminder letters.when_last_reminder
// ids: letters.acknowledged letters.when_acknowledged letters.revised letters.when_revised
// ids: letters.digest_constituency letters.when_digest_constituency letters.digest_best letters.when_digest_best
// ids: letters.thanks letters.when_thanks letters.decide letters.when_decide
// ids: letters.week letters.when_week letters.nudge letters.when_nudge letters.escalation letters.when_escalation letters.unmanned letters.when_unmanned
// ids: letters.digest_second letters.when_digest_second letters.digest_due letters.when_digest_due letters.digest_test letters.when_digest_test
type exampleLetter struct {
	Name string // by which the address has it
	mail.Rendered
}

// examples are letters of all kinds in the language, from the organisation and to the reader.
func (r *Request) examples(language string) ([]exampleLetter, error) {
	sender, err := r.Outbox.Sender(r.Context(), r.DB)
	if err != nil {
		return nil, err
	}
	var letters []exampleLetter
	for _, letter := range mail.Examples(language) {
		envelope := mail.Envelope{Sender: sender, Name: r.Actor.Person.Name}
		if !mail.IsDirectAnswer(letter.Kind()) {
			envelope.Unsubscribe = sender.BaseURL + "/profile" // the real link would stop the reader's own mail
		}
		rendered, err := mail.Render(letter, language, envelope)
		if err != nil {
			return nil, err
		}
		letters = append(letters, exampleLetter{mail.ExampleName(letter), rendered})
	}
	return letters, nil
}

// letterLanguage is the one that is asked for, or the reader's.
func (r *Request) letterLanguage() string {
	if language := r.Query("language"); language == "nl" || language == "en" {
		return language
	}
	return r.Language
}

// example is the letter that the address names, in the language that it asks for.
func (r *Request) example() (exampleLetter, error) {
	letters, err := r.examples(r.letterLanguage())
	if err != nil {
		return exampleLetter{}, err
	}
	for _, letter := range letters {
		if letter.Name == r.Ctx.Params("letter") {
			return letter, nil
		}
	}
	return exampleLetter{}, panel.Refuse(panel.NotFound, "error.page_not_found")
}

func listLetters(r *Request) error {
	letters, err := r.examples(r.Language)
	if err != nil {
		return err
	}
	return r.Page("letters", struct {
		Tabs    []navLink
		Letters []exampleLetter
	}{r.tabs(), letters})
}

func showLetter(r *Request) error {
	letter, err := r.example()
	if err != nil {
		return err
	}
	var languages []navLink
	for _, language := range []string{"nl", "en"} { // ids: language.nl language.en
		languages = append(languages, navLink{"/settings/letters/" + letter.Name + "?language=" + language, r.T("language." + language), language == r.letterLanguage()})
	}
	return r.Page("letter", struct {
		exampleLetter
		LetterLanguage string
		Languages      []navLink
		Lines          string
	}{letter, r.letterLanguage(), languages, strings.TrimSpace(letter.Text)})
}

// showLetterHTML shows the letter alone: the policy of our pages refuses frames.
func showLetterHTML(r *Request) error {
	letter, err := r.example()
	if err != nil {
		return err
	}
	return r.letter(letter.HTML)
}
