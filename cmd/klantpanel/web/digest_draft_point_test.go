package web

import (
	"net/http"
	"testing"

	"klantpanel/dialogue"
)

func TestAPlaceThatIsRefusedLeavesTheQuotationHidden(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path, wifi, _ := s.drafted()
		b := s.as(s.Joris)
		edit := path + "/edit/" + wifi.ID.String()
		b.get(edit).submit("form:has(#title)", "hide", "on").follow().is(http.StatusOK)
		for _, typed := range []string{"0", ""} {
			p := b.get(edit).submit("form[action$='/place']", "place", typed).is(http.StatusUnprocessableEntity).sees(".error-summary", "1 is de bovenste")
			if got := p.value("place"); typed != "" && got != typed {
				t.Errorf("place %q became %q", typed, got)
			}
			p.submit("form:has(#title)").follow().is(http.StatusOK)
			if p := b.get(path); contains(p.text(".digest--preview"), wifi.Said) {
				t.Errorf("after place %q the hidden quotation is shown", typed)
			}
		}
	})
}

func TestAPointOfADigestThatWentOutIsChangedNoMore(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path, wifi, _ := s.drafted()
		b := s.as(s.Joris)
		edit := path + "/edit/" + wifi.ID.String()
		s.told()
		if got := b.get(edit).is(http.StatusSeeOther).header.Get("Location"); got != path+"#"+wifi.ID.String() {
			t.Errorf("the point leads to %s", got)
		}
		for end, values := range map[string][]string{"": {"title", "Te laat", "said", wifi.Said}, "/place": {"place", "1"}, "/undo": nil} {
			b.post(edit+end, values...).is(http.StatusConflict).sees("main", "al goedgekeurd")
		}
	})
}

func TestAPointWithoutAQuotationSaysHowManySaidIt(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		_, wifi, mice := s.drafted()
		d := must(s.server.Dialogue.DigestOf(t.Context(), s.round.ID))(t)
		s.must(s.server.Dialogue.Reword(t.Context(), s.As(t, s.Joris), d.ID, wifi.ID, dialogue.PointWords{Title: wifi.Title, Said: wifi.Said, HideSaid: true}))
		d = s.told()
		const words = "Gezegd door 5 of meer collega's."
		for _, e := range d.Entries {
			p := s.as(s.Wim).get(toldPointPath(e)).is(http.StatusOK)
			if says := contains(p.text("main"), words); says != (e.ItemID == wifi.ID) {
				t.Errorf("of %s it says so: %v", e.Title, says)
			}
		}
		s.as(s.Wim).get("/digests/"+d.ID.String()).sees("[id='"+wifi.ID.String()+"']", words).sees("[id='"+mice.ID.String()+"']", mice.Said)
		s.tellWorld(s.Panel)
		content := s.harmless(validAtom(t, s.nobody().get(s.feedOf(nil, s.Panel, atomForm)).is(http.StatusOK)).all("entry")[0].one(t, "content")).Text()
		if !contains(content, words) || contains(content, wifi.Said) {
			t.Errorf("the feed tells %s", content)
		}
	})
}

func TestTheFormOfAPointSaysWhichOfItsWordsReadersWillNotSee(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		said := "Mijn pasje opent de deur van het archief niet"
		item := s.point(s.ICT, said, said, s.say(s.Piet, 1, said))
		path, _, _ := s.drafted()
		b := s.as(s.Joris)
		b.get(path).is(http.StatusOK).sees(".digest__left", "Lezers zien daarom “ICT”")
		b.get(path+"/edit/"+item.ID.String()).is(http.StatusOK).sees(".digest__left", "Lezers zien daarom “ICT”").sees("form:has(#title)", "De woorden zijn weggelaten")
	})
}
