package panel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
)

// PersonInput is what an administrator changes of a person.
type PersonInput struct {
	Name, Email, Language, Unit string
	Administrator, Manager      bool
	Active                      bool
}

// PeopleFilter narrows the list of people; After is the last id of the page before.
type PeopleFilter struct {
	Words string // in name or address
	After string // "name\x00id" of the last person shown, from PeoplePage.Next
	Limit int
}

// PeoplePage is one page of people in the order of their names; Next is "" on the last.
type PeoplePage struct {
	People []Person
	Next   string
}

// People lists people, active ones and those who left, a page at a time.
func (s *Store) People(ctx context.Context, f PeopleFilter) (PeoplePage, error) {
	var page PeoplePage
	q := s.DB.NewSelect().Model(&page.People).Relation("Unit").Order("p.name", "p.id").Limit(int64(f.Limit + 1))
	if f.Words != "" {
		like := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.ToLower(f.Words)) + "%"
		q.Where(`(lower(p.name) LIKE ? ESCAPE '\' OR p.email LIKE ? ESCAPE '\')`, like, like)
	}
	name, shown, _ := strings.Cut(f.After, "\x00")
	if id, err := uuid.Parse(shown); err == nil && utf8.ValidString(name) { // anything else was made up, and the list begins again
		q.Where("(p.name, p.id) > (?, ?)", name, id)
	}
	if err := q.Scan(ctx); err != nil {
		return page, fmt.Errorf("people: %w", err)
	}
	if len(page.People) > f.Limit {
		page.People = page.People[:f.Limit]
		last := page.People[f.Limit-1]
		page.Next = last.Name + "\x00" + last.ID.String()
	}
	return page, nil
}

// Person reads one person.
func (s *Store) Person(ctx context.Context, id uuid.UUID) (Person, error) {
	return s.person(ctx, "p.id = ?", id)
}

// PersonByEmail reads the active person with this address.
func (s *Store) PersonByEmail(ctx context.Context, address string) (Person, error) {
	return s.person(ctx, "p.email = ? AND p.active", strings.ToLower(strings.TrimSpace(address)))
}

func (s *Store) person(ctx context.Context, where string, arg any) (Person, error) {
	var p Person
	err := s.DB.NewSelect().Model(&p).Relation("Unit").Where(where, arg).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return p, Refuse(NotFound, "error.person_not_found")
	}
	if err != nil {
		return p, fmt.Errorf("person: %w", err)
	}
	return p, nil
}

// SavePerson adds a person (id uuid.Nil) or changes one. The last active administrator stays one.
func (s *Store) SavePerson(ctx context.Context, actor Actor, id uuid.UUID, in PersonInput) (Person, error) {
	if !actor.Administers() {
		return Person{}, Refuse(Forbidden, "error.administrators_only")
	}
	var ps Problems
	p := Person{ID: id, Name: ps.name("name", in.Name), Email: ps.email("email", in.Email), Language: ps.language("language", in.Language),
		Administrator: in.Administrator, Manager: in.Manager, Active: in.Active, DigestWish: EachRound, CreatedAt: s.Clock()}
	unit := ps.Text("unit", in.Unit, 0, 200)
	if err := ps.Err(); err != nil {
		return p, err
	}
	if !p.Active {
		p.DeactivatedAt = bun.NullTime{Time: s.Clock()}
	}
	err := inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) (err error) {
		if p.UnitID, err = unitNamed(ctx, tx, unit); err != nil {
			return err
		}
		if err = storePerson(ctx, tx, &p); err != nil {
			return err
		}
		return anAdministratorRemains(ctx, tx)
	})
	return p, err
}

func storePerson(ctx context.Context, tx bun.Tx, p *Person) error {
	var err error
	if p.ID == uuid.Nil {
		p.ID = newID()
		_, err = tx.NewInsert().Model(p).Exec(ctx)
	} else {
		var r sql.Result
		r, err = tx.NewUpdate().Model(p).Column("name", "email", "language", "unit_id", "administrator", "manager", "active", "deactivated_at").WherePK().Exec(ctx)
		if err == nil && touched(r) == 0 {
			return Refuse(NotFound, "error.person_not_found")
		}
	}
	if migrations.IsUnique(err) {
		return Problems{problem(Invalid, "email", "error.email_taken", nil)}
	}
	if err == nil && !p.Active {
		err = leave(ctx, tx, tx.NewSelect().Table("people").Column("id").Where("id = ?", p.ID))
	}
	if err != nil {
		return fmt.Errorf("save person: %w", err)
	}
	return nil
}

// anAdministratorRemains holds the organisation, so that of two who take each other's role at once the second finds it is the last.
func anAdministratorRemains(ctx context.Context, tx bun.Tx) error {
	if err := holdOrganisation(ctx, tx); err != nil {
		return fmt.Errorf("save person: %w", err)
	}
	n, err := tx.NewSelect().Table("people").Where("administrator AND active").Count(ctx)
	if err != nil {
		return fmt.Errorf("save person: %w", err)
	}
	if n == 0 {
		return Refuse(Conflict, "error.last_administrator")
	}
	return nil
}

// unitNamed finds or makes the unit; nil for "".
func unitNamed(ctx context.Context, tx bun.IDB, name string) (*uuid.UUID, error) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" {
		return nil, nil
	}
	u := Unit{ID: newID(), Name: name}
	if _, err := tx.NewInsert().Model(&u).On("CONFLICT (name) DO UPDATE").Set("name = EXCLUDED.name").Returning("id").Exec(ctx); err != nil {
		return nil, fmt.Errorf("unit: %w", err)
	}
	return &u.ID, nil
}

// Units lists the units in the order of their names.
func (s *Store) Units(ctx context.Context) ([]Unit, error) {
	var units []Unit
	if err := s.DB.NewSelect().Model(&units).Order("name").Scan(ctx); err != nil {
		return nil, fmt.Errorf("units: %w", err)
	}
	return units, nil
}

// Recipients reads the active people of a query that selects people's ids, as recipients of a letter.
func Recipients(ctx context.Context, db bun.IDB, ids *bun.SelectQuery) ([]mail.Recipient, error) {
	return recipients(ctx, db, ids, "p.active")
}

// Addressees is Recipients with those who left, for letters that each of these people has a right to: the letter's composer suppresses it
// for who is still away, and so it stands in the outbox with the reason.
func Addressees(ctx context.Context, db bun.IDB, ids *bun.SelectQuery) ([]mail.Recipient, error) {
	return recipients(ctx, db, ids, "1 = 1")
}

func recipients(ctx context.Context, db bun.IDB, ids *bun.SelectQuery, who string) ([]mail.Recipient, error) {
	return asRecipients(ctx, db.NewSelect().TableExpr("people AS p").Where(who).Where("p.id IN (?)", ids))
}

// Readers are the next recipients of an audience after the one with this key, in the order of their keys. It asks for them directly
// and not by a list of keys, because a step deep in a large organisation has to cost what the first one costs.
func Readers(ctx context.Context, audience *bun.SelectQuery, after uuid.UUID, limit int) ([]mail.Recipient, error) {
	return asRecipients(ctx, audience.Where("p.id > ?", after).Limit(int64(limit)))
}

// asRecipients reads the people that a query has as p.
func asRecipients(ctx context.Context, people *bun.SelectQuery) ([]mail.Recipient, error) {
	var out []mail.Recipient
	err := people.Join("CROSS JOIN organisations AS o").ColumnExpr("p.id AS person_id, p.name AS name, p.email AS address").
		ColumnExpr("CASE WHEN p.language = '' THEN o.language ELSE p.language END AS language").Order("p.id").Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("recipients: %w", err)
	}
	return out, nil
}

// peopleByEmail turns the addresses that a form lists into people; each unknown one is a problem of the field.
func peopleByEmail(ctx context.Context, db bun.IDB, ps *Problems, field, list string) ([]uuid.UUID, error) {
	var ids []uuid.UUID
	seen := map[string]bool{}
	for _, address := range strings.FieldsFunc(strings.ToLower(list), func(r rune) bool { return strings.ContainsRune(" ,;\r\n\t", r) }) {
		if seen[address] {
			continue
		}
		seen[address] = true
		var id uuid.UUID
		err := db.NewSelect().Table("people").Column("id").Where("email = ? AND active", address).Scan(ctx, &id)
		if errors.Is(err, sql.ErrNoRows) {
			ps.Add(field, "error.email_unknown", "Address", address)
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("people: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// touched is the number of rows that a statement changed.
func touched(r sql.Result) int64 {
	n, _ := r.RowsAffected() // both drivers know it
	return n
}
