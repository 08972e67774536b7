package web

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
)

func TestTheBoardShowsWhatIsLikeTheChoiceAndWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		old := s.point(c, &s.ICT.ID, "Lege printers", s.say(s.Fatma, c, 2, "Alle printers zijn leeg."))
		printer, colour := s.say(s.Fatma, c, 6, "De printer is altijd leeg."), s.say(s.Piet, c, 2, "Onze kleurenprinters zijn leeg.")
		soup := s.say(s.Piet, c, 1, "De soep is zout.")
		b := s.as(s.Joris)
		p := b.ask("POST", path+"/board", board([]uuid.UUID{printer}, "_like", "on", "title", "Printers")).is(200)
		p.sees("legend", "Uw keuze").sees(".board__group:nth-of-type(2) legend", "Dit lijkt erop").sees(".board__group:nth-of-type(2) .waiting__why", "leeg")
		if p.Find("#title").AttrOr("value", "") != "Printers" || p.Find("input[checked]").AttrOr("value", "") != printer.String() || p.Find("input[checked]").Length() != 1 {
			t.Error("something else is ticked than was, or what was typed is gone")
		}
		if p.Find("input[value='"+colour.String()+"']").Length() != 1 || p.Find("input[value='"+soup.String()+"']").Length() != 0 {
			t.Error("what is like it isn't shown, or something else is")
		}
		if first := p.Find(".board__item button[name=item]").First().AttrOr("value", ""); first != old.ID.String() {
			t.Errorf("the first point to add to is %s", first)
		}
		b.ask("POST", path+"/board", board([]uuid.UUID{printer}, "_like", "on", "_all", "on")).is(200).sees(".waiting", "").sees("#contributions", "De soep is zout.")
		b.ask("POST", path+"/board", board(nil, "_like", "on")).is(422).sees(".error-summary", "Kies")
		p = b.ask("POST", path+"/items", board([]uuid.UUID{printer, colour}, "_like", "on", "title", "Printers leeg", "said", "")).is(422).sees("legend", "Uw keuze")
		if p.Find("input[checked]").Length() != 2 {
			t.Error("a refusal unticks the choice")
		}
		p.submit("form.board", "said", "Printers zijn leeg.").is(303)
		s.as(s.Fatma).ask("POST", path+"/board", board([]uuid.UUID{soup}, "_like", "on")).is(404)
	})
}

func TestTheCoordinatorUndoesTheLastThingOnTheBoard(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		ids := []uuid.UUID{s.say(s.Fatma, c, 6, "De wifi valt weg."), s.say(s.Piet, c, 2, "Dank aan de bode.")}
		b := s.as(s.Joris)
		b.get(path + "/board").is(200).lacks(".board-undo")
		b.ask("POST", path+"/undo", url.Values{}).is(http.StatusConflict).sees(".error-summary", "niets meer om ongedaan te maken")
		b.ask("POST", path+"/items", board(ids[:1], "title", "Wifi", "said", "De wifi valt weg.", "service", s.ICT.ID.String())).follow().sees(".board-undo", "U maakte het punt")
		item := s.items(c)[0]
		b.ask("POST", path+"/acknowledge", board(ids[1:], "reason", "Doorgegeven.")).follow().sees(".board-undo", "U rondde 1 stuk inbreng af.")
		b.ask("POST", path+"/undo", url.Values{}).follow().sees(".flash", "ongedaan gemaakt").sees("#contributions", "Dank aan de bode.").sees(".board-undo", "U maakte het punt")
		p := b.ask("POST", path+"/undo", url.Values{}).is(200).sees(".flash", "ongedaan gemaakt").lacks(".board-undo").lacks(".board__item")
		if p.Find("#title").AttrOr("value", "") != "Wifi" || p.Find("input[checked]").AttrOr("value", "") != ids[0].String() {
			t.Error("what the point was made of is not ready to go on with")
		}
		if len(s.items(c)) != 0 {
			t.Error("the point is still in the round")
		}
		b.get("/items/"+item.ID.String()).is(200).sees(".badge", "Vervallen").sees("main", "het bundelen is ongedaan gemaakt")
		s.as(s.Fatma).ask("POST", path+"/undo", url.Values{}).is(404)
	})
}

func TestPointsAreMergedAndSplitOnTheirPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		c, path := s.round()
		ids := []uuid.UUID{s.say(s.Fatma, c, 6, "De kassa is traag."), s.say(s.Piet, c, 2, "Bij de kassa staat een rij."), s.say(s.Piet, c, 1, "De printer is leeg.")}
		till := s.point(c, &s.ICT.ID, "Trage kassa", ids[0], ids[2])
		queue := s.point(c, &s.Canteen.ID, "Rij bij de kassa", ids[1])
		b, at := s.as(s.Joris), "/items/"+till.ID.String()
		b.get(at).is(200).sees("main", "Voeg een ander punt hierbij").sees("main", "Splits dit punt")
		b.get(at+"/merge").is(200).sees(".merge-list", "Rij bij de kassa").sees(".waiting__why", "kassa")
		b.get(at+"/merge?q=bestaatniet").is(200).lacks(".merge-list").sees(".empty", "")
		with := at + "/merge?with=" + queue.ID.String()
		b.get(with).is(200).sees(".merge-pair", "Trage kassa").sees(".merge-pair", "Rij bij de kassa").sees("fieldset", "Kantine")
		b.post(at+"/merge", "with", queue.ID.String()).is(http.StatusConflict).sees(".error-summary", "twee diensten")
		b.post(at+"/merge", "with", queue.ID.String(), "service", s.ICT.ID.String(), "reason", "").is(422).sees(".error-summary", "Waarom deze dienst")
		for range 2 { // the form posted twice is one merge
			b.post(at+"/merge", "with", queue.ID.String(), "service", s.ICT.ID.String(), "reason", "De kassa is van ICT.").follow().sees(".flash", "Rij bij de kassa").sees(".timeline", "ging hierin op")
		}
		b.get("/items/" + queue.ID.String()).is(303)
		s.as(s.Piet).get("/items/"+queue.ID.String()).follow().sees("h1", "Trage kassa")
		split := board(ids[2:], "title", "Lege printer", "said", "De printer is leeg.", "service", s.ICT.ID.String())
		b.get(at+"/split").is(200).sees(".waiting", "De kassa is traag.")
		b.ask("POST", at+"/split", board(ids, "title", "Alles", "said", "Alles")).is(422).sees(".error-summary", "Laat minstens één")
		first := b.ask("POST", at+"/split", split).is(303).header.Get("Location")
		if again := b.ask("POST", at+"/split", split).is(303).header.Get("Location"); again != first {
			t.Errorf("the form posted twice went to %s and %s", first, again)
		}
		b.get(first).is(200).sees("h1", "Lege printer").sees(".timeline", "Afgesplitst van")
		b.get(path+"/board").sees(".board-undo", "U splitste")
		for _, page := range []string{"/merge", "/split"} {
			s.as(s.Sanne).get(at + page).is(404)
			s.as(s.Fatma).get(at + page).is(404)
		}
	})
}
