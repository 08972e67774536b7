package panel

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

// Link is the way to the contribute page of a round for one constituency: short enough to type over from a poster, and open to whoever has
// it. It lives as long as the round collects, unless somebody closes it before.
type Link struct {
	bun.BaseModel `bun:"table:links,alias:l"`

	ID           uuid.UUID    `bun:"id,pk"`
	CycleID      uuid.UUID    `bun:"cycle_id"`
	AmbassadorID uuid.UUID    `bun:"ambassador_id"`
	Code         string       `bun:"code"`
	CreatedAt    time.Time    `bun:"created_at"`
	ClosedAt     bun.NullTime `bun:"closed_at"`
	ClosedBy     *uuid.UUID   `bun:"closed_by"`

	Cycle      *Cycle      `bun:"rel:belongs-to,join:cycle_id=id"`
	Ambassador *Ambassador `bun:"rel:belongs-to,join:ambassador_id=id"`
}

// LinkPath is the path of the page that a link's code opens.
func LinkPath(code string) string { return "/k/" + code }

// codeLength is how many letters a code has: 60 bits, and guessing is limited.
const codeLength = 12

// newCode makes a code of letters that nobody takes for another one (base 32 of RFC 4648 in lower case).
func newCode() string {
	code := []byte(rand.Text()[:codeLength])
	for i, b := range code {
		if b >= 'A' && b <= 'Z' {
			code[i] = b + 'a' - 'A'
		}
	}
	return string(code)
}

// makeLinks gives each ambassador in office on this day a link to the round.
func makeLinks(ctx context.Context, tx bun.Tx, c Cycle, day scheduler.Date, now time.Time) error {
	var ambassadors []uuid.UUID
	if err := officers(tx, c.PanelID, day).Column("a.id").Order("a.id").Scan(ctx, &ambassadors); err != nil {
		return fmt.Errorf("links: %w", err)
	}
	return insertLinks(ctx, tx, c.ID, ambassadors, now)
}

func insertLinks(ctx context.Context, tx bun.Tx, cycle uuid.UUID, ambassadors []uuid.UUID, now time.Time) error {
	if len(ambassadors) == 0 {
		return nil
	}
	links := make([]Link, len(ambassadors))
	for i, a := range ambassadors {
		links[i] = Link{ID: newID(), CycleID: cycle, AmbassadorID: a, Code: newCode(), CreatedAt: now}
	}
	_, err := tx.NewInsert().Model(&links).On("CONFLICT (cycle_id, ambassador_id) WHERE closed_at IS NULL DO NOTHING").Exec(ctx)
	if err != nil {
		return fmt.Errorf("links: %w", err)
	}
	return nil
}

// LinkOf reads the link that a code opens, with its round, panel and ambassador.
func (s *Store) LinkOf(ctx context.Context, code string) (Link, error) {
	var l Link
	err := s.DB.NewSelect().Model(&l).Relation("Cycle").Relation("Cycle.Panel").Relation("Ambassador").Where("l.code = ?", code).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return l, Refuse(NotFound, "error.link_not_found")
	}
	if err != nil {
		return l, fmt.Errorf("link: %w", err)
	}
	return l, nil
}

// Link reads one link, with its ambassador.
func (s *Store) Link(ctx context.Context, id uuid.UUID) (Link, error) {
	var l Link
	err := s.DB.NewSelect().Model(&l).Relation("Ambassador").Relation("Ambassador.Person").Where("l.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return l, Refuse(NotFound, "error.link_not_found")
	}
	if err != nil {
		return l, fmt.Errorf("link: %w", err)
	}
	return l, nil
}

// Links lists the links of a round by the names of their ambassadors, of each the open one first.
func (s *Store) Links(ctx context.Context, cycle uuid.UUID) ([]Link, error) {
	var all []Link
	err := s.DB.NewSelect().Model(&all).Relation("Ambassador").Relation("Ambassador.Person").Where("l.cycle_id = ?", cycle).
		Order("ambassador__person.name", "l.ambassador_id").OrderExpr("CASE WHEN l.closed_at IS NULL THEN 0 ELSE 1 END").Order("l.id DESC").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("links: %w", err)
	}
	return all, nil
}

// LinkCodes are the codes of the open links to a round, each by the person whose constituency it is for. Of somebody with two terms it is
// the link of the one they are in on this day.
func LinkCodes(ctx context.Context, db bun.IDB, cycle uuid.UUID, day scheduler.Date) (map[uuid.UUID]string, error) {
	var rows []struct {
		PersonID uuid.UUID
		Code     string
	}
	err := db.NewSelect().TableExpr("links AS l").Join("JOIN ambassadors AS a ON a.id = l.ambassador_id").Column("a.person_id", "l.code").
		Where("l.cycle_id = ? AND l.closed_at IS NULL", cycle).
		OrderExpr("CASE WHEN a.starts_on <= ? AND (a.ends_on = '' OR a.ends_on >= ?) THEN 1 ELSE 0 END", day, day).Order("a.starts_on").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("links: %w", err)
	}
	codes := make(map[uuid.UUID]string, len(rows))
	for _, row := range rows {
		codes[row.PersonID] = row.Code
	}
	return codes, nil
}

// OpenLink reads the link of an ambassador to a round that nobody closed.
func (s *Store) OpenLink(ctx context.Context, cycle, ambassador uuid.UUID) (Link, error) {
	var l Link
	err := s.DB.NewSelect().Model(&l).Where("l.cycle_id = ? AND l.ambassador_id = ? AND l.closed_at IS NULL", cycle, ambassador).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return l, Refuse(NotFound, "error.link_not_found")
	}
	if err != nil {
		return l, fmt.Errorf("link: %w", err)
	}
	return l, nil
}

// MakeLink gives the actor, an ambassador of the round's panel, a link to it; the one there is when nobody closed it.
func (s *Store) MakeLink(ctx context.Context, actor Actor, cycle uuid.UUID) (Link, error) {
	err := inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		c, err := CycleIn(ctx, tx, cycle)
		if err != nil {
			return err
		}
		ambassador, ok := actor.Ambassadors[c.PanelID]
		switch {
		case !ok:
			return Refuse(Forbidden, "error.ambassadors_only")
		case !c.Collects(s.Clock()):
			return Refuse(Conflict, "error.cycle_not_collecting")
		}
		return insertLinks(ctx, tx, c.ID, []uuid.UUID{ambassador}, s.Clock())
	})
	if err != nil {
		return Link{}, err
	}
	c, err := s.Cycle(ctx, cycle)
	if err != nil {
		return Link{}, err
	}
	return s.OpenLink(ctx, cycle, actor.Ambassadors[c.PanelID])
}
