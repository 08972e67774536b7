package demo

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const domain = "@waterveld.example"

// People are the cast, in the order of their keys, and then invented colleagues up to n people in all, spread over the
// units by share. The same n gives the same people. Names and addresses are unique; it is fewer than n only if the names
// run out. Every fortieth colleague reads English.
func (c *Content) People(n int) []Person {
	var people []Person
	taken := map[string]bool{}
	inUnit := map[string]int{}
	for _, key := range slices.Sorted(maps.Keys(c.Cast)) {
		person := c.Cast[key]
		people = append(people, person)
		taken[person.Email] = true
		inUnit[person.Unit]++
	}
	for _, name := range c.combinedNames() {
		email := address(name)
		if len(people) >= n {
			break
		}
		if taken[email] {
			continue
		}
		taken[email] = true
		person := Person{Name: name, Email: email, Unit: c.emptiestUnit(inUnit), Role: Employee}
		if len(people)%40 == 0 {
			person.Language = "en"
		}
		inUnit[person.Unit]++
		people = append(people, person)
	}
	return people
}

// emptiestUnit is the one that lacks most people against its share.
func (c *Content) emptiestUnit(inUnit map[string]int) string {
	best := slices.MinFunc(c.Units, func(a, b Unit) int {
		return inUnit[a.Name]*b.Share - inUnit[b.Name]*a.Share
	})
	return best.Name
}

// combinedNames are all names that can be combined, mixed so that the beginning keeps to the shares of the groups.
func (c *Content) combinedNames() []string {
	random := rand.New(rand.NewPCG(1814, 1848)) // any two numbers, as long as they stay
	groups := make([][]string, len(c.Names))
	total := 0
	for i, g := range c.Names {
		for _, first := range g.First {
			for _, surname := range g.Surnames {
				groups[i] = append(groups[i], first+" "+surname)
			}
		}
		random.Shuffle(len(groups[i]), func(a, b int) { groups[i][a], groups[i][b] = groups[i][b], groups[i][a] })
		total += len(groups[i])
	}
	names := make([]string, 0, total)
	used := make([]int, len(groups))
	for len(names) < total {
		next := -1
		for i := range groups {
			if used[i] < len(groups[i]) && (next < 0 || used[i]*c.Names[next].Share < used[next]*c.Names[i].Share) {
				next = i
			}
		}
		names = append(names, groups[next][used[next]])
		used[next]++
	}
	return names
}

// address writes "Özlem Yıldız" as ozlem.yildiz and "Ilse van den Berg" as ilse.vandenberg.
func address(name string) string {
	first, surname, _ := strings.Cut(plain(name), " ")
	return first + "." + strings.ReplaceAll(surname, " ", "") + domain
}

// plain is lower case without accents. Dotless i and crossed l don't come apart in NFD.
func plain(text string) string {
	text = strings.NewReplacer("ı", "i", "ł", "l").Replace(strings.ToLower(text))
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text))
}
