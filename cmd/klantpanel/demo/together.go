package demo

import "slices"

// Note is what a responder writes to a colleague about the oldest point that their service has to answer, which that colleague took.
type Note struct {
	Service string `toml:"service"`
	By      string `toml:"by"` // of the cast
	Taken   string `toml:"taken"`
	Text    string `toml:"text"`
}

// Away is who is away, from so many days after today.
type Away struct {
	Who     string `toml:"who"` // of the cast
	From    int    `toml:"from"`
	Days    int    `toml:"days"`
	StandIn string `toml:"stand_in"`
}

func (c *checker) together() {
	c.where = "together"
	for _, n := range c.Notes {
		at := slices.IndexFunc(c.Services, func(s Service) bool { return s.Key == n.Service })
		c.need(at >= 0 && n.Text != "", "a note at %q is incomplete", n.Service)
		if at >= 0 {
			c.need(slices.Contains(c.Services[at].Responders, n.By) && slices.Contains(c.Services[at].Responders, n.Taken), "a note at %s is by a stranger", n.Service)
		}
	}
	for _, a := range c.Away {
		c.need(c.Cast[a.Who].Role == Responder && c.Cast[a.StandIn].Email != "" && a.From >= 0 && a.Days > 0, "the absence of %q is incomplete", a.Who)
	}
}
