package dialogue

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// The kinds of Act.
const (
	ActBundled      = "bundled"      // ItemID was made
	ActAdded        = "added"        // to ItemID
	ActAcknowledged = "acknowledged" // without an item
	ActMerged       = "merged"       // OtherID went up in ItemID
	ActSplit        = "split"        // OtherID was made of a part of ItemID
)

// Act is something that a coordinator did with contributions, kept so that it can be undone.
type Act struct {
	bun.BaseModel `bun:"table:acts,alias:ac"`

	ID       uuid.UUID    `bun:"id,pk"` // later than the events of what was done
	CycleID  uuid.UUID    `bun:"cycle_id"`
	PersonID *uuid.UUID   `bun:"person_id"`
	Kind     string       `bun:"kind"`
	ItemID   *uuid.UUID   `bun:"item_id"`
	OtherID  *uuid.UUID   `bun:"other_id"`
	At       time.Time    `bun:"at"`
	UndoneAt bun.NullTime `bun:"undone_at"`
	Before   string       `bun:"before"` // the items that were there, as []itemBefore in JSON

	Overtaken bool        `bun:"overtaken,scanonly"` // it can't be undone any more
	Count     int         `bun:"count,scanonly"`     // of the contributions that it was about
	Of        []uuid.UUID `bun:"-"`                  // and once it was undone, these
	Item      *Item       `bun:"rel:belongs-to,join:item_id=id"`
}

// actContribution is a contribution that an act was about. It refers to none, for those of a round are written again when they are mixed.
type actContribution struct {
	bun.BaseModel `bun:"table:act_contributions,alias:acc"`

	ActID          uuid.UUID `bun:"act_id,pk"`
	ContributionID uuid.UUID `bun:"contribution_id,pk"`
}

// itemBefore is what an act changes of an item besides what its contributions make of it.
type itemBefore struct {
	ID                          uuid.UUID
	State                       string
	ServiceID, TakenBy, Wanted  *uuid.UUID
	RoutedAt, AcknowledgedAt    bun.NullTime
	HandOvers                   int
	ArrivedOn, RespondOn, DueOn scheduler.Date
	LateOn, ResponseLateOn      scheduler.Date
	PeopleShown                 int
}

func remember(item Item) itemBefore {
	return itemBefore{item.ID, item.State, item.ServiceID, item.TakenBy, item.WantedID, item.RoutedAt, item.AcknowledgedAt, item.HandOvers,
		item.ArrivedOn, item.RespondOn, item.DueOn, item.LateOn, item.ResponseLateOn, item.PeopleShown}
}

// again gives an item back what an act changed of it: its service too, if the act gave it to another one.
func (b itemBefore) again(item *Item) {
	if !sameService(item.ServiceID, b.ServiceID) {
		item.ServiceID, item.TakenBy, item.WantedID, item.HandOvers = b.ServiceID, b.TakenBy, b.Wanted, b.HandOvers
		item.RoutedAt, item.AcknowledgedAt = b.RoutedAt, b.AcknowledgedAt
	}
	item.State, item.Outcome, item.DissolvedInto = b.State, "", nil
	item.ArrivedOn, item.RespondOn, item.DueOn, item.PeopleShown = b.ArrivedOn, b.RespondOn, b.DueOn, b.PeopleShown
	item.LateOn, item.ResponseLateOn = b.LateOn, b.ResponseLateOn
}

// act keeps what was done with contributions; items are those that it changed, as they were.
func (s *Store) act(ctx context.Context, tx bun.Tx, actor panel.Actor, a Act, items []itemBefore, contributions []uuid.UUID) error {
	kept, err := json.Marshal(items)
	if err != nil {
		return wrap("act", err)
	}
	a.ID, a.At, a.PersonID, a.Before = newID(), s.Clock(), actor.PersonID(), string(kept)
	if _, err := tx.NewInsert().Model(&a).Exec(ctx); err != nil {
		return wrap("act", err)
	}
	rows := make([]actContribution, len(contributions))
	for i, id := range contributions {
		rows[i] = actContribution{ActID: a.ID, ContributionID: id}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err = tx.NewInsert().Model(&rows).Exec(ctx)
	return wrap("act", err)
}

// was is how an item was before the act.
func (a Act) was(item uuid.UUID) (itemBefore, error) {
	var items []itemBefore
	if err := json.Unmarshal([]byte(a.Before), &items); err != nil {
		return itemBefore{}, wrap("act", err)
	}
	for _, b := range items {
		if b.ID == item {
			return b, nil
		}
	}
	return itemBefore{}, panel.Refuse(panel.Conflict, "error.undo_too_late")
}
