package demo

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// checker collects what is wrong, so that one run names everything.
type checker struct {
	*Content
	where    string
	problems []error
}

func (c *checker) need(ok bool, format string, args ...any) {
	if !ok {
		c.problems = append(c.problems, fmt.Errorf("demo: %s: %s", c.where, fmt.Sprintf(format, args...)))
	}
}

func (c *Content) check() error {
	k := &checker{Content: c}
	k.organisation()
	k.bank()
	k.counter()
	k.between()
	k.written()
	k.together()
	for _, p := range c.Panels {
		k.panel(p)
		for i, r := range p.Rounds {
			k.where = fmt.Sprintf("%s round %d", p.Key, r.Number)
			k.need(r.Number == i+1, "stands at place %d", i+1)
			k.need(r.Open == (i == len(p.Rounds)-1), "only the last round is open")
			k.need(r.IntroNL != "" && r.IntroEN != "", "intro in both languages")
			k.round(p, r)
		}
		k.where = p.Key
		k.outcomes(p)
	}
	return errors.Join(k.problems...)
}

func (c *checker) organisation() {
	c.where = "organisation"
	c.need(c.Name != "" && c.MailName != "" && c.MailAddress != "" && c.Contact != "" && c.ClosedWeek != "", "name, sender, contact and closed week")
	seen := map[string]bool{}
	for _, u := range c.Units {
		c.need(u.Name != "" && u.Share > 0 && !seen[u.Name], "unit %q", u.Name)
		seen[u.Name] = true
	}
	roles := []string{Administrator, Coordinator, Ambassador, Responder, Manager, Employee}
	for key, person := range c.Cast {
		c.need(seen[person.Unit], "%s: no unit %q", key, person.Unit)
		c.need(slices.Contains(roles, person.Role), "%s: no role %q", key, person.Role)
		c.need(!seen[person.Email], "%s: second person with %s", key, person.Email)
		seen[person.Email] = true
	}
	for _, s := range c.Services {
		c.need(s.Key != "" && !seen["service "+s.Key], "service %q", s.Key)
		seen["service "+s.Key] = true
		c.need(s.Name != "" && s.Purpose != "" && s.Expectation != "" && s.NormDays > 0, "service %s is incomplete", s.Key)
		c.need(len(s.Responders) >= 2, "service %s has too few responders", s.Key)
		for _, r := range s.Responders {
			c.need(c.Cast[r].Role == Responder, "service %s: %q is no responder", s.Key, r)
		}
		c.need(c.Cast[s.Owner].Email != "", "service %s: %q owns it and isn't there", s.Key, s.Owner)
	}
}

func (c *checker) counter() {
	c.where = "counter"
	for i, t := range c.Told {
		c.need(c.Cast[t.Who].Email != "" && t.Text != "" && t.Days > 0, "what was told, number %d, is incomplete", i+1)
		served := slices.ContainsFunc(c.Services, func(s Service) bool { return s.Key == t.Service })
		c.need(t.Service == "" || served && t.Title != "" && t.Said != "" && t.Outcome != "" && t.Answer != "", "what %s told: its point is incomplete", t.Who)
		c.need(t.Service == "" || t.Acknowledged == "", "what %s told is a point, and isn't", t.Who)
	}
	for _, m := range c.Missed {
		c.need(m.Words != "" && m.Times > 1, "the search for %q isn't listed", m.Words)
	}
}

func (c *checker) bank() {
	c.where = "questions"
	seen := map[string]bool{}
	for _, t := range c.Topics {
		c.need(t.Key != "" && t.Name != "" && !seen[t.Key], "topic %q", t.Key)
		seen[t.Key] = true
	}
	for _, q := range c.Questions {
		c.need(q.Key != "" && !seen["question "+q.Key], "question %q", q.Key)
		c.need(seen[q.Topic], "%s: no topic %q", q.Key, q.Topic)
		seen["question "+q.Key] = true
		c.need(q.TextNL != "" && q.TextEN != "", "%s: text in both languages", q.Key)
		c.need(q.Service == "" || c.hasService(q.Service), "%s: no service %q", q.Key, q.Service)
		c.need(len(q.OptionsNL) == len(q.OptionsEN), "%s: options in both languages", q.Key)
		switch q.Kind {
		case "choice":
			c.need(len(q.OptionsNL) >= 2, "%s: a choice needs options", q.Key)
		case "mark", "pair":
			c.need(q.Service != "" && len(q.OptionsNL) == 0, "%s: a %s is about a service and has no options", q.Key, q.Kind)
		default:
			c.need(q.Kind == "open" && len(q.OptionsNL) == 0, "%s: kind %q", q.Key, q.Kind)
		}
	}
}

func (c *checker) panel(p Panel) {
	c.where = "panel " + p.Key
	c.need(c.Cast[p.Coordinator].Role == Coordinator, "%q is no coordinator", p.Coordinator)
	c.need(p.Audience == "organisation" || p.Audience == "constituencies", "audience %q", p.Audience)
	c.need(p.CollectingDays > 0 && p.RespondingDays > 0 && p.ReportingDays > 0, "phase lengths")
	c.need(slices.Contains([]string{"week", "month", "quarter"}, p.Recurrence.Period) && p.Recurrence.Every > 0, "recurrence")
	for _, s := range p.Services {
		c.need(c.hasService(s), "no service %q", s)
	}
	for _, q := range slices.Concat(p.Questions, p.Turns) {
		c.need(c.Question(q) != nil, "no question %q", q)
	}
	seen := map[string]bool{}
	for _, a := range p.Ambassadors {
		c.need(c.Cast[a.Person].Role == Ambassador && !seen[a.Person], "%q is no ambassador, or is one twice", a.Person)
		seen[a.Person] = true
		for _, unit := range a.Units {
			c.need(slices.ContainsFunc(c.Units, func(u Unit) bool { return u.Name == unit }), "%s: no unit %q", a.Person, unit)
			c.need(!seen[unit], "%s: %s has an ambassador already", a.Person, unit)
			seen[unit] = true
		}
	}
	c.need(len(p.Rounds) == 4, "three past rounds and an open one, not %d", len(p.Rounds))
}

// outcomes: a newcomer should meet each kind of outcome in each panel.
func (c *checker) outcomes(p Panel) {
	met := map[string]bool{}
	for _, r := range p.Rounds {
		if r.Open {
			continue
		}
		for _, item := range r.Items {
			met[item.Outcome] = true
		}
	}
	for _, outcome := range strings.Fields("changed promised explained thanked") {
		c.need(met[outcome], "no item was %s", outcome)
	}
}

func (c *Content) hasService(key string) bool {
	return slices.ContainsFunc(c.Services, func(s Service) bool { return s.Key == key })
}

// Question of the bank by key, nil if there is none.
func (c *Content) Question(key string) *Question {
	i := slices.IndexFunc(c.Questions, func(q Question) bool { return q.Key == key })
	if i < 0 {
		return nil
	}
	return &c.Questions[i]
}
