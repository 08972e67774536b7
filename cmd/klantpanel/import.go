package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"klantpanel/migrations"
	"klantpanel/panel"
)

// importCommand is `klantpanel import`.
type importCommand struct {
	People   importPeople   `cmd:"" help:"Bring the people in line with a CSV file: the user export of Microsoft Entra ID or of an HR system."`
	Services importServices `cmd:"" help:"Bring the services in line with a CSV file."`
}

type importPeople struct {
	File   string `arg:"" help:"The CSV file; - reads standard input."`
	DryRun bool   `name:"dry-run" help:"Check everything and say what would change, but change nothing."`
	Full   bool   `help:"The file is complete: deactivate people who aren't in it."`
	JSON   bool   `name:"json" help:"Print the result as JSON."`
}

// Run imports people. Bad lines are an error, so that the program ends with 1.
func (c *importPeople) Run(app *App) error {
	options := panel.ImportOptions{DryRun: c.DryRun, Full: c.Full}
	return importFile(app, c.File, options, c.JSON, (*panel.Store).ImportPeople)
}

type importServices struct {
	File   string `arg:"" help:"The CSV file; - reads standard input."`
	DryRun bool   `name:"dry-run" help:"Check everything and say what would change, but change nothing."`
	JSON   bool   `name:"json" help:"Print the result as JSON."`
}

// Run imports services. Bad lines are an error, so that the program ends with 1.
func (c *importServices) Run(app *App) error {
	return importFile(app, c.File, panel.ImportOptions{DryRun: c.DryRun}, c.JSON, (*panel.Store).ImportServices)
}

type importer func(*panel.Store, context.Context, io.Reader, panel.ImportOptions, func(panel.BadLine)) (panel.ImportReport, error)

// importFile opens the file first: a wrong name should not need a database to be told.
func importFile(app *App, name string, options panel.ImportOptions, asJSON bool, run importer) error {
	file := os.Stdin
	if name != "-" {
		var err error
		if file, err = os.Open(name); err != nil {
			return wrongUse{err}
		}
		defer file.Close()
	}
	ctx := app.Context()
	store, closeStore, err := app.Open(ctx)
	if err != nil {
		return err
	}
	defer closeStore()
	options.Progress = func(rows int) { fmt.Fprintf(app.stderr, "%d lines read\n", rows) }
	setUp, err := isSetUp(ctx, store)
	if err != nil {
		return err
	}
	if name == "-" {
		name = "standard input"
	}
	var out importOutput = &importText{w: app.stdout, file: name, options: options}
	if asJSON {
		out = &importJSON{w: app.stdout}
	}
	out.start(migrations.Redact(app.database()), setUp)
	report, err := run(store, ctx, file, options, out.bad)
	out.done(report, err)
	return importFailure(name, report, err)
}

// isSetUp reports whether the database has its organisation: one without it may be another than the server's.
func isSetUp(ctx context.Context, store *panel.Store) (bool, error) {
	_, err := store.Organisation(ctx, store.DB)
	var none *panel.Problem
	if errors.As(err, &none) && none.Kind == panel.NotFound {
		return false, nil
	}
	return err == nil, err
}

// importFailure is the one line with which the program ends, nil when all went well.
func importFailure(name string, report panel.ImportReport, err error) error {
	switch {
	case errors.Is(err, panel.ErrBadLines) && report.Bad == 1:
		return fmt.Errorf("%s: 1 bad line; nothing was changed", name)
	case errors.Is(err, panel.ErrBadLines):
		return fmt.Errorf("%s: %d bad lines; nothing was changed", name, report.Bad)
	case err != nil:
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// importOutput says what is worked on, prints bad lines as they come, then the report.
type importOutput interface {
	start(database string, setUp bool)
	bad(panel.BadLine)
	done(panel.ImportReport, error)
}

// importText is for an administrator.
type importText struct {
	w       io.Writer
	file    string
	options panel.ImportOptions
}

func (o *importText) start(database string, setUp bool) {
	fmt.Fprintf(o.w, "database:    %s\n", database)
	if !setUp {
		fmt.Fprintln(o.w, "note:        this database isn't set up yet; is this the one the server uses?")
	}
}

func (o *importText) bad(b panel.BadLine) { fmt.Fprintln(o.w, b) }

func (o *importText) done(r panel.ImportReport, err error) {
	if len(r.Columns) == 0 {
		return // the file can't be used; the error says why
	}
	fmt.Fprintf(o.w, "%s: %s, separated by %s, %s\n", o.file, counted(r.Rows, "line", "lines"), r.Delimiter, r.Encoding)
	var columns []string
	for _, c := range r.Columns {
		columns = append(columns, fmt.Sprintf("%s → %s", c.Heading, c.Use))
	}
	fmt.Fprintf(o.w, "recognised:  %s\n", strings.Join(columns, ", "))
	if err != nil {
		return
	}
	for _, count := range []struct {
		what string
		n    int
	}{{"added", r.Added}, {"changed", r.Changed}, {"deactivated", r.Deactivated}, {"reactivated", r.Reactivated},
		{"unchanged", r.Unchanged}, {"new units", r.NewUnits}} {
		if count.n > 0 || count.what == "added" || count.what == "changed" || count.what == "unchanged" {
			fmt.Fprintf(o.w, "%-12s %d\n", count.what+":", count.n)
		}
	}
	if r.Skipped > 0 {
		fmt.Fprintf(o.w, "%-12s %d (guests, and who isn't in service and not known here)\n", "skipped:", r.Skipped)
	}
	if r.AccountAddresses > 0 {
		fmt.Fprintf(o.w, "note:        %s: address taken from userPrincipalName, because the mail column is empty\n", counted(r.AccountAddresses, "person", "people"))
	}
	if r.OtherLanguages > 0 {
		fmt.Fprintf(o.w, "note:        %s with a language other than Dutch or English: the organisation's language counts\n", counted(r.OtherLanguages, "person", "people"))
	}
	if o.options.DryRun {
		fmt.Fprintln(o.w, "dry run: nothing was changed")
	}
}

// counted is a number with its word.
func counted(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", several)
}

// importJSON is for machines: one document, {"database": "…", "set_up": true, "bad_lines": […], "report": {…}, "error": "…"}, written as
// it comes because there may be a million bad lines.
type importJSON struct {
	w     io.Writer
	lines int
}

func (o *importJSON) start(database string, setUp bool) {
	address, _ := json.Marshal(database)
	fmt.Fprintf(o.w, "{\"database\": %s, \"set_up\": %t,\n\"bad_lines\": [", address, setUp)
}

func (o *importJSON) bad(b panel.BadLine) {
	before := ",\n"
	if o.lines == 0 {
		before = "\n"
	}
	o.lines++
	line, _ := json.Marshal(b) // two strings and a number
	fmt.Fprintf(o.w, "%s%s", before, line)
}

func (o *importJSON) done(r panel.ImportReport, err error) {
	report, _ := json.Marshal(r)
	fmt.Fprintf(o.w, "],\n\"report\": %s", report)
	if err != nil {
		reason, _ := json.Marshal(err.Error())
		fmt.Fprintf(o.w, ",\n\"error\": %s", reason)
	}
	fmt.Fprintln(o.w, "}")
}
