package migrations_test

import (
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/migrations"
)

// Points from before their timelines bore all days of their clocks: the last event that can have changed them does afterwards.
func TestTimelinesBearTheDaysThatWereKnown(t *testing.T) {
	const when = "'2026-11-02 09:00:00+00:00'"
	panel, service, cycle, item, made, undone := id("02"), id("03"), id("05"), id("11"), id("12"), id("13")
	eachBefore(t, "20261127000140", func(t *testing.T, db *bun.DB) {
		for _, row := range [][2]string{
			{"panels (id, name, time_zone, recurrence, starts_on, collecting_days, responding_days, reporting_days, catch_up_days, audience, smallest_group, picking, created_at)",
				panel + ", 'Werkplek', 'Europe/Amsterdam', '', '2026-11-01', 1, 1, 1, 1, 'organisation', 5, 'fixed', " + when},
			{"services (id, name, norm_days, created_at)", service + ", 'ICT', 10, " + when},
			{"cycles (id, panel_id, number, planned_on, phase)", cycle + ", " + panel + ", 1, '2026-11-02', 'closed'"},
			{"items (id, panel_id, cycle_id, service_id, state, title, said, arrived_on, respond_on, due_on, paused_days, created_at)",
				item + ", " + panel + ", " + cycle + ", " + service + ", 'routed', 'Wifi', 'Wifi', '2026-11-02', '2026-11-05', '2026-11-19', 3, " + when},
			{"items (id, panel_id, cycle_id, state, title, said, arrived_on, created_at)", made + ", " + panel + ", " + cycle + ", 'new', 'Lunch', 'Lunch', '2026-11-03', " + when},
			{"items (id, panel_id, cycle_id, service_id, state, title, said, arrived_on, respond_on, due_on, created_at)",
				undone + ", " + panel + ", " + cycle + ", " + service + ", 'routed', 'Koffie', 'Koffie', '2026-11-04', '2026-11-09', '2026-11-23', " + when},
			{"events (id, item_id, at, kind)", id("21") + ", " + item + ", " + when + ", 'created'"},
			{"events (id, item_id, at, kind, service_id)", id("22") + ", " + item + ", " + when + ", 'routed', " + service},
			{"events (id, item_id, at, kind)", id("23") + ", " + item + ", " + when + ", 'asked_back'"},
			{"events (id, item_id, at, kind)", id("24") + ", " + item + ", " + when + ", 'resumed'"},
			{"events (id, item_id, at, kind)", id("25") + ", " + made + ", " + when + ", 'created'"},
			{"events (id, item_id, at, kind)", id("26") + ", " + undone + ", " + when + ", 'merged'"},
			{"events (id, item_id, at, kind)", id("27") + ", " + undone + ", " + when + ", 'unbundled'"},
		} {
			if _, err := db.ExecContext(t.Context(), "INSERT INTO "+row[0]+" VALUES ("+row[1]+")"); err != nil {
				t.Fatal(row[0], err)
			}
		}
		if _, err := migrations.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		for what, condition := range map[string]string{
			"making it, as it was routed since": "id = " + id("21") + " AND arrived_on = '' AND respond_on = '' AND days = 0",
			"routing it":                        "id = " + id("22") + " AND arrived_on = '2026-11-02' AND respond_on = '2026-11-05' AND days = 0",
			"a question":                        "id = " + id("23") + " AND arrived_on = '' AND days = 0",
			"a clock that runs again":           "id = " + id("24") + " AND arrived_on = '' AND days = 3",
			"a merge that was undone":           "id = " + id("26") + " AND arrived_on = '' AND respond_on = ''",
			"undoing a merge":                   "id = " + id("27") + " AND arrived_on = '2026-11-04' AND respond_on = '2026-11-09'",
			"making what no service has":        "id = " + id("25") + " AND arrived_on = '2026-11-03' AND respond_on = ''",
		} {
			if n, err := db.NewSelect().Table("events").Where(condition).Count(t.Context()); err != nil || n != 1 {
				t.Errorf("%s: %d, %v", what, n, err)
			}
		}
	})
}
