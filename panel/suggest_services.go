package panel

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"
)

// SuggestedService is a service that a text seems to be for.
type SuggestedService struct {
	Service
	Words []string // of the text, as they stand there, the most telling first
	score float64
}

const (
	mostSuggested  = 3
	mostTextTerms  = 60
	shortestTelled = 4 // letters of a word in running text that may say whose it is
	inWords        = 3 // weight of what people call it themselves; the name weighs more, the purpose less
)

// SuggestServices are the services that a text is probably for, the most likely first and three at most; none when nothing points to one.
// Unlike in a search most words of a text say nothing about that: a word counts the more the fewer services it leads to, typing mistakes
// and beginnings of words count for nothing, and what only stands in an expectation isn't enough.
func SuggestServices(services []Service, text string) []SuggestedService {
	terms, written := textTerms(text)
	if len(terms) == 0 {
		return nil
	}
	hits := make([][]hit, len(services))
	leads := make([]int, len(terms)) // to how many services
	known := map[string][]string{}
	for i, s := range services {
		seen := make([]bool, len(terms))
		for _, h := range hitsIn(s, terms, known) {
			if h.quality == alike || h.quality == same || h.quality == inside && h.weight >= inWords {
				hits[i] = append(hits[i], h)
				if !seen[h.term] {
					seen[h.term] = true
					leads[h.term]++
				}
			}
		}
	}
	var found []SuggestedService
	for i, s := range services {
		if f := suggested(s, hits[i], leads, len(services), written); f.score > 0 {
			found = append(found, f)
		}
	}
	slices.SortStableFunc(found, func(a, b SuggestedService) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(Fold(a.Name), Fold(b.Name)))
	})
	for i, f := range found {
		if i == mostSuggested || f.score < found[0].score/2 {
			return found[:i]
		}
	}
	return found
}

// suggested weighs what leads to a service; its score is 0 when that isn't enough.
func suggested(s Service, hits []hit, leads []int, services int, written []string) SuggestedService {
	f := SuggestedService{Service: s}
	best := map[int]int{}
	enough := false
	for _, h := range hits {
		best[h.term] = max(best[h.term], h.weight*same+h.quality)
		enough = enough || h.weight > 1
	}
	if !enough {
		return f
	}
	of := func(term int) float64 {
		return float64(best[term]) * math.Log(1+float64(services)/float64(leads[term]))
	}
	var terms []int
	for term := range best {
		terms = append(terms, term)
	}
	slices.SortFunc(terms, func(a, b int) int { return cmp.Or(cmp.Compare(of(b), of(a)), cmp.Compare(a, b)) })
	for _, term := range terms {
		f.score += of(term)
		if len(f.Words) < mostReasons {
			f.Words = append(f.Words, written[term])
		}
	}
	return f
}

// textTerms are the words of a text that may say whose it is, each once, and how it is written there.
func textTerms(text string) (terms []term, written []string) {
	for _, at := range wordPlaces(text) {
		word := joints.Replace(Fold(text[at[0]:at[1]]))
		seen := slices.ContainsFunc(terms, func(t term) bool { return t.word == word })
		name := word != text[at[0]:at[1]] // HR, ICT
		if seen || emptyWords[word] || commonWords[word] || utf8.RuneCountInString(word) < shortestTelled && !name || len(terms) == mostTextTerms {
			continue
		}
		terms, written = append(terms, term{word, Stems(word)}), append(written, text[at[0]:at[1]])
	}
	return terms, written
}
