package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"klantpanel/mail"
	"klantpanel/mail/back"
	"klantpanel/panel"
)

type mailStatus struct {
	JSON bool `name:"json" help:"Print it as JSON."`
}

// mailReport is what `klantpanel mail status` tells.
type mailReport struct {
	Counts  map[string]int `json:"counts"` // by state, those without mails too
	Oldest  *oldestMail    `json:"oldest_waiting,omitempty"`
	Paused  *mailHold      `json:"paused,omitempty"`
	Found   string         `json:"will_pause,omitempty"` // why a server that starts here would pause the mail
	Hours   hoursReport    `json:"hours"`
	Digests []digestReport `json:"digests_under_way"`
	Still   []digestStill  `json:"digests_paused"` // whose sending stands still, while other mail goes out
	CameIn  []back.Figure  `json:"came_in"`        // in the last 30 days
}

type oldestMail struct {
	ID    uuid.UUID `json:"id"`
	Kind  string    `json:"kind"`
	Since time.Time `json:"since"`
	Words string    `json:"words,omitempty"` // of its last try
}

type mailHold struct {
	Why   string    `json:"why"`
	By    string    `json:"by,omitempty"` // nobody: the program itself
	Since time.Time `json:"since"`
}

type hoursReport struct {
	From    int       `json:"from"`
	Until   int       `json:"until"`
	Weekend bool      `json:"weekend"`
	Zone    string    `json:"zone"`
	Open    bool      `json:"open"`
	Next    time.Time `json:"next"` // when letters may go out: now, or later
}

type digestReport struct {
	ID     uuid.UUID      `json:"id"`
	Panel  string         `json:"panel"`
	Round  int            `json:"round"`
	Counts map[string]int `json:"counts"`
}

type digestStill struct {
	ID    uuid.UUID `json:"id"`
	Panel string    `json:"panel"`
	Round int       `json:"round"`
	By    string    `json:"by"`
	Since time.Time `json:"since"`
}

// mailStates are the states in the order of a mail's life.
var mailStates = []string{mail.Queued, mail.Sending, mail.Sent, mail.Retry, mail.Unknown, mail.Dead, mail.Suppressed}

// Run looks and changes nothing.
func (c *mailStatus) Run(a *App) error {
	h, o, err := a.mailHouse()
	if err != nil {
		return err
	}
	defer h.Close()
	report, err := h.mailReport(a, o)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(a.stdout).Encode(report)
	}
	return report.print(a)
}

func (h *house) mailReport(a *App, o panel.Organisation) (r mailReport, err error) {
	if r.Counts, err = h.Outbox.Counts(a.ctx); err != nil {
		return r, err
	}
	for _, state := range mailStates {
		r.Counts[state] += 0
	}
	switch oldest, err := h.Outbox.OldestWaiting(a.ctx); {
	case err == nil:
		r.Oldest = &oldestMail{oldest.ID, oldest.Kind, oldest.CreatedAt, oldest.Error}
	case !errors.Is(err, mail.ErrNoMail):
		return r, err
	}
	if o.MailPaused != "" {
		r.Paused = &mailHold{o.MailPaused, o.MailPausedBy, o.MailPausedAt.Time}
	}
	home := mail.Home{DB: h.DB, Folder: a.Data}
	if r.Found, err = home.Look(a.ctx); err != nil {
		return r, err
	}
	hours, at := o.LetterHours(), now()
	r.Hours = hoursReport{o.LettersFrom, o.LettersUntil, o.LettersWeekend, o.TimeZone, hours.Open(at), hours.Next(at)}
	if r.CameIn, err = back.Figures(a.ctx, h.DB, at.AddDate(0, 0, -30)); err != nil {
		return r, err
	}
	if r.Digests, err = h.digestReports(a); err != nil {
		return r, err
	}
	still, err := h.Dialogue.PausedDigests(a.ctx)
	r.Still = []digestStill{}
	for _, d := range still {
		r.Still = append(r.Still, digestStill{d.ID, d.Panel.Name, d.Cycle.Number, d.By, d.PausedAt.Time})
	}
	return r, err
}

func (h *house) digestReports(a *App) ([]digestReport, error) {
	under, err := h.Outbox.UnderWay(a.ctx, mail.KindDigest)
	if err != nil {
		return nil, err
	}
	reports := []digestReport{}
	for _, id := range under {
		d, err := h.Dialogue.Digest(a.ctx, id)
		if err != nil {
			return nil, err
		}
		counts, err := h.Outbox.CountsOf(a.ctx, id, mail.KindDigest)
		if err != nil {
			return nil, err
		}
		reports = append(reports, digestReport{id, d.Panel.Name, d.Cycle.Number, counts})
	}
	return reports, nil
}

// pauseWords say why the program paused the mail by itself.
var pauseWords = map[string]string{
	mail.SetBack: "this database was put back from an earlier moment, and would send again what went out since",
	mail.Moved:   "this database stands in another place than before: it may be a copy of one that is in use",
}

func whyPaused(why string) string {
	if words, ok := pauseWords[why]; ok {
		return words
	}
	return why
}

func (r mailReport) print(a *App) error {
	zone, err := time.LoadLocation(r.Hours.Zone)
	if err != nil {
		zone = time.UTC
	}
	at := func(t time.Time) string { return t.In(zone).Format("2006-01-02 15:04") }
	switch {
	case r.Paused != nil && r.Paused.By != "":
		fmt.Fprintf(a.stdout, "paused since %s by %s: %s\n", at(r.Paused.Since), r.Paused.By, r.Paused.Why)
	case r.Paused != nil:
		fmt.Fprintf(a.stdout, "paused since %s: %s\n", at(r.Paused.Since), whyPaused(r.Paused.Why))
	case r.Found != "":
		fmt.Fprintf(a.stdout, "paused as soon as the server starts: %s\n", whyPaused(r.Found))
	}
	switch hours := r.Hours; {
	case hours.From >= hours.Until:
		fmt.Fprintln(a.stdout, "letters go out at any moment")
	case hours.Open:
		fmt.Fprintf(a.stdout, "letters go out from %d to %d (%s): now\n", hours.From, hours.Until, hours.Zone)
	default:
		fmt.Fprintf(a.stdout, "letters go out from %d to %d (%s): again at %s\n", hours.From, hours.Until, hours.Zone, at(hours.Next))
	}
	for _, state := range mailStates {
		fmt.Fprintf(a.stdout, "%-11s %d\n", state, r.Counts[state])
	}
	if r.Oldest != nil {
		fmt.Fprintf(a.stdout, "waits longest: %s of %s", r.Oldest.Kind, at(r.Oldest.Since))
		if r.Oldest.Words != "" {
			fmt.Fprintf(a.stdout, " (%s)", r.Oldest.Words)
		}
		fmt.Fprintln(a.stdout)
	}
	for _, d := range r.Still {
		by := ""
		if d.By != "" {
			by = " by " + d.By
		}
		fmt.Fprintf(a.stdout, "digest of %s, round %d: paused since %s%s; other mail goes out\n", d.Panel, d.Round, at(d.Since), by)
	}
	for _, d := range r.Digests {
		fmt.Fprintf(a.stdout, "digest of %s, round %d:", d.Panel, d.Round)
		for _, state := range mailStates {
			if d.Counts[state] > 0 {
				fmt.Fprintf(a.stdout, " %s %d", state, d.Counts[state])
			}
		}
		fmt.Fprintln(a.stdout)
	}
	printCameIn(a, r.CameIn)
	return nil
}
