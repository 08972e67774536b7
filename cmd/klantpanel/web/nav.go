package web

import (
	"slices"
	"strings"
)

// navEntry is one link of the main navigation, shown to whom its rule lets in.
type navEntry struct {
	Path   string
	Text   string // id of the text
	Access Access
}

// mainNavigation in the order of the header. A page author adds a line.
// ids: nav.start nav.settings nav.mailbox
var mainNavigation = []navEntry{
	{"/", "nav.start", SignedIn},
	{"/panels", "nav.panels", CoordinatorAny},
	{"/constituency", "constituency.title", AmbassadorAny},
	{"/inbox", "nav.inbox", ResponderAny},
	{"/digests", "nav.digests", SignedIn},
	{"/services", "nav.services", SignedIn},
	{"/tell", "tell.title", SignedIn},
	{"/overview", "nav.overview", ManagerAny},
	{"/settings", "nav.settings", Administrator},
	{"/mailbox", "nav.mailbox", MailboxOpen},
}

// partOf names the entry that pages belong to whose address says something else.
var partOf = map[string]string{"/people": "/settings", "/questions": "/panels", "/settings/services": "/panels", "/settings/routing": "/panels", "/cycles": "/panels", "/where": "/services", "/mine": "/tell"}

// sections are pages that are tabs of each other, in their order. A page author adds a line.
// ids: settings.organisation appearance.title people.title closures.title services_admin.title routing.title questions.title panels.title letters.title mail_log.title dkim.title
var sections = [][]navEntry{
	{
		{"/panels", "panels.title", CoordinatorAny},
		{"/questions", "questions.title", CoordinatorAny},
		{"/settings/services", "services_admin.title", CoordinatorAny},
		{"/settings/routing", "routing.title", CoordinatorAny},
	},
	{
		{"/settings", "settings.organisation", Administrator},
		{"/people", "people.title", Administrator},
		{"/settings/closures", "closures.title", Administrator},
		{"/settings/appearance", "appearance.title", Administrator},
		{"/settings/letters", "letters.title", Administrator},
		{"/settings/mail", "mail_log.title", Administrator},
		{"/settings/mail/dkim", "dkim.title", Administrator},
	},
}

type navLink struct {
	Path, Text string
	Current    bool
}

func (r *Request) navigation() []navLink {
	here := r.mainEntry()
	var links []navLink
	for _, e := range mainNavigation {
		if e.Access.Check(r) != nil {
			continue
		}
		links = append(links, navLink{e.Path, r.T(e.Text), here == e.Path})
	}
	return links
}

// mainEntry is the address in the main navigation that the page belongs to, "" for none.
func (r *Request) mainEntry() string {
	path := r.Ctx.Path()
	within := func(root string) bool { return path == root || strings.HasPrefix(path, root+"/") }
	for root, entry := range partOf {
		if within(root) {
			return entry
		}
	}
	for _, e := range mainNavigation {
		if path == e.Path || e.Path != "/" && within(e.Path) {
			return e.Path
		}
	}
	return ""
}

// tabs are the pages beside this one that the reader may use. A form that is refused shows its page at the form's own address below it.
func (r *Request) tabs() []navLink {
	here, among := "", []navEntry(nil)
	for _, section := range sections {
		for _, e := range section {
			if path := r.Ctx.Path(); len(e.Path) > len(here) && (path == e.Path || strings.HasPrefix(path, e.Path+"/")) {
				here, among = e.Path, section
			}
		}
	}
	var links []navLink
	for _, e := range among {
		if e.Access.Check(r) == nil {
			links = append(links, navLink{e.Path, r.T(e.Text), e.Path == here})
		}
	}
	return links
}

// sectionLinks are all pages of the sections that the reader may use.
func (r *Request) sectionLinks() []navLink {
	var links []navLink
	for _, e := range slices.Concat(sections...) {
		if e.Access.Check(r) == nil {
			links = append(links, navLink{e.Path, r.T(e.Text), false})
		}
	}
	return links
}
