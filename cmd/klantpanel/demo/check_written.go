package demo

import "slices"

// written checks what is written and not told yet, and the texts to start from.
func (c *checker) written() {
	c.where = "written"
	responds := func(service, person string) bool {
		i := slices.IndexFunc(c.Services, func(s Service) bool { return s.Key == service })
		return i >= 0 && slices.Contains(c.Services[i].Responders, person)
	}
	for _, w := range c.Written {
		_, known := c.Cast[w.Who]
		c.need(known && w.Text != "" && w.Title != "" && w.Said != "" && w.Outcome != "" && w.Answer != "", "%q lacks something", w.Title)
		c.need(responds(w.Service, w.By), "%s doesn't answer for %s", w.By, w.Service)
	}
	for _, d := range c.Redrafted {
		_, known := c.Cast[d.By]
		c.need(known && d.Item != "" && d.Outcome != "" && d.Answer != "" && d.Changed != "", "the new draft for %q lacks something", d.Item)
	}
	for _, t := range c.Canned {
		i := slices.IndexFunc(c.Services, func(s Service) bool { return s.Key == t.Service })
		c.need(i >= 0 && t.Name != "" && t.Text != "", "a text of %s lacks something", t.Service)
	}
}
