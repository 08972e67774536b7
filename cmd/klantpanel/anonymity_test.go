package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"klantpanel/migrations"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

const (
	alone     = 50 // colleagues who send one after another,
	crowds    = 10 // and groups
	crowd     = 60 // of so many who send at the same moment
	nameless  = alone + crowds*crowd
	lingers   = 61 * time.Second
	sentEvery = 95*time.Minute - lingers
)

// TestNobodyIsKnownByWhatTheySentByALink lets colleagues contribute to the program as it is served, each with an address, a browser, a
// cookie and a language of their own, fifty one after another and then ten groups each at a moment of its own, and then looks for any of
// that, and for their order, in all that is kept: every row of the database, the bytes of its files, a dump, and the log.
func TestNobodyIsKnownByWhatTheySentByALink(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { nobodyIsKnown(t, dbtest.Migrated(t)) })
	t.Run("postgres", func(t *testing.T) { nobodyIsKnown(t, dbtest.Postgres(t)) })
}

func nobodyIsKnown(t *testing.T, address string) {
	w := newWorld(t, address, paneltest.Start, func(s *settings) {
		s.LogFormat, s.TrustedProxies = "json", []string{"127.0.0.0/8"}
	})
	town := paneltest.New(t, w.DB)
	round := town.OpenRound(t)
	w.moment.becomes(town.Clock.Now().Add(3 * time.Minute)) // nobody sends at the full hour, which limits may tell for a few hours
	var link panel.Link
	paneltest.OK(t, w.DB.NewSelect().Model(&link).Where("l.cycle_id = ?", round.ID).Limit(1).Scan(t.Context()))

	traces, lines := traces{}, w.requestLines()
	for i := range alone {
		w.moment.becomes(w.moment.now().Add(sentEvery))
		w.contribute(link, colleague(i))
		traces.add(colleague(i), w.moment.now())
	}
	for i := alone; i < nameless; i += crowd {
		w.moment.becomes(w.moment.now().Add(sentEvery))
		w.contribute(link, colleagues(i, crowd)...)
		traces.add(colleague(i), w.moment.now())
	}
	if n := w.requestLines() - lines; n != 0 {
		t.Errorf("the log has %d lines about requests of which none may be told", n)
	}
	secret := w.secretOfToday()
	w.findNothing(t, "before the round stopped collecting", address, traces)
	w.findOrder(t, address)

	w.becomes(round.CollectingUntil.Time.Add(time.Minute))
	w.becomes(w.moment.now().Add(25 * time.Hour))
	w.findNothing(t, "when it had", address, append(traces, trace{"the secret of a day", secret}))
	w.findNoOrder(t, address)
	findings, err := examine(t.Context(), w.DB)
	paneltest.OK(t, err)
	for _, f := range findings {
		t.Errorf("doctor: %v", f)
	}
}

// sender is a colleague as far as the network tells.
type sender struct {
	text, address, browser, cookie, language, from string
}

func colleague(i int) sender {
	return sender{
		text:     fmt.Sprintf("Bij het koffieapparaat op gang %03d is het glad.", i),
		address:  []string{fmt.Sprintf("198.18.%d.%d", 100+i/100, 100+i%100), fmt.Sprintf("2001:db8:%x::%x", 0xa000+i, 0xbeef)}[i%2],
		browser:  fmt.Sprintf("Zeilboot/%d.7 (Waterveld; toestel %d)", 300+i, i),
		cookie:   fmt.Sprintf("koekje-van-%d-eigen-deeg", i),
		language: fmt.Sprintf("fy-NL;q=0.%d,nds", 101+i),
		from:     fmt.Sprintf("https://praatjes.example/draad/%d", 7000+i),
	}
}

// colleagues are so many of them, from the ith on.
func colleagues(i, many int) (all []sender) {
	for j := range many {
		all = append(all, colleague(i+j))
	}
	return all
}

// contribute has each open the page and wait as people do; then all send it at the same moment.
func (w *world) contribute(link panel.Link, all ...sender) {
	w.t.Helper()
	path := w.BaseURL + panel.LinkPath(link.Code)
	forms := make([]url.Values, len(all))
	for i, by := range all {
		page, err := goquery.NewDocumentFromReader(strings.NewReader(w.ask(by, http.MethodGet, path, nil, http.StatusOK)))
		paneltest.OK(w.t, err)
		for _, part := range page.Find("link[rel=stylesheet], script[src]").EachIter() { // as a browser that was never here
			if i == 0 {
				w.ask(by, http.MethodGet, w.BaseURL+part.AttrOr("href", part.AttrOr("src", "")), nil, http.StatusOK)
			}
		}
		forms[i] = url.Values{"text.unasked": {by.text}}
		page.Find("form[method=post] input[type=hidden]").Each(func(_ int, field *goquery.Selection) {
			forms[i].Set(field.AttrOr("name", ""), field.AttrOr("value", ""))
		})
	}
	w.moment.becomes(w.moment.now().Add(lingers))
	answers, errs := make([]string, len(all)), make([]error, len(all))
	var sending sync.WaitGroup
	for i, by := range all {
		sending.Go(func() { answers[i], errs[i] = w.try(by, http.MethodPost, path, forms[i], http.StatusOK) })
	}
	sending.Wait()
	paneltest.OK(w.t, errors.Join(errs...))
	for _, got := range answers {
		if !strings.Contains(got, "/receipts/") {
			w.t.Fatalf("no receipt in the answer:\n%s", got)
		}
	}
}

// requestLines is how many requests the log tells of.
func (w *world) requestLines() int { return strings.Count(w.log.all(), `"msg":"request"`) }

// ask is try that has to succeed.
func (w *world) ask(by sender, method, path string, form url.Values, status int) string {
	w.t.Helper()
	body, err := w.try(by, method, path, form, status)
	paneltest.OK(w.t, err)
	return body
}

// try is one request with all that it could give away, and the body of its answer.
func (w *world) try(by sender, method, path string, form url.Values, status int) (string, error) {
	req, err := http.NewRequestWithContext(w.t.Context(), method, path, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	for name, value := range map[string]string{"X-Forwarded-For": by.address, "X-Real-Ip": by.address, "Forwarded": "for=" + by.address,
		"User-Agent": by.browser, "Sec-Ch-Ua": by.browser, "Cookie": "bekend=" + by.cookie + "; klantpanel_session=" + by.cookie,
		"Accept-Language": by.language, "Referer": by.from, "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"} {
		req.Header.Set(name, value)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return "", err
	}
	if res.StatusCode != status || len(res.Cookies()) > 0 {
		return "", fmt.Errorf("%s answered %d with cookies %v\n%s", method, res.StatusCode, res.Cookies(), body)
	}
	return string(body), nil
}

// trace is something that must not be found, and what it would tell.
type trace struct{ tells, words string }

type traces []trace

func (all *traces) add(by sender, at time.Time) {
	*all = append(*all, trace{"an address", by.address}, trace{"a browser", by.browser}, trace{"a cookie", by.cookie},
		trace{"a language", by.language}, trace{"where somebody came from", by.from},
		trace{"a moment", at.Format("2006-01-02 15:04")}, trace{"a moment", at.Format("2006-01-02T15:04")}, trace{"a moment", fmt.Sprint(at.Unix())})
}

func (w *world) secretOfToday() string {
	w.t.Helper()
	var secret string
	paneltest.OK(w.t, w.DB.NewSelect().Table("limit_keys").Column("secret").Order("day DESC").Limit(1).Scan(w.t.Context(), &secret))
	return secret
}

// findNothing looks for traces in the rows, in a dump or the files, and in the log.
func (w *world) findNothing(t *testing.T, when, address string, traces traces) {
	t.Helper()
	places := w.everyRow(t)
	places["the log"] = []byte(w.log.all())
	if path, embedded := strings.CutPrefix(address, "sqlite:"); embedded {
		for _, file := range []string{path, path + "-wal"} {
			content, err := os.ReadFile(file)
			paneltest.OK(t, err)
			places[filepath.Base(file)] = content
		}
	} else {
		places["the dump"] = pgDump(t, address)
	}
	for place, content := range places {
		for _, trace := range traces {
			if bytes.Contains(content, []byte(trace.words)) {
				t.Errorf("%s, %s holds %s: %q", when, place, trace.tells, trace.words)
			}
		}
	}
	if log := w.log.all(); strings.Contains(log, "/k/") || strings.Contains(log, "/receipts") {
		t.Errorf("%s, the log tells of what came by a link:\n%s", when, log)
	}
}

// everyRow is each table as text, in the order in which its rows lie.
func (w *world) everyRow(t *testing.T) map[string][]byte {
	t.Helper()
	query, order := "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()", " ORDER BY ctid"
	if migrations.IsSQLite(w.DB) {
		query, order = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", ""
	}
	var tables []string
	paneltest.OK(t, w.DB.NewRaw(query).Scan(t.Context(), &tables))
	if len(tables) < 30 {
		t.Fatalf("only %d tables", len(tables))
	}
	content := map[string][]byte{}
	for _, table := range tables {
		var rows []map[string]any
		paneltest.OK(t, w.DB.NewRaw("SELECT * FROM "+table+order).Scan(t.Context(), &rows))
		var text bytes.Buffer
		for _, row := range rows {
			for column, value := range row {
				if raw, isBytes := value.([]byte); isBytes {
					value = string(raw)
				}
				if at, isTime := value.(time.Time); isTime {
					value = at.UTC()
				}
				fmt.Fprintln(&text, column, value)
			}
		}
		content["table "+table] = text.Bytes()
	}
	return content
}

// pgDump is what a backup holds; nothing where PostgreSQL's own programs are not at hand.
func pgDump(t *testing.T, address string) []byte {
	t.Helper()
	at, err := url.Parse(address)
	paneltest.OK(t, err)
	options := at.Query()
	schema := options.Get("search_path")
	options.Del("search_path") // pg_dump knows it by another name
	at.RawQuery = options.Encode()
	dump, err := exec.CommandContext(t.Context(), "pg_dump", "--schema="+schema, at.String()).Output()
	if err != nil {
		t.Logf("pg_dump: %v", err)
	}
	return dump
}
