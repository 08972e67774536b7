package panel

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// Errand is something that people come for, and where they go for it.
type Errand struct {
	Words   string
	Service Service
}

// Errands are the words that people use for what they come for, from A to Z, each with its services.
func Errands(services []Service) []Errand {
	var errands []Errand
	for _, s := range services {
		phrases := s.Phrases()
		if len(phrases) == 0 {
			phrases = []string{s.Name}
		}
		for _, phrase := range phrases {
			known := slices.ContainsFunc(errands, func(e Errand) bool { return e.Service.ID == s.ID && Fold(e.Words) == Fold(phrase) })
			if !known {
				errands = append(errands, Errand{phrase, s})
			}
		}
	}
	slices.SortStableFunc(errands, func(a, b Errand) int {
		return cmp.Or(cmp.Compare(Fold(a.Words), Fold(b.Words)), cmp.Compare(Fold(a.Service.Name), Fold(b.Service.Name)))
	})
	return errands
}

// Letter is the one under which an errand stands in a list from A to Z; # for what begins with another sign.
func (e Errand) Letter() string {
	first, _ := utf8.DecodeRuneInString(Fold(e.Words))
	if !unicode.IsLetter(first) {
		return "#"
	}
	return string(unicode.ToUpper(first))
}

// MostAsked lists the open services that people had most points for, the busiest first. Without points there are none.
func (s *Store) MostAsked(ctx context.Context, limit int) ([]Service, error) {
	failed := func(err error) error { return fmt.Errorf("most asked: %w", err) }
	var ids []uuid.UUID
	err := s.DB.NewSelect().TableExpr("service_tallies AS t").Join("JOIN services AS s ON s.id = t.service_id AND s.closed_at IS NULL").
		Column("t.service_id").Where("t.what IN (?)", bun.In([]string{"changed", "promised", "explained", "thanked"})).
		GroupExpr("t.service_id, s.name").OrderExpr("SUM(t.count) DESC, s.name").Limit(int64(limit)).Scan(ctx, &ids)
	if err != nil {
		return nil, failed(err)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	var services []Service
	if err := s.DB.NewSelect().Model(&services).Where("s.id IN (?)", bun.In(ids)).Scan(ctx); err != nil {
		return nil, failed(err)
	}
	slices.SortFunc(services, func(a, b Service) int { return cmp.Compare(slices.Index(ids, a.ID), slices.Index(ids, b.ID)) })
	return services, nil
}
