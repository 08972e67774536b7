package dialogue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
)

// GivenApproval notes who let a digest go out. One that isn't Final waits for somebody else to follow.
type GivenApproval struct {
	bun.BaseModel `bun:"table:digest_approvals,alias:ap"`

	ID          uuid.UUID    `bun:"id,pk"` // version 7: in order
	DigestID    uuid.UUID    `bun:"digest_id"`
	PersonID    *uuid.UUID   `bun:"person_id"` // nil: the program
	At          time.Time    `bun:"at"`
	Final       bool         `bun:"final"`
	WithdrawnAt bun.NullTime `bun:"withdrawn_at"` // the draft was changed afterwards
	Seen        string       `bun:"seen"`         // DigestView.SeenDraft of the draft that a first one approved

	Person *panel.Person `bun:"rel:belongs-to,join:person_id=id"`
}

// By is the name of who approved, "" for nobody.
func (a GivenApproval) By() string {
	if a.Person == nil {
		return ""
	}
	return a.Person.Name
}

// Holds reports whether a first approval is of the draft that stands for seen.
func (a GivenApproval) Holds(seen string) bool { return a.WithdrawnAt.IsZero() && a.Seen == seen }

// Approvals are all that were given for a digest, those that were withdrawn included, in order.
func (s *Store) Approvals(ctx context.Context, digest uuid.UUID) ([]GivenApproval, error) {
	var given []GivenApproval
	err := s.DB.NewSelect().Model(&given).Relation("Person").Where("ap.digest_id = ?", digest).Order("ap.final", "ap.id").Scan(ctx)
	return given, wrap("approvals", err)
}

// Seconds are the people who are asked to approve a digest after its first approver, by name.
func (s *Store) Seconds(ctx context.Context, d Digest, first uuid.UUID) ([]panel.Person, error) {
	var people []panel.Person
	err := s.DB.NewSelect().Model(&people).Column("id", "name").Where("p.id IN (?)", panel.SecondApprovers(s.DB, d.PanelID, &first)).Order("p.name").Scan(ctx)
	return people, wrap("second approvers", err)
}

func standingApprovals(db bun.IDB, given *[]GivenApproval) *bun.SelectQuery {
	return db.NewSelect().Model(given).Relation("Person").Where("ap.withdrawn_at IS NULL").Order("ap.final", "ap.id")
}

// lastApprover reports whether the actor is the last who has to approve a draft that stands for seen. Where the panel wants two, the first
// one's approval is kept and somebody else is asked; once somebody was, two it stays. What the first one didn't see isn't approved by them.
// The program itself needs no second.
func (s *Store) lastApprover(ctx context.Context, tx bun.Tx, actor panel.Actor, d Digest, seen string) (bool, error) {
	if actor.System {
		return true, nil
	}
	var given []GivenApproval
	if err := tx.NewSelect().Model(&given).Where("ap.digest_id = ?", d.ID).Order("ap.id").Scan(ctx); err != nil {
		return false, wrap("approvals", err)
	}
	if !d.Panel.SecondApprover && len(given) == 0 {
		return true, nil
	}
	for _, first := range given {
		switch {
		case !first.Holds(seen):
		case *first.PersonID == actor.Person.ID:
			return false, panel.Refuse(panel.Conflict, "error.second_other")
		default:
			return true, nil
		}
	}
	if err := s.withdrawApproval(ctx, tx, d.ID); err != nil {
		return false, err
	}
	asked, err := panel.Recipients(ctx, tx, panel.SecondApprovers(tx, d.PanelID, &actor.Person.ID))
	if err != nil {
		return false, err
	}
	if len(asked) == 0 {
		return false, panel.Refuse(panel.Conflict, "error.second_nobody")
	}
	id := newID()
	first := GivenApproval{ID: id, DigestID: d.ID, PersonID: &actor.Person.ID, At: s.Clock(), Seen: seen}
	if _, err := tx.NewInsert().Model(&first).Exec(ctx); err != nil {
		return false, wrap("approval", err)
	}
	return false, s.queue(ctx, tx, mail.KindDigestSecond, id, asked)
}

// noteApproval keeps who let a digest go out.
func (s *Store) noteApproval(ctx context.Context, tx bun.Tx, digest uuid.UUID, person *uuid.UUID, final bool) error {
	given := GivenApproval{ID: newID(), DigestID: digest, PersonID: person, At: s.Clock(), Final: final}
	_, err := tx.NewInsert().Model(&given).Exec(ctx)
	return wrap("approval", err)
}

// withdrawApproval takes back what the first of two approved: it isn't what stands there now.
func (s *Store) withdrawApproval(ctx context.Context, tx bun.Tx, digest uuid.UUID) error {
	_, err := tx.NewUpdate().Model((*GivenApproval)(nil)).Set("withdrawn_at = ?", s.Clock()).
		Where("digest_id = ? AND NOT final AND withdrawn_at IS NULL", digest).Exec(ctx)
	return wrap("approval", err)
}

// digestSecond is the letter that asks for a second approval.
func (s *Store) digestSecond(ctx context.Context, db bun.IDB, approval uuid.UUID) (mail.Letter, error) {
	var given GivenApproval
	if err := db.NewSelect().Model(&given).Relation("Person").Where("ap.id = ?", approval).Scan(ctx); err != nil {
		return nil, wrap("approval", err)
	}
	v, err := s.letterDraft(ctx, db, given.DigestID)
	if err != nil {
		return nil, err
	}
	if !given.Holds(v.SeenDraft()) {
		return nil, mail.Suppress("the draft was changed after its first approval")
	}
	base, err := s.baseURL(ctx, db)
	return mail.DigestSecond{Panel: v.Panel.Name, Number: v.Cycle.Number, By: given.By(), Items: len(v.Entries), Unanswered: len(v.In(SectionUnanswered)),
		URL: base + "/digests/" + v.ID.String()}, err
}

// secondTasks are the drafts of which somebody else approved first, and that wait for this administrator: no coordinator can follow.
func (s *Store) secondTasks(ctx context.Context, actor panel.Actor) ([]Task, error) {
	if !actor.Person.Administrator {
		return nil, nil
	}
	var given []GivenApproval
	if err := waitingSecond(s.DB, &given).Where("ap.person_id <> ?", actor.Person.ID).Scan(ctx); err != nil {
		return nil, wrap("tasks", err)
	}
	var tasks []Task
	for _, a := range given {
		var d Digest
		if err := s.DB.NewSelect().Model(&d).Relation("Cycle").Relation("Panel").Where("di.id = ?", a.DigestID).Scan(ctx); err != nil {
			return nil, wrap("tasks", err)
		}
		asked, err := s.DB.NewSelect().TableExpr("(?) AS asked", panel.SecondApprovers(s.DB, d.PanelID, a.PersonID)).
			Where("asked.person_id = ?", actor.Person.ID).Exists(ctx)
		if err != nil {
			return nil, wrap("tasks", err)
		}
		if asked && !actor.Coordinates[d.PanelID] { // who coordinates has it among the tasks of the round
			d.Cycle.Panel = d.Panel
			tasks = append(tasks, approveTask(*d.Cycle, draftState{ID: d.ID, First: &a}))
		}
	}
	return tasks, nil
}

// waitingSecond selects the first approvals that somebody has to follow.
func waitingSecond(db bun.IDB, given *[]GivenApproval) *bun.SelectQuery {
	return standingApprovals(db, given).Join("JOIN digests AS di ON di.id = ap.digest_id AND di.state = ?", DigestDraft).
		Join("JOIN cycles AS c ON c.id = di.cycle_id AND c.phase = ? AND c.paused_at IS NULL", panel.Reporting).Where("NOT ap.final")
}
