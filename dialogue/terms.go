package dialogue

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/panel"
	"klantpanel/scheduler"
)

// PassDue gives each constituency whose day has come to its successor, one a transaction: with its history, with its rounds that collect now,
// and with what the predecessor had typed for these and not sent. What was sent stays as it is, under the name of who sent it.
func (s *Store) PassDue(ctx context.Context, now time.Time) error {
	rounds := panel.Store{DB: s.DB, Outbox: s.Outbox, Clock: s.Clock}
	return wrap("pass due", scheduler.EachDue(ctx, s.DB, func(ctx context.Context, tx bun.Tx, except []uuid.UUID) (uuid.UUID, error) {
		su, found, err := rounds.DueSuccession(ctx, tx, except)
		if err != nil || !found {
			return uuid.Nil, err
		}
		if err := rounds.Pass(ctx, tx, su, now); err != nil {
			return su.AmbassadorID, err
		}
		if err := passDrafts(ctx, tx, su); err != nil {
			return su.AmbassadorID, err
		}
		return su.AmbassadorID, passMailAnswers(ctx, tx, su)
	}))
}

// passDrafts moves what the predecessor typed and didn't send to the successor, who sees it in the form and decides.
func passDrafts(ctx context.Context, tx bun.Tx, su panel.Succession) error {
	from, to := su.Ambassador.PersonID, su.Successor.PersonID
	for _, table := range []string{"drafts", meetingDrafts} {
		var left []Draft
		err := tx.NewSelect().Model(&left).ModelTableExpr("? AS d", bun.Ident(table)).Where("d.person_id = ?", from).
			Where("d.cycle_id IN (SELECT id FROM cycles WHERE panel_id = ? AND phase = ?)", su.Ambassador.PanelID, panel.Collecting).Scan(ctx)
		if err != nil {
			return wrap("drafts", err)
		}
		for _, d := range left {
			if err := passDraft(ctx, tx, table, d, to); err != nil {
				return err
			}
		}
	}
	return nil
}

func passDraft(ctx context.Context, tx bun.Tx, table string, d Draft, to uuid.UUID) error {
	own := map[string][]string{}
	var has []Draft
	err := tx.NewSelect().Model(&has).ModelTableExpr("? AS d", bun.Ident(table)).Where("d.cycle_id = ? AND d.person_id = ?", d.CycleID, to).Scan(ctx)
	if err == nil && len(has) == 1 {
		err = json.Unmarshal(has[0].Form, &own)
	}
	left := map[string][]string{}
	if err == nil {
		err = json.Unmarshal(d.Form, &left)
	}
	if err != nil {
		return wrap("draft", err)
	}
	passed := Draft{CycleID: d.CycleID, PersonID: to, UpdatedAt: d.UpdatedAt}
	join := joinDrafts
	if table == meetingDrafts && len(own) > 0 {
		join = joinMeetings
	}
	if passed.Form, err = json.Marshal(join(own, left)); err != nil {
		return wrap("draft", err)
	}
	_, err = tx.NewInsert().Model(&passed).ModelTableExpr(table).On("CONFLICT (cycle_id, person_id) DO UPDATE").
		Set("form = EXCLUDED.form, updated_at = EXCLUDED.updated_at").Exec(ctx)
	if err != nil {
		return wrap("draft", err)
	}
	_, err = tx.NewDelete().Table(table).Where("cycle_id = ? AND person_id = ?", d.CycleID, d.PersonID).Exec(ctx)
	return wrap("draft", err)
}

// joinDrafts adds to a form what somebody else left in theirs: what was filled in stays, and texts stand below each other. The key of a
// sending is never taken over: that one may have been sent.
func joinDrafts(own, left map[string][]string) map[string][]string {
	for name, values := range left {
		mine, texts := strings.Join(own[name], ""), strings.HasPrefix(name, "text.")
		switch {
		case strings.HasPrefix(name, "_"):
			if _, key := uuid.Parse(strings.Join(values, "")); key == nil && mine == "" {
				own[name] = []string{uuid.NewString()}
			} else if mine == "" {
				own[name] = values
			}
		case mine == "":
			own[name] = values
		case texts && strings.Join(values, "") != "" && mine != strings.Join(values, ""):
			own[name] = []string{mine + "\n\n" + strings.Join(values, "")}
		}
	}
	return own
}

// joinMeetings adds the points and notes that somebody else left to the own ones. Points bear numbers, so theirs go on where the own ones
// end. How their notes were split, and what they were asked about a number, is theirs.
func joinMeetings(own, left map[string][]string) map[string][]string {
	last := 0
	for name := range own {
		_, number := pointOf(name)
		last = max(last, number)
	}
	for name, values := range left {
		part, number := pointOf(name)
		mine, theirs := strings.Join(own[name], ""), strings.Join(values, "")
		switch {
		case strings.HasPrefix(name, "_"):
		case number > 0:
			own[PointField(part, strconv.Itoa(last+number))] = values
		case strings.TrimSpace(mine) == "":
			own[name] = values
		case strings.TrimSpace(theirs) != "" && mine != theirs:
			own[name] = []string{mine + "\n\n" + theirs}
		}
	}
	return own
}

// pointOf takes apart what PointField put together; the number is 0 for a field of no point.
func pointOf(name string) (part string, number int) {
	part, point, _ := strings.Cut(name, ".")
	number, _ = strconv.Atoi(point)
	return part, number
}
