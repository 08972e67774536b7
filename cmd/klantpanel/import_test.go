package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"klantpanel/panel"
)

func TestAnImportTellsWhatItDidInOneBlock(t *testing.T) {
	var out strings.Builder
	text := &importText{w: &out, file: "medewerkers.csv", options: panel.ImportOptions{DryRun: true}}
	text.start("sqlite:klantpanel-data/klantpanel.db", false)
	text.done(panel.ImportReport{Columns: []panel.ImportColumn{{Heading: "naam", Use: "name"}, {Heading: "e-mail", Use: "e-mail address"}},
		Delimiter: "semicolon", Encoding: "Windows-1252", Rows: 3, Added: 2, Unchanged: 1, NewUnits: 1, AccountAddresses: 1, OtherLanguages: 3}, nil)
	want := `database:    sqlite:klantpanel-data/klantpanel.db
note:        this database isn't set up yet; is this the one the server uses?
medewerkers.csv: 3 lines, separated by semicolon, Windows-1252
recognised:  naam → name, e-mail → e-mail address
added:       2
changed:     0
unchanged:   1
new units:   1
note:        1 person: address taken from userPrincipalName, because the mail column is empty
note:        3 people with a language other than Dutch or English: the organisation's language counts
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
		j.start("postgres://db/klantpanel", true)
		for i := range bad {
			j.bad(panel.BadLine{Line: i + 2, Column: "e-mail", Reason: `not an e-mail address: "jan"`})
		}
		j.done(panel.ImportReport{Rows: 2, Bad: bad}, panel.ErrBadLines)
		var document struct {
			Database string             `json:"database"`
			SetUp    bool               `json:"set_up"`
			BadLines []panel.BadLine    `json:"bad_lines"`
			Report   panel.ImportReport `json:"report"`
			Error    string             `json:"error"`
		}
		if err := json.Unmarshal([]byte(out.String()), &document); err != nil {
			t.Fatalf("%v in %s", err, out.String())
		}
		if document.Database != "postgres://db/klantpanel" || !document.SetUp || len(document.BadLines) != bad || document.Report.Bad != bad || document.Error != fmt.Sprint(panel.ErrBadLines) {
			t.Errorf("got %+v", document)
		}
	}
}

func TestAnImportNamesItsDatabaseAndWhetherItIsSetUp(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	file := filepath.Join(t.TempDir(), "medewerkers.csv")
	if err := os.WriteFile(file, []byte("naam;e-mailadres werk\nCoby de Vries;coby@gemeente.example\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	app := &App{settings: settings{Data: data, Listen: "127.0.0.1:8080"}, ctx: t.Context(), stdout: &out, stderr: &out}
	for _, setUp := range []bool{false, true} {
		out.Reset()
		if err := (&importPeople{File: file}).Run(app); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), "database:    "+app.database()+"\n") || !strings.Contains(out.String(), ": 1 line, separated") ||
			strings.Contains(out.String(), "isn't set up yet") == setUp {
			t.Errorf("set up %v: %s", setUp, out.String())
		}
		store, closeStore, err := app.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, err = store.SetUp(t.Context(), panel.SetUpInput{Organisation: "Gemeente Waterveld", Name: "Ineke de Vries", Email: "ineke@gemeente.example", Language: "nl"})
		closeStore()
		if err != nil && !setUp {
			t.Fatal(err)
		}
	}
}
