package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"klantpanel/mail"
)

func (c *rehearseCommand) print(w io.Writer, s *summary) error {
	if c.JSON {
		out := json.NewEncoder(w)
		out.SetIndent("", "  ")
		return out.Encode(s)
	}
	return s.table(w)
}

// table writes the summary for people.
func (s *summary) table(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "played\t%d rounds with %d ambassadors and %d services, seed %d, %s, mail to %s\n", s.Rounds, s.Ambassadors, s.Services, s.Seed, s.Measured.Database, s.Measured.SMTP)
	fmt.Fprintf(t, "people\t%d, of whom %d left and %d stopped the digest\n", s.People.All, s.People.Left, s.People.Unsubscribed)
	c := s.Contributions
	fmt.Fprintf(t, "contributions\t%d of %d people, %d by links: %d bundled, %d acknowledged, %d in figures, %d waiting\n", c.All, c.People, c.ByLinks, c.Bundled, c.Acknowledged, c.InFigures, c.Waiting)
	i := s.Items
	fmt.Fprintf(t, "items\t%d: %d changed, %d promised, %d explained, %d thanked, %d dissolved, %d unanswered\n", i.All, i.Changed, i.Promised, i.Explained, i.Thanked, i.Dissolved, i.Unanswered)
	fmt.Fprintf(t, "hand-overs\t%d\n", s.HandOvers)
	p := s.Promises
	fmt.Fprintf(t, "promises\t%d: %d open, %d delivered, %d dropped; %d rescheduled\n", p.All, p.Open, p.Delivered, p.Dropped, p.Rescheduled)
	var lines []string
	for _, kind := range slices.Sorted(maps.Keys(s.Timelines)) {
		lines = append(lines, fmt.Sprintf("%d %s", s.Timelines[kind], kind))
	}
	fmt.Fprintf(t, "timelines\t%s\n", strings.Join(lines, ", "))
	for _, kind := range slices.Sorted(maps.Keys(s.Mails)) {
		m := s.Mails[kind]
		fmt.Fprintf(t, "mails: %s\t%d queued, %d sent, %d failed, %d suppressed, %d unknown, %d to retry\n", kind, m.Queued, m.Sent, m.Failed, m.Suppressed, m.Unknown, m.Retry+m.Waiting)
	}
	for _, part := range slices.Sorted(maps.Keys(s.Measured.Seconds)) {
		fmt.Fprintf(t, "seconds: %s\t%.2f\n", part, s.Measured.Seconds[part])
	}
	fmt.Fprintf(t, "peak memory\t%d MB\n", s.Measured.PeakMemory>>20)
	fmt.Fprintf(t, "findings\t%d\n", len(s.Findings))
	for _, f := range s.Findings {
		fmt.Fprintf(t, "\t%s\n", f)
	}
	return t.Flush()
}

// smtpName is the mail server as it may be printed.
func (a *App) smtpName() string {
	if transport, err := mail.ParseSMTP(a.SMTP); err == nil {
		return transport.String()
	}
	return capture
}
