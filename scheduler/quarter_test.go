package scheduler_test

import (
	"testing"

	"klantpanel/scheduler"
)

func TestADayFallsInItsQuarter(t *testing.T) {
	for day, want := range map[scheduler.Date][2]scheduler.Date{
		"2027-01-01": {"2027-01-01", "2027-04-01"},
		"2027-03-31": {"2027-01-01", "2027-04-01"},
		"2027-05-31": {"2027-04-01", "2027-07-01"},
		"2027-08-31": {"2027-07-01", "2027-10-01"},
		"2027-12-31": {"2027-10-01", "2028-01-01"},
		"2028-02-29": {"2028-01-01", "2028-04-01"},
		"9999-12-31": {"9999-10-01", ""},
		"":           {"", ""},
		"2027-02-30": {"", ""},
	} {
		if first, next := day.Quarter(); first != want[0] || next != want[1] {
			t.Errorf("%q falls in the quarter from %q until %q, want %v", day, first, next, want)
		}
	}
}
