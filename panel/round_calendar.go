package panel

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/scheduler"
)

// RoundCalendar is every letter that a round brings, in the order in which they come. Its days are working days. The letters with a
// moment of their own are planned from this table and nowhere else; of the others it says what they go along with.
var RoundCalendar = []RoundLetter{
	{mail.KindNotice, ToCoordinators, Moment{Of: OpeningDay, NoticeDays: true}},
	{mail.KindOpening, ToAmbassadors, Moment{Of: OpeningDay}},
	{mail.KindReminder, ToUnanswered, Moment{Of: CollectingEnd, Halfway: true}},
	{mail.KindLastReminder, ToUnanswered, Moment{Of: CollectingEnd, Days: -1}},
	{mail.KindBundling, ToCoordinators, Moment{Of: CollectingEnd, Over: true}},
	{mail.KindNudge, ToResponders, Moment{Of: ARouting}},
	{mail.KindNudge, ToResponders, Moment{Of: ResponseDay}},
	{mail.KindNudge, ToResponders, Moment{Of: ResponseDay, Days: +1}},
	{mail.KindEscalation, ToOwners, Moment{Of: ResponseDay, Days: +3}},
	{mail.KindEscalation, ToCoordinators, Moment{Of: ResponseDay, Days: +5}},
	{mail.KindNudge, ToResponders, Moment{Of: NormDay, Days: -2}},
	{mail.KindNudge, ToResponders, Moment{Of: NormDay}},
	{mail.KindEscalation, ToOwners, Moment{Of: NormDay, Days: +3}},
	{mail.KindEscalation, ToCoordinators, Moment{Of: NormDay, Days: +5}},
	{mail.KindClarification, ToContributors, Moment{Of: AQuestion}},
	{mail.KindOutcome, ToContributors, Moment{Of: AnOutcome}},
	{mail.KindRoundChanged, ToConcerned, Moment{Of: ADecision}},
	{mail.KindDigestReady, ToCoordinators, Moment{Of: RespondingEnd, Over: true}},
	{mail.KindDigestDue, ToCoordinators, Moment{Of: AWait}},
	{mail.KindDigestSecond, ToCoordinators, Moment{Of: AnApproval}},
	{mail.KindDigest, ToReaders, Moment{Of: AnApproval}},
	{mail.KindReportBack, ToCarriers, Moment{Of: AnApproval}},
}

// RoundLetter is a row of the RoundCalendar.
type RoundLetter struct {
	Kind string // of mail
	To   string
	When Moment
}

// To whom a letter of a round goes.
const (
	ToCoordinators = "coordinators" // of the panel
	ToAmbassadors  = "ambassadors"  // in office
	ToUnanswered   = "unanswered"   // the ambassadors who sent nothing in this round
	ToResponders   = "responders"   // of the service
	ToOwners       = "owners"       // of the service; the coordinators when it has none
	ToContributors = "contributors" // of the point
	ToConcerned    = "concerned"    // everybody who was told of the round
	ToReaders      = "readers"      // of the digest
	ToCarriers     = "carriers"     // the ambassadors whose constituency has a part in the digest
)

// What the moment of a letter is counted from.
const (
	OpeningDay    = "opening"    // of the round
	CollectingEnd = "collecting" // the last day of collecting
	RespondingEnd = "responding" // the last day of responding
	ResponseDay   = "response"   // the last day for a first response, for each item another one
	NormDay       = "norm"       // the last day of a service's norm, for each item another one
	ARouting      = "routing"    // of an item to a service, or its hand-over
	AQuestion     = "question"   // of a service about a point
	AnOutcome     = "outcome"    // or what became of a promise
	ADecision     = "decision"   // to move, pause, resume or cancel the round
	AnApproval    = "approval"   // of the digest
	AWait         = "wait"       // of the digest for approval, as long as the panel says
)

// Moment is so many working days after a day, before it when negative; at once when it is counted from what somebody does.
type Moment struct {
	Of         string
	Days       int
	NoticeDays bool // before it, and the panel says how many
	Halfway    bool // between the opening and it
	Over       bool // when it is over: that midnight, whoever works then
}

// RoundDays are the days of a round that moments are counted from: the one on which it opens, and the last ones of its phases.
type RoundDays struct{ Opening, Collecting, Responding scheduler.Date }

// DaysOf are those of a round that opened, where its panel is.
func DaysOf(c Cycle, p Panel) RoundDays {
	day := func(t bun.NullTime) scheduler.Date { return scheduler.DateOf(t.Time, p.Zone()) }
	return RoundDays{day(c.OpenedAt), day(c.CollectingUntil), day(c.RespondingUntil)}
}

// DatedLetter is a RoundLetter of a certain round.
type DatedLetter struct {
	RoundLetter
	On scheduler.Date // "" when it depends on what people do
}

// Letters is the calendar of a round, planned or under way: the rows that it has, with their day. A round that collects for a day or
// two has fewer reminders: none on the day on which it opens, one on a day.
func (d RoundDays) Letters(p Panel, calendar scheduler.Calendar) []DatedLetter {
	var letters []DatedLetter
	for _, row := range RoundCalendar {
		l := DatedLetter{row, row.When.day(d, p, calendar)}
		if row.When.NoticeDays && p.NoticeDays == 0 {
			continue
		}
		if row.To == ToUnanswered {
			if l.On <= d.Opening {
				continue
			}
			letters = slices.DeleteFunc(letters, func(earlier DatedLetter) bool { return earlier.To == ToUnanswered && earlier.On >= l.On })
		}
		letters = append(letters, l)
	}
	return letters
}

// day is that of the moment in a round; "" when it depends on what people do.
func (m Moment) day(d RoundDays, p Panel, calendar scheduler.Calendar) scheduler.Date {
	of := map[string]scheduler.Date{OpeningDay: d.Opening, CollectingEnd: d.Collecting, RespondingEnd: d.Responding}[m.Of]
	days := m.Days
	switch {
	case m.Over:
		return of.AddDays(1)
	case m.NoticeDays:
		days = -p.NoticeDays
	case m.Halfway:
		days = -((calendar.WorkdaysBetween(d.Opening, of) + 1) / 2)
	}
	return shift(calendar, of, days)
}

// shift is the nth working day after a day, or before it; with 0 it is the day itself.
func shift(calendar scheduler.Calendar, d scheduler.Date, days int) scheduler.Date {
	switch {
	case days > 0:
		return calendar.AddWorkdays(d, days)
	case days < 0:
		return calendar.SubtractWorkdays(d, -days)
	}
	return d
}

// noticeDay is the day on which the coordinators see the questions of a round that opens on a day.
func noticeDay(opening scheduler.Date, p Panel, calendar scheduler.Calendar) scheduler.Date {
	i := slices.IndexFunc(RoundCalendar, func(l RoundLetter) bool { return l.Kind == mail.KindNotice })
	return RoundCalendar[i].When.day(RoundDays{Opening: opening}, p, calendar)
}

// NormLetters are the rows that are counted from an item's norm. How many of them an item had is its Nudged.
func NormLetters() []RoundLetter { return lettersOf(NormDay) }

// ResponseLetters are the rows that are counted from the last day for an item's first response. How many of them it had is its
// ResponseNudged.
func ResponseLetters() []RoundLetter { return lettersOf(ResponseDay) }

func lettersOf(day string) []RoundLetter {
	return slices.DeleteFunc(slices.Clone(RoundCalendar), func(l RoundLetter) bool { return l.When.Of != day })
}

// Reached is the last norm day for which the moment has come on today, a working day.
func (m Moment) Reached(today scheduler.Date, calendar scheduler.Calendar) scheduler.Date {
	return shift(calendar, today, -m.Days)
}

// CycleLetter is a letter of a round that waits for a moment of its own.
type CycleLetter struct {
	bun.BaseModel `bun:"table:cycle_letters,alias:cl"`

	CycleID uuid.UUID    `bun:"cycle_id,pk"`
	Kind    string       `bun:"kind,pk"` // of mail
	DueAt   time.Time    `bun:"due_at"`
	DoneAt  bun.NullTime `bun:"done_at"`
}

// PlanLetters saves when the reminders of a round go out: at the hour of the clock at which the panel's rounds open. After its deadlines
// moved it is called again. What was sent is done; what no longer makes sense is gone.
func PlanLetters(ctx context.Context, tx bun.Tx, c Cycle, p Panel, calendar scheduler.Calendar) error {
	var letters []CycleLetter
	kinds := []string{""}
	for _, l := range DaysOf(c, p).Letters(p, calendar) {
		if l.To == ToUnanswered && c.Phase == Collecting {
			letters = append(letters, CycleLetter{CycleID: c.ID, Kind: l.Kind, DueAt: p.clockOn(l.On)})
			kinds = append(kinds, l.Kind)
		}
	}
	_, err := tx.NewDelete().Model((*CycleLetter)(nil)).Where("cycle_id = ? AND done_at IS NULL AND kind NOT IN (?)", c.ID, bun.In(kinds)).Exec(ctx)
	if err != nil || len(letters) == 0 {
		return wrapPlan(err)
	}
	_, err = tx.NewInsert().Model(&letters).On("CONFLICT (cycle_id, kind) DO UPDATE").Set("due_at = EXCLUDED.due_at").Where("cl.done_at IS NULL").Exec(ctx)
	return wrapPlan(err)
}

func wrapPlan(err error) error {
	if err != nil {
		return fmt.Errorf("plan letters: %w", err)
	}
	return nil
}

// clockOn is the moment on a day at which the panel's rounds open.
func (p Panel) clockOn(d scheduler.Date) time.Time {
	if r, err := scheduler.ParseRecurrence(p.Recurrence); err == nil {
		return r.Moment(d, p.Zone())
	}
	return d.At("09:00", p.Zone())
}
