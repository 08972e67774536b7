package web

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
	"klantpanel/scheduler"
)

// A hundred rounds of this size are 10,000 items made of 100,000 contributions.
const (
	archiveRounds      = 100
	archiveItems       = 100 // a round
	archiveSaid        = 10  // contributions an item
	archiveColleagues  = 500
	archiveAmbassadors = 40
)

// archive is Waterveld after eight years of monthly rounds: all are told but the last, which is being answered, and one collects.
type archive struct {
	*paneltest.Waterveld
	db          *bun.DB
	people      []panel.Person
	ambassadors []panel.Ambassador // each its own one of people
	answering   panel.Cycle
	collecting  panel.Cycle
}

// newArchive fills a database in seconds, past the operations but so that the doctor finds nothing to say about it.
func newArchive(b *testing.B, db *bun.DB) *archive {
	b.Helper()
	a := &archive{Waterveld: paneltest.New(b, db), db: db}
	a.hire(b)
	for round := 1; round <= archiveRounds; round++ {
		a.answering = a.OpenRound(b)
		a.fill(b, &a.answering, round < archiveRounds)
	}
	a.collecting = a.OpenRound(b)
	ctx := context.Background()
	fatal(b, (&dialogue.Store{DB: db, Outbox: a.Outbox, Clock: a.Clock.Now}).CoverDue(ctx, a.Clock.Now()))
	for _, tally := range []string{
		"SELECT service_id, outcome, COUNT(*) FROM items WHERE state = 'outcome' GROUP BY service_id, outcome",
		"SELECT service_id, state, COUNT(*) FROM promises WHERE state <> 'open' GROUP BY service_id, state",
	} {
		_, err := db.ExecContext(ctx, "INSERT INTO service_tallies (service_id, what, count) "+tally)
		fatal(b, err)
	}
	_, err := db.NewUpdate().Table("mails").Set("state = ?, attempts = 1, sent_at = due_at", mail.Sent).Where("state = ?", mail.Queued).Exec(ctx)
	fatal(b, err)
	if !migrations.IsSQLite(db) { // what its own housekeeping does within minutes
		_, err = db.ExecContext(ctx, "ANALYZE")
		fatal(b, err)
	}
	for _, check := range []func(context.Context, bun.IDB) ([]migrations.Finding, error){panel.Check, dialogue.Check, mail.Check} {
		found, err := check(ctx, db)
		fatal(b, err)
		if len(found) > 0 {
			b.Fatalf("the doctor has %d findings, the first: %v", len(found), found[0])
		}
	}
	return a
}

func (a *archive) hire(b *testing.B) {
	for i := range archiveColleagues {
		a.people = append(a.people, panel.Person{ID: uuid.Must(uuid.NewV7()), Name: fmt.Sprintf("Collega %04d", i),
			Email: fmt.Sprintf("collega%04d@waterveld.example", i), DigestWish: panel.EachRound, Active: true, CreatedAt: a.Clock.Now()})
		if i < archiveAmbassadors {
			a.ambassadors = append(a.ambassadors, panel.Ambassador{ID: uuid.Must(uuid.NewV7()), PanelID: a.Panel.ID,
				PersonID: a.people[i].ID, StartsOn: "2027-01-01", CreatedAt: a.Clock.Now()})
		}
	}
	insertAll(b, a.db, a.people)
	insertAll(b, a.db, a.ambassadors)
}

// submission is a form that came in; the operation knows it by its key alone.
type submission struct {
	bun.BaseModel `bun:"table:submissions"`

	ID           uuid.UUID `bun:"id,pk"`
	CycleID      uuid.UUID `bun:"cycle_id"`
	AmbassadorID uuid.UUID `bun:"ambassador_id"`
	CreatedAt    time.Time `bun:"created_at"`
}

// filling is a round's rows on their way into the database.
type filling struct {
	submissions   []submission
	contributions []dialogue.Contribution
	items         []dialogue.Item
	events        []dialogue.Event
	promises      []dialogue.Promise
	entries       []dialogue.Entry
	tellings      []telling
	told          []toldEvent
	mails         []mail.Mail
}

// telling is a letter about outcomes, and toldEvent what it tells.
type telling struct {
	bun.BaseModel `bun:"table:tellings"`

	ID       uuid.UUID `bun:"id,pk"`
	PersonID uuid.UUID `bun:"person_id"`
	Day      string    `bun:"day"`
}

type toldEvent struct {
	bun.BaseModel `bun:"table:told_events"`

	EventID   uuid.UUID `bun:"event_id,pk"`
	PersonID  uuid.UUID `bun:"person_id,pk"`
	TellingID uuid.UUID `bun:"telling_id"`
}

// fill gives a round its contributions, items and letters; a told one also its digest.
func (a *archive) fill(b *testing.B, c *panel.Cycle, told bool) {
	b.Helper()
	f := &filling{}
	d := dialogue.Digest{ID: uuid.Must(uuid.NewV7()), CycleID: c.ID, PanelID: c.PanelID, State: dialogue.DigestSent, DraftedAt: c.RespondingUntil.Time,
		ApprovedAt: c.RespondingUntil, SentAt: c.RespondingUntil, ApprovedBy: &a.Joris.ID, Recipients: len(a.people)}
	for i := range archiveItems {
		if !told {
			f.items = append(f.items, a.item(f, *c, i, nil))
			continue
		}
		item := a.item(f, *c, i, &d.ID)
		f.items = append(f.items, item)
		f.entries = append(f.entries, entryOf(item, d.ID, i+1))
	}
	c.Contributions, c.Phase = len(f.contributions), panel.Responding
	for _, said := range f.contributions {
		if said.State == dialogue.Waiting {
			c.Waiting++
		}
	}
	digests := []dialogue.Digest{}
	if told {
		c.Phase, c.ClosedAt, digests = panel.Closed, c.RespondingUntil, append(digests, d)
		for _, p := range a.people {
			f.mails = append(f.mails, sentMail("digest", d.ID, p, c.RespondingUntil.Time))
		}
	}
	err := a.db.RunInTx(context.Background(), nil, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Model(c).Column("contributions", "waiting", "phase", "closed_at").WherePK().Exec(ctx)
		fatal(b, err)
		insertAll(b, tx, f.submissions)
		insertAll(b, tx, f.items)
		insertAll(b, tx, f.contributions)
		insertAll(b, tx, f.promises)
		insertAll(b, tx, f.events)
		insertAll(b, tx, digests)
		for _, d := range digests {
			approval := map[string]any{"id": uuid.Must(uuid.NewV7()), "digest_id": d.ID, "person_id": d.ApprovedBy, "at": d.ApprovedAt.Time, "final": true}
			_, err := tx.NewInsert().Model(&approval).Table("digest_approvals").Exec(ctx)
			fatal(b, err)
		}
		insertAll(b, tx, f.entries)
		insertAll(b, tx, f.tellings)
		insertAll(b, tx, f.told)
		insertAll(b, tx, f.mails)
		return nil
	})
	fatal(b, err)
}

// item makes the i-th item of a round. Told in a digest it has its outcome; otherwise they stand in every state, and one contribution
// of each still waits to be bundled.
func (a *archive) item(f *filling, c panel.Cycle, i int, told *uuid.UUID) dialogue.Item {
	at := c.CollectingUntil
	item := dialogue.Item{ID: uuid.Must(uuid.NewV7()), PanelID: c.PanelID, CycleID: c.ID, State: dialogue.New, Title: fmt.Sprintf("Wifi valt weg in zaal %d", i+1),
		Said: "In deze zaal valt de wifi weg zodra er meer dan tien laptops aan staan. Vergaderen met een scherm erbij lukt dan niet.", CreatedAt: at.Time, ToldIn: told}
	f.event(item, dialogue.Event{Kind: dialogue.WasCreated, Text: item.Title})
	a.say(f, c, &item, i)
	if item.People >= a.Panel.SmallestGroup {
		item.PeopleShown = item.People
	}
	state := i % 5 // new, routed, acknowledged, promised, changed
	if told != nil {
		state = 3 + i%2
	}
	if state == 0 {
		return item
	}
	service := []panel.Service{a.ICT, a.Canteen}[i%2]
	item.State, item.ServiceID, item.RoutedAt, item.DueOn = dialogue.Routed, &service.ID, at, scheduler.Calendar{}.AddWorkdays(scheduler.DateOf(at.Time, time.UTC), service.NormDays)
	f.event(item, dialogue.Event{Kind: dialogue.WasRouted, ServiceID: &service.ID, DueOn: item.DueOn})
	if state >= 2 {
		item.State, item.AcknowledgedAt, item.RespondedAt = dialogue.ItemAcknowledged, at, at
		f.event(item, dialogue.Event{Kind: dialogue.WasAcknowledged})
	}
	if state >= 3 {
		item.State, item.Outcome, item.Answer, item.AnsweredAt = dialogue.HasOutcome, dialogue.Changed, "In elke zaal hangen nu nieuwe antennes.", at
		var promised scheduler.Date
		if state == 3 {
			item.Outcome, item.Answer, promised = dialogue.Promised, "Elke zaal krijgt een nieuwe antenne.", item.DueOn.AddDays(30)
		}
		a.tell(f, item, f.event(item, dialogue.Event{Kind: dialogue.WasAnswered, Outcome: item.Outcome, DueOn: promised, Text: item.Answer}))
	}
	if state == 3 {
		a.promise(f, item)
	}
	return item
}

// say adds the contributions behind an item, of ten ambassadors in turn.
func (a *archive) say(f *filling, c panel.Cycle, item *dialogue.Item, i int) {
	for k := range archiveSaid {
		who := a.ambassadors[(i+k)%archiveAmbassadors]
		form := submission{ID: uuid.Must(uuid.NewV7()), CycleID: c.ID, AmbassadorID: who.ID, CreatedAt: c.OpenedAt.Time}
		f.submissions = append(f.submissions, form)
		said := dialogue.Contribution{ID: uuid.Must(uuid.NewV7()), CycleID: c.ID, SubmissionID: form.ID, AmbassadorID: who.ID, PersonID: &who.PersonID,
			People: 1 + (i+k)%12, Text: fmt.Sprintf("De wifi valt weg in zaal %d, elke dinsdag weer.", i+1), State: dialogue.Waiting, CreatedAt: c.OpenedAt.Time}
		if item.ToldIn != nil || k > 0 {
			said.State, said.ItemID = dialogue.Bundled, &item.ID
			item.Contributions++
			item.People += said.People
		}
		f.contributions = append(f.contributions, said)
	}
}

// promise is one that runs, or in a told round one that was kept.
func (a *archive) promise(f *filling, item dialogue.Item) {
	p := dialogue.Promise{ID: uuid.Must(uuid.NewV7()), ItemID: item.ID, ServiceID: *item.ServiceID, PanelID: item.PanelID, State: dialogue.PromiseOpen,
		DueOn: item.DueOn.AddDays(30), FirstDueOn: item.DueOn.AddDays(30), CreatedAt: item.CreatedAt}
	if item.ToldIn != nil {
		p.State, p.Ending, p.EndedAt, p.ToldIn = dialogue.Delivered, "In elke zaal hangt nu een antenne.", item.AnsweredAt, item.ToldIn
		a.tell(f, item, f.event(item, dialogue.Event{Kind: dialogue.WasDelivered, DueOn: p.DueOn, Text: p.Ending}))
	}
	f.promises = append(f.promises, p)
}

// event appends to an item's timeline and gives the event's id.
func (f *filling) event(item dialogue.Item, e dialogue.Event) uuid.UUID {
	e.ID, e.ItemID, e.At = uuid.Must(uuid.NewV7()), item.ID, item.CreatedAt
	f.events = append(f.events, e)
	return e.ID
}

// tell gives everybody behind an item a letter about an event.
func (a *archive) tell(f *filling, item dialogue.Item, event uuid.UUID) {
	for _, said := range f.contributions[len(f.contributions)-archiveSaid:] {
		if said.ItemID == nil {
			continue
		}
		for _, p := range a.people[:archiveAmbassadors] {
			if p.ID == *said.PersonID {
				letter := telling{ID: uuid.Must(uuid.NewV7()), PersonID: p.ID}
				f.tellings, f.told = append(f.tellings, letter), append(f.told, toldEvent{EventID: event, PersonID: p.ID, TellingID: letter.ID})
				f.mails = append(f.mails, sentMail("outcome", letter.ID, p, item.CreatedAt))
			}
		}
	}
}

func entryOf(item dialogue.Item, digest uuid.UUID, position int) dialogue.Entry {
	e := dialogue.Entry{DigestID: digest, ItemID: item.ID, Position: position, Section: item.Outcome, Title: item.Title, Said: item.Said, ServiceID: item.ServiceID,
		People: item.People, Service: "ICT", Answer: item.Answer}
	if item.Outcome == dialogue.Promised {
		e.Section = dialogue.SectionKept
	}
	return e
}

func sentMail(kind string, subject uuid.UUID, to panel.Person, at time.Time) mail.Mail {
	id := uuid.Must(uuid.NewV7())
	return mail.Mail{ID: id, Kind: kind, SubjectID: subject, PersonID: to.ID, Name: to.Name, Address: to.Email, Language: "nl", Personal: []byte("{}"),
		MessageID: strings.ReplaceAll(id.String(), "-", "") + "." + kind + "@waterveld.example", State: mail.Sent, Attempts: 1,
		DueAt: at, CreatedAt: at, SentAt: bun.NullTime{Time: at}}
}

// insertAll writes rows by the hundreds.
func insertAll[T any](b *testing.B, db bun.IDB, rows []T) {
	b.Helper()
	for chunk := range slices.Chunk(rows, 500) {
		_, err := db.NewInsert().Model(&chunk).Exec(context.Background())
		fatal(b, err)
	}
}

func fatal(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
