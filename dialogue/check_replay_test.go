package dialogue_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
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
	_, err = h.SaveAnswer(ctx, h.As(t, h.Bram), item.ID, 0, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Er komt een zender bij de kassa.", DueOn: "2027-03-01"})
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
		if d.State != dialogue.ItemAcknowledged || *d.ServiceID != h.Canteen.ID || *d.TakenBy != h.Bram.ID || d.HandOvers != 1 || d.DueOn != item.DueOn || d.ArrivedOn != item.ArrivedOn || d.PausedDays != item.PausedDays ||
			d.PausedAt.IsZero() || d.LateAt.IsZero() || d.ResponseLateAt.IsZero() || d.RespondedAt.IsZero() || d.Draft.Outcome != dialogue.Promised || d.Outcome != "" {
			t.Errorf("its timeline makes it %+v", d)
		}
		h.healthy(t)
	})
}

// damages changes by hand what only events may change of an item: what the doctor then says of it, and how.
var damages = map[string]string{
	"its title":                                   "UPDATE items SET title = 'Koffie op' WHERE id = ?",
	"its state":                                   "UPDATE items SET state = 'routed' WHERE id = ?",
	"its service":                                 "UPDATE items SET service_id = (SELECT id FROM services WHERE name = 'ICT') WHERE id = ?",
	"its outcome":                                 "UPDATE items SET state = 'outcome', outcome = 'thanked' WHERE id = ?",
	"its answer":                                  "UPDATE items SET answer = 'Er hangen nieuwe antennes.' WHERE id = ?",
	"the point that has what it had":              "UPDATE items SET dissolved_into = id WHERE id = ?",
	"whether figures proposed it":                 "UPDATE items SET question_id = (SELECT id FROM cycle_questions LIMIT 1) WHERE id = ?",
	"who sees to it":                              "UPDATE items SET taken_by = NULL WHERE id = ?",
	"the service that it is asked to go to":       "UPDATE items SET wanted_id = service_id WHERE id = ?",
	"the day on which it arrived":                 "UPDATE items SET arrived_on = '2027-01-20' WHERE id = ?",
	"the day on which a first response is due":    "UPDATE items SET respond_on = '2027-01-20' WHERE id = ?",
	"the day on which it is due":                  "UPDATE items SET due_on = '2027-03-01' WHERE id = ?",
	"when it was made":                            "UPDATE items SET created_at = '2027-01-04 09:00:00' WHERE id = ?",
	"when a service got it":                       "UPDATE items SET routed_at = '2027-02-15 09:00:00' WHERE id = ?",
	"when its service acknowledged it":            "UPDATE items SET acknowledged_at = NULL WHERE id = ?",
	"when it had a first response":                "UPDATE items SET responded_at = '2027-02-15 09:00:00' WHERE id = ?",
	"since when its answer waits to be published": "UPDATE items SET ready_at = created_at WHERE id = ?",
	"when it had its outcome":                     "UPDATE items SET answered_at = created_at WHERE id = ?",
	"when its outcome was revised":                "UPDATE items SET revised_at = created_at WHERE id = ?",
	"when it was reopened":                        "UPDATE items SET reopened_at = created_at WHERE id = ?",
	"the answer that is written":                  "UPDATE item_answers SET due_on = '2027-06-01' WHERE item_id = ?",
	"since when its clock stands":                 "UPDATE items SET paused_on = '2027-02-01' WHERE id = ?",
	"how long its clock stood":                    "UPDATE items SET paused_days = paused_days + 1 WHERE id = ?",
	"since when it is late":                       "UPDATE items SET late_on = '' WHERE id = ?",
	"since when its first response is late":       "UPDATE items SET response_late_on = '2027-01-25' WHERE id = ?",
	"its count of hand-overs":                     "UPDATE items SET hand_overs = 2 WHERE id = ?",
}

func TestTheDoctorNamesThePointThatIsNotWhatItsTimelineSays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		item := aPointWithAHistory(t, h)
		for what, statement := range damages {
			undone := errors.New("undone")
			err := h.db.RunInTx(context.Background(), nil, func(ctx context.Context, tx bun.Tx) error {
				if _, err := tx.NewRaw(statement, item.ID).Exec(ctx); err != nil {
					return err
				}
				found, err := dialogue.Check(ctx, tx)
				if err != nil {
					return err
				}
				if !slices.ContainsFunc(found, func(f migrations.Finding) bool {
					return f.Table == "items" && f.Row == item.ID.String() && f.What == what+" is not what its timeline says"
				}) {
					t.Errorf("of %q the doctor finds %v", statement, found)
				}
				return undone
			})
			if !errors.Is(err, undone) {
				t.Fatal(err)
			}
		}
	})
}

// TestEachColumnOfAPointIsProvenByItsTimelineOrStandsElsewhere makes who adds a column decide which.
func TestEachColumnOfAPointIsProvenByItsTimelineOrStandsElsewhere(t *testing.T) {
	elsewhere := []string{"id", "panel_id", "cycle_id", "said", // as it was made
		"contributions", "people", "people_shown", // by what stands in it
		"nudged", "nudged_on", "response_nudged", "response_nudged_on", "looked_on", "decide_told_on", // by what the program did last
		"told_in", "told_before", "revised_in"} // by the digests
	item := reflect.TypeFor[dialogue.Item]()
	for i := range item.NumField() {
		column, _, _ := strings.Cut(item.Field(i).Tag.Get("bun"), ",")
		if column == "" || column == "-" || strings.Contains(column, ":") || slices.Contains(elsewhere, column) {
			continue
		}
		proven := false
		for _, statement := range damages {
			proven = proven || strings.HasPrefix(statement, "UPDATE items SET "+column+" = ") || strings.Contains(statement, ", "+column+" = ")
		}
		if !proven {
			t.Errorf("nobody notices when %s is damaged", column)
		}
	}
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
		rows := map[string]bool{}
		for _, f := range h.findings(t) {
			rows[f.Row] = true
		}
		if len(rows) != 2 {
			t.Errorf("the doctor finds %v", rows)
		}
	})
}
