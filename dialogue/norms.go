package dialogue

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// The tallies of how a service's items with an outcome did by its norms. One that arrived before norms counted from the arrival is in none.
const (
	tallyRespondedInTime = "responded_in_time"
	tallyRespondedLate   = "responded_late"
	tallyAnsweredInTime  = "answered_in_time"
	tallyAnsweredLate    = "answered_late"
	tallyPausedDays      = "paused_days"
)

// tallyNorms counts an item that gets its outcome, or with n -1 one that is open again.
func tallyNorms(ctx context.Context, tx bun.Tx, item Item, n int) error {
	if item.RespondOn == "" {
		return nil
	}
	response, answer := tallyRespondedInTime, tallyAnsweredInTime
	if item.ResponseLateOn != "" {
		response = tallyRespondedLate
	}
	if item.LateOn != "" {
		answer = tallyAnsweredLate
	}
	if err := tally(ctx, tx, *item.ServiceID, response, n); err != nil {
		return err
	}
	if err := tally(ctx, tx, *item.ServiceID, answer, n); err != nil {
		return err
	}
	return tally(ctx, tx, *item.ServiceID, tallyPausedDays, n*item.PausedDays)
}

// normTallies are all of them.
func normTallies() []string {
	return []string{tallyRespondedInTime, tallyRespondedLate, tallyAnsweredInTime, tallyAnsweredLate, tallyPausedDays}
}

// NormFigures are how a service did by its norms, for everybody to see: of so many points how many had their first response and their outcome
// in time, and the working days that their clocks stood together.
type NormFigures struct {
	Points, RespondedInTime, AnsweredInTime, PausedDays int
}

// NormFigures reads those of a service. They are zero while there are fewer points than the largest smallest group of any panel: of so few,
// somebody could tell whose they are.
func (s *Store) NormFigures(ctx context.Context, service uuid.UUID) (NormFigures, error) {
	var tallies []serviceTally
	if err := s.DB.NewSelect().Model(&tallies).Where("service_id = ? AND what IN (?)", service, bun.In(normTallies())).Scan(ctx); err != nil {
		return NormFigures{}, wrap("norm figures", err)
	}
	var smallest int
	if err := s.DB.NewSelect().Table("panels").ColumnExpr("COALESCE(MAX(smallest_group), 0)").Scan(ctx, &smallest); err != nil {
		return NormFigures{}, wrap("smallest group", err)
	}
	var f NormFigures
	for _, t := range tallies {
		switch t.What {
		case tallyAnsweredInTime:
			f.AnsweredInTime = t.Count
			f.Points += t.Count
		case tallyAnsweredLate:
			f.Points += t.Count
		case tallyRespondedInTime:
			f.RespondedInTime = t.Count
		case tallyPausedDays:
			f.PausedDays = t.Count
		}
	}
	if f.Points < smallest {
		return NormFigures{}, nil
	}
	return f, nil
}

// wrongNorms: the tallies of norms are what the items say. One is late when its timeline says so.
func wrongNorms(db bun.IDB) *bun.SelectQuery {
	of := func(figure, condition string) string {
		return "(SELECT COALESCE(SUM(" + figure + "), 0) FROM items i WHERE i.service_id = x.service_id AND i.state = 'outcome' AND i.outcome <> 'dissolved'" +
			" AND i.respond_on <> ''" + condition + ")"
	}
	return db.NewSelect().TableExpr("service_tallies AS x").
		ColumnExpr("CAST(x.service_id AS text) || '/' || x.what AS row, 'it differs from what is there' AS what").
		Where("x.what IN (?)", bun.In(normTallies())).
		Where("x.count <> CASE x.what"+
			" WHEN ? THEN "+of("1", " AND i.response_late_on = ''")+" WHEN ? THEN "+of("1", " AND i.response_late_on <> ''")+
			" WHEN ? THEN "+of("1", " AND i.late_on = ''")+" WHEN ? THEN "+of("1", " AND i.late_on <> ''")+
			" ELSE "+of("i.paused_days", "")+" END", tallyRespondedInTime, tallyRespondedLate, tallyAnsweredInTime, tallyAnsweredLate)
}
