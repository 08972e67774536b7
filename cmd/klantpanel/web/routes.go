package web

import (
	"fmt"
	"slices"

	"github.com/gofiber/fiber/v2"
)

const (
	routeKey    = "route"
	namelessKey = "nameless"
)

// Handler answers one request. What it returns as an error becomes a page in fail.
type Handler func(r *Request) error

// Route is one line of the table: what may be asked, by whom, and who answers.
type Route struct {
	Method string
	Path   string // fiber's pattern: /panels/:panel
	Access Access
	Handle Handler

	AnyOrigin bool // a POST that mail programs send by themselves (RFC 8058); it needs no session
	Bare      bool // works before the organisation exists
	Nameless  bool // for a colleague whom nobody may know: no session is read, no cookie set, and no request logged
}

// routes is the one table of the whole face. A page file declares its own part and is added here.
func routes() []Route {
	return slices.Concat(
		startRoutes,
		signInRoutes,
		keptRoutes,
		setupRoutes,
		languageRoutes,
		profileRoutes,
		absenceRoutes,
		profileCalendarRoutes,
		calendarFeedRoutes,
		unsubscribeRoutes,
		heardRoutes,
		mailboxRoutes,
		settingsRoutes,
		closureRoutes,
		appearanceRoutes,
		dkimRoutes,
		mailLogRoutes,
		letterRoutes,
		peopleRoutes,
		personMailRoutes,
		servicesAdminRoutes,
		questionRoutes,
		panelRoutes,
		roundPlanRoutes,
		ambassadorRoutes,
		handOverRoutes,
		coverageRoutes,
		cycleRoutes,
		cycleChangeRoutes,
		contributeRoutes,
		byMailRoutes,
		meetingRoutes,
		reportBackRoutes,
		colleagueRoutes,
		receiptRoutes,
		constituencyRoutes,
		kitRoutes,
		linkRoutes,
		boardRoutes,
		proposalRoutes,
		inboxRoutes,
		itemRoutes,
		mergeRoutes,
		splitRoutes,
		itemNoteRoutes,
		itemExchangeRoutes,
		itemDecideRoutes,
		itemHelpRoutes,
		routingRoutes,
		itemAnswerRoutes,
		itemReviseRoutes,
		plainRoutes,
		publishRoutes,
		cannedRoutes,
		releaserRoutes,
		clearRoutes,
		digestRoutes,
		digestSendingRoutes,
		draftRoutes,
		draftPointRoutes,
		draftPreviewRoutes,
		wallRoutes,
		feedRoutes,
		feedsRoutes,
		missedExports,
		missedRoutes, // before the services: its address is not the name of one
		servicesRoutes,
		ledgerRoutes,
		whereRoutes,
		tellRoutes,
		mineRoutes,
		mineExports,
		overviewRoutes,
		overviewExports,
		peopleExports,
		mailLogExports,
		digestMailExports,
		panelExports,
		coverageExports,
		cycleExports,
		servicesExports,
		digestExports,
		privacyRoutes,
		demoRoutes,
		styleguideRoutes,
	)
}

// register hands the table to fiber. A route without a rule is a mistake that must not reach a reader.
func (s *Server) register() error {
	for _, route := range s.table {
		if route.Access.Check == nil || route.Access.Name == "" {
			return fmt.Errorf("route %s %s has no access rule", route.Method, route.Path)
		}
		if route.Handle == nil {
			return fmt.Errorf("route %s %s has no handler", route.Method, route.Path)
		}
		s.app.Add(route.Method, route.Path, s.dispatch(route))
		if route.Method == fiber.MethodGet {
			s.app.Add(fiber.MethodHead, route.Path, s.dispatch(route))
		}
	}
	return nil
}

// dispatch does for each route what must never be forgotten: origin, reader, input, access. Then the page's own work.
func (s *Server) dispatch(route Route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Locals(routeKey, route.Path)
		c.Locals(namelessKey, route.Nameless)
		if !route.AnyOrigin {
			if err := s.crossing(c); err != nil {
				return err
			}
		}
		r, err := s.request(c, route)
		if err != nil {
			return err
		}
		if r.Organisation.ID == 0 && !route.Bare {
			return r.Status(fiber.StatusServiceUnavailable).Page("unset", nil)
		}
		if err := r.refuseBadBytes(); err != nil {
			return err
		}
		if err := route.Access.Check(r); err != nil {
			return err
		}
		if err := route.Handle(r); err != nil {
			return err
		}
		return r.keptDone()
	}
}
