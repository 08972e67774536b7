package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
)

type doctorCommand struct {
	JSON bool `name:"json" help:"Print the findings as JSON."`
}

// Run looks at everything and changes nothing. One line a finding; exit code 1 if there is any.
func (c *doctorCommand) Run(a *App) error {
	findings := a.settingsFindings()
	if migrations.IsMissing(a.database()) { // a look must not make one
		return fmt.Errorf("database: there is none at %s; is this the address that the server uses?", a.database())
	}
	db, err := a.openDatabase(a.ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	found, err := examine(a.ctx, db)
	if err != nil {
		return err
	}
	late, err := overdue(a.ctx, db)
	if err != nil {
		return err
	}
	findings = slices.Concat(findings, found, late)
	if c.JSON {
		if err := json.NewEncoder(a.stdout).Encode(map[string]any{"findings": append([]migrations.Finding{}, findings...)}); err != nil {
			return err
		}
	} else {
		for _, f := range findings {
			fmt.Fprintln(a.stdout, f)
		}
		if a.InboundAddress == "" && a.SMTP != capture {
			fmt.Fprintln(a.stdout, "to know: inbound-address isn't set, so nobody can answer letters by mail, and bounces go to the sender's address")
		}
		if len(findings) == 0 {
			fmt.Fprintln(a.stdout, "all is well: settings, schema, mail and every rule of what must always hold")
		}
	}
	if len(findings) > 0 {
		return errSaid
	}
	return nil
}

// examine compares the database with what must always hold.
func examine(ctx context.Context, db *bun.DB) ([]migrations.Finding, error) {
	missing, unknown, err := migrations.Pending(ctx, db)
	if err != nil {
		return nil, err
	}
	if len(missing)+len(unknown) > 0 {
		return []migrations.Finding{{What: schemaFinding(missing, unknown)}}, nil // the checks need the schema
	}
	var findings []migrations.Finding
	if migrations.IsSQLite(db) {
		damage, err := migrations.Integrity(ctx, db)
		if err != nil {
			return nil, err
		}
		findings = append(findings, damage...)
	}
	for _, check := range []func(context.Context, bun.IDB) ([]migrations.Finding, error){panel.Check, dialogue.Check, mail.Check} {
		found, err := check(ctx, db)
		if err != nil {
			return nil, err
		}
		findings = append(findings, found...)
	}
	return findings, nil
}

// overdue is what the jobs of a server should have done by now, once there is a schema to look at.
func overdue(ctx context.Context, db *bun.DB) ([]migrations.Finding, error) {
	if missing, unknown, err := migrations.Pending(ctx, db); err != nil || len(missing)+len(unknown) > 0 {
		return nil, err
	}
	now, err := migrations.Now(ctx, db)
	if err != nil {
		return nil, err
	}
	return dialogue.CheckOverdue(ctx, db, now)
}

func schemaFinding(missing, unknown []string) string {
	if len(missing) > 0 {
		return "the schema lacks " + strings.Join(missing, ", ") + ": run `klantpanel migrate`"
	}
	return "the schema has " + strings.Join(unknown, ", ") + ", which this version doesn't know: use a newer klantpanel"
}

// settingsFindings tells which settings a server would refuse, and whether mail can reach anybody.
func (a *App) settingsFindings() []migrations.Finding {
	var findings []migrations.Finding
	note := func(err error) {
		if err != nil {
			findings = append(findings, migrations.Finding{What: oneLine(err)})
		}
	}
	address, err := a.baseURL()
	note(err)
	_, err = a.proxies()
	note(err)
	note(a.checkInboundAddress())
	if a.SMTP == capture {
		if address != "" && !thisMachine(address) {
			note(fmt.Errorf("smtp: mail is captured and reaches nobody, though people use %s: set --smtp", address))
		}
		return findings
	}
	_, err = a.limits()
	note(err)
	transport, err := a.transport(a.SMTP)
	note(err)
	if err == nil {
		ctx, cancel := context.WithTimeout(a.ctx, 20*time.Second)
		defer cancel()
		connection, err := transport.Dial(ctx)
		if err != nil {
			note(fmt.Errorf("smtp: the mail server can't be used: %w", err))
			return findings
		}
		connection.Close()
	}
	return findings
}

// thisMachine reports whether only the machine itself can use the address, so that the program is just being tried out.
func thisMachine(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}
