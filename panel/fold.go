package panel

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// letters without a decomposition that people type as others.
var plainLetters = strings.NewReplacer("ø", "o", "ł", "l", "ı", "i", "ß", "ss", "æ", "ae", "œ", "oe", "đ", "d")

// Fold makes text comparable for who searches: lower case, without accents. "Financiën" and "FINANCIEN" become one.
func Fold(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] < 0x80
	}
	s = strings.ToLower(s)
	if plain {
		return s
	}
	var b strings.Builder
	for _, c := range norm.NFD.String(plainLetters.Replace(s)) {
		if !unicode.Is(unicode.Mn, c) {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// wordPlaces are where the words of a text begin and end, in bytes. A hyphen or an apostrophe inside is part of the word.
func wordPlaces(s string) [][2]int {
	var places [][2]int
	start, end := -1, 0
	for i, c := range s {
		switch {
		case unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.Is(unicode.Mn, c):
			if start < 0 {
				start = i
			}
			end = i + len(string(c))
		case start >= 0 && i == end && strings.ContainsRune("-'’&", c):
			// the next letter goes on with the word
		case start >= 0:
			places, start = append(places, [2]int{start, end}), -1
		}
	}
	if start >= 0 {
		places = append(places, [2]int{start, end})
	}
	return places
}

// joints are left out of a word, so that "e-mail" and "email" are one.
var joints = strings.NewReplacer("-", "", "'", "", "’", "", "&", "")

// Endings of a Dutch diminutive, and of a plural or an inflected word besides the s; the longest first.
var (
	diminutives = []string{"etje", "tje", "pje", "kje", "je"}
	inflections = []string{"eren", "en", "e"}
)

// English endings besides those that Dutch has too, with what stands in their place; the shortest words keep theirs (ring, bed, bus).
var english = [][2]string{{"ing", ""}, {"ed", ""}, {"ies", "y"}, {"s", ""}}

// Stems are what may be left of a folded word without its ending. It needn't be a word: "factuur", "facturen" and "factuurtje" only have
// to come out the same. A diminutive can be cut in several ways (kaart-je, factuur-tje), and nobody says in which language a word is, so there may
// be more than one. The first is the Dutch one.
func Stems(word string) []string {
	found := []string{stem(word)}
	small := strings.TrimSuffix(word, "s")
	for _, ending := range diminutives {
		if rest, ok := strings.CutSuffix(small, ending); ok && len(rest) >= 3 {
			found = append(found, stem(rest))
		}
	}
	for _, ending := range english {
		if rest, ok := strings.CutSuffix(word, ending[0]); ok && len(rest) >= 3 {
			found = append(found, single(rest)+ending[1])
		}
	}
	return found
}

func stem(word string) string {
	word = withoutS(word)
	for _, ending := range inflections {
		if rest, ok := strings.CutSuffix(word, ending); ok && len(rest) >= 3 {
			word = rest
			break
		}
	}
	return withoutS(single(word)) // again, for the s of passen is the word's own and that of pas can't be told apart
}

// withoutS leaves the s of short words: it is seldom a plural (bus, huis).
func withoutS(word string) string {
	if rest, ok := strings.CutSuffix(word, "s"); ok && len(rest) >= 4 {
		return rest
	}
	return word
}

// single writes each letter once that stands twice (kantoor, bonnen), and the v and z that only stand before an ending as f and s.
func single(word string) string {
	b := make([]byte, 0, len(word))
	for i := range len(word) {
		if len(b) == 0 || b[len(b)-1] != word[i] {
			b = append(b, word[i])
		}
	}
	if last := len(b) - 1; last >= 0 {
		switch b[last] {
		case 'v':
			b[last] = 'f'
		case 'z':
			b[last] = 's'
		}
	}
	return string(b)
}

// oneMistake reports whether the words differ by one letter too few, too many or other, or by two neighbours that changed places:
// the distance of Damerau and Levenshtein is 1.
func oneMistake(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > 1 {
		return false
	}
	from := 0
	for from < len(x) && x[from] == y[from] {
		from++
	}
	x, y = x[from:], y[from:]
	for len(x) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	switch {
	case len(y) == 1:
		return true
	case len(x) == 2 && len(y) == 2:
		return x[0] == y[1] && x[1] == y[0]
	}
	return false
}
