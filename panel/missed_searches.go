package panel

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

// MissedSearch is what people looked for in the directory without finding a service. Who they were isn't kept.
type MissedSearch struct {
	bun.BaseModel `bun:"table:missed_searches,alias:ms"`

	Words     string         `bun:"words,pk"` // folded, with single spaces
	Count     int            `bun:"count"`
	LastOn    scheduler.Date `bun:"last_on"`
	SettledOn scheduler.Date `bun:"settled_on"` // a coordinator saw to it; "" for not, or searched again since
}

const (
	longestMissed = 100 // characters; who types more isn't searching
	missedFrom    = 2   // searches: what was typed only once may be a name, or a slip
	missedTerm    = 90 * 24 * time.Hour
)

// NoteMissed counts a search that found nothing. Words that lead nowhere by themselves, and whole stories, aren't counted.
func (s *Store) NoteMissed(ctx context.Context, typed string, day scheduler.Date) error {
	words := strings.Join(strings.Fields(Fold(typed)), " ")
	if len(searchTerms(words)) == 0 || utf8.RuneCountInString(words) > longestMissed {
		return nil
	}
	row := MissedSearch{Words: words, Count: 1, LastOn: day}
	_, err := s.DB.NewInsert().Model(&row).On("CONFLICT (words) DO UPDATE").
		Set("count = ms.count + 1").Set("last_on = EXCLUDED.last_on").Set("settled_on = ''").Exec(ctx)
	if err != nil {
		return fmt.Errorf("missed search: %w", err)
	}
	return nil
}

// Missed lists what was looked for more than once and not found, and nobody saw to: what was looked for most first.
func (s *Store) Missed(ctx context.Context, limit int) ([]MissedSearch, error) {
	var missed []MissedSearch
	err := s.DB.NewSelect().Model(&missed).Where("ms.settled_on = '' AND ms.count >= ?", missedFrom).Order("ms.count DESC", "ms.words").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("missed searches: %w", err)
	}
	return missed, nil
}

// SettleMissed takes searches from the list. With a service the words become some of that service's, so that the next who types them finds
// it; without one they lead nowhere, and come back when they are looked for again.
func (s *Store) SettleMissed(ctx context.Context, actor Actor, words []string, service *uuid.UUID, day scheduler.Date) error {
	if !actor.CoordinatesAny() {
		return Refuse(Forbidden, "error.coordinators_only")
	}
	if len(words) == 0 {
		return Problems{problem(Invalid, "words", "error.choose", nil)}
	}
	return inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		for _, one := range words {
			missed := MissedSearch{Words: one, SettledOn: day}
			r, err := tx.NewUpdate().Model(&missed).Column("settled_on").WherePK().Exec(ctx)
			if err != nil {
				return fmt.Errorf("missed search: %w", err)
			}
			if touched(r) == 0 {
				return Refuse(Conflict, "error.missed_gone", "Words", one)
			}
		}
		if service == nil {
			return nil
		}
		return addWords(ctx, tx, *service, words)
	})
}

// addWords adds what people call a service to its words, each once.
func addWords(ctx context.Context, tx bun.Tx, id uuid.UUID, words []string) error {
	service, err := ServiceIn(ctx, tx, id)
	if err != nil {
		return err
	}
	if !service.ClosedAt.IsZero() {
		return Refuse(Conflict, "error.service_closed")
	}
	phrases := service.Phrases()
	for _, one := range words {
		if !slices.ContainsFunc(phrases, func(phrase string) bool { return Fold(phrase) == one }) {
			phrases = append(phrases, one)
		}
	}
	var ps Problems
	service.Words = ps.Text("service", strings.Join(phrases, ", "), 0, 2000)
	if len(ps) > 0 {
		return Refuse(Conflict, "error.words_full", "Service", service.Name)
	}
	if _, err := tx.NewUpdate().Model(&service).Column("words").WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("words: %w", err)
	}
	return nil
}

// tidyMissed forgets what nobody looked for any more.
func (s *Store) tidyMissed(ctx context.Context, now time.Time) error {
	before := scheduler.DateOf(now.Add(-missedTerm), time.UTC)
	if _, err := s.DB.NewDelete().Model((*MissedSearch)(nil)).Where("ms.last_on < ?", before).Exec(ctx); err != nil {
		return fmt.Errorf("tidy: %w", err)
	}
	return nil
}
