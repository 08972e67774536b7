package demo

// Rule says which service gets what is said in some words.
type Rule struct {
	Service string `toml:"service"`
	Words   string `toml:"words"`   // separated by commas
	AtOnce  bool   `toml:"at_once"` // without a coordinator
}

// Between is what somebody said outside the rounds, so many working days before today, and of which several services had a part. A rule
// gives it to the first. The days below count from when it was said; those after today are a plan.
type Between struct {
	Who     string   `toml:"who"` // of the cast
	Days    int      `toml:"days"`
	Text    string   `toml:"text"`
	Service string   `toml:"service"` // to which the rule gives it
	Passed  []Passed `toml:"passed"`  // the third is only asked for
	Decided *Decided `toml:"decided"`
	Helped  *Helped  `toml:"helped"`

	Answered int    `toml:"answered"` // day of the answer, by the service where it is then
	Outcome  string `toml:"outcome"`
	Answer   string `toml:"answer"`
}

// Passed hands it over.
type Passed struct {
	After  int    `toml:"after"`
	To     string `toml:"to"`
	Reason string `toml:"reason"`
}

// Decided is the coordinator's decision about the third hand-over; To "" leaves it where it is.
type Decided struct {
	After  int    `toml:"after"`
	To     string `toml:"to"`
	Reason string `toml:"reason"`
}

// Helped is what another service is asked to contribute, and what it gives a day later or more.
type Helped struct {
	After   int    `toml:"after"`
	From    string `toml:"from"`
	Request string `toml:"request"`
	Given   string `toml:"given"`
	GivenOn int    `toml:"given_on"`
}

func (c *checker) between() {
	c.where = "between"
	served := map[string]bool{}
	for _, s := range c.Services {
		served[s.Key] = true
	}
	for _, r := range c.Rules {
		c.need(served[r.Service] && r.Words != "", "the rule for %q is incomplete", r.Words)
	}
	for _, b := range c.Between {
		c.need(c.Cast[b.Who].Email != "" && b.Text != "" && b.Days > 0 && served[b.Service], "what %s told is incomplete", b.Who)
		last := 0
		for _, p := range b.Passed {
			c.need(served[p.To] && p.Reason != "" && p.After > last, "%s: passed on to %q on day %d", b.Who, p.To, p.After)
			last = p.After
		}
		c.need((len(b.Passed) == 3) == (b.Decided != nil) && len(b.Passed) <= 3, "%s: the third hand-over is decided about", b.Who)
		if d := b.Decided; d != nil {
			c.need(d.After > last && d.Reason != "" && (d.To == "" || served[d.To]), "%s: decided", b.Who)
			last = d.After
		}
		if h := b.Helped; h != nil {
			c.need(served[h.From] && h.Request != "" && h.Given != "" && h.GivenOn > h.After && h.After > 0, "%s: helped", b.Who)
			last = max(last, h.GivenOn)
		}
		c.need(b.Answered > last && b.Outcome != "" && b.Answer != "", "%s: answered on day %d", b.Who, b.Answered)
	}
}
