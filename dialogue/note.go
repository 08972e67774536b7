package dialogue

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// noteAtMost is how long a note may be, in characters.
const noteAtMost = 2000

// Mention is a colleague who is named in a note, and whether they saw it.
type Mention struct {
	bun.BaseModel `bun:"table:mentions,alias:me"`

	EventID  uuid.UUID    `bun:"event_id,pk"` // of the note
	PersonID uuid.UUID    `bun:"person_id,pk"`
	ItemID   uuid.UUID    `bun:"item_id"`
	SeenAt   bun.NullTime `bun:"seen_at"`
}

// WorksOn reports whether somebody works on an item: answers for its service or for one that was asked to help, or runs its panel. They alone
// read its notes.
func (s *Store) WorksOn(ctx context.Context, actor panel.Actor, item Item) (bool, error) {
	return s.worksOn(ctx, s.DB, actor, item)
}

func (s *Store) worksOn(ctx context.Context, db bun.IDB, actor panel.Actor, item Item) (bool, error) {
	if actor.RespondsFor(item.ServiceID) || actor.CoordinatesPanel(item.PanelID) {
		return true, nil
	}
	var helping []uuid.UUID
	err := db.NewSelect().Table("item_services").Column("service_id").Where("item_id = ?", item.ID).Scan(ctx, &helping)
	return slices.ContainsFunc(helping, func(id uuid.UUID) bool { return actor.Responds[id] }), wrap("helping services", err)
}

// Workers are the active people who may read an item's notes because they work on it, by name: what they are called and their address.
func (s *Store) Workers(ctx context.Context, item Item) ([]panel.Person, error) {
	return s.workers(ctx, s.DB, item)
}

func (s *Store) workers(ctx context.Context, db bun.IDB, item Item) ([]panel.Person, error) {
	day, err := organisationDay(ctx, db, s.Clock())
	if err != nil {
		return nil, err
	}
	services := func() *bun.SelectQuery {
		return db.NewSelect().TableExpr("items AS it").Column("it.service_id").Where("it.id = ? AND it.service_id IS NOT NULL", item.ID).
			Union(db.NewSelect().TableExpr("item_services AS he").Column("he.service_id").Where("he.item_id = ?", item.ID))
	}
	var people []panel.Person
	err = db.NewSelect().Model(&people).Column("p.id", "p.name", "p.email").Where("p.active").WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("p.id IN (?)", db.NewSelect().Table("responders").Column("person_id").Where("service_id IN (?)", services())).
			WhereOr("p.id IN (?)", panel.AnswerFor(db, services(), day.today)).
			WhereOr("p.id IN (?)", db.NewSelect().Table("panel_coordinators").Column("person_id").Where("panel_id = ?", item.PanelID))
	}).Order("p.name", "p.id").Scan(ctx)
	return people, wrap("workers", err)
}

// Note writes down something for those who work on an item, and for nobody else. Who is named in it, as @ and the name, has it in their
// letter of the day. The same note twice in a row is one.
func (s *Store) Note(ctx context.Context, actor panel.Actor, id uuid.UUID, text string) (Event, error) {
	var note Event
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		item, err := s.item(ctx, tx, id)
		if err != nil {
			return err
		}
		if works, err := s.worksOn(ctx, tx, actor, item); err != nil || !works {
			return cmp.Or[error](err, panel.Refuse(panel.Forbidden, "error.responders_only"))
		}
		workers, err := s.workers(ctx, tx, item)
		if err != nil {
			return err
		}
		var ps panel.Problems
		text = ps.Text("note", text, 1, noteAtMost)
		named := mentioned(&ps, text, workers)
		if err := ps.Err(); err != nil {
			return err
		}
		again, err := lastNote(ctx, tx, id)
		if err != nil || again.Text == text && again.PersonID != nil && *again.PersonID == actor.Person.ID {
			note = again
			return err
		}
		if note, err = s.record(ctx, tx, actor, Event{ItemID: id, Kind: WasNoted, Text: text}); err != nil {
			return err
		}
		return s.mention(ctx, tx, actor, note, named)
	})
	return note, err
}

func lastNote(ctx context.Context, tx bun.Tx, item uuid.UUID) (Event, error) {
	var last Event
	err := tx.NewSelect().Model(&last).Where("e.item_id = ? AND e.kind = ?", item, WasNoted).Order("e.id DESC").Limit(1).Scan(ctx)
	return last, wrap("last note", unlessNone(err))
}

// mention keeps who is named in a note, and tells them; who wrote it knows.
func (s *Store) mention(ctx context.Context, tx bun.Tx, actor panel.Actor, note Event, named []panel.Person) error {
	var rows []Mention
	ids := []uuid.UUID{uuid.Nil}
	for _, p := range named {
		if p.ID != actor.Person.ID {
			rows, ids = append(rows, Mention{EventID: note.ID, PersonID: p.ID, ItemID: note.ItemID}), append(ids, p.ID)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	if _, err := tx.NewInsert().Model(&rows).Exec(ctx); err != nil {
		return wrap("mentions", err)
	}
	return s.tellOfDay(ctx, tx, note.ItemID, tx.NewSelect().Table("people").Column("id").Where("id IN (?)", bun.In(ids)))
}

// mentioned finds the people whom a text names: a whole name, a first name, or what stands before the @ of an address. A name that nobody of
// them has, or several have, is a problem: a note that somebody waits for would reach nobody.
func mentioned(ps *panel.Problems, text string, workers []panel.Person) []panel.Person {
	var named []panel.Person
	for at, before := 0, ' '; at < len(text); {
		r := []rune(text[at:])[0]
		if r != '@' || unicode.IsLetter(before) || unicode.IsDigit(before) {
			before, at = r, at+len(string(r))
			continue
		}
		before, at = r, at+1
		found, word := whom(text[at:], workers)
		switch {
		case word == "":
		case len(found) == 0:
			ps.Add("note", "error.mention_unknown", "Name", word)
		case len(found) > 1:
			ps.Add("note", "error.mention_several", "Name", word)
		case !slices.ContainsFunc(named, func(p panel.Person) bool { return p.ID == found[0].ID }):
			named = append(named, found[0])
		}
	}
	return named
}

// whom are the people whom the beginning of a text names, and the word that does.
func whom(text string, workers []panel.Person) (found []panel.Person, word string) {
	lower := strings.ToLower(text)
	for _, p := range workers {
		if name := strings.ToLower(p.Name); strings.HasPrefix(lower, name) && (len(found) == 0 || len(p.Name) >= len(found[0].Name)) {
			if len(found) > 0 && len(p.Name) > len(found[0].Name) {
				found = nil
			}
			found, word = append(found, p), p.Name
		}
	}
	if len(found) > 0 {
		return found, word
	}
	end := strings.IndexFunc(lower, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_'.", r)
	})
	if end < 0 {
		end = len(lower)
	}
	first := strings.TrimRight(lower[:end], ".-_'")
	for _, p := range workers {
		given, _, _ := strings.Cut(strings.ToLower(p.Name), " ")
		local, _, _ := strings.Cut(p.Email, "@")
		if first != "" && (given == first || local == first) {
			found = append(found, p)
		}
	}
	return found, text[:len(first)]
}

// Notes are an item's, and those of what went up in it, the first first.
func (s *Store) Notes(ctx context.Context, item uuid.UUID) ([]Event, error) {
	ids, err := lineage(ctx, s.DB, item)
	if err != nil {
		return nil, err
	}
	var notes []Event
	err = s.DB.NewSelect().Model(&notes).Relation("Person").Where("e.item_id IN (?) AND e.kind = ?", bun.In(ids), WasNoted).Order("e.id").Scan(ctx)
	return notes, wrap("notes", err)
}

// SeeMentions notes that somebody read the notes of an item in which they are named.
func (s *Store) SeeMentions(ctx context.Context, actor panel.Actor, item uuid.UUID) error {
	var unseen []uuid.UUID
	err := s.DB.NewSelect().Model((*Mention)(nil)).Column("item_id").Where("me.person_id = ? AND me.seen_at IS NULL", actor.Person.ID).Scan(ctx, &unseen)
	if err != nil || len(unseen) == 0 {
		return wrap("mentions", err)
	}
	ids, err := lineage(ctx, s.DB, item)
	if err != nil {
		return err
	}
	_, err = s.DB.NewUpdate().Model((*Mention)(nil)).Set("seen_at = ?", s.Clock()).
		Where("person_id = ? AND item_id IN (?) AND seen_at IS NULL", actor.Person.ID, bun.In(ids)).Exec(ctx)
	return wrap("mentions", err)
}

// mentionTasks are the points with notes that name the actor and weren't read.
func (s *Store) mentionTasks(ctx context.Context, actor panel.Actor) ([]Task, error) {
	var tasks []Task
	err := s.DB.NewSelect().TableExpr("mentions AS me").Join("JOIN items AS i ON i.id = me.item_id").
		ColumnExpr("DISTINCT ? AS kind, i.id AS thing, i.title AS name", TaskMention).
		Where("me.person_id = ? AND me.seen_at IS NULL", actor.Person.ID).OrderExpr("i.title, i.id").Scan(ctx, &tasks)
	return tasks, wrap("tasks", err)
}
