package web

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

const (
	exportDeadline = 2 * time.Minute // for all that a file asks of the database: it may hold the whole organisation
	exportBatch    = 500             // rows that are in memory at once
)

// listing is a list as a file: described once, written as CSV and as a workbook. Rows come from the operation that the page asks too, so
// that a file never holds more than its reader may see on the page.
type listing[T any] struct {
	File    string // its name without day and extension, and that of the sheet
	Columns []column[T]
	Rows    iter.Seq2[T, error]
}

// column is one column. Its cells are nil for nothing, a string, an int, a float64, or anything that moment knows.
type column[T any] struct {
	Heading string
	Kind    columnKind
	Cell    func(T) any
}

type columnKind int

const (
	textColumn columnKind = iota
	numberColumn
	dayColumn
	momentColumn // to the minute
)

// sheet is a file that takes rows; each cell is nil, a string, an int, a float64, or a time.Time in which the clock reads what the reader's does.
type sheet interface {
	row(cells []any) error
	end() error
}

// sheetFormats are the kinds of file by their extensions.
var sheetFormats = map[string]struct {
	Type string
	Open func(w io.Writer, name string, columns []columnKind) (sheet, error)
}{
	".csv":  {"text/csv; charset=utf-8", newCSV},
	".xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", newWorkbook},
}

// exportRoutes are the two files of a list, for those who may see its page.
func exportRoutes[T any](path string, access Access, list func(r *Request) (listing[T], error)) []Route {
	var routes []Route
	for _, extension := range []string{".xlsx", ".csv"} {
		routes = append(routes, Route{Method: fiber.MethodGet, Path: path + extension, Access: access, Handle: func(r *Request) error {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), exportDeadline)
			defer cancel()
			r.Ctx.SetUserContext(ctx)
			l, err := list(r)
			if err != nil {
				return err
			}
			return export(r, l, extension)
		}})
	}
	return routes
}

// export answers with the list as a file. It goes to disk first: memory stays flat, and an error halfway becomes a page that says so
// and not a file that looks complete.
func export[T any](r *Request, l listing[T], extension string) error {
	file, err := newPassingFile()
	if err != nil {
		return fmt.Errorf("export %s: %w", l.File, err)
	}
	size, err := writeListing(file, l, extension, r.Zone())
	if err != nil {
		file.Close()
		return fmt.Errorf("export %s: %w", l.File, err)
	}
	r.Ctx.Set(fiber.HeaderContentType, sheetFormats[extension].Type)
	r.Ctx.Set(fiber.HeaderContentDisposition, fmt.Sprintf("attachment; filename=%q", l.File+"-"+string(r.Today())+extension))
	r.Ctx.Response().SetBodyStream(file, size)
	return nil
}

// writeListing writes the whole list and goes back to the beginning of the file. size is in bytes.
func writeListing[T any](file io.ReadWriteSeeker, l listing[T], extension string, zone *time.Location) (size int, err error) {
	kinds, headings := make([]columnKind, len(l.Columns)), make([]any, len(l.Columns))
	for i, c := range l.Columns {
		kinds[i], headings[i] = c.Kind, c.Heading
	}
	w := bufio.NewWriterSize(file, 64<<10)
	out, err := sheetFormats[extension].Open(w, l.File, kinds)
	if err != nil {
		return 0, err
	}
	err = out.row(headings)
	cells := make([]any, len(l.Columns))
	for row, failed := range l.Rows {
		if err != nil || failed != nil {
			return 0, firstError(err, failed, out.end())
		}
		for i, c := range l.Columns {
			cells[i] = plainCell(c.Cell(row), c.Kind, zone)
		}
		err = out.row(cells)
	}
	if err := firstError(err, out.end(), w.Flush()); err != nil {
		return 0, err
	}
	end, err := file.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	return int(end), err
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// plainCell makes of a cell what a sheet takes.
func plainCell(v any, kind columnKind, zone *time.Location) any {
	switch v.(type) {
	case time.Time, *time.Time, bun.NullTime, scheduler.Date:
		t, ok := moment(v, zone)
		if !ok {
			return nil
		}
		if kind == dayColumn {
			return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
		}
		return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)
	case nil, int, float64:
		return v
	}
	return harmless(fmt.Sprint(v))
}

// inPages reads a list to its end, a page at a time. read gives up to limit rows after last, which is nil for the first page.
func inPages[T any](read func(last *T, limit int) ([]T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for last := (*T)(nil); ; {
			rows, err := read(last, exportBatch)
			if err != nil {
				yield(*new(T), err)
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
			if len(rows) < exportBatch {
				return
			}
			last = &rows[len(rows)-1]
		}
	}
}

// all is a list that its page shows whole.
func all[T any](rows []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// passingFile is a file that is gone once it is closed.
type passingFile struct {
	*os.File
	gone bool
}

func newPassingFile() (*passingFile, error) {
	f, err := os.CreateTemp("", "klantpanel-export-*")
	if err != nil {
		return nil, err
	}
	// Where an open file may lose its name, nothing personal stays behind whatever happens to the program.
	return &passingFile{f, os.Remove(f.Name()) == nil}, nil
}

// Close is called by the server when the answer has been sent.
func (f *passingFile) Close() error {
	err := f.File.Close()
	if !f.gone {
		err = firstError(err, os.Remove(f.Name()))
	}
	return err
}
