package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"runtime"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
)

// summary is what a rehearsal came to. The same seed gives the same summary but for Measured.
type summary struct {
	Seed          uint64               `json:"seed"`
	Rounds        int                  `json:"rounds"`
	Ambassadors   int                  `json:"ambassadors"`
	Services      int                  `json:"services"`
	People        peopleCount          `json:"people"`
	Contributions contributionCount    `json:"contributions"`
	Items         itemCount            `json:"items"`
	HandOvers     int                  `json:"hand_overs"`
	Promises      promiseCount         `json:"promises"`
	Timelines     map[string]int       `json:"timelines"` // events by kind
	Audiences     []int                `json:"audiences"` // of the digests, a round each
	Mails         map[string]mailCount `json:"mails"`     // by kind, and "all"
	Findings      []migrations.Finding `json:"findings"`
	Measured      measured             `json:"measured"`
}

type peopleCount struct {
	All          int `json:"all"`
	Active       int `json:"active"`
	Left         int `json:"left"`
	Unsubscribed int `json:"unsubscribed"`
}

type contributionCount struct {
	All          int `json:"all"`
	People       int `json:"people"`   // who stand behind them
	ByLinks      int `json:"by_links"` // from colleagues themselves
	Bundled      int `json:"bundled"`
	Acknowledged int `json:"acknowledged"` // with the coordinator's reason
	InFigures    int `json:"in_figures"`   // without words
	Waiting      int `json:"waiting"`
}

type itemCount struct {
	All        int `json:"all"`
	Changed    int `json:"changed"`
	Promised   int `json:"promised"`
	Explained  int `json:"explained"`
	Thanked    int `json:"thanked"`
	Dissolved  int `json:"dissolved"` // they went up in others
	Unanswered int `json:"unanswered"`
}

type promiseCount struct {
	All         int `json:"all"`
	Open        int `json:"open"`
	Delivered   int `json:"delivered"`
	Dropped     int `json:"dropped"`
	Rescheduled int `json:"rescheduled"` // of all, whose day moved
}

type mailCount struct {
	Queued     int `json:"queued"` // all that were decided on; the others add up to it
	Sent       int `json:"sent"`
	Failed     int `json:"failed"`
	Suppressed int `json:"suppressed"`
	Unknown    int `json:"unknown"`
	Retry      int `json:"retry"`
	Waiting    int `json:"waiting"`
}

type measured struct {
	Database   string             `json:"database"`
	SMTP       string             `json:"smtp"`
	Seconds    map[string]float64 `json:"seconds"` // by part, and "all"
	PeakMemory int64              `json:"peak_memory_bytes"`
}

// summarise reads the outcome from the database.
func (r *rehearsal) summarise(ctx context.Context) (*summary, error) {
	s := &summary{Seed: r.seed, Rounds: r.rounds, Ambassadors: r.ambassadors, Services: len(r.services), Audiences: r.audiences,
		Findings: append([]migrations.Finding{}, r.findings...)}
	if s.Audiences == nil {
		s.Audiences = []int{}
	}
	back := r.enter("doctor")
	if err := s.count(ctx, r.DB); err != nil {
		return nil, err
	}
	if err := s.countEvents(ctx, r.DB); err != nil {
		return nil, err
	}
	if err := s.countMails(ctx, r.DB); err != nil {
		return nil, err
	}
	back()
	s.Measured.Seconds = map[string]float64{"all": seconds(time.Since(r.begun))}
	for part, spent := range r.spent {
		s.Measured.Seconds[part] = seconds(spent)
	}
	s.Measured.PeakMemory = peakMemory()
	return s, nil
}

func (s *summary) count(ctx context.Context, db *bun.DB) error {
	when := func(condition string) string {
		return "COALESCE(SUM(CASE WHEN " + condition + " THEN 1 ELSE 0 END), 0)"
	}
	for _, q := range []struct {
		table string
		what  []string
		into  []any
	}{
		{"people", []string{"COUNT(*)", when("active"), when("NOT active"), when("digest_wish = 'none'")},
			[]any{&s.People.All, &s.People.Active, &s.People.Left, &s.People.Unsubscribed}},
		{"contributions", []string{"COUNT(*)", "COALESCE(SUM(people), 0)", when("link_id IS NOT NULL"), when("state = 'bundled'"), when("state = 'acknowledged' AND text <> ''"),
			when("text = ''"), when("state = 'waiting'")},
			[]any{&s.Contributions.All, &s.Contributions.People, &s.Contributions.ByLinks, &s.Contributions.Bundled, &s.Contributions.Acknowledged, &s.Contributions.InFigures, &s.Contributions.Waiting}},
		{"items", []string{"COUNT(*)", when("outcome = 'changed'"), when("outcome = 'promised'"), when("outcome = 'explained'"), when("outcome = 'thanked'"),
			when("outcome = 'dissolved'"), when("outcome = ''"), "COALESCE(SUM(hand_overs), 0)"},
			[]any{&s.Items.All, &s.Items.Changed, &s.Items.Promised, &s.Items.Explained, &s.Items.Thanked, &s.Items.Dissolved, &s.Items.Unanswered, &s.HandOvers}},
		{"promises", []string{"COUNT(*)", when("state = 'open'"), when("state = 'delivered'"), when("state = 'dropped'"), when("due_on <> first_due_on")},
			[]any{&s.Promises.All, &s.Promises.Open, &s.Promises.Delivered, &s.Promises.Dropped, &s.Promises.Rescheduled}},
	} {
		query := db.NewSelect().Table(q.table)
		for _, what := range q.what {
			query.ColumnExpr(what)
		}
		if err := query.Scan(ctx, q.into...); err != nil {
			return fmt.Errorf("summary of %s: %w", q.table, err)
		}
	}
	return nil
}

func (s *summary) countEvents(ctx context.Context, db *bun.DB) error {
	var rows []struct {
		Kind   string
		Events int
	}
	if err := db.NewSelect().Table("events").Column("kind").ColumnExpr("COUNT(*) AS events").Group("kind").Scan(ctx, &rows); err != nil {
		return fmt.Errorf("summary of timelines: %w", err)
	}
	s.Timelines = map[string]int{}
	for _, row := range rows {
		s.Timelines[row.Kind] = row.Events
	}
	return nil
}

func (s *summary) countMails(ctx context.Context, db *bun.DB) error {
	var rows []struct {
		Kind, State string
		Mails       int
	}
	err := db.NewSelect().Table("mails").Column("kind", "state").ColumnExpr("COUNT(*) AS mails").Group("kind", "state").Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("summary of mails: %w", err)
	}
	s.Mails = map[string]mailCount{"all": {}}
	for _, row := range rows {
		for _, kind := range []string{row.Kind, "all"} {
			c := s.Mails[kind]
			c.add(row.State, row.Mails)
			s.Mails[kind] = c
		}
	}
	return nil
}

func (c *mailCount) add(state string, n int) {
	into := map[string]*int{mail.Sent: &c.Sent, mail.Dead: &c.Failed, mail.Suppressed: &c.Suppressed, mail.Unknown: &c.Unknown, mail.Retry: &c.Retry}
	c.Queued += n
	if which, ok := into[state]; ok {
		*which += n
	} else {
		c.Waiting += n
	}
}

func seconds(d time.Duration) float64 { return math.Round(d.Seconds()*100) / 100 }

// peakMemory is the most that the process has ever held, in bytes: what Linux saw, elsewhere what Go's runtime took.
func peakMemory() int64 {
	status, _ := os.ReadFile("/proc/self/status")
	for line := range bytes.Lines(status) {
		if fields := bytes.Fields(line); len(fields) == 3 && string(fields[0]) == "VmHWM:" {
			if kilobytes, err := strconv.ParseInt(string(fields[1]), 10, 64); err == nil {
				return kilobytes << 10
			}
		}
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.Sys)
}
