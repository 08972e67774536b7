package web

import (
	"errors"
	"html/template"
	"slices"
	"strconv"

	"klantpanel/dialogue"
	"klantpanel/scheduler"
)

var draftRoutes = []Route{
	{Method: "POST", Path: "/digests/:digest/intro", Access: DigestCoordinator, Handle: saveIntro},
	{Method: "POST", Path: "/digests/:digest/approve", Access: DigestCoordinator, Handle: approveDigest},
	{Method: "POST", Path: "/digests/:digest/order", Access: DigestCoordinator, Handle: restoreOrder},
}

// draftPage is a digest before it goes out, for who runs the panel.
type draftPage struct {
	digestPage
	Seen    draftSeen
	Others  *draftSeen // the opening words as somebody else wrote them meanwhile
	Second  secondState
	GoesOn  scheduler.Date // by itself, "" for never
	Ordered []string       // the sections in which a coordinator chose the order
}

// draftSeen is what the reader has before them when they save or approve.
type draftSeen struct {
	Intro, Draft     string
	IntroNL, IntroEN string
}

// secondState is how far the approval by two people is; the zero value where one is enough.
type secondState struct {
	Wanted    bool
	First     *dialogue.GivenApproval // that holds
	Mine      bool                    // the reader gave it
	Withdrawn *dialogue.GivenApproval // the last one, when none holds
	Asked     string                  // names of who follows the reader, or followed First
}

// introForm is the form of the opening words as they are.
func (r *Request) introForm() *Form {
	return NewForm("intro_nl", r.digest.IntroNL, "intro_en", r.digest.IntroEN)
}

// draftPage shows each point once, in the order in which everybody will read it, with what can be changed of it.
func (r *Request) draftPage(p digestPage) error {
	page := draftPage{digestPage: p, Seen: draftSeen{Intro: p.SeenIntro(), Draft: p.SeenDraft(), IntroNL: p.IntroNL, IntroEN: p.IntroEN}}
	err := r.together(
		func() (err error) { page.GoesOn, err = r.Dialogue.GoesOn(r.Context(), p.Digest); return err },
		func() (err error) { page.Second, err = r.secondState(p.DigestView); return err },
		func() (err error) { page.Ordered, err = r.Dialogue.OrderedSections(r.Context(), p.ID); return err },
	)
	if err != nil {
		return err
	}
	if seen := p.Form.Value("seen_intro"); seen != "" && seen != page.Seen.Intro {
		page.Others = &page.Seen
	}
	page.Sections = r.othersOf(p.DigestView, nil, true)
	for i := range page.Sections {
		for j := range page.Sections[i].Entries {
			page.Sections[i].Entries[j].Tools = r.pointTools(page.Sections[i], j)
		}
	}
	return r.Page("digest_draft", page)
}

// pointTools move a point within its section and lead to its words. Each button says a place and not a direction, so that pressing it twice
// is harmless.
func (r *Request) pointTools(section digestSection, at int) template.HTML {
	p := section.Entries[at]
	path := "/digests/" + p.DigestID.String() + "/edit/" + p.ItemID.String()
	var m markup
	if p.Unprintable {
		m.raw(`<p class="digest__left">`, string(icons["alert"]), " ").text(r.T("digest.left_out")).raw(`</p>`)
	}
	if p.Retitled {
		m.raw(`<p class="digest__left">`, string(icons["alert"]), " ").text(r.T("digest.retitled", "Title", p.Title)).raw(`</p>`)
	}
	m.raw(`<form class="digest__tools" method="post" action="`, path, `/place">`)
	move := func(place int, icon, words string) {
		if place < 1 || place > len(section.Entries) {
			return
		}
		m.raw(`<button class="digest__tool" name="place" value="`, strconv.Itoa(place), `">`, string(icons[icon]), `<span class="visually-hidden">`).
			text(words).raw(`</span></button>`)
	}
	move(at, "up", r.T("draft.up", "Title", p.Title))
	move(at+2, "down", r.T("draft.down", "Title", p.Title))
	if p.Reworded {
		badge := Badge{Tone: "info", Icon: "edit", Word: r.T("draft.reworded")}
		if html, err := badge.HTML(); err == nil {
			m.raw(string(html))
		}
	}
	return m.raw(`<a class="digest__change" href="`, path, `">`, string(icons["edit"])).text(r.T("draft.change")).raw(`<span class="visually-hidden"> `).
		text(p.Title).raw(`</span></a></form>`).html()
}

// secondState finds out who approved, and who is to follow.
func (r *Request) secondState(v dialogue.DigestView) (secondState, error) {
	given, err := r.Dialogue.Approvals(r.Context(), v.ID)
	state := secondState{Wanted: v.Panel.SecondApprover || len(given) > 0}
	if err != nil || !state.Wanted {
		return state, err
	}
	first := r.Actor.Person.ID
	for i, a := range given {
		if !a.Holds(v.SeenDraft()) {
			state.Withdrawn = &given[i]
			continue
		}
		state.First, state.Mine, first = &given[i], *a.PersonID == r.Actor.Person.ID, *a.PersonID
	}
	if state.First != nil {
		state.Withdrawn = nil
	}
	people, err := r.Dialogue.Seconds(r.Context(), v.Digest, first)
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = p.Name
	}
	state.Asked = r.or(names)
	return state, err
}

// or joins names as people do: "Joris, Fatma of Piet".
func (r *Request) or(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return r.and(names)
	}
	return r.and(names[:last]) + " " + r.T("draft.or") + " " + names[last]
}

// approvedWords say who let a digest go out.
func (r *Request) approvedWords(d dialogue.Digest) (string, error) {
	if d.ByItself {
		return r.T("draft.by_itself"), nil
	}
	given, err := r.Dialogue.Approvals(r.Context(), d.ID)
	var names []string
	for _, a := range given {
		if a.WithdrawnAt.IsZero() && a.By() != "" {
			names = append(names, a.By())
		}
	}
	if err != nil || len(names) == 0 {
		return "", err
	}
	return r.T("draft.approved_by", "Names", r.and(names)), nil
}

func approvalForm(form *Form) dialogue.Approval {
	return dialogue.Approval{IntroNL: form.Value("intro_nl"), IntroEN: form.Value("intro_en"), SeenIntro: form.Value("seen_intro"), SeenDraft: form.Value("seen_draft")}
}

func saveIntro(r *Request) error {
	form := r.Form()
	err := r.Dialogue.SaveSeenIntro(r.Context(), *r.Actor, r.digest.ID, approvalForm(form))
	if again, failed := r.draftAgain(form, err); again || failed != nil {
		return failed
	}
	r.Flash("digest.saved")
	return r.Redirect("/digests/" + r.digest.ID.String() + "#preview")
}

// draftAgain shows the draft once more when it can't be changed as the reader wants: what they typed stays, and what others wrote meanwhile
// stands beside it. What went out meanwhile is another page's.
func (r *Request) draftAgain(form *Form, err error) (bool, error) {
	if err == nil {
		return false, nil
	}
	if isConflict(err) {
		now, failed := r.Dialogue.Digest(r.Context(), r.digest.ID)
		if failed != nil || now.State != dialogue.DigestDraft {
			return true, errors.Join(failed, err)
		}
		r.digest = now
	}
	if form.Refused(r, err) {
		return true, r.showDigest(form)
	}
	return true, err
}

func approveDigest(r *Request) error {
	form := r.Form()
	in := approvalForm(form)
	out, err := r.Dialogue.ApproveSeen(r.Context(), *r.Actor, r.digest.ID, in)
	if isConflict(err) { // approved by an earlier post of the same form?
		twice, failed := r.approvedTwice(in)
		if failed != nil {
			return errors.Join(failed, err)
		}
		if twice {
			return r.Redirect("/digests/" + r.digest.ID.String())
		}
	}
	if again, failed := r.draftAgain(form, err); again || failed != nil {
		return failed
	}
	if out {
		r.Flash("digest.approved")
	} else {
		r.Flash("draft.first_approved")
	}
	return r.Redirect("/digests/" + r.digest.ID.String())
}

// approvedTwice reports whether the reader approved these very words already.
func (r *Request) approvedTwice(in dialogue.Approval) (bool, error) {
	d, err := r.Dialogue.DigestHead(r.Context(), r.digest.ID)
	if err != nil || d.IntroNL != in.IntroNL || d.IntroEN != in.IntroEN {
		return false, err
	}
	given, err := r.Dialogue.Approvals(r.Context(), d.ID)
	mine := slices.ContainsFunc(given, func(a dialogue.GivenApproval) bool {
		return a.WithdrawnAt.IsZero() && isPerson(a.PersonID, r.Actor.Person.ID)
	})
	return mine, err
}

func restoreOrder(r *Request) error {
	section := r.Form().Value("section")
	if err := r.Dialogue.RestoreOrder(r.Context(), *r.Actor, r.digest.ID, section); err != nil {
		return err
	}
	r.Flash("draft.order_restored")
	anchor := ""
	if slices.Contains(dialogue.Sections, section) {
		anchor = "#section-" + section
	}
	return r.Redirect("/digests/" + r.digest.ID.String() + anchor)
}
