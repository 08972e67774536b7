package web

import (
	"math"
	"slices"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

var digestRoutes = []Route{
	{Method: "GET", Path: "/digests", Access: ArchiveVisitor, Handle: visited(listDigests)},
	{Method: "GET", Path: "/digests/:digest", Access: DigestVisitor, Handle: visited(showDigest)},
	{Method: "GET", Path: "/digests/:digest/points/:item", Access: ToldPointVisitor, Handle: visited(showToldPoint)},
	{Method: "GET", Path: "/digests/:digest/letter", Access: DigestReader, Handle: showDigestLetter},
}

// digestPage is what everybody hears, as one reader does.
type digestPage struct {
	dialogue.DigestView
	Headline string // what became of it, in one sentence
	Intro    string
	Around   digestAround
	Own      []digestPoint // what comes first: the reader's own, or the best of all
	First    string        // the heading above it
	Sections []digestSection
	Visitor  bool // isn't signed in: sees what was told, and nothing that leads further
	Feeds    []alternate

	// Only for who runs the panel: before it is approved the form, afterwards how far the mail is.
	Coordinates bool
	Form        *Form
	ByMail      time.Time // when an introduction in the form came by mail; zero when it didn't
	Audience    int       // people who will get it
	Unanswered  int
	Unrouted    int
	Ready       int // of the unanswered, those whose answer only has to be published
	Missing     int // what is still to be done: both, and contributions that wait
	Mails       []mailCount
	Approved    string // by whom, or that it went by itself
}

type digestSection struct {
	Name    string
	Entries []digestPoint
}

// Missed reports whether the digest didn't reach somebody, or not yet.
func (p digestPage) Missed() bool {
	return slices.ContainsFunc(p.Mails, func(m mailCount) bool { return slices.Contains(mail.Failing, m.State) })
}

// Underway reports whether there is more to tell of the letters than how many went out.
func (p digestPage) Underway() bool {
	return slices.ContainsFunc(p.Mails, func(m mailCount) bool { return m.State != mail.Sent })
}

// showDigest leads from a draft that will never go out to its round, which says why.
func showDigest(r *Request) error {
	if r.digest.Cycle.Phase == panel.Cancelled {
		return r.Redirect("/cycles/" + r.digest.CycleID.String())
	}
	if r.visiting {
		return r.digestForWorld()
	}
	form := r.introForm()
	byMail, err := r.introByMail(form)
	if err != nil {
		return err
	}
	return r.showDigestWith(form, byMail)
}

func (r *Request) showDigest(form *Form) error { return r.showDigestWith(form, time.Time{}) }

// showDigestWith shows the digest with a form that was filled by mail then, unless the time is zero.
func (r *Request) showDigestWith(form *Form, byMail time.Time) error {
	v := r.digest
	p := digestPage{DigestView: v, Headline: r.headline(v), Intro: v.Intro(r.Language), Around: r.around(v), Coordinates: r.Actor.CoordinatesPanel(v.PanelID), Form: form, ByMail: byMail}
	var own []dialogue.Entry
	var feeds []alternate
	err := r.together(
		func() (err error) { own, err = r.Dialogue.OwnPoints(r.Context(), v, r.Actor.Person.ID); return err },
		func() error { return r.forApproval(&p) },
		func() (err error) { feeds, err = r.panelFeeds(*v.Panel); return err },
	)
	if err != nil {
		return err
	}
	if v.State == dialogue.DigestDraft {
		return r.draftPage(p)
	}
	first, heading := r.firstPoints(v, own)
	p.Own, p.First, p.Sections = r.digestPoints(first, true, len(own) > 0 || r.takesPart(v.PanelID)), heading, r.othersOf(v, first, r.takesPart(v.PanelID))
	if err := r.askClear(v, p.Sections); err != nil {
		return err
	}
	p.Feeds = feeds
	return r.Page("digest", p)
}

// headline says the best that came of a round: what changed, else what was promised, else how many points have an answer.
// ids: digest.headline_changed digest.headline_promised digest.headline_answered
func (r *Request) headline(v dialogue.DigestView) string {
	n := map[string]int{}
	for _, e := range v.Entries {
		n[e.Section]++
	}
	for _, best := range []struct {
		id string
		n  int
	}{
		{"digest.headline_changed", n[dialogue.Changed] + n[dialogue.SectionKept]},
		{"digest.headline_promised", n[dialogue.Promised]},
		{"digest.headline_answered", n[dialogue.Explained] + n[dialogue.Thanked] + n[dialogue.SectionDropped]},
	} {
		if best.n > 0 {
			return r.TN(best.id, best.n)
		}
	}
	return r.T("digest.headline_none")
}

// othersOf are the sections without the reader's own points, so that each point stands on the page once; with link the
// reader may open them.
func (r *Request) othersOf(v dialogue.DigestView, own []dialogue.Entry, link bool) []digestSection {
	mine := map[uuid.UUID]bool{}
	for _, e := range own {
		mine[e.ItemID] = true
	}
	var sections []digestSection
	for _, name := range dialogue.Sections {
		entries := slices.DeleteFunc(v.In(name), func(e dialogue.Entry) bool { return mine[e.ItemID] })
		if len(entries) > 0 {
			sections = append(sections, digestSection{name, r.digestPoints(entries, false, link)})
		}
	}
	return sections
}

// forApproval adds what only the coordinator sees.
func (r *Request) forApproval(p *digestPage) error {
	if !p.Coordinates {
		return nil
	}
	if p.State != dialogue.DigestDraft {
		counts, err := r.Outbox.CountsOf(r.Context(), p.ID, mail.KindDigest)
		p.Mails = shownCounts(counts, math.MaxInt)
		if err != nil {
			return err
		}
		p.Approved, err = r.approvedWords(p.Digest)
		return err
	}
	for _, e := range p.In(dialogue.SectionUnanswered) {
		if e.Service == "" {
			p.Unrouted++
		} else {
			p.Unanswered++
		}
	}
	p.Missing = p.Waiting + p.Unrouted + p.Unanswered
	var err error
	if p.Ready, err = r.readyAnswers(p.CycleID, true); err != nil {
		return err
	}
	audience, err := r.Dialogue.Audience(r.Context(), r.DB, p.Digest)
	if err != nil {
		return err
	}
	n, err := audience.Count(r.Context())
	p.Audience = int(n)
	return err
}

// showDigestLetter shows the digest as it comes in this reader's mail.
func showDigestLetter(r *Request) error {
	letter, err := r.Dialogue.DigestLetter(r.Context(), r.digest.ID, r.Actor.Person, r.Language)
	if err != nil {
		return err
	}
	sender, err := r.Outbox.Sender(r.Context(), r.DB)
	if err != nil {
		return err
	}
	rendered, err := mail.Render(letter, r.Language, mail.Envelope{Sender: sender, Name: r.Actor.Person.Name})
	if err != nil {
		return err
	}
	return r.letter(rendered.HTML)
}
