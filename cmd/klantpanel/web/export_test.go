package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"github.com/xuri/excelize/v2"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
)

// csvRows are the lines of a CSV file without its headings.
func (p *page) csvRows() [][]string {
	p.t.Helper()
	p.is(http.StatusOK)
	body, marked := strings.CutPrefix(p.body, "\ufeff")
	if !marked || !strings.Contains(body, "\r\n") {
		p.t.Fatalf("no byte order mark or no CRLF: %q", p.body[:min(80, len(p.body))])
	}
	read := csv.NewReader(strings.NewReader(body))
	read.Comma = ';'
	rows, err := read.ReadAll()
	if err != nil {
		p.t.Fatal(err)
	}
	return rows[1:]
}

// workbookOf opens the file and gives its only sheet.
func (p *page) workbookOf() (*excelize.File, string) {
	p.t.Helper()
	p.is(http.StatusOK)
	f, err := excelize.OpenReader(bytes.NewReader([]byte(p.body)))
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { f.Close() })
	return f, f.GetSheetName(0)
}

// firstCells are the first cells of each row.
func firstCells(rows [][]string) []string {
	var cells []string
	for _, row := range rows {
		cells = append(cells, row[0])
	}
	return cells
}

func (p *page) texts(find string) []string {
	var texts []string
	for _, n := range p.Find(find).EachIter() {
		texts = append(texts, strings.Join(strings.Fields(n.Text()), " "))
	}
	return texts
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if strings.Join(got, "|") != strings.Join(want, "|") || len(want) == 0 {
		t.Errorf("%s: the file holds %q, the page %q", what, got, want)
	}
}

func TestAFileHoldsWhatItsReaderSeesOnThePage(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		s.wifi()
		s.point(s.Canteen, "Soep is koud", "De soep is koud.", s.say(s.Piet, 2, "Koude soep."))
		s.say(s.Fatma, 4, "De lift doet het niet.")
		round := "/cycles/" + s.round.ID.String()
		for _, reader := range []panel.Person{s.Joris, s.Fatma, s.Anton} {
			b := s.as(reader)
			rows := b.get(round + "/items.csv").csvRows()
			same(t, reader.Name+", points", firstCells(rows), b.get(round).texts("#items ~ .rows .rows__title"))
			if rows[1][3] != "enkele collega's" || rows[0][3] != "5" {
				t.Errorf("%s is told of %q and %q people", reader.Name, rows[0][3], rows[1][3])
			}
		}
		for _, reader := range []panel.Person{s.Sanne, s.Bram} {
			b := s.as(reader)
			same(t, reader.Name+", inbox", firstCells(b.get("/inbox.csv?part=open").csvRows()), b.get("/inbox?part=open").texts(".rows__title"))
		}
		same(t, "own words", []string{s.as(s.Piet).get(round + "/said.csv").csvRows()[0][2]}, []string{"Koude soep."})
		said := s.as(s.Joris).get(round + "/contributions.csv").csvRows()
		if len(said) != 3 || said[1][2] != "Koude soep." || said[1][3] != "2" || said[1][4] != s.Piet.Name || said[1][6] != "Soep is koud" {
			t.Errorf("the contributions read %q", said)
		}
		for _, reader := range []panel.Person{s.Fatma, s.Anton, s.Sanne} {
			if p := s.as(reader).get(round + "/contributions.xlsx"); p.status != http.StatusNotFound || strings.Contains(p.body, "lift") {
				t.Errorf("%s gets the contributions: %d", reader.Name, p.status)
			}
		}
		s.answer(s.Sanne, s.item("Wifi"), dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een extra zender."})
		told := s.told()
		b := s.as(s.Wim)
		same(t, "digest", firstCells(b.get("/digests/"+told.ID.String()+"/points.csv").csvRows()), b.get("/digests/"+told.ID.String()).texts(".digest__entry h3"))
		if rows := b.get("/digests.csv").csvRows(); len(rows) != 1 || rows[0][0] != s.Panel.Name || rows[0][3] != "1" {
			t.Errorf("the archive reads %q", rows)
		}
		if rows := b.get("/told-points.csv?q=zender").csvRows(); len(rows) != 1 || !strings.Contains(rows[0][8], "zender") {
			t.Errorf("the archive finds %q", rows)
		}
	})
}

// item is the point whose title begins so.
func (s *story) item(title string) dialogue.Item {
	s.t.Helper()
	for _, i := range must(s.server.Dialogue.ItemsIn(s.t.Context(), s.round.ID, uuid.Nil, 100))(s.t) {
		if strings.HasPrefix(i.Title, title) {
			return i
		}
	}
	s.t.Fatalf("no point %q", title)
	return dialogue.Item{}
}

func TestEachListOfTheSettingsHasAFileOfTheSameLines(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		of := "/panels/" + s.Panel.ID.String()
		for _, list := range []struct{ page, file, find string }{
			{"/settings/services", "/settings/services", ".rows__title"},
			{"/panels", "/panels", ".rows__title"},
			{"/services", "/services", ".card__title"},
			{of, of + "/ambassadors", "#ambassadors ~ table tbody th a"},
		} {
			for _, reader := range []panel.Person{s.Joris, s.Ineke} {
				b := s.as(reader)
				p := b.get(list.page).is(http.StatusOK)
				same(t, list.file, firstCells(b.get(list.file+".csv").csvRows()), p.texts(list.find))
				f, sheet := b.get(list.file + ".xlsx").workbookOf()
				if rows := must(f.GetRows(sheet))(t); len(rows) != 1+len(p.texts(list.find)) {
					t.Errorf("%s: %d rows", list.file, len(rows))
				}
				if p.Find(`.export a[href="`+list.file+`.xlsx"]`).Length() != 1 {
					t.Errorf("%s doesn't lead to its file", list.page)
				}
			}
		}
		b := s.as(s.Joris)
		if rows := b.get("/questions.csv").csvRows(); len(rows) != len(s.Questions) || rows[0][0] != "Kantine" {
			t.Errorf("the questions read %q", rows)
		}
		if rows := b.get(of + "/rounds.csv").csvRows(); len(rows) != 1 || rows[0][0] != "1" || rows[0][1] != string(s.round.PlannedOn) {
			t.Errorf("the rounds read %q", rows)
		}
		b.get("/people.csv").is(http.StatusForbidden)
	})
}

func TestTheFileOfASearchHoldsWhatThePageFinds(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		giveWords(t, s)
		b := s.as(s.Wim)
		for _, asked := range []string{"wachtwoord", strings.Repeat("lang", 25) + " wachtwoord", "zwembad"} { // nobody looks for more than 100 letters
			query := "?q=" + escapeQuery(asked)
			same(t, asked, firstCells(b.get("/services.csv"+query).csvRows()), b.get("/services"+query).texts(".card__title"))
		}
	})
}

func TestPageAndFileRoundAFigureAlike(t *testing.T) {
	r := &Request{Language: "nl"}
	for average, want := range map[float64]string{7.25: "7,3", 6.25: "6,3", 7.05: "7,1", 7.24: "7,2", 10: "10,0"} {
		f := dialogue.Figure{Mark: average}
		f.Question.Kind = panel.Mark
		var onPage figureView
		r.fillFigure(&onPage, f)
		inFile := strings.ReplaceAll(fmt.Sprint(r.figureRows(f)[0].Mark), ".", ",")
		if onPage.Mark != want || inFile != strings.TrimSuffix(want, ",0") {
			t.Errorf("%g is %s on the page and %s in the file, want %s", average, onPage.Mark, inFile, want)
		}
	}
}

func TestInAWorkbookNumbersAndDaysAreNumbersAndTextIsNoFormula(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		s.point(s.ICT, `=HYPERLINK("http://kwaad.example";"klik")`, "Wifi.", s.say(s.Fatma, 7, "Wifi."))
		f, sheet := s.as(s.Joris).get("/cycles/" + s.round.ID.String() + "/items.xlsx").workbookOf()
		if text := must(f.GetCellValue(sheet, "A2"))(t); !strings.HasPrefix(text, "'=") {
			t.Errorf("the title reads %q", text)
		}
		if formula := must(f.GetCellFormula(sheet, "A2"))(t); formula != "" {
			t.Errorf("the title is a formula: %q", formula)
		}
		for cell, want := range map[string]string{"D2": "5", "E2": string(s.item("=").DueOn)} {
			kind := must(f.GetCellType(sheet, cell))(t)
			if value := must(f.GetCellValue(sheet, cell))(t); value != want || kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString {
				t.Errorf("%s is %q of type %v, want the number %s", cell, value, kind, want)
			}
		}
		if raw := must(f.GetCellValue(sheet, "E2", excelize.Options{RawCellValue: true}))(t); strings.Contains(raw, "-") {
			t.Errorf("the day is the text %q", raw)
		}
	})
}

// watch sees each query of a database; it may spoil one by ending its time.
type watch struct {
	mu      sync.Mutex
	queries []string
	spoil   func(query string) bool
}

func (w *watch) BeforeQuery(ctx context.Context, e *bun.QueryEvent) context.Context {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queries = append(w.queries, e.Query)
	if w.spoil != nil && w.spoil(e.Query) {
		ended, cancel := context.WithCancel(ctx)
		cancel()
		return ended
	}
	return ctx
}

func (w *watch) AfterQuery(context.Context, *bun.QueryEvent) {}

// during gives the queries that do asks.
func (w *watch) during(do func()) []string {
	w.queries = nil
	do()
	return w.queries
}

// crowd adds people, without the operation for each.
func (s *site) crowd(n int) {
	s.t.Helper()
	people := make([]panel.Person, n)
	for i := range people {
		people[i] = panel.Person{ID: uuid.New(), Name: fmt.Sprintf("Collega %05d", i), Email: fmt.Sprintf("c%05d@waterveld.example", i), DigestWish: panel.EachRound, Active: true, CreatedAt: s.Clock.Now()}
	}
	for len(people) > 0 {
		some := people[:min(500, len(people))]
		if _, err := s.db.NewInsert().Model(&some).Exec(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
		people = people[len(some):]
	}
	if _, err := s.db.ExecContext(s.t.Context(), "ANALYZE"); err != nil {
		s.t.Fatal(err)
	}
}

// plan is how the database goes about a query.
func (s *site) plan(query string) string {
	s.t.Helper()
	explain := "EXPLAIN "
	if migrations.IsSQLite(s.db) {
		explain += "QUERY PLAN "
	}
	rows := must(s.db.QueryContext(s.t.Context(), explain+query))(s.t)
	defer rows.Close()
	columns := must(rows.Columns())(s.t)
	var plan strings.Builder
	for rows.Next() {
		cells := make([]any, len(columns))
		for i := range cells {
			cells[i] = new(any)
		}
		if err := rows.Scan(cells...); err != nil {
			s.t.Fatal(err)
		}
		fmt.Fprintln(&plan, *cells[len(cells)-1].(*any))
	}
	return plan.String()
}

func TestAPageOfThousandsOfPeopleReadsAPageAndTheFileReadsThemAll(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		s.crowd(5000)
		w := &watch{}
		s.db.AddQueryHook(w)
		b := s.as(s.Ineke)
		for _, path := range []string{"/people", b.next("/people")} {
			asked := w.during(func() { b.get(path).is(http.StatusOK) })
			for _, q := range asked {
				if !strings.Contains(q, `ORDER BY "p"."name"`) {
					continue
				}
				if !strings.Contains(q, fmt.Sprintf("LIMIT %d", peoplePerPage+1)) {
					t.Errorf("%s reads more than a page: %s", path, q)
				}
				if plan := s.plan(q); !strings.Contains(plan, "people_name") || strings.Contains(plan, "TEMP B-TREE") {
					t.Errorf("%s walks no index: %s", path, plan)
				}
			}
		}
		if rows := b.get("/people.csv").csvRows(); len(rows) != 5008 {
			t.Errorf("the file holds %d people", len(rows))
		}
		found := b.get("/people?q=collega+0012").is(http.StatusOK)
		link, _ := found.Find(`.export a[href^="/people.csv"]`).Attr("href")
		if rows := b.get(link).csvRows(); len(rows) != 10 || rows[0][0] != "Collega 00120" {
			t.Errorf("%s holds %d people", link, len(rows))
		}
	})
}

func TestAFileThatFailsHalfwayIsAPageThatSaysSo(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		s.crowd(1200)
		pages := 0
		s.db.AddQueryHook(&watch{spoil: func(q string) bool {
			if strings.Contains(q, `ORDER BY "p"."name"`) {
				pages++
			}
			return pages == 2
		}})
		for _, file := range []string{"/people.csv", "/people.xlsx"} {
			pages = 0
			p := s.as(s.Ineke).get(file)
			if p.status < 500 || strings.Contains(p.body, "Collega 00001") || p.header.Get("Content-Disposition") != "" || !strings.Contains(p.header.Get("Content-Type"), "html") {
				t.Errorf("%s answers %d, %s", file, p.status, p.header.Get("Content-Type"))
			}
		}
	})
}

func TestALongerListAsksNoMoreQuestionsOfTheDatabase(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		s.wifi()
		w := &watch{}
		s.db.AddQueryHook(w)
		administrator, of := s.as(s.Ineke), "/panels/"+s.Panel.ID.String()
		paths := []string{"/people", "/settings/services", "/questions", "/panels", of, "/cycles/" + s.round.ID.String(), "/settings/mail"}
		before := map[string]int{}
		for _, path := range paths {
			before[path] = len(w.during(func() { administrator.get(path).is(http.StatusOK) }))
		}
		s.lengthen()
		for _, path := range paths {
			p := administrator.get(path).is(http.StatusOK)
			if after := len(w.during(func() { administrator.get(path) })); after > before[path] {
				t.Errorf("%s asks %d questions, %d while its list was short", path, after, before[path])
			}
			next, more := p.Find(".pager__link[rel=next]").First().Attr("href")
			if !more {
				t.Errorf("%s has no next page", path)
				continue
			}
			administrator.get(next).is(http.StatusOK).sees("main", "Naar het begin")
		}
	})
}

// lengthen makes each list longer than a page.
func (s *story) lengthen() {
	s.t.Helper()
	ctx := s.t.Context()
	s.crowd(60)
	questions := must(s.Store.CycleQuestions(ctx, s.round.ID))(s.t)
	for i := range 60 {
		name := fmt.Sprintf("Dienst %02d", i)
		must(s.Store.SaveService(ctx, panel.System, uuid.Nil, panel.ServiceInput{Name: name, NormDays: 5, Responders: s.Sanne.Email}))(s.t)
		must(s.Store.SaveQuestion(ctx, panel.System, uuid.Nil, panel.QuestionInput{Topic: name, Kind: panel.Open, TextNL: "Wat gaat er goed?"}))(s.t)
		must(s.Store.SaveAmbassador(ctx, panel.System, s.Panel.ID, uuid.Nil, panel.AmbassadorInput{Email: fmt.Sprintf("c%05d@waterveld.example", i), StartsOn: "2027-01-01"}))(s.t)
		in := s.PanelInput()
		in.Name = fmt.Sprintf("Klantpanel %02d", i)
		must(s.Store.SavePanel(ctx, panel.System, uuid.Nil, in))(s.t)
		must(s.server.Dialogue.Contribute(ctx, s.As(s.t, s.Fatma), s.round.ID, uuid.New(), []dialogue.Answer{{QuestionID: &questions[0].ID, People: 1, Text: name}}))(s.t)
		waiting := must(s.server.Dialogue.WaitingPage(ctx, s.round.ID, uuid.Nil, 1))(s.t)
		s.point(s.ICT, name, "Er is iets.", waiting[0].ID)
		failed := mail.Mail{ID: uuid.Must(uuid.NewV7()), Kind: mail.KindDigest, SubjectID: uuid.New(), PersonID: s.Wim.ID, Name: s.Wim.Name, Address: s.Wim.Email,
			Language: "nl", Personal: []byte("{}"), MessageID: uuid.NewString(), State: mail.Dead, Error: "550 no such user", CreatedAt: s.Clock.Now(), DueAt: s.Clock.Now()}
		if _, err := s.db.NewInsert().Model(&failed).Exec(ctx); err != nil {
			s.t.Fatal(err)
		}
	}
}

// next is the address of the page after this one.
func (b *browser) next(path string) string {
	b.t.Helper()
	next, ok := b.get(path).Find(".pager__link[rel=next]").First().Attr("href")
	if !ok {
		b.t.Fatalf("%s has no next page", path)
	}
	return next
}
