package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"klantpanel/panel"
)

func TestAnImportTellsWhatItDidInOneBlock(t *testing.T) {
	var out strings.Builder
	text := &importText{w: &out, file: "medewerkers.csv", options: panel.ImportOptions{DryRun: true}}
	text.done(panel.ImportReport{Columns: []panel.ImportColumn{{Heading: "naam", Use: "name"}, {Heading: "e-mail", Use: "e-mail address"}},
		Delimiter: "semicolon", Encoding: "Windows-1252", Rows: 3, Added: 2, Unchanged: 1, NewUnits: 1}, nil)
	want := `medewerkers.csv: 3 lines, separated by semicolon, Windows-1252
recognised:  naam → name, e-mail → e-mail address
added:       2
changed:     0
unchanged:   1
new units:   1
dry run: nothing was changed
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

func TestBadLinesAreNamedAndEndTheProgramWithAnError(t *testing.T) {
	var out strings.Builder
	text := &importText{w: &out, file: "medewerkers.csv"}
	text.bad(panel.BadLine{Line: 12, Column: "e-mail", Reason: "holds a line break"})
	if got := out.String(); got != "line 12, column e-mail: holds a line break\n" {
		t.Errorf("got %q", got)
	}
	err := importFailure("medewerkers.csv", panel.ImportReport{Bad: 2}, panel.ErrBadLines)
	if err == nil || err.Error() != "medewerkers.csv: 2 bad lines; nothing was changed" {
		t.Errorf("got %v", err)
	}
}

func TestImportAsJSONIsOneDocument(t *testing.T) {
	for bad := range 3 {
		var out strings.Builder
		j := &importJSON{w: &out}
		for i := range bad {
			j.bad(panel.BadLine{Line: i + 2, Column: "e-mail", Reason: `not an e-mail address: "jan"`})
		}
		j.done(panel.ImportReport{Rows: 2, Bad: bad}, panel.ErrBadLines)
		var document struct {
			BadLines []panel.BadLine    `json:"bad_lines"`
			Report   panel.ImportReport `json:"report"`
			Error    string             `json:"error"`
		}
		if err := json.Unmarshal([]byte(out.String()), &document); err != nil {
			t.Fatalf("%v in %s", err, out.String())
		}
		if len(document.BadLines) != bad || document.Report.Bad != bad || document.Error != fmt.Sprint(panel.ErrBadLines) {
			t.Errorf("got %+v", document)
		}
	}
}
