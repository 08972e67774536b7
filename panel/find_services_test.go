package panel

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// counterServices is the counter of a municipality.
var counterServices = []Service{
	{Name: "Communicatie", Purpose: "Intranet, brieven aan inwoners en hulp als de krant belt.", Words: "nieuwsbrief, huisstijl, foto, persbericht"},
	{Name: "Facilitair", Purpose: "Het gebouw: werkplekken, vergaderruimten en koffie.", Words: "stoel, toegangspas, zaal reserveren, te koud, parkeerplaats"},
	{Name: "Financiën", Purpose: "Declaraties, facturen en budget.", Expectation: "Een goede declaratie staat binnen tien werkdagen op uw rekening.",
		Words: "declaratie, bonnetje, reiskosten, factuur, geld terug"},
	{Name: "HR", Purpose: "Uw contract, verlof en opleiding.", Words: "vakantie, ziekmelden, loonstrook, café-abonnement, P&O"},
	{Name: "ICT", Purpose: "Laptop, telefoon, wifi en printen.", Words: "laptop, computer, wachtwoord, e-mail, kapot", Expectation: "Staat uw werk stil? Dan helpen we u dezelfde dag."},
	{Name: "Inkoop", Purpose: "Van een doos handschoenen tot een veegwagen."},
	{Name: "Kantine", Purpose: "Lunch, soep, een broodje bij de vergadering.", Words: "eten, taart, koffie bij een vergadering"},
}

func TestAServiceIsFoundByOrdinaryWords(t *testing.T) {
	for typed, want := range map[string]string{
		"bonnetje":                     "Financiën",
		"bonnetjes":                    "Financiën",
		"BON":                          "Financiën",
		"bonnen":                       "Financiën",
		"Financien":                    "Financiën",
		"financiën":                    "Financiën",
		"facturen":                     "Financiën",
		"factuurtje":                   "Financiën",
		"reiskostenvergoeding":         "Financiën", // a compound that begins with one of its words
		"kosten":                       "Financiën", // the last part of one
		"ik wil mijn geld terug":       "Financiën",
		"declarate":                    "Financiën", // a letter too few
		"delcaratie":                   "Financiën", // two that changed places
		"laptops":                      "ICT",
		"laptoptas":                    "ICT",
		"mijn laptop is kapot":         "ICT",
		"email":                        "ICT",
		"wachtwoorden":                 "ICT",
		"wachtwoort":                   "ICT",
		"wacht":                        "ICT",
		"koffie":                       "Kantine Facilitair", // words people use before the purpose
		"koffie bij een vergadering":   "Kantine Facilitair",
		"vergaderruimte":               "Facilitair",
		"dozen":                        "Inkoop",
		"stoelen":                      "Facilitair",
		"toegangspassen":               "Facilitair",
		"brief":                        "Communicatie",
		"cafe abonnement":              "HR",
		"p&o":                          "HR",
		"hr":                           "HR",
		"loonstroken":                  "HR",
		"verloff":                      "HR",
		"waar kan ik":                  "", // nothing is asked
		"zwembad":                      "",
		"":                             "",
		"x":                            "",
		"100% _ ' OR 1=1 --":           "",
		strings.Repeat("koffie ", 300): "Kantine Facilitair",
	} {
		var got []string
		for _, f := range FindServices(counterServices, typed) {
			got = append(got, f.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%.40q finds %v, want %q", typed, got, want)
		}
	}
}

func TestASynonymIsFoundOnlyWhenTheWordsSaySo(t *testing.T) {
	services := []Service{{Name: "Gebouw", Purpose: "De ruimtes van het huis."}}
	if found := FindServices(services, "vergaderzaal"); len(found) != 0 {
		t.Errorf("found %v", found)
	}
	services[0].Words = "vergaderzaal"
	if found := FindServices(services, "Vergaderzaal"); len(found) != 1 {
		t.Errorf("found %v", found)
	}
}

func TestANameBeatsAWordAndAWordBeatsAPurpose(t *testing.T) {
	services := []Service{{Name: "A", Expectation: "Wij regelen post."}, {Name: "B", Purpose: "Brieven en post"}, {Name: "C", Words: "brief, post"}, {Name: "Postkamer"}, {Name: "Z", Words: "post, pakket"}}
	var got []string
	for _, f := range FindServices(services, "post pakket") {
		got = append(got, f.Name)
	}
	if want := []string{"Z", "Postkamer", "C", "B", "A"}; !slices.Equal(got, want) {
		t.Errorf("in the order %v, want %v", got, want)
	}
}

func TestASearchShowsWhyItFoundAService(t *testing.T) {
	found := FindServices(counterServices, "geld terug voor bonnen")
	want := [][]Piece{{{"geld", true}, {" ", false}, {"terug", true}}, {{"bonnetje", true}}}
	if len(found) != 1 || !reflect.DeepEqual(found[0].Why, want) {
		t.Errorf("found %+v, want %+v", found, want)
	}
	found = FindServices(counterServices, "declaratie")
	if got := fmt.Sprint(found[0].Why); got != "[[{declaratie true}] [{Declaraties true}]]" {
		t.Errorf("why: %s", got)
	}
}

func TestOneMistakeIsForgivenAndTwoAreNot(t *testing.T) {
	for _, pair := range [][2]string{{"printer", "pinter"}, {"printer", "prrinter"}, {"printer", "printet"}, {"printer", "pritner"}, {"ë", "e"}} {
		if !oneMistake(pair[0], pair[1]) || !oneMistake(pair[1], pair[0]) {
			t.Errorf("%v are more than one mistake apart", pair)
		}
	}
	for _, pair := range [][2]string{{"printer", "printer"}, {"printer", "pinte"}, {"printer", "rpitner"}, {"abc", "cba"}, {"", "ab"}} {
		if oneMistake(pair[0], pair[1]) {
			t.Errorf("%v are one mistake apart", pair)
		}
	}
}

func BenchmarkFindServices(b *testing.B) {
	var services []Service
	for i := range 300 {
		s := counterServices[i%len(counterServices)]
		s.Name = fmt.Sprintf("%s %d", s.Name, i)
		services = append(services, s)
	}
	b.ReportAllocs()
	for b.Loop() {
		FindServices(services, "mijn laptop is kapot en ik wil geld terug")
	}
}

func TestEnglishWordsAreFoundWhateverTheirEnding(t *testing.T) {
	services := []Service{{Name: "Financiën", Words: "invoice, copy, refund"}, {Name: "ICT", Words: "printing, key, login failed"}, {Name: "HR", Words: "training, paid leave"}}
	for typed, want := range map[string]string{"invoices": "Financiën", "invoicing": "Financiën", "invoiced": "Financiën", "copies": "Financiën", "refunded": "Financiën",
		"printed": "ICT", "prints": "ICT", "keys": "ICT", "failing": "ICT", "trainings": "HR", "trained": "HR", "vergadering": ""} {
		names := ""
		for _, f := range FindServices(services, typed) {
			names += f.Name
		}
		if names != want {
			t.Errorf("%q finds %q, want %q", typed, names, want)
		}
	}
}
