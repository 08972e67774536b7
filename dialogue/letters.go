package dialogue

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// RegisterLetters tells the outbox who composes this package's letters. The subject of a bundling letter is a cycle, of digest_ready
// and digest a digest, of the others an event.
func (s *Store) RegisterLetters() {
	s.Outbox.Register(mail.KindBundling, s.composeBundling)
	s.Outbox.Register(mail.KindRouted, s.composeRouted)
	s.Outbox.Register(mail.KindOutcome, s.composeOutcome)
	s.Outbox.Register(mail.KindDigestReady, s.composeDigestReady)
	s.Outbox.Register(mail.KindDigest, s.composeDigest)
}

func (s *Store) composeBundling(ctx context.Context, db bun.IDB, m *mail.Mail) (mail.Letter, error) {
	c, err := panel.CycleIn(ctx, db, m.SubjectID)
	if err != nil {
		return nil, err
	}
	base, err := s.baseURL(ctx, db)
	return mail.Bundling{Panel: c.Panel.Name, Number: c.Number, Waiting: c.Waiting, Until: c.RespondingUntil.Time.In(c.Panel.Zone()),
		URL: base + "/cycles/" + c.ID.String() + "/board"}, err
}

func (s *Store) composeRouted(ctx context.Context, db bun.IDB, m *mail.Mail) (mail.Letter, error) {
	e, item, err := eventItem(ctx, db, m.SubjectID)
	if err != nil {
		return nil, err
	}
	if item.ServiceID == nil || e.ServiceID == nil || *item.ServiceID != *e.ServiceID {
		return nil, mail.Suppress("the item is with another service by now")
	}
	base, err := s.baseURL(ctx, db)
	return mail.Routed{Service: e.Service.Name, Title: item.Title, Said: item.Said, People: item.Shown(item.Panel.SmallestGroup),
		DueOn: moment(item.DueOn), HandedOver: e.Kind == WasHandedOver, Reason: e.Text, URL: base + "/items/" + item.ID.String()}, err
}

func (s *Store) composeOutcome(ctx context.Context, db bun.IDB, m *mail.Mail) (mail.Letter, error) {
	reader, err := readerOf(ctx, db, m)
	if err != nil {
		return nil, err
	}
	if !reader.Active {
		return nil, mail.Suppress("the contributor left")
	}
	e, item, err := eventItem(ctx, db, m.SubjectID)
	if err != nil {
		return nil, err
	}
	letter := mail.Outcome{Title: item.Title, Said: item.Said, Outcome: e.Kind, Answer: e.Text, DueOn: moment(e.DueOn)}
	if e.Kind == WasAnswered {
		letter.Outcome = e.Outcome
	}
	if item.Promise != nil {
		letter.FirstDueOn = moment(item.Promise.FirstDueOn)
	}
	if e.Service != nil {
		letter.Service = e.Service.Name
	}
	base, err := s.baseURL(ctx, db)
	letter.URL = base + "/items/" + item.ID.String()
	return letter, err
}

func (s *Store) composeDigestReady(ctx context.Context, db bun.IDB, m *mail.Mail) (mail.Letter, error) {
	v, err := s.letterDigest(ctx, db, m.SubjectID)
	if err != nil {
		return nil, err
	}
	base, err := s.baseURL(ctx, db)
	return mail.DigestReady{Panel: v.Panel.Name, Number: v.Cycle.Number, Items: len(v.Entries), Unanswered: len(v.In(SectionUnanswered)), Waiting: v.Waiting,
		URL: base + "/digests/" + v.ID.String()}, err
}

// freshFor is how long the reader of a digest is taken to be as when the audience was read. Most digests go out at once, and then there
// is nothing to ask the database for each of them.
const freshFor = time.Minute

func (s *Store) composeDigest(ctx context.Context, db bun.IDB, m *mail.Mail) (mail.Letter, error) {
	if s.Clock().Sub(m.CreatedAt) > freshFor {
		reader, err := readerOf(ctx, db, m)
		if err != nil {
			return nil, err
		}
		if !reader.Active || !reader.DigestWanted {
			return nil, mail.Suppress("the reader left or no longer wants the digest")
		}
	}
	shared, err := s.frozen.get(m.SubjectID, func() (*mail.Digest, DigestView, error) { return s.sharedDigest(ctx, db, m.SubjectID) })
	if err != nil {
		return nil, err
	}
	var personal personalDigest
	if err := json.Unmarshal(m.Personal, &personal); err != nil {
		return nil, wrap("personal part", err)
	}
	letter := *shared.letter
	letter.Intro = shared.view.Intro(m.Language)
	for _, id := range personal.Own {
		letter.Own = append(letter.Own, shared.entries[id])
	}
	return letter, nil
}

// sharedDigest is what all readers of a frozen digest get alike.
func (s *Store) sharedDigest(ctx context.Context, db bun.IDB, id uuid.UUID) (*mail.Digest, DigestView, error) {
	v, err := s.letterDigest(ctx, db, id)
	if err != nil {
		return nil, v, err
	}
	base, err := s.baseURL(ctx, db)
	if err != nil {
		return nil, v, err
	}
	d := &mail.Digest{Panel: v.Panel.Name, Number: v.Cycle.Number, Contributions: v.Cycle.Contributions, Waiting: v.Waiting,
		NextOn: moment(v.Panel.NextOn), URL: base + "/digests/" + v.ID.String()}
	for _, name := range Sections {
		section := mail.DigestSection{Name: name}
		for _, e := range v.In(name) {
			section.Entries = append(section.Entries, letterEntry(e, d.URL))
		}
		if len(section.Entries) > 0 {
			d.Sections = append(d.Sections, section)
		}
	}
	return d, v, nil
}

func letterEntry(e Entry, digestURL string) mail.DigestEntry {
	return mail.DigestEntry{Section: e.Section, Title: e.Title, Said: e.Said, People: e.People, Service: e.Service, Answer: e.Answer,
		DueOn: moment(e.DueOn), FirstDueOn: moment(e.FirstDueOn), LateDays: e.LateDays, URL: digestURL + "#" + e.ItemID.String()}
}

// letterDigest is Digest on the connection that the letter is composed on.
func (s *Store) letterDigest(ctx context.Context, db bun.IDB, id uuid.UUID) (DigestView, error) {
	d, err := s.digest(ctx, db.NewSelect().Where("di.id = ?", id))
	if err != nil {
		return DigestView{}, err
	}
	return s.view(ctx, db, d)
}

// readerOf is whether the person to whom the mail goes still works here and wants digests.
func readerOf(ctx context.Context, db bun.IDB, m *mail.Mail) (panel.Person, error) {
	var reader panel.Person
	err := db.NewSelect().Model(&reader).Column("active", "digest_wanted").Where("id = ?", m.PersonID).Scan(ctx)
	return reader, wrap("reader", err)
}

func eventItem(ctx context.Context, db bun.IDB, id uuid.UUID) (e Event, item Item, err error) {
	if err = db.NewSelect().Model(&e).Relation("Service").Where("e.id = ?", id).Scan(ctx); err != nil {
		return e, item, wrap("event", err)
	}
	err = db.NewSelect().Model(&item).Relation("Panel").Relation("Promise").Where("i.id = ?", e.ItemID).Scan(ctx)
	return e, item, wrap("item", err)
}

func (s *Store) baseURL(ctx context.Context, db bun.IDB) (string, error) {
	sender, err := s.Outbox.Sender(ctx, db)
	return sender.BaseURL, wrap("sender", err)
}

// moment is a day as the letters take it; the zero time for no day.
func moment(d scheduler.Date) time.Time {
	if d == "" {
		return time.Time{}
	}
	return d.Time()
}

// digestCache keeps the shared part of the digest that is going out, so that it is read once and not once a reader. A frozen digest
// never changes.
type digestCache struct {
	mu sync.Mutex
	id uuid.UUID
	sharedPart
}

type sharedPart struct {
	letter  *mail.Digest
	view    DigestView
	entries map[uuid.UUID]mail.DigestEntry
}

func (c *digestCache) get(id uuid.UUID, load func() (*mail.Digest, DigestView, error)) (sharedPart, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.id == id {
		return c.sharedPart, nil
	}
	letter, view, err := load()
	if err != nil {
		return sharedPart{}, err
	}
	entries := map[uuid.UUID]mail.DigestEntry{}
	for _, e := range view.Entries {
		entries[e.ItemID] = letterEntry(e, letter.URL)
	}
	c.id, c.sharedPart = id, sharedPart{letter, view, entries}
	return c.sharedPart, nil
}
