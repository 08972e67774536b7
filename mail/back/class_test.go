package back

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"klantpanel/mail"
)

// letterID stands in the mails of testdata where a Message-ID of ours would.
const letterID = "0190f3a2c4d57b6e8f1029384756abcd.digest@panel.gemeente.example"

// sample is a mail of testdata as it would come over the line.
func sample(tb testing.TB, name string) []byte {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name+".eml"))
	if err != nil {
		tb.Fatal(err)
	}
	return bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n"))
}

func TestMailThatComesInIsWhatItIs(t *testing.T) {
	for name, want := range map[string]struct {
		class   Class
		cause   mail.Cause
		address string // that failed
		text    string
	}{
		"postfix_onbekend":            {class: Bounce, cause: mail.NoMailbox, address: "sanne.jansen@gemeente.example"},
		"postfix_vol":                 {class: Bounce, cause: mail.Full, address: "sanne.jansen@gemeente.example"},
		"postfix_uitgesteld":          {class: Delayed, cause: mail.Later, address: "sanne.jansen@gemeente.example"},
		"exchange_nl":                 {class: Bounce, cause: mail.NoMailbox, address: "sanne.jansen@gemeente.example"},
		"exchange2003_zonder_rapport": {class: Bounce, cause: mail.Full, address: "sanne.jansen@gemeente.example"},
		"o365_geweigerd":              {class: Bounce, cause: mail.Refused, address: "sanne.jansen@gemeente.example"},
		"gmail_weg":                   {class: Bounce, cause: mail.NoMailbox, address: "sanne.jansen@gemeente.example"},
		"exim_zonder_rapport":         {class: Bounce, cause: mail.NoMailbox, address: "sanne.jansen@gemeente.example"},
		"exim_vertraagd":              {class: Delayed, cause: mail.Later, address: "sanne.jansen@gemeente.example"},
		"qmail":                       {class: Bounce, cause: mail.NoMailbox, address: "sanne.jansen@gemeente.example"},
		"klacht_arf":                  {class: Complaint},
		"afgeleverd":                  {class: Automatic},
		"afwezig_nl":                  {class: Automatic},
		"afwezig_zonder_kop":          {class: Automatic},
		"vacation":                    {class: Automatic},
		"leeg_retourpad":              {class: Automatic},
		"agenda_antwoord":             {class: Automatic},
		"lijst":                       {class: Automatic},
		"leesbevestiging":             {class: Automatic},
		"outlook_nl":                  {class: Answer, text: "€ 5 is prima. Dank voor de uitleg. De kantine mag van mij ook op vrijdag tot half drie open.\n\nMet vriendelijke groet,\nSanne Jansen"},
		"outlook_alleen_html":         {class: Answer, text: "Goed dat het fietsenhok nu verlicht is.\n\nKan de poort ook een lamp krijgen?"},
		"outlook_en":                  {class: Answer, text: "That’s great – thank you."},
		"gmail_nl":                    {class: Answer, text: "Dat is fijn om te horen!\n\nIk mis alleen nog het antwoord over de verwarming."},
		"iphone_nl":                   {class: Answer, text: "De lift bij de ingang is weer stuk, helaas…"},
		"thunderbird_onderaan":        {class: Answer, text: "Dit is een lange regel die mijn mailprogramma in tweeën heeft gebroken."},
		"met_bijlage":                 {class: Answer, text: "Zie de foto van de kapotte lamp."},
		"met_logo":                    {class: Answer, text: "Prima zo, dank u."},
	} {
		l, err := read(sample(t, name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := l.classify("")
		if got.class != want.class || got.text != want.text {
			t.Errorf("%s is a %s that says %q, want a %s that says %q", name, got.class, got.text, want.class, want.text)
		}
		if want.class == Bounce || want.class == Delayed || want.class == Complaint {
			if !slices.Contains(got.ids, letterID) {
				t.Errorf("%s names %v, and not the letter", name, got.ids)
			}
		}
		if want.address == "" || len(got.failures) == 0 {
			continue
		}
		if f := got.failures[0]; mail.CauseOf(f.words) != want.cause || !slices.Contains(f.addresses, want.address) {
			t.Errorf("%s says that %v failed: %s (%q)", name, f.addresses, mail.CauseOf(f.words), f.words)
		}
	}
}

func TestOnlyFilesThatPeopleAttachAreAttachments(t *testing.T) {
	for name, want := range map[string]string{"met_bijlage": "lamp.jpg", "met_logo": "", "gmail_nl": "", "outlook_nl": ""} {
		l, err := read(sample(t, name))
		if err != nil || strings.Join(l.attachments, " ") != want {
			t.Errorf("%s: %v; %v", name, l.attachments, err)
		}
	}
}

func TestQuotesAreLeftOutWhereverTheyStand(t *testing.T) {
	for text, want := range map[string]string{
		"Ja.\n\nOp 3 maart 2027 schreef Klantpanel:\nBeste Sanne":                                            "Ja.",
		"Ja.\n\nOn Wed, 3 Mar 2027 at 10:00, Klantpanel <k@panel.example> wrote:\n\n> Beste\n\nEn nog iets.": "Ja.\n\nEn nog iets.",
		"Ja.\n-----Oorspronkelijk bericht-----\nVan: Klantpanel":                                             "Ja.",
		"Nee\n\nFrom: K <k@x.example>\nDate: Wed, 3 Mar 2027\nTo: S\nSubject: x\n\nBeste":                    "Nee",
		"Van: de kantine hoor ik niets.\nDat is jammer.":                                                     "Van: de kantine hoor ik niets.\nDat is jammer.",
		"Op vrijdag schreef ik u al:\nde lamp is stuk.\nGroet":                                               "Op vrijdag schreef ik u al:\nde lamp is stuk.\nGroet",
		"> alleen\n> wat u schreef":                                                                          "",
		"Ja\n\nVerzonden vanuit Outlook voor Android\n":                                                      "Ja",
	} {
		if got := unquoted(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzReading(f *testing.F) {
	names, err := filepath.Glob("testdata/*.eml")
	if err != nil || len(names) == 0 {
		f.Fatal(err)
	}
	for _, name := range names {
		f.Add(sample(f, strings.TrimSuffix(filepath.Base(name), ".eml")))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		l, err := read(raw)
		if err != nil {
			return
		}
		got := l.classify("")
		if strings.ContainsRune(got.text, 0) || !utf8.ValidString(got.text) || len(got.text) > 2*textAtMost {
			t.Errorf("%d bytes of %q", len(got.text), got.text[:min(len(got.text), 100)])
		}
		for _, one := range got.failures {
			if strings.ContainsRune(one.words, 0) || !utf8.ValidString(one.words) {
				t.Errorf("%q", one.words)
			}
		}
	})
}
