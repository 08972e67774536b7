package dialogue

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// The kinds of remark about a text.
const (
	LongSentence = "long"   // Words: how many it has
	HardWord     = "jargon" // Instead: what anyone understands
	Blame        = "blame"  // it sounds as if the reader did something wrong
)

// longSentence is how many words a sentence may have that is read once and understood (Direct Duidelijk, plain language at B1: 15 on
// average, and none above 20).
const longSentence = 20

// remarksAtMost is about as much as anybody mends at a time.
const remarksAtMost = 8

// Remark points something out that makes a text harder to read. It is advice: nothing is refused for it.
type Remark struct {
	Kind    string
	Quote   string // of the text
	Words   int
	Instead string // "" where no other word says it
}

// Plain says what would make a text plainer, in the order of the text: long sentences, jargon and blame. It knows Dutch and English, and
// goes by the text itself; language is for one that is too short to tell.
func Plain(language, text string) []Remark {
	words := plainWords[languageOf(language, text)]
	var remarks []Remark
	for _, sentence := range sentences(text) {
		if n := len(strings.Fields(sentence)); n > longSentence {
			remarks = append(remarks, Remark{Kind: LongSentence, Quote: startOf(sentence), Words: n})
		}
		remarks = append(remarks, words.in(sentence)...)
	}
	var once []Remark
	for _, r := range remarks {
		if !slices.Contains(once, r) && len(once) < remarksAtMost {
			once = append(once, r)
		}
	}
	return once
}

var ending = regexp.MustCompile(`[.!?…]+["”’')]*(\s+|$)|\n\s*\n|\n\s*[-*•]\s+`)

// abbreviations end with a dot that ends no sentence.
var abbreviations = []string{"bijv.", "bv.", "evt.", "excl.", "incl.", "nr.", "o.a.", "m.b.t.", "i.v.m.", "t.a.v.", "n.a.v.", "d.w.z.", "t.b.v.", "a.d.h.v.", "z.s.m.",
	"m.u.v.", "i.p.v.", "ca.", "e.g.", "i.e.", "approx."}

// sentences cuts a text where a reader pauses: at the end of a sentence, between paragraphs and before the points of a list.
func sentences(text string) []string {
	var found []string
	start := 0
	cut := func(end int) {
		if s := strings.TrimSpace(text[start:end]); s != "" {
			found = append(found, s)
		}
	}
	for _, at := range ending.FindAllStringIndex(text, -1) {
		said := strings.Fields(text[start:at[1]])
		if len(said) > 0 && slices.Contains(abbreviations, strings.ToLower(said[len(said)-1])) {
			continue
		}
		cut(at[1])
		start = at[1]
	}
	cut(len(text))
	return found
}

// startOf is enough of a sentence to find it again.
func startOf(sentence string) string {
	words := strings.Fields(sentence)
	if len(words) <= 8 {
		return sentence
	}
	return strings.Join(words[:8], " ") + " …"
}

// languageOf goes by the small words that each language has and the other hasn't.
func languageOf(otherwise, text string) string {
	nl, en := 0, 0
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return !unicode.IsLetter(c) }) {
		if slices.Contains(dutchWords, w) {
			nl++
		}
		if slices.Contains(englishWords, w) {
			en++
		}
	}
	switch {
	case nl > en:
		return "nl"
	case en > nl:
		return "en"
	}
	return otherwise
}

var (
	dutchWords   = []string{"de", "het", "een", "en", "van", "dat", "niet", "voor", "met", "wij", "u", "uw", "zijn", "om", "ook", "er", "aan", "bij", "te", "hebben"}
	englishWords = []string{"the", "and", "of", "that", "not", "for", "with", "you", "your", "to", "is", "are", "this", "it", "have", "our", "by", "on", "be"}
)
