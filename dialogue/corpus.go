package dialogue

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"klantpanel/panel"
)

// corpus compares texts by their words: what few texts say weighs more than what all of them say (TF-IDF, cosine). A word counts by its
// stem, and a compound also by the part that stands alone elsewhere: kleurenprinter is like printer.
type corpus struct {
	texts []corpusText
	known map[string]int      // in how many texts a stem occurs
	in    map[string][]occurs // the texts that have a term, once weighed
}

// occurs is a text that has a term, and how much that weighs in it.
type occurs struct {
	at     int
	weight float64
}

type corpusText struct {
	words   []panel.Word
	vector  vector
	written map[string]string // each term as the text has it
}

// vector is the weight of each term.
type vector map[string]float64

const (
	partWeight   = 0.6 // of a part of a compound, against a word by itself
	shortestPart = 4   // letters of such a part
	restOfWord   = 3   // letters that the compound has besides
	mostWhy      = 4
)

func newCorpus(size int) *corpus {
	return &corpus{texts: make([]corpusText, 0, size), known: map[string]int{}, in: map[string][]occurs{}}
}

// add takes up one text. The vectors are there after weigh.
func (c *corpus) add(text string) {
	t := corpusText{words: panel.Words(text), written: map[string]string{}}
	met := map[string]bool{}
	for _, w := range t.words {
		for _, stem := range w.Stems {
			if !met[stem] {
				met[stem] = true
				c.known[stem]++
			}
		}
	}
	c.texts = append(c.texts, t)
}

// weigh makes the vectors, once all texts are there.
func (c *corpus) weigh() {
	for i := range c.texts {
		c.texts[i].vector = c.counted(c.texts[i])
		for term := range c.texts[i].vector {
			c.in[term] = append(c.in[term], occurs{at: i})
		}
	}
	for _, t := range c.texts {
		c.weighted(t.vector)
	}
	for term, in := range c.in {
		for i := range in {
			in[i].weight = c.texts[in[i].at].vector[term]
		}
	}
}

// of is a text that isn't one of the corpus, weighed by what is common there.
func (c *corpus) of(text string) corpusText {
	t := corpusText{words: panel.Words(text), written: map[string]string{}}
	t.vector = c.counted(t)
	c.weighted(t.vector)
	return t
}

// counted is how often a text has each term.
func (c *corpus) counted(t corpusText) vector {
	counts := vector{}
	for _, w := range t.words {
		term := c.term(w)
		c.count(counts, t, term, w, 1)
		for _, part := range c.parts(term) {
			c.count(counts, t, part, w, partWeight)
		}
	}
	return counts
}

// weighted makes weights of counts: the more, the fewer texts have the term.
func (c *corpus) weighted(counts vector) {
	all := float64(len(c.texts))
	for term, n := range counts {
		counts[term] = (1 + math.Log(max(1, n))) * min(1, n) * math.Log((all+1)/(float64(len(c.in[term]))+0.5))
	}
	counts.normal()
}

func (c *corpus) count(counts vector, t corpusText, term string, w panel.Word, weight float64) {
	counts[term] += weight
	if _, met := t.written[term]; !met {
		t.written[term] = strings.ToLower(w.Written)
	}
}

// term is the stem of a word that most texts know, so that factuurtje counts as factuur.
func (c *corpus) term(w panel.Word) string {
	return slices.MaxFunc(w.Stems, func(a, b string) int { return cmp.Compare(c.known[a], c.known[b]) })
}

// parts are the words at the beginning and the end of a compound, as far as some text has them by themselves.
func (c *corpus) parts(term string) []string {
	var parts []string
	for n := shortestPart; n <= len(term)-restOfWord; n++ {
		for _, part := range []string{term[:n], term[len(term)-n:]} {
			if c.known[part] > 0 {
				parts = append(parts, part)
			}
		}
	}
	return parts
}

// shared are the words of the text that make it like a vector, what weighs most first.
func (t corpusText) shared(wanted vector) []string {
	type reason struct {
		word   string
		weight float64
	}
	var reasons []reason
	for term, weight := range t.vector {
		if w := weight * wanted[term]; w > 0 {
			reasons = append(reasons, reason{t.written[term], w})
		}
	}
	slices.SortFunc(reasons, func(a, b reason) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), strings.Compare(a.word, b.word))
	})
	var why []string
	for _, r := range reasons {
		if !slices.Contains(why, r.word) && len(why) < mostWhy {
			why = append(why, r.word)
		}
	}
	return why
}

func (v vector) plus(other vector) vector {
	sum := make(vector, len(v)+len(other))
	for term, w := range v {
		sum[term] += w
	}
	for term, w := range other {
		sum[term] += w
	}
	return sum
}

func (v vector) dot(other vector) float64 {
	if len(v) > len(other) {
		v, other = other, v
	}
	var sum float64
	for term, w := range v {
		sum += w * other[term]
	}
	return sum
}

// normal is the vector of length 1 in its direction.
func (v vector) normal() vector {
	length := math.Sqrt(v.dot(v))
	if length == 0 {
		return v
	}
	for term := range v {
		v[term] /= length
	}
	return v
}
