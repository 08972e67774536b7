package dialogue

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestNothingBelowTheSmallestGroupCanBeWorkedOut tries what a reader can do with the numbers beside each other: look at each, and take any of
// them off their sum; also a reader who knows one hidden number, because it is about their own constituency.
func TestNothingBelowTheSmallestGroupCanBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(5, 12).Draw(t, "k")
		numbers := rapid.SliceOfN(rapid.IntRange(0, 3*k), 0, 9).Draw(t, "numbers")
		sizes := make([]int, len(numbers))
		for i, n := range numbers {
			sizes[i] = n + rapid.IntRange(0, 2*k).Draw(t, "quiet")
		}
		shown, sumShown := shownOf(numbers, sizes, k)
		sum, hidden, small := 0, []int{}, false
		var known []int
		for i, n := range numbers {
			sum += n
			if sizes[i] > 0 && sizes[i] < k {
				small = true
				if shown[i] {
					t.Fatalf("it is shown what became of %d people", sizes[i])
				}
			}
			if shown[i] {
				known = append(known, n)
				if n > 0 && n < k {
					t.Fatalf("%d is shown", n)
				}
			} else {
				hidden = append(hidden, n)
			}
		}
		if !sumShown {
			return
		}
		if most, together := 0, 0; small {
			for _, n := range hidden {
				most, together = max(most, n), together+n
			}
			if together-most < k {
				t.Fatal("beside the others it is known whether a few people kept still")
			}
		}
		for taken := range 1 << len(known) { // every choice of shown numbers, taken off the sum
			left := sum
			for i, n := range known {
				if taken&(1<<i) != 0 {
					left -= n
				}
			}
			tells(t, left, k)
			for _, own := range hidden {
				tells(t, left-own, k)
			}
		}
	})
}

func tells(t *rapid.T, people, k int) {
	t.Helper()
	if people > 0 && people < k {
		t.Fatalf("what is left is about %d people, fewer than %d", people, k)
	}
}

func TestNoMoreIsHiddenThanMustBe(t *testing.T) {
	const yes, no = true, false
	for _, c := range []struct {
		numbers []int
		shown   []bool
		sum     bool
	}{
		{nil, []bool{}, true},
		{[]int{0, 0}, []bool{yes, yes}, true},
		{[]int{12, 7, 0}, []bool{yes, yes, yes}, true},
		{[]int{3, 4, 4}, []bool{no, no, no}, true},
		{[]int{2, 40}, []bool{no, yes}, false},
		{[]int{12, 3, 7}, []bool{yes, no, yes}, false},
		{[]int{50, 3, 40, 20, 30}, []bool{yes, no, yes, no, no}, true}, // 3 beside 20 alone would be known to the 20
	} {
		shown, sum := shownOf(c.numbers, slices.Repeat([]int{60}, len(c.numbers)), 5)
		if !slices.Equal(shown, c.shown) || sum != c.sum {
			t.Errorf("of %v %v is shown and the sum %v, want %v and %v", c.numbers, shown, sum, c.shown, c.sum)
		}
	}
}
