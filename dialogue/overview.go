package dialogue

import (
	"context"

	"github.com/google/uuid"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// ServiceOverview is one line of the manager's cross-section: points, never people.
type ServiceOverview struct {
	Service                                       panel.Service
	Open, Late                                    int // without an outcome; of these past the norm
	Changed, Promised, Explained, Thanked         int
	HandOvers                                     int
	PromisesOpen, PromisesLate, PromisesDelivered int
	PromisesDropped                               int

	Waiting                        int // of those open: their clock stands, for an answer of colleagues
	RespondedInTime, RespondedLate int // of the points with an outcome, those that arrived since norms count from the arrival
	AnsweredInTime, AnsweredLate   int
	PausedDays                     int // working days that their clocks stood, together

	HeardFigures
}

// Closed is the number of points with an outcome.
func (o ServiceOverview) Closed() int { return o.Changed + o.Promised + o.Explained + o.Thanked }

// Responded is the number of points of which the first response counts against the norm.
func (o ServiceOverview) Responded() int { return o.RespondedInTime + o.RespondedLate }

// Answered is the number of points of which the outcome counts against the norm.
func (o ServiceOverview) Answered() int { return o.AnsweredInTime + o.AnsweredLate }

// Overview is the cross-section of all services on this day, in the order of their names: what is open is counted, what is done was
// counted when it was done.
func (s *Store) Overview(ctx context.Context, today scheduler.Date) ([]ServiceOverview, error) {
	var services []panel.Service
	if err := s.DB.NewSelect().Model(&services).Order("s.name").Scan(ctx); err != nil {
		return nil, wrap("overview", err)
	}
	out := make([]ServiceOverview, len(services))
	place := map[uuid.UUID]*ServiceOverview{}
	for i, service := range services {
		out[i].Service = service
		place[service.ID] = &out[i]
	}
	of := func(id uuid.UUID) *ServiceOverview {
		if o := place[id]; o != nil {
			return o
		}
		return &ServiceOverview{} // of a service that was added a moment ago
	}
	for _, add := range []func(context.Context, scheduler.Date, func(uuid.UUID) *ServiceOverview) error{s.addOpen, s.addPromises, s.addTallies, s.addHeard} {
		if err := add(ctx, today, of); err != nil {
			return nil, wrap("overview", err)
		}
	}
	return out, nil
}

// openCount is what a service still has to do.
type openCount struct {
	ServiceID                       *uuid.UUID // nil: not yet routed
	Count, Late, Waiting, HandOvers int
}

func (s *Store) addOpen(ctx context.Context, today scheduler.Date, of func(uuid.UUID) *ServiceOverview) error {
	var open []openCount
	// The condition is word for word that of the partial index, and alone, or a database reads all points by the index of their services.
	err := s.DB.NewSelect().Table("items").Where("state <> 'outcome'").
		ColumnExpr("service_id, COUNT(*) AS count, SUM(CASE WHEN "+lateWhere("items")+" THEN 1 ELSE 0 END) AS late, SUM(hand_overs) AS hand_overs", today).
		ColumnExpr("SUM(CASE WHEN paused_on <> '' THEN 1 ELSE 0 END) AS waiting").
		GroupExpr("service_id").Scan(ctx, &open)
	for _, c := range open {
		if c.ServiceID == nil {
			continue
		}
		o := of(*c.ServiceID)
		o.Open, o.Late, o.Waiting, o.HandOvers = c.Count, c.Late, c.Waiting, c.HandOvers
	}
	return err
}

func (s *Store) addPromises(ctx context.Context, today scheduler.Date, of func(uuid.UUID) *ServiceOverview) error {
	var open []openCount
	err := s.DB.NewSelect().Table("promises").Where("state = 'open'").
		ColumnExpr("service_id, COUNT(*) AS count, SUM(CASE WHEN due_on < ? THEN 1 ELSE 0 END) AS late", today).GroupExpr("service_id").Scan(ctx, &open)
	for _, c := range open {
		o := of(*c.ServiceID)
		o.PromisesOpen, o.PromisesLate = c.Count, c.Late
	}
	return err
}

func (s *Store) addTallies(ctx context.Context, _ scheduler.Date, of func(uuid.UUID) *ServiceOverview) error {
	var tallies []serviceTally
	err := s.DB.NewSelect().Model(&tallies).Scan(ctx)
	for _, t := range tallies {
		o := of(t.ServiceID)
		count := map[string]*int{Changed: &o.Changed, Promised: &o.Promised, Explained: &o.Explained, Thanked: &o.Thanked,
			tallyHandOvers: &o.HandOvers, Delivered: &o.PromisesDelivered, Dropped: &o.PromisesDropped,
			tallyRespondedInTime: &o.RespondedInTime, tallyRespondedLate: &o.RespondedLate,
			tallyAnsweredInTime: &o.AnsweredInTime, tallyAnsweredLate: &o.AnsweredLate, tallyPausedDays: &o.PausedDays}[t.What]
		*count += t.Count
	}
	return err
}
