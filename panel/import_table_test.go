package panel

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

// readAll gives the rows as text and the bad lines of a table.
func readAll(t testing.TB, r io.Reader) (*table, [][]string, []string) {
	t.Helper()
	file, err := openTable(r)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	var bad []string
	for {
		r, err := file.next()
		if err == io.EOF {
			return file, rows, bad
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range r.bad {
			bad = append(bad, b.String())
		}
		if len(r.bad) > 0 {
			continue
		}
		fields := make([]string, len(file.heading))
		for i := range fields {
			fields[i] = r.field(i)
		}
		rows = append(rows, fields)
	}
}

func TestATableIsReadAsOfficeProgramsWriteIt(t *testing.T) {
	want := [][]string{{"René", "x@y.nl"}, {"Zoë; de \"eerste\"", "z\nz"}}
	utf16 := func(s string, big bool) string {
		var out []byte
		for _, c := range "\ufeff" + s {
			if big {
				out = append(out, byte(c>>8), byte(c))
			} else {
				out = append(out, byte(c), byte(c>>8))
			}
		}
		return string(out)
	}
	plain := "naam;e-mail\nRené;x@y.nl\n\"Zoë; de \"\"eerste\"\"\";\"z\nz\"\n"
	for name, file := range map[string]struct{ text, delimiter, encoding string }{
		"as it is":          {plain, "semicolon", "UTF-8"},
		"without a last LF": {strings.TrimSuffix(plain, "\n"), "semicolon", "UTF-8"},
		"BOM":               {"\ufeff" + plain, "semicolon", "UTF-8 with BOM"},
		"Excel's mark":      {"sep=;\r\n" + plain, "semicolon", "UTF-8"},
		"empty lines":       {"\n\n" + plain + "\n;\n;;\n  \n", "semicolon", "UTF-8"},
		"UTF-16 LE":         {utf16(plain, false), "semicolon", "UTF-16 little-endian"},
		"UTF-16 BE":         {utf16(plain, true), "semicolon", "UTF-16 big-endian"},
		"Windows-1252":      {strings.NewReplacer("é", "\xe9", "ë", "\xeb").Replace(plain), "semicolon", "Windows-1252"},
		"comma":             {strings.NewReplacer(";x", ",x", ";e", ",e", ";\"z", ",\"z").Replace(plain), "comma", "UTF-8"},
		"tab":               {strings.NewReplacer(";x", "\tx", ";e", "\te", ";\"z", "\t\"z").Replace(plain), "tab", "UTF-8"},
	} {
		got, rows, bad := readAll(t, strings.NewReader(file.text))
		if len(bad) > 0 || !reflect.DeepEqual(rows, want) {
			t.Errorf("%s: got %q, bad %q", name, rows, bad)
		}
		if got.delimiterName() != file.delimiter || got.in.encodingName() != file.encoding {
			t.Errorf("%s: taken for %s, %s", name, got.delimiterName(), got.in.encodingName())
		}
	}
}

func TestEachBadLineIsNamedByNumberColumnAndReason(t *testing.T) {
	file := "naam,e-mail\r\n" +
		"\"twee\r\nregels\",a@b.nl\r\n" +
		"met \x00,b@b.nl\r\n" +
		"Jan,c@b.nl,ICT\r\n" +
		"kort\r\n" +
		"\"Jan\" de Vries,d@b.nl\r\n" +
		"Jan \"de Lange\" Jansen,e@b.nl\r\n" +
		"bel \a,f@b.nl\r\n" +
		strings.Repeat("x", maxField+1) + ",g@b.nl\r\n" +
		"goed,h@b.nl\r\n" +
		"open,\"i@b.nl\r\n" +
		"weg,j@b.nl\r\n"
	_, rows, bad := readAll(t, strings.NewReader(file))
	want := []string{
		"line 4, column naam: holds a NUL character; save the file as “CSV UTF-8”",
		"line 5: has 3 columns where the first line has 2; a value that holds the separator must stand in quotes",
		"line 6: has 1 columns where the first line has 2",
		"line 7, column naam: there is text after the closing quote",
		"line 9, column naam: holds a control character (U+0007)",
		"line 10, column naam: is longer than 64 kB",
		"line 12, column e-mail: the quote that opens here is never closed; is this only part of a file?",
	}
	if !reflect.DeepEqual(bad, want) {
		t.Errorf("bad lines\n%s\nwant\n%s", strings.Join(bad, "\n"), strings.Join(want, "\n"))
	}
	if len(rows) != 3 {
		t.Errorf("%d good rows: %q", len(rows), rows)
	}
}

func TestAFileThatIsNoTableIsRefusedInOneLine(t *testing.T) {
	for name, file := range map[string]string{
		"empty": "", "blank": "\n \n", "workbook": "PK\x03\x04abc", "one long line": strings.Repeat("a", maxField+10),
		"open quote": "\"naam;e-mail\n" + strings.Repeat("a;b\n", maxField), "NUL": "n\x00a\x00;\n",
		"too wide": strings.Repeat(";", maxColumns) + "x\n",
	} {
		_, err := openTable(strings.NewReader(file))
		var unfit *ImportError
		if !errors.As(err, &unfit) || strings.ContainsAny(err.Error(), "\n\x00") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// endless gives a text, then n bytes of filling, then another text, and holds none of it.
func endless(before string, n int64, after string) io.Reader {
	return io.MultiReader(strings.NewReader(before), io.LimitReader(filling{}, n), strings.NewReader(after))
}

type filling struct{}

func (filling) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestAFieldOf300MegabytesIsPassedOverInFlatMemory(t *testing.T) {
	const size = 300 << 20
	for name, file := range map[string]struct {
		r   io.Reader
		bad string
	}{
		"bare":   {endless("naam;e-mail\nJan;", size/10, "\nEls;els@b.nl\nkort\n"), "line 2, column e-mail: is longer than 64 kB|line 4: has 1 columns where the first line has 2"},
		"quoted": {endless("naam;e-mail\n\"", size, "\n\";x\nEls;els@b.nl\nkort\n"), "line 2, column naam: is longer than 64 kB|line 5: has 1 columns where the first line has 2"},
		"open":   {endless("naam;e-mail\nEls;els@b.nl\n\"", size/10, ""), "line 3, column naam: is longer than 64 kB|line 3, column naam: the quote that opens here is never closed; is this only part of a file?"},
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		_, rows, bad := readAll(t, file.r)
		runtime.ReadMemStats(&after)
		if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 20<<20 {
			t.Errorf("%s: memory grew by %d bytes", name, grown)
		}
		if total := after.TotalAlloc - before.TotalAlloc; total > 20<<20 {
			t.Errorf("%s: %d bytes were allocated on the way", name, total)
		}
		if got := strings.Join(bad, "|"); got != file.bad || len(rows) != 1 {
			t.Errorf("%s: rows %q, bad %q", name, rows, got)
		}
	}
}

func TestAnAddressIsOnePlainAddress(t *testing.T) {
	for _, good := range []string{"jan@gemeente.nl", " Jan.de-Vries+x@GEMEENTE.nl ", "o'neill@a-b.example", "x@xn--caf-dma.nl"} {
		if got, reason := importedAddress(good); reason != "" || got != strings.ToLower(strings.TrimSpace(good)) {
			t.Errorf("%q: %q, %s", good, got, reason)
		}
	}
	for _, bad := range []string{"", "jan", "jan@gemeente", "Jan <jan@b.nl>", "<jan@b.nl>", "jan@b.nl, piet@b.nl", "jan@b.nl\r\nBcc: x@b.nl", "jan@b.nl\n",
		"jan de@b.nl", "\"jan\"@b.nl", "jan@@b.nl", ".jan@b.nl", "jan.@b.nl", "ja..n@b.nl", "jan@-b.nl", "jan@b..nl", "jan@[127.0.0.1]", "jan@127.0.0.1",
		"rené@b.nl", "jan\t@b.nl", strings.Repeat("a", 65) + "@b.nl", "a@" + strings.Repeat("b.", 130) + "nl", "jan(x)@b.nl", "jan;@b.nl"} {
		if got, reason := importedAddress(bad); reason == "" || got != "" {
			t.Errorf("%q was taken as %q", bad, got)
		}
	}
}

func FuzzImportTable(f *testing.F) {
	files, _ := filepath.Glob("testdata/import/*.csv")
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("\xff\xfea"))
	f.Add([]byte("a;b\r\n\"\r\n\"\"x;\xe9\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		var report ImportReport
		lines := bytes.Count(file, []byte("\n")) + bytes.Count(file, []byte("\r")) + 1 + len(file)/2 // UTF-16 may hold more
		refuse := func(b BadLine) {
			if b.Line < 1 || b.Line > lines || b.Reason == "" {
				t.Errorf("bad line %+v of %d", b, lines)
			}
		}
		people, err := openPeopleFile(bytes.NewReader(file), &report, refuse)
		for last := 0; err == nil; {
			var p stagedPerson
			if p, err = people.person(); err != nil {
				break
			}
			if p.Line <= last {
				t.Fatalf("line %d after line %d", p.Line, last)
			}
			last = p.Line
			if strings.ContainsAny(p.Email+p.Name+p.Unit+p.SourceKey, "\r\n\x00") {
				t.Fatalf("a line break got through: %+v", p)
			}
		}
		var unfit *ImportError
		if err != io.EOF && !errors.As(err, &unfit) {
			t.Fatal(err)
		}
		readServices(bytes.NewReader(file), &report, refuse)
	})
}
