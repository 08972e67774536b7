package migrations_test

import (
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/migrations"
)

// Points from before clocks could stand: what their timelines say is what they are afterwards.
func TestPointsAreWhatTheirTimelinesSayOnceClocksCanStand(t *testing.T) {
	const when = "'2026-11-02 09:00:00+00:00'"
	person, panel, service, cycle, other := id("01"), id("02"), id("03"), id("05"), id("04")
	taken, handedOver, asking := id("11"), id("12"), id("13")
	eachBefore(t, "20261126000100", func(t *testing.T, db *bun.DB) {
		for _, row := range [][2]string{
			{"people (id, email, name, created_at)", person + ", 'els@waterveld.example', 'Els', " + when},
			{"panels (id, name, time_zone, recurrence, starts_on, collecting_days, responding_days, reporting_days, catch_up_days, audience, smallest_group, picking, created_at)",
				panel + ", 'Werkplek', 'Europe/Amsterdam', '', '2026-11-01', 1, 1, 1, 1, 'organisation', 5, 'fixed', " + when},
			{"services (id, name, norm_days, created_at)", service + ", 'ICT', 10, " + when},
			{"services (id, name, norm_days, created_at)", other + ", 'Kantine', 10, " + when},
			{"cycles (id, panel_id, number, planned_on, phase)", cycle + ", " + panel + ", 1, '2026-11-02', 'closed'"},
			{"items (id, panel_id, cycle_id, service_id, state, title, said, acknowledged_at, created_at)",
				taken + ", " + panel + ", " + cycle + ", " + service + ", 'acknowledged', 'Wifi', 'Wifi', '2026-11-03 09:00:00+00:00', " + when},
			{"items (id, panel_id, cycle_id, service_id, state, title, said, hand_overs, created_at)",
				handedOver + ", " + panel + ", " + cycle + ", " + other + ", 'routed', 'Lunch', 'Lunch', 1, " + when},
			{"items (id, panel_id, cycle_id, service_id, state, title, said, created_at)",
				asking + ", " + panel + ", " + cycle + ", " + service + ", 'routed', 'Printer', 'Printer', " + when},
			{"events (id, item_id, at, person_id, kind, service_id)", id("21") + ", " + taken + ", " + when + ", " + person + ", 'routed', " + service},
			{"events (id, item_id, at, person_id, kind, service_id)", id("22") + ", " + taken + ", '2026-11-03 09:00:00+00:00', " + person + ", 'acknowledged', " + service},
			{"events (id, item_id, at, person_id, kind, service_id)", id("23") + ", " + handedOver + ", '2026-11-04 09:00:00+00:00', " + person + ", 'acknowledged', " + service},
			{"events (id, item_id, at, person_id, kind, service_id)", id("24") + ", " + handedOver + ", '2026-11-05 09:00:00+00:00', " + person + ", 'handed_over', " + other},
			{"events (id, item_id, at, person_id, kind, service_id)", id("25") + ", " + asking + ", '2026-11-06 09:00:00+00:00', " + person + ", 'asked_back', " + service},
			{"events (id, item_id, at, person_id, kind, service_id)", id("26") + ", " + asking + ", '2026-11-09 09:00:00+00:00', " + person + ", 'asked_back', " + service},
			{"service_tallies (service_id, what, count)", service + ", 'changed', 3"},
		} {
			if _, err := db.ExecContext(t.Context(), "INSERT INTO "+row[0]+" VALUES ("+row[1]+")"); err != nil {
				t.Fatal(row[0], err)
			}
		}
		if _, err := migrations.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		for what, condition := range map[string]string{
			"who took note of it sees to it":                 "id = " + taken + " AND taken_by = " + person + " AND responded_at IS NOT NULL AND paused_on = ''",
			"after a hand-over nobody does":                  "id = " + handedOver + " AND taken_by IS NULL AND responded_at IS NOT NULL AND paused_on = ''",
			"the clock stands since the first time it asked": "id = " + asking + " AND taken_by IS NULL AND responded_at IS NOT NULL AND paused_on = '2026-11-06'",
		} {
			if n, err := db.NewSelect().Table("items").Where(condition).Count(t.Context()); err != nil || n != 1 {
				t.Errorf("%s: %d, %v", what, n, err)
			}
		}
		if n, err := db.NewSelect().Table("service_tallies").Where("count = 3").Count(t.Context()); err != nil || n != 1 {
			t.Errorf("of the tallies there are %d, %v", n, err)
		}
	})
}
