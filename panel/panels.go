package panel

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// The audiences of a digest. A panel's ambassadors always belong to it.
const (
	WholeOrganisation = "organisation"
	ChosenUnits       = "units"
	Constituencies    = "constituencies"
)

// The ways in which a round gets its questions.
const (
	Fixed       = "fixed"        // all questions of the panel, each round
	Rotation    = "rotation"     // the panel's topics take turns
	LeastRecent = "least_recent" // the questions that were asked longest ago
	ByHand      = "by_hand"      // those that a coordinator planned for it
)

// Pickings are all ways.
var Pickings = []string{Fixed, Rotation, LeastRecent, ByHand}

// What becomes of a moment on a closed day: a public holiday, a closed period, or a day of the month in a weekend.
const (
	MoveOn = "move" // it moves to the next working day
	SkipIt = "skip" // there is no round
)

// PanelInput is the form of a panel. Days are working days but for CatchUpDays; Coordinators are e-mail addresses.
type PanelInput struct {
	Name, Purpose, TimeZone                       string
	Recurrence                                    string
	StartsOn                                      scheduler.Date
	CollectingDays, RespondingDays, ReportingDays int
	CatchUpDays, SmallestGroup                    int
	Audience, Picking                             string
	OnClosed                                      string // "" is MoveOn
	PickCount, MinDistance, NoticeDays            int    // PickCount 0 is 1
	Coordinators                                  string
	Services, Units                               []uuid.UUID
	Questions                                     []uuid.UUID // in the order in which they are asked
	Trend                                         []uuid.UUID // of Questions, those that are in every round
	HoldsAnswers                                  bool        // a coordinator publishes what the services release
	DigestReaders                                 string      // one of DigestReaders; "" is Employees
	SecondApprover                                bool        // somebody else approves a digest too
	DigestDays                                    int         // until a draft is reminded of, 0 never
	DigestByItself                                bool        // a draft that nobody approves goes out after its reminder
}

// Panel reads one panel.
func (s *Store) Panel(ctx context.Context, id uuid.UUID) (Panel, error) {
	return PanelIn(ctx, s.DB, id)
}

// PanelIn is Panel inside a transaction; the row is held until it ends.
func PanelIn(ctx context.Context, db bun.IDB, id uuid.UUID) (Panel, error) {
	var p Panel
	q := db.NewSelect().Model(&p).Where("pa.id = ?", id)
	if _, held := db.(bun.Tx); held {
		q = migrations.ForUpdate(q)
	}
	err := q.Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return p, Refuse(NotFound, "error.panel_not_found")
	}
	if err != nil {
		return p, fmt.Errorf("panel: %w", err)
	}
	return p, nil
}

// Zone is the panel's time zone.
func (p Panel) Zone() *time.Location {
	zone, err := time.LoadLocation(p.TimeZone)
	if err != nil {
		return time.UTC // the form refuses unknown zones; doctor names a row that has one
	}
	return zone
}

// SavePanel adds a panel (id uuid.Nil), which waits until StartPanel, or changes one. Rounds that are open keep their deadlines.
func (s *Store) SavePanel(ctx context.Context, actor Actor, id uuid.UUID, in PanelInput) (Panel, error) {
	if id == uuid.Nil && !actor.CoordinatesAny() || id != uuid.Nil && !actor.CoordinatesPanel(id) {
		return Panel{}, Refuse(Forbidden, "error.coordinators_only")
	}
	var ps Problems
	p := ps.panel(in)
	p.ID, p.Paused, p.CreatedAt = id, true, s.Clock()
	err := inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		coordinators, err := peopleByEmail(ctx, tx, &ps, "coordinators", in.Coordinators)
		if err != nil {
			return err
		}
		if len(coordinators) == 0 && !ps.has("coordinators") {
			ps.Add("coordinators", "error.coordinator_needed")
		}
		if err := ps.second(ctx, tx, in.SecondApprover, coordinators); err != nil {
			return err
		}
		if err := ps.Err(); err != nil {
			return err
		}
		if id != uuid.Nil {
			old, err := PanelIn(ctx, tx, id)
			if err != nil {
				return err
			}
			if err := ps.group(ctx, tx, p, old); err != nil {
				return err
			}
			if p.ByItselfSince = old.ByItselfSince; p.DigestByItself && !old.DigestByItself {
				p.ByItselfSince = bun.NullTime{Time: s.Clock()}
			}
			if err := s.carryOn(ctx, tx, &p, old); err != nil {
				return err
			}
		}
		return storePanel(ctx, tx, &p, coordinators, in)
	})
	return p, err
}

// group refuses another smallest group by which two counts of the same people could be subtracted: once a round was held, whole groups stay
// whole, so that it is a multiple of the old one, or goes into it.
func (ps *Problems) group(ctx context.Context, tx bun.Tx, p, old Panel) error {
	if p.SmallestGroup%old.SmallestGroup == 0 || old.SmallestGroup%p.SmallestGroup == 0 {
		return nil
	}
	held, err := tx.NewSelect().Table("cycles").Where("panel_id = ? AND planned_on <> ''", p.ID).Exists(ctx)
	if err != nil {
		return fmt.Errorf("smallest group: %w", err)
	}
	if held {
		ps.Add("smallest_group", "error.group_steps", "Group", old.SmallestGroup, "Double", 2*old.SmallestGroup, "Triple", 3*old.SmallestGroup)
	}
	return ps.Err()
}

func storePanel(ctx context.Context, tx bun.Tx, p *Panel, coordinators []uuid.UUID, in PanelInput) error {
	err := store(ctx, tx, p, &p.ID, "name", "purpose", "time_zone", "recurrence", "starts_on", "collecting_days", "responding_days",
		"reporting_days", "catch_up_days", "audience", "smallest_group", "on_closed", "picking", "pick_count", "min_distance", "notice_days", "notice_at", "planned_after", "next_on", "next_at", "sequence", "holds_answers", "digest_readers",
		"second_approver", "digest_days", "digest_by_itself", "by_itself_since")
	if err != nil {
		return err
	}
	for _, link := range []struct {
		table, column string
		ids           []uuid.UUID
	}{{"panel_coordinators", "person_id", coordinators}, {"panel_services", "service_id", in.Services}, {"panel_units", "unit_id", in.Units}} {
		if err := replaceLinks(ctx, tx, link.table, "panel_id", p.ID, link.column, link.ids); err != nil {
			return err
		}
	}
	return savePanelQuestions(ctx, tx, p.ID, in.Questions, in.Trend)
}

func savePanelQuestions(ctx context.Context, tx bun.IDB, panel uuid.UUID, questions, trend []uuid.UUID) error {
	if _, err := tx.NewDelete().Table("panel_questions").Where("panel_id = ?", panel).Exec(ctx); err != nil {
		return fmt.Errorf("panel questions: %w", err)
	}
	for i, id := range questions {
		row := map[string]any{"panel_id": panel, "question_id": id, "position": i + 1, "trend": slices.Contains(trend, id)}
		if err := link(ctx, tx, "panel_questions", row); err != nil {
			return err
		}
	}
	return nil
}

func (ps *Problems) panel(in PanelInput) Panel {
	p := Panel{Name: ps.name("name", in.Name), Purpose: ps.Text("purpose", in.Purpose, 0, 2000), TimeZone: ps.zone("time_zone", in.TimeZone),
		Recurrence: in.Recurrence, StartsOn: in.StartsOn, Audience: in.Audience, Picking: in.Picking,
		CollectingDays: ps.between("collecting_days", in.CollectingDays, 1, 250),
		RespondingDays: ps.between("responding_days", in.RespondingDays, 1, 250),
		ReportingDays:  ps.between("reporting_days", in.ReportingDays, 1, 250),
		CatchUpDays:    ps.between("catch_up_days", in.CatchUpDays, 0, 60),
		SmallestGroup:  ps.between("smallest_group", in.SmallestGroup, 5, 1000),
		OnClosed:       cmp.Or(in.OnClosed, MoveOn),
		HoldsAnswers:   in.HoldsAnswers,
		DigestReaders:  cmp.Or(in.DigestReaders, Employees),
		SecondApprover: in.SecondApprover,
		DigestDays:     ps.between("digest_days", in.DigestDays, 0, 60),
		DigestByItself: in.DigestByItself,
		PickCount:      ps.between("pick_count", cmp.Or(in.PickCount, 1), 1, 50),
		MinDistance:    ps.between("min_distance", in.MinDistance, 0, 50),
		NoticeDays:     ps.between("notice_days", in.NoticeDays, 0, 60)}
	if p.OnClosed != MoveOn && p.OnClosed != SkipIt {
		ps.Add("on_closed", "error.choose")
	}
	if _, err := scheduler.ParseRecurrence(in.Recurrence); err != nil {
		ps.Add("recurrence", "error.recurrence")
	}
	if !in.StartsOn.Valid() {
		ps.Add("starts_on", "error.date")
	}
	if in.Audience != WholeOrganisation && in.Audience != ChosenUnits && in.Audience != Constituencies {
		ps.Add("audience", "error.choose")
	}
	if in.Audience == ChosenUnits && len(in.Units) == 0 {
		ps.Add("units", "error.units_needed")
	}
	if in.DigestByItself && in.DigestDays == 0 {
		ps.Add("digest_days", "error.digest_days_needed")
	}
	if !slices.Contains(DigestReaders, p.DigestReaders) {
		ps.Add("digest_readers", "error.choose")
	}
	if !slices.Contains(Pickings, in.Picking) {
		ps.Add("picking", "error.choose")
	}
	return p
}

// PanelLinks are the people, services, units and questions that belong to a panel.
type PanelLinks struct {
	Coordinators []Person
	Services     []Service
	Units        []Unit
	Questions    []Question // in the order in which they are asked, with Trend
}

// PanelLinks reads what belongs to a panel.
func (s *Store) PanelLinks(ctx context.Context, panel uuid.UUID) (PanelLinks, error) {
	var l PanelLinks
	coordinators := s.DB.NewSelect().Table("panel_coordinators").Column("person_id").Where("panel_id = ?", panel)
	services := s.DB.NewSelect().Model(&l.Services).Where("s.id IN (SELECT service_id FROM panel_services WHERE panel_id = ?)", panel).Order("s.name")
	units := s.DB.NewSelect().Model(&l.Units).Where("u.id IN (SELECT unit_id FROM panel_units WHERE panel_id = ?)", panel).Order("u.name")
	err := migrations.Together(s.DB,
		func() (err error) { l.Coordinators, err = s.peopleOf(ctx, coordinators); return err },
		func() error { return services.Scan(ctx) },
		func() error { return units.Scan(ctx) },
		func() (err error) { l.Questions, err = panelQuestions(ctx, s.DB, panel); return err },
	)
	if err != nil {
		return l, fmt.Errorf("panel links: %w", err)
	}
	return l, nil
}

func panelQuestions(ctx context.Context, db bun.IDB, panel uuid.UUID) ([]Question, error) {
	var questions []Question
	err := db.NewSelect().Model(&questions).ColumnExpr("q.*, pq.trend").Relation("Topic").Join("JOIN panel_questions AS pq ON pq.question_id = q.id").
		Where("pq.panel_id = ? AND q.archived_at IS NULL", panel).Order("pq.position").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("panel questions: %w", err)
	}
	return questions, nil
}
