package web

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

func TestAYearHasEachDayOnceInItsOwnColumn(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	r := &Request{Server: s.server, Language: "nl"}
	for _, today := range []scheduler.Date{"2024-02-29", "2026-12-31", "2027-01-01", "2028-08-15"} {
		y := r.year(today, nil, r.freeDays())
		first := time.Date(today.Time().Year(), today.Time().Month(), 1, 0, 0, 0, 0, time.UTC)
		if len(y.Months) != 12 {
			t.Fatalf("%d months from %s", len(y.Months), today)
		}
		for i, m := range y.Months {
			day := first.AddDate(0, i, 0)
			for _, row := range monthRows(t, m) {
				_, week := day.ISOWeek()
				if row.Find("th").Text() != strconv.Itoa(week) {
					t.Errorf("%s: week %s, want %d", m.Name, row.Find("th").Text(), week)
				}
				column := 0
				for _, cell := range row.Find("td").EachIter() {
					if span := cell.AttrOr("colspan", ""); span != "" {
						column, _ = strconv.Atoi(span)
						continue
					}
					if number, _, _ := strings.Cut(cell.Text(), " "); number != strconv.Itoa(day.Day()) || weekdays[column] != day.Weekday() {
						t.Errorf("%s: %q in column %d, want %s", m.Name, number, column, day.Format("2 Monday"))
					}
					day, column = day.AddDate(0, 0, 1), column+1
				}
			}
			if day != first.AddDate(0, i+1, 0) {
				t.Errorf("%s ends on %s", m.Name, day)
			}
		}
	}
}

func TestRoundsThatOverlapAreBothSeen(t *testing.T) {
	s := newSite(t, dbtest.Open(t, dbtest.Migrated(t)))
	r := &Request{Server: s.server, Language: "nl"}
	round := func(on, day, collecting, responding, reporting scheduler.Date) panel.PlannedRound {
		return panel.PlannedRound{Planned: scheduler.Planned{On: on, Day: day}, Collecting: collecting, Responding: responding, Reporting: reporting}
	}
	skipped := panel.PlannedRound{Planned: scheduler.Planned{On: "2027-01-16", Day: "2027-01-16", Skipped: true}}
	y := r.year("2027-01-04", []panel.PlannedRound{round("2027-01-02", "2027-01-04", "2027-01-06", "2027-01-08", "2027-01-12"),
		round("2027-01-11", "2027-01-11", "2027-01-13", "2027-01-15", "2027-01-19"), skipped}, r.freeDays())
	said := map[string]string{}
	for _, row := range monthRows(t, y.Months[0]) {
		for _, cell := range row.Find("td[title]").EachIter() {
			lines := ""
			for _, line := range cell.Find("i").EachIter() {
				lines += " " + strings.TrimPrefix(line.AttrOr("class", ""), "year__")
			}
			number, _, _ := strings.Cut(cell.Text(), " ")
			said[number] = cell.AttrOr("title", "") + ";" + lines
		}
	}
	for day, want := range map[string]string{"1": "Nieuwjaarsdag;", "2": "de ronde begint op 4 januari 2027;", "4": "vandaag, een ronde begint; collecting",
		"6": "laatste dag van ophalen; collecting", "8": "laatste dag van beantwoorden; responding", "11": "een ronde begint; collecting reporting",
		"12": "laatste dag van terugkoppelen; collecting reporting", "16": "deze ronde vervalt; reporting"} {
		if said[day] != want {
			t.Errorf("%s January says %q, want %q", day, said[day], want)
		}
	}
	if !y.Moves || !y.Misses {
		t.Error("the legend leaves out what moved or is skipped")
	}
}

// monthRows are the weeks of a month as a browser reads them.
func monthRows(t *testing.T, m yearMonth) []*goquery.Selection {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader("<table><tbody>" + string(m.Weeks) + "</tbody></table>"))
	if err != nil {
		t.Fatal(err)
	}
	var rows []*goquery.Selection
	for _, row := range doc.Find("tr").EachIter() {
		rows = append(rows, row)
	}
	return rows
}
