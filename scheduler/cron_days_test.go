package scheduler_test

import (
	"reflect"
	"testing"
	"time"

	"klantpanel/scheduler"
)

func TestTheDaysOfACronLine(t *testing.T) {
	for line, want := range map[string]scheduler.CronDays{
		"0 9 * * *":            {},
		"0 9 ? * 0-6":          {},
		"0 9 * * sun,mon":      {Weekdays: []time.Weekday{time.Monday, time.Sunday}},
		"0 9 */10 * *":         {Days: []int{1, 11, 21, 31}},
		"0 9 1,15 jan,7-9/2 *": {Days: []int{1, 15}, Months: []time.Month{1, 7, 9}},
		"0 9 13 * fri":         {Days: []int{13}, Weekdays: []time.Weekday{time.Friday}},
		"@yearly":              {Days: []int{1}, Months: []time.Month{1}},
	} {
		if got, ok := recurrence(t, "cron: "+line).CronDays(); !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v, want %+v", line, got, ok, want)
		}
	}
	for _, r := range []scheduler.Recurrence{{}, {Cron: "0 9 31 2 *"}, recurrence(t, "every week on monday at 09:00")} {
		if got, ok := r.CronDays(); ok {
			t.Errorf("%+v: %+v", r, got)
		}
	}
}
