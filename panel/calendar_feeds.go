package panel

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
)

// CalendarFeed is an address under which a calendar program reads somebody's rounds and deadlines, until it is revoked.
type CalendarFeed struct {
	bun.BaseModel `bun:"table:calendar_feeds,alias:cf"`

	ID        uuid.UUID    `bun:"id,pk"`
	PersonID  uuid.UUID    `bun:"person_id"`
	PanelID   *uuid.UUID   `bun:"panel_id"` // nil: all panels that the person has a part in
	CreatedAt time.Time    `bun:"created_at"`
	RevokedAt bun.NullTime `bun:"revoked_at"`

	Person *Person `bun:"rel:belongs-to,join:person_id=id"`
	Panel  *Panel  `bun:"rel:belongs-to,join:panel_id=id"`
}

// toReadCalendar is the purpose of the token in the address of a feed.
const toReadCalendar = "calendar"

// Token is what the address holds. Who has it reads the calendar; it opens nothing else.
func (f CalendarFeed) Token(secret string) string { return mail.Token(secret, toReadCalendar, f.ID) }

// FeedOfToken is the id of the feed that a token names; false for a token that this secret didn't sign.
func FeedOfToken(secret, token string) (uuid.UUID, bool) {
	return mail.IDOfToken(secret, toReadCalendar, token)
}

// CalendarFeeds are a person's addresses that work, the one of all panels first.
func (s *Store) CalendarFeeds(ctx context.Context, person uuid.UUID) ([]CalendarFeed, error) {
	var feeds []CalendarFeed
	if err := live(s.DB.NewSelect().Model(&feeds), person).Relation("Panel").Scan(ctx); err != nil {
		return nil, fmt.Errorf("calendar feeds: %w", err)
	}
	slices.SortStableFunc(feeds, func(a, b CalendarFeed) int { return strings.Compare(a.name(), b.name()) })
	return feeds, nil
}

func live(q *bun.SelectQuery, person uuid.UUID) *bun.SelectQuery {
	return q.Where("cf.person_id = ? AND cf.revoked_at IS NULL", person).Order("cf.id")
}

// name is that of the panel, "" for all.
func (f CalendarFeed) name() string {
	if f.Panel == nil {
		return ""
	}
	return f.Panel.Name
}

// CalendarPanels are the panels that the actor has a part in, by name: those an address can be made for. An administrator who has none in
// a panel runs it all the same, but doesn't find it here.
func (s *Store) CalendarPanels(ctx context.Context, actor Actor) ([]Panel, error) {
	ids := map[uuid.UUID]bool{}
	for id := range actor.Coordinates {
		ids[id] = true
	}
	for id := range actor.Ambassadors {
		ids[id] = true
	}
	answered, err := s.panelsAnswered(ctx, keysOf(actor.Responds))
	if err != nil {
		return nil, err
	}
	for _, id := range answered {
		ids[id] = true
	}
	if len(ids) == 0 {
		return nil, nil
	}
	panels, err := s.PanelsByID(ctx, keysOf(ids))
	slices.SortFunc(panels, func(a, b Panel) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), slices.Compare(a.ID[:], b.ID[:]))
	})
	return panels, err
}

// panelsAnswered are the panels of these services.
func (s *Store) panelsAnswered(ctx context.Context, services []uuid.UUID) ([]uuid.UUID, error) {
	if len(services) == 0 {
		return nil, nil
	}
	var panels []uuid.UUID
	err := s.DB.NewSelect().Table("panel_services").Distinct().Column("panel_id").Where("service_id IN (?)", bun.In(services)).Scan(ctx, &panels)
	if err != nil {
		return nil, fmt.Errorf("panels of services: %w", err)
	}
	return panels, nil
}

func keysOf(set map[uuid.UUID]bool) []uuid.UUID {
	var keys []uuid.UUID
	for id, in := range set {
		if in {
			keys = append(keys, id)
		}
	}
	return keys
}

// Feed is a feed of the actor's own that works; NotFound for any other.
func (s *Store) Feed(ctx context.Context, actor Actor, id uuid.UUID) (CalendarFeed, error) {
	feeds, err := s.CalendarFeeds(ctx, actor.Person.ID)
	if err != nil {
		return CalendarFeed{}, err
	}
	for _, f := range feeds {
		if f.ID == id {
			return f, nil
		}
	}
	return CalendarFeed{}, Refuse(NotFound, "error.page_not_found")
}
