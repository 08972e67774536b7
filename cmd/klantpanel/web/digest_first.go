package web

import "klantpanel/dialogue"

// firstPoints are what comes first for a reader who has these points of their own, and the heading above them. Who has none gets what
// changed for most people.
// ids: digest.own digest.first_constituency digest.first_best
func (r *Request) firstPoints(v dialogue.DigestView, own []dialogue.Entry) (first []dialogue.Entry, heading string) {
	if len(own) == 0 {
		best := dialogue.Best(v.Entries)
		for i := range best {
			best[i].By = dialogue.ByColleagues
		}
		return best, r.T("digest.first_best")
	}
	for _, e := range own {
		if e.By == dialogue.ByConstituency {
			return own, r.T("digest.first_constituency")
		}
	}
	return own, r.T("digest.own")
}

// sayWho says of a point that comes first who said it and what the service did, and of one without words that somebody said it.
// ids: digest.said_you digest.said_constituency digest.said_colleagues
// ids: digest.did.changed digest.did.kept digest.did.promised digest.did.explained digest.did.thanked digest.did.open_promise digest.did.dropped
func (r *Request) sayWho(p *digestPoint) {
	switch {
	case p.Said == "" && p.By == dialogue.BySelf:
		p.Unquoted = r.T("digest.said_nothing_you")
	case p.Said == "":
		p.Unquoted = r.T("digest.said_nothing", "People", p.People)
	}
	if p.By == "" {
		return
	}
	p.Saying = r.T("digest.said_" + p.By)
	switch {
	case p.Section == dialogue.SectionUnanswered:
		p.Did = r.T("digest.did_waits")
	case p.Service != "":
		p.Did = r.T("digest.did."+p.Section, "Service", p.Service)
	}
}
