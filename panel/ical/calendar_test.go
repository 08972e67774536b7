package ical_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"pgregory.net/rapid"

	"klantpanel/panel/ical"
	"klantpanel/panel/ical/icaltest"
	_ "klantpanel/scheduler" // zones on a machine that has none
)

var stamp = time.Date(2027, time.January, 4, 8, 0, 0, 0, time.UTC)

func zone(tb testing.TB, name string) *time.Location {
	tb.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		tb.Fatal(err)
	}
	return z
}

// waterveld is a calendar with a timed event and one of a day.
func waterveld(tb testing.TB) ical.Calendar {
	amsterdam := zone(tb, "Europe/Amsterdam")
	return ical.Calendar{Name: "Klantpanel Waterveld", Zone: amsterdam, Refresh: 4 * time.Hour, Stamp: stamp,
		Organizer: ical.Organizer{Name: `Klantpanel "Waterveld", gemeente`, Address: "klantpanel@waterveld.example"},
		Events: []ical.Event{
			{UID: "a@waterveld.example", Sequence: 2, Changed: stamp, Summary: "Bedrijfsvoering: ronde 7 begint", Category: "Bedrijfsvoering; en meer, dus",
				Description: "U kunt nu inbreng geven.\nDat kan tot en met 26 januari; daarna, helaas, niet meer. C:\\temp", URL: "https://klantpanel.waterveld.example/cycles/7",
				Start: time.Date(2027, time.January, 12, 9, 0, 0, 0, amsterdam), Length: 30 * time.Minute, Status: ical.Confirmed},
			{UID: "b@waterveld.example", Summary: "Laatste dag", First: "2027-02-27", Last: "2027-02-28", Status: ical.Cancelled},
		}}
}

func TestACalendarSaysWhatItWasGiven(t *testing.T) {
	c := waterveld(t)
	file := icaltest.Parse(t, c.Bytes())
	for name, want := range map[string]string{"METHOD": "PUBLISH", "X-WR-CALNAME": "Klantpanel Waterveld", "X-WR-TIMEZONE": "Europe/Amsterdam", "REFRESH-INTERVAL": "PT4H", "X-PUBLISHED-TTL": "PT4H"} {
		if got := file.Get(name).Text(); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	opening, last := file.Events()["a@waterveld.example"], file.Events()["b@waterveld.example"]
	for name, want := range map[string]string{"SUMMARY": c.Events[0].Summary, "DESCRIPTION": c.Events[0].Description, "CATEGORIES": c.Events[0].Category, "URL": c.Events[0].URL,
		"SEQUENCE": "2", "STATUS": "CONFIRMED", "TRANSP": "TRANSPARENT", "DTSTART": "20270112T090000", "DTEND": "20270112T093000", "DTSTAMP": "20270104T080000Z", "LAST-MODIFIED": "20270104T080000Z"} {
		if got := opening.Get(name).Text(); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := file.Moment(t, opening.Get("DTSTART")); !got.Equal(c.Events[0].Start) {
		t.Errorf("it begins at %v", got)
	}
	if got := opening.Get("ORGANIZER").Parameters["CN"]; got != "Klantpanel 'Waterveld', gemeente" {
		t.Errorf("it is from %q", got)
	}
	if last.Get("DTSTART").Value != "20270227" || last.Get("DTEND").Value != "20270301" || last.Get("STATUS").Value != "CANCELLED" {
		t.Errorf("two whole days are %v", last.Properties)
	}
	if bytes.Contains(c.Bytes(), []byte("VALARM")) {
		t.Error("it rings")
	}
}

func TestAFileInALetterIsOneAppointmentAndNoSecondCalendar(t *testing.T) {
	c := waterveld(t)
	c.Name, c.Events = "", c.Events[1:]
	text := string(c.Bytes())
	icaltest.Parse(t, []byte(text))
	for _, never := range []string{"X-WR-", "VTIMEZONE", "REFRESH", "NAME:"} {
		if strings.Contains(text, never) {
			t.Errorf("it holds %s:\n%s", never, text)
		}
	}
}

func TestTheTagChangesWithWhatIsSaidAndNotWithTheMomentOfReading(t *testing.T) {
	c := waterveld(t)
	first := c.Tag(c.Bytes())
	c.Stamp = c.Stamp.Add(time.Hour)
	if c.Tag(c.Bytes()) != first {
		t.Error("an hour later it is another")
	}
	c.Events[0].Sequence++
	if c.Tag(c.Bytes()) == first {
		t.Error("a change isn't seen")
	}
}

func TestWhateverStandsInAnEventTheFileIsWellFormedAndSaysTheSame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune("é€😀👩🏽‍💻ij,;:\\\"' \n\r\t\x00\u2028<>=ß"))), rapid.StringN(60, 300, -1),
			rapid.SampledFrom([]string{"", "\xff\xfe\xfdhalf", "BEGIN:VEVENT\r\nEND:VCALENDAR", strings.Repeat("🎉", 200), strings.Repeat("één ", 90), strings.Repeat("x", 500), `\n\\;\,`}))
		c := waterveld(t)
		c.Name, c.Organizer.Name = text.Draw(r, "name"), text.Draw(r, "organizer")
		e := &c.Events[0]
		e.Summary, e.Description, e.Category = text.Draw(r, "summary"), text.Draw(r, "description"), text.Draw(r, "category")
		written := c.Bytes()
		file := icaltest.Parse(t, written)
		event := file.Events()[e.UID]
		if event == nil || len(file.Parts) != 3 {
			r.Fatalf("the file became another:\n%s", written)
		}
		if got := event.Get("SUMMARY").Text(); got != plain(e.Summary) && !strings.Contains(e.Summary, `\`) {
			r.Fatalf("%q came back as %q", e.Summary, got)
		}
		again, err := ics.ParseCalendar(bytes.NewReader(written))
		if err != nil || len(again.Events()) != 2 {
			r.Fatalf("the library doesn't read what it wrote: %v", err)
		}
	})
}

// plain is text as it can come back: valid, and without control characters but for the line's end.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 {
			return ' '
		}
		return r
	}, strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n"))
}

func TestTheClocksOfEachZoneAreExplainedRightly(t *testing.T) {
	for name, wantRule := range map[string]bool{"Europe/Amsterdam": true, "America/New_York": true, "Australia/Lord_Howe": true, "Europe/Dublin": true, "America/Santiago": false,
		"Asia/Kathmandu": false, "Africa/Casablanca": false, "America/Paramaribo": false, "Asia/Pyongyang": false, "UTC": false, "Etc/GMT+5": false} {
		z := zone(t, name)
		for _, years := range [][2]int{{2026, 2029}, {2018, 2018}, {2035, 2036}} {
			from, until := time.Date(years[0], 1, 1, 0, 0, 0, 0, time.UTC), time.Date(years[1]+1, 1, 1, 0, 0, 0, 0, time.UTC)
			c := ical.Calendar{Stamp: stamp, Organizer: ical.Organizer{Name: "K", Address: "k@x.example"}}
			for i, at := range []time.Time{from, until.Add(-time.Hour)} {
				c.Events = append(c.Events, ical.Event{UID: string(rune('a'+i)) + "@x.example", Summary: "x", Start: at.In(z), Length: time.Minute, Status: ical.Confirmed})
			}
			file := icaltest.Parse(t, c.Bytes())
			explained := file.All("VTIMEZONE")
			if z == time.UTC {
				if len(explained) != 0 {
					t.Errorf("UTC is explained")
				}
				continue
			}
			if rule := strings.Contains(string(c.Bytes()), "RRULE:"); rule != wantRule && years[0] != 2018 {
				t.Errorf("%s from %d: by rules is %v", name, years[0], rule)
			}
			for at := from; at.Before(until); at = at.Add(step(at.In(z))) {
				wall := at.In(z)
				_, offset := wall.Zone()
				if ambiguous(wall) {
					continue
				}
				shown := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), 0, 0, time.UTC)
				if got := explained[0].Offset(t, shown); got != time.Duration(offset)*time.Second {
					t.Fatalf("%s: at %v the calendar says %v, the zone %ds\n%s", name, wall, got, offset, c.Bytes())
				}
			}
		}
	}
}

// step is half an hour around a change of the clocks, else most of a day.
func step(t time.Time) time.Duration {
	const far = 19 * time.Hour
	_, before := t.Add(-far).Zone()
	if _, after := t.Add(far).Zone(); after != before {
		return 30 * time.Minute
	}
	return far
}

// ambiguous reports whether the clocks show t a second time around it.
func ambiguous(t time.Time) bool {
	for _, d := range []time.Duration{-time.Hour, -30 * time.Minute, 30 * time.Minute, time.Hour} {
		if t.Add(d).Format("02 15:04") == t.Format("02 15:04") {
			return true
		}
	}
	return false
}

// Every zone of the tz database, for a round in each of its seasons.
func TestEachZoneOfTheWorldIsExplainedRightly(t *testing.T) {
	names, err := os.ReadFile("../../scheduler/testdata/zones.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields(string(names)) {
		z := zone(t, name)
		if z == time.UTC {
			continue
		}
		c := ical.Calendar{Stamp: stamp, Organizer: ical.Organizer{Name: "K", Address: "k@x.example"}}
		for month := time.January; month <= time.December; month++ {
			at := time.Date(2027, month, 15, 9, 0, 0, 0, z)
			c.Events = append(c.Events, ical.Event{UID: month.String() + "@x.example", Summary: "x", Start: at, Length: time.Minute, Status: ical.Confirmed})
		}
		file := icaltest.Parse(t, c.Bytes())
		for _, e := range c.Events {
			if got := file.Moment(t, file.Events()[e.UID].Get("DTSTART")); !got.Equal(e.Start) {
				t.Fatalf("%s: %v is written as %v\n%s", name, e.Start, got, c.Bytes())
			}
		}
	}
}
