package mail_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-message/mail"
	"github.com/google/uuid"

	letters "klantpanel/mail"
)

// opening is a letter with a file.
func opening(t testing.TB) letters.Opening {
	t.Helper()
	all := letters.Examples("nl")
	o := all[slices.IndexFunc(all, func(l letters.Letter) bool { return l.Kind() == letters.KindOpening })].(letters.Opening)
	if _, ok := o.Attachment(); !ok {
		t.Fatal("the opening of a round brings no file")
	}
	return o
}

func TestALetterWithAFileIsTheLetterAndThenTheFile(t *testing.T) {
	letter := opening(t)
	made, h := message(t, letter, nil)
	defer made.Free()
	wellFormed(t, made.Raw)
	if kind, _, _ := mime.ParseMediaType(h.Get("Content-Type")); kind != "multipart/mixed" {
		t.Fatalf("it is %s", h.Get("Content-Type"))
	}
	r, err := mail.CreateReader(bytes.NewReader(made.Raw))
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for {
		part, err := r.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		kind, parameters, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, kind)
		file, isFile := part.Header.(*mail.AttachmentHeader)
		if !isFile {
			continue
		}
		content, err := io.ReadAll(part.Body)
		if name, _ := file.Filename(); err != nil || name != "ronde-4.ics" || parameters["name"] != name || parameters["method"] != "PUBLISH" || parameters["charset"] != "utf-8" {
			t.Errorf("the file is %q, %v; %v", name, parameters, err)
		}
		if string(content) != letter.Calendar.Content {
			t.Errorf("it holds\n%s", content)
		}
	}
	if want := []string{"text/plain", "text/html", "text/calendar"}; !slices.Equal(kinds, want) {
		t.Errorf("parts %v, want %v", kinds, want)
	}
	letter.Calendar = letters.Attachment{}
	without, h := message(t, letter, nil)
	defer without.Free()
	if !strings.HasPrefix(h.Get("Content-Type"), "multipart/alternative") || strings.Contains(shown(t, without.Raw).Text, "bijlage") || !strings.Contains(shown(t, made.Raw).Text, "bijlage") {
		t.Error("the letter speaks of a file that it doesn't bring, or the other way round")
	}
}

func TestFilesOfAnyLengthComeBackWhole(t *testing.T) {
	letter := opening(t)
	for n := range 130 {
		letter.Calendar.Content = strings.Repeat("é", n) + "\x00\r\n."
		made, _ := message(t, letter, nil)
		wellFormed(t, made.Raw)
		_, encoded, _ := strings.Cut(string(made.Raw), "base64\r\n\r\n")
		encoded, _, _ = strings.Cut(encoded, "\r\n--")
		got, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil || string(got) != letter.Calendar.Content {
			t.Fatalf("%d: %q, %v", n, got, err)
		}
		made.Free()
	}
}

func TestAnotherFileIsAnotherLetter(t *testing.T) {
	letter := opening(t)
	first, _ := message(t, letter, nil)
	letter.Calendar.Content = strings.Replace(letter.Calendar.Content, "0319", "0322", 1)
	moved, _ := message(t, letter, nil)
	if bytes.Equal(first.Raw[len(first.Raw)-900:], moved.Raw[len(moved.Raw)-900:]) {
		t.Error("the file of before the deadline moved goes out again")
	}
}

// BenchmarkComposeOpening makes the letters of a round's opening, with a file.
func BenchmarkComposeOpening(b *testing.B) {
	letter := opening(b)
	m := &letters.Mail{ID: uuid.New(), Kind: letters.KindOpening, PersonID: uuid.New(), Name: "Sanne Jansen", Address: "s.jansen@gemeente.example", Language: "nl",
		MessageID: "018f5a3c1d2e7b2c9f00.opening@panel.gemeente.example"}
	b.ReportAllocs()
	for b.Loop() {
		made, err := letters.NewMessage(letter, m, sender, start)
		if err != nil {
			b.Fatal(err)
		}
		made.Free()
	}
}
