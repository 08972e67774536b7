package web

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"klantpanel/mail"
	"klantpanel/panel"
)

const dkimPath = "/settings/mail/dkim"

var dkimRoutes = []Route{
	{Method: "GET", Path: "/settings/mail/dkim", Access: Administrator, Handle: showDKIM},
	{Method: "POST", Path: "/settings/mail/dkim", Access: Administrator, Handle: makeSigningKey},
	{Method: "POST", Path: "/settings/mail/dkim/:id/check", Access: Administrator, Handle: checkSigningKey},
	{Method: "POST", Path: "/settings/mail/dkim/:id/start", Access: Administrator, Handle: startSigning},
	{Method: "GET", Path: "/settings/mail/dkim/:id/stop", Access: Administrator, Handle: askStopSigning},
	{Method: "POST", Path: "/settings/mail/dkim/:id/stop", Access: Administrator, Handle: stopSigning},
	{Method: "GET", Path: "/settings/mail/dkim/:id/remove", Access: Administrator, Handle: askRemoveSigningKey},
	{Method: "POST", Path: "/settings/mail/dkim/:id/remove", Access: Administrator, Handle: removeSigningKey},
}

// signingCard is a key as the page shows it: whose record should stand where, what was found, and what can be done.
// ids: dkim.made_text dkim.published_text dkim.signing_text
// ids: dkim.problem.missing dkim.problem.misplaced dkim.problem.several dkim.problem.quoted dkim.problem.no_key dkim.problem.another
// ids: dkim.problem.cut dkim.problem.revoked dkim.problem.testing dkim.problem.unfit dkim.problem.unreachable
type signingCard struct {
	panel.SigningKey
	DNS  mail.KeyRecord
	Fits bool // it is for the domain that letters come from
	Over bool // its record isn't needed any more
}

// Is reports whether the key is in this state.
func (c signingCard) Is(state string) bool { return c.State() == state }

// place is where the key stands on the page: what is in use first, what is over last.
func (c signingCard) place() int {
	return slices.Index([]string{panel.KeySigning, panel.KeyPublished, panel.KeyMade, panel.KeyRetired}, c.State())
}

// Badge is the state in a word.
func (c signingCard) Badge(word string) Badge {
	switch {
	case !c.Fits:
		return newBadge("danger", "alert", word)
	case c.Is(panel.KeySigning):
		return newBadge("success", "check", word)
	case c.Is(panel.KeyPublished):
		return newBadge("info", "check", word)
	}
	return newBadge("neutral", "clock", word)
}

type dkimPage struct {
	Form    *Form
	Tabs    []navLink
	Address string // that letters come from
	Domain  string // of it
	Cards   []signingCard
	Signing bool // letters are signed at this moment
	Broken  bool // they would be, if the key fitted
	Waits   bool // a key for this domain waits to be used
	Full    bool // there is no room for another
}

func showDKIM(r *Request) error { return r.dkimPage(NewForm()) }

func (r *Request) dkimPage(form *Form) error {
	keys, err := r.Panel.SigningKeys(r.Context(), r.DB)
	if err != nil {
		return err
	}
	page := dkimPage{Form: form, Tabs: r.tabs(), Address: r.Organisation.MailAddress, Domain: r.Organisation.MailDomain(),
		Full: len(keys) >= panel.SigningKeysAtMost}
	for _, k := range keys {
		c := signingCard{SigningKey: k, DNS: k.Record(), Fits: k.Domain == page.Domain}
		c.Over = c.Is(panel.KeyRetired) && r.Now().After(k.NeededUntil())
		page.Signing = page.Signing || c.Fits && c.Is(panel.KeySigning)
		page.Broken = page.Broken || !c.Fits && c.Is(panel.KeySigning)
		page.Waits = page.Waits || c.Fits && (c.Is(panel.KeyMade) || c.Is(panel.KeyPublished))
		page.Cards = append(page.Cards, c)
	}
	slices.SortStableFunc(page.Cards, func(a, b signingCard) int { return a.place() - b.place() })
	return r.Page("dkim", page)
}

func makeSigningKey(r *Request) error {
	form := r.Form()
	k, err := r.Panel.MakeSigningKey(r.Context(), *r.Actor)
	if form.Refused(r, err) {
		return r.dkimPage(form)
	}
	if err != nil {
		return err
	}
	r.Flash("dkim.was_made", "Selector", k.Selector)
	return r.Redirect(dkimPath)
}

func checkSigningKey(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	k, err := r.Panel.CheckSigningKey(r.Context(), *r.Actor, id, r.Resolver)
	if err != nil {
		return err
	}
	if k.Problem != "" { // what is wrong stands with the key
		return r.Redirect(dkimPath + "#" + k.Selector)
	}
	r.Flash("dkim.was_found", "Selector", k.Selector)
	return r.Redirect(dkimPath)
}

func startSigning(r *Request) error {
	start := func(ctx context.Context, actor panel.Actor, id uuid.UUID) error {
		return r.Panel.StartSigning(ctx, actor, id, r.Resolver)
	}
	return r.changeSigning(start, "dkim.was_started")
}

func stopSigning(r *Request) error { return r.changeSigning(r.Panel.StopSigning, "dkim.was_stopped") }

func removeSigningKey(r *Request) error {
	return r.changeSigning(r.Panel.RemoveSigningKey, "dkim.was_removed")
}

// changeSigning does something with the key in the path and says so.
// ids: dkim.was_started dkim.was_stopped dkim.was_removed
func (r *Request) changeSigning(change func(context.Context, panel.Actor, uuid.UUID) error, said string) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	form := r.Form()
	err = change(r.Context(), *r.Actor, id)
	if form.Refused(r, err) {
		return r.dkimPage(form)
	}
	if err != nil {
		return err
	}
	r.Flash(said)
	return r.Redirect(dkimPath)
}

func askStopSigning(r *Request) error {
	return r.askAboutKey(func(k panel.SigningKey) confirmation {
		return confirmation{Title: r.T("dkim.stop_title"), Text: r.T("dkim.stop_ask", "Selector", k.Selector), Button: r.T("dkim.stop"), Action: "stop"}
	})
}

func askRemoveSigningKey(r *Request) error {
	return r.askAboutKey(func(k panel.SigningKey) confirmation {
		points := []string{r.T("dkim.remove_record", "Name", k.Record().Name())}
		if k.State() == panel.KeyRetired && r.Now().Before(k.NeededUntil()) {
			points = append(points, r.T("dkim.remove_early", "Date", longDate(r.Language, k.NeededUntil().In(r.Zone()), false)))
		}
		return confirmation{Title: r.T("dkim.remove_title", "Selector", k.Selector), Text: r.T("dkim.remove_ask"), Points: points,
			Button: r.T("dkim.remove"), Action: "remove"}
	})
}

// askAboutKey asks once more before something is done with the key in the path.
func (r *Request) askAboutKey(ask func(panel.SigningKey) confirmation) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	k, err := r.Panel.SigningKey(r.Context(), r.DB, id)
	if err != nil {
		return err
	}
	page := ask(k)
	page.Action, page.Back, page.Danger = dkimPath+"/"+id.String()+"/"+page.Action, dkimPath, true
	return r.Page("confirm", page)
}
