package web

import (
	"html/template"
	"slices"
	"strings"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var clearRoutes = []Route{
	{Method: "POST", Path: "/digests/:digest/items/:item/clear", Access: DigestReader, Handle: checkClear},
}

// askClear asks of the explanations in a digest that went out whether they were clear. The reader's own points ask it on their own page.
func (r *Request) askClear(v dialogue.DigestView, sections []digestSection) error {
	if v.State == dialogue.DigestDraft {
		return nil
	}
	var points []*digestPoint
	var items []uuid.UUID
	for _, section := range sections {
		if section.Name != dialogue.Explained {
			continue
		}
		for i := range section.Entries {
			points, items = append(points, &section.Entries[i]), append(items, section.Entries[i].ItemID)
		}
	}
	said, err := r.Dialogue.ClearSaid(r.Context(), r.Actor.Person.ID, items)
	if err != nil {
		return err
	}
	for _, p := range points {
		if word, asked := said[p.ItemID]; asked {
			p.Clear = r.clearForm(v.ID, p.ItemID, word)
		}
	}
	return nil
}

// clearForm has the two buttons; after a word it says which one was pressed.
func (r *Request) clearForm(digest, item uuid.UUID, word *bool) template.HTML {
	var m markup
	m.raw(`<form class="digest__clear" method="post" action="/digests/`, digest.String(), `/items/`, item.String(), `/clear"><span>`)
	switch {
	case word == nil:
		m.text(r.T("digest.clear.question"))
	case *word:
		m.text(r.T("digest.clear.said_yes"))
	default:
		m.text(r.T("digest.clear.said_no"))
	}
	m.raw(`</span>`)
	for _, b := range []struct {
		value, text string
		yes         bool
	}{{"yes", r.T("digest.clear.yes"), true}, {"no", r.T("digest.clear.no"), false}} {
		if word == nil || *word != b.yes {
			m.raw(` <button class="button button--secondary button--small" type="submit" name="clear" value="`, b.value, `">`).text(b.text).raw(`</button>`)
		}
	}
	return m.raw(`</form>`).html()
}

func checkClear(r *Request) error {
	item, err := r.ID("item")
	if err != nil {
		return err
	}
	back := "/digests/" + r.digest.ID.String() + "#" + item.String()
	if !slices.ContainsFunc(r.digest.Entries, func(e dialogue.Entry) bool { return e.ItemID == item }) {
		return panel.Refuse(panel.NotFound, "error.item_not_found")
	}
	said := r.Form().Value("clear")
	if said != "yes" && said != "no" {
		return r.Redirect(back)
	}
	if err := r.Dialogue.ClearCheck(r.Context(), *r.Actor, item, said == "yes"); err != nil && !isConflict(err) { // it isn't explained any more: the page shows that
		return err
	}
	r.Flash("digest.clear.thanks")
	return r.Redirect(back)
}

// clearSummary says to who works on a point how clear its explanation was; "a few" where a number would tell of fewer than the smallest group.
func (r *Request) clearSummary(v dialogue.ClearView) string {
	var parts []string
	if v.Clear > 0 {
		parts = append(parts, r.TN("item.clear.clear", v.Clear))
	}
	if v.Unclear > 0 {
		parts = append(parts, r.TN("item.clear.unclear", v.Unclear))
	}
	switch {
	case !v.Any:
		return ""
	case len(parts) == 0:
		return r.T("item.clear.some")
	}
	return strings.Join(parts, " ")
}
