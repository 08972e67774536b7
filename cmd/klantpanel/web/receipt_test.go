package web

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/panel"
)

// whisper sends something by the link of an ambassador, as a colleague does, and gives the receipt.
func (s *story) whisper(through panel.Person, answers ...dialogue.Answer) dialogue.ReceiptCode {
	s.t.Helper()
	code := dialogue.NewReceiptCode()
	link := must(s.Store.OpenLink(s.t.Context(), s.round.ID, s.As(s.t, through).Ambassadors[s.round.PanelID]))(s.t)
	must(s.server.Dialogue.Receive(s.t.Context(), link, code, answers))(s.t)
	return code
}

// pointOf makes a point of all in words that was sent with these receipts.
func (s *story) pointOf(service panel.Service, title string, codes ...dialogue.ReceiptCode) dialogue.Item {
	s.t.Helper()
	var ids []uuid.UUID
	for _, code := range codes {
		for _, said := range must(s.server.Dialogue.ReceiptOf(s.t.Context(), code))(s.t).Said {
			if said.Text != "" {
				ids = append(ids, said.ID)
			}
		}
	}
	return s.point(service, title, title+".", ids...)
}

func receiptPath(code dialogue.ReceiptCode) string { return "/receipts/" + code.String() }

func TestAReceiptIsFoundByTypingItsCode(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		code := s.whisper(s.Fatma, dialogue.Answer{Text: "De deur klemt."})
		b := s.nobody()
		typed := strings.ReplaceAll(strings.ToLower(code.String()), "-", " ")
		p := b.get("/receipts").is(200).submit("main form", "code", " "+typed).is(http.StatusSeeOther)
		if to := p.header.Get("Location"); to != receiptPath(code) {
			t.Fatalf("goes to %s", to)
		}
		p = p.follow().is(200).sees("h1", "Wat er met uw inbreng gebeurt").sees(".receipt-line", "De deur klemt.")
		if p.header.Get("X-Robots-Tag") == "" || len(b.cookies) != 0 || strings.Contains(s.log.String(), "request") {
			t.Errorf("search engines %q, cookies %v, log %s", p.header.Get("X-Robots-Tag"), b.cookies, s.log)
		}
		b.get("/receipts").submit("main form", "code", "7K2MQ").is(422).sees(".error-summary", "kennen wij niet")
		for _, guess := range []string{dialogue.NewReceiptCode().String(), "7K2MQ", "%00", "%ff", strings.Repeat("A", 4000), "<script>", uuid.NewString()} {
			b.get("/receipts/"+guess).is(404).sees(".error-summary", "kennen wij niet").lacks("main script")
		}
		lost := b.post(receiptPath(dialogue.NewReceiptCode())+"/clarifications/"+uuid.NewString(), "answer.x", "In de hal.").is(404)
		lost.sees(".typed", "In de hal.")
		s.tried(receiptGuess, s.address(), receiptGuesses)
		b.get(receiptPath(dialogue.NewReceiptCode())).is(http.StatusTooManyRequests).sees("main", "te veel verkeerde codes")
		b.get(receiptPath(code)).is(200) // who has one isn't kept from it by who guesses
	})
}

func TestAReceiptShowsWhatBecameOfEachThing(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		questions := must(s.Store.CycleQuestions(t.Context(), s.round.ID))(t)
		mark := 4
		code := s.whisper(s.Fatma, dialogue.Answer{QuestionID: &questions[0].ID, Text: "Te weinig laders."}, dialogue.Answer{QuestionID: &questions[1].ID, Mark: &mark}, dialogue.Answer{Text: "Fijn dat u dit vraagt."})
		b := s.nobody()
		b.get(receiptPath(code)).sees("main", "Wacht op de coördinator").sees("main", "Telt mee in de cijfers").sees(".lead", "Kijk na").lacks(".timeline time")
		said := must(s.server.Dialogue.ReceiptOf(t.Context(), code))(t).Said
		item := s.point(s.Canteen, "Te weinig laders", "Geen laders.", said[0].ID)
		s.must(s.server.Dialogue.AcknowledgeContributions(t.Context(), s.As(t, s.Joris), s.round.ID, []uuid.UUID{said[2].ID}, "Dank u wel!"))
		_, err := s.server.Dialogue.HandOver(t.Context(), s.As(t, s.Bram), item.ID, s.ICT.ID, "Laders zijn van ICT, niet van ons.")
		s.must(err)
		p := b.get(receiptPath(code)).sees(".badge", "Nu bij ICT").sees("main", "Dank u wel!").sees("main", "Onderdeel van het punt")
		for _, hidden := range []string{"Bram", "Joris", "Fatma", "Kantine", "Laders zijn van ICT"} {
			if strings.Contains(p.text("main"), hidden) {
				t.Errorf("the receipt tells %q", hidden)
			}
		}
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Promised, Answer: "Elke zaal krijgt een lader.", DueOn: "2027-03-01"})
		s.must(s.server.Dialogue.Reschedule(t.Context(), s.As(t, s.Sanne), item.ID, "2027-04-01", "De leverancier is later."))
		s.told()
		b.get(receiptPath(code)).is(200).sees(".receipt-line__steps", "Toegezegd voor 1 maart 2027").sees(".receipt-line__steps", "verschoven naar 1 april 2027").
			sees("main", "De leverancier is later.").sees(".lead", "1 april 2027").lacks("form[action$='/heard']")
	})
}

func TestAReceiptSaysWhatIsDifferentAboutARevisedAnswer(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		code := s.whisper(s.Fatma, dialogue.Answer{Text: "De beamer doet het niet."})
		item := s.pointOf(s.ICT, "Beamer kapot", code)
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "Er is geen geld voor een nieuwe."})
		_, err := s.server.Dialogue.Revise(t.Context(), s.As(t, s.Sanne), item.ID, 1, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er hangt een nieuwe beamer."}, "Het geld kwam toch.")
		s.must(err)
		s.nobody().get(receiptPath(code)).sees(".receipt-line__steps", "Er is geen geld voor een nieuwe.").sees(".receipt-line__steps", "Antwoord aangepast").
			sees(".receipt-line__steps", "Het geld kwam toch.").sees(".receipt-line__steps", "Er hangt een nieuwe beamer.")
	})
}

func TestAServiceAsksAColleagueWhomNobodyKnowsAndHearsWhetherItHelped(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		code := s.whisper(s.Fatma, dialogue.Answer{Text: "De beamer doet het niet."})
		item := s.pointOf(s.ICT, "Beamer kapot", code)
		path := "/items/" + item.ID.String()
		sanne, nobody := s.as(s.Sanne), s.nobody()
		sanne.get(path).sees("main", "Vraag collega's iets terug")
		ask := sanne.get(path + "/ask").is(200)
		ask.submit("main form", "question", "\a").is(422).sees(".error-summary", "Wat wilt u weten?")
		ask.submit("main form", "question", "Welke <b>zaal</b>?").is(303).follow().sees(".flash", "De vraag is gesteld").sees(".point-asked", "Welke <b>zaal</b>?").sees(".point-asked", "Nog geen antwoord")
		ask.submit("main form", "question", "Welke <b>zaal</b>?").is(303)
		sanne.get("/inbox").sees(".rows", "Gevraagd aan collega's")
		p := nobody.get(receiptPath(code)).sees(".point-ask", "ICT vraagt u iets").sees(".point-ask .quote", "Welke <b>zaal</b>?").lacks(".point-ask b")
		field, _ := p.Find(".point-ask textarea").Attr("name")
		p.submit(".point-ask form", field, "  ").is(422).sees(".error-summary", "Uw antwoord")
		p.submit(".point-ask form", field, strings.Repeat("Zaal 3. ", 300)).is(422).sees("textarea", "Zaal 3. Zaal 3.")
		p.submit(".point-ask form", field, "<i>Zaal</i> 3").is(303).follow().sees(".flash", "Niemand weet dat het van u is").sees(".point-ask", "Verander uw antwoord").sees(".point-ask textarea", "<i>Zaal</i> 3")
		p.submit(".point-ask form", field, "<i>Zaal</i> 3").is(303)
		sanne.get("/inbox").sees(".rows", "Antwoord van collega's")
		sanne.get(path).sees(".point-asked", "<i>Zaal</i> 3").lacks(".point-asked i")
		s.as(s.Fatma).get(path).sees(".point-ask", "Vraag uw achterban dit").lacks(".point-asked").lacks("main form")
		s.as(s.Fatma).post(path+"/clarifications/"+strings.TrimPrefix(field, "answer."), field, "Namens hen").is(403)
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er staat een nieuwe."})
		p.submit(".point-ask form", field, "Zaal 4").is(409).sees(".error-summary", "heeft al een antwoord").sees("main", "Er staat een nieuwe.")
		nobody.get(receiptPath(code)).sees(".receipt-line__steps", "U antwoordde").sees(".receipt-line__steps", "<i>Zaal</i> 3").lacks("main i")
		sanne.get(path + "/ask").is(303)
		s.heard(t, code, item)
	})
}

// heard says by a receipt that an outcome didn't help, and looks who hears of that.
func (s *story) heard(t *testing.T, code dialogue.ReceiptCode, item dialogue.Item) {
	path, nobody := "/items/"+item.ID.String(), s.nobody()
	p := nobody.get(receiptPath(code)).sees(".point-ask", "Bent u geholpen?")
	p.submit("form[action$='/heard']").is(422).sees(".error-summary", "Hielp dit antwoord u?")
	helped, words := "helped."+item.ID.String(), "text."+item.ID.String()
	p.submit("form[action$='/heard']", helped, "no", words, strings.Repeat("Nee. ", 300)).is(422).sees("textarea", "Nee. Nee.")
	p.submit("form[action$='/heard']", helped, "no", words, "Hij doet het nog niet.").is(303).follow().sees(".flash", "Dank u wel").sees(".receipt-line details", "dit hielp nog niet")
	p.submit("form[action$='/heard']", helped, "no", words, "Hij doet het nog niet.").is(303)
	joris := s.as(s.Joris)
	joris.get("/").sees(".tasks", "Iemand is niet geholpen").sees(".tasks", "Beamer kapot")
	s.as(s.Sanne).get(path).sees("main", "Enkele collega's lieten weten").sees("main", "Hij doet het nog niet.").lacks("form[action$='/left']").lacks("form[action$='/reopen']")
	joris.get(path).sees("main", "Iemand is niet geholpen").submit("form[action$='/left']", "left", "").is(422).sees(".error-summary", "Waarom blijft het zo?")
	joris.get(path).submit("form[action$='/left']", "left", "Morgen komt er een monteur.").is(303).follow().sees(".flash", "Het blijft zoals het is").sees("main", "Morgen komt er een monteur.")
	joris.get("/").lacks(".task__icon + .task__words:contains('niet geholpen')")
	s.as(s.Sanne).post(path+"/heard/left", "left", "Nee.").is(404)
	nobody.get(receiptPath(code)).sees(".receipt-line__steps", "Morgen komt er een monteur.")
	again := nobody.get(receiptPath(code))
	again.submit("form[action$='/heard']", helped, "no", words, "Nog steeds niet.").is(303)
	s.as(s.Sanne).post(path+"/reopen", "reopened", "Open.").is(404)
	joris.get(path).submit("form[action$='/reopen']", "reopened", " ").is(422).sees(".error-summary", "Wat moet de dienst weten?")
	joris.get(path).submit("form[action$='/reopen']", "reopened", "Hij doet het nog niet in zaal 3.").is(303).follow().sees(".flash", "weer open").
		sees("main", "Hij doet het nog niet in zaal 3.").sees("main", "Hoe het vorige antwoord hielp").lacks("form[action$='/reopen']")
	joris.post(path+"/reopen", "reopened", "Nog eens.").is(409)
	nobody.get(receiptPath(code)).sees(".receipt-line__steps", "Weer open").sees(".receipt-line__steps", "Hij doet het nog niet in zaal 3.").lacks("form[action$='/heard']")
	if strings.Contains(s.as(s.Fatma).get(path).is(200).text("main"), "Nog steeds niet.") {
		t.Error("an ambassador reads what a colleague said")
	}
	s.as(s.Fatma).post(path+"/heard", helped, "yes").is(403)
	s.as(s.Wim).post(path+"/heard", helped, "yes").is(404)
}

func TestAContributorWhoIsKnownAnswersOnThePointItself(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		item := s.wifi()
		path := "/items/" + item.ID.String()
		must(s.server.Dialogue.AskBack(t.Context(), s.As(t, s.Sanne), item.ID, "Op welk uur?"))(t)
		fatma := s.as(s.Fatma)
		p := fatma.get(path).sees(".point-ask", "ICT vraagt u iets")
		field, _ := p.Find(".point-ask textarea").Attr("name")
		p.submit(".point-ask form", field, "").is(422).sees(".error-summary", "Uw antwoord")
		p.submit(".point-ask form", field, "Om negen uur.").is(303).follow().sees(".flash", "zonder uw naam")
		for _, reader := range []panel.Person{s.Sanne, s.Joris} {
			if got := s.as(reader).get(path).sees(".point-asked", "Om negen uur.").text(".point-asked"); strings.Contains(got, "Fatma") {
				t.Errorf("%s reads whose answer it is: %s", reader.Name, got)
			}
		}
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Explained, Answer: "Om negen uur logt iedereen in."})
		p = fatma.get(path).sees(".point-ask", "Bent u geholpen?")
		p.submit("form[action$='/heard']", "helped."+item.ID.String(), "yes").is(303).follow().sees(".flash", "Dank u wel")
	})
}

func TestAColleagueBecomesKnownByTheLetterAlone(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		code := s.whisper(s.Fatma, dialogue.Answer{Text: "De balie is te hoog."})
		item := s.pointOf(s.ICT, "Balie te hoog", code)
		nobody := s.nobody()
		p := nobody.get(receiptPath(code)).is(200)
		p.submit("form[action$='/reach']", "address", "geen adres").is(422).sees(".error-summary", "Uw werkadres").sees("main", "")
		known := p.submit("form[action$='/reach']", "address", s.Wim.Email).is(303).header.Get("Location")
		unknown := p.submit("form[action$='/reach']", "address", "niemand@waterveld.example").is(303).header.Get("Location")
		if known != unknown {
			t.Errorf("a known address is sent to %s, an unknown one to %s", known, unknown)
		}
		p.submit("form[action$='/reach']", "address", s.Wim.Email).is(303).follow().sees(".flash", "Kennen wij dit adres?")
		var request uuid.UUID
		s.must(s.db.NewSelect().Table("mails").Column("subject_id").Where("kind = ?", mail.KindReach).Scan(t.Context(), &request))
		o := must(s.Store.Organisation(t.Context(), s.db))(t)
		link := "/reach/" + mail.Token(o.Secret, "reach", request)
		nobody.ask("HEAD", link, nil).is(200)
		ask := nobody.get(link).is(200).sees("main", "niet meer anoniem")
		if must(s.server.Dialogue.ReceiptOf(t.Context(), code))(t).Reachable {
			t.Fatal("looking at the link made somebody known")
		}
		ask.submit("main form").is(200).sees("h1", "U hoort van ons")
		ask.submit("main form").is(404).sees("main", "Dan is het in orde")
		nobody.get("/reach/" + mail.Token(o.Secret, "unsubscribe", request)).is(404)
		nobody.get(receiptPath(code)).sees("main", "U maakte uzelf bekend").lacks("form[action$='/reach']")
		s.as(s.Wim).get("/items/"+item.ID.String()).is(200).sees("main", "De balie is te hoog.")
		s.as(s.Joris).get("/items/"+item.ID.String()).sees(".more", "Wim Smit")
		if got := s.as(s.Sanne).get("/items/" + item.ID.String()).text("main"); strings.Contains(got, "Wim") {
			t.Error("the service reads who it was")
		}
		s.answer(s.Sanne, item, dialogue.OutcomeInput{Outcome: dialogue.Changed, Answer: "Er is nu een lage balie."})
		if n, err := s.db.NewSelect().Table("mails").Where("kind = ? AND person_id = ?", mail.KindOutcome, s.Wim.ID).Count(t.Context()); err != nil || n != 1 {
			t.Errorf("Wim has %d letters about the outcome, %v", n, err)
		}
	})
}

func TestAFormOfTenMegabytesIsNotTakenByAReceipt(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		path := receiptPath(s.whisper(s.Fatma, dialogue.Answer{Text: "Het tocht."})) + "/reach"
		res, err := http.Post(s.listen()+path, "application/x-www-form-urlencoded", strings.NewReader("address="+strings.Repeat("a", 10<<20)))
		s.must(err)
		defer res.Body.Close()
		if res.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("answered %d", res.StatusCode)
		}
	})
}

func TestNobodyHasALetterSentToTheWholeOrganisation(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		p := s.nobody().get(receiptPath(s.whisper(s.Fatma, dialogue.Answer{Text: "Het tocht."})))
		for range receiptReachesInAnHour {
			must(s.server.Dialogue.Allow(t.Context(), receiptReach, s.addressKey(), receiptReachesInAnHour, limitTerm))(t)
		}
		p.submit("form[action$='/reach']", "address", s.Wim.Email).is(http.StatusTooManyRequests).sees("form", "")
		if n, err := s.db.NewSelect().Table("mails").Where("kind = ?", mail.KindReach).Count(t.Context()); err != nil || n != 0 {
			t.Errorf("%d letters, %v", n, err)
		}
	})
}

// addressKey is what the address of these tests is called today.
func (s *story) addressKey() string {
	s.t.Helper()
	return must(s.server.Dialogue.AddressKey(s.t.Context(), netip.MustParseAddr("0.0.0.0")))(s.t)
}
