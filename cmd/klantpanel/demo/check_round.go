package demo

import "slices"

// voice is one line of a form: it is filled in once a round.
type voice struct {
	form, question string
	own            bool
}

func (c *checker) round(p Panel, r Round) {
	bundled := map[string]int{}
	for _, item := range r.Items {
		for _, key := range item.Contributions {
			bundled[key]++
		}
		c.item(p, r, item)
	}
	keys := map[string]bool{}
	voices := map[voice]bool{}
	late := map[string]bool{}
	for _, said := range r.Contributions {
		c.need(said.Key != "" && !keys[said.Key], "contribution %q twice", said.Key)
		keys[said.Key] = true
		v := voice{said.Form(), said.Question, said.Own()}
		c.need(!voices[v], "%s: %s filled this line in already", said.Key, said.Form())
		voices[v] = true
		places := bundled[said.Key]
		if said.Acknowledged != "" {
			places++
		}
		c.need(places == 1, "%s is in %d places, not in one item or acknowledged", said.Key, places)
		before, met := late[said.Form()]
		c.need(!met || before == said.Late, "%s: %s sends the form once, late or not", said.Key, said.Form())
		late[said.Form()] = said.Late
		c.need(r.Open || !said.Late, "%s: only the open round has late ones", said.Key)
		c.contribution(p, said)
	}
	for key := range bundled {
		c.need(keys[key], "no contribution %q", key)
	}
	for _, a := range r.SetAside {
		q := c.Question(a.Question)
		c.need(a.Reason != "" && q != nil && q.Line+q.Step != "", "what the figures of %q propose can't be set aside", a.Question)
	}
}

func (c *checker) contribution(p Panel, said Contribution) {
	c.need(said.OnBehalfOf >= 0 && (said.Colleague == "" || said.Own()), "%s: for %d people", said.Key, said.OnBehalfOf)
	c.need(slices.ContainsFunc(p.Ambassadors, func(a Membership) bool { return a.Person == said.By }), "%s: %q is no ambassador here", said.Key, said.By)
	c.need(said.Text != "" || said.Acknowledged != "", "%s: without words it makes no item", said.Key)
	kind, options := "open", 0
	if said.Question != "" {
		c.need(slices.Contains(p.Questions, said.Question), "%s: no question %q here", said.Key, said.Question)
		if q := c.Question(said.Question); q != nil {
			kind, options = q.Kind, len(q.OptionsNL)
		}
	}
	c.need(kind != "open" || said.Text != "", "%s: an open question needs words", said.Key)
	c.need(mark(said.Mark, kind == "mark"), "%s: mark %d", said.Key, said.Mark)
	c.need(mark(said.Importance, kind == "pair"), "%s: importance %d", said.Key, said.Importance)
	c.need(mark(said.Experience, kind == "pair"), "%s: experience %d", said.Key, said.Experience)
	c.need((said.Choice != nil) == (kind == "choice"), "%s: choice", said.Key)
	c.need(said.Choice == nil || (*said.Choice >= 0 && *said.Choice < options), "%s: no such option", said.Key)
}

// mark is 1–10 where it is asked, else 0.
func mark(value int, asked bool) bool {
	if !asked {
		return value == 0
	}
	return value >= 1 && value <= 10
}

func (c *checker) item(p Panel, r Round, item Item) {
	c.need(item.Key != "" && item.Title != "" && item.Said != "" && len(item.Contributions) > 0, "item %q is incomplete", item.Key)
	c.need(slices.Contains(p.Services, item.Service), "%s: no service %q here", item.Key, item.Service)
	if m := item.Merged; m != nil {
		strange := slices.ContainsFunc(m.Contributions, func(key string) bool { return !slices.Contains(item.Contributions, key) })
		c.need(m.Title != "" && m.Said != "" && !strange && len(m.Contributions) > 0 && len(m.Contributions) < len(item.Contributions), "%s: what was merged is incomplete, or all of it", item.Key)
	}
	if h := item.HandOver; h != nil {
		c.need(slices.Contains(p.Services, h.From) && h.From != item.Service && h.Reason != "", "%s: hand-over from %q", item.Key, h.From)
		c.need(h.After >= 1 && (item.Acknowledged == 0 || h.After <= item.Acknowledged), "%s: acknowledged before the hand-over", item.Key)
		c.need(item.Outcome == "" || h.After < item.Answered, "%s: answered before the hand-over", item.Key)
	}
	if a := item.AskedBack; a != nil {
		byLink := slices.ContainsFunc(r.Contributions, func(said Contribution) bool { return said.Key == a.Said && said.Colleague != "" })
		c.need(byLink && slices.Contains(item.Contributions, a.Said), "%s: asks %q, which no colleague of it said by a link", item.Key, a.Said)
		c.need(a.Question != "" && a.Answer != "", "%s: asked back", item.Key)
		c.need(a.After >= 1 && (item.Outcome == "" || a.After+1 < item.Answered) && (item.HandOver == nil || a.After > item.HandOver.After), "%s: asked back on day %d", item.Key, a.After)
	}
	c.need((item.Promise != nil) == (item.Outcome == "promised"), "%s: a promise goes with promised", item.Key)
	c.promise(item)
	if item.Outcome == "" {
		c.need(item.Answer == "" && item.Answered == 0, "%s: an answer without an outcome", item.Key)
		return
	}
	c.need(slices.Contains([]string{"changed", "promised", "explained", "thanked"}, item.Outcome), "%s: outcome %q", item.Key, item.Outcome)
	c.need(item.Answer != "" && item.Acknowledged <= item.Answered, "%s: answer", item.Key)
	inTime := item.Answered >= 1 && item.Answered < p.RespondingDays
	nextRound := !r.Open && item.Answered > p.RespondingDays+p.ReportingDays && item.Answered <= 40
	c.need(inTime || nextRound, "%s: answered on day %d", item.Key, item.Answered)
}

func (c *checker) promise(item Item) {
	p := item.Promise
	if p == nil {
		return
	}
	c.need(p.DueIn > 0, "%s: due in %d", item.Key, p.DueIn)
	c.need(p.Delivered == nil || p.Dropped == nil, "%s: delivered and dropped", item.Key)
	moved := 0
	if m := p.Moved; m != nil {
		c.need(m.After > 0 && m.After <= p.DueIn && m.DueIn > p.DueIn && m.Reason != "", "%s: moved", item.Key)
		moved = m.After
	}
	for _, end := range []*Ending{p.Delivered, p.Dropped} {
		c.need(end == nil || (end.After > moved && end.Words != ""), "%s: ending", item.Key)
	}
}
