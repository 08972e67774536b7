package dialogue_test

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"klantpanel/mail"
	"klantpanel/scheduler"
)

const (
	toldOnce  = "each contributor is told each outcome of their own once"
	onceADay  = "nobody gets two letters about outcomes on a day"
	notQuoted = "nobody is quoted who doesn't want to be"
)

// deliveredMail is a letter that arrived, and when.
type deliveredMail struct {
	id  uuid.UUID
	at  int // the step
	day scheduler.Date
}

// sentMail is a letter as the outbox knows it.
type sentMail struct {
	ID, SubjectID, PersonID uuid.UUID
	Kind, Email             string
}

// heardNews is what one letter about outcomes told somebody.
type heardNews struct {
	at    int
	day   scheduler.Date
	words map[string]bool
}

// checkLetters compares what everybody got with what they had to hear.
func (p *proof) checkLetters() {
	p.t.Helper()
	var all []sentMail
	p.scan(p.db.NewRaw("SELECT m.id, m.subject_id, m.person_id, m.kind, p.email FROM mails AS m JOIN people AS p ON p.id = m.person_id"), &all)
	byID := map[uuid.UUID]sentMail{}
	for _, m := range all {
		byID[m.ID] = m
	}
	heard, digests := map[uuid.UUID][]heardNews{}, map[[2]uuid.UUID]int{}
	for _, one := range p.delivered {
		m, known := byID[one.id]
		letter, err := p.box.Open(one.id)
		ok(p.t, err)
		if !known || !strings.Contains(letter.To, m.Email) {
			p.broken(toldOnce, "the letter %s to %s isn't in the outbox, or is somebody else's", one.id, letter.To)
			continue
		}
		p.checkNumbers(m, letter.Text)
		switch m.Kind {
		case mail.KindOutcome:
			heard[m.PersonID] = append(heard[m.PersonID], heardNews{one.at, one.day, newsIn(letter.Text)})
		case mail.KindDigest:
			digests[[2]uuid.UUID{m.SubjectID, m.PersonID}]++
		}
		if slices.Contains([]string{mail.KindOutcome, mail.KindDigest, mail.KindReportBack, mail.KindThanks, mail.KindDigestTest}, m.Kind) {
			p.checkQuotes("a "+m.Kind+" letter", letter.Text+letter.HTML)
		}
	}
	p.checkTellings(heard)
	p.checkAudiences(digests)
}

// checkQuotes looks for the words of who doesn't want to be quoted in what others read.
func (p *proof) checkQuotes(where, text string) {
	for _, words := range unique.FindAllString(text, -1) {
		if p.withheld[words] {
			p.broken(notQuoted, "%s has the words %s", where, words)
		}
	}
	p.saw["texts searched for quotations"]++
}

// oldAnswer begins, in a letter about a revised outcome, what its reader heard before.
const oldAnswer = "Eerst was het antwoord:"

// newsIn are the words that a letter about outcomes tells for the first time.
func newsIn(text string) map[string]bool {
	news := map[string]bool{}
	old := false
	for line := range strings.Lines(text) {
		switch {
		case strings.Contains(line, oldAnswer):
			old = true
		case old && strings.TrimSpace(line) != "" && !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, ">"):
			old = false
		}
		if old {
			continue
		}
		for _, words := range unique.FindAllString(line, -1) {
			news[words] = true
		}
	}
	return news
}

// checkTellings holds the letters against the books, both ways: the first letter that somebody gets after something was decided about a point
// of theirs tells it, or what was decided about the same point meanwhile; and nothing is told again.
func (p *proof) checkTellings(heard map[uuid.UUID][]heardNews) {
	due := map[uuid.UUID]map[string]bool{}
	for _, t := range p.tellings {
		for who := range t.to {
			if due[who] == nil {
				due[who] = map[string]bool{}
			}
			due[who][t.words] = true
			p.checkTelling(t, who, heard[who])
		}
	}
	decided := map[string]bool{}
	for _, t := range p.tellings {
		decided[t.words] = true
	}
	for who, letters := range heard {
		for i, letter := range letters {
			if i > 0 && letters[i-1].day == letter.day {
				p.broken(onceADay, "%s has two on %s", p.nameOf(who), letter.day)
			}
			for words := range letter.words {
				if decided[words] && !due[who][words] {
					p.broken(toldOnce, "a letter of step %d tells %s of %s, who didn't stand behind it", letter.at, p.nameOf(who), words)
				}
			}
		}
	}
}

func (p *proof) checkTelling(t telling, who uuid.UUID, letters []heardNews) {
	times := 0
	var first *heardNews
	for i, letter := range letters {
		if letter.words[t.words] {
			times++
		}
		if first == nil && letter.at > t.at {
			first = &letters[i]
		}
	}
	left, ever := p.away[who]
	reopened, again := p.reopened[t.item]
	switch {
	case times > 1:
		p.broken(toldOnce, "%d letters tell %s that %s was %s with %s at step %d", times, p.nameOf(who), p.points[t.item].Title, t.what, t.words, t.at)
	case times == 1 && !first.words[t.words]:
		p.broken(toldOnce, "the next letter to %s after step %d doesn't tell that %s was %s with %s, a later one does", p.nameOf(who), t.at, p.points[t.item].Title, t.what, t.words)
	case times == 1:
		p.saw["told by letter"]++
	case ever && left >= t.at, again && reopened >= t.at: // who left isn't told, nor what doesn't hold any more
	case first != nil && slices.ContainsFunc(p.tellings, func(other telling) bool {
		return other.item == t.item && other.words != t.words && other.at <= first.at && (other.at > t.at || t.what == "moved") && first.words[other.words]
	}):
		p.saw["told with what came after it"]++
	default:
		p.broken(toldOnce, "no letter tells %s that %s was %s with %s at step %d", p.nameOf(who), p.points[t.item].Title, t.what, t.words, t.at)
	}
}

func (p *proof) nameOf(id uuid.UUID) string {
	var name string
	p.scan(p.db.NewRaw("SELECT name FROM people WHERE id = ?", id), &name)
	return name
}
