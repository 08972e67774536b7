package dialogue

import (
	"cmp"
	"context"
	"strings"
	"unicode"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// A point says in the coordinator's words what colleagues said. Where these are somebody's own, they are a quotation: one may be printed
// unless who said it wants it not to be, or so few stand behind the point that readers could guess who that is.

// likeness is when one text quotes another: so many words in succession stand in both, or all of the shorter one from Least words on. Of
// a still shorter one the other says no more than that.
type likeness struct{ run, least int }

var (
	// wordForWord is for what is printed as said, and for everything of somebody who wants not to be quoted.
	wordForWord = likeness{5, 3}
	// atLength is for titles and answers. These are somebody else's own words about the same thing, and share a few with it anyway.
	atLength = likeness{8, 5}
)

// wording is what is to be printed of an item.
type wording struct {
	item        uuid.UUID
	said, title string
	few         bool // fewer than the panel's smallest group stand behind the item, as readers know it
}

// quoted are the parts of a wording that quote somebody who may not be quoted.
type quoted struct{ said, title bool }

// unprintable finds what is not to be printed, by item.
func unprintable(ctx context.Context, db bun.IDB, all []wording) (map[uuid.UUID]quoted, error) {
	words, few, many := map[uuid.UUID]wording{}, []uuid.UUID{}, []uuid.UUID{}
	for _, w := range all {
		if w.few {
			few = append(few, w.item)
		} else {
			many = append(many, w.item)
		}
		w.said, w.title = spaced(w.said), spaced(w.title)
		words[w.item] = w
	}
	never := map[uuid.UUID]quoted{}
	for _, look := range []struct {
		of    []uuid.UUID
		where string
	}{{few, "co.text <> ''"}, {many, "co.unquoted"}} {
		if len(look.of) == 0 {
			continue
		}
		var behind []Contribution
		err := db.NewSelect().Model(&behind).Column("item_id", "text", "unquoted").Where("co.item_id IN (?)", bun.In(look.of)).Where(look.where).Scan(ctx)
		if err != nil {
			return nil, wrap("quotations", err)
		}
		for _, c := range behind {
			w, found, text := words[*c.ItemID], never[*c.ItemID], spaced(c.Text)
			found.said = found.said || wordForWord.shared(w.said, text) != ""
			found.title = found.title || c.likeness().shared(w.title, text) != ""
			never[*c.ItemID] = found
		}
	}
	return never, nil
}

// likeness is how near other people's words may come to those of a contribution that isn't to be quoted.
func (c Contribution) likeness() likeness {
	if c.Unquoted {
		return wordForWord
	}
	return atLength
}

// leaveOutQuotations takes what may not be printed out of a panel's entries. In the place of a title comes the service.
func leaveOutQuotations(ctx context.Context, db bun.IDB, p panel.Panel, entries []Entry) error {
	all := make([]wording, len(entries))
	for i, e := range entries {
		all[i] = wording{e.ItemID, e.Said, e.Title, e.People == 0}
	}
	never, err := unprintable(ctx, db, all)
	for i, e := range entries {
		if never[e.ItemID].said {
			entries[i].Said, entries[i].Unprintable = "", true
		}
		if never[e.ItemID].title {
			entries[i].Title, entries[i].Retitled = cmp.Or(e.Service, p.Name), true
		}
	}
	return err
}

// leaveOutSaid takes out of the letters about items, which have their Panel, what may not be printed. Who gets them are behind the item
// themselves.
func leaveOutSaid(ctx context.Context, db bun.IDB, items []Item) error {
	all := make([]wording, len(items))
	for i, item := range items {
		all[i] = item.wording()
	}
	never, err := unprintable(ctx, db, all)
	for i, item := range items {
		if never[item.ID].said {
			items[i].Said = ""
		}
	}
	return err
}

func (i Item) wording() wording {
	return wording{item: i.ID, said: i.Said, few: i.Shown(i.Panel.SmallestGroup) == 0}
}

// Printable reports whether what an item says may be shown to who doesn't work on it. The item has its Panel.
func (s *Store) Printable(ctx context.Context, item Item) (bool, error) {
	never, err := unprintable(ctx, s.DB, []wording{item.wording()})
	return !never[item.ID].said, err
}

// inOwnWords notes a problem with what a service writes for everybody, when it quotes somebody behind the item who may not be quoted.
func inOwnWords(ctx context.Context, db bun.IDB, ps *panel.Problems, field string, item Item, text string) error {
	var group int
	if err := db.NewSelect().Table("panels").Column("smallest_group").Where("id = ?", item.PanelID).Scan(ctx, &group); err != nil {
		return wrap("quotations", err)
	}
	var behind []Contribution
	q := db.NewSelect().Model(&behind).Column("text", "unquoted").Where("co.item_id = ?", item.ID)
	if item.Shown(group) > 0 {
		q.Where("co.unquoted")
	}
	if err := q.Scan(ctx); err != nil {
		return wrap("quotations", err)
	}
	for _, c := range behind {
		if words := c.likeness().shared(spaced(text), spaced(c.Text)); words != "" {
			ps.Add(field, "error.answer_quotes", "Words", words)
			break
		}
	}
	return nil
}

// spaced are the words of a text with one space around each. Capitals, accents and signs don't matter.
func spaced(text string) string {
	words := strings.FieldsFunc(panel.Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return " " + strings.Join(words, " ") + " "
}

// shared are words with which one of two spaced texts quotes the other, "" when it doesn't.
func (l likeness) shared(a, b string) string {
	if len(b) > len(a) {
		a, b = b, a
	}
	words := strings.Fields(b)
	if len(words) < l.least {
		if a == b {
			return strings.TrimSpace(b)
		}
		return ""
	}
	run := min(l.run, len(words))
	for i := 0; i+run <= len(words); i++ {
		if part := strings.Join(words[i:i+run], " "); strings.Contains(a, " "+part+" ") {
			return part
		}
	}
	return ""
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
		if wordForWord.shared(spaced(in.Title), spaced(text)) != "" {
			ps.Add("title", "error.title_quotes")
			break
		}
	}
	for _, text := range withheld {
		if !in.Quoting && wordForWord.shared(spaced(in.Said), spaced(text)) != "" {
			ps.Add("said", "error.said_quotes")
			break
		}
	}
	return ps.Err()
}
