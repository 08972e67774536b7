package dialogue

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel"
)

// RoutingRule says that what is about a topic, or said in certain words, is for a service. With both it takes both.
type RoutingRule struct {
	bun.BaseModel `bun:"table:routing_rules,alias:rr"`

	ID        uuid.UUID    `bun:"id,pk"`
	ServiceID uuid.UUID    `bun:"service_id"`
	TopicID   *uuid.UUID   `bun:"topic_id"` // of the question; nil: of any, and of none
	Words     string       `bun:"words"`    // words and phrases separated by commas, one of them is enough; "": the topic alone
	AtOnce    bool         `bun:"at_once"`  // what is said outside a round goes there without a coordinator
	CreatedBy *uuid.UUID   `bun:"created_by"`
	CreatedAt time.Time    `bun:"created_at"`
	RemovedAt bun.NullTime `bun:"removed_at"`

	Service *panel.Service `bun:"rel:belongs-to,join:service_id=id"`
	Topic   *panel.Topic   `bun:"rel:belongs-to,join:topic_id=id"`
}

// RuleInput is the form of a rule.
type RuleInput struct {
	ServiceID uuid.UUID
	TopicID   *uuid.UUID
	Words     string
	AtOnce    bool
}

// rulesAtMost keeps the list such that somebody can still know what is in it.
const rulesAtMost = 500

// Rules lists the rules in force, by their service.
func (s *Store) Rules(ctx context.Context) ([]RoutingRule, error) { return rulesIn(ctx, s.DB) }

func rulesIn(ctx context.Context, db bun.IDB) ([]RoutingRule, error) {
	var rules []RoutingRule
	err := db.NewSelect().Model(&rules).Relation("Service").Relation("Topic").Where("rr.removed_at IS NULL AND service.closed_at IS NULL").
		Order("service.name", "rr.created_at", "rr.id").Scan(ctx)
	return rules, wrap("rules", err)
}

// Rule reads a rule that is in force.
func (s *Store) Rule(ctx context.Context, id uuid.UUID) (RoutingRule, error) {
	var rule RoutingRule
	err := s.DB.NewSelect().Model(&rule).Relation("Service").Relation("Topic").Where("rr.id = ? AND rr.removed_at IS NULL", id).Scan(ctx)
	if isNone(err) {
		return rule, panel.Refuse(panel.NotFound, "error.rule_not_found")
	}
	return rule, wrap("rule", err)
}

// SaveRule adds a rule (id uuid.Nil) or changes one. The same rule twice is one.
func (s *Store) SaveRule(ctx context.Context, actor panel.Actor, id uuid.UUID, in RuleInput) (RoutingRule, error) {
	if !actor.CoordinatesAny() {
		return RoutingRule{}, panel.Refuse(panel.Forbidden, "error.coordinators_only")
	}
	var ps panel.Problems
	rule := RoutingRule{ID: id, ServiceID: in.ServiceID, TopicID: in.TopicID, Words: ruleWords(&ps, ps.Text("words", in.Words, 0, 1000)), AtOnce: in.AtOnce,
		CreatedBy: actor.PersonID(), CreatedAt: s.Clock()}
	if in.ServiceID == uuid.Nil {
		ps.Add("service", "error.choose")
	}
	switch {
	case rule.Words == "" && rule.TopicID == nil:
		ps.Add("words", "error.rule_empty")
	case rule.AtOnce && rule.TopicID != nil:
		ps.Add("at_once", "error.rule_at_once_topic")
	}
	if err := ps.Err(); err != nil {
		return rule, err
	}
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if _, err := openService(ctx, tx, in.ServiceID); err != nil {
			return err
		}
		return saveRule(ctx, tx, &rule)
	})
	return rule, err
}

func saveRule(ctx context.Context, tx bun.Tx, rule *RoutingRule) error {
	rules, err := rulesIn(ctx, tx)
	if err != nil {
		return err
	}
	known := slices.IndexFunc(rules, func(r RoutingRule) bool {
		return r.ID != rule.ID && r.ServiceID == rule.ServiceID && sameService(r.TopicID, rule.TopicID) && panel.Fold(r.Words) == panel.Fold(rule.Words) && r.AtOnce == rule.AtOnce
	})
	switch {
	case known >= 0 && rule.ID == uuid.Nil:
		*rule = rules[known]
		return nil
	case rule.ID == uuid.Nil && len(rules) >= rulesAtMost:
		return panel.Refuse(panel.Conflict, "error.rules_many", "Count", rulesAtMost)
	case rule.ID == uuid.Nil:
		rule.ID = newID()
		_, err = tx.NewInsert().Model(rule).Exec(ctx)
	default:
		if !slices.ContainsFunc(rules, func(r RoutingRule) bool { return r.ID == rule.ID }) {
			return panel.Refuse(panel.NotFound, "error.rule_not_found")
		}
		_, err = tx.NewUpdate().Model(rule).Column("service_id", "topic_id", "words", "at_once").WherePK().Exec(ctx)
	}
	if migrations.IsForeignKey(err) {
		return panel.Problems{{Kind: panel.Invalid, Field: "topic", Message: "error.choose", Data: map[string]any{}}}
	}
	return wrap("rule", err)
}

// RemoveRule takes a rule out of force. Doing it twice is once.
func (s *Store) RemoveRule(ctx context.Context, actor panel.Actor, id uuid.UUID) error {
	if !actor.CoordinatesAny() {
		return panel.Refuse(panel.Forbidden, "error.coordinators_only")
	}
	_, err := s.DB.NewUpdate().Table("routing_rules").Set("removed_at = ?", s.Clock()).Where("id = ? AND removed_at IS NULL", id).Exec(ctx)
	return wrap("rule", err)
}

// ruleWords are the words and phrases of a rule, each once. One that says nothing, such as "het is", would hold for everything.
func ruleWords(ps *panel.Problems, typed string) string {
	var phrases []string
	for _, phrase := range strings.FieldsFunc(typed, func(c rune) bool { return strings.ContainsRune(",;\n\r", c) }) {
		phrase = strings.Join(strings.Fields(phrase), " ")
		known := slices.ContainsFunc(phrases, func(p string) bool { return panel.Fold(p) == panel.Fold(phrase) })
		switch {
		case phrase == "" || known:
		case len(panel.Words(phrase)) == 0:
			ps.Add("words", "error.rule_common", "Word", phrase)
			return ""
		default:
			phrases = append(phrases, phrase)
		}
	}
	return strings.Join(phrases, ", ")
}

// Phrases are the words and phrases of the rule.
func (r RoutingRule) Phrases() []string {
	if r.Words == "" {
		return nil
	}
	return strings.Split(r.Words, ", ")
}

// ruleMatch is a rule that holds for a text, and by which of its phrases: "" by its topic alone.
type ruleMatch struct {
	RoutingRule
	Phrase string
}

// narrow is the more, the less a rule that holds could have held by chance.
func (m ruleMatch) narrow() int {
	n := 2 * len(panel.Words(m.Phrase))
	if m.TopicID != nil {
		n++
	}
	return n
}

// matches finds the rules that hold for a text about a topic, the narrowest first.
func matches(rules []RoutingRule, text []panel.Word, topic *uuid.UUID) []ruleMatch {
	var found []ruleMatch
	for _, rule := range rules {
		if rule.TopicID != nil && !sameService(rule.TopicID, topic) {
			continue
		}
		best := ruleMatch{rule, ""}
		for _, phrase := range rule.Phrases() {
			if m := (ruleMatch{rule, phrase}); says(text, panel.Words(phrase)) && m.narrow() > best.narrow() {
				best = m
			}
		}
		if best.Phrase != "" || rule.Words == "" {
			found = append(found, best)
		}
	}
	slices.SortStableFunc(found, func(a, b ruleMatch) int { return cmp.Compare(b.narrow(), a.narrow()) })
	return found
}

// says reports whether the words of a phrase stand one after the other in a text, whatever their endings and the small words between them.
func says(text, phrase []panel.Word) bool {
	for from := 0; len(phrase) > 0 && from+len(phrase) <= len(text); from++ {
		at := 0
		for at < len(phrase) && alikeWords(text[from+at], phrase[at]) {
			at++
		}
		if at == len(phrase) {
			return true
		}
	}
	return false
}

func alikeWords(a, b panel.Word) bool {
	return slices.ContainsFunc(a.Stems, func(stem string) bool { return slices.Contains(b.Stems, stem) })
}
