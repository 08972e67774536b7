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

// itemEvent is a row of an item, of what is written about it, and of its timeline, read by one statement: what is written meanwhile is in all of
// them or in none.
type itemEvent struct {
	ID                                                      uuid.UUID
	Title, State, Outcome, Answer                           string
	ServiceID, TakenBy, WantedID, DissolvedInto, QuestionID *uuid.UUID
	ArrivedOn, RespondOn, DueOn, PausedOn                   scheduler.Date
	LateOn, ResponseLateOn                                  scheduler.Date
	HandOvers, PausedDays                                   int
	CreatedAt                                               time.Time
	RoutedAt, AcknowledgedAt, RespondedAt                   bun.NullTime
	ReadyAt, AnsweredAt, RevisedAt, ReopenedAt              bun.NullTime
	DraftOf                                                 *uuid.UUID
	DraftOutcome, DraftAnswer, DraftChanged                 string
	DraftDueOn                                              scheduler.Date
	EventID                                                 *uuid.UUID
	EventAt                                                 bun.NullTime
	EventKind, EventOutcome, EventText, EventWhy            string
	EventPersonID, EventServiceID, EventOtherID             *uuid.UUID
	EventArrivedOn, EventRespondOn, EventDueOn              scheduler.Date
	EventDays                                               int
}

// event is the line of the timeline in the row; found is false for an item without any.
func (r itemEvent) event() (e Event, found bool) {
	if r.EventID == nil {
		return e, false
	}
	return Event{ID: *r.EventID, ItemID: r.ID, At: r.EventAt.Time, Kind: r.EventKind, PersonID: r.EventPersonID, ServiceID: r.EventServiceID, OtherID: r.EventOtherID,
		Outcome: r.EventOutcome, ArrivedOn: r.EventArrivedOn, RespondOn: r.EventRespondOn, DueOn: r.EventDueOn, Text: r.EventText, Why: r.EventWhy, Days: r.EventDays}, true
}

// checkReplay compares every item with what follows from its timeline.
func checkReplay(ctx context.Context, db bun.IDB) ([]migrations.Finding, error) {
	var findings []migrations.Finding
	var after uuid.UUID
	for {
		var rows []itemEvent
		batch := db.NewSelect().Table("items").Column("id").Where("id > ?", after).Order("id").Limit(replayedAtOnce)
		err := db.NewSelect().TableExpr("items AS i").Join("LEFT JOIN events AS e ON e.item_id = i.id").Join("LEFT JOIN item_answers AS a ON a.item_id = i.id").
			ColumnExpr("i.id, i.title, i.state, i.outcome, i.answer, i.service_id, i.taken_by, i.wanted_id, i.dissolved_into, i.question_id, i.hand_overs, i.paused_days").
			ColumnExpr("i.arrived_on, i.respond_on, i.due_on, i.paused_on, i.late_on, i.response_late_on").
			ColumnExpr("i.created_at, i.routed_at, i.acknowledged_at, i.responded_at, i.ready_at, i.answered_at, i.revised_at, i.reopened_at").
			ColumnExpr("a.item_id AS draft_of, COALESCE(a.outcome, '') AS draft_outcome, COALESCE(a.answer, '') AS draft_answer").
			ColumnExpr("COALESCE(a.changed, '') AS draft_changed, COALESCE(a.due_on, '') AS draft_due_on").
			ColumnExpr("e.id AS event_id, e.at AS event_at, e.person_id AS event_person_id, e.service_id AS event_service_id, e.other_id AS event_other_id").
			ColumnExpr("COALESCE(e.kind, '') AS event_kind, COALESCE(e.outcome, '') AS event_outcome, COALESCE(e.text, '') AS event_text, COALESCE(e.why, '') AS event_why").
			ColumnExpr("COALESCE(e.arrived_on, '') AS event_arrived_on, COALESCE(e.respond_on, '') AS event_respond_on, COALESCE(e.due_on, '') AS event_due_on").
			ColumnExpr("COALESCE(e.days, 0) AS event_days").
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

// replayed says in what an item differs from what follows from its timeline. What doesn't follow from it, the other checks compare with where it
// does: who stands behind it with the contributions, what was told with the digests, who was nudged with the letters.
func replayed(rows []itemEvent) []migrations.Finding {
	item := rows[0]
	var timeline []Event
	for _, r := range rows {
		if e, found := r.event(); found {
			timeline = append(timeline, e)
		}
	}
	var findings []migrations.Finding
	for _, c := range item.compare(Replay(timeline)) {
		if !c.same {
			findings = append(findings, migrations.Finding{Rule: c.rule, Table: "items", Row: item.ID.String(), What: c.what + " is not what its timeline says"})
		}
	}
	return findings
}

// compared is whether something of an item is what its timeline says.
type compared struct {
	rule int
	same bool
	what string
}

func (r itemEvent) compare(d Derived) []compared {
	written := OutcomeInput{r.DraftOutcome, r.DraftAnswer, r.DraftDueOn}
	return []compared{
		{2, r.Title == d.Title, "its title"},
		{2, r.State == d.State, "its state"},
		{2, isSame(r.ServiceID, d.ServiceID), "its service"},
		{2, r.Outcome == d.Outcome, "its outcome"},
		{2, r.Answer == d.Answer, "its answer"},
		{2, isSame(r.DissolvedInto, d.DissolvedInto), "the point that has what it had"},
		{2, (r.QuestionID != nil) == d.Proposed, "whether figures proposed it"},
		{2, isSame(r.TakenBy, d.TakenBy), "who sees to it"},
		{2, isSame(r.WantedID, d.WantedID), "the service that it is asked to go to"},
		{2, r.ArrivedOn == d.ArrivedOn, "the day on which it arrived"},
		{2, r.RespondOn == d.RespondOn, "the day on which a first response is due"},
		{2, r.DueOn == d.DueOn, "the day on which it is due"},
		{2, sameMoment(bun.NullTime{Time: r.CreatedAt}, d.CreatedAt), "when it was made"},
		{2, sameMoment(r.RoutedAt, d.RoutedAt), "when a service got it"},
		{2, sameMoment(r.AcknowledgedAt, d.AcknowledgedAt), "when its service acknowledged it"},
		{2, sameMoment(r.RespondedAt, d.RespondedAt), "when it had a first response"},
		{2, sameMoment(r.ReadyAt, d.ReadyAt), "since when its answer waits to be published"},
		{2, sameMoment(r.AnsweredAt, d.AnsweredAt), "when it had its outcome"},
		{2, sameMoment(r.RevisedAt, d.RevisedAt), "when its outcome was revised"},
		{2, sameMoment(r.ReopenedAt, d.ReopenedAt), "when it was reopened"},
		{2, (r.DraftOf != nil) == d.Written && written == d.Draft && r.DraftChanged == d.Changed, "the answer that is written"},
		{2, onDay(r.PausedOn, d.PausedAt), "since when its clock stands"},
		{2, r.PausedDays == d.PausedDays, "how long its clock stood"},
		{2, onDay(r.LateOn, d.LateAt), "since when it is late"},
		{2, onDay(r.ResponseLateOn, d.ResponseLateAt), "since when its first response is late"},
		{8, r.HandOvers == d.HandOvers, "its count of hand-overs"},
	}
}

// sameMoment reports whether a moment is that of its event. An operation reads the clock for each of them, and may have stood still in between.
func sameMoment(at bun.NullTime, event time.Time) bool {
	if at.IsZero() || event.IsZero() {
		return at.IsZero() && event.IsZero()
	}
	return at.Sub(event).Abs() <= 24*time.Hour
}

// onDay reports whether a day is that of a moment, somewhere on earth: the zone of a panel may have changed since.
func onDay(day scheduler.Date, at time.Time) bool {
	if day == "" || at.IsZero() {
		return day == "" && at.IsZero()
	}
	utc := scheduler.DateOf(at, time.UTC)
	return day >= utc.AddDays(-1) && day <= utc.AddDays(1)
}
