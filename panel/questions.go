package panel

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// QuestionInput is the form of a question; Topic is a name, made when it is new. Options are one a line.
type QuestionInput struct {
	Topic                string
	ServiceID            *uuid.UUID
	Kind                 string
	TextNL, TextEN       string
	OptionsNL, OptionsEN string
	Line, Step           string // see Bounds, as typed: "5,5" for a mark or pair, "60" percent for a choice
	Good                 string // numbers of a choice's good options, from 1
}

// Questions lists the bank by topic, without what was archived.
func (s *Store) Questions(ctx context.Context) ([]Question, error) {
	var questions []Question
	err := s.DB.NewSelect().Model(&questions).Relation("Topic").Relation("Service").
		Where("q.archived_at IS NULL").Order("topic.name", "q.id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("questions: %w", err)
	}
	return questions, nil
}

// Question reads one question of the bank.
func (s *Store) Question(ctx context.Context, id uuid.UUID) (Question, error) {
	var q Question
	err := s.DB.NewSelect().Model(&q).Relation("Topic").Relation("Service").Where("q.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return q, Refuse(NotFound, "error.question_not_found")
	}
	if err != nil {
		return q, fmt.Errorf("question: %w", err)
	}
	return q, nil
}

// SaveQuestion adds a question (id uuid.Nil) or changes one. Rounds that have opened keep their own copy of the old wording.
func (s *Store) SaveQuestion(ctx context.Context, actor Actor, id uuid.UUID, in QuestionInput) (Question, error) {
	if !actor.CoordinatesAny() {
		return Question{}, Refuse(Forbidden, "error.coordinators_only")
	}
	var ps Problems
	topic := ps.name("topic", in.Topic)
	q := Question{ID: id, ServiceID: in.ServiceID, Wording: ps.wording(in), CreatedAt: s.Clock()}
	q.Bounds = ps.bounds(in, q.Wording)
	if err := ps.Err(); err != nil {
		return q, err
	}
	err := inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		if q.ServiceID != nil {
			if _, err := ServiceIn(ctx, tx, *q.ServiceID); err != nil {
				return err
			}
		}
		t := Topic{ID: newID(), Name: strings.Join(strings.Fields(topic), " ")}
		if _, err := tx.NewInsert().Model(&t).On("CONFLICT (name) DO UPDATE").Set("name = EXCLUDED.name").Returning("id").Exec(ctx); err != nil {
			return fmt.Errorf("topic: %w", err)
		}
		q.TopicID = t.ID
		return store(ctx, tx, &q, &q.ID, "topic_id", "service_id", "kind", "text_nl", "text_en", "options_nl", "options_en",
			"line", "step", "good_options")
	})
	return q, err
}

func (ps *Problems) wording(in QuestionInput) Wording {
	w := Wording{Kind: in.Kind, TextNL: ps.Text("text_nl", in.TextNL, 1, 500), TextEN: ps.Text("text_en", in.TextEN, 0, 500)}
	switch in.Kind {
	case Open:
	case Mark, Pair:
		if in.ServiceID == nil {
			ps.Add("service", "error.question_service")
		}
	case Choice:
		w.OptionsNL, w.OptionsEN = ps.options("options_nl", in.OptionsNL), ps.options("options_en", in.OptionsEN)
		n, m := len(w.Options("nl")), strings.Count(w.OptionsEN, "\n")+1
		if n < 2 || n > 12 {
			ps.Add("options_nl", "error.options")
		} else if w.OptionsEN != "" && m != n {
			ps.Add("options_en", "error.options_equal", "Count", n)
		}
		ps.differ("options_nl", w.OptionsNL)
		ps.differ("options_en", w.OptionsEN)
	default:
		ps.Add("kind", "error.question_kind")
	}
	return w
}

// options drops empty lines, so that an option's index is its line.
func (ps *Problems) options(field, value string) string {
	var lines []string
	for line := range strings.Lines(ps.Text(field, value, 0, 2000)) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// differ refuses the same answer twice: nobody could tell their counts apart.
func (ps *Problems) differ(field, options string) {
	seen := map[string]bool{}
	for option := range strings.SplitSeq(options, "\n") {
		key := strings.ToLower(tidy(option))
		if seen[key] && !ps.has(field) {
			ps.Add(field, "error.options_twice", "Option", option)
		}
		seen[key] = true
	}
}

// ArchiveQuestion takes a question out of the bank and out of the panels that would ask it; the past keeps it.
func (s *Store) ArchiveQuestion(ctx context.Context, actor Actor, id uuid.UUID) error {
	if !actor.CoordinatesAny() {
		return Refuse(Forbidden, "error.coordinators_only")
	}
	return inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		r, err := tx.NewUpdate().Table("questions").Set("archived_at = ?", s.Clock()).Where("id = ? AND archived_at IS NULL", id).Exec(ctx)
		if err != nil {
			return fmt.Errorf("archive question: %w", err)
		}
		if touched(r) == 0 {
			return Refuse(NotFound, "error.question_not_found")
		}
		if _, err := tx.NewDelete().Table("panel_questions").Where("question_id = ?", id).Exec(ctx); err != nil {
			return fmt.Errorf("archive question: %w", err)
		}
		return nil
	})
}
