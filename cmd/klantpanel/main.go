// Command klantpanel is the whole program: the server, the demo, the rehearsal, the doctor and the imports. main parses and wires;
// each subcommand has a file of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is set when the program is built (make build).
var version = "development"

// commands are the subcommands with the settings that they share.
type commands struct {
	settings

	Demo     demoCommand     `cmd:"" help:"A sample organisation with past rounds and an open one; mail is captured, the clock can be moved."`
	Serve    serveCommand    `cmd:"" help:"The server."`
	Rehearse rehearseCommand `cmd:"" help:"Whole rounds in virtual time through the same code, against any database and mail server."`
	Doctor   doctorCommand   `cmd:"" help:"Checks what must always hold, the settings and the mail. Exit code 1 when something is wrong."`
	Import   importCommand   `cmd:"" help:"Reads people or services from a CSV file. All or nothing."`
	Mail     mailCommand     `cmd:"" help:"The outgoing mail: how it stands, try again, pause, resume, try the mail server out."`
	Migrate  migrateCommand  `cmd:"" help:"Brings the database's schema up to date."`
	Version  versionCommand  `cmd:"" help:"Prints the version."`
}

// The exit codes: wrong use can be mended by typing something else, a failure can't.
const (
	exitFailure  = 1
	exitWrongUse = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program with its surroundings as arguments, so that tests can start it.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var c commands
	exited := -1
	parser, err := kong.New(&c, kong.Name("klantpanel"), kong.Description("Internal client panels and their feedback loop: ask, say, do, tell."),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { exited = code }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(stderr, "klantpanel:", err)
		return exitFailure
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 { // --help
		return exited
	}
	if err != nil {
		fmt.Fprintln(stderr, "klantpanel:", oneLine(err))
		return exitWrongUse
	}
	a := &App{ctx: ctx, settings: c.settings, stdout: stdout, stderr: stderr}
	if err := parsed.Run(a); err != nil {
		var wrong wrongUse
		if errors.As(err, &wrong) {
			fmt.Fprintln(stderr, "klantpanel:", oneLine(err))
			return exitWrongUse
		}
		if !errors.Is(err, errSaid) {
			fmt.Fprintln(stderr, "klantpanel:", oneLine(err))
		}
		return exitFailure
	}
	return 0
}

// wrongUse is an error that the person at the keyboard can mend by typing something else.
type wrongUse struct{ error }

// errSaid fails a command that has already said on its output what is wrong.
var errSaid = errors.New("said")

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(a *App) error {
	_, err := fmt.Fprintln(a.stdout, "klantpanel", version)
	return err
}

type migrateCommand struct{}

// Run applies the migrations that the database lacks.
func (migrateCommand) Run(a *App) error {
	applied, err := a.migrate()
	if err != nil {
		return err
	}
	for _, name := range applied {
		fmt.Fprintln(a.stdout, "applied", name)
	}
	if len(applied) == 0 {
		fmt.Fprintln(a.stdout, "nothing to do: the schema is up to date")
	}
	return nil
}
