package dialogue_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// aPointWithAHistory is one that was asked about, late, handed over, taken and asked about again.
func aPointWithAHistory(t *testing.T, h *house) dialogue.Item {
	t.Helper()
	ctx := context.Background()
	_, item := h.owing(t, false)
	h.passing(t, routedOn, "2027-01-19")
	h.asks(t, item, "2027-01-20", "In welke zaal?")
	h.passing(t, "2027-01-21", "2027-02-12")
	h.clock.To(scheduler.Date("2027-02-15").At("09:00", h.Panel.Zone()))
	_, err := h.HandOver(ctx, h.As(t, h.Sanne), item.ID, h.Canteen.ID, "De wifi in zaal 3 is van de kantine.")
	ok(t, err)
	_, err = h.AcknowledgeItem(ctx, h.As(t, h.Bram), item.ID)
	ok(t, err)
	_, err = h.AskBack(ctx, h.As(t, h.Bram), item.ID, "Valt de wifi weg bij het eten?")
	ok(t, err)
	item, err = h.Item(ctx, item.ID)
	ok(t, err)
	return item
}

func TestAPointIsWhatFollowsFromItsTimeline(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		item := aPointWithAHistory(t, h)
		timeline, err := h.Timeline(context.Background(), item.ID)
		ok(t, err)
		d := dialogue.Replay(timeline)
		if d.State != dialogue.ItemAcknowledged || *d.ServiceID != h.Canteen.ID || *d.TakenBy != h.Bram.ID || d.HandOvers != 1 || d.DueOn != item.DueOn ||
			d.PausedAt.IsZero() || d.LateAt.IsZero() || d.ResponseLateAt.IsZero() || !d.Responded || d.Outcome != "" {
			t.Errorf("its timeline makes it %+v", d)
		}
		h.healthy(t)
	})
}

// TestTheDoctorNamesThePointThatIsNotWhatItsTimelineSays changes by hand what only events may change.
func TestTheDoctorNamesThePointThatIsNotWhatItsTimelineSays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		item := aPointWithAHistory(t, h)
		for what, set := range map[string]string{
			"its state":                                "state = 'routed'",
			"its service":                              "service_id = (SELECT id FROM services WHERE name = 'ICT')",
			"its outcome":                              "state = 'outcome', outcome = 'thanked'",
			"its answer":                               "answer = 'Er hangen nieuwe antennes.'",
			"the point that has what it had":           "dissolved_into = id",
			"who sees to it":                           "taken_by = NULL",
			"the service that it is asked to go to":    "wanted_id = service_id",
			"the day on which it is due":               "due_on = '2027-03-01'",
			"the day on which a first response is due": "respond_on = '2028-01-01'",
			"whether it had a first response":          "responded_at = NULL",
			"whether its answer waits to be published": "ready_at = created_at",
			"whether its outcome was revised":          "revised_at = created_at",
			"since when its clock stands":              "paused_on = '2027-02-01'",
			"since when it is late":                    "late_on = ''",
			"since when its first response is late":    "response_late_on = '2027-01-25'",
			"its count of hand-overs":                  "hand_overs = 2",
		} {
			undone := errors.New("undone")
			err := h.db.RunInTx(context.Background(), nil, func(ctx context.Context, tx bun.Tx) error {
				if _, err := tx.NewRaw("UPDATE items SET "+set+" WHERE id = ?", item.ID).Exec(ctx); err != nil {
					return err
				}
				found, err := dialogue.Check(ctx, tx)
				if err != nil {
					return err
				}
				if !slices.ContainsFunc(found, func(f migrations.Finding) bool {
					return f.Table == "items" && f.Row == item.ID.String() && f.What == what+" is not what its timeline says"
				}) {
					t.Errorf("of %q the doctor finds %v", set, found)
				}
				return undone
			})
			if !errors.Is(err, undone) {
				t.Fatal(err)
			}
		}
	})
}

func TestTheDoctorMissesNoEventOfAnyOfManyPoints(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		c, first := h.owing(t, false)
		items := []dialogue.Item{first}
		for range 2000 {
			items = append(items, dialogue.Item{ID: uuid.Must(uuid.NewV7()), PanelID: first.PanelID, CycleID: c.ID, State: dialogue.New, Title: "Punt", Said: "Punt", CreatedAt: h.clock.Now()})
		}
		rest := items[1:]
		_, err := h.db.NewInsert().Model(&rest).Exec(ctx)
		ok(t, err)
		var created []dialogue.Event
		for _, item := range rest {
			created = append(created, dialogue.Event{ID: uuid.Must(uuid.NewV7()), ItemID: item.ID, At: h.clock.Now(), Kind: dialogue.WasCreated, Text: "Punt"})
		}
		_, err = h.db.NewInsert().Model(&created).Exec(ctx)
		ok(t, err)
		h.healthy(t)
		_, err = h.db.NewDelete().Model((*dialogue.Event)(nil)).Where("id IN (?, ?)", created[998].ID, created[len(created)-1].ID).Exec(ctx)
		ok(t, err)
		if found := h.findings(t); len(found) != 2 {
			t.Errorf("the doctor finds %v", found)
		}
	})
}
