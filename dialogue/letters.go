package dialogue

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// RegisterLetters tells the outbox who composes this package's letters. The subject of a bundling letter is a cycle, of digest_ready,
// digest and report_back a digest, of digest_second a GivenApproval, of digest_due a DraftReminder, of digest_test a Trial, of round_changed an event of a cycle, of thanks an ambassador, of reminders a cycle, of nudges, letters of the week and escalations a Nudge, of
// clarification a Clarification, of reach a reachRequest, of acknowledged an Act, of outcome a dayTelling, of decide an event of an item.
func (s *Store) RegisterLetters() {
	s.Outbox.Held = pausedDigests
	s.Outbox.Register(mail.KindBundling, mail.BySubject(s.bundling, asItIs))
	s.Outbox.Register(mail.KindOutcome, s.composeOutcome)
	s.Outbox.Register(mail.KindDigestReady, mail.BySubject(s.digestReady, asItIs))
	s.Outbox.Register(mail.KindDigest, s.composeDigest)
	s.Outbox.Register(mail.KindDigestSecond, mail.BySubject(s.digestSecond, asItIs))
	s.Outbox.Register(mail.KindDigestDue, mail.BySubject(s.digestReminder, asItIs))
	s.Outbox.Register(mail.KindDigestTest, mail.BySubject(s.digestTrial, asItIs))
	s.Outbox.Register(mail.KindReportBack, s.composeReportBack)
	s.Outbox.Register(mail.KindReminder, mail.BySubject(s.reminding, s.composeReminder))
	s.Outbox.Register(mail.KindLastReminder, mail.BySubject(s.reminding, s.composeReminder))
	s.Outbox.Register(mail.KindNudge, s.composeNudges)
	s.Outbox.Register(mail.KindWeek, s.composeNudges)
	s.Outbox.Register(mail.KindEscalation, s.composeNudges)
	s.Outbox.Register(mail.KindClarification, s.composeClarifications)
	s.Outbox.Register(mail.KindReach, mail.BySubject(s.composeReach, asItIs))
	s.Outbox.Register(mail.KindDecide, s.composeDecide)
	s.Outbox.Register(mail.KindAcknowledged, s.composeAcknowledged)
	s.Outbox.Register(mail.KindThanks, mail.BySubject(s.thanks, asItIs))
	s.Outbox.Register(mail.KindUnderstood, mail.OneByOne(s.composeUnderstood))
	s.Outbox.Register(mail.KindReplyTaken, mail.OneByOne(s.composeTaken))
	s.Outbox.Register(mail.KindRoundChanged, mail.BySubject(s.roundChange, roundChange.letter))
}

// bundling is what the letters to the coordinators of a cycle are made of.
func (s *Store) bundling(ctx context.Context, db bun.IDB, cycle uuid.UUID) (mail.Letter, error) {
	c, err := panel.CycleIn(ctx, db, cycle)
	if err != nil {
		return nil, err
	}
	if c.Phase == panel.Cancelled {
		return nil, mail.Suppress("the round was cancelled")
	}
	base, err := s.baseURL(ctx, db)
	return mail.Bundling{Panel: c.Panel.Name, Number: c.Number, Waiting: c.Waiting, Until: c.Until(c.RespondingUntil),
		URL: base + "/cycles/" + c.ID.String() + "/board"}, err
}

func (s *Store) digestReady(ctx context.Context, db bun.IDB, digest uuid.UUID) (mail.Letter, error) {
	v, err := s.letterDigest(ctx, db, digest)
	if err != nil {
		return nil, err
	}
	if v.Cycle.Phase == panel.Cancelled {
		return nil, mail.Suppress("the round was cancelled")
	}
	sender, err := s.Outbox.Sender(ctx, db)
	return mail.DigestReady{Panel: v.Panel.Name, Number: v.Cycle.Number, Items: len(v.Entries), Unanswered: len(v.In(SectionUnanswered)), Waiting: v.Waiting,
		Reply: sender.TakesAnswers(mail.KindDigestReady), URL: sender.BaseURL + "/digests/" + v.ID.String()}, wrap("sender", err)
}

// asItIs is for letters that say the same to each reader.
func asItIs(letter mail.Letter, _ *mail.Mail) (mail.Letter, error) { return letter, nil }

// composeDigest asks once more whether it is for its readers: between the audience and the delivery may lie a night.
func (s *Store) composeDigest(ctx context.Context, db bun.IDB, mails []*mail.Mail) (func(*mail.Mail) (mail.Letter, error), error) {
	readers, err := readersOf(ctx, db, mails)
	if err != nil {
		return nil, err
	}
	no, err := s.noLonger(ctx, db, mails, readers)
	if err != nil {
		return nil, err
	}
	letters, err := mail.BySubject(s.frozen.get(s.sharedDigest), personalLetter)(ctx, db, mails)
	return func(m *mail.Mail) (mail.Letter, error) {
		if why := no(m); why != "" {
			return nil, mail.Suppress(why)
		}
		return letters(m)
	}, err
}

// personalLetter is a digest as one reader gets it.
func personalLetter(shared sharedPart, m *mail.Mail) (mail.Letter, error) {
	var personal personalDigest
	if err := json.Unmarshal(m.Personal, &personal); err != nil {
		return nil, wrap("personal part", err)
	}
	letter := shared.in(m.Language)
	letter.Own, letter.Carries = make([]mail.DigestEntry, len(personal.Own)), len(personal.Carried) > 0
	for i, id := range personal.Own {
		letter.Own[i] = shared.entries[id]
		if letter.Own[i].By = BySelf; slices.Contains(personal.Carried, id) {
			letter.Own[i].By = ByConstituency
		}
	}
	letter.Missed = shared.missed(personal.Since)
	return letter, nil
}

// in is the letter in a language, as it comes to who has nothing of their own in it.
func (p sharedPart) in(language string) mail.Digest {
	letter := *p.letter
	letter.Intro, letter.Asks = p.view.Intro(language), p.view.Asked(language)
	return letter
}

// inFor is in to who has these entries of their own.
func (p sharedPart) inFor(language string, own []Entry) mail.Digest {
	letter := p.in(language)
	for _, e := range own {
		said := p.entries[e.ItemID]
		said.By = cmp.Or(e.By, BySelf)
		letter.Own, letter.Carries = append(letter.Own, said), letter.Carries || said.By == ByConstituency
	}
	return letter
}

// sharedDigest is what all readers of a frozen digest get alike.
func (s *Store) sharedDigest(ctx context.Context, db bun.IDB, id uuid.UUID) (sharedPart, error) {
	v, err := s.letterDigest(ctx, db, id)
	if err != nil {
		return sharedPart{}, err
	}
	base, err := s.baseURL(ctx, db)
	if err != nil {
		return sharedPart{}, err
	}
	earlier, err := before(ctx, db, v.Digest)
	if err != nil {
		return sharedPart{}, err
	}
	d := &mail.Digest{Panel: v.Panel.Name, Number: v.Cycle.Number, People: v.People, Waiting: v.Waiting,
		NextOn: moment(v.NextOn), URL: base + "/digests/" + v.ID.String()}
	for _, name := range Sections {
		section := mail.DigestSection{Name: name}
		for _, e := range v.In(name) {
			section.Entries = append(section.Entries, letterEntry(e, v.State, d.URL))
		}
		if len(section.Entries) > 0 {
			d.Sections = append(d.Sections, section)
		}
	}
	entries := map[uuid.UUID]mail.DigestEntry{}
	for _, e := range v.Entries {
		entries[e.ItemID] = letterEntry(e, v.State, d.URL)
	}
	for _, e := range Best(v.Entries) {
		best := entries[e.ItemID]
		best.By = ByColleagues
		d.Best = append(d.Best, best)
	}
	return sharedPart{letter: d, view: v, entries: entries, earlier: earlier, base: base}, nil
}

func letterEntry(e Entry, state, digestURL string) mail.DigestEntry {
	to := "/points/"
	if state == DigestDraft { // what isn't told has no page of its own
		to = "#"
	}
	return mail.DigestEntry{Item: e.ItemID, Section: e.Section, Title: e.Title, Said: e.Said, People: e.People, Service: e.Service, Answer: e.Answer, Changed: e.Changed,
		DueOn: moment(e.DueOn), Earlier: days(e.EarlierOn), LateDays: e.LateDays, URL: digestURL + to + e.ItemID.String()}
}

func days(on []scheduler.Date) mail.Days {
	var moments []time.Time
	for _, day := range on {
		moments = append(moments, moment(day))
	}
	return mail.DaysOf(moments...)
}

// letterDigest is Digest on the connection that the letter is composed on.
func (s *Store) letterDigest(ctx context.Context, db bun.IDB, id uuid.UUID) (DigestView, error) {
	d, err := s.digest(ctx, db.NewSelect().Where("di.id = ?", id))
	if err != nil {
		return DigestView{}, err
	}
	return s.view(ctx, db, d)
}

// letterDraft is letterDigest for a letter that somebody is to do something with the draft.
func (s *Store) letterDraft(ctx context.Context, db bun.IDB, id uuid.UUID) (DigestView, error) {
	v, err := s.letterDigest(ctx, db, id)
	switch {
	case err != nil:
		return v, err
	case v.Cycle.Phase == panel.Cancelled:
		return v, mail.Suppress("the round was cancelled")
	case v.State != DigestDraft:
		return v, mail.Suppress("the digest was approved meanwhile")
	}
	return v, nil
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

// frozenAtMost digests are kept read at a time: those that go out together.
const frozenAtMost = 16

// digestCache keeps the shared part of the digests that are going out, so that each is read once and not once a block of readers. A
// frozen digest never changes.
type digestCache struct {
	mu    sync.Mutex
	parts map[uuid.UUID]sharedPart
}

type sharedPart struct {
	letter  *mail.Digest
	view    DigestView
	entries map[uuid.UUID]mail.DigestEntry
	earlier []Digest // told before it, the latest first
	base    string   // of the links
}

// get reads by load what isn't kept yet.
func (c *digestCache) get(load func(context.Context, bun.IDB, uuid.UUID) (sharedPart, error)) func(context.Context, bun.IDB, uuid.UUID) (sharedPart, error) {
	return func(ctx context.Context, db bun.IDB, id uuid.UUID) (sharedPart, error) {
		c.mu.Lock()
		defer c.mu.Unlock()
		if part, ok := c.parts[id]; ok {
			return part, nil
		}
		part, err := load(ctx, db, id)
		if err != nil {
			return sharedPart{}, err
		}
		if len(c.parts) >= frozenAtMost || c.parts == nil {
			c.parts = map[uuid.UUID]sharedPart{}
		}
		c.parts[id] = part
		return part, nil
	}
}
