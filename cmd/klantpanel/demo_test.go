package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/uuid"

	"klantpanel/cmd/klantpanel/demo"
	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// visitor is a newcomer at a demonstration.
type visitor struct {
	*demonstration
	t       *testing.T
	browser http.Client
	said    *bytes.Buffer // on the terminal
}

// visit opens the demonstration as it is on a day, and serves it.
func visit(t *testing.T, day scheduler.Date) *visitor {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	v := &visitor{t: t, said: &bytes.Buffer{}}
	a := &App{ctx: t.Context(), settings: settings{Listen: listener.Addr().String(), SMTP: "smtp://mail.example", Database: "postgres://db.example/klantpanel"},
		stdout: v.said, stderr: t.Output()}
	began := time.Now()
	v.demonstration, err = openDemo(a, func() time.Time { return day.At("20:00", time.UTC) })
	must(t, err)
	t.Logf("the past was played in %s", time.Since(began).Round(time.Millisecond))
	v.welcome(a)
	v.browser.Jar, err = cookiejar.New(nil)
	must(t, err)
	ended := make(chan error)
	go func() { ended <- v.site.Listen(listener) }()
	t.Cleanup(func() {
		v.browser.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		must(t, v.site.Shutdown(ctx))
		must(t, <-ended)
		v.close()
		if _, err := os.Stat(v.folder); !os.IsNotExist(err) {
			t.Errorf("the demonstration left %s behind", v.folder)
		}
	})
	return v
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (v *visitor) get(path string) *goquery.Document {
	v.t.Helper()
	return v.page(v.browser.Get(v.player.BaseURL + path))
}

func (v *visitor) page(res *http.Response, err error) *goquery.Document {
	v.t.Helper()
	must(v.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	must(v.t, err)
	page, err := goquery.NewDocumentFromReader(bytes.NewReader(body))
	must(v.t, err)
	if res.StatusCode != http.StatusOK {
		v.t.Fatalf("%s answers %d: %s", res.Request.URL.Path, res.StatusCode, strings.Join(strings.Fields(page.Find("main").Text()), " "))
	}
	return page
}

// press sends the form with this address, which has to be the only one on the page.
func (v *visitor) press(page *goquery.Document, action string) *goquery.Document {
	v.t.Helper()
	form := page.Find(`form[action="` + action + `"]`)
	if form.Length() != 1 {
		v.t.Fatalf("%d forms lead to %s", form.Length(), action)
	}
	values := url.Values{}
	form.Find("input").Each(func(_ int, input *goquery.Selection) { values.Set(input.AttrOr("name", ""), input.AttrOr("value", "")) })
	return v.page(v.browser.PostForm(v.player.BaseURL+action, values))
}

// click takes the next step, after which everything has to be as it must always be.
func (v *visitor) click() *goquery.Document {
	v.t.Helper()
	page := v.press(v.get("/demo"), "/demo/next")
	findings, err := examine(v.t.Context(), v.player.DB)
	must(v.t, err)
	for _, f := range findings {
		v.t.Errorf("after the click: %s", f)
	}
	return page
}

func (v *visitor) round() panel.Cycle {
	v.t.Helper()
	c, err := v.player.latest(v.t.Context(), v.player.panels[0])
	must(v.t, err)
	return c
}

// as is a member of the cast.
func (v *visitor) as(key string) panel.Actor {
	v.t.Helper()
	actor, err := v.player.act(v.t.Context(), key)
	must(v.t, err)
	return actor
}

func TestInTheDemoEveryRoleHasAWayIn(t *testing.T) {
	v := visit(t, "2027-03-10")
	roles := v.Roles()
	if len(roles) != 6 {
		t.Fatalf("%d roles", len(roles))
	}
	for _, role := range roles {
		way := "/demo/sign-in/" + role.Key
		if !strings.Contains(v.said.String(), v.player.BaseURL+way+"\n") {
			t.Errorf("%s is not printed in\n%s", way, v.said)
		}
		page := v.press(v.get(way), way)
		if !strings.Contains(page.Find(".demo-banner").Text(), role.Name) {
			t.Errorf("who signs in as %s is %s", role.Name, page.Find(".demo-banner").Text())
		}
	}
}

func TestInTheDemoAWayInIsAPageThatSignsNobodyIn(t *testing.T) {
	v := visit(t, "2027-03-10")
	v.get("/demo/sign-in/administrator")
	n, err := v.player.DB.NewSelect().Table("sessions").Count(t.Context())
	must(t, err)
	if n != 0 {
		t.Fatalf("%d sessions", n)
	}
}

func TestTheDemoLetsAVisitorTryWhatAColleagueSees(t *testing.T) {
	v := visit(t, "2027-03-10")
	page := v.get("/demo")
	form := v.get(page.Find(`main a[href^="/k/"]`).AttrOr("href", ""))
	if form.Find("main form fieldset").Length() == 0 {
		t.Error("the link opens no form")
	}
	receipt := v.get(page.Find(`main a[href^="/receipts/"]`).AttrOr("href", ""))
	if words := receipt.Find("main").Text(); !strings.Contains(words, "thermoskan") || !strings.Contains(words, "bouillon") {
		t.Errorf("the receipt says\n%s", strings.Join(strings.Fields(words), " "))
	}
}

func TestInTheDemoAColleagueAnsweredAServiceAndAVisitorMayToo(t *testing.T) {
	v := visit(t, "2027-03-10")
	who, err := v.Colleague(t.Context())
	must(t, err)
	if words := v.get("/receipts/" + who.Asked).Find("main").Text(); !strings.Contains(words, "Facilitair vraagt u iets") || !strings.Contains(words, "op het drukste uur") {
		t.Errorf("the receipt says\n%s", strings.Join(strings.Fields(words), " "))
	}
	code, err := dialogue.ParseReceiptCode(who.Asked)
	must(t, err)
	receipt, err := v.player.Dialogue.ReceiptOf(t.Context(), code)
	must(t, err)
	for item := range receipt.Exchanges {
		asked, err := v.player.Dialogue.Clarifications(t.Context(), item)
		must(t, err)
		if len(asked) != 1 || len(asked[0].Answers) != 1 || !strings.Contains(asked[0].Answers[0], "Tussen negen en tien") {
			t.Errorf("the service was told %+v", asked)
		}
	}
}

// wasTold checks that the coordinator had a notice of a round, in which one question took its turn beside those of every round.
func (v *visitor) wasTold(c panel.Cycle) {
	v.t.Helper()
	plan, err := v.player.Panel.RoundPlan(v.t.Context(), c.PanelID, c.PlannedOn)
	must(v.t, err)
	told, err := v.player.DB.NewSelect().Table("mails").Where("kind = ? AND subject_id = ? AND state = ?", mail.KindNotice, plan.ID, mail.Sent).Count(v.t.Context())
	must(v.t, err)
	asked, err := v.player.Panel.CycleQuestions(v.t.Context(), c.ID)
	must(v.t, err)
	if every := len(v.player.content.Panels[0].Questions); told != 1 || len(asked) != every+1 || len(plan.Questions) != every+1 {
		v.t.Errorf("%d notices about %d questions, and round %d asks %d", told, len(plan.Questions), c.Number, len(asked))
	}
}

func TestInTheDemoFiveClicksCloseARoundAndOpenTheNext(t *testing.T) {
	v := visit(t, "2027-03-10")
	v.press(v.get("/demo/sign-in/coordinator"), "/demo/sign-in/coordinator")
	first := v.round()
	if first.Number != 4 || first.Phase != panel.Collecting {
		t.Fatalf("round %d is %s", first.Number, first.Phase)
	}
	phases := []string{panel.Responding, panel.Responding, panel.Reporting, panel.Closed, panel.Collecting}
	for i, phase := range phases {
		page := v.click()
		if c := v.round(); c.Phase != phase {
			t.Fatalf("after click %d round %d is %s, want %s", i+1, c.Number, c.Phase, phase)
		}
		if told := page.Find(".notice a"); told.Length() != 1 {
			t.Errorf("click %d doesn't show where to look", i+1)
		} else {
			v.get(told.AttrOr("href", ""))
		}
		if !strings.Contains(page.Find(".demo-banner").Text(), v.player.content.Cast["annemiek"].Name) {
			t.Fatalf("click %d signed the visitor out", i+1)
		}
	}
	if c := v.round(); c.Number != 5 {
		t.Fatalf("round %d is open", c.Number)
	}
	v.wasTold(v.round())
	digest, err := v.player.Dialogue.DigestOf(t.Context(), first.ID)
	must(t, err)
	delivered, err := v.player.DB.NewSelect().Table("mails").Where("kind = ? AND subject_id = ? AND state = ?", mail.KindDigest, digest.ID, mail.Sent).Count(t.Context())
	must(t, err)
	if delivered != demoPeople || len(digest.In("unanswered")) < 1 {
		t.Errorf("%d people got the digest, %d points are unanswered", delivered, len(digest.In("unanswered")))
	}
	for range phases { // the story goes round again
		v.click()
	}
	if c := v.round(); c.Number != 6 || c.Phase != panel.Collecting {
		t.Errorf("after ten clicks round %d is %s", c.Number, c.Phase)
	}
}

func TestInTheDemoARoundToComeMovesOutOfAClosedWeek(t *testing.T) {
	v := visit(t, "2027-03-10")
	first, err := v.player.Panel.Panel(t.Context(), v.player.panels[0].id)
	must(t, err)
	calendar, err := panel.CalendarIn(t.Context(), v.player.DB)
	must(t, err)
	moved := panel.Upcoming(first, calendar, v.player.clock.now(), 2)[1]
	if moved.Skipped || moved.Day <= moved.On || moved.Day.Weekday() != time.Monday {
		t.Errorf("the one after the next round is of %s and opens on %s", moved.On, moved.Day)
	}
}

func TestInTheDemoASecondClickOnTheSameButtonDoesNothing(t *testing.T) {
	v := visit(t, "2027-03-10")
	page := v.get("/demo")
	v.press(page, "/demo/next")
	before := v.player.clock.now()
	v.press(page, "/demo/next")
	if now := v.player.clock.now(); !now.Equal(before) {
		t.Errorf("the clock went from %s to %s", before, now)
	}
}

func TestInTheDemoWhatAVisitorBundledIsLeftAlone(t *testing.T) {
	v := visit(t, "2027-03-10")
	v.click()
	c := v.round()
	waiting, err := v.player.Dialogue.WaitingPage(t.Context(), c.ID, uuid.Nil, 3)
	must(t, err)
	mine, err := v.player.Dialogue.Bundle(t.Context(), v.as("annemiek"), c.ID, dialogue.BundleInput{
		Contributions: []uuid.UUID{waiting[0].ID, waiting[2].ID}, Title: "Door de bezoeker gebundeld", Said: "Twee dingen die bij elkaar horen."})
	must(t, err)
	v.click()
	item, err := v.player.Dialogue.Item(t.Context(), mine.ID)
	must(t, err)
	if item.Title != mine.Title || item.Contributions != 2 || item.State == dialogue.New {
		t.Errorf("the visitor's item became %q of %d contributions, %s", item.Title, item.Contributions, item.State)
	}
	if c := v.round(); c.Waiting != 0 {
		t.Errorf("%d contributions still wait", c.Waiting)
	}
	answer := dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "Zo zit het."}
	responders, err := v.player.Panel.Responders(t.Context(), *item.ServiceID)
	must(t, err)
	responder, err := v.player.Panel.Act(t.Context(), responders[0].ID)
	must(t, err)
	_, err = v.player.Dialogue.GiveOutcome(t.Context(), responder, mine.ID, answer)
	must(t, err)
	v.click()
	v.click()
	item, err = v.player.Dialogue.Item(t.Context(), mine.ID)
	must(t, err)
	if item.Answer != answer.Answer || item.ToldIn == nil {
		t.Errorf("the visitor's answer became %q, told: %v", item.Answer, item.ToldIn != nil)
	}
}

func TestInTheDemoWhatAVisitorSaysIsBundledAndAnsweredToo(t *testing.T) {
	v := visit(t, "2027-03-10")
	c := v.round()
	who := v.player.busyAmbassador()
	own := []dialogue.Answer{{People: 3, Text: "Er staat nergens een kapstok. De jassen liggen over de stoelen."}}
	_, err := v.player.Dialogue.Contribute(t.Context(), v.as(who), c.ID, uuid.New(), own)
	must(t, err)
	for range 3 {
		v.click()
	}
	said, err := v.player.Dialogue.Said(t.Context(), v.as(who).Ambassadors[v.player.panels[0].id], c.ID)
	must(t, err)
	if len(said) != 1 {
		t.Fatalf("%d contributions of %s, want the visitor's own", len(said), who)
	}
	if item := said[0].Item; item == nil || item.State != dialogue.HasOutcome || item.Title != "Er staat nergens een kapstok" {
		t.Errorf("it became %+v", item)
	}
}

func TestOpenRoundsOpenedThreeToSevenWorkingDaysAgoWhateverTheDay(t *testing.T) {
	content, err := demo.Load()
	must(t, err)
	for day := scheduler.Date("2026-01-01"); day < "2028-01-01"; day = day.AddDays(1) {
		calendar, err := newDemoCalendar(day.At("08:00", time.UTC))
		must(t, err)
		today := scheduler.DateOf(calendar.start, calendar.zone)
		if n := ordinary.WorkdaysBetween(calendar.week, today); !ordinary.IsWorkday(today) || n < 3 || n > 7 {
			t.Errorf("%s: today is %s, %d working days after %s", day, today, n, calendar.week)
		}
		for _, p := range content.Panels {
			r, from := calendar.recurrence(p.Recurrence, len(p.Rounds)-1)
			var planned []scheduler.Date
			for next, ok := r.Next("", from); ok && next <= today; next, ok = r.Next(next, from) {
				planned = append(planned, next)
			}
			if len(planned) != len(p.Rounds) || planned[len(planned)-1] < calendar.week {
				t.Errorf("%s: %s comes round on %v", day, p.Key, planned)
			}
		}
	}
}

func TestInTheDemoMonthsOfAnyShapePlay(t *testing.T) {
	for _, day := range []scheduler.Date{"2027-01-03", "2028-05-31"} {
		v := visit(t, day)
		for range 5 {
			v.click()
		}
	}
}
