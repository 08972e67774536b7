package dialogue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

const (
	thankedWithin = 31 // days: thanks for a term that ended longer ago would only puzzle
	bestShown     = 3
)

// ThankDue queues a letter to each ambassador whose term is over, one a transaction and once a term. Who is ambassador of the panel again the
// next day gets none, nor who left the organisation.
func (s *Store) ThankDue(ctx context.Context, now time.Time) error {
	return wrap("thank due", scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		today, err := panel.Today(ctx, tx, now)
		if panel.IsNotSetUp(err) {
			return uuid.Nil, nil
		}
		if err != nil {
			return uuid.Nil, err
		}
		var a panel.Ambassador
		q := tx.NewSelect().Model(&a).Where("a.ends_on <> '' AND a.thanked_at IS NULL AND a.ends_on < ? AND a.ends_on >= ?", today, today.AddDays(-thankedWithin)).
			Where("a.person_id IN (SELECT id FROM people WHERE active)").Order("a.ends_on", "a.id").Limit(1)
		if err := migrations.SkipLocked(scheduler.Except(q, "a.id", except)).Scan(ctx); err != nil {
			return uuid.Nil, unlessNone(err)
		}
		letter := newID()
		if _, err := tx.NewUpdate().Model(&a).Set("thanked_at = ?, thanks_id = ?", now, letter).WherePK().Exec(ctx); err != nil {
			return a.ID, wrap("thanks", err)
		}
		again, err := inOffice(ctx, tx, a, today)
		if err != nil || again {
			return a.ID, err
		}
		return a.ID, s.tell(ctx, tx, mail.KindThanks, letter, tx.NewSelect().Table("ambassadors").Column("person_id").Where("id = ?", a.ID))
	}))
}

// inOffice reports whether the person of a term is ambassador of the panel on a day, by this term or another one.
func inOffice(ctx context.Context, db bun.IDB, a panel.Ambassador, day scheduler.Date) (bool, error) {
	yes, err := db.NewSelect().Table("ambassadors").Where("panel_id = ? AND person_id = ?", a.PanelID, a.PersonID).
		Where("starts_on <= ? AND (ends_on = '' OR ends_on >= ?)", day, day).Exists(ctx)
	return yes, wrap("thanks", err)
}

// thanks is the letter that ends a term of office. Letters from before a term could end twice are about the term itself.
func (s *Store) thanks(ctx context.Context, db bun.IDB, id uuid.UUID) (mail.Letter, error) {
	var a panel.Ambassador
	err := db.NewSelect().Model(&a).Relation("Person").Where("(a.thanks_id = ? OR a.id = ?)", id, id).Scan(ctx)
	if isNone(err) {
		return nil, mail.Suppress("the term went on after all")
	}
	if err != nil {
		return nil, wrap("thanks", err)
	}
	today, err := panel.Today(ctx, db, s.Clock())
	if err != nil {
		return nil, err
	}
	again, err := inOffice(ctx, db, a, today)
	switch {
	case err != nil:
		return nil, err
	case again:
		return nil, mail.Suppress("the term goes on after all")
	case !a.Person.Active:
		return nil, mail.Suppress("the ambassador left")
	}
	var p panel.Panel
	if err := db.NewSelect().Model(&p).Where("pa.id = ?", a.PanelID).Scan(ctx); err != nil {
		return nil, wrap("thanks", err)
	}
	l := mail.Thanks{Panel: p.Name}
	if l.URL, err = s.baseURL(ctx, db); err != nil {
		return nil, err
	}
	l.URL += "/digests"
	if err := addAchieved(ctx, db, &l, a.ID); err != nil {
		return nil, err
	}
	l.Best, err = bestOf(ctx, db, a.ID, p.SmallestGroup)
	return l, err
}

// through are the items in which something stands that came through an ambassador, as alias i.
func through(db bun.IDB, ambassador uuid.UUID) *bun.SelectQuery {
	return db.NewSelect().TableExpr("items AS i").Join("LEFT JOIN promises AS pr ON pr.item_id = i.id AND NOT pr.past").
		Where("i.id IN (SELECT item_id FROM contributions WHERE ambassador_id = ? AND item_id IS NOT NULL)", ambassador)
}

func addAchieved(ctx context.Context, db bun.IDB, l *mail.Thanks, ambassador uuid.UUID) error {
	err := through(db, ambassador).ColumnExpr("COUNT(*)").
		ColumnExpr("COALESCE(SUM(CASE WHEN i.outcome = ? THEN 1 ELSE 0 END), 0)", Changed).
		ColumnExpr("COALESCE(SUM(CASE WHEN i.outcome = ? THEN 1 ELSE 0 END), 0)", Promised).
		ColumnExpr("COALESCE(SUM(CASE WHEN pr.state = ? THEN 1 ELSE 0 END), 0)", Delivered).Scan(ctx, &l.Points, &l.Changed, &l.Promised, &l.Delivered)
	if err != nil {
		return wrap("thanks", err)
	}
	own := db.NewSelect().Table("contributions").Column("cycle_id").Where("ambassador_id = ? AND link_id IS NULL AND state <> ?", ambassador, Removed)
	colleagues := db.NewSelect().TableExpr("links AS l").Column("l.cycle_id").Where("l.ambassador_id = ?", ambassador).
		Where("EXISTS (SELECT 1 FROM submissions AS su JOIN contributions AS co ON co.submission_id = su.id WHERE su.link_id = l.id AND co.state <> ?)", Removed)
	err = db.NewSelect().TableExpr("(?) AS heard", own.Union(colleagues)).ColumnExpr("COUNT(*)").Scan(ctx, &l.Rounds)
	return wrap("thanks", err)
}

// bestOf are the changed things, and the promises that were kept, with most people behind them.
func bestOf(ctx context.Context, db bun.IDB, ambassador uuid.UUID, smallestGroup int) ([]mail.ThanksPoint, error) {
	var rows []struct {
		Title, Service string
		PeopleShown    int
	}
	err := through(db, ambassador).Join("JOIN services AS s ON s.id = i.service_id").ColumnExpr("i.title, s.name AS service, i.people_shown").
		Where("(i.outcome = ? OR pr.state = ?)", Changed, Delivered).OrderExpr("i.people_shown DESC, i.id DESC").Limit(bestShown).Scan(ctx, &rows)
	var best []mail.ThanksPoint
	for _, r := range rows {
		best = append(best, mail.ThanksPoint{Title: r.Title, Service: r.Service, People: Item{PeopleShown: r.PeopleShown}.Shown(smallestGroup)})
	}
	return best, wrap("thanks", err)
}
