package demo

// Told is what somebody said outside the rounds, so many working days before today, and what became of it: an item of a service, a reason
// why not, or nothing yet.
type Told struct {
	Who     string `toml:"who"` // of the cast
	Days    int    `toml:"days"`
	Text    string `toml:"text"`
	Service string `toml:"service"` // "" for no item
	Title   string `toml:"title"`
	Said    string `toml:"said"`
	Outcome string `toml:"outcome"`
	Answer  string `toml:"answer"`

	Acknowledged string `toml:"acknowledged"` // why there is no item
}

// Missed is what people looked for in the directory and didn't find, more than once.
type Missed struct {
	Words string `toml:"words"`
	Times int    `toml:"times"`
}
