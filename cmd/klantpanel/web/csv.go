package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
)

// CSV answers with a file that Excel opens at once where the comma is for decimals: UTF-8 with a byte order mark, semicolons, CRLF.
// name goes without its extension.
func (r *Request) CSV(name string, rows [][]any) error {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = cell(v)
		}
		if err := w.Write(cells); err != nil {
			return fmt.Errorf("csv: %w", err)
		}
	}
	if w.Flush(); w.Error() != nil {
		return fmt.Errorf("csv: %w", w.Error())
	}
	r.Ctx.Set("Content-Type", "text/csv; charset=utf-8")
	r.Ctx.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name+".csv"))
	return r.Ctx.Send(b.Bytes())
}

// cell keeps numbers numbers, and text from being run as a formula by a spreadsheet (OWASP, CSV injection).
func cell(v any) string {
	text, ok := v.(string)
	if !ok {
		return fmt.Sprint(v)
	}
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
