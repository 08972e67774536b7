package web

import (
	"html/template"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

var draftPreviewRoutes = []Route{
	{Method: "GET", Path: "/digests/:digest/preview", Access: DigestCoordinator, Handle: showPreview},
	{Method: "GET", Path: "/digests/:digest/preview/letter", Access: DigestCoordinator, Handle: showPreviewLetter},
	{Method: "POST", Path: "/digests/:digest/trial", Access: DigestCoordinator, Handle: sendTrial},
}

// Whose eyes a draft is looked at with.
const (
	asEmployee   = "employee"
	asAmbassador = "ambassador"
)

// onlooking is what the reader chose to look at.
type onlooking struct {
	Unit     uuid.UUID
	As       string
	Own      bool
	Language string
}

type previewPage struct {
	Digest     dialogue.Digest
	Form       *Form // of the trial
	Choice     *Form // whose eyes to look with
	Looking    onlooking
	Units      []Option
	As         []Option
	Languages  []Option
	Ambassador string // whose points come first, "" for nobody's
	Vacant     bool   // nobody speaks for the unit
	NoUnit     bool   // an ambassador of no unit was asked for
	Body       template.HTML
	Letter     string // the way to the same as a letter
}

// onlooking reads the choice; what can't be is as if nothing was chosen.
func (r *Request) onlooking(value func(string) string) onlooking {
	o := onlooking{As: asEmployee, Own: value("own") != "", Language: r.Language}
	o.Unit, _ = uuid.Parse(value("unit"))
	if value("as") == asAmbassador {
		o.As = asAmbassador
	}
	if language := value("language"); language == "nl" || language == "en" {
		o.Language = language
	}
	return o
}

// unitValue is the unit in a form, "" for none.
func unitValue(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}

// query is the choice as an address has it.
func (o onlooking) query() string {
	q := url.Values{"as": {o.As}, "language": {o.Language}}
	if o.Unit != uuid.Nil {
		q.Set("unit", o.Unit.String())
	}
	if o.Own {
		q.Set("own", "on")
	}
	return q.Encode()
}

// eyes are those of the choice. Of several ambassadors of a unit it is the first by name.
func (r *Request) eyes(o onlooking) (eyes dialogue.Onlooker, ambassador panel.Person, err error) {
	eyes = dialogue.Onlooker{Unit: o.Unit, Own: o.Own}
	if o.As != asAmbassador || o.Unit == uuid.Nil {
		return eyes, ambassador, nil
	}
	people, err := r.Dialogue.UnitAmbassadors(r.Context(), *r.digest.Panel, o.Unit)
	if err != nil || len(people) == 0 {
		return dialogue.Onlooker{}, ambassador, err
	}
	eyes.Ambassador = people[0].ID
	return eyes, people[0], nil
}

func showPreview(r *Request) error {
	return r.previewPage(r.onlooking(r.Query), NewForm("email", r.Actor.Person.Email))
}

// ids: preview.employee preview.ambassador language.nl language.en
func (r *Request) previewPage(o onlooking, form *Form) error {
	if r.digest.State != dialogue.DigestDraft {
		return r.Redirect("/digests/" + r.digest.ID.String())
	}
	page := previewPage{Digest: r.digest.Digest, Form: form, Looking: o, Letter: "/digests/" + r.digest.ID.String() + "/preview/letter?" + o.query(),
		Choice: NewForm("unit", unitValue(o.Unit), "as", o.As, "language", o.Language, "own", o.Own)}
	units, err := r.Panel.Units(r.Context())
	if err != nil {
		return err
	}
	page.Units = []Option{{Value: "", Text: r.T("preview.any_unit")}}
	for _, u := range units {
		page.Units = append(page.Units, Option{Value: u.ID.String(), Text: u.Name})
	}
	for _, as := range []string{asEmployee, asAmbassador} {
		page.As = append(page.As, Option{Value: as, Text: r.T("preview." + as)})
	}
	for _, language := range []string{"nl", "en"} {
		page.Languages = append(page.Languages, Option{Value: language, Text: r.T("language." + language)})
	}
	eyes, ambassador, err := r.eyes(o)
	if err != nil {
		return err
	}
	page.Ambassador = ambassador.Name
	page.NoUnit = o.As == asAmbassador && o.Unit == uuid.Nil
	page.Vacant = o.As == asAmbassador && !page.NoUnit && ambassador.ID == uuid.Nil
	own, err := r.Dialogue.OwnOf(r.Context(), r.digest, eyes)
	if err != nil {
		return err
	}
	if page.Body, err = r.bodyAs(o, own); err != nil {
		return err
	}
	return r.Page("digest_preview", page)
}

// bodyAs is the digest in the language of the choice, whatever the reader's own is. Only an ambassador can open the points.
func (r *Request) bodyAs(o onlooking, own []dialogue.Entry) (template.HTML, error) {
	in := *r
	in.Language = o.Language
	v := r.digest
	p := digestPage{DigestView: v, Headline: in.headline(v), Intro: v.Intro(o.Language), Around: in.around(v)}
	link := len(own) > 0
	own, p.First = in.firstPoints(v, own)
	p.Own = in.digestPoints(own, true, link || o.As == asAmbassador)
	p.Sections = in.othersOf(v, own, o.As == asAmbassador)
	set, err := r.set(o.Language, "digest_preview")
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = set.ExecuteTemplate(&b, "preview-body", p)
	return template.HTML(b.String()), err
}

// showPreviewLetter is the same as it comes by mail.
func showPreviewLetter(r *Request) error {
	o := r.onlooking(r.Query)
	eyes, ambassador, err := r.eyes(o)
	if err != nil {
		return err
	}
	letter, err := r.Dialogue.DigestLetterFor(r.Context(), r.digest.ID, eyes, o.Language)
	if err != nil {
		return err
	}
	sender, err := r.Outbox.Sender(r.Context(), r.DB)
	if err != nil {
		return err
	}
	rendered, err := mail.Render(letter, o.Language, mail.Envelope{Sender: sender, Name: ambassador.Name})
	if err != nil {
		return err
	}
	return r.letter(rendered.HTML)
}

// sendTrial sends what the reader looks at to them or a colleague.
func sendTrial(r *Request) error {
	form := r.Form()
	o := r.onlooking(form.Value)
	eyes, _, err := r.eyes(o)
	if err != nil {
		return err
	}
	to, err := r.Dialogue.SendTrial(r.Context(), *r.Actor, r.digest.ID, form.Value("email"), o.Language, eyes)
	if !isConflict(err) && form.Refused(r, err) {
		return r.previewPage(o, form)
	}
	if err != nil {
		return err
	}
	r.Flash("preview.sent", "Address", to.Email)
	return r.Redirect("/digests/" + r.digest.ID.String() + "/preview?" + o.query())
}
