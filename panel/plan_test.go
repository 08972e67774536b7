package panel_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/panel"
	"klantpanel/panel/paneltest"
	"klantpanel/scheduler"
)

var (
	christmas = scheduler.Period{From: "2027-12-24", Until: "2028-01-02", Name: "Kerstsluiting"}
	summer    = scheduler.Period{From: "2027-07-26", Until: "2027-08-06", Name: "Zomersluiting"}
)

// runs changes the panel's form and starts the panel.
func runs(t *testing.T, w *paneltest.Waterveld, change func(*panel.PanelInput)) panel.Panel {
	t.Helper()
	ctx := context.Background()
	in := w.PanelInput()
	change(&in)
	_, err := w.Store.SavePanel(ctx, panel.System, w.Panel.ID, in)
	ok(t, err)
	p, err := w.Store.StartPanel(ctx, w.As(t, w.Joris), w.Panel.ID)
	ok(t, err)
	return p
}

// tick is a turn of the loop at a moment in Amsterdam, as "2027-12-24 09:00".
func tick(t *testing.T, w *paneltest.Waterveld, at string) panel.Panel {
	t.Helper()
	ctx := context.Background()
	w.Clock.To(amsterdam(t, at))
	ok(t, w.Store.OpenDue(ctx, w.Clock.Now()))
	p, err := w.Store.Panel(ctx, w.Panel.ID)
	ok(t, err)
	sound(t, w)
	return p
}

func amsterdam(t *testing.T, at string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	ok(t, err)
	moment, err := time.ParseInLocation("2006-01-02 15:04", at, zone)
	ok(t, err)
	return moment.UTC()
}

// sound fails when doctor finds something.
func sound(t *testing.T, w *paneltest.Waterveld) {
	t.Helper()
	findings, err := panel.Check(context.Background(), w.Store.DB)
	ok(t, err)
	for _, f := range findings {
		t.Errorf("doctor: %s %s: %s", f.Table, f.Row, f.What)
	}
}

// rounds are all cycles of the panel: the planned day, and the day it opened on or why it didn't.
func rounds(t *testing.T, w *paneltest.Waterveld) map[scheduler.Date]string {
	t.Helper()
	all, err := w.Store.Cycles(context.Background(), w.Panel.ID, 1000)
	ok(t, err)
	got := map[scheduler.Date]string{}
	for _, c := range all {
		got[c.PlannedOn] = c.CancelledFor
		if c.OpenedAt.After(time.Time{}) {
			got[c.PlannedOn] = string(scheduler.DateOf(c.OpenedAt.Time, w.Panel.Zone()))
		}
	}
	return got
}

func wantRounds(t *testing.T, w *paneltest.Waterveld, want map[scheduler.Date]string) {
	t.Helper()
	got := rounds(t, w)
	for day, what := range want {
		if got[day] != what {
			t.Errorf("the round of %s: %q, want %q", day, got[day], what)
		}
	}
	if len(got) != len(want) {
		t.Errorf("rounds %v, want %v", got, want)
	}
}

func wantNext(t *testing.T, p panel.Panel, on, day scheduler.Date) {
	t.Helper()
	if p.NextOn != on || p.NextDay() != day {
		t.Errorf("the next round is that of %s, on %s; want %s, on %s", p.NextOn, p.NextDay(), on, day)
	}
}

func TestARoundOnAPublicHolidayOpensTheNextWorkingDay(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		w.Clock.To(amsterdam(t, "2027-03-22 09:00"))
		p := runs(t, w, func(in *panel.PanelInput) { in.Recurrence = "every month on day 29 at 09:00" })
		wantNext(t, p, "2027-03-29", "2027-03-30") // Easter Monday
		tick(t, w, "2027-03-29 12:00")
		wantRounds(t, w, nil)
		p = tick(t, w, "2027-03-30 09:00")
		wantRounds(t, w, map[scheduler.Date]string{"2027-03-29": "2027-03-30"})
		wantNext(t, p, "2027-04-29", "2027-04-29")
	})
}

func TestARoundOnAClosedDayIsSkippedByChoiceShownAndCounted(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		w.Clock.To(amsterdam(t, "2027-07-20 09:00"))
		ok(t, w.Store.AddClosedPeriod(ctx, w.As(t, w.Ineke), summer))
		p := runs(t, w, func(in *panel.PanelInput) {
			in.Recurrence, in.OnClosed = "every week on wednesday at 09:00", panel.SkipIt
		})
		wantNext(t, p, "2027-07-21", "2027-07-21")
		p = tick(t, w, "2027-07-21 09:00")
		wantNext(t, p, "2027-08-11", "2027-08-11")
		upcoming := panel.Upcoming(p, mustCalendar(t, w), w.Clock.Now(), 3)
		if len(upcoming) != 3 || !upcoming[0].Skipped || !upcoming[1].Skipped || upcoming[2].Day != "2027-08-11" || upcoming[0].Collecting != "" {
			t.Errorf("upcoming: %+v", upcoming)
		}
		tick(t, w, "2027-07-28 10:00")
		wantRounds(t, w, map[scheduler.Date]string{"2027-07-21": "2027-07-21"}) // what isn't over isn't counted
		tick(t, w, "2027-08-11 09:00")
		wantRounds(t, w, map[scheduler.Date]string{"2027-07-21": "2027-07-21", "2027-07-28": panel.WasClosed, "2027-08-04": panel.WasClosed,
			"2027-08-11": "2027-08-11"})
		missed, closed, err := w.Store.CancelledCount(ctx, p.ID)
		ok(t, err)
		if missed != 0 || closed != 2 {
			t.Errorf("%d missed and %d closed, want 0 and 2", missed, closed)
		}
	})
}

func mustCalendar(t *testing.T, w *paneltest.Waterveld) scheduler.Calendar {
	t.Helper()
	calendar, err := panel.CalendarIn(context.Background(), w.Store.DB)
	ok(t, err)
	return calendar
}

func TestTwoRoundsThatMeetOnOneDayAreOneRound(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ok(t, w.Store.AddClosedPeriod(context.Background(), panel.System, summer))
		w.Clock.To(amsterdam(t, "2027-07-22 09:00"))
		p := runs(t, w, func(in *panel.PanelInput) { in.Recurrence = "every week on wednesday at 09:00" })
		wantNext(t, p, "2027-08-04", "2027-08-09") // 28 July would move there too
		p = tick(t, w, "2027-08-09 09:00")
		wantRounds(t, w, map[scheduler.Date]string{"2027-07-28": panel.WasClosed, "2027-08-04": "2027-08-09"})
		wantNext(t, p, "2027-08-11", "2027-08-11")
	})
}

func TestARoundByHandStandsInForOneThatMovedToThatDay(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		w.Clock.To(amsterdam(t, "2027-03-22 09:00"))
		runs(t, w, func(in *panel.PanelInput) { in.Recurrence = "every month on day 29 at 09:00" })
		w.Clock.To(amsterdam(t, "2027-03-30 08:00"))
		_, err := w.Store.OpenNow(ctx, w.As(t, w.Joris), w.Panel.ID)
		ok(t, err)
		p, err := w.Store.Panel(ctx, w.Panel.ID)
		ok(t, err)
		wantNext(t, p, "2027-04-29", "2027-04-29")
		tick(t, w, "2027-04-02 09:00") // the program was down meanwhile: nothing is caught up
		wantRounds(t, w, map[scheduler.Date]string{"2027-03-30": "2027-03-30", "2027-03-29": panel.WasClosed})
		tick(t, w, "2027-05-31 09:00") // moved from Saturday the 29th
		_, err = w.Store.OpenNow(ctx, w.As(t, w.Joris), w.Panel.ID)
		refused(t, err, "error.already_opened")
	})
}

func TestTheCatchUpWindowCountsFromTheDayToWhichARoundMoved(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ok(t, w.Store.AddClosedPeriod(context.Background(), panel.System, christmas))
		w.Clock.To(amsterdam(t, "2027-12-20 09:00"))
		p := runs(t, w, func(in *panel.PanelInput) {
			in.Recurrence, in.StartsOn = "every quarter on day 25 at 09:00", "2027-12-01"
		})
		wantNext(t, p, "2027-12-25", "2028-01-03")
		p = tick(t, w, "2028-01-10 08:59") // 16 days after Christmas, 7 after the round's day
		wantRounds(t, w, map[scheduler.Date]string{"2027-12-25": "2028-01-10"})
		wantNext(t, p, "2028-03-25", "2028-03-27")
	})
}

func TestDownForTenMinutesThreeDaysOrFortyDays(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		p := runs(t, w, func(in *panel.PanelInput) {
			in.Recurrence, in.StartsOn = "every 2 weeks on tuesday at 09:00", "2027-01-05"
		})
		wantNext(t, p, "2027-01-05", "2027-01-05")
		tick(t, w, "2027-01-05 09:10")
		tick(t, w, "2027-01-22 09:00") // three days after the 19th
		wantRounds(t, w, map[scheduler.Date]string{"2027-01-05": "2027-01-05", "2027-01-19": "2027-01-22"})
		p = tick(t, w, "2027-03-14 12:00") // forty days after 2 February
		wantRounds(t, w, map[scheduler.Date]string{"2027-01-05": "2027-01-05", "2027-01-19": "2027-01-22",
			"2027-02-02": panel.WasMissed, "2027-02-16": panel.WasMissed, "2027-03-02": panel.WasMissed})
		wantNext(t, p, "2027-03-16", "2027-03-16")
		missed, closed, err := w.Store.CancelledCount(ctx, p.ID)
		ok(t, err)
		if missed != 3 || closed != 0 {
			t.Errorf("%d missed and %d closed, want 3 and 0", missed, closed)
		}
	})
}

func TestInTheNightsOnWhichTheClocksChangeOneRoundOpens(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		for night, at := range map[string]string{"2027-03-28": "2027-03-28T01:00:00Z", "2027-10-31": "2027-10-31T00:30:00Z"} {
			w.Clock.To(amsterdam(t, night+" 00:00"))
			p := runs(t, w, func(in *panel.PanelInput) { in.Recurrence = "every week on sunday at 02:30" })
			if got := p.NextAt.Format(time.RFC3339); got != at {
				t.Errorf("in the night of %s the round opens at %s, want %s", night, got, at)
			}
			for range 36 {
				w.Clock.Add(10 * time.Minute)
				ok(t, w.Store.OpenDue(context.Background(), w.Clock.Now()))
			}
			_, err := w.Store.PausePanel(context.Background(), panel.System, p.ID)
			ok(t, err)
		}
		wantRounds(t, w, map[scheduler.Date]string{"2027-03-28": "2027-03-28", "2027-10-31": "2027-10-31"})
	})
}

func TestSummerTimeAndTheYearsEndHaveEachRoundOnce(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		w.Clock.To(amsterdam(t, "2027-03-20 09:00"))
		runs(t, w, func(in *panel.PanelInput) {
			in.Recurrence, in.CatchUpDays, in.TimeZone = "every month on the last monday at 02:30", 1, "America/St_Johns"
		})
		end := amsterdam(t, "2028-01-10 00:00")
		for w.Clock.Now().Before(end) {
			w.Clock.Add(7*time.Hour + 50*time.Minute)
			ok(t, w.Store.OpenDue(context.Background(), w.Clock.Now()))
		}
		want := map[scheduler.Date]string{"2027-03-29": "2027-03-30", "2027-04-26": "2027-04-26", "2027-05-31": "2027-05-31", "2027-06-28": "2027-06-28",
			"2027-07-26": "2027-07-26", "2027-08-30": "2027-08-30", "2027-09-27": "2027-09-27", "2027-10-25": "2027-10-25", "2027-11-29": "2027-11-29",
			"2027-12-27": "2027-12-27"}
		wantRounds(t, w, want)
		sound(t, w)
	})
}

func TestAClosedPeriodThatIsAddedMovesTheNextRoundAndOneThatIsRemovedBringsItBack(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx, ineke := context.Background(), w.As(t, w.Ineke)
		w.Clock.To(amsterdam(t, "2027-07-20 09:00"))
		p := runs(t, w, func(in *panel.PanelInput) {
			in.Recurrence, in.NoticeDays = "every month on the last tuesday at 09:00", 3
		})
		wantNext(t, p, "2027-07-27", "2027-07-27")
		wantNotice(t, p, "2027-07-22 09:00")
		before := p.Sequence
		ok(t, w.Store.AddClosedPeriod(ctx, ineke, summer))
		p, err := w.Store.Panel(ctx, p.ID)
		ok(t, err)
		wantNext(t, p, "2027-07-27", "2027-08-09")
		wantNotice(t, p, "2027-07-21 09:00")
		if p.Sequence <= before {
			t.Errorf("sequence %d, want more than %d", p.Sequence, before)
		}
		sound(t, w)
		w.Clock.To(amsterdam(t, "2027-07-29 11:00"))
		ok(t, w.Store.RemoveClosedPeriod(ctx, ineke, scheduler.Period{From: summer.From, Until: summer.Until}))
		p = tick(t, w, "2027-07-29 11:01") // two days late, within the window of seven
		wantRounds(t, w, map[scheduler.Date]string{"2027-07-27": "2027-07-29"})
		wantNext(t, p, "2027-08-31", "2027-08-31")
	})
}

func wantNotice(t *testing.T, p panel.Panel, at string) {
	t.Helper()
	if want := amsterdam(t, at); !p.NoticeAt.Equal(want) {
		t.Errorf("the notice goes at %v, want %v", p.NoticeAt.Time, want)
	}
}

func TestANoticeGoesSomeWorkingDaysAheadOrAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		w.Clock.To(amsterdam(t, "2027-03-15 09:00"))
		p := runs(t, w, func(in *panel.PanelInput) {
			in.Recurrence, in.NoticeDays = "every month on the last tuesday at 09:00", 5
		})
		wantNext(t, p, "2027-03-30", "2027-03-30")
		wantNotice(t, p, "2027-03-22 09:00") // Easter Monday isn't counted
		w.Clock.To(amsterdam(t, "2027-03-24 10:15"))
		p = runs(t, w, func(in *panel.PanelInput) {
			in.Recurrence, in.NoticeDays = "every month on the last tuesday at 09:00", 10
		})
		wantNotice(t, p, "2027-03-24 10:15")
		p = runs(t, w, func(in *panel.PanelInput) { in.Recurrence = "every month on the last tuesday at 09:00" })
		if !p.NoticeAt.IsZero() {
			t.Errorf("a panel without notices has one at %v", p.NoticeAt)
		}
		sound(t, w)
	})
}

func TestChangingTheRhythmCountsWhatWasDueAndNotOpened(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		p := runs(t, w, func(*panel.PanelInput) {})
		w.Clock.To(p.NextAt.Add(30 * time.Second))
		p = runs(t, w, func(in *panel.PanelInput) { in.Recurrence = "every month on day 20 at 10:00" })
		wantRounds(t, w, map[scheduler.Date]string{"2027-01-12": panel.WasMissed})
		wantNext(t, p, "2027-01-20", "2027-01-20")
		before := p.Sequence
		_, err := w.Store.PausePanel(context.Background(), w.As(t, w.Joris), p.ID)
		ok(t, err)
		p = runs(t, w, func(in *panel.PanelInput) { in.Recurrence = "every month on day 20 at 10:00" })
		if p.Sequence < before+2 {
			t.Errorf("sequence %d after a pause, it was %d", p.Sequence, before)
		}
		sound(t, w)
	})
}

func TestAPanelWhoseDaysAreAllSkippedDoesNotStart(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		in := w.PanelInput()
		in.Recurrence, in.OnClosed = "cron: 0 9 25 12 *", panel.SkipIt
		_, err := w.Store.SavePanel(ctx, panel.System, w.Panel.ID, in)
		ok(t, err)
		_, err = w.Store.StartPanel(ctx, w.As(t, w.Joris), w.Panel.ID)
		refused(t, err, "error.recurrence_closed")
		in.OnClosed = panel.MoveOn
		_, err = w.Store.SavePanel(ctx, panel.System, w.Panel.ID, in)
		ok(t, err)
		p, err := w.Store.StartPanel(ctx, w.As(t, w.Joris), w.Panel.ID)
		ok(t, err)
		wantNext(t, p, "2027-12-25", "2027-12-27")
	})
}

func TestWhatIsToComeCanBeSeenBeforeThePanelIsSaved(t *testing.T) {
	p := panel.Panel{TimeZone: "Europe/Amsterdam", Recurrence: "every week on monday at 09:00", StartsOn: "2027-12-01",
		CollectingDays: 5, RespondingDays: 5, ReportingDays: 2}
	now := amsterdam(t, "2027-12-13 09:00")
	got := panel.Upcoming(p, scheduler.NewCalendar([]scheduler.Period{christmas}), now, 3)
	if len(got) != 3 || got[0].Day != "2027-12-20" || got[0].Collecting != "2028-01-04" || got[0].Responding != "2028-01-11" || got[0].Reporting != "2028-01-13" {
		t.Errorf("%+v", got)
	}
	if !got[1].Skipped || got[1].On != "2027-12-27" || got[2].Day != "2028-01-03" {
		t.Errorf("%+v", got)
	}
	p.Recurrence = "soms"
	if got := panel.Upcoming(p, scheduler.Calendar{}, now, 3); got != nil {
		t.Errorf("%+v", got)
	}
}

func TestOnlySensibleClosedPeriodsAreTaken(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx, ineke := context.Background(), w.As(t, w.Ineke)
		refused(t, w.Store.AddClosedPeriod(ctx, w.As(t, w.Joris), summer), "error.administrators_only")
		for message, p := range map[string]scheduler.Period{
			"error.date":              {From: "2027-02-29", Until: "2027-03-01"},
			"error.ends_before_start": {From: "2027-08-06", Until: "2027-07-26"},
			"error.closed_too_long":   {From: "2027-07-01", Until: "2027-09-01"},
			"error.one_line":          {From: "2027-07-01", Until: "2027-07-02", Name: "Een\n2027-01-01 2027-12-31 dicht"},
		} {
			refused(t, w.Store.AddClosedPeriod(ctx, ineke, p), message)
		}
		ok(t, w.Store.AddClosedPeriod(ctx, ineke, christmas))
		ok(t, w.Store.AddClosedPeriod(ctx, ineke, summer))
		ok(t, w.Store.AddClosedPeriod(ctx, ineke, scheduler.Period{From: "2027-05-07", Until: "2027-05-07"}))
		refused(t, w.Store.AddClosedPeriod(ctx, ineke, scheduler.Period{From: summer.From, Until: summer.Until, Name: "Nog eens"}), "error.closed_twice")
		o, err := w.Store.Organisation(ctx, w.Store.DB)
		ok(t, err)
		periods, err := panel.ParseClosedPeriods(o.ClosedPeriods)
		ok(t, err)
		if len(periods) != 3 || periods[0].From != "2027-05-07" || periods[1] != summer || periods[2] != christmas {
			t.Errorf("%+v", periods)
		}
		hours := o.LetterHours()
		if hours.Working("2027-08-03") || !hours.Working("2027-08-09") {
			t.Error("letters go out in a closed week, or not after it")
		}
		ok(t, w.Store.RemoveClosedPeriod(ctx, ineke, christmas))
		refused(t, w.Store.RemoveClosedPeriod(ctx, ineke, christmas), "error.closed_not_found")
		refused(t, w.Store.RemoveClosedPeriod(ctx, w.As(t, w.Wim), summer), "error.administrators_only")
	})
}

func TestDoctorNamesAPanelWhosePlanIsNotWhatItHasToBe(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		for what, change := range map[string]string{
			"its next round is planned on 2027-01-13, which is no day of its recurrence":              "next_on = '2027-01-13'",
			"its next moment is not the one of its next day 2027-01-12, 2027-01-12T08:00:00Z":         "next_at = '2027-01-12 09:00:00+00:00'",
			"it gives no notice of its rounds, and yet a notice is planned":                           "notice_at = '2027-01-11 09:00:00+00:00'",
			"the notice of its next round comes after the round":                                      "notice_days = 3, notice_at = '2027-01-12 09:00:00+00:00'",
			"its next round is planned on 2027-03-29, which is skipped because nobody works that day": "recurrence = 'every month on day 29 at 09:00', on_closed = 'skip', next_on = '2027-03-29'",
		} {
			p := runs(t, w, func(*panel.PanelInput) {})
			_, err := w.Store.DB.ExecContext(ctx, "UPDATE panels SET "+change)
			ok(t, err)
			wantFinding(t, w, what)
			_, err = w.Store.DB.NewUpdate().Table("panels").Set("paused = TRUE, next_on = '', next_at = NULL, notice_at = NULL").Where("id = ?", p.ID).Exec(ctx)
			ok(t, err)
		}
		c := panel.Cycle{ID: uuid.Must(uuid.NewV7()), PanelID: w.Panel.ID, PlannedOn: "2027-01-12", Phase: panel.Cancelled}
		_, err := w.Store.DB.NewInsert().Model(&c).Exec(ctx)
		ok(t, err)
		wantFinding(t, w, "it is cancelled, and nothing says why")
		_, err = w.Store.DB.NewUpdate().Table("organisations").Set("closed_periods = 'altijd'").Where("id = 1").Exec(ctx)
		ok(t, err)
		wantFinding(t, w, `its closed periods can't be read: no closed period: "altijd"`)
	})
}

func wantFinding(t *testing.T, w *paneltest.Waterveld, what string) {
	t.Helper()
	findings, err := panel.Check(context.Background(), w.Store.DB)
	ok(t, err)
	for _, f := range findings {
		if f.What == what {
			return
		}
	}
	t.Errorf("doctor finds %v, want %q", findings, what)
}
