package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"klantpanel/mail"
	"klantpanel/panel"
)

var mailLogRoutes = []Route{
	{Method: "GET", Path: "/settings/mail", Access: Administrator, Handle: showMailLog},
	{Method: "POST", Path: "/settings/mail/pause", Access: Administrator, Handle: pauseMail},
	{Method: "POST", Path: "/settings/mail/resume", Access: Administrator, Handle: resumeMail},
	{Method: "GET", Path: "/settings/mail/:mail", Access: Administrator, Handle: showLoggedMail},
	{Method: "POST", Path: "/settings/mail/:mail/retry", Access: Administrator, Handle: retryMail},
	{Method: "GET", Path: "/digests/:digest/mail", Access: DigestCoordinator, Handle: showDigestMail},
}

const (
	loggedPerPage = 50
	mailsCounted  = 1_000 // of one state; after years of mail more than that is enough to know
	peopleFound   = 20    // whose mails are shown when several match what was typed
)

// mailStates in the order of a mail's life.
// ids: mail_state.queued mail_state.sending mail_state.sent mail_state.retry mail_state.unknown mail_state.dead mail_state.suppressed
var mailStates = []string{mail.Queued, mail.Sending, mail.Sent, mail.Retry, mail.Unknown, mail.Dead, mail.Suppressed}

// mailLooks are the tone and icon of each state.
var mailLooks = map[string]Badge{
	mail.Queued:     {Tone: "neutral", Icon: "clock"},
	mail.Sending:    {Tone: "info", Icon: "arrow"},
	mail.Sent:       {Tone: "success", Icon: "check"},
	mail.Retry:      {Tone: "warning", Icon: "repeat"},
	mail.Unknown:    {Tone: "warning", Icon: "alert"},
	mail.Dead:       {Tone: "danger", Icon: "stop"},
	mail.Suppressed: {Tone: "neutral", Icon: "stop"},
}

// What the state of the address asks for besides the states themselves: mail that didn't get through, and all of it.
const (
	failingMail = "failing"
	allMail     = "all"
)

type mailCount struct {
	State string
	Count int
	More  bool // there are more than were counted
}

// mailLine is a mail as a list shows it.
type mailLine struct {
	mail.Mail
	Badge  Badge
	Letter string // which, in words
	Reason string // why it wasn't sent, in a plain sentence
	Said   string // the server's words about it
	Again  bool   // it can be tried again
}

// Local and Host are the address before and from the @.
func (l mailLine) Local() string { return l.Address[:max(0, strings.LastIndex(l.Address, "@"))] }
func (l mailLine) Host() string  { return strings.TrimPrefix(l.Address, l.Local()) }

type mailLogPage struct {
	Tabs     []navLink
	Paused   *pausedMail
	Standing []standingDigest // whose sending stands still, while other mail goes out
	Hours    string           // when letters go out, in a sentence
	Form     *Form            // to pause; what was typed stays
	Counts   []mailCount
	State    string // of the filter
	Words    string
	About    uuid.UUID // the digest, uuid.Nil for any
	Person   uuid.UUID // whose mail it is, uuid.Nil for anybody's
	States   []Option
	Kinds    []Option
	Mails    []mailLine
	First    string // address of the first page, "" when on it
	Next     string // address of the next page, "" at the end
	Query    string // what the list is narrowed to
	Narrowed bool
	Captured bool // mail stays in the mailbox and reaches nobody
	Mailbox  bool // the reader may look there
}

// OfDigest and OfPerson report whose mail the list holds.
func (p mailLogPage) OfDigest() bool { return p.About != uuid.Nil }
func (p mailLogPage) OfPerson() bool { return p.Person != uuid.Nil }

// Failing reports whether the list is the usual one: mail that didn't get through, whoever it is to.
func (p mailLogPage) Failing() bool { return p.State == failingMail && !p.Narrowed }

func showMailLog(r *Request) error { return r.mailLog(nil) }

// mailLog shows the page; pause is the form to pause by when it was refused.
func (r *Request) mailLog(pause *Form) error {
	page := mailLogPage{Tabs: r.tabs(), Paused: r.pausedMail(), Hours: r.letterHours(), Form: pause, State: r.mailState(), Words: r.Query("q"), About: r.queryID("about"), Person: r.queryID("person"),
		Query: r.mailQuery().Encode(), Captured: r.Mailbox != nil, Mailbox: MailboxOpen.Check(r) == nil}
	page.Narrowed = page.Words != "" || page.About != uuid.Nil || page.Person != uuid.Nil || r.Query("kind") != ""
	before := r.queryID(onlyList)
	var counts map[string]int
	var found mail.LogPage
	err := r.together(
		func() (err error) { page.Standing, err = r.standingDigests(); return err },
		func() (err error) { counts, err = r.Outbox.CountsUpTo(r.Context(), mailsCounted+1); return err },
		func() (err error) { found, err = r.loggedMail(before, loggedPerPage); return err },
	)
	if err != nil {
		return err
	}
	page.Counts = shownCounts(counts, mailsCounted, mail.Sent)
	page.Mails = r.mailLines(found.Mails)
	if before != uuid.Nil {
		page.First = r.turnTo("/settings/mail", onlyList, "")
	}
	if found.Next != uuid.Nil {
		page.Next = r.turnTo("/settings/mail", onlyList, found.Next.String())
	}
	r.mailChoices(&page)
	return r.Page("mail_log", page)
}

// shownCounts are the states that there are mails in, and those named; more than most are said as that many and more.
func shownCounts(counts map[string]int, most int, always ...string) []mailCount {
	var shown []mailCount
	for _, state := range mailStates {
		if counts[state] > 0 || slices.Contains(always, state) {
			shown = append(shown, mailCount{state, min(counts[state], most), counts[state] > most})
		}
	}
	return shown
}

func (r *Request) mailLines(mails []mail.Mail) []mailLine {
	lines := make([]mailLine, len(mails))
	for i, m := range mails {
		lines[i] = mailLine{Mail: m, Badge: r.mailBadge(m.State), Letter: r.T("letters." + m.Kind), Again: m.State == mail.Dead || m.State == mail.Retry || m.State == mail.Unknown}
		lines[i].Reason, lines[i].Said = r.mailReason(m.Error)
	}
	return lines
}

func (r *Request) mailBadge(state string) Badge {
	badge := mailLooks[state]
	badge.Word = r.T("mail_state." + state)
	return badge
}

// loggedMail is a part of what the address asks for, older than the mail with the key before.
func (r *Request) loggedMail(before uuid.UUID, limit int) (mail.LogPage, error) {
	f := mail.LogFilter{Kind: r.Query("kind")}
	switch state := r.mailState(); state {
	case failingMail:
		f.States = mail.Failing
	case allMail:
	default:
		f.States = []string{state}
	}
	f.About = r.queryID("about")
	if person := r.queryID("person"); person != uuid.Nil {
		f.People = []uuid.UUID{person}
	} else if words := r.Query("q"); words != "" {
		people, err := r.Panel.People(r.Context(), panel.PeopleFilter{Words: words, Limit: peopleFound})
		if err != nil || len(people.People) == 0 {
			return mail.LogPage{}, err
		}
		f.People = idsOf(people.People, func(p panel.Person) uuid.UUID { return p.ID })
	}
	return r.Outbox.Log(r.Context(), f, before, limit)
}

// mailState is the state that the address asks for: failures unless it says otherwise, and everything of a person or digest.
func (r *Request) mailState() string {
	state := r.Query("state")
	if state == failingMail || state == allMail || slices.Contains(mailStates, state) {
		return state
	}
	if r.Query("q") != "" || r.Query("kind") != "" || r.queryID("person") != uuid.Nil || r.queryID("about") != uuid.Nil {
		return allMail
	}
	return failingMail
}

// queryID is an id in the address, uuid.Nil when there is none or it was made up.
func (r *Request) queryID(name string) uuid.UUID {
	id, err := uuid.Parse(r.Query(name))
	if err != nil {
		return uuid.Nil
	}
	return id
}

// mailQuery is what the list is narrowed to, without the place in it.
func (r *Request) mailQuery() url.Values {
	q := url.Values{}
	for _, name := range []string{"q", "state", "kind", "about", "person"} {
		if value := r.Query(name); value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// mailChoices fills the lists to narrow by.
// ids: mail_log.failing mail_log.all
func (r *Request) mailChoices(p *mailLogPage) {
	for _, state := range []string{failingMail, allMail} {
		p.States = append(p.States, Option{Value: state, Text: r.T("mail_log." + state), Chosen: p.State == state})
	}
	for _, state := range mailStates {
		p.States = append(p.States, Option{Value: state, Text: r.T("mail_state." + state), Chosen: p.State == state})
	}
	p.Kinds = []Option{{Text: r.T("mail_log.every_kind"), Chosen: r.Query("kind") == ""}}
	for _, letter := range mail.Examples(r.Language) {
		kind := letter.Kind()
		if !slices.ContainsFunc(p.Kinds, func(o Option) bool { return o.Value == kind }) {
			p.Kinds = append(p.Kinds, Option{Value: kind, Text: r.T("letters." + kind), Chosen: r.Query("kind") == kind})
		}
	}
}
