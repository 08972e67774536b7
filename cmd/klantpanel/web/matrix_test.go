package web

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
)

// mayUse says for each access rule who may use a route, for a thing of panel A. For a thing of panel B read a for b. It is written down
// here a second time on purpose: the routes name their rule, this says what the rule has to mean.
var mayUse = map[string][]string{
	"Anyone":              {"nobody", "employee", "ambassador a", "coordinator a", "responder a", "ambassador b", "coordinator b", "responder b", "manager", "administrator"},
	"SignedIn":            {"employee", "ambassador a", "coordinator a", "responder a", "ambassador b", "coordinator b", "responder b", "manager", "administrator"},
	"Administrator":       {"administrator"},
	"CoordinatorAny":      {"coordinator a", "coordinator b", "administrator"},
	"ManagerAny":          {"manager", "administrator"},
	"AmbassadorAny":       {"ambassador a", "ambassador b"},
	"ResponderAny":        {"responder a", "responder b"},
	"MailboxOpen":         {}, // there is no mailbox unless mail is captured
	"DemoOnly":            {}, // nor a demo
	"PanelCoordinator":    {"coordinator a", "administrator"},
	"ProposalCoordinator": {"coordinator a", "administrator"},
	"PanelOverseer":       {"coordinator a", "manager", "administrator"},
	"CycleReader":         {"ambassador a", "coordinator a", "manager", "administrator"},
	"CycleAmbassador":     {"ambassador a"},
	"CycleCoordinator":    {"coordinator a", "administrator"},
	"CycleCarrier":        {"ambassador a", "coordinator a", "administrator"},
	"ItemReader":          {"ambassador a", "coordinator a", "responder a", "manager", "administrator"},
	"ItemCoordinator":     {"coordinator a", "administrator"},
	"ItemResponder":       {"responder a"},
	"ItemHandler":         {"coordinator a", "responder a", "administrator"},
	"ItemWorker":          {"coordinator a", "responder a", "administrator"}, // and who helps
	"ItemHelper":          {},                                                // nobody was asked to help
	"ItemHandOver":        {"coordinator a", "responder a", "administrator"}, // and who handed it over last
	"ServiceResponder":    {"responder a"},
	"DigestReader":        {"coordinator a", "administrator"}, // of a draft
	"DigestVisitor":       {"coordinator a", "administrator"}, // of a draft
	"ToldPointVisitor":    {},                                 // of a draft no point was told
	"ArchiveVisitor":      {"employee", "ambassador a", "coordinator a", "responder a", "ambassador b", "coordinator b", "responder b", "manager", "administrator"},
	"PanelVisitor":        {"employee", "ambassador a", "coordinator a", "responder a", "ambassador b", "coordinator b", "responder b", "manager", "administrator"},
	"DigestCoordinator":   {"coordinator a", "administrator"},
	"FeedReader":          {}, // the panels tell only employees, and the secret address is made up
	"LinkHolder":          {"nobody", "employee", "ambassador a", "coordinator a", "responder a", "ambassador b", "coordinator b", "responder b", "manager", "administrator"},
	"ReceiptHolder":       {}, // nobody sent anything by a link
	"KeptOwner":           {}, // nobody sent anything after their session had ended
}

// half is one of the two panels of the matrix with everything that belongs to it.
type half struct {
	secret                             string // stands in all its texts
	coordinator, ambassador, responder panel.Person
	ids                                map[string]uuid.UUID // by parameter of a path
}

// TestEveryRouteForEveryRoleOnOwnAndForeignThings walks the route table: a route without a rule in mayUse fails.
func TestEveryRouteForEveryRoleOnOwnAndForeignThings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		halves := map[string]*half{"a": s.half("a", "GEHEIM-A"), "b": s.half("b", "GEHEIM-B")}
		readers := map[string]func() *browser{"nobody": s.nobody}
		for role, p := range map[string]panel.Person{"employee": s.Wim, "manager": s.Anton, "administrator": s.Ineke,
			"coordinator a": halves["a"].coordinator, "ambassador a": halves["a"].ambassador, "responder a": halves["a"].responder,
			"coordinator b": halves["b"].coordinator, "ambassador b": halves["b"].ambassador, "responder b": halves["b"].responder} {
			readers[role] = func() *browser { return s.as(p) }
		}
		for _, route := range s.server.Routes() {
			roles, known := mayUse[route.Access.Name]
			if !known {
				t.Errorf("%s %s: the rule %s is not in the matrix", route.Method, route.Path, route.Access.Name)
				continue
			}
			if route.Path == "/sign-out" {
				continue // it ends the session that the next row needs
			}
			for which, h := range halves {
				path := fillIn(t, route.Path, h)
				for role, reader := range readers {
					allowed := slices.Contains(roles, swap(role, which))
					checkRoute(t, route, reader(), role, path, h, allowed)
				}
				if !strings.Contains(route.Path, ":") {
					break // it is about nothing of either half
				}
			}
		}
	})
}

// swap says the role as seen from panel A when the thing is of panel B.
func swap(role, which string) string {
	if which == "a" {
		return role
	}
	switch base, side, _ := strings.Cut(role, " "); side {
	case "a":
		return base + " b"
	case "b":
		return base + " a"
	}
	return role
}

func checkRoute(t *testing.T, route Route, b *browser, role, path string, h *half, allowed bool) {
	t.Helper()
	var p *page
	if route.Method == "POST" {
		if allowed {
			return // what a post does when it is allowed is its own test's; here it would change the world of the next row
		}
		p = b.post(path)
	} else {
		p = b.get(path)
	}
	refused := p.status == http.StatusForbidden || p.status == http.StatusNotFound
	if role == "nobody" && route.Access.Name != "Anyone" {
		refused = refused || p.status == http.StatusSeeOther && strings.HasPrefix(p.header.Get("Location"), "/sign-in") || p.status == http.StatusUnauthorized
	}
	token := strings.Contains(route.Path, ":token") || strings.Contains(route.Path, ":code") || strings.Contains(route.Path, ":id") // made up: there is no such thing
	switch {
	case p.status >= 500:
		t.Errorf("%s %s for %s: %d", route.Method, path, role, p.status)
	case allowed && refused && !token:
		t.Errorf("%s %s is refused to %s with %d", route.Method, path, role, p.status)
	case !allowed && !refused:
		t.Errorf("%s %s is open to %s: %d", route.Method, path, role, p.status)
	case !allowed && strings.Contains(p.body, h.secret):
		t.Errorf("%s %s shows %s to %s", route.Method, path, h.secret, role)
	}
}

var parameter = regexp.MustCompile(`:[a-z]+`)

// fillIn puts the half's own ids into a path.
func fillIn(t *testing.T, path string, h *half) string {
	return parameter.ReplaceAllStringFunc(path, func(name string) string {
		switch name {
		case ":token", ":code":
			return "geraden"
		case ":letter":
			return "opening"
		case ":day": // planned for both panels
			return "2027-02-09"
		case ":role":
			return "ambassador"
		}
		id, ok := h.ids[name[1:]]
		if !ok {
			t.Errorf("%s: the matrix has no %s", path, name)
		}
		return id.String()
	})
}

// half makes a panel with a round whose digest is a draft, and an item with its service. Panel A is Waterveld's own.
func (s *site) half(which, secret string) *half {
	s.t.Helper()
	ctx := context.Background()
	h := &half{secret: secret, coordinator: s.Joris, ambassador: s.Fatma, responder: s.Sanne, ids: map[string]uuid.UUID{}}
	service, p := s.ICT, s.Panel
	if which == "b" {
		h.coordinator, h.ambassador, h.responder = s.colleague("Greta Vos"), s.colleague("Hassan Amrani"), s.colleague("Lotte Prins")
		service = must(s.Store.SaveService(ctx, panel.System, uuid.Nil, panel.ServiceInput{Name: "HR " + secret, NormDays: 10, Responders: h.responder.Email}))(s.t)
		in := s.PanelInput()
		in.Name, in.Coordinators, in.Services, in.Recurrence = "Klantpanel "+secret, h.coordinator.Email, []uuid.UUID{service.ID}, "every month on the second tuesday at 10:00"
		p = must(s.Store.SavePanel(ctx, panel.System, uuid.Nil, in))(s.t)
		must(s.Store.SaveAmbassador(ctx, panel.System, p.ID, uuid.Nil, panel.AmbassadorInput{Email: h.ambassador.Email, StartsOn: "2027-01-01"}))(s.t)
	}
	c := must(s.Store.OpenNow(ctx, panel.System, p.ID))(s.t)
	questions := must(s.Store.CycleQuestions(ctx, c.ID))(s.t)
	ambassador := must(s.Store.Act(ctx, h.ambassador.ID))(s.t)
	d := s.server.Dialogue
	must(d.Contribute(ctx, ambassador, c.ID, uuid.New(), []dialogue.Answer{{QuestionID: &questions[0].ID, People: 3, Text: secret + " houdt ons op."}, {People: 1, Text: secret + " wacht nog."}}))(s.t)
	waiting := must(d.WaitingPage(ctx, c.ID, uuid.Nil, 10))(s.t)
	item := must(d.Bundle(ctx, panel.System, c.ID, dialogue.BundleInput{Contributions: []uuid.UUID{waiting[0].ID}, Title: secret + " stuk", Said: secret, Service: &service.ID}))(s.t)
	proposal := dialogue.Proposal{ID: uuid.New(), CycleID: c.ID, QuestionID: questions[1].ID, Kind: dialogue.UnderLine, Figure: 42, State: dialogue.ProposalOpen}
	must(s.db.NewInsert().Model(&proposal).Exec(ctx))(s.t)
	now := s.Clock.Now()
	s.Clock.To(must(s.Store.Cycle(ctx, c.ID))(s.t).RespondingUntil.Add(time.Second))
	if err := d.CloseDue(ctx, s.Clock.Now()); err != nil {
		s.t.Fatal(err)
	}
	s.Clock.To(now.Add(24 * time.Hour))
	digest := must(d.DigestOf(ctx, c.ID))(s.t)
	ambassadors := must(s.Store.Ambassadors(ctx, p.ID))(s.t)
	h.ids = map[string]uuid.UUID{"panel": p.ID, "cycle": c.ID, "item": item.ID, "digest": digest.ID, "proposal": proposal.ID, "service": service.ID, "question": s.Questions[0].ID,
		"person": h.ambassador.ID, "ambassador": ambassadors[0].ID, "link": must(s.Store.Links(ctx, c.ID))(s.t)[0].ID, "id": uuid.New(), "clarification": uuid.New(), "answer": uuid.New(),
		"absence": must(s.Store.SaveAbsence(ctx, panel.Actor{Person: h.ambassador}, panel.AbsenceInput{From: "2028-06-01", Until: "2028-06-05"}))(s.t).ID,
		"feed":    must(s.Store.AddFeed(ctx, ambassador, nil))(s.t).ID, "rule": must(d.SaveRule(ctx, panel.System, uuid.Nil, dialogue.RuleInput{ServiceID: service.ID, Words: "deurbel"}))(s.t).ID, "mail": must(s.Outbox.Log(ctx, mail.LogFilter{}, uuid.Nil, 1))(s.t).Mails[0].ID}
	return h
}

// colleague adds somebody without a role.
func (s *site) colleague(name string) panel.Person {
	s.t.Helper()
	address := strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@waterveld.example"
	return must(s.Store.SavePerson(context.Background(), panel.System, uuid.Nil, panel.PersonInput{Name: name, Email: address, Active: true}))(s.t)
}

func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
