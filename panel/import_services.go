package panel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"
)

// maxServices is the most that one file may hold; they are held in memory.
const maxServices = 1000

// defaultNorm is the response norm of a service whose file names none, in working days.
const defaultNorm = 10

// What a column of services is for.
const (
	useService     = "name of the service"
	usePurpose     = "purpose"
	useExpectation = "expectation"
	useWords       = "words people use"
	useWorkingOn   = "working on"
	usePriorities  = "priorities"
	useNorm        = "norm in working days"
	useRespond     = "first response in working days"
	useResponders  = "responders"
	useOwner       = "owner"
)

var servicesColumns = []column{
	{useService, []string{"naam", "name", "dienst", "service"}},
	{usePurpose, []string{"doel", "purpose"}},
	{useExpectation, []string{"verwachting", "expectation"}},
	{useWords, []string{"woorden", "words", "zoekwoorden", "keywords"}},
	{useWorkingOn, []string{"meebezig", "bezigmet", "workingon"}},
	{usePriorities, []string{"prioriteiten", "priorities"}},
	{useRespond, []string{"eerstereactie", "reactiedagen", "firstresponse", "responddays"}},
	{useNorm, []string{"norm", "normdays", "normdagen"}},
	{useResponders, []string{"behandelaars", "responders", "behandelaar", "responder"}},
	{useOwner, []string{"eigenaar", "owner"}},
}

// ImportServices brings the services in line with a CSV file. They are known again by name, whatever its capitals; a column that
// the file doesn't have stays as it is. Responders are e-mail addresses of people who are already in, separated by spaces,
// commas or |; an owner is one such address, or nobody. A closed service in the file opens again. For the rest as ImportPeople; Full isn't for services, because a service
// that leaves must first hand over what it has to answer.
func (s *Store) ImportServices(ctx context.Context, r io.Reader, opt ImportOptions, bad func(BadLine)) (ImportReport, error) {
	var report ImportReport
	if opt.Full {
		return report, &ImportError{"a full import is for people only; close a service on its page"}
	}
	f, err := readServices(r, &report, bad)
	if err != nil {
		return report, err
	}
	err = inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		if err := f.apply(ctx, tx, s); err != nil {
			return err
		}
		if opt.DryRun {
			return errDryRun
		}
		return nil
	})
	if err == nil || errors.Is(err, errDryRun) {
		return report, nil
	}
	if errors.Is(err, ErrBadLines) {
		return report, ErrBadLines
	}
	return report, fmt.Errorf("import services: %w", err)
}

// servicesFile is what a file says about services.
type servicesFile struct {
	*table
	at       map[string]int // use → column
	report   *ImportReport
	bad      func(BadLine)
	services []importedService
}

type importedService struct {
	line       int
	service    Service
	responders []string // addresses
	owner      string   // address, "" for nobody
}

func readServices(r io.Reader, report *ImportReport, bad func(BadLine)) (*servicesFile, error) {
	t, err := openTable(r)
	if err != nil {
		return nil, err
	}
	f := &servicesFile{table: t, report: report, bad: bad}
	report.Delimiter = t.delimiterName()
	if f.at, report.Columns, err = t.recognise(servicesColumns); err != nil {
		return nil, err
	}
	if !f.has(useService) {
		return nil, t.missing(servicesColumns, useService)
	}
	firsts := map[string]int{} // name → line
	for {
		row, err := t.next()
		report.Encoding = t.in.encodingName()
		if err == io.EOF {
			return f, nil
		}
		if err != nil {
			return nil, err
		}
		if report.Rows++; report.Rows > maxServices {
			return nil, &ImportError{"the file holds more than 1,000 services"}
		}
		f.take(row, firsts)
	}
}

func (f *servicesFile) has(use string) bool { _, ok := f.at[use]; return ok }

func (f *servicesFile) value(r *row, use string) string {
	if i, ok := f.at[use]; ok {
		return r.field(i)
	}
	return ""
}

func (f *servicesFile) refuse(line int, use, reason string) {
	column := use
	if i, ok := f.at[use]; ok {
		column = f.columnName(i)
	}
	f.report.Bad++
	f.bad(BadLine{Line: line, Column: column, Reason: reason})
}

// take checks one line; what is wrong with it goes to the callback.
func (f *servicesFile) take(r *row, firsts map[string]int) {
	for _, b := range r.bad {
		f.report.Bad++
		f.bad(b)
	}
	if len(r.bad) > 0 {
		return
	}
	checked := func(use string, check func(string) (string, string)) string {
		value, reason := check(f.value(r, use))
		if reason != "" {
			f.refuse(r.line, use, reason)
		}
		return value
	}
	in := importedService{line: r.line}
	in.service.Name = checked(useService, importedName)
	in.service.Purpose = checked(usePurpose, importedText)
	in.service.Expectation = checked(useExpectation, importedText)
	in.service.Words = checked(useWords, importedText)
	in.service.WorkingOn = checked(useWorkingOn, importedText)
	in.service.Priorities = checked(usePriorities, importedText)
	in.service.RespondDays, _ = strconv.Atoi(checked(useRespond, importedNorm))
	in.service.NormDays, _ = strconv.Atoi(checked(useNorm, importedNorm))
	key := strings.ToLower(in.service.Name)
	if first, twice := firsts[key]; twice && key != "" {
		f.refuse(r.line, useService, fmt.Sprintf("the same as in line %d", first))
	} else {
		firsts[key] = r.line
	}
	in.responders = f.responders(r)
	if strings.TrimSpace(f.value(r, useOwner)) != "" {
		in.owner = checked(useOwner, importedAddress)
	}
	f.services = append(f.services, in)
}

// importedNorm is a number of working days between 1 and 250, or "" for none.
func importedNorm(value string) (norm, reason string) {
	value = strings.TrimSpace(value)
	if n, err := strconv.Atoi(value); value != "" && (err != nil || n < 1 || n > 250) {
		return "", fmt.Sprintf("not a number of working days between 1 and 250: %q", shorten(value))
	}
	return value, ""
}

func (f *servicesFile) responders(r *row) []string {
	if !f.has(useResponders) {
		return nil
	}
	words := strings.FieldsFunc(f.value(r, useResponders), func(c rune) bool { return strings.ContainsRune(" ,;|\r\n\t", c) })
	if len(words) == 0 {
		f.refuse(r.line, useResponders, "a service needs at least one responder")
	}
	var addresses []string
	for _, word := range words {
		address, reason := importedAddress(word)
		if reason != "" {
			f.refuse(r.line, useResponders, reason)
			continue
		}
		if !slices.Contains(addresses, address) {
			addresses = append(addresses, address)
		}
	}
	return addresses
}
