package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/scheduler"
)

// HeardFigures are how a service's outcomes were heard: how many people were helped by them and weren't, and to how many its explanations were
// clear and weren't. They are sums of what is shown of each outcome, which is 0 or grew by whole smallest groups: so neither they, nor a
// difference of two of them, tells of a few people. Of outcomes that few answered about they say nothing.
type HeardFigures struct{ Helped, Unhelped, Clear, Unclear int }

// Heard is how many people the figures of who was helped are about.
func (f HeardFigures) Heard() int { return f.Helped + f.Unhelped }

// Read is how many people the figures of what was clear are about.
func (f HeardFigures) Read() int { return f.Clear + f.Unclear }

// HeardFigures reads those of a service.
func (s *Store) HeardFigures(ctx context.Context, service uuid.UUID) (HeardFigures, error) {
	of, err := heardByService(ctx, s.DB, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("service_id = ?", service) })
	return of[service], err
}

// heardByService adds up what is shown of the outcomes that services told. It begins with the figures, which are few: joined, a database may
// read all events of a service first.
func heardByService(ctx context.Context, db bun.IDB, narrow func(*bun.SelectQuery) *bun.SelectQuery) (map[uuid.UUID]HeardFigures, error) {
	of := map[uuid.UUID]HeardFigures{}
	sum := func(table, yes, no string, add func(*HeardFigures, int, int)) error {
		var rows []struct {
			ServiceID uuid.UUID
			Yes, No   int
		}
		shown := db.NewSelect().TableExpr("? AS f", bun.Ident(table)).ColumnExpr("(SELECT e.service_id FROM events AS e WHERE e.id = f.event_id) AS service_id").
			ColumnExpr("f.? AS yes, f.? AS no", bun.Ident(yes), bun.Ident(no)).Where("f.? + f.? > 0", bun.Ident(yes), bun.Ident(no))
		q := db.NewSelect().TableExpr("(?) AS shown", shown).ColumnExpr("service_id, SUM(yes) AS yes, SUM(no) AS no").
			Where("service_id IS NOT NULL").GroupExpr("service_id")
		if err := narrow(q).Scan(ctx, &rows); err != nil {
			return wrap(table, err)
		}
		for _, row := range rows {
			f := of[row.ServiceID]
			add(&f, row.Yes, row.No)
			of[row.ServiceID] = f
		}
		return nil
	}
	if err := sum("heard_figures", "helped", "unhelped", func(f *HeardFigures, yes, no int) { f.Helped, f.Unhelped = yes, no }); err != nil {
		return nil, err
	}
	err := sum("clear_figures", "clear", "unclear", func(f *HeardFigures, yes, no int) { f.Clear, f.Unclear = yes, no })
	return of, err
}

func (s *Store) addHeard(ctx context.Context, _ scheduler.Date, of func(uuid.UUID) *ServiceOverview) error {
	heard, err := heardByService(ctx, s.DB, func(q *bun.SelectQuery) *bun.SelectQuery { return q })
	for id, f := range heard {
		of(id).HeardFigures = f
	}
	return err
}
