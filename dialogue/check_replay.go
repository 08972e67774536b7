package dialogue

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// replayedAtOnce is how many items the doctor reads at a time with their timelines.
const replayedAtOnce = 1000

// itemEvent is a row of both an item and its timeline, read by one statement: what is written meanwhile is in both or in neither.
type itemEvent struct {
	ID                                           uuid.UUID
	State, Outcome, Answer                       string
	ServiceID, TakenBy, WantedID, DissolvedInto  *uuid.UUID
	DueOn, PausedOn, LateOn, ResponseLateOn      scheduler.Date
	HandOvers, PausedDays                        int
	RespondOn                                    scheduler.Date
	RespondedAt, ReadyAt, RevisedAt              bun.NullTime
	EventID                                      *uuid.UUID
	EventAt                                      bun.NullTime
	EventKind, EventOutcome, EventText, EventWhy string
	EventPersonID, EventServiceID, EventOtherID  *uuid.UUID
	EventDueOn                                   scheduler.Date
}

// event is the line of the timeline in the row; found is false for an item without any.
func (r itemEvent) event() (e Event, found bool) {
	if r.EventID == nil {
		return e, false
	}
	return Event{ID: *r.EventID, ItemID: r.ID, At: r.EventAt.Time, Kind: r.EventKind, PersonID: r.EventPersonID, ServiceID: r.EventServiceID,
		OtherID: r.EventOtherID, Outcome: r.EventOutcome, DueOn: r.EventDueOn, Text: r.EventText, Why: r.EventWhy}, true
}

// checkReplay compares every item with what follows from its timeline.
func checkReplay(ctx context.Context, db bun.IDB) ([]migrations.Finding, error) {
	var findings []migrations.Finding
	var after uuid.UUID
	for {
		var rows []itemEvent
		batch := db.NewSelect().Table("items").Column("id").Where("id > ?", after).Order("id").Limit(replayedAtOnce)
		err := db.NewSelect().TableExpr("items AS i").Join("LEFT JOIN events AS e ON e.item_id = i.id").
			ColumnExpr("i.id, i.state, i.outcome, i.answer, i.service_id, i.taken_by, i.wanted_id, i.dissolved_into, i.due_on, i.paused_on, i.late_on").
			ColumnExpr("i.response_late_on, i.hand_overs, i.paused_days, i.respond_on, i.responded_at, i.ready_at, i.revised_at").
			ColumnExpr("e.id AS event_id, e.at AS event_at, e.person_id AS event_person_id, e.service_id AS event_service_id, e.other_id AS event_other_id").
			ColumnExpr("COALESCE(e.kind, '') AS event_kind, COALESCE(e.outcome, '') AS event_outcome, COALESCE(e.due_on, '') AS event_due_on").
			ColumnExpr("COALESCE(e.text, '') AS event_text, COALESCE(e.why, '') AS event_why").
			Where("i.id IN (?)", batch).OrderExpr("i.id, e.id").Scan(ctx, &rows)
		if err != nil || len(rows) == 0 {
			return findings, wrap("replay", err)
		}
		for len(rows) > 0 {
			n := 1
			for n < len(rows) && rows[n].ID == rows[0].ID {
				n++
			}
			findings = append(findings, replayed(rows[:n])...)
			after, rows = rows[0].ID, rows[n:]
		}
	}
}

// replayed says in what an item differs from what follows from its timeline.
func replayed(rows []itemEvent) []migrations.Finding {
	item := rows[0]
	var timeline []Event
	for _, r := range rows {
		if e, found := r.event(); found {
			timeline = append(timeline, e)
		}
	}
	d := Replay(timeline)
	var findings []migrations.Finding
	for _, c := range []struct {
		rule int
		same bool
		what string
	}{
		{2, item.State == d.State, "its state"},
		{2, isSame(item.ServiceID, d.ServiceID), "its service"},
		{2, item.Outcome == d.Outcome, "its outcome"},
		{2, item.Answer == d.Answer || item.Outcome == Dissolved, "its answer"},
		{2, isSame(item.DissolvedInto, d.DissolvedInto), "the point that has what it had"},
		{2, isSame(item.TakenBy, d.TakenBy), "who sees to it"},
		{2, isSame(item.WantedID, d.WantedID), "the service that it is asked to go to"},
		{2, item.DueOn == d.DueOn, "the day on which it is due"},
		{2, item.RespondOn <= item.DueOn, "the day on which a first response is due"},
		{2, !item.RespondedAt.IsZero() == d.Responded, "whether it had a first response"},
		{2, !item.ReadyAt.IsZero() == d.Ready, "whether its answer waits to be published"},
		{2, !item.RevisedAt.IsZero() == d.Revised, "whether its outcome was revised"},
		{2, onDay(item.PausedOn, d.PausedAt), "since when its clock stands"},
		{2, item.PausedDays == 0 || d.Resumed, "how long its clock stood"},
		{2, onDay(item.LateOn, d.LateAt), "since when it is late"},
		{2, onDay(item.ResponseLateOn, d.ResponseLateAt), "since when its first response is late"},
		{8, item.HandOvers == d.HandOvers, "its count of hand-overs"},
	} {
		if !c.same {
			findings = append(findings, migrations.Finding{Rule: c.rule, Table: "items", Row: item.ID.String(), What: c.what + " is not what its timeline says"})
		}
	}
	return findings
}

// onDay reports whether a day is that of a moment, somewhere on earth: the zone of a panel may have changed since.
func onDay(day scheduler.Date, at time.Time) bool {
	if day == "" || at.IsZero() {
		return day == "" && at.IsZero()
	}
	utc := scheduler.DateOf(at, time.UTC)
	return day >= utc.AddDays(-1) && day <= utc.AddDays(1)
}
