package dialogue_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

// carries are the titles of what somebody carries back of a round.
func (h *house) carries(t *testing.T, c panel.Cycle, who panel.Person) string {
	t.Helper()
	c, err := h.Waterveld.Store.Cycle(t.Context(), c.ID)
	ok(t, err)
	carried, err := h.ReportBack(t.Context(), c, who.ID)
	ok(t, err)
	var titles []string
	for i, p := range carried.Letter.Points {
		titles = append(titles, p.Title)
		if carried.Entries[i].Title != p.Title {
			t.Errorf("the letter says %q where the digest said %q", p.Title, carried.Entries[i].Title)
		}
	}
	return strings.Join(titles, ", ")
}

func TestAnAmbassadorHearsOnceWhatBecameOfTheOwnConstituencysPoints(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		wifi := h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi hapert bij Gerda."))
		h.bundle(t, c, h.ICT, "Laptop traag", h.say(t, h.Fatma, c, 1, "Mijn laptop is traag."))
		h.answer(t, wifi, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Er komen meer zenders.", DueOn: "2027-04-01"})
		d := h.send(t, h.toDigest(t, c))
		for range 2 {
			ok(t, h.ReportBackDue(t.Context(), h.clock.Now()))
		}
		if n := h.letters(t, mail.KindReportBack, h.Fatma); n != 1 {
			t.Errorf("%d letters to an ambassador whose constituency said something", n)
		}
		if n := h.letters(t, mail.KindReportBack, h.Piet); n != 0 {
			t.Errorf("%d letters to one whose constituency said nothing", n)
		}
		text := h.lastLetter(t, h.deliver(t), mail.KindReportBack, h.Fatma)
		for _, want := range []string{"Wifi valt weg, zeggen collega's.", "ICT heeft iets toegezegd. Er komen meer zenders. Dat is klaar op donderdag 1 april 2027.",
			"(5 of meer collega's)", "(enkele collega's)", "Nog niet beantwoord door ICT", "/cycles/" + c.ID.String() + "/report-back"} {
			if !strings.Contains(text, want) {
				t.Errorf("the letter lacks %q:\n%s", want, text)
			}
		}
		if strings.Contains(text, "Gerda") {
			t.Error("the letter has a colleague's own words")
		}
		if got := h.carries(t, c, h.Fatma); got != "Wifi valt weg, Laptop traag" {
			t.Errorf("the page says %q", got)
		}
		if d, err := h.DigestHead(t.Context(), d.ID); err != nil || d.ReportedAt.IsZero() {
			t.Errorf("%v: it isn't noted that all ambassadors have their letter", err)
		}
		h.healthy(t)
	})
}

func TestNobodyCarriesBackWhatIsNotToldYet(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		c := h.OpenRound(t)
		h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi hapert."))
		h.toDigest(t, c)
		ok(t, h.ReportBackDue(t.Context(), h.clock.Now()))
		c, err := h.Waterveld.Store.Cycle(t.Context(), c.ID)
		ok(t, err)
		_, err = h.ReportBack(t.Context(), c, h.Fatma.ID)
		refused(t, err, "error.digest_not_found")
		if n := h.letters(t, mail.KindReportBack, h.Fatma); n != 0 {
			t.Errorf("%d letters before the digest was sent", n)
		}
	})
}

func TestSuccessorAndPredecessorBothCarryTheConstituencysPointsBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		c := h.OpenRound(t)
		h.bundle(t, c, h.ICT, "Wifi valt weg", h.say(t, h.Fatma, c, 6, "De wifi hapert."))
		before := h.ambassador(t, h.Fatma)
		_, err := h.Waterveld.Store.SaveAmbassador(ctx, panel.System, h.Panel.ID, before,
			panel.AmbassadorInput{Email: h.Fatma.Email, StartsOn: "2027-01-01", EndsOn: "2027-01-20"})
		ok(t, err)
		after, err := h.Waterveld.Store.SaveAmbassador(ctx, panel.System, h.Panel.ID, uuid.Nil, panel.AmbassadorInput{Email: h.Wim.Email, StartsOn: "2027-01-21"})
		ok(t, err)
		row := map[string]any{"ambassador_id": after.ID, "earlier_id": before}
		_, err = h.db.NewInsert().Model(&row).Table("earlier_terms").Exec(ctx)
		ok(t, err)
		h.send(t, h.toDigest(t, c))
		ok(t, h.ReportBackDue(ctx, h.clock.Now()))
		for _, who := range []panel.Person{h.Fatma, h.Wim} {
			if n := h.letters(t, mail.KindReportBack, who); n != 1 {
				t.Errorf("%d letters to %s", n, who.Name)
			}
			if got := h.carries(t, c, who); got != "Wifi valt weg" {
				t.Errorf("%s carries back %q", who.Name, got)
			}
		}
		c, err = h.Waterveld.Store.Cycle(ctx, c.ID)
		ok(t, err)
		for who, want := range map[uuid.UUID]bool{h.Fatma.ID: true, h.Wim.ID: true, h.Piet.ID: true, h.Sanne.ID: false} {
			if may, err := h.MayReportBack(ctx, c, who); err != nil || may != want {
				t.Errorf("%v: %s may is %v", err, who, may)
			}
		}
		people, err := h.Carriers(ctx, c)
		ok(t, err)
		if len(people) != 2 {
			t.Errorf("%d people carry something back, want 2", len(people))
		}
	})
}

func TestAThousandAmbassadorsAreToldInStepsThatACrashDoesNotRepeat(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		c := h.OpenRound(t)
		first := h.say(t, h.Fatma, c, 6, "De wifi hapert.")
		const many = 1003
		h.crowd(t, c, many)
		waiting, err := h.WaitingPage(ctx, c.ID, uuid.Nil, 2*many)
		ok(t, err)
		ids := []uuid.UUID{first}
		for _, w := range waiting {
			if w.ID != first {
				ids = append(ids, w.ID)
			}
		}
		h.bundle(t, c, h.ICT, "Wifi valt weg", ids...)
		h.send(t, h.toDigest(t, c))
		stopped, stop := context.WithCancel(ctx)
		stop()
		if h.ReportBackDue(stopped, h.clock.Now()) == nil {
			t.Error("a stopped step says that all went well")
		}
		for range 4 {
			ok(t, h.ReportBackDue(ctx, h.clock.Now()))
		}
		n, err := h.db.NewSelect().Model((*mail.Mail)(nil)).Where("kind = ?", mail.KindReportBack).Count(ctx)
		ok(t, err)
		if n != many+1 {
			t.Errorf("%d letters, want %d", n, many+1)
		}
	})
}

// crowd adds ambassadors who each said something.
func (h *house) crowd(t *testing.T, c panel.Cycle, many int) {
	t.Helper()
	ctx := t.Context()
	var people []panel.Person
	var terms []panel.Ambassador
	type submission struct {
		bun.BaseModel             `bun:"table:submissions"`
		ID, CycleID, AmbassadorID uuid.UUID
		CreatedAt                 time.Time
	}
	var sent []submission
	var said []dialogue.Contribution
	for i := range many {
		p := panel.Person{ID: uuid.New(), Email: fmt.Sprintf("collega%d@waterveld.example", i), Name: fmt.Sprintf("Collega %d", i), Active: true,
			DigestWish: panel.EachRound, CreatedAt: h.clock.Now()}
		a := panel.Ambassador{ID: uuid.New(), PanelID: c.PanelID, PersonID: p.ID, StartsOn: "2027-01-01", CreatedAt: h.clock.Now()}
		key := uuid.New()
		people, terms = append(people, p), append(terms, a)
		sent = append(sent, submission{ID: key, CycleID: c.ID, AmbassadorID: a.ID, CreatedAt: h.clock.Now()})
		said = append(said, dialogue.Contribution{ID: uuid.New(), CycleID: c.ID, SubmissionID: key, AmbassadorID: a.ID, People: 1,
			Text: "De wifi hapert.", State: dialogue.Waiting, CreatedAt: h.clock.Now()})
	}
	for i := range said {
		said[i].PersonID = &people[i].ID
	}
	_, err := h.db.NewInsert().Model(&people).Exec(ctx)
	ok(t, err)
	_, err = h.db.NewInsert().Model(&terms).Exec(ctx)
	ok(t, err)
	_, err = h.db.NewInsert().Model(&sent).Exec(ctx)
	ok(t, err)
	_, err = h.db.NewInsert().Model(&said).Exec(ctx)
	ok(t, err)
	_, err = h.db.NewUpdate().Table("cycles").Set("contributions = contributions + ?, waiting = waiting + ?", many, many).Where("id = ?", c.ID).Exec(ctx)
	ok(t, err)
}
