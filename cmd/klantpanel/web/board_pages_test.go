package web

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

// printers says the same n times, to the first question and unasked by turns.
func (s *site) printers(c panel.Cycle, n int) {
	s.t.Helper()
	questions, err := s.Store.CycleQuestions(s.t.Context(), c.ID)
	s.must(err)
	var answers []dialogue.Answer
	for i := range n {
		a := dialogue.Answer{People: 1, Text: fmt.Sprintf("De printer op gang %d is leeg.", i)}
		if i%2 == 1 {
			a.QuestionID = &questions[0].ID
		}
		answers = append(answers, a)
	}
	_, err = s.server.Dialogue.Contribute(s.t.Context(), s.As(s.t, s.Fatma), c.ID, uuid.New(), answers)
	s.must(err)
}

func TestFourHundredContributionsArePagedWithoutLosingTheChoice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		s.printers(c, 400)
		b := s.as(s.Joris)
		p := b.get(path + "/board").is(200)
		first := p.Find("input[name=contributions]").First().AttrOr("value", "")
		next := p.Find("button[formaction*='board?after=']").Last().AttrOr("formaction", "")
		p = b.ask("POST", next, url.Values{"contributions": {first}, "title": {"Printers leeg"}}).is(200).sees(".notice", "1 stuk inbreng op een andere bladzijde")
		if n := p.Find(".waiting").Length(); n != waitingAtOnce || p.Find("#title").AttrOr("value", "") != "Printers leeg" {
			t.Fatalf("%d contributions on the second page", n)
		}
		second := p.Find("input[type=checkbox]").First().AttrOr("value", "")
		done := p.browser.ask("POST", p.Find("form.board").AttrOr("action", ""), url.Values{"contributions": {first, second, second}, "title": {"Printers leeg"}, "said": {"Printers zijn leeg."}})
		if to := done.is(303).header.Get("Location"); !strings.Contains(to, "after=") {
			t.Errorf("goes on at %s", to)
		}
		if items := s.items(c); len(items) != 1 || items[0].Contributions != 2 {
			t.Errorf("points: %+v", items)
		}
		b.ask("POST", path+"/board", url.Values{"contributions": {second}, "_clear": {"on"}}).lacks("input[checked]").lacks("input[type=hidden][name=contributions]")
	})
}

func TestTheBoardGoesThroughTheQuestionsPageByPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		s.printers(c, 100)
		b := s.as(s.Joris)
		seen := map[string]int{}
		var questions []string
		for at := path + "/board"; at != ""; {
			p := b.ask("POST", at, url.Values{}).is(200)
			p.Find("input[name=contributions]").Each(func(_ int, box *goquery.Selection) { seen[box.AttrOr("value", "")]++ })
			p.Find("legend").Each(func(_ int, q *goquery.Selection) { questions = append(questions, q.Text()) })
			at = p.Find(".board__waiting > .actions button[formaction*='after=']").AttrOr("formaction", "")
		}
		if len(seen) != 100 {
			t.Errorf("%d of 100 contributions were shown", len(seen))
		}
		asked, unasked := "Wat houdt u op in uw werk?", "Wilt u nog iets anders zeggen?"
		if want := []string{asked, asked, unasked, unasked}; !slices.Equal(questions, want) {
			t.Errorf("the pages have %q, want %q", questions, want)
		}
	})
}

func TestTheBoardFindsContributionsByTheirWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		s.printers(c, 60)
		wifi := s.say(s.Piet, c, 2, "Op de werf is 100% geen WIFI.")
		b := s.as(s.Joris)
		if n := b.get(path + "/board?q=wifi").is(200).Find(".waiting").Length(); n != 1 {
			t.Errorf("%d contributions about wifi", n)
		}
		s.say(s.Piet, c, 2, "ÉÉN printer voor drie verdiepingen.")
		if n := b.get(path + "/board?q=%C3%A9%C3%A9n+printer").is(200).Find(".waiting").Length(); n != 1 {
			t.Errorf("%d contributions with capitals that have an accent", n)
		}
		if n := b.get(path + "/board?q=100%25").is(200).Find(".waiting").Length(); n != 1 {
			t.Errorf("%d contributions with a percent sign", n)
		}
		b.get(path+"/board?q=%25%25").is(200).sees(".empty", "Geen inbreng met")
		p := b.ask("POST", path+"/board", board([]uuid.UUID{wifi}, "q", "gang 7 ", "title", "Half")).is(200).sees(".notice", "op een andere bladzijde")
		if n := p.Find(".waiting").Length(); n != 1 || p.Find("#title").AttrOr("value", "") != "Half" {
			t.Errorf("%d contributions about the seventh corridor, title %q", n, p.Find("#title").AttrOr("value", ""))
		}
		p = b.ask("POST", path+"/items?q=gang+7", board([]uuid.UUID{wifi}, "q", "werf", "_enter", "on", "title", "Half", "said", "Half")).is(200)
		if p.Find(".waiting").Length() != 1 || len(s.items(c)) != 0 {
			t.Error("Enter in the search field made a point")
		}
		b.ask("POST", path+"/board?q=werf", board([]uuid.UUID{wifi}, "q", "werf", "_all", "on")).is(200).lacks(".empty").sees(".board__waiting .actions", "Volgende bladzijde")
	})
}

func TestManyPointsArePagedAndAllCanBeAddedTo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		s.printers(c, 40)
		waiting, err := s.server.Dialogue.WaitingPage(t.Context(), c.ID, uuid.Nil, 40)
		s.must(err)
		for i, w := range waiting[:36] {
			var service *uuid.UUID
			if i%6 == 0 {
				service = &s.ICT.ID
			}
			s.point(c, service, fmt.Sprintf("Printer op gang %d", i), w.ID)
		}
		b := s.as(s.Joris)
		p := b.get(path+"/board").is(200).sees(".board__share", "6 wachten op antwoord").sees(".board__share", "En nog 3 punten.").sees(".board__unrouted h3", "30")
		if n := p.Find(".board__item").Length(); n != boardItemsAtOnce {
			t.Errorf("%d points", n)
		}
		for {
			older := p.Find("#items button[formaction*='below=']:has(.icon:last-child)").AttrOr("formaction", "")
			if older == "" {
				break
			}
			p = b.ask("POST", older, board([]uuid.UUID{waiting[39].ID})).is(200)
		}
		add := p.Find(".board__item button").Last()
		b.ask("POST", add.AttrOr("formaction", ""), board([]uuid.UUID{waiting[39].ID}, "item", add.AttrOr("value", ""))).follow().sees(".flash", "Printer op gang 0")
	})
}

// queries counts the questions to a database.
type queries struct{ n atomic.Int64 }

func (q *queries) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context {
	q.n.Add(1)
	return ctx
}
func (q *queries) AfterQuery(context.Context, *bun.QueryEvent) {}

func TestTheBoardAsksTheDatabaseAsLittleOfAFullRoundAsOfAnEmptyOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		s.printers(c, 400)
		waiting, err := s.server.Dialogue.WaitingPage(t.Context(), c.ID, uuid.Nil, 100)
		s.must(err)
		for i, w := range waiting {
			s.point(c, []*uuid.UUID{nil, &s.ICT.ID, &s.Canteen.ID}[i%3], fmt.Sprintf("Printer op gang %d", i), w.ID)
		}
		b, counted := s.as(s.Joris), &queries{}
		start := s.as(s.Joris)
		start.get("/profile").is(200)
		db.AddQueryHook(counted)
		start.get("/help/shortcuts").is(200)
		around := counted.n.Load() // who asks, and for which organisation
		p := b.get(path + "/board").is(200)
		if n := counted.n.Load() - 2*around; n > 12 { // what waits, the shares, the points, the services, what can be undone, the proposals, and whose new points may be
			t.Errorf("the board asks the database %d times", n)
		}
		if p.Find(".waiting").Length() != waitingAtOnce || p.Find(".board__item").Length() != boardItemsAtOnce {
			t.Error("the board isn't full")
		}
	})
}

func TestTheShortcutsAreExplainedToWhoIsSignedIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		p := s.as(s.Joris).get("/help/shortcuts").is(200).sees("h1", "Sneltoetsen").sees("noscript", "Tab, spatie en Enter")
		if n := p.Find("dl kbd").Length(); n != 16 {
			t.Errorf("%d keys", n)
		}
	})
}
