package panel_test

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

// desk is the name of the panel that hears somebody on the first day.
func desk(t *testing.T, w *paneltest.Waterveld, who panel.Person, service *uuid.UUID) string {
	t.Helper()
	p, found, err := panel.DeskFor(context.Background(), w.Store.DB, who, service, "2027-01-04")
	ok(t, err)
	if !found {
		return "none"
	}
	return p.Name
}

func TestTheDeskIsThePanelWhoseAmbassadorSpeaksForSomebody(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		hr, err := w.Store.SaveService(ctx, panel.System, uuid.Nil, panel.ServiceInput{Name: "HR", NormDays: 5, Responders: w.Sanne.Email})
		ok(t, err)
		in := w.PanelInput()
		in.Name, in.Services, in.Questions = "Klantpanel Mens", []uuid.UUID{hr.ID}, nil
		mens, err := w.Store.SavePanel(ctx, panel.System, uuid.Nil, in)
		ok(t, err)
		for name, c := range map[string]struct {
			who     panel.Person
			service *uuid.UUID
			want    string
		}{
			"of whose unit an ambassador speaks":           {w.Wim, nil, "Klantpanel Werkplek"},
			"whatever service it sounds like":              {w.Wim, &hr.ID, "Klantpanel Werkplek"},
			"for whom nobody speaks, by the service":       {w.Bram, &hr.ID, "Klantpanel Mens"},
			"for whom nobody speaks, without any":          {w.Bram, nil, "Klantpanel Werkplek"},
			"for whom nobody speaks, of the other service": {w.Bram, &w.ICT.ID, "Klantpanel Werkplek"},
		} {
			if got := desk(t, w, c.who, c.service); got != c.want {
				t.Errorf("%s: %s, want %s", name, got, c.want)
			}
		}
		_, err = w.Store.SaveAmbassador(ctx, panel.System, mens.ID, uuid.Nil, panel.AmbassadorInput{Email: w.Fatma.Email, StartsOn: "2027-01-01", Units: []uuid.UUID{*w.Wim.UnitID}})
		ok(t, err)
		if got := desk(t, w, w.Wim, &hr.ID); got != "Klantpanel Mens" {
			t.Errorf("of two that speak for %s the one with the service is %s", w.Wim.Name, got)
		}
		if got := desk(t, w, w.Wim, nil); got != "Klantpanel Werkplek" {
			t.Errorf("without a service it is %s", got)
		}
	})
}

func TestWordsOfServicesStandFromAToZ(t *testing.T) {
	services := []panel.Service{{ID: uuid.New(), Name: "Financiën", Words: "bonnetje, declaratie; Écht geld\nbonnetje"}, {ID: uuid.New(), Name: "Balie"}, {ID: uuid.New(), Name: "Facilitair", Words: "bonnetje, 24 uur"}}
	got := ""
	for _, e := range panel.Errands(services) {
		got += e.Letter() + " " + e.Words + " → " + e.Service.Name + "; "
	}
	const want = "# 24 uur → Facilitair; B Balie → Balie; B bonnetje → Facilitair; B bonnetje → Financiën; D declaratie → Financiën; E Écht geld → Financiën; "
	if got != want {
		t.Errorf("from A to Z: %s", got)
	}
}
