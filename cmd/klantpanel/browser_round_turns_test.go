package main

import (
	"slices"
	"strings"
	"time"

	"klantpanel/dialogue"
)

// opens lets the planned moment come: nobody does anything, and the ambassador has a letter.
func (s *story) opens() {
	s.becomes("2026-09-07", "08:59")
	if n := len(s.mails(joke)); n != 0 {
		s.t.Errorf("%d mails before the round began", n)
	}
	s.becomes("2026-09-07", "09:00")
	s.ambassador = s.reader("ambassador").open("/mailbox?to=joke").follow("Ronde 1").follow("mail").sees("Joke", askMark)
	s.ambassador.press(`a[href*="/cycles/"]`)
	s.ambassador.fill("email", joke).send("main form").sees(joke)
	s.post()
	s.ambassador.open("/mailbox").follow("Inloggen").press(`main pre a`).send("main form")
	s.round = strings.TrimSuffix(s.ambassador.path(), "/contribute")
	if !strings.HasPrefix(s.round, "/cycles/") {
		s.ambassador.fail("came out at %s", s.round)
	}
}

// contribute answers all four kinds of question, with a draft in between.
func (s *story) contribute() {
	r := s.ambassador
	r.choose(r.field(askMark, "mark"), "4").fill(r.field(askMark, "text"), saidDesk)
	r.choose(r.field(askPair, "importance"), "10").choose(r.field(askPair, "experience"), "3").fill(r.field(askPair, "text"), saidLaptop).fill(r.field(askPair, "people"), "6")
	s.keepDraft()
	if got := r.value(r.field(askPair, "text")); got != saidLaptop {
		r.fail("the draft holds %q", got)
	}
	if got := r.value(r.field(askPair, "people")); got != "6" {
		r.fail("the draft holds %q colleagues", got)
	}
	r.chooseWords(r.field(askChoice, "choice"), "In de kantine").fill(r.field(askChoice, "text"), saidMenu).fill(r.field(askChoice, "people"), "8")
	r.fill(r.field(askOpen, "text"), saidRooms).fill(r.field(askOpen, "people"), "5")
	r.send("main form.contribute").sees(saidRooms)
	r.open(s.round).sees(saidLaptop).open("/").sees("Klantpanel Waterveld").open("/profile").sees("Joke Visser")

	other := s.reader("second ambassador").signIn(noor).open(s.round + "/contribute")
	other.choose(other.field(askMark, "mark"), "7").fill(other.field(askOpen, "text"), "In zaal 3 werkt het scherm nooit. En zalen staan vaak leeg.")
	other.fill("text.unasked", saidBeside).send("main form.contribute")
}

// keepDraft leaves the half-filled form and comes back to it.
func (s *story) keepDraft() {
	r := s.ambassador
	if !r.scripts {
		r.press(`main form.contribute .button--secondary[formaction$="/draft"]`)
		r.open("/").open(s.round + "/contribute")
		return
	}
	saved := step(r, "see that it can be saved", textOf(`[data-saved]`, "data-saved"))
	r.sees(saved).open("/").open(s.round + "/contribute")
}

// bundle is the coordinator's work once collecting is over: points, each with a service.
func (s *story) bundle() {
	s.becomes("2026-09-15", "09:30")
	s.coordinator = s.reader("coordinator").signIn(fatima)
	r := s.coordinator.sees("Klantpanel Waterveld").open(s.pathIn(s.newestMail(fatima, "Ronde 1"), "/cycles/"))
	board := s.round + "/board"
	for _, point := range []struct {
		said           []string
		title, service string
	}{
		{[]string{saidDesk}, pointDesk, "ICT"},
		{[]string{saidLaptop}, pointLaptop, "ICT"},
		{[]string{saidMenu}, pointMenu, "Facilitair"},
		{[]string{saidRooms, "zaal 3"}, pointRooms, ""},
	} {
		r.open(board)
		for _, words := range point.said {
			r.chooseWords("contributions", words)
		}
		r.fill("title", point.title).fill("said", point.said[0])
		if point.service != "" {
			r.fill("service", point.service)
		}
		r.press(`//main//form[contains(@class, 'board')]//div[.//input[@name='title']]//button`).sees(point.title)
	}
	r.chooseWords("contributions", saidBeside).unfold("reason").fill("reason", "Dank u wel. Hier hoeft niemand iets mee te doen.").press(`main button[formaction*="/acknowledge"]`)
	r.fill(r.nameBeside(pointRooms, "service-"), "Facilitair").press(`main button[formaction*="/route"]`).sees(pointRooms)
	r.open(s.round).sees(pointDesk, pointRooms)
	s.becomes("2026-09-15", "10:00") // what came within the hour is one letter
	s.post()
}

// answer is the services' work: one outcome of each kind.
func (s *story) answer() {
	ict := s.reader("responder of ICT").signIn(kees).open("/inbox").sees(pointDesk, pointLaptop)
	ict.open(s.pointIn(kees, pointDesk)).choose("outcome", "changed").fill("answer", becameDesk).send("#answer-form").sees(becameDesk)
	ict.open(s.pointIn(kees, pointLaptop)).choose("outcome", "promised").fill("answer", becameLaptop).refused("#answer-form")
	if got := ict.value("answer"); got != becameLaptop {
		ict.fail("the answer became %q", got)
	}
	ict.fill("due_on", "2026-11-02").send("#answer-form").sees(becameLaptop, "2 november 2026")
	ict.open("/inbox?part=promised").sees(pointLaptop)

	facility := s.reader("responder of Facilitair").signIn(anouk).sees("Facilitair")
	facility.open(s.pointIn(anouk, pointRooms)).press(`main form[action$="/acknowledge"] button`)
	facility.choose("outcome", "explained").fill("answer", becameRooms).send("#answer-form").sees(becameRooms)
	facility.open(s.pointIn(anouk, pointMenu)).choose("outcome", "thanked").fill("answer", becameMenu).send("#answer-form").sees(becameMenu)
	facility.open("/inbox")

	s.world.becomes(s.Clock().Add(20 * time.Minute)) // so long a service has to answer more of hers, and all stands in one letter
	letter := s.newestMail(joke, "Uw punt")
	for _, told := range []string{pointLaptop, becameLaptop, pointMenu, becameMenu} {
		if !strings.Contains(letter.Text, told) {
			s.t.Errorf("the letter of the day lacks %q:\n%s", told, letter.Text)
		}
	}
	s.ambassador.open(s.pointIn(kees, pointLaptop)).sees(becameLaptop, "2 november 2026").open(s.round).sees(pointMenu)
}

// digest is what everybody hears back, once the coordinator has approved it.
func (s *story) digest() {
	s.becomes("2026-09-23", "09:00")
	r := s.coordinator.open(s.pathIn(s.newestMail(fatima, "staat klaar"), "/digests/")).sees(becameDesk, becameLaptop, becameMenu, becameRooms)
	page := r.path()
	r.fill("intro_nl", "Dank voor alles wat u zei.").press(`main form .button--secondary`).sees("Dank voor alles wat u zei.")
	r.press(`main button[formaction$="/approve"]`)
	s.world.becomes(s.Clock().Add(time.Minute))
	r.open(page).sees("9 collega")

	employee := s.reader("employee").open("/mailbox?to=daan").follow("U zei, wij deden")
	employee.follow("mail").sees("Dank voor alles wat u zei.", becameRooms, becameLaptop)
	employee.signIn(daan).open(page).sees(becameDesk, "Dank voor alles wat u zei.").lacks("Uw eigen punten", "Joke Visser")
	employee.open("/").open("/digests").sees("Klantpanel Waterveld").open("/services").sees("ICT", "Facilitair").open("/privacy")

	mine := s.newestMail(joke, "U zei, wij deden")
	own, rest := strings.Index(mine.Text, "Uw eigen punten"), strings.Index(mine.Text, "Toegezegd\n---")
	if own < 0 || rest >= 0 && rest < own {
		s.t.Errorf("the ambassador's own points don't come first:\n%s", mine.Text)
	}
	s.ambassador.open(s.pathIn(mine, "/points/")).follow("De hele terugkoppeling").sees("Uw eigen punten", becameLaptop)
	for _, address := range []string{saskia, fatima, joke, noor, kees, anouk, daan, "emma.clarke", "peter.jansen"} {
		told := 0
		for _, m := range s.mails(address) {
			if strings.HasPrefix(m.Subject, "U zei, wij deden") || strings.HasPrefix(m.Subject, "You said, we did") {
				told++
			}
		}
		if told != 1 {
			s.t.Errorf("%s was told %d times", address, told)
		}
	}
}

// next is the round after this one: it opens by itself, and the doctor finds all well.
func (s *story) next() {
	s.becomes("2026-10-05", "09:00")
	r := s.ambassador.open(s.pathIn(s.newestMail(joke, "Ronde 2"), "/cycles/"))
	if r.path() == s.round+"/contribute" {
		r.fail("this is still round 1")
	}
	r.field(askOpen, "text")
	s.coordinator.open("/").open("/panels").follow("Klantpanel Waterveld")
	s.admin.open("/").open("/mailbox")
	found, err := examine(s.t.Context(), s.DB)
	if err != nil {
		s.t.Fatal(err)
	}
	late, err := dialogue.CheckOverdue(s.t.Context(), s.DB, s.Clock()) // the command looks at the clock on the wall
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range slices.Concat(found, late) {
		s.t.Errorf("the doctor finds: %s", f)
	}
}
