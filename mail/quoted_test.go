package mail

import (
	"bytes"
	"io"
	"mime/quotedprintable"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// decoded reads an encoding as mail programs do, and complains of what they may not like.
func decoded(t interface{ Fatalf(string, ...any) }, encoded []byte) string {
	for line := range bytes.Lines(encoded) {
		line = bytes.TrimSuffix(line, []byte("\r\n"))
		if len(line) > 76 || bytes.HasSuffix(line, []byte(" ")) || bytes.HasSuffix(line, []byte("\t")) {
			t.Fatalf("%d columns: %q", len(line), line)
		}
	}
	if bytes.Contains(encoded, []byte("=_")) || bytes.ContainsFunc(encoded, func(r rune) bool { return r > '~' }) {
		t.Fatalf("%q", encoded)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(encoded)))
	if err != nil {
		t.Fatalf("%v in %q", err, encoded)
	}
	return string(text)
}

// asLines is a text with the line ends of a mail.
func asLines(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
}

func TestQuotedPrintableComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOf(rapid.OneOf(rapid.String(), rapid.StringMatching(`[ -~]{0,160}`), rapid.StringMatching(`[ \t=é\r\n]{0,90}`),
			rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))).Draw(t, "pieces")
		text := strings.Join(pieces, "") + "."
		encoded, _ := appendQuoted(nil, 0, text)
		if back := decoded(t, encoded); back != asLines(text) {
			t.Fatalf("%q became %q", text, back)
		}
		var spliced []byte
		column := 0
		for i, piece := range append(pieces, ".") {
			if i%2 == 1 { // as where a personal part ended in a column that nobody knows
				spliced, column = append(spliced, softBreak...), 0
			}
			if strings.HasSuffix(piece, "\r") { // its line feed may come with the next
				piece += "."
			}
			spliced, column = appendQuoted(spliced, column, []byte(piece))
		}
		for line := range bytes.Lines(spliced) {
			if len(line) > 78 {
				t.Fatalf("%q", line)
			}
		}
	})
}

func TestQuotedPrintableAtTheEdges(t *testing.T) {
	x := strings.Repeat("x", 100)
	for text, want := range map[string]string{
		"":               "",
		x[:75] + "\n":    x[:75] + "\r\n",
		x[:76] + "\n":    x[:75] + "=\r\nx\r\n",
		x[:74] + " \n":   x[:74] + "=\r\n=20\r\n",
		x[:73] + "\t\n":  x[:73] + "=09\r\n",
		x[:74] + " x\n":  x[:74] + " =\r\nx\r\n",
		x[:72] + "é\n":   x[:72] + "=C3=\r\n=A9\r\n",
		x[:73] + "=\n":   x[:73] + "=\r\n=3D\r\n",
		" \r\n\t\n":      "=20\r\n=09\r\n",
		"a\rb\r":         "a=0Db=0D",
		"--=_grens--\n":  "--=3D_grens--\r\n",
		"nul\x00 \x7f\n": "nul=00 =7F\r\n",
	} {
		encoded, _ := appendQuoted(nil, 0, text)
		if string(encoded) != want {
			t.Errorf("%q became %q, want %q", text, encoded, want)
		}
		if back := decoded(t, encoded); back != asLines(text) {
			t.Errorf("%q came back as %q", text, back)
		}
	}
}

func TestQuotedPrintableTakesNoMemoryButTheBuffer(t *testing.T) {
	text := strings.Repeat("Vanaf april betalen wij élke week uit, in plaats van elke maand.\n", 100)
	room := make([]byte, 0, 2*len(text))
	if n := testing.AllocsPerRun(10, func() { room, _ = appendQuoted(room[:0], 0, text) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzQuotedPrintable(f *testing.F) {
	f.Add("Beste Zoë, \r\n= \t\nx")
	f.Fuzz(func(t *testing.T, text string) {
		encoded, _ := appendQuoted(nil, 0, text+".")
		if back := decoded(t, encoded); back != asLines(text+".") {
			t.Fatalf("%q became %q", text, back)
		}
	})
}

func BenchmarkQuotedPrintable(b *testing.B) {
	text := strings.Repeat("Vanaf april betalen wij <strong style=\"color:#221f1a\">élke week</strong> uit.\n", 100)
	room := make([]byte, 0, 2*len(text))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		room, _ = appendQuoted(room[:0], 0, text)
	}
}

func TestWhatIsAskedForIsKeptLongest(t *testing.T) {
	k := kept[int, string]{most: 4}
	k.keep(0, "digest")
	for i := 1; i < 100; i++ {
		k.keep(i, "outcome")
		if _, ok := k.find(0); !ok {
			t.Fatalf("the digest is gone after %d others", i)
		}
		if n := len(k.young) + len(k.old); n > 8 {
			t.Fatalf("%d are kept", n)
		}
	}
	if _, ok := k.find(50); ok {
		t.Error("what nobody asks for is kept for ever")
	}
}
