package web

import "strings"

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
	{"/inbox", "nav.inbox", ResponderAny},
	{"/digests", "nav.digests", SignedIn},
	{"/services", "nav.services", SignedIn},
	{"/overview", "nav.overview", ManagerAny},
	{"/settings", "nav.settings", Administrator},
	{"/mailbox", "nav.mailbox", MailboxOpen},
}

// partOf names the entry that a page belongs to whose address doesn't say so.
var partOf = map[string]string{"people": "/settings", "questions": "/panels"}

// settingsPages are where an organisation sets itself up, in the order of their tabs. A page author adds a line.
// ids: settings.organisation people.title services_admin.title questions.title panels.title mail_log.title
var settingsPages = []navEntry{
	{"/settings", "settings.organisation", Administrator},
	{"/people", "people.title", Administrator},
	{"/settings/services", "services_admin.title", CoordinatorAny},
	{"/questions", "questions.title", CoordinatorAny},
	{"/panels", "panels.title", CoordinatorAny},
	{"/settings/mail", "mail_log.title", Administrator},
}

type navLink struct {
	Path, Text string
	Current    bool
}

func (r *Request) navigation() []navLink {
	var links []navLink
	for _, e := range mainNavigation {
		if e.Access.Check(r) != nil {
			continue
		}
		path := r.Ctx.Path()
		first, _, _ := strings.Cut(path[1:], "/")
		current := path == e.Path || e.Path != "/" && strings.HasPrefix(path, e.Path+"/") || partOf[first] == e.Path
		links = append(links, navLink{e.Path, r.T(e.Text), current})
	}
	return links
}

// settingsTabs are the settings that the reader may use, the same on each of these pages.
func (r *Request) settingsTabs() []navLink {
	var links []navLink
	for _, e := range settingsPages {
		if e.Access.Check(r) == nil {
			links = append(links, navLink{e.Path, r.T(e.Text), r.Ctx.Path() == e.Path})
		}
	}
	return links
}
