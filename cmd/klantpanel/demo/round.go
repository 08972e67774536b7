package demo

// Round is one turn of a panel: what was said, and what became of it. In the open round the items are a plan: what the
// coordinator and the services will do when the reader moves the clock.
type Round struct {
	Panel         string         `toml:"panel"`
	Number        int            `toml:"number"`
	Open          bool           `toml:"open"`
	IntroNL       string         `toml:"intro_nl"` // the coordinator's words above the digest
	IntroEN       string         `toml:"intro_en"`
	Contributions []Contribution `toml:"contributions"`
	Items         []Item         `toml:"item"`
	SetAside      []SetAside     `toml:"set_aside"`
}

// SetAside is a point that the figures of a question propose, and that the coordinator makes nothing of.
type SetAside struct {
	Question string `toml:"question"`
	Reason   string `toml:"reason"`
}

// Contribution is an ambassador's own word or that of colleagues, or what a colleague said by the ambassador's link. It is bundled into one item of its round or
// acknowledged with a reason. Which of Mark, Importance and Experience, and Choice is set follows the question's kind.
type Contribution struct {
	Key          string `toml:"key"`
	Question     string `toml:"question"`   // of the panel's list; "" was said unasked
	By           string `toml:"by"`         // the ambassador, of the cast
	Colleague    string `toml:"colleague"`  // who used By's link; what bears the same word came in one form. "" is By
	OnBehalfOf   int    `toml:"for"`        // how many colleagues; 0 is the ambassador's own word
	Mark         int    `toml:"mark"`       // 1–10
	Importance   int    `toml:"importance"` // 1–10
	Experience   int    `toml:"experience"` // 1–10
	Choice       *int   `toml:"choice"`     // index in the question's options
	Text         string `toml:"text"`
	Unquoted     bool   `toml:"unquoted"`     // not to be quoted
	Acknowledged string `toml:"acknowledged"` // the reason why it is in no item
	Late         bool   `toml:"late"`         // in the open round: arrives when the clock is first moved
}

// Form names the form that it came in: an ambassador's, or one of a colleague.
func (c Contribution) Form() string { return c.By + "/" + c.Colleague }

// Own reports whether the ambassador speaks only for himself or herself.
func (c Contribution) Own() bool { return c.OnBehalfOf == 0 }

// People is how many stand behind it, at least one.
func (c Contribution) People() int { return max(1, c.OnBehalfOf) }

// Item is one point. Its days are counted in working days from the routing, on the first day of responding.
type Item struct {
	Key           string    `toml:"key"`
	Title         string    `toml:"title"`
	Said          string    `toml:"said"`          // in the coordinator's words
	Contributions []string  `toml:"contributions"` // keys of the same round
	Merged        *Merged   `toml:"merged"`        // was a point of its own before it went up in this one
	Service       string    `toml:"service"`       // the one that is accountable in the end
	HandOver      *HandOver `toml:"hand_over"`     // how it got there, if not at once
	AskedBack     *Asked    `toml:"asked_back"`    // what the service wanted to know first
	Acknowledged  int       `toml:"acknowledged"`  // day on which the service said "we saw it"; 0 is not apart
	Outcome       string    `toml:"outcome"`       // changed, promised, explained, thanked; "" is not answered yet
	Answered      int       `toml:"answered"`      // day of the answer; above 15 it missed its own digest and is in the next
	Answer        string    `toml:"answer"`
	Promise       *Promise  `toml:"promise"` // with outcome promised
	Revised       *Revised  `toml:"revised"`
}

// Merged is a part of an item's contributions that was bundled apart first.
type Merged struct {
	Title         string   `toml:"title"`
	Said          string   `toml:"said"`
	Contributions []string `toml:"contributions"` // not all of the item's
}

// HandOver says that the item was first routed to From, which handed it to the item's service.
type HandOver struct {
	From   string `toml:"from"`
	After  int    `toml:"after"` // working days after the routing
	Reason string `toml:"reason"`
}

// Asked is a question back from the service, and what a colleague said to it with the receipt of the form that Said came in.
type Asked struct {
	After    int    `toml:"after"` // working days after the routing; the answer comes a day later
	Question string `toml:"question"`
	Said     string `toml:"said"` // key of the colleague's contribution
	Answer   string `toml:"answer"`
}

// Promise counts its days in working days from the answer. With neither Delivered nor Dropped it is still open today.
type Promise struct {
	DueIn     int     `toml:"due_in"`
	Moved     *Move   `toml:"moved"`
	Delivered *Ending `toml:"delivered"`
	Dropped   *Ending `toml:"dropped"`
}

// Move reschedules a promise.
type Move struct {
	After  int    `toml:"after"`  // day on which it is rescheduled
	DueIn  int    `toml:"due_in"` // the new due day
	Reason string `toml:"reason"`
}

// Ending delivers or drops a promise.
type Ending struct {
	After int    `toml:"after"`
	Words string `toml:"words"` // to the reader
}
