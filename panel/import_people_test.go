package panel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
)

var importDay = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func importStore(db *bun.DB) *Store {
	return &Store{DB: db, Clock: func() time.Time { return importDay }}
}

// importText imports a text and wants it to go well.
func importText(t *testing.T, s *Store, csv string, opt ImportOptions) ImportReport {
	t.Helper()
	report, err := s.ImportPeople(context.Background(), strings.NewReader(csv), opt, func(b BadLine) { t.Error(b) })
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func importTestdata(t *testing.T, s *Store, name string) ImportReport {
	t.Helper()
	b, err := os.ReadFile("testdata/import/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return importText(t, s, string(b), ImportOptions{})
}

// everybody is each person as "key email name unit language active", in the order of addresses.
func everybody(t *testing.T, db *bun.DB) []string {
	t.Helper()
	var people []Person
	if err := db.NewSelect().Model(&people).Relation("Unit").Order("email").Scan(context.Background()); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range people {
		unit := "-"
		if p.Unit != nil {
			unit = p.Unit.Name
		}
		if p.Active == !p.DeactivatedAt.IsZero() {
			t.Errorf("%s: active %v, deactivated at %v", p.Email, p.Active, p.DeactivatedAt)
		}
		out = append(out, fmt.Sprintf("%s|%s|%s|%s|%s|%v", p.SourceKey, p.Email, p.Name, unit, p.Language, p.Active))
	}
	slices.Sort(out)
	return out
}

func wantPeople(t *testing.T, db *bun.DB, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := everybody(t, db); !reflect.DeepEqual(got, want) {
		t.Errorf("people\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func wantCounts(t *testing.T, got ImportReport, want ImportReport) {
	t.Helper()
	got.Columns, got.Delimiter, got.Encoding = nil, "", ""
	if !reflect.DeepEqual(got, want) {
		t.Errorf("report %+v\nwant   %+v", got, want)
	}
}

func TestTheFilesThatAdministratorsHaveAreImported(t *testing.T) {
	files := []struct {
		name, delimiter, encoding string
		counts                    ImportReport
		people                    []string
	}{
		{"entra-portal.csv", "comma", "UTF-8", ImportReport{Rows: 4, Added: 3, Skipped: 1, NewUnits: 3, AccountAddresses: 1}, []string{
			"balie@gemeente.example|balie@gemeente.example|Balie Stadhuis|Facilitair||true",
			"j.devries@gemeente.example|jan.devries@gemeente.example|Jan de Vries|Communicatie|nl|true",
			"s.bakker@gemeente.example|sanne.bakker@gemeente.example|Sanne Bakker|ICT|en|true"}},
		{"entra-admin-center.csv", "comma", "UTF-8", ImportReport{Rows: 2, Added: 2, NewUnits: 2}, []string{
			"j.devries@gemeente.example|jan.devries@gemeente.example|Jan de Vries|Communicatie|nl|true",
			"s.bakker@gemeente.example|sanne.bakker@gemeente.example|Sanne Bakker|ICT|en|true"}},
		{"hr-windows1252.csv", "semicolon", "Windows-1252", ImportReport{Rows: 2, Added: 2, NewUnits: 2}, []string{
			"|rene.daniels@gemeente.example|René Daniëls|Financiën|nl|true",
			"|zoe@gemeente.example|Zoë Coëlho|Inkoop en contracten|en|true"}},
		{"hr-tab-bom.csv", "tab", "UTF-8 with BOM", ImportReport{Rows: 2, Added: 1, Skipped: 1, NewUnits: 1}, []string{
			"|jan.vandermeer@gemeente.example|Jan van der Meer|HRM||true"}},
		{"hr-utf16.csv", "tab", "UTF-16 little-endian", ImportReport{Rows: 1, Added: 1, NewUnits: 1}, []string{
			"|rene.daniels@gemeente.example|René Daniëls|Financiën||true"}},
	}
	for _, file := range files {
		t.Run(file.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, db *bun.DB) {
				s := importStore(db)
				report := importTestdata(t, s, file.name)
				wantCounts(t, report, file.counts)
				if report.Delimiter != file.delimiter || report.Encoding != file.encoding {
					t.Errorf("taken for %s, %s", report.Delimiter, report.Encoding)
				}
				wantPeople(t, db, file.people...)
				again := importTestdata(t, s, file.name)
				wantCounts(t, again, ImportReport{Rows: file.counts.Rows, Unchanged: file.counts.Added, Skipped: file.counts.Skipped,
					AccountAddresses: file.counts.AccountAddresses})
				wantPeople(t, db, file.people...)
			})
		})
	}
}

func TestAnImportSaysWhichColumnServesAsWhat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		report := importText(t, importStore(db), "Afdeling;Schoenmaat;E-mail;Naam\nICT;42;jan@b.nl;Jan\n", ImportOptions{DryRun: true})
		want := []ImportColumn{{"E-mail", "e-mail address"}, {"Naam", "name"}, {"Afdeling", "unit"}}
		if !reflect.DeepEqual(report.Columns, want) {
			t.Errorf("recognised %v", report.Columns)
		}
		wantPeople(t, db)
	})
}

func TestAFileWithoutANameOrAddressSaysWhatItHas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		for file, want := range map[string]string{
			"Voornaam;e-mail\nJan;jan@b.nl\n":     `the file has no column for the name; found, separated by semicolon: "Voornaam", "e-mail"; accepted, however spaced, hyphenated or capitalised: displayname, naam, name, weergavenaam, volledigenaam`,
			"naam,telefoon\nJan,112\n":            `the file has no column for the e-mail address; found, separated by comma: "naam", "telefoon"; accepted, however spaced, hyphenated or capitalised: mail, email, emailadres, emailaddress, mailadres, emailadreswerk, werkemail, userprincipalname, userprincipalnaam, upn`,
			"naam;email;Naam\nJan;jan@b.nl;Jan\n": `the column for the name stands in the file twice`,
		} {
			_, err := importStore(db).ImportPeople(t.Context(), strings.NewReader(file), ImportOptions{}, func(b BadLine) { t.Error(b) })
			var unfit *ImportError
			if !errors.As(err, &unfit) || err.Error() != want {
				t.Errorf("%q: %v", file, err)
			}
		}
	})
}

func TestEveryBadLineComesOutInOneRunAndNothingChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		for name, want := range map[string][]string{
			"bad-lines.csv": {
				"line 3, column naam: is empty",
				`line 4, column e-mail: not an e-mail address: "klaas"`,
				"line 5, column e-mail: holds a line break",
				`line 7, column in dienst: neither yes nor no: "misschien"`,
				"line 8: has 3 columns where the first line has 4",
				"line 10: has 7 columns where the first line has 4; a value that holds the separator must stand in quotes",
				"line 11, column naam: there is text after the closing quote",
				"line 9, column e-mail: the same as in line 2",
			},
			"half.csv": {"line 3, column e-mail: the quote that opens here is never closed; is this only part of a file?"},
		} {
			f, err := os.Open("testdata/import/" + name)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			report, err := importStore(db).ImportPeople(t.Context(), f, ImportOptions{}, func(b BadLine) { got = append(got, b.String()) })
			f.Close()
			if !errors.Is(err, ErrBadLines) || report.Bad != len(want) {
				t.Errorf("%s: %v, %d bad", name, err, report.Bad)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s: bad lines\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			wantPeople(t, db)
		}
		if n, err := db.NewSelect().Table("units").Count(t.Context()); n != 0 || err != nil {
			t.Errorf("%d units were left behind, %v", n, err)
		}
	})
}

func TestDuplicatesNameTheFirstLineEvenIfThatIsBad(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		file := "userPrincipalName,displayName,mail\nA@b.nl,Jan,x@b.nl\na@b.nl,Piet,y@b.nl\nc@b.nl,,z@b.nl\nd@b.nl,Kees,Z@b.nl\n,Els,q@b.nl\n,Eva,r@b.nl\n"
		var got []string
		importStore(db).ImportPeople(t.Context(), strings.NewReader(file), ImportOptions{}, func(b BadLine) { got = append(got, b.String()) })
		want := []string{"line 4, column displayName: is empty",
			"line 3, column userPrincipalName: the same as in line 2", "line 5, column mail: the same as in line 4"}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("bad lines\n%s", strings.Join(got, "\n"))
		}
	})
}

func TestAGuestWithoutAnAddressIsSkippedAndHoldsUpNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		file := "userPrincipalName,displayName,mail\njan@b.nl,Jan,jan@b.nl\ngast_x#EXT#@b.onmicrosoft.com,Gast,\nels_x#EXT#@b.onmicrosoft.com,Els,els@elders.nl\n"
		report, err := importStore(db).ImportPeople(t.Context(), strings.NewReader(file), ImportOptions{}, func(b BadLine) { t.Error(b) })
		if err != nil || report.Rows != 3 || report.Skipped != 1 || report.Added != 2 {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

func TestTheTypeOfAccountTellsWhoIsAGuest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		report := importText(t, importStore(db), `userPrincipalName,displayName,mail,userType
jan@b.nl,Jan,jan@b.nl,Member
els_elders.nl#EXT#@b.onmicrosoft.com,Els,els@elders.nl,Guest
coby_zuster.nl#EXT#@b.onmicrosoft.com,Coby,coby@zuster.nl,Member
`, ImportOptions{})
		wantCounts(t, report, ImportReport{Rows: 3, Added: 2, Skipped: 1})
	})
}

func TestANameToSortByIsPutInTheOrderThatPeopleSay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		importText(t, importStore(db), `displayName,givenName,surname,mail
"Vries, Coby de",Coby,de Vries,coby@b.nl
"Balie, Stadhuis",,,balie@b.nl
Jan Klaassen,Johannes,Klaassen,jan@b.nl
`, ImportOptions{})
		wantPeople(t, db, "|coby@b.nl|Coby de Vries|-||true", "|balie@b.nl|Balie, Stadhuis|-||true", "|jan@b.nl|Jan Klaassen|-||true")
	})
}

func TestWhatAnImportFillsInItselfIsCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		report := importText(t, importStore(db), `userPrincipalName,displayName,werk e-mail,taal,accountEnabled
zaal3@b.nl,Zaal 3,,,True
oud@b.nl,Oude balie,,Duits,False
anne@b.nl,Anne,anne@b.nl,frans,True
jan@b.nl,Jan,jan@b.nl,Nederlands,True
`, ImportOptions{})
		wantCounts(t, report, ImportReport{Rows: 4, Added: 3, Skipped: 1, AccountAddresses: 1, OtherLanguages: 1})
	})
}

func TestALineBreakNeverReachesANameOrAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		importText(t, importStore(db), "naam;email;afdeling\n\"Jan\r\nBcc: x@y.nl\";jan@b.nl;\"ICT\r\nX-Kop: ja\"\n", ImportOptions{})
		wantPeople(t, db, "|jan@b.nl|Jan Bcc: x@y.nl|ICT X-Kop: ja||true")
		var got []string
		_, err := importStore(db).ImportPeople(t.Context(), strings.NewReader("naam;email\nJan;\"jan@b.nl\r\nBcc: x@y.nl\"\nEls;\"els@b.nl\n\"\n"),
			ImportOptions{}, func(b BadLine) { got = append(got, b.String()) })
		if want := []string{"line 2, column email: holds a line break", "line 4, column email: holds a line break"}; !errors.Is(err, ErrBadLines) || !reflect.DeepEqual(got, want) {
			t.Errorf("%v, %q", err, got)
		}
	})
}

func TestPeopleChangeLeaveAndComeBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := importStore(db)
		head := "userPrincipalName,displayName,mail,department,accountEnabled,preferredLanguage\n"
		importText(t, s, head+"jan@b.nl,Jan,jan@b.nl,ICT,True,nl\nels@b.nl,Els,els@b.nl,HRM,True,en\nkim@b.nl,Kim,kim@b.nl,HRM,True,\n", ImportOptions{})
		var els Person
		if err := db.NewSelect().Model(&els).Where("email = 'els@b.nl'").Scan(t.Context()); err != nil {
			t.Fatal(err)
		}
		session := map[string]any{"hash": "h", "person_id": els.ID, "created_at": importDay, "expires_at": importDay.Add(time.Hour)}
		if _, err := db.NewInsert().Model(&session).Table("sessions").Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		form := map[string]any{"id": uuid.New(), "person_id": els.ID, "path": "/profile", "form": "{}", "created_at": importDay}
		if _, err := db.NewInsert().Model(&form).Table("kept_forms").Exec(t.Context()); err != nil {
			t.Fatal(err)
		}

		second := head + "JAN@b.nl,Jan de Vries,jan.devries@b.nl,Inkoop,True,fr\nels@b.nl,Els,els@b.nl,HRM,False,en\nnieuw@b.nl,Nieuw,nieuw@b.nl,,True,\n"
		wantCounts(t, importText(t, s, second, ImportOptions{}), ImportReport{Rows: 3, Added: 1, Changed: 1, Deactivated: 1, NewUnits: 1, OtherLanguages: 1})
		wantPeople(t, db, "jan@b.nl|jan.devries@b.nl|Jan de Vries|Inkoop|nl|true", "els@b.nl|els@b.nl|Els|HRM|en|false",
			"kim@b.nl|kim@b.nl|Kim|HRM||true", "nieuw@b.nl|nieuw@b.nl|Nieuw|-||true")
		if n, err := db.NewSelect().Table("sessions").Count(t.Context()); n != 0 || err != nil {
			t.Errorf("somebody out of service has %d sessions, %v", n, err)
		}
		if n, err := db.NewSelect().Table("kept_forms").Count(t.Context()); n != 0 || err != nil {
			t.Errorf("somebody out of service has %d kept forms, %v", n, err)
		}

		wantCounts(t, importText(t, s, second, ImportOptions{Full: true}), ImportReport{Rows: 3, Deactivated: 1, Unchanged: 3, OtherLanguages: 1})
		third := strings.Replace(second, "False", "True", 1)
		wantCounts(t, importText(t, s, third, ImportOptions{Full: true}), ImportReport{Rows: 3, Reactivated: 1, Unchanged: 2, OtherLanguages: 1})
		// A file without columns for them leaves unit and language alone.
		wantCounts(t, importText(t, s, "naam;email\nJan de Vries;jan.devries@b.nl\n", ImportOptions{}), ImportReport{Rows: 1, Unchanged: 1})
		wantPeople(t, db, "jan@b.nl|jan.devries@b.nl|Jan de Vries|Inkoop|nl|true", "els@b.nl|els@b.nl|Els|HRM|en|true",
			"kim@b.nl|kim@b.nl|Kim|HRM||false", "nieuw@b.nl|nieuw@b.nl|Nieuw|-||true")
	})
}

func TestPeopleSwapAddressesAndAddressesMoveOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := importStore(db)
		head := "userPrincipalName,displayName,mail\n"
		importText(t, s, head+"a@b.nl,Anne A,info@b.nl\nb@b.nl,Bob B,post@b.nl\nc@b.nl,Cas C,cas@b.nl\n", ImportOptions{})
		before := map[string]string{}
		var people []Person
		if err := db.NewSelect().Model(&people).Scan(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, p := range people {
			before[p.Name] = p.ID.String()
		}
		// Anne and Bob swap; Cas gets a new address and a newcomer his old one; a new account name comes with a known address.
		importText(t, s, head+"a@b.nl,Anne A,post@b.nl\nb@b.nl,Bob B,info@b.nl\nc@b.nl,Cas C,cas.c@b.nl\nd@b.nl,Cas D,cas@b.nl\n", ImportOptions{})
		importText(t, s, head+"anne@b.nl,Anne A,post@b.nl\n", ImportOptions{})
		wantPeople(t, db, "anne@b.nl|post@b.nl|Anne A|-||true", "b@b.nl|info@b.nl|Bob B|-||true", "c@b.nl|cas.c@b.nl|Cas C|-||true", "d@b.nl|cas@b.nl|Cas D|-||true")
		people = nil
		if err := db.NewSelect().Model(&people).Scan(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, p := range people {
			if id, known := before[p.Name]; known && id != p.ID.String() {
				t.Errorf("%s became somebody else", p.Name)
			}
		}
	})
}

func TestADryRunCountsAndLeavesNoTrace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := importStore(db)
		importText(t, s, "naam;email;afdeling\nJan;jan@b.nl;ICT\nKim;kim@b.nl;ICT\n", ImportOptions{})
		report := importText(t, s, "naam;email;afdeling\nJan de Vries;jan@b.nl;HRM\nEls;els@b.nl;HRM\n", ImportOptions{DryRun: true, Full: true})
		wantCounts(t, report, ImportReport{Rows: 2, Added: 1, Changed: 1, Deactivated: 1, NewUnits: 1})
		wantPeople(t, db, "|jan@b.nl|Jan|ICT||true", "|kim@b.nl|Kim|ICT||true")
		if n, err := db.NewSelect().Table("units").Count(t.Context()); n != 1 || err != nil {
			t.Errorf("%d units, %v", n, err)
		}
	})
}

func TestTheLastAdministratorStaysWhateverTheFileSays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := importStore(db)
		importText(t, s, "naam;email\nBeheerder;beheer@b.nl\nJan;jan@b.nl\n", ImportOptions{})
		if _, err := db.NewUpdate().Table("people").Set("administrator = TRUE").Where("email = 'beheer@b.nl'").Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		for file, opt := range map[string]ImportOptions{
			"naam;email\nPiet;piet@b.nl\n":                   {Full: true},
			"naam;email;actief\nBeheerder;beheer@b.nl;nee\n": {},
			"naam;email\n": {Full: true},
			"naam;email;actief\nBeheerder;beheer@b.nl;nee\nX;x@b.nl;ja": {DryRun: true},
		} {
			_, err := s.ImportPeople(t.Context(), strings.NewReader(file), opt, func(b BadLine) { t.Error(b) })
			var unfit *ImportError
			if !errors.As(err, &unfit) {
				t.Errorf("%q: %v", file, err)
			}
		}
		wantPeople(t, db, "|beheer@b.nl|Beheerder|-||true", "|jan@b.nl|Jan|-||true")
	})
}

func TestAnImportThatBreaksOffChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		torn := errors.New("the line dropped")
		r := io.MultiReader(strings.NewReader("naam;email\nJan;jan@b.nl\n"), errorReader{torn})
		_, err := importStore(db).ImportPeople(t.Context(), r, ImportOptions{}, func(b BadLine) { t.Error(b) })
		if !errors.Is(err, torn) {
			t.Errorf("got %v", err)
		}
		wantPeople(t, db)
	})
}

type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

// manyPeople is a file of n people that is made while it is read.
func manyPeople(n int) io.Reader {
	r, w := io.Pipe()
	go func() {
		var b strings.Builder
		b.WriteString("userPrincipalName,displayName,mail,department,accountEnabled,preferredLanguage,streetAddress\n")
		for i := range n {
			fmt.Fprintf(&b, "u%d@gemeente.example,Medewerker %d van der Meer,medewerker.%d@gemeente.example,Afdeling %d,True,nl-NL,\"Stadhuisplein %d\"\n", i, i*7919%n, i*104729%n, i%800, i)
			if b.Len() > 60000 || i == n-1 {
				if _, err := io.WriteString(w, b.String()); err != nil {
					return
				}
				b.Reset()
			}
		}
		w.Close()
	}()
	return r
}

func TestALargeFileIsImportedInParts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		const n = 2*stageBatch + 7
		file, err := io.ReadAll(manyPeople(n))
		if err != nil {
			t.Fatal(err)
		}
		stretched := strings.ReplaceAll(string(file), "\n", strings.Repeat("\n", 3*applyLines/n)) // empty lines count
		s := importStore(db)
		wantCounts(t, importText(t, s, stretched, ImportOptions{}), ImportReport{Rows: n, Added: n, NewUnits: 800})
		wantCounts(t, importText(t, s, stretched, ImportOptions{}), ImportReport{Rows: n, Unchanged: n})
	})
}

func BenchmarkImport100000People(b *testing.B) {
	for name, address := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				s := importStore(dbtest.Open(b, address(b)))
				b.StartTimer()
				if _, err := s.ImportPeople(b.Context(), manyPeople(100000), ImportOptions{}, func(l BadLine) { b.Error(l) }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
