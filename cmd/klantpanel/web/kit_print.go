package web

import (
	"bytes"
	"fmt"
	"html/template"
	"time"
)

// kitSheet is what stands on paper, in the language of who will read it.
type kitSheet struct {
	*kitLink
	Organisation string
	Look         *look
	Panel        string
	Number       int    // of the round
	Ambassador   string // who hangs it up
	Services     string // in a row, "" for too many
	Until        time.Time
	Cards        []int
	Questions    []string
	More         int // questions that stand behind the link only
}

// kitPrintPage shows a sheet, with the way to print it around it in the reader's own language.
type kitPrintPage struct {
	Title, Back string
	Name        string // poster, cards or guide
	Languages   []navLink
	Language    string // of the sheet
	Sheet       template.HTML
}

const (
	cardsOnPage    = 8
	questionsAtAll = 6 // on one page with room to write; the others stand behind the link
)

func showPoster(r *Request) error { return r.printKit("poster", r.T("kit.poster.title")) }

func showCards(r *Request) error { return r.printKit("cards", r.T("kit.cards.title")) }

func showGuide(r *Request) error { return r.printKit("guide", r.T("kit.guide.title")) }

// printKit shows a sheet to print. Once the link leads nowhere, the kit says why.
func (r *Request) printKit(name, title string) error {
	link, err := r.linkToPrint()
	if isMissing(err) {
		return r.Redirect(r.kitPath())
	}
	if err != nil {
		return err
	}
	language := r.kitLanguage()
	p := kitPrintPage{Title: title, Back: r.kitPath() + "?language=" + language, Name: name, Language: language}
	for _, l := range languages {
		// ids: kit.in.nl kit.in.en
		p.Languages = append(p.Languages, navLink{r.kitPath() + "/" + name + "?language=" + l, r.T("kit.in." + l), l == language})
	}
	if p.Sheet, err = r.speaking(language).sheet("kit_"+name, link); err != nil {
		return err
	}
	return r.Page("kit_print", p)
}

// sheet is the part "sheet" of a page, in the request's language.
func (r *Request) sheet(page string, link *kitLink) (template.HTML, error) {
	s := kitSheet{kitLink: link, Organisation: r.Organisation.Name, Look: r.look(), Panel: r.cycle.Panel.Name, Number: r.cycle.Number,
		Ambassador: r.Actor.Person.Name, Until: r.cycle.Until(r.cycle.CollectingUntil), Cards: make([]int, cardsOnPage)}
	err := r.together(
		func() (err error) { s.Services, err = r.panelServices(); return err },
		func() (err error) { s.Questions, err = r.questionWords(); return err },
	)
	if err != nil {
		return "", err
	}
	if all := len(s.Questions); all > questionsAtAll {
		s.Questions, s.More = s.Questions[:questionsAtAll], all-questionsAtAll
	}
	set, err := r.set(r.Language, page)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := set.ExecuteTemplate(&b, "sheet", s); err != nil {
		return "", fmt.Errorf("sheet %s: %w", page, err)
	}
	return template.HTML(b.String()), nil
}
