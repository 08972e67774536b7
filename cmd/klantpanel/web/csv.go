package web

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// csvSheet is a file that Excel opens at once where the comma is for decimals: UTF-8 with a byte order mark, semicolons, CRLF.
type csvSheet struct {
	*csv.Writer
	kinds []columnKind
}

func newCSV(w io.Writer, _ string, kinds []columnKind) (sheet, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, err
	}
	s := csvSheet{csv.NewWriter(w), kinds}
	s.Comma, s.UseCRLF = ';', true
	return s, nil
}

func (s csvSheet) row(cells []any) error {
	texts := make([]string, len(cells))
	for i, v := range cells {
		switch v := v.(type) {
		case nil:
		case time.Time:
			texts[i] = v.Format(map[bool]string{true: "2006-01-02 15:04", false: time.DateOnly}[s.kinds[i] == momentColumn])
		case float64:
			texts[i] = strings.Replace(strconv.FormatFloat(v, 'f', -1, 64), ".", ",", 1)
		default:
			texts[i] = fmt.Sprint(v)
		}
	}
	return s.Write(texts)
}

func (s csvSheet) end() error {
	s.Flush()
	return s.Error()
}

// harmless keeps text from being run as a formula by a spreadsheet (OWASP, CSV injection).
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
