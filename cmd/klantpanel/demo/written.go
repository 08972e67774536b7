package demo

// Written is what somebody says outside the rounds shortly before today, with an answer that isn't told yet: a draft, or released where
// the panel holds its answers.
type Written struct {
	Who     string `toml:"who"` // of the cast
	Text    string `toml:"text"`
	Service string `toml:"service"`
	Title   string `toml:"title"`
	Said    string `toml:"said"`
	By      string `toml:"by"` // of the cast, a responder of the service
	Outcome string `toml:"outcome"`
	Answer  string `toml:"answer"`
	Draft   bool   `toml:"draft"` // By can't release it
}

// Redrafted is a draft of another answer than was told, by somebody who can't release it.
type Redrafted struct {
	Item    string `toml:"item"` // key of an item of a past round
	By      string `toml:"by"`   // of the cast, a responder of its service
	Outcome string `toml:"outcome"`
	Answer  string `toml:"answer"`
	Changed string `toml:"changed"`
}

// Canned is a text that a service starts its answers from.
type Canned struct {
	Service string `toml:"service"`
	Name    string `toml:"name"`
	Text    string `toml:"text"`
}

// Revised is another outcome than was told before.
type Revised struct {
	After   int    `toml:"after"` // working days after the routing
	Outcome string `toml:"outcome"`
	Answer  string `toml:"answer"`
	Changed string `toml:"changed"`
}
