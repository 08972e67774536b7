package panel

import (
	"cmp"
	"slices"
)

// Piece is a part of a text; Match says that it is what was looked for.
type Piece struct {
	Text  string
	Match bool
}

// mostReasons is how many words a reader is shown as the reason.
const mostReasons = 4

// why shows the words that matched, the best first, each once.
func why(hits []hit) [][]Piece {
	hits = slices.Clone(hits)
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.weight*same+b.quality, a.weight*same+a.quality) })
	var shown [][]Piece
	seen := map[string]bool{}
	for _, h := range hits {
		if seen[Fold(h.phrase)] || len(shown) == mostReasons {
			continue
		}
		cut := pieces(h.phrase, hits)
		shown, seen[Fold(h.phrase)] = append(shown, cut), true
		for _, p := range cut {
			seen[Fold(p.Text)] = true // a word that was shown in a phrase says no more by itself
		}
	}
	return shown
}

// pieces cuts a phrase where words of it matched.
func pieces(phrase string, hits []hit) []Piece {
	var marks [][2]int
	for _, h := range hits {
		if h.phrase == phrase && !slices.Contains(marks, h.at) {
			marks = append(marks, h.at)
		}
	}
	slices.SortFunc(marks, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	var cut []Piece
	from := 0
	for _, m := range marks {
		if m[0] > from {
			cut = append(cut, Piece{phrase[from:m[0]], false})
		}
		cut = append(cut, Piece{phrase[m[0]:m[1]], true})
		from = m[1]
	}
	if from < len(phrase) {
		cut = append(cut, Piece{phrase[from:], false})
	}
	return cut
}
