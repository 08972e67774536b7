package web

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
)

// told is how one kind of event stands in the timeline of a point.
type told struct {
	nl, en string
	words  string // that are read with it: of "text" or of "why"
	remark bool
	out    string // what who doesn't work on the point reads; "" is nothing at all
}

var toldKinds = map[string]told{
	dialogue.WasCreated:          {nl: `Afgesplitst van "Soep is koud"`, en: `Split from "Soep is koud"`, out: "Punt gemaakt van wat collega's zeiden"},
	dialogue.WasBundled:          {nl: "Meer inbreng toegevoegd", en: "More contributions added", out: "Meer inbreng toegevoegd"},
	dialogue.WasUnbundled:        {nl: "Inbreng weer losgemaakt", en: "Contributions taken out again"},
	dialogue.WasSplit:            {nl: `"Soep is koud" werd een eigen punt`, en: `"Soep is koud" became a point of its own`},
	dialogue.WasMerged:           {nl: `"Soep is koud" ging hierin op`, en: `"Soep is koud" became part of this`, words: "why"},
	dialogue.WasDissolved:        {nl: `Opgegaan in "Soep is koud"`, en: `Became part of "Soep is koud"`, words: "why"},
	dialogue.WasRestored:         {nl: "Weer een eigen punt", en: "A point of its own again"},
	dialogue.WasProposed:         {nl: "Voorgesteld door de cijfers", en: "Proposed by the figures"},
	dialogue.WasRouted:           {nl: "Nu bij Kantine", en: "Now with Kantine", out: "Nu bij Kantine"},
	dialogue.WasHandedOver:       {nl: "Doorgegeven aan Kantine", en: "Handed over to Kantine", words: "text", out: "Nu bij Kantine"},
	dialogue.WasHandOverAsked:    {nl: "Gevraagd om door te geven aan Kantine", en: "Asked to hand over to Kantine", words: "text"},
	dialogue.WasHandOverDeclined: {nl: "Blijft bij Kantine, beslist de coördinator", en: "Stays with Kantine, the coordinator decided", words: "text"},
	dialogue.WasHelpAsked:        {nl: "Kantine om hulp gevraagd", en: "Help asked of Kantine", words: "text"},
	dialogue.WasHelpGiven:        {nl: "Kantine gaf een deel", en: "Kantine gave its part", words: "text"},
	dialogue.WasAcknowledged:     {nl: "Kantine is ermee bezig", en: "Kantine is working on it", out: "Kantine is ermee bezig"},
	dialogue.WasTaken:            {nl: "Opgepakt", en: "Taken up"},
	dialogue.WasFreed:            {nl: "Teruggegeven aan de dienst", en: "Given back to the service"},
	dialogue.WasNoted:            {nl: "Schreef een notitie", en: "Wrote a note"},
	dialogue.WasAskedBack:        {nl: "Kantine vraagt iets terug", en: "Kantine asks something back", words: "text", out: "Kantine vraagt iets terug"},
	dialogue.WasClarified:        {nl: "Er is antwoord. De tijd loopt weer, tot 1 maart 2027", en: "There is an answer. The clock runs again, until 1 March 2027", remark: true},
	dialogue.WasResumed:          {nl: "De tijd loopt weer, tot 1 maart 2027", en: "The clock runs again, until 1 March 2027", remark: true},
	dialogue.WasWarned:           {nl: "Bijna tijd: antwoord is nodig op 1 maart 2027", en: "Nearly due: an answer is needed on 1 March 2027"},
	dialogue.WasLate:             {nl: "Te laat: antwoord was nodig op 1 maart 2027", en: "Late: an answer was needed on 1 March 2027"},
	dialogue.WasDrafted:          {nl: "Concept geschreven", en: "Draft written", words: "text"},
	dialogue.WasReleased:         {nl: "Antwoord klaargezet", en: "Answer made ready", words: "text"},
	dialogue.WasRecalled:         {nl: "Antwoord teruggehaald", en: "Answer taken back"},
	dialogue.WasAnswered:         {nl: "Toegezegd voor 1 maart 2027", en: "Promised for 1 March 2027", out: "Toegezegd voor 1 maart 2027"},
	dialogue.WasRevised:          {nl: "Antwoord aangepast", en: "Answer revised", words: "why", out: "Antwoord aangepast"},
	dialogue.WasReopened:         {nl: "Weer open", en: "Open again", words: "text", out: "Weer open"},
	dialogue.WasLeft: {nl: "Blijft zoals het is, ook al is iemand niet geholpen", en: "Stays as it is, though somebody was not helped", words: "text",
		out: "Blijft zoals het is, ook al is iemand niet geholpen"},
	dialogue.WasDelivered:   {nl: "Toezegging nagekomen", en: "Promise kept", words: "text", out: "Toezegging nagekomen"},
	dialogue.WasRescheduled: {nl: "Toezegging verschoven naar 1 maart 2027", en: "Promise moved to 1 March 2027", words: "text", out: "Toezegging verschoven naar 1 maart 2027"},
	dialogue.WasDropped:     {nl: "Toezegging vervallen", en: "Promise dropped", words: "text", out: "Toezegging vervallen"},
}

// kindsOfEvent are those that dialogue/events.go names.
func kindsOfEvent(t *testing.T) (kinds []string) {
	t.Helper()
	source, err := os.ReadFile("../../../dialogue/events.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range regexp.MustCompile(`(?m)^\tWas\w+\s+= "(\w+)"`).FindAllSubmatch(source, -1) {
		kinds = append(kinds, string(found[1]))
	}
	return kinds
}

func TestEachKindOfEventSaysWhoWhatWhenAndWhyToThoseWhoWorkOnIt(t *testing.T) {
	kinds := kindsOfEvent(t)
	if len(kinds) != len(toldKinds) {
		t.Errorf("%d kinds of event, and %d are described here", len(kinds), len(toldKinds))
	}
	eachStory(t, func(t *testing.T, s *story) {
		item := s.wifi()
		other := s.point(s.Canteen, "Soep is koud", "De soep is koud.", s.say(s.Piet, 2, "Koude soep op dinsdag."))
		if _, err := s.db.NewUpdate().Table("people").Set("language = 'en'").Where("id = ?", s.Joris.ID).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		insider, english, outsider := s.as(s.Sanne), s.as(s.Joris), s.as(s.Piet)
		path := "/items/" + item.ID.String()
		inside, outside := len(insider.get(path).texts(".timeline__what")), outsider.get(path).texts(".timeline__what")
		for _, kind := range kinds {
			want, known := toldKinds[kind]
			if !known {
				t.Errorf("nobody says how %s stands in a timeline", kind)
				continue
			}
			e := dialogue.Event{ID: uuid.Must(uuid.NewV7()), ItemID: item.ID, At: s.Clock.Now(), PersonID: &s.Bram.ID, Kind: kind, ServiceID: &s.Canteen.ID, OtherID: &other.ID,
				DueOn: "2027-03-01", Text: "De text van Bram.", Why: "De why van Bram."}
			if kind == dialogue.WasAnswered {
				e.Outcome = dialogue.Promised
			}
			if want.remark {
				e.Days = 3
			}
			if _, err := s.db.NewInsert().Model(&e).Exec(t.Context()); err != nil {
				t.Fatal(err)
			}
			for b, what := range map[*browser]string{insider: want.nl, english: want.en} {
				s.saysOf(t, b.get(path), kind, inside+1, what, want)
			}
			s.saysOutside(t, outsider.get(path), kind, outside, want)
			if _, err := s.db.NewDelete().Model(&e).WherePK().Exec(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// saysOf looks at the last line of a timeline as somebody reads it who works on the point.
func (s *story) saysOf(t *testing.T, p *page, kind string, lines int, what string, want told) {
	t.Helper()
	entries := p.Find(".timeline__entry")
	last := entries.Last()
	if got := strings.TrimSpace(last.Find(".timeline__what").Text()); entries.Length() != lines || got != what {
		t.Errorf("%s: %d lines, the last %q, want %d and %q", kind, entries.Length(), got, lines, what)
	}
	if who := last.Find(".timeline__who"); !strings.Contains(who.Text(), "Bram Jansen") || who.Find("time").Length() != 1 || last.Find(".timeline__dot svg").Length() != 1 {
		t.Errorf("%s: who and when is %q", kind, who.Text())
	}
	quoted := strings.TrimSpace(last.Find(".quote").Text())
	if want.words == "" && quoted != "" || want.words != "" && quoted != "De "+want.words+" van Bram." {
		t.Errorf("%s: why is %q, want %q", kind, quoted, want.words)
	}
	if remark := last.Find(".timeline__note").Text(); want.remark != strings.Contains(remark, "3 w") {
		t.Errorf("%s: the remark is %q", kind, remark)
	}
}

// saysOutside looks at a timeline as somebody reads it who doesn't work on the point.
func (s *story) saysOutside(t *testing.T, p *page, kind string, before []string, want told) {
	t.Helper()
	got := p.texts(".timeline__what")
	switch {
	case want.out == "" && !slices.Equal(got, before):
		t.Errorf("%s: who doesn't work on it reads %q", kind, got)
	case want.out != "" && (len(got) == 0 || got[len(got)-1] != want.out):
		t.Errorf("%s: who doesn't work on it reads %q, want %q", kind, got, want.out)
	}
	read := p.text(".timeline")
	if want.out != "" && kind != dialogue.WasHandedOver { // its words are for everybody
		read = strings.ReplaceAll(read, "De "+want.words+" van Bram.", "")
	}
	if strings.Contains(read, "Bram") || strings.Contains(read, "Soep") {
		t.Errorf("%s: who doesn't work on it reads %q", kind, read)
	}
}
