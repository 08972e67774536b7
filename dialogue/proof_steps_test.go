package dialogue_test

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
	"klantpanel/scheduler"
)

// proofStep is something that happens, and how often compared with the others.
type proofStep struct {
	name  string
	often int
	do    func(*proof) error
}

// proofDeeds are those of the walks, with more days and with what digests and their readers do.
var proofDeeds = func() []proofStep {
	steps := []proofStep{
		{"go on to the next day", 60, (*proof).tomorrow},
		{"approve a digest", 20, func(p *proof) error { return p.walk.approve() }},
		{"wish for other digests", 4, (*proof).wish},
		{"leave or come back", 3, (*proof).comeAndGo},
		{"become known by a receipt", 6, (*proof).comeForward},
		{"say whether it helped", 16, (*proof).wasHeard},
		{"let some hours pass", 16, (*proof).hoursPass},
		{"reopen", 8, (*proof).reopen},
		{"bundle with a quotation", 30, (*proof).quote},
		{"ask not to be quoted", 16, (*proof).withhold},
		{"edit a draft", 16, (*proof).editDraft},
		{"pause or resume a digest", 6, (*proof).pauseDigest},
	}
	for _, s := range walkSteps {
		if often, ours := proofOften[s.name]; ours {
			s.often = often
		}
		steps = append(steps, proofStep{s.name, s.often, func(p *proof) error { return s.do(p.walk) }})
	}
	return steps
}()

// proofOften is how often people do here what tells something or changes who stands behind a point; the rest comes as often as in the walks.
var proofOften = map[string]int{"go on to the next day": 0, "contribute": 40, "send by a link": 20, "tell outside a round": 12, "bundle": 30, "add to a point": 40, "route": 24,
	"merge": 20, "split": 20, "undo": 14, "release": 36, "give an outcome": 24, "publish answers": 8, "revise": 16, "deliver": 12, "reschedule": 12, "drop": 6,
	"acknowledge contributions": 1, "hold answers or not": 1, "choose who releases": 0, "write a note": 1, "be away": 1, "take": 1, "give back": 1}

// choose is what happens next.
func (p *proof) choose() proofStep {
	return oftener(p.random, proofDeeds, func(s proofStep) int { return s.often })
}

// tomorrow is the next morning, after what was decided yesterday arrived: the program does what is due, and the mail is delivered.
func (p *proof) tomorrow() error {
	ctx, store := context.Background(), p.Waterveld.Store
	p.clock.To(scheduler.DateOf(p.clock.Now(), p.Panel.Zone()).At("22:00", p.Panel.Zone()))
	if err := p.deliver(); err != nil {
		return err
	}
	p.clock.To(scheduler.DateOf(p.clock.Now(), p.Panel.Zone()).AddDays(1).At("09:00", p.Panel.Zone()))
	for _, job := range []func(context.Context, time.Time) error{store.OpenDue, p.CloseDue, p.MixDue, p.ClockDue, p.FreeLeft, p.WeekDue, p.NudgeDue, p.PromiseNudgeDue,
		p.DigestDue, p.SendDigests, p.ReportBackDue} {
		if err := job(ctx, p.clock.Now()); err != nil {
			return err
		}
	}
	if err := p.deliver(); err != nil {
		return err
	}
	rounds, err := store.Cycles(ctx, p.Panel.ID, 1)
	if err == nil && len(rounds) > 0 && !slices.ContainsFunc(p.rounds, func(c panel.Cycle) bool { return c.ID == rounds[0].ID }) {
		p.rounds = append(p.rounds, rounds[0])
		if len(p.rounds) > 4 { // the one outside the rounds, which comes first, and the last few
			p.rounds = append(slices.Clone(p.rounds[:1]), p.rounds[len(p.rounds)-3:]...)
		}
	}
	return err
}

// approve lets some digest go out that is still a draft, whichever round is the older one.
func (w *walk) approve() error {
	return w.Approve(context.Background(), w.lead(), w.someDigest("state = 'draft'"), "Dank voor uw inbreng.", "")
}

func (p *proof) wish() error {
	who, wish := oneOf(p.walk, p.colleagues), oneOf(p.walk, panel.DigestWishes)
	p.note("  %s wants %s", who.Name, wish)
	p.changing[who.ID] = true
	return p.Waterveld.Store.SaveWish(context.Background(), who.ID, wish)
}

// comeAndGo has a colleague leave the organisation, or one who left come back.
func (p *proof) comeAndGo() error {
	back := len(p.gone) > 0 && p.random.IntN(2) == 0
	if !back && len(p.colleagues) < 3 {
		return panel.Refuse(panel.Conflict, "error.people_only")
	}
	from, to := &p.colleagues, &p.gone
	if back {
		from, to = to, from
	}
	n := p.random.IntN(len(*from))
	who := (*from)[n]
	*from, *to = slices.Delete(slices.Clone(*from), n, n+1), append(*to, who)
	p.note("  %s, back: %t", who.Name, back)
	if back {
		p.people = append(p.people, who)
	} else {
		p.people = slices.DeleteFunc(slices.Clone(p.people), func(other panel.Person) bool { return other.ID == who.ID })
	}
	_, err := p.Waterveld.Store.SavePerson(context.Background(), panel.System, who.ID, panel.PersonInput{Name: who.Name, Email: who.Email, Active: back})
	return err
}

// comeForward has who holds a receipt give their address, and confirm it by the letter that comes of it.
func (p *proof) comeForward() error {
	ctx := context.Background()
	if len(p.receipts) == 0 {
		return panel.Refuse(panel.NotFound, "error.receipt_not_found")
	}
	who, code := oneOf(p.walk, p.colleagues), oneOf(p.walk, p.receipts)
	p.note("  %s", who.Name)
	if err := p.OfferAddress(ctx, code, who.Email); err != nil {
		return err
	}
	var request uuid.UUID
	err := p.db.NewSelect().TableExpr("reach_requests AS rr").Join("JOIN mails AS m ON m.subject_id = rr.id AND m.kind = ? AND m.person_id = ?", mail.KindReach, who.ID).
		Column("rr.id").Where("rr.submission_id = ?", code.Submission()).Limit(1).Scan(ctx, &request)
	if err != nil {
		return panel.Refuse(panel.NotFound, "error.reach_over") // it was asked often enough
	}
	return p.ConfirmReach(ctx, request)
}

// wasHeard has somebody behind a point say whether its outcome helped.
func (p *proof) wasHeard() error {
	ctx := context.Background()
	item := p.item("state = 'outcome'")
	behind, err := p.ContributionsOf(ctx, item.ID)
	ok(p.t, err)
	voice := dialogue.VoiceOf(p.anybody())
	for _, c := range behind {
		if c.PersonID != nil && p.random.IntN(2) == 0 && slices.ContainsFunc(p.people, func(who panel.Person) bool { return who.ID == *c.PersonID }) {
			voice = dialogue.VoiceOf(p.as(*c.PersonID))
		}
	}
	for _, code := range p.receipts {
		if p.random.IntN(2) == 0 && slices.ContainsFunc(behind, func(c dialogue.Contribution) bool { return c.SubmissionID == code.Submission() }) {
			voice = code.Voice()
		}
	}
	return p.HeardCheck(ctx, voice, item.ID, p.random.IntN(2) == 0, p.words("Dank u."), nil)
}
