package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

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
	var out importOutput = &importText{w: app.stdout, file: name, options: options}
	if asJSON {
		out = &importJSON{w: app.stdout}
	}
	report, err := run(store, ctx, file, options, out.bad)
	out.done(report, err)
	return importFailure(name, report, err)
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

// importOutput prints bad lines as they come, then the report.
type importOutput interface {
	bad(panel.BadLine)
	done(panel.ImportReport, error)
}

// importText is for an administrator.
type importText struct {
	w       io.Writer
	file    string
	options panel.ImportOptions
}

func (o *importText) bad(b panel.BadLine) { fmt.Fprintln(o.w, b) }

func (o *importText) done(r panel.ImportReport, err error) {
	if len(r.Columns) == 0 {
		return // the file can't be used; the error says why
	}
	fmt.Fprintf(o.w, "%s: %d lines, separated by %s, %s\n", o.file, r.Rows, r.Delimiter, r.Encoding)
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
		fmt.Fprintf(o.w, "%-12s %d (not in service, and not known here)\n", "skipped:", r.Skipped)
	}
	if o.options.DryRun {
		fmt.Fprintln(o.w, "dry run: nothing was changed")
	}
}

// importJSON is for machines: one document, {"bad_lines": […], "report": {…}, "error": "…"}, written as it comes because there may
// be a million bad lines.
type importJSON struct {
	w     io.Writer
	lines int
}

func (o *importJSON) bad(b panel.BadLine) {
	before := ",\n"
	if o.lines == 0 {
		before = "{\"bad_lines\": [\n"
	}
	o.lines++
	line, _ := json.Marshal(b) // two strings and a number
	fmt.Fprintf(o.w, "%s%s", before, line)
}

func (o *importJSON) done(r panel.ImportReport, err error) {
	if o.lines == 0 {
		fmt.Fprint(o.w, "{\"bad_lines\": [")
	}
	report, _ := json.Marshal(r)
	fmt.Fprintf(o.w, "],\n\"report\": %s", report)
	if err != nil {
		reason, _ := json.Marshal(err.Error())
		fmt.Fprintf(o.w, ",\n\"error\": %s", reason)
	}
	fmt.Fprintln(o.w, "}")
}
