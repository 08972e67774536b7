package dialogue_test

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

const (
	standsThere = "what isn't answered or only promised stands in each digest"
	newsOnce    = "a digest tells what ended once"
	rightPeople = "each reader gets the digests that they want, once"
)

// readDigests looks at each digest as soon as it is approved: then the points are still what they were.
func (p *proof) readDigests() {
	p.t.Helper()
	var ids []uuid.UUID
	p.scan(p.db.NewRaw("SELECT id FROM digests WHERE state <> ? ORDER BY id", dialogue.DigestDraft), &ids)
	for _, id := range ids {
		if p.digested[id] {
			continue
		}
		p.digested[id] = true
		d, err := p.Digest(context.Background(), id)
		ok(p.t, err)
		p.note("  digest of round %d, %d points", d.Cycle.Number, len(d.Entries))
		p.checkDigest(d)
		p.countAudience(d)
	}
}

// checkDigest holds a digest against the books: each point of its round and earlier ones, or from outside the rounds, that isn't told yet.
func (p *proof) checkDigest(d dialogue.DigestView) {
	entries := map[uuid.UUID]dialogue.Entry{}
	for _, e := range d.Entries {
		p.checkQuotes("the digest", e.Title+e.Said+e.Answer)
		p.checkQuoted(e)
		if entries[e.ItemID].ItemID == e.ItemID {
			p.broken(newsOnce, "%s stands twice in the digest of round %d", e.Title, d.Cycle.Number)
		}
		entries[e.ItemID] = e
	}
	for id, is := range p.points {
		e, there := entries[id]
		if there && e.People > 0 {
			p.subtract(nil, look{id, p.at, e.People, is.Behind})
			p.looks = append(p.looks, look{id, p.at, e.People, is.Behind})
		}
		want, news := p.place(is)
		if is.Number > d.Cycle.Number {
			want = ""
		}
		delete(entries, id)
		switch {
		case want == "" && !there:
		case want == "" || !there || e.Section != want:
			property := newsOnce
			if want == dialogue.SectionUnanswered || want == dialogue.SectionOpenPromise {
				property = standsThere
			}
			p.broken(property, "%s belongs in %q of the digest of round %d, and stands in %q", is, want, d.Cycle.Number, e.Section)
		case want == dialogue.SectionUnanswered && e.Service != is.Service:
			p.broken(standsThere, "%s waits for %q, and the digest says for %q", is, is.Service, e.Service)
		case news != "" && !strings.Contains(e.Answer, news):
			p.broken(newsOnce, "%s has to tell %s, and says %q", is, news, e.Answer)
		case (want == dialogue.Promised || want == dialogue.SectionOpenPromise) && e.DueOn != scheduler.Date(is.PromisedOn):
			p.broken(standsThere, "%s is promised for %s, and the digest says %s", is, is.PromisedOn, e.DueOn)
		case news != "":
			p.saw["told by a digest"]++
			p.tellNews(id, news)
			p.tellNews(id, wordsOf(is.Answer))
		default:
			p.saw["stood in a later digest"]++
		}
	}
	for _, e := range entries {
		p.broken(newsOnce, "the digest of round %d tells of %s, which isn't there", d.Cycle.Number, e.Title)
	}
}

// checkQuoted looks whether an entry about a few people says what one of them said.
func (p *proof) checkQuoted(e dialogue.Entry) {
	if e.People > 0 {
		return
	}
	for id := range p.points[e.ItemID].Behind {
		if words := wordsOf(p.said[id].Text); words != "" && strings.Contains(e.Said, words) {
			p.broken(notQuoted, "the digest says %q of a few people, and one of them said %q", e.Said, p.said[id].Text)
		}
	}
}

// place is where a point belongs in a digest that is approved now, "" for nowhere, and the words that are news.
func (p *proof) place(is pointRow) (section, news string) {
	section, news = is.Outcome, wordsOf(is.Answer)
	switch {
	case is.Outcome == dialogue.Dissolved:
		return "", ""
	case is.Outcome == "":
		return dialogue.SectionUnanswered, ""
	case is.Promise == dialogue.Delivered:
		section, news = dialogue.SectionKept, wordsOf(is.Ending)
	case is.Promise == dialogue.Dropped:
		section, news = dialogue.SectionDropped, wordsOf(is.Ending)
	}
	switch {
	case !p.news[is.ID][news]:
		return section, news
	case is.Promise == dialogue.PromiseOpen:
		return dialogue.SectionOpenPromise, ""
	}
	return "", ""
}

func (p *proof) tellNews(item uuid.UUID, words string) {
	if p.news[item] == nil {
		p.news[item] = map[string]bool{}
	}
	p.news[item][words] = true
}

// audience is who had to get a digest when it was approved, and who may not.
type audience struct {
	at     int
	wishes map[uuid.UUID]string
	own    map[uuid.UUID]bool // who is known to have said something that it tells of
}

func (p *proof) countAudience(d dialogue.DigestView) {
	var people []struct {
		ID         uuid.UUID
		DigestWish string
	}
	p.scan(p.db.NewRaw("SELECT id, digest_wish FROM people WHERE active"), &people)
	a := audience{at: p.at, wishes: map[uuid.UUID]string{}, own: map[uuid.UUID]bool{}}
	for _, one := range people {
		a.wishes[one.ID] = one.DigestWish
	}
	for _, e := range d.Entries {
		for id := range p.points[e.ItemID].Behind {
			if who := p.said[id].PersonID; who != nil {
				a.own[*who] = true
			}
		}
	}
	p.audiences[d.ID] = a
}

// checkAudiences counts the letters of each digest by their readers. Whose wish or service changed until it went out isn't judged.
func (p *proof) checkAudiences(letters map[[2]uuid.UUID]int) {
	for digest, a := range p.audiences {
		for who, wish := range a.wishes {
			n := letters[[2]uuid.UUID{digest, who}]
			p.saw["letters of a digest"] += n
			left, ever := p.away[who]
			switch {
			case n > 1:
				p.broken(rightPeople, "%s has %d letters with one digest", p.nameOf(who), n)
			case p.changing[who] || ever && left >= a.at:
			case wish == panel.EachRound && n != 1, wish == panel.NoDigest && n != 0, wish == panel.OnlyOwn && a.own[who] && n != 1:
				p.broken(rightPeople, "%s, who wants %s, has %d letters with a digest of step %d", p.nameOf(who), wish, n, a.at)
			}
		}
	}
}
