package dialogue

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// listedAtMost is how many lines a letter about what waits has; the rest stands on the page.
const listedAtMost = 50

// waiting is an item without an outcome, or in letters about what is late one whose promise runs, as they tell it: never who said it.
type waiting struct {
	ID, ServiceID, PanelID uuid.UUID
	Service, Title, Said   string
	DueOn                  scheduler.Date
	RespondOn              scheduler.Date // a first response is due; "" when there was one
	Promise                bool           // it was promised for DueOn

	PeopleShown, SmallestGroup int
}

// nudging is what a block of letters about what waits is made of: read together, as things stand when they are sent.
type nudging struct {
	day      workingDay
	base     string
	reply    bool // answers to nudges are understood
	nudges   map[uuid.UUID]Nudge
	readers  map[uuid.UUID]panel.Person
	parts    map[string]map[uuid.UUID][]uuid.UUID // kind of nudge → person → their services, or their panels
	items    []waiting                            // the most urgent first
	soon     scheduler.Date                       // what is due until then is urgent
	came     map[uuid.UUID]Event                  // how those that are new came to their service
	merged   map[uuid.UUID]mergedAway             // of those that a letter names, what went up in another item
	waits    map[uuid.UUID][]Wait                 // of readers of a letter of a day or a week, what waits beside those
	weekly   map[uuid.UUID]bool                   // who gets the letter of the week today
	unmanned []uuid.UUID                          // services for which nobody answers, for owners and coordinators; uuid.Nil among them
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
		case nudge.Kind == nudgeDay && n.weekly[nudge.PersonID]:
			return nil, mail.Suppress("the letter of the week says it")
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
	responders, days := []uuid.UUID{uuid.Nil}, []scheduler.Date{""}
	for _, nudge := range nudges {
		n.nudges[nudge.ID] = nudge
		if nudge.toResponder() {
			responders, days = append(responders, nudge.PersonID), append(days, nudge.Day)
		}
	}
	if n.waits, err = s.Waits(ctx, db, responders, n.day.today); err != nil {
		return n, err
	}
	var weekly []uuid.UUID
	err = db.NewSelect().Model((*Nudge)(nil)).Column("person_id").
		Where("nu.kind = ? AND nu.person_id IN (?) AND nu.day IN (?)", nudgeWeek, bun.In(responders), bun.In(days)).Scan(ctx, &weekly)
	if err != nil {
		return n, wrap("nudges", err)
	}
	n.weekly = map[uuid.UUID]bool{}
	for _, id := range weekly {
		n.weekly[id] = true
	}
	return n, n.read(ctx, db, nudges)
}

// toResponder reports whether it says what waits for an answer, and not what is late.
func (n Nudge) toResponder() bool { return n.Kind == nudgeDay || n.Kind == nudgeWeek }

// partOf selects which services or panels these people have a part in, as person and thing.
func (n *nudging) partOf(db bun.IDB, kind string, people []uuid.UUID) *bun.SelectQuery {
	switch kind {
	case nudgeKinds[panel.ToOwners]:
		return db.NewSelect().Table("services").ColumnExpr("owner_id AS person, id AS thing").Where("owner_id IN (?)", bun.In(people))
	case nudgeKinds[panel.ToCoordinators]:
		return db.NewSelect().Table("panel_coordinators").ColumnExpr("person_id AS person, panel_id AS thing").Where("person_id IN (?)", bun.In(people))
	}
	return db.NewSelect().TableExpr("(?) AS an", panel.Answering(db, n.day.today)).ColumnExpr("an.person_id AS person, an.service_id AS thing").
		Where("an.person_id IN (?)", bun.In(people))
}

// read finds what the people of these nudges have a part in, and what waits there: what is due soon, what a letter names, and all for a
// letter of the week.
func (n *nudging) read(ctx context.Context, db bun.IDB, nudges []Nudge) error {
	people, named := map[string][]uuid.UUID{}, []uuid.UUID{uuid.Nil}
	soon := normLetters[0].When.Reached(n.day.today, n.day.calendar)
	until := soon
	for _, nudge := range nudges {
		people[nudge.Kind] = append(people[nudge.Kind], nudge.PersonID)
		named = append(named, nudge.Points...)
		if nudge.Kind == nudgeWeek {
			until = lastDay("")
		}
	}
	services, panels := []uuid.UUID{uuid.Nil}, []uuid.UUID{uuid.Nil}
	n.soon, n.parts = soon, map[string]map[uuid.UUID][]uuid.UUID{}
	for kind, ids := range people {
		var rows []struct{ Person, Thing uuid.UUID }
		if err := n.partOf(db, kind, ids).Scan(ctx, &rows); err != nil {
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
	if err := n.readUnmanned(ctx, db); err != nil {
		return err
	}
	err := unpaused(db.NewSelect()).TableExpr("items AS i").Join("JOIN services AS s ON s.id = i.service_id").Join("JOIN panels AS pa ON pa.id = i.panel_id").
		ColumnExpr("i.id, i.service_id, i.panel_id, i.title, i.said, i.due_on, i.people_shown, pa.smallest_group, s.name AS service").
		ColumnExpr("CASE WHEN i.responded_at IS NULL THEN i.respond_on ELSE '' END AS respond_on").
		Where("(i.due_on <= ? OR i.id IN (?) OR i.service_id IN (?) OR i.responded_at IS NULL AND i.respond_on > '' AND i.respond_on <= ?)",
			until, bun.In(named), bun.In(n.unmanned), n.day.today).
		Where("(i.service_id IN (?) OR i.panel_id IN (?))", bun.In(services), bun.In(panels)).
		Order("i.due_on", "i.id").Scan(ctx, &n.items)
	if err != nil {
		return wrap("items", err)
	}
	if err := n.readPromises(ctx, db, services, panels); err != nil {
		return err
	}
	if err := n.readMerged(ctx, db, named); err != nil {
		return err
	}
	return n.readComing(ctx, db)
}

// mergedAway is an item that is now part of another one.
type mergedAway struct {
	ID, ServiceID, IntoID uuid.UUID
	Service, Title        string
	Into                  string `bun:"into_title"`
}

func (n *nudging) readMerged(ctx context.Context, db bun.IDB, named []uuid.UUID) error {
	var gone []mergedAway
	err := db.NewSelect().TableExpr("items AS i").Join("JOIN items AS o ON o.id = i.dissolved_into").Join("JOIN services AS s ON s.id = i.service_id").
		ColumnExpr("i.id, i.service_id, s.name AS service, i.title, o.id AS into_id, o.title AS into_title").Where("i.id IN (?)", bun.In(named)).Scan(ctx, &gone)
	n.merged = make(map[uuid.UUID]mergedAway, len(gone))
	for _, m := range gone {
		n.merged[m.ID] = m
	}
	return wrap("merged items", err)
}

// readComing finds how what came to its service lately came there.
func (n *nudging) readComing(ctx context.Context, db bun.IDB) error {
	ids := []uuid.UUID{uuid.Nil}
	for _, item := range n.items {
		ids = append(ids, item.ID)
	}
	var events []Event
	since := n.day.calendar.SubtractWorkdays(n.day.today, 1).AddDays(-1) // whatever the zone
	err := db.NewSelect().Model(&events).Where("e.item_id IN (?) AND e.kind IN (?) AND e.at >= ?", bun.In(ids),
		bun.In([]string{WasRouted, WasHandedOver}), since.At("00:00", time.UTC)).Order("e.id").Scan(ctx)
	n.came = make(map[uuid.UUID]Event, len(events))
	for _, e := range events {
		n.came[e.ItemID] = e
	}
	return wrap("events", err)
}

// of is what a nudge is about now: the points as the letter lists them, how many there are in all and how many are late.
func (n *nudging) of(nudge Nudge) (points []waiting, total, late int) {
	mine := n.parts[nudge.Kind][nudge.PersonID]
	for _, item := range n.items {
		part := item.ServiceID
		if nudge.Kind == nudgeKinds[panel.ToCoordinators] {
			part = item.PanelID
		}
		if !slices.Contains(mine, part) || item.Promise && nudge.toResponder() { // they read of it among what else waits
			continue
		}
		isLate := n.lateDays(item) > 0 || !nudge.toResponder() && n.firstLate(item) > 0
		if isLate {
			late++
		}
		due := nudge.Kind == nudgeWeek || item.DueOn <= n.soon || n.firstDue(item) || slices.Contains(nudge.Points, item.ID)
		if isLate || nudge.toResponder() && due || slices.Contains(n.unmanned, item.ServiceID) {
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
	if nudge.toResponder() {
		also := n.also(nudge)
		l := mail.Nudge{Weekly: nudge.Kind == nudgeWeek, Owed: n.owed(points, nudge, true), Total: total, Late: late, Also: also,
			Reply: n.reply && total > 0, Numbered: len(nudge.Points) > 1, URL: n.base + "/inbox"}
		if len(n.parts[nudge.Kind][nudge.PersonID]) == 0 { // a coordinator, whom somebody named
			l.URL = n.base + "/"
		}
		return l, total+len(also) > 0
	}
	toOwner := nudge.Kind == nudgeKinds[panel.ToOwners]
	l := mail.Escalation{ToOwner: toOwner, Owed: n.owed(points, nudge, !toOwner), Total: total, Late: late, URL: n.base + "/"}
	if !toOwner && l.Unmanned() != "" {
		l.URL = n.base + "/settings/services" // where a coordinator names a responder
	}
	return l, total > 0
}

// also is what a reader hears beside the points: which of theirs are part of another one now, promises whose day comes, or all of them in a
// letter of the week, what others ask of them, and what a coordinator has to bundle outside the rounds.
func (n *nudging) also(nudge Nudge) []mail.Also {
	var also []mail.Also
	for _, id := range nudge.Points {
		if m, gone := n.merged[id]; gone && slices.Contains(n.parts[nudge.Kind][nudge.PersonID], m.ServiceID) {
			also = append(also, mail.Also{Kind: "merged", Title: m.Title, Service: m.Service, Into: m.Into, URL: n.base + "/items/" + m.IntoID.String()})
		}
	}
	for _, w := range n.waits[nudge.PersonID] {
		if w.Kind == WaitAnswer || w.Kind == WaitPromise && nudge.Kind == nudgeDay && w.DueOn > n.soon {
			continue
		}
		line := mail.Also{Kind: w.Kind, Title: w.Title, Service: w.Service, URL: n.base + "/items/" + w.ItemID.String()}
		if w.Kind == WaitPromise {
			line.DueOn, line.Today = moment(w.DueOn), w.DueOn == n.day.today
			line.LateDays = max(0, n.day.calendar.WorkdaysBetween(w.DueOn, n.day.today))
		}
		switch w.Kind {
		case WaitDecide:
			line.URL += "/decide"
		case WaitTold:
			line.Count, line.URL = w.Count, n.base+"/cycles/"+w.ItemID.String()+"/board"
		}
		also = append(also, line)
	}
	return also[:min(len(also), listedAtMost)]
}

// owed lists items by their service, with the numbers that they got. linked says that the reader may see the page of an item, which an owner
// as such may not.
func (n *nudging) owed(items []waiting, nudge Nudge, linked bool) []mail.Owed {
	var owed []mail.Owed
	for i, item := range items {
		if i == 0 || items[i-1].ServiceID != item.ServiceID {
			owed = append(owed, mail.Owed{Service: item.Service, Unmanned: slices.Contains(n.unmanned, item.ServiceID)})
		}
		point := mail.OwedPoint{Title: item.Title, DueOn: moment(item.DueOn), Today: item.DueOn == n.day.today, LateDays: n.lateDays(item), Promise: item.Promise}
		if point.LateDays == 0 {
			point.FirstToday, point.FirstLate = item.RespondOn == n.day.today, n.firstLate(item)
		}
		if n.reply && nudge.toResponder() {
			point.Number = 1 + slices.Index(nudge.Points, item.ID)
		}
		if linked {
			point.URL = n.base + "/items/" + item.ID.String()
		}
		if e, came := n.came[item.ID]; came && nudge.Kind == nudgeDay && slices.Contains(nudge.Points, item.ID) {
			point.New, point.Said, point.HandedOver, point.Reason = true, item.Said, e.Kind == WasHandedOver, e.Text
			point.People = Item{PeopleShown: item.PeopleShown}.Shown(item.SmallestGroup)
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

// firstDue reports whether a first response to an item is due, or was.
func (n *nudging) firstDue(item waiting) bool {
	return item.RespondOn != "" && item.RespondOn <= n.day.today
}

// firstLate is how many working days the first response to an item is late.
func (n *nudging) firstLate(item waiting) int {
	if item.RespondOn == "" {
		return 0
	}
	return max(0, n.day.calendar.WorkdaysBetween(item.RespondOn, n.day.today))
}
