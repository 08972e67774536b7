package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chromedp/chromedp"
	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel/paneltest"
)

// BenchmarkBundleFourHundred bundles 400 contributions on the board by keyboard alone, in a real browser: tick one, ask for what is like it,
// tick what belongs to it, and make a point at a service of these. No page is loaded on the way. It reports what the reader presses, and
// how long the board takes for a step, from sending to having the answer.
func BenchmarkBundleFourHundred(b *testing.B) {
	browser(b)
	b.Run("sqlite", func(b *testing.B) { benchmarkBundle(b, dbtest.SQLite) })
	b.Run("postgres", func(b *testing.B) { benchmarkBundle(b, dbtest.Postgres) })
}

func benchmarkBundle(b *testing.B, database func(testing.TB) string) {
	const many = 400
	said := make([]string, many)
	for i := range said {
		s := subjects[i%len(subjects)]
		said[i] = fmt.Sprintf("%s %s. %s", s.said[i%len(s.said)], places[i*3%len(places)], wishes[i*7%len(wishes)])
	}
	var all bundler
	for b.Loop() {
		b.StopTimer()
		w := newWorld(b, database(b), paneltest.Start)
		cast := paneltest.New(b, w.DB)
		c := cast.OpenRound(b)
		answers := make([]dialogue.Answer, many)
		for i, text := range said {
			answers[i] = dialogue.Answer{People: 1 + i%3, Text: text}
		}
		_, err := w.Dialogue.Contribute(b.Context(), cast.As(b, cast.Fatma), c.ID, uuid.New(), answers)
		paneltest.OK(b, err)
		r := w.newReader(b, "coordinator", desk)
		r.unchecked = true
		one := bundler{reader: r.signIn(cast.Joris.Email).open("/cycles/" + c.ID.String() + "/board")}
		b.StartTimer()
		one.bundleAll(many)
		all.bundles, all.keys, all.letters = all.bundles+one.bundles, all.keys+one.keys, all.letters+one.letters
		all.steps, all.waited = all.steps+one.steps, all.waited+one.waited
	}
	b.ReportMetric(float64(all.bundles)/float64(b.N), "bundles")
	b.ReportMetric(float64(all.keys)/float64(all.bundles), "keys/bundle")
	b.ReportMetric(float64(all.letters)/float64(all.bundles), "letters-typed/bundle")
	b.ReportMetric(all.waited/float64(all.steps), "server-ms/step")
	b.ReportMetric(0, "ns/op") // the driver of the browser takes most of it
}

// bundler bundles by keyboard and counts.
type bundler struct {
	*reader
	bundles, keys, letters int // keys: besides the letters of titles and sentences
	steps                  int // that the server had to answer
	waited                 float64
}

// bundleAll makes points until nothing waits.
func (u *bundler) bundleAll(waiting int) {
	u.t.Helper()
	step(u.reader, "mark the page", chromedp.Evaluate[bool](`window.kept = true`))
	step(u.reader, "count the steps", chromedp.Evaluate[bool](`performance.setResourceTimingBufferSize(5000), true`))
	u.strike("j")
	for waiting > 0 {
		waiting -= u.bundle(waiting > 1)
		u.bundles++
		if waiting == 0 {
			u.sees("Alles is gebundeld")
		} else {
			u.sees(fmt.Sprintf("%d %s", waiting, map[bool]string{true: "stuk inbreng wacht.", false: "stukken inbreng wachten."}[waiting == 1]))
		}
	}
	if !step(u.reader, "find the mark", chromedp.Evaluate[bool](`window.kept === true`)) {
		u.fail("a page was loaded on the way")
	}
	took := step(u.reader, "read how long the steps took", chromedp.Evaluate[[]float64](
		`performance.getEntriesByType("resource").filter(e => e.initiatorType === "fetch").map(e => e.responseEnd - e.startTime)`))
	u.steps = len(took)
	for _, ms := range took {
		u.waited += ms
	}
}

// bundle makes a point of the contribution that has the focus, and with more of what is like it; it gives the number of contributions in it.
func (u *bundler) bundle(more bool) (many int) {
	u.t.Helper()
	first := step(u.reader, "read the contribution", chromedp.Evaluate[string](`document.activeElement.closest("label").textContent`))
	at := slices.IndexFunc(subjects, func(s subject) bool {
		return slices.ContainsFunc(s.said, func(said string) bool { return strings.Contains(first, said) })
	})
	about := subjects[at]
	u.strike("x")
	many = 1
	if more {
		many += u.tickLike(about)
	}
	u.strike("n")
	u.write(about.title)
	u.press("Tab")
	u.write(about.said[0] + ".")
	u.press("Tab")
	u.press("I") // the service
	u.press("Tab")
	u.press("Enter")
	return many
}

// tickLike asks for what is like the choice, reads it from the top and ticks what is about the same: together as far as all is, the rest
// one by one.
func (u *bundler) tickLike(about subject) (many int) {
	u.t.Helper()
	u.strike("s")
	u.sees("Uw keuze")
	found := step(u.reader, "read what is like it", chromedp.Evaluate[[]string](
		`[...document.querySelectorAll(".board__group:not(:first-child) .waiting:has(input:not(:checked))")].map(e => e.textContent)`))
	same := func(text string) bool {
		return slices.ContainsFunc(about.said, func(said string) bool { return strings.Contains(text, said) })
	}
	other := func(text string) bool { return !same(text) }
	together := slices.IndexFunc(append(found, ""), other)
	for i, text := range found {
		switch {
		case i == together-1:
			u.strike("X")
		case i >= together && same(text):
			u.strike("x")
		}
		if same(text) {
			many++
		}
		u.strike("j")
	}
	return many
}

func (u *bundler) strike(letter string) {
	u.strikes(letter)
	u.keys++
}

func (u *bundler) press(key string) {
	u.presses(key)
	u.keys++
}

func (u *bundler) write(text string) {
	u.types(text)
	u.letters += utf8.RuneCountInString(text)
}
