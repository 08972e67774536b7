package web

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

// TestLetterPageAndFeedTellTheSamePoints generates two rounds of points, told or not, and holds what each reader has of a digest beside each
// other: the letter as text and as HTML, the page and the feeds tell the same points with the same answers, each once, the reader's own first.
func TestLetterPageAndFeedTellTheSamePoints(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		random := rand.New(rand.NewPCG(8, 22))
		for n := range 2 {
			if n > 0 {
				s.round = s.OpenRound(t)
			}
			s.somePoints(random, 7)
			told := s.told()
			letters := s.lettersOf(told)
			for _, who := range []panel.Person{s.Fatma, s.Piet, s.Wim, s.Anton} {
				s.comparesTelling(told, who, letters[who.ID])
			}
		}
	})
}

// somePoints are points of this round for both services, some of them answered.
func (s *story) somePoints(random *rand.Rand, many int) {
	s.t.Helper()
	for n := range many {
		who, service, answers := s.Fatma, s.ICT, s.Sanne
		if random.IntN(2) == 0 {
			who = s.Piet
		}
		if random.IntN(3) == 0 {
			service, answers = s.Canteen, s.Bram
		}
		words := fmt.Sprintf("Punt %d van ronde %d", n, s.round.Number)
		item := s.point(service, words, words+", zeggen collega's.", s.say(who, 1+random.IntN(8), "Dit hoor ik op de gang."))
		outcome := dialogue.OutcomeInput{Answer: "Antwoord op " + strings.ToLower(words) + ".", DueOn: s.in(40)}
		if outcome.Outcome = []string{"", dialogue.Changed, dialogue.Promised, dialogue.Explained, dialogue.Thanked}[random.IntN(5)]; outcome.Outcome != "" {
			s.answer(answers, item, outcome)
		}
	}
}

// lettersOf delivers a digest and gives the letters by their readers.
func (s *story) lettersOf(told dialogue.DigestView) map[uuid.UUID]*mail.Opened {
	s.t.Helper()
	box := must(mail.OpenCapture(s.t.TempDir()))(s.t)
	worker := mail.Worker{Outbox: s.Outbox, Transport: box, Holder: "test", Log: slog.New(slog.DiscardHandler)}
	must(worker.Deliver(s.t.Context(), s.Clock.Now()))(s.t)
	var sent []struct{ ID, PersonID uuid.UUID }
	if err := s.db.NewSelect().Table("mails").Column("id", "person_id").Where("kind = ? AND subject_id = ?", mail.KindDigest, told.ID).Scan(s.t.Context(), &sent); err != nil {
		s.t.Fatal(err)
	}
	letters := map[uuid.UUID]*mail.Opened{}
	for _, m := range sent {
		letters[m.PersonID] = must(box.Open(m.ID))(s.t)
	}
	return letters
}

// comparesTelling holds beside each other what a reader has of a digest.
func (s *story) comparesTelling(told dialogue.DigestView, who panel.Person, letter *mail.Opened) {
	s.t.Helper()
	base := s.server.BaseURL + "/digests/" + told.ID.String() + "/points/"
	address := s.ownAddress(who)
	page := s.as(who).get("/digests/" + told.ID.String()).is(200)
	onPage := page.Find(".digest__entry").Map(func(_ int, e *goquery.Selection) string { return e.AttrOr("id", "") })
	own := page.Find(".digest__own .digest__entry").Length()
	atom, block := s.nobody().get(s.feedOf(address, s.Panel, atomForm)).is(200), s.nobody().get(s.feedOf(address, s.Panel, blockForm)).is(200)
	var feed jsonFeed
	if err := json.Unmarshal([]byte(s.nobody().get(s.feedOf(address, s.Panel, jsonForm)).is(200).body), &feed); err != nil {
		s.t.Fatal(err)
	}
	inFeed := feed.Items[slices.IndexFunc(feed.Items, func(i jsonItem) bool { return i.ID == urn(told.ID) })]
	for where, points := range map[string][]string{"page": onPage, "letter": pointsIn(letter.Text, base), "letter as HTML": pointsIn(letter.HTML, base), "feed": pointsIn(inFeed.Content, base),
		"Atom feed": pointsIn(atom.body, base)} {
		var want []string
		for _, e := range told.Entries {
			want = append(want, e.ItemID.String())
		}
		if twice := len(points) != len(slices.Compact(slices.Sorted(slices.Values(points)))); twice && where != "letter as HTML" {
			s.t.Errorf("the %s of %s tells a point twice: %v", where, who.Name, points)
		}
		if !slices.Equal(slices.Compact(slices.Sorted(slices.Values(points))), slices.Sorted(slices.Values(want))) {
			s.t.Errorf("the %s of %s tells %v, the digest %v", where, who.Name, points, want)
		}
	}
	if first := pointsIn(letter.Text, base); !slices.Equal(first[:own], onPage[:own]) {
		s.t.Errorf("the letter to %s begins with %v, the page with %v", who.Name, first[:own], onPage[:own])
	}
	for _, e := range told.Entries {
		for where, text := range map[string]string{"page": page.text("main"), "letter": strings.Join(strings.Fields(letter.Text), " "), "feed": inFeed.Content, "Atom feed": atom.body} {
			if !strings.Contains(text, e.Title) || !strings.Contains(text, e.Answer) {
				s.t.Errorf("the %s of %s lacks %q or %q", where, who.Name, e.Title, e.Answer)
			}
		}
	}
	if !strings.Contains(block.body, told.ID.String()) {
		s.t.Errorf("the block for %s doesn't lead to the digest", who.Name)
	}
}

// pointsIn are the points that a text links to below an address, in its order.
func pointsIn(text, base string) (ids []string) {
	for _, found := range regexp.MustCompile(regexp.QuoteMeta(base)+`([0-9a-f-]{36})`).FindAllStringSubmatch(text, -1) {
		ids = append(ids, found[1])
	}
	return ids
}
