package dialogue

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// Why a figure proposes a point.
const (
	UnderLine = "line" // it is lower than the question's line
	LostAStep = "step" // it is at least the question's step lower than the last time
)

// The states of a proposal.
const (
	ProposalOpen      = "open"
	ProposalMade      = "made" // a point was made of it
	ProposalDismissed = "dismissed"
)

// Proposal is a point that the answers to a question propose. Its figures are in tenths of a mark, or percents of those who chose a good
// option; none was hidden.
type Proposal struct {
	bun.BaseModel `bun:"table:proposals,alias:pp"`

	ID         uuid.UUID    `bun:"id,pk"`
	CycleID    uuid.UUID    `bun:"cycle_id"`
	QuestionID uuid.UUID    `bun:"question_id"` // of the cycle
	Kind       string       `bun:"kind"`
	Figure     int          `bun:"figure"`
	Before     *int         `bun:"before"` // the last one that was shown; nil: there is none
	State      string       `bun:"state"`
	ItemID     *uuid.UUID   `bun:"item_id"`
	Reason     string       `bun:"reason"` // why it was dismissed
	DecidedBy  *uuid.UUID   `bun:"decided_by"`
	DecidedAt  bun.NullTime `bun:"decided_at"`

	Question *panel.CycleQuestion `bun:"rel:belongs-to,join:question_id=id"`
	Item     *Item                `bun:"rel:belongs-to,join:item_id=id"`
}

// ProposeDue looks through the figures of each round that stopped collecting, once, and proposes points of those that are low. A figure that
// is hidden proposes nothing, nor does it stand beside another.
func (s *Store) ProposeDue(ctx context.Context, now time.Time) error {
	return wrap("propose due", scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var due panel.Cycle
		q := tx.NewSelect().Model(&due).Column("id").Where("c.proposed_at IS NULL AND c.phase IN (?)", bun.In([]string{panel.Responding, panel.Reporting, panel.Closed})).
			Order("c.id").Limit(1)
		if err := migrations.SkipLocked(scheduler.Except(q, "c.id", except)).Scan(ctx); err != nil {
			return uuid.Nil, unlessNone(err)
		}
		return due.ID, s.lookThrough(ctx, tx, due.ID, now)
	}))
}

// lookThrough notes what the figures of a round propose, and that they were looked through.
func (s *Store) lookThrough(ctx context.Context, tx bun.Tx, cycle uuid.UUID, now time.Time) error {
	c, err := panel.CycleIn(ctx, tx, cycle)
	if err != nil {
		return err
	}
	var proposals []Proposal
	figures, err := figuresIn(ctx, tx, c)
	if err != nil {
		return err
	}
	past := pastFigures{cycle: c, read: map[uuid.UUID][]Figure{}}
	for _, f := range figures {
		if f.Question.Line == nil && f.Question.Step == nil {
			continue
		}
		figure, shown := measure(f)
		if !shown {
			continue
		}
		before, err := past.last(ctx, tx, f.Question)
		if err != nil {
			return err
		}
		if kind := low(f.Question.Bounds, figure, before); kind != "" {
			proposals = append(proposals, Proposal{ID: newID(), CycleID: c.ID, QuestionID: f.Question.ID, Kind: kind, Figure: figure, Before: before, State: ProposalOpen})
		}
	}
	if len(proposals) > 0 {
		if _, err := tx.NewInsert().Model(&proposals).Exec(ctx); err != nil {
			return wrap("proposals", err)
		}
	}
	_, err = tx.NewUpdate().Table("cycles").Set("proposed_at = ?", now).Where("id = ?", c.ID).Exec(ctx)
	return wrap("proposed", err)
}

// low says why a figure proposes a point, "" when it doesn't.
func low(b panel.Bounds, figure int, before *int) string {
	switch {
	case b.Line != nil && figure < *b.Line:
		return UnderLine
	case b.Step != nil && before != nil && *before-figure >= *b.Step:
		return LostAStep
	}
	return ""
}

// measure is a figure as its question's bounds measure it: the mark, or of a pair the experience, in tenths; of a choice the percent of
// those who chose a good option. shown is false for one that is hidden.
func measure(f Figure) (figure int, shown bool) {
	if f.Hidden || f.People == 0 {
		return 0, false
	}
	switch f.Question.Kind {
	case panel.Mark:
		return int(math.Round(f.Mark * 10)), true
	case panel.Pair:
		return int(math.Round(f.Experience * 10)), true
	}
	good := 0
	for _, i := range GoodOptions(f.Question.GoodOptions) {
		if i < len(f.Options) {
			good += f.Options[i]
		}
	}
	return int(math.Round(100 * float64(good) / float64(f.People))), true
}

// GoodOptions are the numbers of the options that a choice lists as good, from 0.
func GoodOptions(list string) []int {
	var options []int
	for number := range strings.SplitSeq(list, ",") {
		if i, err := strconv.Atoi(number); err == nil && i >= 0 {
			options = append(options, i)
		}
	}
	return options
}

// pastFigures are those of the rounds before a cycle, each round read once.
type pastFigures struct {
	cycle panel.Cycle
	read  map[uuid.UUID][]Figure
}

// last is the figure of the last round before that asked the very same question and of which it was shown; nil when there is none.
func (past pastFigures) last(ctx context.Context, db bun.IDB, q panel.CycleQuestion) (*int, error) {
	if q.QuestionID == nil {
		return nil, nil
	}
	var before []panel.Cycle
	err := db.NewSelect().Model(&before).Relation("Panel").Where("c.panel_id = ? AND c.number < ?", past.cycle.PanelID, past.cycle.Number).
		Where("EXISTS (SELECT 1 FROM cycle_questions cq WHERE cq.cycle_id = c.id AND cq.question_id = ?)", *q.QuestionID).
		Order("c.number DESC").Limit(comparedRounds).Scan(ctx)
	if err != nil {
		return nil, wrap("rounds before", err)
	}
	for _, c := range before {
		figures, known := past.read[c.ID]
		if !known {
			if figures, err = figuresIn(ctx, db, c); err != nil {
				return nil, err
			}
			past.read[c.ID] = figures
		}
		i := slices.IndexFunc(figures, func(f Figure) bool { return f.Question.QuestionID != nil && *f.Question.QuestionID == *q.QuestionID })
		if i < 0 || !sameAsked(figures[i].Question, q) {
			continue
		}
		was := figures[i]
		was.Question.GoodOptions = q.GoodOptions
		if figure, shown := measure(was); shown {
			return &figure, nil
		}
	}
	return nil, nil
}

// comparedRounds is how many rounds that asked a question are looked through for its last figure that was shown.
const comparedRounds = 6

// sameAsked reports whether two rounds asked for the same: a question may be worded anew, but not with other answers to choose from.
func sameAsked(a, b panel.CycleQuestion) bool { return a.Kind == b.Kind && a.OptionsNL == b.OptionsNL }
