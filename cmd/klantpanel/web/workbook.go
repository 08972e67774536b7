package web

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/xuri/excelize/v2"
)

// workbook is an Excel file of one sheet. What is over 16 MB of it waits on disk, and the end goes straight to w, so that the rows needn't
// fit in memory.
type workbook struct {
	file   *excelize.File
	rows   *excelize.StreamWriter
	styles []int // by column
	bold   int
	count  int
}

// isWorkbook reports whether a workbook was asked for, which is compressed by itself.
func isWorkbook(c *fiber.Ctx) bool { return strings.HasSuffix(c.Path(), ".xlsx") }

// columnWidths are in characters.
var columnWidths = map[columnKind]float64{textColumn: 32, numberColumn: 14, dayColumn: 14, momentColumn: 18}

func newWorkbook(w io.Writer, name string, kinds []columnKind) (sheet, error) {
	b := &workbook{file: excelize.NewFile()}
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(w) })
	if err := b.lay(name, kinds); err != nil {
		return nil, firstError(fmt.Errorf("workbook: %w", err), b.file.Close())
	}
	return b, nil
}

// lay names the sheet, makes the styles and freezes the headings.
func (b *workbook) lay(name string, kinds []columnKind) error {
	first := b.file.GetSheetName(0)
	if err := b.file.SetSheetName(first, name); err != nil {
		return err
	}
	var err error
	if b.rows, err = b.file.NewStreamWriter(name); err != nil {
		return err
	}
	if b.bold, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return err
	}
	for i, kind := range kinds {
		style := &excelize.Style{}
		switch kind {
		case textColumn:
			style.Alignment = &excelize.Alignment{WrapText: true, Vertical: "top"}
		case dayColumn:
			style.CustomNumFmt = new("yyyy-mm-dd")
		case momentColumn:
			style.CustomNumFmt = new("yyyy-mm-dd hh:mm")
		}
		id, err := b.file.NewStyle(style)
		if err != nil {
			return err
		}
		b.styles = append(b.styles, id)
		if err := b.rows.SetColWidth(i+1, i+1, columnWidths[kind]); err != nil {
			return err
		}
	}
	return b.rows.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func (b *workbook) row(cells []any) error {
	b.count++
	styled := make([]any, len(cells))
	for i, v := range cells {
		style := b.styles[i]
		if b.count == 1 {
			style = b.bold
		}
		if v != nil {
			styled[i] = excelize.Cell{StyleID: style, Value: v}
		}
	}
	at, err := excelize.CoordinatesToCellName(1, b.count)
	if err != nil {
		return err // more rows than a sheet may have
	}
	return b.rows.SetRow(at, styled)
}

func (b *workbook) end() error {
	err := b.rows.Flush()
	if err == nil {
		err = b.file.Write(io.Discard) // what it writes goes to the zip writer of newWorkbook
	}
	return firstError(err, b.file.Close())
}
