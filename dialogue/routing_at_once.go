package dialogue

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// routeByRule makes an item of what was said outside a round, and gives it to a service at once, when a rule says so. The program then
// is who did it, and the rule's word is why. It leaves what waits to a coordinator when no rule holds, or when rules point to several services.
// It is nil when it left it.
func (s *Store) routeByRule(ctx context.Context, tx bun.Tx, c panel.Cycle, said Contribution) (*Item, error) {
	rules, err := rulesIn(ctx, tx)
	if err != nil {
		return nil, err
	}
	rule, ok := atOnce(matches(rules, panel.Words(said.Text), nil))
	if !ok {
		return nil, nil
	}
	item := Item{ID: newID(), PanelID: c.PanelID, CycleID: c.ID, State: New, Title: titleOf(said.Text), Said: said.Text, CreatedAt: s.Clock()}
	if said.Unquoted { // everybody reads a title
		item.Title = titleOf(capital(rule.Phrase))
	}
	if _, err := tx.NewInsert().Model(&item).Exec(ctx); err != nil {
		return nil, wrap("item by rule", err)
	}
	if err := join(ctx, tx, &item, []uuid.UUID{said.ID}, c.Panel.SmallestGroup); err != nil {
		return nil, err
	}
	if err := s.created(ctx, tx, panel.System, &item, nil); err != nil {
		return nil, err
	}
	return &item, s.route(ctx, tx, panel.System, &item, rule.ServiceID, rule.Phrase)
}

// atOnce is the rule by which a text goes to a service without a coordinator: all rules that hold for it have to name that one service.
func atOnce(found []ruleMatch) (rule ruleMatch, ok bool) {
	for _, m := range found {
		if m.ServiceID != found[0].ServiceID {
			return rule, false
		}
		if m.AtOnce && !ok {
			rule, ok = m, true
		}
	}
	return rule, ok
}

// capital is a text with its first letter large.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// titleAtMost letters name an item; more is said below it.
const titleAtMost = 80

// titleOf names an item by how somebody began to say it.
func titleOf(text string) string {
	first := strings.Join(strings.Fields(text), " ")
	if end := strings.IndexAny(first, ".!?"); end > 0 {
		first = first[:end]
	}
	letters := []rune(first)
	if len(letters) <= titleAtMost {
		return first
	}
	cut := string(letters[:titleAtMost])
	if space := strings.LastIndex(cut, " "); space > titleAtMost/2 {
		cut = cut[:space]
	}
	return cut + "…"
}
