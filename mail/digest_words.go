package mail

import "slices"

// Headline is the best that came of a digest: how many entries were changed, else promised, else answered. Its Name is changed, promised,
// answered or none.
type Headline struct {
	Name  string
	Count int
}

// Headline says it of all entries.
func (d Digest) Headline() Headline {
	for _, best := range []struct {
		name     string
		sections []string
	}{{"changed", []string{"changed", "kept"}}, {"promised", []string{"promised"}}, {"answered", []string{"explained", "thanked", "dropped"}}} {
		n := 0
		for _, s := range d.Sections {
			if slices.Contains(best.sections, s.Name) {
				n += len(s.Entries) + s.More
			}
		}
		if n > 0 {
			return Headline{best.name, n}
		}
	}
	return Headline{Name: "none"}
}

// Points is how many entries it has.
func (d Digest) Points() (n int) {
	for _, s := range d.Sections {
		n += len(s.Entries) + s.More
	}
	return n
}

// Unanswered is how many of them have no outcome yet.
func (d Digest) Unanswered() int {
	for _, s := range d.Sections {
		if s.Name == "unanswered" {
			return len(s.Entries) + s.More
		}
	}
	return 0
}

// Asked reports whether an outcome can have helped its reader: it is there, and it is no compliment.
func (e DigestEntry) Asked() bool {
	return slices.Contains([]string{"changed", "explained", "kept", "dropped"}, e.Section)
}

// To is the digest with the questions to the reader of a mail whether what they said was answered well.
func (d Digest) To(m *Mail, sender Sender) Digest {
	if !slices.ContainsFunc(d.Own, DigestEntry.asks) {
		return d
	}
	d.Own = slices.Clone(d.Own)
	for i, e := range d.Own {
		if e.asks() {
			d.Own[i].HeardURL = HeardLink(sender.BaseURL, sender.Secret, m.ID, e.Item)
		}
	}
	return d
}

func (e DigestEntry) asks() bool { return e.By == "you" && e.Asked() }

// HasDay reports whether a line tells the day that is to come or was kept, or how late it is.
func (e DigestEntry) HasDay() bool { return e.HasStatus() && e.Section != "thanked" }

// FirstCut and RestCut are marks where these parts are to come; "" in a letter that is rendered at once.
func (d Digest) FirstCut() string { return d.firstCut }
func (d Digest) RestCut() string  { return d.restCut }
