package dialogue

import (
	"context"
	"strings"
	"unicode"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// A point says in the coordinator's words what colleagues said. Where these are somebody's own, they are a quotation: one may be printed
// unless who said it wants it not to be, or so few stand behind the point that readers could guess who that is.

// quotedFrom is how many words in succession two texts share when one quotes the other. A shorter one is quoted when all of it is.
const quotedFrom = 5

// wording is what is to be printed of an item.
type wording struct {
	item uuid.UUID
	said string
	few  bool // fewer than the panel's smallest group stand behind the item, as readers know it
}

// unprintable are the items of which what is to be printed quotes somebody who may not be quoted.
func unprintable(ctx context.Context, db bun.IDB, all []wording) (map[uuid.UUID]bool, error) {
	words, few, many := map[uuid.UUID]string{}, []uuid.UUID{}, []uuid.UUID{}
	for _, w := range all {
		switch {
		case w.said == "":
		case w.few:
			few = append(few, w.item)
		default:
			many = append(many, w.item)
		}
		words[w.item] = spaced(w.said)
	}
	never := map[uuid.UUID]bool{}
	for _, look := range []struct {
		of    []uuid.UUID
		where string
	}{{few, "co.text <> ''"}, {many, "co.unquoted"}} {
		if len(look.of) == 0 {
			continue
		}
		var behind []Contribution
		err := db.NewSelect().Model(&behind).Column("item_id", "text").Where("co.item_id IN (?)", bun.In(look.of)).Where(look.where).Scan(ctx)
		if err != nil {
			return nil, wrap("quotations", err)
		}
		for _, c := range behind {
			if !never[*c.ItemID] && shareWords(words[*c.ItemID], spaced(c.Text)) {
				never[*c.ItemID] = true
			}
		}
	}
	return never, nil
}

// leaveOutQuotations takes what may not be printed out of entries.
func leaveOutQuotations(ctx context.Context, db bun.IDB, entries []Entry) error {
	all := make([]wording, len(entries))
	for i, e := range entries {
		all[i] = wording{e.ItemID, e.Said, e.People == 0}
	}
	never, err := unprintable(ctx, db, all)
	for i, e := range entries {
		if never[e.ItemID] {
			entries[i].Said, entries[i].Unprintable = "", true
		}
	}
	return err
}

// leaveOutSaid is leaveOutQuotations for the letters about items, which have their Panel.
func leaveOutSaid(ctx context.Context, db bun.IDB, items []Item) error {
	all := make([]wording, len(items))
	for i, item := range items {
		all[i] = wording{item.ID, item.Said, item.Shown(item.Panel.SmallestGroup) == 0}
	}
	never, err := unprintable(ctx, db, all)
	for i, item := range items {
		if never[item.ID] {
			items[i].Said = ""
		}
	}
	return err
}

// Printable reports whether what an item says may be shown to who doesn't work on it. The item has its Panel.
func (s *Store) Printable(ctx context.Context, item Item) (bool, error) {
	never, err := unprintable(ctx, s.DB, []wording{{item.ID, item.Said, item.Shown(item.Panel.SmallestGroup) == 0}})
	return !never[item.ID], err
}

// quotes reports whether one of two texts says the other, or a part of it, word for word. Capitals, accents and signs don't matter.
func quotes(a, b string) bool { return shareWords(spaced(a), spaced(b)) }

// spaced are the words of a text with one space around each.
func spaced(text string) string {
	words := strings.FieldsFunc(panel.Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return " " + strings.Join(words, " ") + " "
}

// shareWords is quotes for spaced texts. A word or two are nobody's own, unless they are all that both say.
func shareWords(a, b string) bool {
	if len(b) > len(a) {
		a, b = b, a
	}
	words := strings.Fields(b)
	switch {
	case len(words) == 0:
		return false
	case len(words) < 3:
		return a == b
	}
	run := min(quotedFrom, len(words))
	for i := 0; i+run <= len(words); i++ {
		if strings.Contains(a, " "+strings.Join(words[i:i+run], " ")+" ") {
			return true
		}
	}
	return false
}

// quotable refuses the words of a new item when they are somebody's who wants not to be quoted: a title always, for everybody reads it, and
// what was said unless the coordinator knows.
func quotable(ctx context.Context, tx bun.Tx, in BundleInput) error {
	var withheld []string
	err := tx.NewSelect().Table("contributions").Column("text").Where("id IN (?) AND unquoted", bun.In(in.Contributions)).Scan(ctx, &withheld)
	if err != nil {
		return wrap("quotations", err)
	}
	var ps panel.Problems
	for _, text := range withheld {
		if quotes(in.Title, text) {
			ps.Add("title", "error.title_quotes")
			break
		}
	}
	for _, text := range withheld {
		if !in.Quoting && quotes(in.Said, text) {
			ps.Add("said", "error.said_quotes")
			break
		}
	}
	return ps.Err()
}
