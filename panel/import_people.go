package panel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/uptrace/bun"
)

// ErrBadLines means that the file has bad lines, each given to the callback; nothing was changed.
var ErrBadLines = errors.New("the file has bad lines; nothing was changed")

// errDryRun rolls a dry run back.
var errDryRun = errors.New("dry run")

// ImportPeople brings the people in line with a CSV file: the user export of Entra ID or of an HR system. People are known again
// by their account name (userPrincipalName), else by their address. All or nothing: with any bad line it changes nothing, calls
// bad for every one of them and returns ErrBadLines; a file that can't be used at all is an *ImportError. Memory doesn't grow
// with the file. Until the file is read nothing is locked, and bad and Progress must not use the database.
func (s *Store) ImportPeople(ctx context.Context, r io.Reader, opt ImportOptions, bad func(BadLine)) (ImportReport, error) {
	var report ImportReport
	file, err := openPeopleFile(r, &report, bad)
	if err != nil {
		return report, err
	}
	conn, err := s.DB.Conn(ctx) // temporary tables live on one connection
	if err != nil {
		return report, fmt.Errorf("import people: %w", err)
	}
	defer conn.Close()
	stage := &peopleStage{db: conn, now: s.Clock(), file: file, report: &report, opt: opt}
	defer stage.drop(context.WithoutCancel(ctx))
	if err := stage.fill(ctx); err != nil {
		return report, fmt.Errorf("import people: %w", err)
	}
	if report.Bad > 0 {
		return report, ErrBadLines
	}
	if opt.Full && report.Rows == 0 {
		return report, &ImportError{"the file holds no people; with --full everybody would be deactivated"}
	}
	err = conn.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		stage.db = tx
		if err := stage.apply(ctx); err != nil {
			return err
		}
		if opt.DryRun {
			return errDryRun
		}
		return nil
	})
	stage.db = conn
	var unfit *ImportError
	switch {
	case err == nil || errors.Is(err, errDryRun):
		return report, nil
	case errors.As(err, &unfit):
		return report, unfit
	}
	return report, fmt.Errorf("import people: %w", err)
}

// peopleFile turns the rows of a table into people.
type peopleFile struct {
	*table
	at     map[string]int // use → column
	report *ImportReport
	bad    func(BadLine)
}

func openPeopleFile(r io.Reader, report *ImportReport, bad func(BadLine)) (*peopleFile, error) {
	t, err := openTable(r)
	if err != nil {
		return nil, err
	}
	f := &peopleFile{table: t, report: report, bad: bad}
	report.Delimiter, report.Encoding = t.delimiterName(), t.in.encodingName()
	if f.at, report.Columns, err = t.recognise(peopleColumns); err != nil {
		return nil, err
	}
	switch {
	case !f.has(useEmail) && !f.has(useKey):
		return nil, t.missing(peopleColumns, useEmail, useKey)
	case !f.has(useName) && !(f.has(useFirst) && f.has(useLast)):
		return nil, t.missing(peopleColumns, useName)
	}
	return f, nil
}

func (f *peopleFile) has(use string) bool { _, ok := f.at[use]; return ok }

// person reads the next line; io.EOF after the last. A bad line comes back too, marked, if its address could be read, so that
// the search for duplicates sees it; if not, its Email is "".
func (f *peopleFile) person() (stagedPerson, error) {
	r, err := f.nextColleague()
	f.report.Encoding = f.in.encodingName()
	if err != nil {
		return stagedPerson{}, err
	}
	p := stagedPerson{Line: r.line, Active: true}
	if len(r.bad) > 0 {
		for _, b := range r.bad {
			f.refuse(b)
		}
		return p, nil
	}
	take := func(use string, value, reason string) string {
		if reason != "" {
			p.Bad = true
			f.refuse(BadLine{Line: r.line, Column: f.columnOf(use), Reason: reason})
		}
		return value
	}
	key, reason := importedLine(strings.ToLower(f.value(r, useKey)))
	p.SourceKey = take(useKey, key, reason)
	email, use, reason := f.address(r)
	p.Email = take(use, email, reason)
	name, reason := f.name(r)
	p.Name = take(f.nameUse(), name, reason)
	unit, reason := importedLine(f.value(r, useUnit))
	p.Unit = take(useUnit, unit, reason)
	language := f.value(r, useLanguage)
	p.Language = importedLanguage(language)
	if f.has(useActive) {
		if p.Active, reason = importedYes(f.value(r, useActive)); reason != "" {
			take(useActive, "", reason)
		}
	}
	if p.Active && p.Language == "" && strings.TrimSpace(language) != "" {
		f.report.OtherLanguages++
	}
	if p.Active && use == useKey && f.has(useEmail) {
		f.report.AccountAddresses++
	}
	p.FreshID = newID()
	return p, nil
}

// nextColleague passes over guests of other organisations, of which a real export of Entra ID has many: they are counted as skipped.
func (f *peopleFile) nextColleague() (*row, error) {
	for {
		r, err := f.next()
		if err != nil {
			return nil, err
		}
		f.report.Rows++
		if len(r.bad) > 0 || !f.guest(r) {
			return r, nil
		}
		f.report.Skipped++
	}
}

// guest reports whether the line is somebody of another organisation. Without a column that says so, an account name of a guest counts
// only where there is no address either: it may be a colleague who was invited from a sister organisation.
func (f *peopleFile) guest(r *row) bool {
	if kind := strings.TrimSpace(f.value(r, useType)); kind != "" {
		return strings.EqualFold(kind, "guest") || strings.EqualFold(kind, "gast")
	}
	return strings.Contains(strings.ToUpper(f.value(r, useKey)), "#EXT#") && strings.TrimSpace(f.value(r, useEmail)) == ""
}

// address is the mail column's, or else the account name where that is an address: Entra ID fills mail only for mailboxes.
func (f *peopleFile) address(r *row) (address, use, reason string) {
	account := strings.TrimSpace(f.value(r, useKey))
	if f.has(useEmail) {
		address, reason = importedAddress(f.value(r, useEmail))
		if address != "" || strings.TrimSpace(f.value(r, useEmail)) != "" || account == "" {
			return address, useEmail, reason
		}
	}
	address, reason = importedAddress(account)
	return address, useKey, reason
}

// name is the full name, or put together from its parts: also where the full name is one to sort by, such as "Vries, Coby de".
func (f *peopleFile) name(r *row) (name, reason string) {
	first, last := tidy(f.value(r, useFirst)), tidy(f.value(r, useLast))
	whole := first + " " + f.value(r, useInfix) + " " + last
	name, reason = importedLine(f.value(r, useName))
	sorted := strings.Contains(name, ",") && first != "" && last != "" && !strings.Contains(whole, ",")
	if reason != "" || name != "" && !sorted {
		return name, reason
	}
	return importedName(whole)
}

func (f *peopleFile) nameUse() string {
	if f.has(useName) {
		return useName
	}
	return useLast
}

func (f *peopleFile) value(r *row, use string) string {
	if i, ok := f.at[use]; ok {
		return r.field(i)
	}
	return ""
}

// columnOf is the heading under which the file has this use.
func (f *peopleFile) columnOf(use string) string {
	if i, ok := f.at[use]; ok {
		return f.columnName(i)
	}
	return use
}

func (f *peopleFile) refuse(b BadLine) {
	f.report.Bad++
	f.bad(b)
}
