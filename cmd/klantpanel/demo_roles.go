package main

import (
	"klantpanel/cmd/klantpanel/demo"
	"klantpanel/cmd/klantpanel/web"
)

// Roles are one person of the cast for each role, those who have most to do.
func (d *demoDesk) Roles() []web.DemoRole {
	p := d.player
	keys := []string{p.withRole(demo.Administrator), p.panels[0].Coordinator, p.busyAmbassador(), p.busyResponder(), p.withRole(demo.Manager), p.withRole(demo.Employee)}
	roles := make([]web.DemoRole, len(keys))
	for i, key := range keys {
		person := p.content.Cast[key]
		roles[i] = web.DemoRole{Key: person.Role, Name: person.Name, Person: p.people[key]}
	}
	return roles
}

// busyAmbassador has not answered in the open round yet.
func (p *demoPlayer) busyAmbassador() string {
	rounds := p.panels[0].Rounds
	answered := map[string]bool{}
	for _, c := range rounds[len(rounds)-1].Contributions {
		if c.Colleague == "" {
			answered[c.By] = answered[c.By] || !c.Late
		}
	}
	for _, m := range p.panels[0].Ambassadors {
		if early, takesPart := answered[m.Person]; takesPart && !early {
			return m.Person
		}
	}
	return p.panels[0].Ambassadors[0].Person
}

// busyResponder answers for a service that has a point of a past round without an answer.
func (p *demoPlayer) busyResponder() string {
	for _, r := range p.panels[0].Rounds {
		for _, item := range r.Items {
			for _, s := range p.content.Services {
				if !r.Open && item.Outcome == "" && s.Key == item.Service {
					return s.Responders[0]
				}
			}
		}
	}
	return p.withRole(demo.Responder)
}
