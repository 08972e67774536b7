package panel

import (
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
)

func importServicesText(t *testing.T, s *Store, csv string, opt ImportOptions) (ImportReport, []string, error) {
	t.Helper()
	var bad []string
	report, err := s.ImportServices(context.Background(), strings.NewReader(csv), opt, func(b BadLine) { bad = append(bad, b.String()) })
	return report, bad, err
}

// counter is each service with its responders.
func counter(t *testing.T, db *bun.DB) []string {
	t.Helper()
	var services []Service
	if err := db.NewSelect().Model(&services).Order("name").Scan(context.Background()); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range services {
		var emails []string
		err := db.NewSelect().TableExpr("responders AS r").Join("JOIN people AS p ON p.id = r.person_id").ColumnExpr("p.email").
			Where("r.service_id = ?", s.ID).Order("p.email").Scan(context.Background(), &emails)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%s|%s|%s|%d|%s|%v", s.Name, s.Purpose, s.Expectation, s.NormDays, strings.Join(emails, " "), s.ClosedAt.IsZero()))
	}
	slices.Sort(out)
	return out
}

func TestServicesAreImportedWithTheirResponders(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := importStore(db)
		importText(t, s, "naam;email\nJan;jan@gemeente.example\nEls;els@gemeente.example\n", ImportOptions{})
		file, err := os.ReadFile("testdata/import/services.csv")
		if err != nil {
			t.Fatal(err)
		}
		first := []string{"ICT|Alles met een stekker\nen alles zonder|Binnen een dag reactie|5|els@gemeente.example jan@gemeente.example|true",
			"Kantine|Eten en drinken||10|els@gemeente.example|true"}
		for i, want := range []ImportReport{{Rows: 2, Added: 2}, {Rows: 2, Added: 2}, {Rows: 2, Unchanged: 2}} {
			report, bad, err := importServicesText(t, s, string(file), ImportOptions{DryRun: i == 0})
			if err != nil || len(bad) > 0 {
				t.Fatal(err, bad)
			}
			wantCounts(t, report, want)
			if got := counter(t, db); i == 0 && len(got) > 0 || i > 0 && !reflect.DeepEqual(got, first) {
				t.Errorf("services %q", got)
			}
		}

		if _, err := db.NewUpdate().Table("services").Set("closed_at = ?", importDay).Where("name = 'Kantine'").Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		report, bad, err := importServicesText(t, s, "name,purpose,norm_days,responders\nict,Alles met een stekker,,jan@gemeente.example\nKantine,Eten en drinken,10,els@gemeente.example\n", ImportOptions{})
		if err != nil || len(bad) > 0 {
			t.Fatal(err, bad)
		}
		wantCounts(t, report, ImportReport{Rows: 2, Changed: 1, Reactivated: 1})
		want := []string{"Kantine|Eten en drinken||10|els@gemeente.example|true", "ict|Alles met een stekker|Binnen een dag reactie|5|jan@gemeente.example|true"}
		if got := counter(t, db); !reflect.DeepEqual(got, want) {
			t.Errorf("services %q", got)
		}
	})
}

func TestBadLinesOfServicesComeOutInOneRunAndNothingChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := importStore(db)
		importText(t, s, "naam;email\nJan;jan@gemeente.example\n", ImportOptions{})
		_, bad, err := importServicesText(t, s, "naam;norm;behandelaars\nICT;5;jan@gemeente.example\n;5;jan@gemeente.example\nHR;nul;\nict;300;jan\n"+
			"Inkoop;5;jan@gemeente.example weg@gemeente.example\n", ImportOptions{})
		want := []string{
			"line 3, column naam: is empty",
			`line 4, column norm: not a number of working days between 1 and 250: "nul"`,
			"line 4, column behandelaars: a service needs at least one responder",
			`line 5, column norm: not a number of working days between 1 and 250: "300"`,
			"line 5, column naam: the same as in line 2",
			`line 5, column behandelaars: not an e-mail address: "jan"`,
			"line 6, column behandelaars: nobody in service has the address weg@gemeente.example",
		}
		if !errors.Is(err, ErrBadLines) || !reflect.DeepEqual(bad, want) {
			t.Errorf("%v\n%s", err, strings.Join(bad, "\n"))
		}
		if got := counter(t, db); len(got) > 0 {
			t.Errorf("services %q", got)
		}
	})
}

func TestAServicesFileThatCantBeUsedIsRefusedInOneLine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		for name, file := range map[string]string{
			"no name": "doel;norm\nx;5\n", "empty": "", "too many": "naam\n" + strings.Repeat("ICT\n", maxServices+1),
		} {
			_, _, err := importServicesText(t, importStore(db), file, ImportOptions{})
			var unfit *ImportError
			if !errors.As(err, &unfit) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, _, err := importServicesText(t, importStore(db), "naam\nICT\n", ImportOptions{Full: true}); err == nil {
			t.Error("a full import of services was taken")
		}
		_, bad, err := importServicesText(t, importStore(db), "naam\nICT\n", ImportOptions{})
		if want := []string{"line 2, column responders: a new service needs at least one responder"}; !errors.Is(err, ErrBadLines) || !reflect.DeepEqual(bad, want) {
			t.Errorf("%v, %q", err, bad)
		}
	})
}

func TestWordsComeFromTheirColumnAndStayWithoutOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := importStore(db)
		importText(t, s, "naam;email\nJan;jan@gemeente.example\n", ImportOptions{})
		for _, step := range []struct{ file, want string }{
			{"dienst;woorden;behandelaars\nFinanciën;bonnetje, geld terug;jan@gemeente.example\n", "bonnetje, geld terug"},
			{"dienst;norm\nFinanciën;5\n", "bonnetje, geld terug"},
			{"service,words\nFinanciën,\"receipt, expenses\"\n", "receipt, expenses"},
			{"dienst;woorden\nFinanciën;\n", ""},
		} {
			if _, bad, err := importServicesText(t, s, step.file, ImportOptions{}); err != nil || len(bad) > 0 {
				t.Fatal(err, bad)
			}
			services, err := s.Services(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if len(services) != 1 || services[0].Words != step.want {
				t.Errorf("after %q: %+v, want the words %q", step.file, services, step.want)
			}
		}
	})
}

func TestAnOwnerIsImportedAndStaysWhenTheFileHasNoSuchColumn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := importStore(db)
		importText(t, s, "naam;email\nJan;jan@gemeente.example\nEls;els@gemeente.example\n", ImportOptions{})
		for _, step := range []struct {
			file, owner string
			want        ImportReport
		}{
			{"naam;behandelaars;eigenaar\nICT;jan@gemeente.example;Els@gemeente.example\n", "els@gemeente.example", ImportReport{Rows: 1, Added: 1}},
			{"naam;behandelaars;eigenaar\nICT;jan@gemeente.example;els@gemeente.example\n", "els@gemeente.example", ImportReport{Rows: 1, Unchanged: 1}},
			{"naam;norm\nICT;7\n", "els@gemeente.example", ImportReport{Rows: 1, Changed: 1}},
			{"name,owner\nICT,jan@gemeente.example\n", "jan@gemeente.example", ImportReport{Rows: 1, Changed: 1}},
			{"name,owner\nICT,\n", "", ImportReport{Rows: 1, Changed: 1}},
		} {
			report, bad, err := importServicesText(t, s, step.file, ImportOptions{})
			if err != nil || len(bad) > 0 {
				t.Fatal(err, bad)
			}
			wantCounts(t, report, step.want)
			var services []Service
			if err := db.NewSelect().Model(&services).Scan(t.Context()); err != nil {
				t.Fatal(err)
			}
			owners, err := s.OwnersOf(t.Context(), services...)
			if got := owners[services[0].ID].Email; err != nil || got != step.owner {
				t.Errorf("after %q the owner is %q, %v", step.file, got, err)
			}
		}
		_, bad, err := importServicesText(t, s, "name,owner\nICT,weg@gemeente.example\n", ImportOptions{})
		if want := []string{"line 2, column owner: nobody in service has the address weg@gemeente.example"}; !errors.Is(err, ErrBadLines) || !slices.Equal(bad, want) {
			t.Errorf("%v, %q", err, bad)
		}
	})
}
