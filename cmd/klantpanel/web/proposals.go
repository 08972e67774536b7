package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var proposalRoutes = []Route{
	{Method: "GET", Path: "/proposals/:proposal", Access: ProposalCoordinator, Handle: showProposal},
	{Method: "POST", Path: "/proposals/:proposal/make", Access: ProposalCoordinator, Handle: makeProposal},
	{Method: "POST", Path: "/proposals/:proposal/dismiss", Access: ProposalCoordinator, Handle: dismissProposal},
}

// ProposalCoordinator runs the panel whose figures propose the point.
var ProposalCoordinator = thing("ProposalCoordinator", loadProposal, func(r *Request) bool { return r.Actor.CoordinatesPanel(r.cycle.PanelID) })

func loadProposal(r *Request) error {
	id, err := r.ID("proposal")
	if err != nil {
		return err
	}
	if r.proposal, err = r.Dialogue.Proposal(r.Context(), id); err != nil {
		return err
	}
	r.cycle, err = r.Panel.Cycle(r.Context(), r.proposal.CycleID)
	return err
}

// proposalView is what the figures of a question propose, in words.
type proposalView struct {
	ID, Question string
	Figure       string // what it is
	Line, Before string // what it should be, and what it was; "" when that doesn't matter or nobody knows
}

// addProposals reads what the figures of the board's round propose.
func (r *Request) addProposals(p *boardPage) error {
	if r.cycle.ProposedAt.IsZero() {
		return nil
	}
	proposals, err := r.Dialogue.ProposalsIn(r.Context(), r.cycle.ID)
	for _, proposal := range proposals {
		p.Proposals = append(p.Proposals, r.proposalView(proposal))
	}
	return err
}

func (r *Request) proposalView(p dialogue.Proposal) proposalView {
	q := p.Question
	v := proposalView{ID: p.ID.String(), Question: q.Text(r.Language), Figure: r.T("proposals.mark", "Mark", r.measure(*q, p.Figure))}
	switch q.Kind {
	case panel.Choice:
		v.Figure = r.T("proposals.choice", "Percent", p.Figure, "Options", r.goodOptions(*q))
	case panel.Pair:
		v.Figure = r.T("proposals.pair", "Mark", r.measure(*q, p.Figure))
	}
	if p.Before != nil {
		v.Before = r.T("proposals.before", "Before", r.measure(*q, *p.Before))
	}
	if p.Kind == dialogue.UnderLine && q.Line != nil {
		v.Line = r.T("proposals.line", "Line", r.measure(*q, *q.Line))
	}
	return v
}

// measure is a figure of a question as people write it: "5,4", or "38%".
func (r *Request) measure(q panel.CycleQuestion, figure int) string {
	if q.Kind == panel.Choice {
		return r.T("proposals.percent", "Percent", figure)
	}
	return r.decimal(float64(figure) / 10)
}

// goodOptions are the answers to a choice that count as good, as people list them.
func (r *Request) goodOptions(q panel.CycleQuestion) string {
	var good []string
	options := q.Options(r.Language)
	for _, i := range dialogue.GoodOptions(q.GoodOptions) {
		if i < len(options) {
			good = append(good, "“"+options[i]+"”")
		}
	}
	return strings.Join(good, ", ")
}

type proposalPage struct {
	proposalView
	Cycle    panel.Cycle
	Form     *Form
	Services []Option
}

func showProposal(r *Request) error {
	if r.proposal.State != dialogue.ProposalOpen {
		return r.Redirect(r.afterProposal())
	}
	v := r.proposalView(r.proposal)
	q := r.proposal.Question
	title, service := q.Text(r.Language), ""
	if q.ServiceID != nil {
		service = q.ServiceID.String()
	}
	asked := q.Text(r.Language)
	if !strings.HasSuffix(asked, "?") {
		asked = strings.TrimSuffix(asked, ".") + "." // an aspect
	}
	said := strings.TrimSpace(r.T("proposals.said", "Question", asked, "Figure", v.Figure) + " " + v.Before)
	return r.proposalForm(NewForm("title", title, "said", said, "service", service))
}

// afterProposal is where a proposal that was decided leads: to its point, or back to the board.
func (r *Request) afterProposal() string {
	if r.proposal.ItemID != nil {
		return "/items/" + r.proposal.ItemID.String()
	}
	return "/cycles/" + r.proposal.CycleID.String() + "/board"
}

func (r *Request) proposalForm(form *Form) error {
	services, err := serviceOptions(r)
	if err != nil {
		return err
	}
	return r.Page("proposal", proposalPage{proposalView: r.proposalView(r.proposal), Cycle: r.cycle, Form: form,
		Services: append([]Option{{Text: r.T("board.later")}}, services...)})
}

func makeProposal(r *Request) error {
	form := r.Form()
	in := dialogue.BundleInput{Title: form.Value("title"), Said: form.Value("said")}
	if service, err := uuid.Parse(form.Value("service")); err == nil {
		in.Service = &service
	}
	item, err := r.Dialogue.MakeProposal(r.Context(), *r.Actor, r.proposal.ID, in)
	return r.proposalDecided(err, form, "board.bundled", item.Title)
}

func dismissProposal(r *Request) error {
	form := r.Form()
	err := r.Dialogue.DismissProposal(r.Context(), *r.Actor, r.proposal.ID, form.Value("reason"))
	return r.proposalDecided(err, form, "proposals.dismissed", "") // ids: proposals.dismissed
}

// proposalDecided goes back to the board. Deciding the same twice is no mistake; when another coordinator was first, the reader sees what
// was decided.
func (r *Request) proposalDecided(err error, form *Form, flash, title string) error {
	if form.Refused(r, err) {
		if r.status == fiber.StatusConflict {
			if err := ProposalCoordinator.Again(r); err != nil {
				return err
			}
			if r.proposal.State != dialogue.ProposalOpen {
				if !isPerson(r.proposal.DecidedBy, r.Actor.Person.ID) {
					r.Flash("proposals.decided")
				}
				r.Status(fiber.StatusOK)
				return r.Redirect(r.afterProposal())
			}
		}
		return r.proposalForm(form)
	}
	if err != nil {
		return err
	}
	r.Flash(flash, "Title", title)
	return r.Redirect("/cycles/" + r.cycle.ID.String() + "/board")
}
