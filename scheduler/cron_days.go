package scheduler

import "time"

// CronDays are the days that a cron line picks, for who puts it in words. An empty list is no limit: each day of the month, each month,
// each day of the week. Where both Days and Weekdays are limited, a day of either kind will do: that is cron's own rule.
type CronDays struct {
	Days     []int
	Months   []time.Month
	Weekdays []time.Weekday // from Monday on
}

// CronDays takes the cron line of r apart; false when r has none, or one that can't be planned.
func (r Recurrence) CronDays() (CronDays, bool) {
	if r.Cron == "" {
		return CronDays{}, false
	}
	line, err := parseCron(r.Cron)
	if err != nil {
		return CronDays{}, false
	}
	weekdays := chosen[time.Weekday](line.schedule.Dow, 0, 6)
	if len(weekdays) > 0 && weekdays[0] == time.Sunday {
		weekdays = append(weekdays[1:], time.Sunday)
	}
	return CronDays{chosen[int](line.schedule.Dom, 1, 31), chosen[time.Month](line.schedule.Month, 1, 12), weekdays}, true
}

// chosen are the numbers from first to last whose bits are set; none when all are.
func chosen[T ~int](bits uint64, first, last T) []T {
	var numbers []T
	for n := first; n <= last; n++ {
		if bits&(1<<n) != 0 {
			numbers = append(numbers, n)
		}
	}
	if len(numbers) == int(last-first)+1 {
		return nil
	}
	return numbers
}
