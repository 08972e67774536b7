package dialogue

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"klantpanel/panel"
)

// sayAround fills in what a digest tells besides its entries: how many contributed, and what is asked next. The digest has its Panel.
func (s *Store) sayAround(ctx context.Context, db bun.IDB, d *Digest) error {
	people, err := contributed(ctx, db, d)
	if err != nil {
		return err
	}
	k := d.Panel.SmallestGroup
	d.People = people / k * k // two digests, or a digest and one of its points, never differ by fewer than the smallest group
	questions, err := panel.NextQuestions(ctx, db, *d.Panel)
	if err != nil {
		return wrap("next questions", err)
	}
	var nl, en []string
	for _, q := range questions {
		nl, en = append(nl, q.Text("nl")), append(en, q.Text("en"))
	}
	d.NextOn, d.NextNL, d.NextEN = d.Panel.NextDay(), strings.Join(nl, "\n"), strings.Join(en, "\n")
	return nil
}

// contributed is how many people stand behind what came in during the round of a digest.
func contributed(ctx context.Context, db bun.IDB, d *Digest) (int, error) {
	forms := db.NewSelect().TableExpr("contributions AS co").ColumnExpr("MAX(co.people) AS people").
		Where("co.cycle_id = ? AND co.state <> ?", d.CycleID, Removed).GroupExpr("co.submission_id")
	var people int
	err := db.NewSelect().TableExpr("(?) AS f", forms).ColumnExpr("COALESCE(SUM(f.people), 0)").Scan(ctx, &people)
	return people, wrap("contributed", err)
}

// Asked are the questions of the next round as a digest tells them, in the reader's language.
func (d Digest) Asked(language string) []string {
	text := d.NextNL
	if language == "en" {
		text = d.NextEN
	}
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// Answered is how many of the entries tell what came of a point.
func (v DigestView) Answered() int { return len(v.Entries) - len(v.In(SectionUnanswered)) }
