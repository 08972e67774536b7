package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

type rehearseCommand struct {
	People      int    `default:"5000" placeholder:"N" help:"How many people to make up (${default})."`
	Ambassadors int    `default:"40" placeholder:"N" help:"How many of them are ambassadors (${default})."`
	Colleagues  int    `default:"3" placeholder:"N" help:"How many colleagues of each ambassador may use the link of a round (${default}); half of them do."`
	Services    int    `default:"7" placeholder:"N" help:"How many services answer (${default})."`
	Rounds      int    `default:"3" placeholder:"N" help:"How many rounds to play (${default})."`
	Seed        uint64 `default:"7" placeholder:"N" help:"The same seed plays the same rounds (${default})."`
	JSON        bool   `name:"json" help:"Print the summary as JSON."`
}

// Help tells how its defaults differ from those of other commands.
func (*rehearseCommand) Help() string {
	return "Without --database it plays in a throw-away SQLite file. It refuses a database that already serves an organisation."
}

// rehearsalStart is when virtual time begins: a Monday morning.
var rehearsalStart = time.Date(2027, 1, 4, 8, 0, 0, 0, time.UTC)

// Run plays the rounds and prints the summary. Exit code 1 when the doctor or the rehearsal's own ledger finds something.
func (c *rehearseCommand) Run(a *App) error {
	if err := c.check(); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "klantpanel-rehearse-")
	if err != nil {
		return fmt.Errorf("rehearse: %w", err)
	}
	defer os.RemoveAll(folder)
	own := *a
	own.Data = folder
	if own.Database == "" {
		own.Database = "sqlite:" + filepath.Join(folder, "rehearse.db")
	}
	if err := refuseUsed(a.ctx, own.Database); err != nil {
		return err
	}
	s, err := c.play(&own)
	if err != nil {
		return err
	}
	if err := c.print(a.stdout, s); err != nil {
		return err
	}
	if len(s.Findings) > 0 {
		return errSaid
	}
	return nil
}

func (c *rehearseCommand) check() error {
	switch {
	case c.Ambassadors < 1:
		return wrongUse{errors.New("ambassadors: a panel needs at least 1")}
	case c.Colleagues < 0 || c.Colleagues > 1000:
		return wrongUse{errors.New("colleagues: from 0 to 1000")}
	case c.Services < 1 || c.Services > 200:
		return wrongUse{errors.New("services: from 1 to 200")}
	case c.Rounds < 1 || c.Rounds > 120:
		return wrongUse{errors.New("rounds: from 1 to 120")}
	case c.People < c.Ambassadors+c.Services+firstResponder:
		return wrongUse{fmt.Errorf("people: %d is too few, %d ambassadors and %d services need at least %d",
			c.People, c.Ambassadors, c.Services, c.Ambassadors+c.Services+firstResponder)}
	}
	return nil
}

// refuseUsed looks before the schema is touched: a live database is not even migrated.
func refuseUsed(ctx context.Context, address string) error {
	db, err := migrations.Open(ctx, address)
	if err != nil {
		return err
	}
	defer db.Close()
	for _, table := range []string{"organisations", "people"} {
		used, err := db.NewSelect().Table(table).Exists(ctx)
		if err == nil && used { // an error is a database without this table: nobody uses it
			return wrongUse{fmt.Errorf("database: %s already serves an organisation, and this would mix made-up people into it; name an empty one",
				migrations.Redact(address))}
		}
	}
	return ctx.Err()
}

// play rehearses and looks back.
func (c *rehearseCommand) play(a *App) (*summary, error) {
	r := &rehearsal{cast: cast{c.Seed, c.People, c.Ambassadors, c.Services}, colleagues: c.Colleagues, rounds: c.Rounds, now: rehearsalStart, progress: a.stderr, begun: now()}
	r.onTerminal = isTerminal(a.stderr)
	h, err := a.house(a.ctx, func() time.Time { return r.now }, a.SMTP)
	if err != nil {
		return nil, err
	}
	defer h.Close()
	r.house, r.loop = h, h.jobs(a.Log())
	connection, err := h.Worker.Transport.Dial(a.ctx)
	if err != nil {
		return nil, fmt.Errorf("smtp: the mail server can't be used: %w", err)
	}
	connection.Close()
	if err := r.play(a.ctx); err != nil {
		return nil, err
	}
	back := r.enter("doctor")
	found, err := examine(a.ctx, h.DB)
	if err != nil {
		return nil, err
	}
	r.findings = append(append(r.findings, a.settingsFindings()...), found...)
	back()
	s, err := r.summarise(a.ctx)
	if err != nil {
		return nil, err
	}
	s.Measured.Database, s.Measured.SMTP = migrations.Redact(a.Database), a.smtpName()
	return s, nil
}

// rehearsal is one run: made-up people in virtual time.
type rehearsal struct {
	*house
	cast
	colleagues int // of each ambassador, who may use the link
	rounds     int
	loop       *scheduler.Loop
	panel      uuid.UUID
	panelForm  panel.PanelInput // with which it is made
	services   []panel.Service  // the index is the one that the cast uses
	standIns   map[int]int      // of the services whose responder is away, the service that answers for them
	findings   []migrations.Finding
	audiences  []int // of the digests, a round each
	received   int   // contributions by links

	now         time.Time // virtual
	unreachable int       // deliveries in a row that got nothing through

	stopwatch
	progress   io.Writer
	onTerminal bool
	begun      time.Time // real
}

func (r *rehearsal) play(ctx context.Context) error {
	if err := r.setUp(ctx); err != nil {
		return err
	}
	for n := range r.rounds {
		if err := r.round(ctx, n+1); err != nil {
			return fmt.Errorf("round %d: %w", n+1, err)
		}
		r.say("round %d of %d", n+1, r.rounds)
	}
	r.part("last mails")
	if err := r.advance(ctx, r.now.Add(triesEnd)); err != nil {
		return err
	}
	if err := r.wait(ctx, r.now.Add(triesEnd)); err != nil { // also those that were due at the last moment
		return err
	}
	if err := r.auditReceived(ctx); err != nil {
		return err
	}
	return r.auditMails(ctx)
}
