package dialogue

import "slices"

// shownOf decides which of these numbers of people, and whether their sum, may be shown beside each other: shown[i] and sum. A number below
// the smallest group is hidden, but for 0; and so is any of a constituency that is itself smaller, where 0 would tell of a few people that they
// kept still. Where the sum is shown, those that are hidden add up to a number that tells nothing: whoever takes
// off the shown ones, and knows one of the hidden ones because it is their own, is left with a smallest group at least. For that the
// smallest of the others are hidden too. When that would hide more of them than stay, the sum is hidden instead.
func shownOf(numbers, sizes []int, smallestGroup int) (shown []bool, sum bool) {
	shown = make([]bool, len(numbers))
	var candidates []int
	hidden, rest, largest := false, 0, 0
	hide := func(n int) { hidden, rest, largest = true, rest+n, max(largest, n) }
	for i, n := range numbers {
		switch {
		case n > 0 && n < smallestGroup, sizes[i] > 0 && sizes[i] < smallestGroup:
			hide(n)
		case n > 0:
			candidates = append(candidates, i)
			shown[i] = true
		default:
			shown[i] = true
		}
	}
	alone := slices.Clone(shown)
	slices.SortStableFunc(candidates, func(a, b int) int { return numbers[a] - numbers[b] })
	more := 0
	for ; hidden && rest-largest < smallestGroup; more++ {
		if 2*(more+1) > len(candidates) {
			return alone, false
		}
		shown[candidates[more]] = false
		hide(numbers[candidates[more]])
	}
	return shown, true
}
