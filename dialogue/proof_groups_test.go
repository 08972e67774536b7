package dialogue_test

import (
	"context"
	"regexp"
	"strconv"

	"github.com/google/uuid"

	"klantpanel/dialogue"
)

const (
	keepsGroups = "no number, and no difference of two, is about fewer than the smallest group"
	smallest    = 5
)

// look is a number of people that could be seen beside a point, and whom it was about.
type look struct {
	item   uuid.UUID
	at     int
	shown  int
	behind map[uuid.UUID]bool
}

// lookAround is somebody who looks at all points after each step and subtracts what they see from what they saw: one point from another, and
// two points that stand side by side from one, or the other way round.
func (p *proof) lookAround(rows []pointRow, before map[uuid.UUID]pointRow) {
	var now, fresh []look
	for _, row := range rows {
		shown := row.Shown
		if shown > 0 && shown < smallest || shown > p.peopleIn(row.Behind) {
			p.broken(keepsGroups, "%s shows %d people, %d stand behind it", row, shown, p.peopleIn(row.Behind))
		}
		if shown == 0 {
			continue
		}
		l := look{row.ID, p.at, shown, row.Behind}
		now = append(now, l)
		if was, known := before[row.ID]; !known || was.Shown != shown || !sameSet(was.Behind, row.Behind) {
			fresh = append(fresh, l)
		}
	}
	for _, l := range fresh {
		p.subtract(now, l)
	}
	p.looks = append(p.looks, fresh...)
}

// subtract compares a fresh look, by itself and together with each other one of the moment, with all earlier ones.
func (p *proof) subtract(now []look, l look) {
	sums := []look{l}
	for _, other := range now {
		if other.item != l.item {
			both := map[uuid.UUID]bool{}
			for _, set := range []map[uuid.UUID]bool{l.behind, other.behind} {
				for id := range set {
					both[id] = true
				}
			}
			sums = append(sums, look{l.item, l.at, l.shown + other.shown, both})
		}
	}
	for _, sum := range sums {
		for _, earlier := range p.looks {
			p.apart(earlier, sum)
			p.apart(sum, earlier)
		}
	}
}

// apart breaks the rule when one number is about some of those whom another is about, and the rest are fewer than a group that is known so.
func (p *proof) apart(small, large look) {
	if small.shown >= large.shown || len(small.behind) >= len(large.behind) {
		return
	}
	for id := range small.behind {
		if !large.behind[id] {
			return
		}
	}
	p.saw["numbers compared"]++
	if d := large.shown - small.shown; d < smallest && d == p.peopleIn(large.behind)-p.peopleIn(small.behind) {
		p.broken(keepsGroups, "%s showed %d people at step %d and %s shows %d at step %d: that tells of the other %d",
			p.points[small.item].Title, small.shown, small.at, p.points[large.item].Title, large.shown, large.at, d)
	}
}

func sameSet(a, b map[uuid.UUID]bool) bool {
	if len(a) != len(b) {
		return false
	}
	for id := range a {
		if !b[id] {
			return false
		}
	}
	return true
}

var colleagues = regexp.MustCompile(`\((\d+) collega|(\d+) collega's`)

// checkNumbers looks for small groups in what a letter says.
func (p *proof) checkNumbers(m sentMail, text string) {
	for _, found := range colleagues.FindAllStringSubmatch(text, -1) {
		if n, _ := strconv.Atoi(found[1] + found[2]); n > 0 && n < smallest {
			p.broken(keepsGroups, "a %s letter to %s says %q", m.Kind, p.nameOf(m.PersonID), found[0])
		}
	}
}

// checkArchive asks the archive and the feed everything that they can be asked: each filter gives points as their digests told them, and all of
// them together what there is.
func (p *proof) checkArchive() {
	p.t.Helper()
	ctx := context.Background()
	told := map[[2]uuid.UUID]dialogue.Entry{}
	for id := range p.digested {
		entries, err := p.DigestEntries(ctx, id)
		ok(p.t, err)
		for _, e := range entries {
			told[[2]uuid.UUID{id, e.ItemID}] = e
		}
	}
	filters := []dialogue.ArchiveFilter{{}, {Panel: p.Panel.ID}, {Words: "wifi"}, {Words: "nagekeken"}}
	for _, s := range p.services {
		filters = append(filters, dialogue.ArchiveFilter{Service: s.ID})
	}
	feed, _, err := p.ToldFeed(ctx, p.Panel.ID, uuid.Nil, 1000)
	ok(p.t, err)
	if len(feed) != len(p.digested) {
		p.broken(newsOnce, "the feed has %d digests, and %d were told", len(feed), len(p.digested))
	}
	for _, d := range feed {
		for _, e := range d.Entries {
			p.checkQuotes("the feed", e.Title+e.Said+e.Answer)
		}
	}
	for words := range p.withheld {
		points, _, err := p.ToldPoints(ctx, dialogue.ArchiveFilter{Words: "luistert afdeling " + words}, dialogue.Place{}, 10)
		ok(p.t, err)
		if len(points) > 0 {
			p.broken(notQuoted, "who searches for %s finds %q", words, points[0].Title)
		}
	}
	for _, f := range filters {
		points, _, err := p.ToldPoints(ctx, f, dialogue.Place{}, 10_000)
		ok(p.t, err)
		if f == (dialogue.ArchiveFilter{}) && len(points) != len(told) {
			p.broken(newsOnce, "the archive has %d points, and the digests told %d", len(points), len(told))
		}
		for _, point := range points {
			p.checkQuotes("the archive", point.Title+point.Said+point.Answer)
			e := told[[2]uuid.UUID{point.DigestID, point.ItemID}]
			if point.People != e.People || point.Said != e.Said || point.Answer != e.Answer || point.Section != e.Section || e.People > 0 && e.People < smallest {
				p.broken(keepsGroups, "the archive shows %+v with %+v, and its digest said %+v", point, f, e)
			}
		}
	}
}
