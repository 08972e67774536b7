package dialogue

import (
	"context"

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

// tallyNorms counts an item that gets its outcome.
func tallyNorms(ctx context.Context, tx bun.Tx, item Item) error {
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
	if err := tally(ctx, tx, *item.ServiceID, response, 1); err != nil {
		return err
	}
	if err := tally(ctx, tx, *item.ServiceID, answer, 1); err != nil {
		return err
	}
	return tally(ctx, tx, *item.ServiceID, tallyPausedDays, item.PausedDays)
}

// normTallies are all of them.
func normTallies() []string {
	return []string{tallyRespondedInTime, tallyRespondedLate, tallyAnsweredInTime, tallyAnsweredLate, tallyPausedDays}
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
