package panel_test

import (
	"context"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

func TestNobodyChangesMoreThanTheRoleGives(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		wim, joris := w.As(t, w.Wim), w.As(t, w.Joris)
		service := panel.ServiceInput{Name: "HR", NormDays: 5, Responders: w.Sanne.Email}
		_, err := w.Store.SaveService(ctx, wim, uuid.Nil, service)
		refused(t, err, "error.coordinators_only")
		refused(t, w.Store.CloseService(ctx, wim, w.ICT.ID), "error.coordinators_only")
		_, err = w.Store.SaveQuestion(ctx, wim, uuid.Nil, panel.QuestionInput{Topic: "x", Kind: panel.Open, TextNL: "x"})
		refused(t, err, "error.coordinators_only")
		refused(t, w.Store.ArchiveQuestion(ctx, wim, w.Questions[0].ID), "error.coordinators_only")
		_, err = w.Store.SavePanel(ctx, wim, w.Panel.ID, w.PanelInput())
		refused(t, err, "error.coordinators_only")
		_, err = w.Store.StartPanel(ctx, wim, w.Panel.ID)
		refused(t, err, "error.coordinators_only")
		_, err = w.Store.OpenNow(ctx, wim, w.Panel.ID)
		refused(t, err, "error.coordinators_only")
		_, err = w.Store.SaveAmbassador(ctx, wim, w.Panel.ID, uuid.Nil, panel.AmbassadorInput{Email: w.Wim.Email, StartsOn: "2027-01-01"})
		refused(t, err, "error.coordinators_only")
		_, err = w.Store.SavePerson(ctx, joris, w.Joris.ID, panel.PersonInput{Name: "Joris", Email: w.Joris.Email, Active: true, Administrator: true})
		refused(t, err, "error.administrators_only")
		refused(t, w.Store.SaveOrganisation(ctx, joris, panel.OrganisationInput{}), "error.administrators_only")
	})
}

func TestASecondAmbassadorForTheSamePersonIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		_, err := w.Store.SaveAmbassador(context.Background(), panel.System, w.Panel.ID, uuid.Nil,
			panel.AmbassadorInput{Email: w.Fatma.Email, StartsOn: "2027-01-01"})
		refused(t, err, "error.already_ambassador")
	})
}

func TestAnIDThatIsMadeUpIsRefusedAndNotAFault(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		for _, forge := range []func(*panel.PanelInput){
			func(in *panel.PanelInput) { in.Services = append(in.Services, uuid.New()) },
			func(in *panel.PanelInput) { in.Questions = append(in.Questions, uuid.New()) },
			func(in *panel.PanelInput) { in.Units = append(in.Units, uuid.New()) },
		} {
			in := w.PanelInput()
			in.Name = "Ander panel"
			forge(&in)
			_, err := w.Store.SavePanel(context.Background(), panel.System, uuid.Nil, in)
			refused(t, err, "error.not_found")
		}
	})
}

func TestOneAdministratorRemains(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		ineke := w.As(t, w.Ineke)
		_, err := w.Store.SavePerson(ctx, ineke, w.Ineke.ID, panel.PersonInput{Name: w.Ineke.Name, Email: w.Ineke.Email, Active: true})
		refused(t, err, "error.last_administrator")
		_, err = w.Store.SavePerson(ctx, ineke, w.Ineke.ID, panel.PersonInput{Name: w.Ineke.Name, Email: w.Ineke.Email, Administrator: true})
		refused(t, err, "error.last_administrator")
	})
}

func TestTwoAdministratorsWhoTakeEachOthersRoleAtOnceDoNotBothSucceed(t *testing.T) {
	ctx := context.Background()
	db := dbtest.Open(t, dbtest.Postgres(t)) // only several connections can meet halfway
	w := paneltest.New(t, db)
	_, err := w.Store.SavePerson(ctx, panel.System, w.Joris.ID, panel.PersonInput{Name: w.Joris.Name, Email: w.Joris.Email, Active: true, Administrator: true})
	ok(t, err)
	tx, err := db.BeginTx(ctx, nil) // Ineke takes Joris's role, and isn't done yet
	ok(t, err)
	var pid int
	ok(t, tx.NewRaw("UPDATE people SET administrator = FALSE WHERE id = ? RETURNING pg_backend_pid()", w.Joris.ID).Scan(ctx, &pid))
	_, err = tx.ExecContext(ctx, "SELECT id FROM organisations FOR NO KEY UPDATE")
	ok(t, err)
	joris := make(chan error, 1)
	go func() {
		_, err := w.Store.SavePerson(ctx, panel.System, w.Ineke.ID, panel.PersonInput{Name: w.Ineke.Name, Email: w.Ineke.Email, Active: true})
		joris <- err
	}()
	for waits := false; !waits && len(joris) == 0; {
		waits, err = db.NewSelect().TableExpr("pg_stat_activity").Where("? = ANY(pg_blocking_pids(pid))", pid).Exists(ctx)
		ok(t, err)
	}
	ok(t, tx.Commit())
	refused(t, <-joris, "error.last_administrator")
}

func TestBadInputIsNamedFieldByFieldAndChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		for _, c := range []struct {
			in      panel.QuestionInput
			message string
		}{
			{panel.QuestionInput{Topic: "Kantine", Kind: panel.Open}, "error.missing"},
			{panel.QuestionInput{Topic: "Kantine", Kind: "raadsel", TextNL: "Wat?"}, "error.question_kind"},
			{panel.QuestionInput{Topic: "Kantine", Kind: panel.Mark, TextNL: "Welk cijfer?"}, "error.question_service"},
			{panel.QuestionInput{Topic: "Kantine", Kind: panel.Choice, TextNL: "Welke?", OptionsNL: "Soep"}, "error.options"},
			{panel.QuestionInput{Topic: "Kantine", Kind: panel.Choice, TextNL: "Welke?", OptionsNL: "Soep\nBrood", OptionsEN: "Soup"}, "error.options_equal"},
			{panel.QuestionInput{Topic: "Kan\ttine", Kind: panel.Open, TextNL: "Wat?"}, "error.one_line"},
		} {
			_, err := w.Store.SaveQuestion(ctx, panel.System, uuid.Nil, c.in)
			refused(t, err, c.message)
		}
		for address, message := range map[string]string{"jan": "error.email", "jan@x.example\r\nBcc: piet@x.example": "error.email", "": "error.missing",
			"Jan <jan@x.example>": "error.email", w.Wim.Email: "error.email_taken"} {
			_, err := w.Store.SavePerson(ctx, panel.System, uuid.Nil, panel.PersonInput{Name: "Jan", Email: address, Active: true})
			refused(t, err, message)
		}
		_, err := w.Store.SaveService(ctx, panel.System, uuid.Nil, panel.ServiceInput{Name: "\u200b\u202e", NormDays: 5, Responders: w.Sanne.Email})
		refused(t, err, "error.missing") // there is something, but nothing to see
		_, err = w.Store.SaveService(ctx, panel.System, uuid.Nil, panel.ServiceInput{Name: "ICT", NormDays: 5, Responders: w.Sanne.Email})
		refused(t, err, "error.name_taken")
		_, err = w.Store.SaveService(ctx, panel.System, uuid.Nil, panel.ServiceInput{Name: "HR", NormDays: 0, Responders: "niemand@waterveld.example"})
		for _, message := range []string{"error.between", "error.email_unknown"} {
			refused(t, err, message)
		}
		in := w.PanelInput()
		in.Name, in.SmallestGroup, in.TimeZone, in.Recurrence, in.Coordinators = "Ander panel", 4, "Europe/Waterveld", "soms", ""
		_, err = w.Store.SavePanel(ctx, panel.System, uuid.Nil, in)
		for _, message := range []string{"error.between", "error.time_zone", "error.recurrence", "error.coordinator_needed"} {
			refused(t, err, message)
		}
	})
}

func TestOnceARoundWasHeldTheSmallestGroupChangesByWholeGroups(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		save := func(group int) error {
			in := w.PanelInput()
			in.SmallestGroup = group
			_, err := w.Store.SavePanel(context.Background(), panel.System, w.Panel.ID, in)
			return err
		}
		ok(t, save(7)) // nobody was counted yet
		ok(t, save(5))
		w.OpenRound(t)
		for _, group := range []int{6, 7, 12} {
			refused(t, save(group), "error.group_steps")
		}
		for _, group := range []int{10, 20, 5, 15} {
			ok(t, save(group))
		}
	})
}

func TestNoTextTurnsAroundWhatStandsBehindIt(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		in := panel.ServiceInput{NormDays: 5, Responders: w.Sanne.Email}
		for _, turn := range "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" {
			in.Name = "Inkoop " + string(turn) + "negnillatebmop"
			_, err := w.Store.SaveService(ctx, panel.System, uuid.Nil, in)
			refused(t, err, "error.control_characters")
		}
		in.Name, in.Purpose = "\u200fالمشتريات\u200e Inkoop", "Bestellen\u2028en \u202ebetalen\u202c.\u2029Ook \u2066facturen\u2069. \u200fأهلا"
		service, err := w.Store.SaveService(ctx, panel.System, uuid.Nil, in)
		ok(t, err)
		if service.Name != in.Name || service.Purpose != "Bestellen\nen betalen.\nOok facturen. \u200fأهلا" {
			t.Errorf("it became %q: %q", service.Name, service.Purpose)
		}
	})
}

func TestALeaversNextRequestIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		_, err := w.Store.SavePerson(ctx, panel.System, w.Wim.ID, panel.PersonInput{Name: w.Wim.Name, Email: w.Wim.Email})
		ok(t, err)
		_, err = w.Store.Act(ctx, w.Wim.ID)
		refused(t, err, "error.person_not_found")
	})
}

func TestOfALeaverNoSessionAndNoKeptFormStays(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx, now := context.Background(), w.Clock.Now()
		for _, p := range []panel.Person{w.Wim, w.Piet} {
			session := map[string]any{"hash": p.Name, "person_id": p.ID, "created_at": now, "expires_at": now.Add(time.Hour)}
			form := map[string]any{"id": uuid.New(), "person_id": p.ID, "path": "/profile", "form": "{}", "created_at": now}
			for table, row := range map[string]map[string]any{"sessions": session, "kept_forms": form} {
				_, err := w.Store.DB.NewInsert().Model(&row).Table(table).Exec(ctx)
				ok(t, err)
			}
		}
		_, err := w.Store.SavePerson(ctx, panel.System, w.Wim.ID, panel.PersonInput{Name: w.Wim.Name, Email: w.Wim.Email})
		ok(t, err)
		for _, table := range []string{"sessions", "kept_forms"} {
			var left []uuid.UUID
			ok(t, w.Store.DB.NewSelect().Table(table).Column("person_id").Scan(ctx, &left))
			if !slices.Equal(left, []uuid.UUID{w.Piet.ID}) {
				t.Errorf("%s are left of %v, want Piet's alone", table, left)
			}
		}
	})
}

func TestAPlaceInTheListThatSomebodyMadeUpBeginsItAgain(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		for _, after := range []string{"\x00", "Bram\x00geen id", "\xff\x00" + w.Wim.ID.String(), "\x00\x00" + w.Wim.ID.String()} {
			page, err := w.Store.People(context.Background(), panel.PeopleFilter{After: after, Limit: 1})
			ok(t, err)
			if len(page.People) != 1 {
				t.Errorf("after %q: %d people", after, len(page.People))
			}
		}
	})
}

func TestPeopleComeAPageAtATimeInTheOrderOfTheirNames(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		var names []string
		after := ""
		for {
			page, err := w.Store.People(ctx, panel.PeopleFilter{After: after, Limit: 3})
			ok(t, err)
			for _, p := range page.People {
				names = append(names, p.Name)
			}
			if after = page.Next; after == "" {
				break
			}
		}
		if len(names) != 8 {
			t.Fatalf("listed %v", names)
		}
		for i := 1; i < len(names); i++ {
			if names[i-1] > names[i] {
				t.Fatalf("%s comes before %s", names[i-1], names[i])
			}
		}
		page, err := w.Store.People(ctx, panel.PeopleFilter{Words: "100%_", Limit: 3})
		ok(t, err)
		if len(page.People) != 0 {
			t.Fatalf("a percent sign matched %v", page.People)
		}
	})
}

func TestAChoiceHasNoAnswerTwice(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		in := panel.QuestionInput{Topic: "Onderweg", Kind: panel.Choice, TextNL: "Hoe komt u naar het werk?", OptionsNL: "Fiets\nBus\n fiets"}
		_, err := w.Store.SaveQuestion(t.Context(), panel.System, uuid.Nil, in)
		refused(t, err, "error.options_twice")
		in.OptionsNL, in.OptionsEN = "Fiets\nBus", "Bike\nBike"
		_, err = w.Store.SaveQuestion(t.Context(), panel.System, uuid.Nil, in)
		refused(t, err, "error.options_twice")
		in.OptionsEN = "Bike\nBus"
		_, err = w.Store.SaveQuestion(t.Context(), panel.System, uuid.Nil, in)
		ok(t, err)
	})
}

func TestConstituenciesAreReadForAllAmbassadorsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ambassadors, err := w.Store.Ambassadors(t.Context(), w.Panel.ID)
		ok(t, err)
		a, err := w.Store.SaveAmbassador(t.Context(), panel.System, w.Panel.ID, uuid.Nil, panel.AmbassadorInput{
			Email: w.Wim.Email, StartsOn: "2027-01-01", People: w.Anton.Email + "\n" + w.Bram.Email})
		ok(t, err)
		ids := []uuid.UUID{ambassadors[0].ID, ambassadors[1].ID, a.ID}
		all, err := w.Store.ConstituenciesOf(t.Context(), ids)
		ok(t, err)
		for _, id := range ids {
			want, err := w.Store.Constituency(t.Context(), id)
			ok(t, err)
			if !reflect.DeepEqual(all[id], want) {
				t.Errorf("%+v, want %+v", all[id], want)
			}
		}
	})
}

func TestLettersComeFromTheAddressGivenAtTheSetUp(t *testing.T) {
	for given, want := range map[string]string{"": "ineke@waterveld.example", "klantpanel@waterveld.example": "klantpanel@waterveld.example", "nergens": ""} {
		dbtest.Each(t, func(t *testing.T, db *bun.DB) {
			s := &panel.Store{DB: db, Clock: (&paneltest.Clock{}).Now}
			_, err := s.SetUp(t.Context(), panel.SetUpInput{Organisation: "Gemeente Waterveld", Name: "Ineke de Vries", Email: "ineke@waterveld.example", MailAddress: given})
			if want == "" {
				refused(t, err, "error.email")
				return
			}
			ok(t, err)
			o, err := s.Organisation(t.Context(), db)
			if ok(t, err); o.MailAddress != want {
				t.Errorf("letters come from %s", o.MailAddress)
			}
		})
	}
}
