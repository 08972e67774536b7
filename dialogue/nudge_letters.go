package dialogue

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// listedAtMost is how many lines a letter about what waits has; the rest stands on the page.
const listedAtMost = 50

// waiting is an item without an outcome, as the letters about it tell it: never who said it.
type waiting struct {
	ID, ServiceID, PanelID uuid.UUID
	Service, Title         string
	DueOn                  scheduler.Date
}

// nudging is what a block of letters about what waits is made of: read together, as things stand when they are sent.
type nudging struct {
	day     workingDay
	base    string
	reply   bool // answers to nudges are understood
	nudges  map[uuid.UUID]Nudge
	readers map[uuid.UUID]panel.Person
	parts   map[string]map[uuid.UUID][]uuid.UUID // kind of nudge → person → their services, or their panels
	items   []waiting                            // the most urgent first
}

func (s *Store) composeNudges(ctx context.Context, db bun.IDB, mails []*mail.Mail) (func(*mail.Mail) (mail.Letter, error), error) {
	n, err := s.nudging(ctx, db, mails)
	return func(m *mail.Mail) (mail.Letter, error) {
		nudge, known := n.nudges[m.SubjectID]
		switch {
		case !n.readers[m.PersonID].Active:
			return nil, mail.Suppress("the reader left")
		case !known:
			return nil, panel.Refuse(panel.NotFound, "error.not_found")
		}
		letter, found := n.letter(nudge)
		if !found {
			return nil, mail.Suppress("nothing waits for an answer any more")
		}
		return letter, nil
	}, err
}

func (s *Store) nudging(ctx context.Context, db bun.IDB, mails []*mail.Mail) (n nudging, err error) {
	sender, err := s.Outbox.Sender(ctx, db)
	if err != nil {
		return n, wrap("sender", err)
	}
	n.base, n.reply = sender.BaseURL, sender.TakesAnswers(mail.KindNudge)
	if n.day, err = organisationDay(ctx, db, s.Clock()); err != nil {
		return n, err
	}
	if n.readers, err = readersOf(ctx, db, mails); err != nil {
		return n, err
	}
	var nudges []Nudge
	if err := db.NewSelect().Model(&nudges).Where("nu.id IN (?)", bun.In(subjects(mails))).Scan(ctx); err != nil {
		return n, wrap("nudges", err)
	}
	n.nudges = make(map[uuid.UUID]Nudge, len(nudges))
	people := map[string][]uuid.UUID{}
	for _, nudge := range nudges {
		n.nudges[nudge.ID] = nudge
		people[nudge.Kind] = append(people[nudge.Kind], nudge.PersonID)
	}
	return n, n.read(ctx, db, people)
}

// numberPoints gives the points of a nudge to responders their numbers, which neither the letter nor an answer to it ever changes.
func (s *Store) numberPoints(ctx context.Context, tx bun.Tx, nudge Nudge) (err error) {
	var n nudging
	if n.day, err = organisationDay(ctx, tx, s.Clock()); err != nil {
		return err
	}
	if err := n.read(ctx, tx, map[string][]uuid.UUID{nudge.Kind: {nudge.PersonID}}); err != nil {
		return err
	}
	points, _, _ := n.of(nudge)
	nudge.Points = []uuid.UUID{}
	for _, p := range points {
		nudge.Points = append(nudge.Points, p.ID)
	}
	_, err = tx.NewUpdate().Model(&nudge).Column("points").WherePK().Exec(ctx)
	return wrap("nudge", err)
}

// partOf says where it stands which services or panels somebody has a part in: the table, the column of the person and that of the thing.
var partOf = map[string][3]string{
	nudgeKinds[panel.ToResponders]:   {"responders", "person_id", "service_id"},
	nudgeKinds[panel.ToOwners]:       {"services", "owner_id", "id"},
	nudgeKinds[panel.ToCoordinators]: {"panel_coordinators", "person_id", "panel_id"},
}

// read finds what the people of each kind of nudge have a part in, and what waits there.
func (n *nudging) read(ctx context.Context, db bun.IDB, people map[string][]uuid.UUID) error {
	services, panels := []uuid.UUID{uuid.Nil}, []uuid.UUID{uuid.Nil}
	n.parts = map[string]map[uuid.UUID][]uuid.UUID{}
	for kind, ids := range people {
		var rows []struct{ Person, Thing uuid.UUID }
		at := partOf[kind]
		err := db.NewSelect().Table(at[0]).ColumnExpr("? AS person, ? AS thing", bun.Ident(at[1]), bun.Ident(at[2])).
			Where("? IN (?)", bun.Ident(at[1]), bun.In(ids)).Scan(ctx, &rows)
		if err != nil {
			return wrap("parts", err)
		}
		n.parts[kind] = map[uuid.UUID][]uuid.UUID{}
		for _, row := range rows {
			n.parts[kind][row.Person] = append(n.parts[kind][row.Person], row.Thing)
			if kind == nudgeKinds[panel.ToCoordinators] {
				panels = append(panels, row.Thing)
			} else {
				services = append(services, row.Thing)
			}
		}
	}
	soon := normLetters[0].When.Reached(n.day.today, n.day.calendar)
	err := unpaused(db.NewSelect()).TableExpr("items AS i").Join("JOIN services AS s ON s.id = i.service_id").
		ColumnExpr("i.id, i.service_id, i.panel_id, i.title, i.due_on, s.name AS service").
		Where("i.due_on <= ?", soon).
		Where("(i.service_id IN (?) OR i.panel_id IN (?))", bun.In(services), bun.In(panels)).
		Order("i.due_on", "i.id").Scan(ctx, &n.items)
	return wrap("items", err)
}

// of is what a nudge is about now: the points as the letter lists them, how many there are in all and how many are late.
func (n *nudging) of(nudge Nudge) (points []waiting, total, late int) {
	mine := n.parts[nudge.Kind][nudge.PersonID]
	for _, item := range n.items {
		part := item.ServiceID
		if nudge.Kind == nudgeKinds[panel.ToCoordinators] {
			part = item.PanelID
		}
		if !slices.Contains(mine, part) {
			continue
		}
		isLate := n.lateDays(item) > 0
		if isLate {
			late++
		}
		if isLate || nudge.Kind == nudgeKinds[panel.ToResponders] {
			points = append(points, item)
		}
	}
	listed := slices.Clone(points[:min(len(points), listedAtMost)])
	slices.SortStableFunc(listed, func(a, b waiting) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.ServiceID.String(), b.ServiceID.String()))
	})
	return listed, len(points), late
}

// letter is what a nudge says now; found is false when there is nothing to say.
func (n *nudging) letter(nudge Nudge) (letter mail.Letter, found bool) {
	points, total, late := n.of(nudge)
	toOwner := nudge.Kind == nudgeKinds[panel.ToOwners]
	owed := n.owed(points, nudge.Points, !toOwner)
	if nudge.Kind == nudgeKinds[panel.ToResponders] {
		return mail.Nudge{Owed: owed, Total: total, Late: late, Reply: n.reply, URL: n.base + "/inbox"}, total > 0
	}
	return mail.Escalation{ToOwner: toOwner, Owed: owed, Late: late, URL: n.base + "/"}, late > 0
}

// owed lists items by their service, with the numbers that they got. linked says that the reader may see the page of an item, which an owner
// as such may not.
func (n *nudging) owed(items []waiting, numbered []uuid.UUID, linked bool) []mail.Owed {
	var owed []mail.Owed
	for i, item := range items {
		if i == 0 || items[i-1].ServiceID != item.ServiceID {
			owed = append(owed, mail.Owed{Service: item.Service})
		}
		point := mail.OwedPoint{Title: item.Title, DueOn: moment(item.DueOn), Today: item.DueOn == n.day.today, LateDays: n.lateDays(item)}
		if n.reply {
			point.Number = 1 + slices.Index(numbered, item.ID)
		}
		if linked {
			point.URL = n.base + "/items/" + item.ID.String()
		}
		last := &owed[len(owed)-1]
		last.Points = append(last.Points, point)
	}
	return owed
}

// lateDays is how many working days an item is late.
func (n *nudging) lateDays(item waiting) int {
	return max(0, n.day.calendar.WorkdaysBetween(item.DueOn, n.day.today))
}
