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

// normLetters are what a service, its owner and the coordinators hear of an item as its norm comes and goes, in this order. An item's
// Nudged says how many of them it had. A hand-over doesn't start them again: the day on which an answer is due stays too.
var normLetters = panel.NormLetters()

// responseLetters are the same for the first response.
var responseLetters = panel.ResponseLetters()

// nudgeKinds are the kinds of nudge, by whom it goes to.
var nudgeKinds = map[string]string{panel.ToResponders: nudgeDay, panel.ToOwners: "owner", panel.ToCoordinators: "coordinator"}

// Nudge is one letter to one person on one day about all that waits.
type Nudge struct {
	bun.BaseModel `bun:"table:nudges,alias:nu"`

	ID       uuid.UUID      `bun:"id,pk"`
	Kind     string         `bun:"kind"` // one of nudgeKinds, or nudgeWeek
	PersonID uuid.UUID      `bun:"person_id"`
	Day      scheduler.Date `bun:"day"`              // where the organisation is
	Points   []uuid.UUID    `bun:"points,type:text"` // the items by their number in the letter, for an answer to it
}

// NudgeDue reminds the services of what they owe: their responders before and at the norm, then their owner, then the coordinators of the
// panels. One service a transaction, and whatever comes together on a day is one letter for each person. Nobody is passed over: when the
// program was down, or a round stood still, an item goes up one step a day. It rests on days that nobody works, and of items whose
// clock stands and of rounds that are paused it says nothing. The items of a paused round stay due: everybody was told that an answer is
// welcome and that nobody will ask for it.
func (s *Store) NudgeDue(ctx context.Context, now time.Time) error {
	d, err := organisationDay(ctx, s.DB, now)
	if err != nil || !d.calendar.IsWorkday(d.today) {
		return wrap("nudge due", err)
	}
	return wrap("nudge due", scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		var first Item
		q := d.due(tx.NewSelect().Model(&first)).Limit(1)
		// Items are passed over while somebody answers or hands them over, and the service isn't held at all: who does that holds both.
		if err := migrations.SkipLocked(scheduler.Except(q, "i.service_id", except)).Scan(ctx); err != nil {
			return uuid.Nil, unlessNone(err)
		}
		return *first.ServiceID, s.nudge(ctx, tx, d, *first.ServiceID)
	}))
}

// workingDay is a day where the organisation is, by its calendar.
type workingDay struct {
	calendar scheduler.Calendar
	today    scheduler.Date
	began    time.Time
}

func organisationDay(ctx context.Context, db bun.IDB, now time.Time) (workingDay, error) {
	var o panel.Organisation
	err := db.NewSelect().Model(&o).Column("time_zone", "closed_periods").Where("id = 1").Scan(ctx)
	if err != nil {
		return workingDay{}, wrap("organisation", unlessNone(err)) // before the set-up there is no day that anybody works
	}
	zone, err := time.LoadLocation(o.TimeZone)
	if err != nil {
		zone = time.UTC // doctor names it; a machine without this zone still nudges
	}
	today := scheduler.DateOf(now, zone)
	return workingDay{o.Calendar(), today, today.At("00:00", zone)}, nil
}

// due narrows items down to those of which the service has to hear more than it did. What came to a service today it knows of already.
func (d workingDay) due(q *bun.SelectQuery) *bun.SelectQuery {
	return unpaused(q).Where("i.routed_at < ? AND i.nudged_on < ?", d.began, d.today).WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		for had, l := range normLetters {
			// Each with its own state, which lets both databases take items_nudged for each and look at nothing that isn't due.
			q = q.WhereOr("i.state <> ? AND i.nudged = ? AND i.due_on > '' AND i.due_on <= ?", HasOutcome, had, l.When.Reached(d.today, d.calendar))
		}
		return q
	})
}

// unpaused narrows items down to those that a service is expected to answer now: without an outcome or an answer that only has to be
// published, and not while their clock or their round stands still.
func unpaused(q *bun.SelectQuery) *bun.SelectQuery {
	return q.Where("i.state <> ? AND i.ready_at IS NULL AND i.paused_on = ''", HasOutcome).
		Where("NOT EXISTS (SELECT 1 FROM cycles AS c WHERE c.id = i.cycle_id AND c.paused_at IS NOT NULL)")
}

// next is how many of these letters about a day something has had after today, when it had some before. Those to the responders say the same
// when they come together, so the last one stands for all; owned says whether the service has an owner to tell.
func (d workingDay) next(letters []panel.RoundLetter, had int, due scheduler.Date, owned bool) int {
	n := had + 1
	for n < len(letters) && letters[n].To == letters[n-1].To && due <= letters[n].When.Reached(d.today, d.calendar) {
		n++
	}
	if letters[n-1].To == panel.ToOwners && !owned {
		n++ // nobody else can be told
	}
	return n
}

// nudge notes on the items of a service how far it is reminded of them, and tells those whose turn it is.
func (s *Store) nudge(ctx context.Context, tx bun.Tx, d workingDay, service uuid.UUID) error {
	var items []Item
	q := d.due(tx.NewSelect().Model(&items).Column("id", "panel_id", "due_on", "nudged")).Where("i.service_id = ?", service)
	if err := migrations.SkipLocked(q).Scan(ctx); err != nil {
		return wrap("items", err)
	}
	owner, err := ownerOf(ctx, tx, service)
	if err != nil {
		return err
	}
	turns := map[string][]uuid.UUID{} // of whom, for the items of which panels
	byStep := map[int][]uuid.UUID{}
	for _, item := range items {
		step := d.next(normLetters, item.Nudged, item.DueOn, len(owner) > 0)
		to := normLetters[step-1].To
		turns[to] = append(turns[to], item.PanelID)
		byStep[step] = append(byStep[step], item.ID)
	}
	for step, ids := range byStep {
		_, err := tx.NewUpdate().Model((*Item)(nil)).Set("nudged = ?, nudged_on = ?", step, d.today).Where("id IN (?)", bun.In(ids)).Exec(ctx)
		if err != nil {
			return wrap("nudged", err)
		}
	}
	return s.nudgeAll(ctx, tx, d, service, owner, turns)
}

// nudgeAll decides on the letters of today to those whose turn it is.
func (s *Store) nudgeAll(ctx context.Context, tx bun.Tx, d workingDay, service uuid.UUID, owner []mail.Recipient, turns map[string][]uuid.UUID) error {
	for _, to := range []string{panel.ToResponders, panel.ToOwners, panel.ToCoordinators} { // in one order, so that no two instances wait for each other
		panels := turns[to]
		if len(panels) == 0 {
			continue
		}
		if to == panel.ToResponders {
			if err := s.tellResponders(ctx, tx, d, service); err != nil {
				return err
			}
			continue
		}
		told := owner
		if to == panel.ToCoordinators {
			var err error
			if told, err = coordinatorsOf(ctx, tx, panels); err != nil {
				return err
			}
		}
		for _, person := range told {
			if err := s.letterOfDay(ctx, tx, d, nudgeKinds[to], person); err != nil {
				return err
			}
		}
	}
	return nil
}

// coordinatorsOf are those of these panels.
func coordinatorsOf(ctx context.Context, tx bun.Tx, panels []uuid.UUID) ([]mail.Recipient, error) {
	return panel.Recipients(ctx, tx, tx.NewSelect().Table("panel_coordinators").Column("person_id").Where("panel_id IN (?)", bun.In(panels)))
}

// tellCoordinators has the coordinators of a panel hear of what waits for them in their letter of the day.
func (s *Store) tellCoordinators(ctx context.Context, tx bun.Tx, d workingDay, id uuid.UUID) error {
	coordinators, err := coordinatorsOf(ctx, tx, []uuid.UUID{id})
	if err != nil {
		return err
	}
	for _, person := range coordinators {
		if err := s.dayLetter(ctx, tx, d, person); err != nil {
			return err
		}
	}
	return nil
}

// ownerOf is whoever owns a service, nobody when it has no owner or they left.
func ownerOf(ctx context.Context, tx bun.Tx, service uuid.UUID) ([]mail.Recipient, error) {
	return panel.Recipients(ctx, tx, tx.NewSelect().Table("services").Column("owner_id").Where("id = ?", service))
}
