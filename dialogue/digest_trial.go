package dialogue

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
)

// A trial is for somebody who waits for it; more than these in an hour are no trials.
const (
	trialsBySender    = 10
	trialsToRecipient = 5
)

// trialAgain is how long the same trial posted twice is one.
const trialAgain = 10 * time.Second

// Trial is a draft sent to one colleague, to see how it comes in. It counts nowhere.
type Trial struct {
	bun.BaseModel `bun:"table:digest_trials,alias:tr"`

	ID          uuid.UUID  `bun:"id,pk"`
	DigestID    uuid.UUID  `bun:"digest_id"`
	PersonID    uuid.UUID  `bun:"person_id"` // who sent it
	RecipientID uuid.UUID  `bun:"recipient_id"`
	At          time.Time  `bun:"at"`
	Language    string     `bun:"language"`
	ReaderID    *uuid.UUID `bun:"reader_id"` // the ambassador whose points come first
	UnitID      *uuid.UUID `bun:"unit_id"`   // the unit whose points come first
}

// SendTrial sends a draft as an onlooker would get it to a colleague's address, and gives who that is. Which points are somebody's own is for
// coordinators and for that reader: anybody else gets it as who has none.
func (s *Store) SendTrial(ctx context.Context, actor panel.Actor, digest uuid.UUID, email, language string, eyes Onlooker) (panel.Person, error) {
	var to panel.Person
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		d, err := holdDraft(ctx, tx, actor, digest)
		if err != nil {
			return err
		}
		if actor.System {
			return panel.Refuse(panel.Forbidden, "error.coordinators_only")
		}
		if language != "en" {
			language = "nl"
		}
		err = tx.NewSelect().Model(&to).Where("p.email = ? AND p.active", strings.ToLower(strings.TrimSpace(email))).Scan(ctx)
		if isNone(err) {
			return panel.Problems{{Kind: panel.Invalid, Field: "email", Message: "error.trial_stranger"}}
		}
		if err != nil {
			return wrap("trial", err)
		}
		trial := Trial{ID: newID(), DigestID: d.ID, PersonID: actor.Person.ID, RecipientID: to.ID, At: s.Clock(), Language: language}
		reader, err := panel.ActIn(ctx, tx, to.ID, trial.At)
		if err != nil {
			return wrap("trial", err)
		}
		eyes.Own = eyes.Own && (reader.CoordinatesPanel(d.PanelID) || eyes.Ambassador == to.ID)
		if eyes.Own && eyes.Ambassador != uuid.Nil {
			trial.ReaderID = &eyes.Ambassador
		} else if eyes.Own && eyes.Unit != uuid.Nil {
			trial.UnitID = &eyes.Unit
		}
		again, err := s.limitTrials(ctx, tx, trial)
		if err != nil || again {
			return err
		}
		if _, err := tx.NewInsert().Model(&trial).Exec(ctx); err != nil {
			return wrap("trial", err)
		}
		_, err = s.Outbox.Queue(ctx, tx, mail.Draft{Kind: mail.KindDigestTest, Subject: trial.ID,
			To: mail.Recipient{PersonID: to.ID, Name: to.Name, Address: to.Email, Language: language}})
		return wrap("trial", err)
	})
	return to, err
}

// limitTrials refuses more than somebody needs, and reports whether this very trial was sent a moment ago. It holds both people, so that
// trials sent at once are counted one after another.
func (s *Store) limitTrials(ctx context.Context, tx bun.Tx, trial Trial) (again bool, err error) {
	var held []uuid.UUID
	err = migrations.ForUpdate(tx.NewSelect().Table("people").Column("id").Where("id IN (?, ?)", trial.PersonID, trial.RecipientID).Order("id")).Scan(ctx, &held)
	if err != nil {
		return false, wrap("trial", err)
	}
	var recent []Trial
	err = tx.NewSelect().Model(&recent).Where("(tr.person_id = ? OR tr.recipient_id = ?) AND tr.at > ?", trial.PersonID, trial.RecipientID, trial.At.Add(-time.Hour)).
		Order("tr.id").Scan(ctx)
	if err != nil {
		return false, wrap("trial", err)
	}
	var sent, got int
	for _, t := range recent {
		if t.PersonID == trial.PersonID {
			sent++
		}
		if t.RecipientID == trial.RecipientID {
			got++
		}
		again = again || t.same(trial) && t.At.Add(trialAgain).After(trial.At)
	}
	if !again && (sent >= trialsBySender || got >= trialsToRecipient) {
		return false, panel.Problems{{Kind: panel.Invalid, Field: "email", Message: "error.trial_many"}}
	}
	return again, nil
}

func (t Trial) same(other Trial) bool {
	return t.DigestID == other.DigestID && t.PersonID == other.PersonID && t.RecipientID == other.RecipientID && t.Language == other.Language &&
		idOf(t.ReaderID) == idOf(other.ReaderID) && idOf(t.UnitID) == idOf(other.UnitID)
}

// idOf is uuid.Nil for none.
func idOf(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

// digestTrial is the letter of a trial, as the draft is when it goes out.
func (s *Store) digestTrial(ctx context.Context, db bun.IDB, id uuid.UUID) (mail.Letter, error) {
	var trial Trial
	err := db.NewSelect().Model(&trial).Where("tr.id = ?", id).Scan(ctx)
	if isNone(err) {
		return nil, mail.Suppress("the test is long ago")
	}
	if err != nil {
		return nil, wrap("trial", err)
	}
	var by panel.Person
	if err := db.NewSelect().Model(&by).Column("name").Where("p.id = ?", trial.PersonID).Scan(ctx); err != nil {
		return nil, wrap("trial", err)
	}
	eyes := Onlooker{Ambassador: idOf(trial.ReaderID), Unit: idOf(trial.UnitID), Own: true}
	letter, err := s.DigestLetterFor(ctx, trial.DigestID, eyes, trial.Language)
	return mail.DigestTest{Digest: letter, By: by.Name}, err
}

// trialsKept is how long it is known who sent which trial.
const trialsKept = 30 * 24 * time.Hour

func (s *Store) tidyTrials(ctx context.Context, now time.Time) error {
	_, err := s.DB.NewDelete().Model((*Trial)(nil)).Where("at < ?", now.Add(-trialsKept)).Exec(ctx)
	return wrap("tidy trials", err)
}
