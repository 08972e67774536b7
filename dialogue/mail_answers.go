package dialogue

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// The states of a MailAnswer besides Waiting.
const (
	MailAnswerUsed    = "used"    // sent, or taken over into the form on the site
	MailAnswerDropped = "dropped" // its writer answered again; what it said is in that one
)

// MailAnswer is what the program understood of an answer to a letter. It does nothing until its writer agrees to it.
type MailAnswer struct {
	bun.BaseModel `bun:"table:mail_answers,alias:an"`

	ID         uuid.UUID       `bun:"id,pk"` // of a contribution also the key of its submission
	PersonID   uuid.UUID       `bun:"person_id"`
	Kind       string          `bun:"kind"`       // mail.ReplyContribution, ReplyOutcome or ReplyIntro
	SubjectID  uuid.UUID       `bun:"subject_id"` // a cycle; an item or a nudge; a digest
	Form       json.RawMessage `bun:"form,type:json"`
	State      string          `bun:"state"`
	ReceivedAt time.Time       `bun:"received_at"`
}

// Understood is what a MailAnswer says, by its kind.
type Understood struct {
	Answers []Answer      `json:"answers,omitempty"` // of an ambassador, in the order of the questions
	Points  []PointAnswer `json:"points,omitempty"`  // of a responder, by the number that they have in the letter
	Intro   string        `json:"intro,omitempty"`   // of a digest
	Before  string        `json:"before,omitempty"`  // the introduction that stood there when it was understood
	Aside   string        `json:"aside,omitempty"`   // greeting and signature
}

// PointAnswer is what a responder wrote about one point; one without an ItemID is about none that the program knows.
type PointAnswer struct {
	Number  int            `json:"number,omitempty"`
	ItemID  uuid.UUID      `json:"item"`
	Outcome string         `json:"outcome,omitempty"`
	DueOn   scheduler.Date `json:"due_on,omitempty"`
	Text    string         `json:"text,omitempty"`
}

// Understood reads what was understood.
func (a MailAnswer) Understood() (u Understood, err error) {
	return u, wrap("answer by mail", json.Unmarshal(a.Form, &u))
}

// WaitingMailAnswers are those of a person that were neither used nor replaced, the latest first. subject is uuid.Nil for all.
func (s *Store) WaitingMailAnswers(ctx context.Context, person uuid.UUID, kind string, subject uuid.UUID) ([]MailAnswer, error) {
	return waitingAnswers(ctx, s.DB, person, kind, subject)
}

func waitingAnswers(ctx context.Context, db bun.IDB, person uuid.UUID, kind string, subject uuid.UUID) ([]MailAnswer, error) {
	var found []MailAnswer
	q := db.NewSelect().Model(&found).Where("an.person_id = ? AND an.kind = ? AND an.state = ?", person, kind, Waiting)
	if subject != uuid.Nil {
		q = q.Where("an.subject_id = ?", subject)
	}
	return found, wrap("answers by mail", q.Order("an.received_at DESC", "an.id DESC").Scan(ctx))
}

// PointByMail is what a person wrote by mail about a point without an outcome, and when; the zero time for nothing.
func (s *Store) PointByMail(ctx context.Context, person, item uuid.UUID) (PointAnswer, time.Time, error) {
	found, err := s.WaitingMailAnswers(ctx, person, mail.ReplyOutcome, uuid.Nil)
	if err != nil {
		return PointAnswer{}, time.Time{}, err
	}
	for _, a := range found {
		u, err := a.Understood()
		if err != nil {
			return PointAnswer{}, time.Time{}, err
		}
		for _, p := range u.Points {
			if p.ItemID == item {
				return p, a.ReceivedAt, nil
			}
		}
	}
	return PointAnswer{}, time.Time{}, nil
}

// TakeOver keeps a draft in which the words of an answer by mail were put; from then on only the draft can be sent. It gives Conflict when
// that answer was used or replaced meanwhile.
func (s *Store) TakeOver(ctx context.Context, actor panel.Actor, cycle, answer uuid.UUID, form []byte) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if _, _, err := s.collecting(ctx, tx, actor, cycle); err != nil {
			return err
		}
		r, err := usedAnswer(tx, MailAnswerUsed).Where("id = ? AND person_id = ? AND subject_id = ?", answer, actor.Person.ID, cycle).Exec(ctx)
		if err != nil {
			return wrap("answer by mail", err)
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return wrap("answer by mail", errorOr(err, panel.Refuse(panel.Conflict, "error.mail_answer_used")))
		}
		return s.saveDraft(ctx, tx, actor, cycle, form, "drafts")
	})
}

// errorOr is err, or other when it is nil.
func errorOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// usedAnswer ends answers that wait. Their words stand elsewhere now.
func usedAnswer(tx bun.Tx, state string) *bun.UpdateQuery {
	return tx.NewUpdate().Table("mail_answers").Set("state = ?, form = '{}'", state).Where("state = ?", Waiting)
}

// useMailAnswer ends the answer that was sent with this id; there may be none.
func useMailAnswer(ctx context.Context, tx bun.Tx, id uuid.UUID) error {
	_, err := usedAnswer(tx, MailAnswerUsed).Where("id = ?", id).Exec(ctx)
	return wrap("answer by mail", err)
}

// mailAnswersAtMost is how long an answer by mail is kept, in days.
const mailAnswersAtMost = 90

// tidyMailAnswers deletes answers by mail of long ago, but for those to a round that still collects.
func (s *Store) tidyMailAnswers(ctx context.Context, now time.Time) error {
	collecting := s.DB.NewSelect().Table("cycles").Column("id").Where("phase = ?", panel.Collecting)
	_, err := s.DB.NewDelete().Table("mail_answers").Where("received_at < ?", now.AddDate(0, 0, -mailAnswersAtMost)).
		Where("subject_id NOT IN (?)", collecting).Exec(ctx)
	return wrap("tidy", err)
}
