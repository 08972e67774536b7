package panel

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// FoundService is a service that a search found, and by which words.
type FoundService struct {
	Service
	Why [][]Piece // each a word or phrase of the service as it is written, with what matched in it
}

// Phrases are the words that people use for what they come to the service for, each as it is written.
func (s Service) Phrases() []string {
	var phrases []string
	for _, phrase := range strings.FieldsFunc(s.Words, func(c rune) bool { return strings.ContainsRune(",;\n", c) }) {
		if phrase = strings.TrimSpace(phrase); phrase != "" {
			phrases = append(phrases, phrase)
		}
	}
	return phrases
}

// Ranked are the priorities of the service, the first first.
func (s Service) Ranked() []string {
	var ranked []string
	for line := range strings.Lines(s.Priorities) {
		if line = strings.TrimSpace(line); line != "" {
			ranked = append(ranked, line)
		}
	}
	return ranked
}

// How well a word of a service matches one that was typed, and how much the field weighs that it stands in.
const (
	mistaken = iota + 1 // one typing mistake apart
	inside              // a part of a compound: kosten in reiskosten, laptop in laptoptas
	begins              // it begins with what was typed
	alike               // but for its ending
	same
)

const (
	maxTerms       = 8
	shortestPart   = 4 // of a compound, in letters; shorter ones stand in too many words
	shortestTypo   = 5
	shortestBegins = 2
)

// FindServices are the services that have to do with what somebody typed, the best first. A service that more of the words lead to
// comes first, then by where they stand: its name, the words people use, what it is for, what to expect of it. Only these texts are
// searched: who answers for a service is no way to find it.
func FindServices(services []Service, typed string) []FoundService {
	terms := searchTerms(typed)
	if len(terms) == 0 {
		return nil
	}
	hits := make([][]hit, len(services)) // by service
	best := make([]int, len(terms))
	known := map[string][]string{}
	for i, s := range services {
		hits[i] = hitsIn(s, terms, known)
		for _, h := range hits[i] {
			best[h.term] = max(best[h.term], h.quality)
		}
	}
	var found []FoundService
	score := map[string][2]int{}
	for i, s := range services {
		// what is written well somewhere isn't a mistake for something else
		h := slices.DeleteFunc(hits[i], func(h hit) bool { return h.quality == mistaken && best[h.term] > mistaken })
		if len(h) > 0 {
			found = append(found, FoundService{s, why(h)})
			score[s.Name] = scoreOf(h, len(terms))
		}
	}
	slices.SortStableFunc(found, func(a, b FoundService) int {
		x, y := score[a.Name], score[b.Name]
		return cmp.Or(cmp.Compare(y[0], x[0]), cmp.Compare(y[1], x[1]), cmp.Compare(Fold(a.Name), Fold(b.Name)))
	})
	return found
}

// term is a word that was typed.
type term struct {
	word  string
	stems []string
}

// Words that lead nowhere by themselves, Dutch and English.
var emptyWords = wordSet(`aan al als ben bij dat de deze die dit doe door een en er geen heb heeft het hier hoe hun ik in is je kan kun kunnen
	kwijt maar me men met mijn moet na naar niet nodig nog nu of om ons onze ook op over te tot u uit uw van vaak veel voor vraag waar
	waarvoor wanneer wat we wel wie wij wil wilt worden wordt ze zijn zo a about an and are at can do does for from have how i if it
	my need of on our the their there this to want we what when where which who why with you your`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

func searchTerms(typed string) []term {
	var terms []term
	for _, at := range wordPlaces(typed) {
		word := joints.Replace(Fold(typed[at[0]:at[1]]))
		seen := slices.ContainsFunc(terms, func(t term) bool { return t.word == word })
		if emptyWords[word] || seen || len(terms) == maxTerms || utf8.RuneCountInString(word) < shortestBegins {
			continue
		}
		terms = append(terms, term{word, Stems(word)})
	}
	return terms
}

// quality of the match between a typed word and one of a service, 0 for none.
func (t term) quality(word string, wordStems []string) int {
	switch {
	case word == t.word:
		return same
	case slices.ContainsFunc(t.stems, func(s string) bool { return slices.Contains(wordStems, s) }):
		return alike
	case strings.HasPrefix(word, t.word):
		return begins
	case partOf(t.stems[0], wordStems[0]) || partOf(wordStems[0], t.stems[0]):
		return inside
	case len(t.word) >= shortestTypo && len(word) >= shortestTypo-1 && oneMistake(t.word, word):
		return mistaken
	}
	return 0
}

// partOf reports whether a word is the first or the last part of a compound.
func partOf(part, compound string) bool {
	return len(part) >= shortestPart && len(compound) > len(part)+1 && (strings.HasPrefix(compound, part) || strings.HasSuffix(compound, part))
}

// hit is a word of a service that a typed one matches.
type hit struct {
	term, quality, weight int
	phrase                string // that it stands in
	at                    [2]int // in bytes of the phrase
}

// hitsIn looks through the texts of a service. known keeps the stems of words that were met before: services use the same ones.
func hitsIn(s Service, terms []term, known map[string][]string) []hit {
	var hits []hit
	look := func(phrase string, weight int, whole bool) {
		for _, at := range wordPlaces(phrase) {
			word := joints.Replace(Fold(phrase[at[0]:at[1]]))
			if emptyWords[word] {
				continue
			}
			if known[word] == nil {
				known[word] = Stems(word)
			}
			for i, t := range terms {
				if q := t.quality(word, known[word]); q > 0 && whole {
					hits = append(hits, hit{i, q, weight, phrase, at})
				} else if q > 0 {
					hits = append(hits, hit{i, q, weight, phrase[at[0]:at[1]], [2]int{0, at[1] - at[0]}})
				}
			}
		}
	}
	look(s.Name, 4, true)
	for _, phrase := range s.Phrases() {
		look(phrase, 3, true)
	}
	look(s.Purpose, 2, false)
	look(s.Expectation, 1, false)
	return hits
}

// scoreOf is how many of the typed words led to a service, and how well the best of each did.
func scoreOf(hits []hit, terms int) [2]int {
	best := make([]int, terms)
	for _, h := range hits {
		best[h.term] = max(best[h.term], h.weight*same+h.quality)
	}
	var score [2]int
	for _, b := range best {
		if b > 0 {
			score[0]++
		}
		score[1] += b
	}
	return score
}
