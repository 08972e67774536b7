package main

import (
	"bytes"
	"cmp"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

// certain is how many standard deviations can't be chance: a normal variable exceeds them once in 25 million times. With the dozen of
// comparisons that are made, rows in random order fail the test less than once in a million times.
const certain = 5.5

// findOrder fails the test unless the order of arrival is there to be found, twice as clearly as needed, before the rows are mixed: on
// PostgreSQL in the tables, on SQLite in the log beside the file. So what findNoOrder doesn't find afterwards was taken away since. On
// PostgreSQL nothing but the mixing does that: without it the same order is found again. On SQLite whatever empties the log does, and what
// is left in the pages is too faint for a test; so there the test also asks whether the round was mixed.
func (w *world) findOrder(t *testing.T, address string) {
	t.Helper()
	clearest := 0.0
	for _, z := range w.orders(t, address) {
		clearest = max(clearest, math.Abs(z))
	}
	if clearest < 2*certain {
		t.Errorf("the order is told by %.1f standard deviations before the rows are mixed: this proves nothing", clearest)
	}
}

// findNoOrder fails the test when the rows tell anything of their order.
func (w *world) findNoOrder(t *testing.T, address string) {
	t.Helper()
	for what, z := range w.orders(t, address) {
		if math.Abs(z) > certain {
			t.Errorf("%s tell the order of arrival: %.1f standard deviations", what, z)
		}
	}
	unmixed, err := w.DB.NewSelect().Table("cycles").Where("phase = ? AND mixed_at IS NULL", panel.Responding).Count(t.Context())
	paneltest.OK(t, err)
	if unmixed > 0 {
		t.Errorf("%d rounds that stopped collecting were never mixed", unmixed)
	}
	if path, embedded := strings.CutPrefix(address, "sqlite:"); embedded {
		file, err := os.ReadFile(path)
		paneltest.OK(t, err)
		for i := range nameless {
			if n := bytes.Count(file, []byte(colleague(i).text)); n != 1 {
				t.Errorf("%q stands %d times in the file, want once", colleague(i).text, n)
			}
		}
	}
}

// orders compares the order of arrival with that of the rows.
func (w *world) orders(t *testing.T, address string) map[string]float64 {
	t.Helper()
	found, orders := map[string]float64{}, []string{"id", "ctid", "xmin::text::bigint, c.ctid"}
	if path, embedded := strings.CutPrefix(address, "sqlite:"); embedded {
		found, orders = w.ordersOfBytes(t, path), orders[:1]
	}
	for _, by := range orders {
		for _, from := range []string{"contributions AS c", "contributions AS co JOIN submissions AS c ON c.id = co.submission_id"} {
			var texts []string
			paneltest.OK(t, w.DB.NewRaw("SELECT text FROM "+from+" WHERE c.link_id IS NOT NULL ORDER BY c."+by).Scan(t.Context(), &texts))
			all := make([]spot, nameless)
			for i := range all {
				all[i] = spot{arrival(i), float64(slices.Index(texts, colleague(i).text))}
			}
			found[from+" by "+by] = deviation(all)
		}
	}
	return found
}

// ordersOfBytes compares the order of arrival with that of the bytes in the file, in each of its pages and in the log. In the file the place of
// a row is its key's, but in a page what comes later stands before what was there, until the page is written anew for want of room.
func (w *world) ordersOfBytes(t *testing.T, path string) map[string]float64 {
	t.Helper()
	var size int
	paneltest.OK(t, w.DB.NewRaw("PRAGMA page_size").Scan(t.Context(), &size))
	found := map[string]float64{}
	for what, name := range map[string]string{"the file": path, "the log": path + "-wal"} {
		content, err := os.ReadFile(name)
		paneltest.OK(t, err)
		var all []spot
		pages := map[int][]spot{}
		for i := range nameless {
			if place := bytes.Index(content, []byte(colleague(i).text)); place >= 0 {
				all = append(all, spot{arrival(i), float64(place)})
				pages[place/size] = append(pages[place/size], spot{arrival(i), float64(place)})
			}
		}
		if len(all) == 0 {
			continue
		}
		found["the bytes of "+what] = deviation(all)
		if what == "the file" {
			found["the bytes of its pages"] = deviation(slices.Collect(maps.Values(pages))...)
		}
	}
	return found
}

// spot is where something lies, and when it came.
type spot struct{ arrived, place float64 }

// arrival is when a colleague sent, as a rank: those of a crowd share theirs.
func arrival(i int) float64 {
	if i < alone {
		return float64(i)
	}
	return float64(alone + (i-alone)/crowd*crowd + crowd/2)
}

// deviation tells in standard deviations how places grow with the moments of arrival, within each of some groups. Places count by their
// ranks. In random order the sum of products of n deviations from their means has the mean 0, and as its variance the product of both
// sums of squares divided by n−1 (Pitman's permutation test); groups add up.
func deviation(groups ...[]spot) float64 {
	sum, variance := 0.0, 0.0
	for _, group := range groups {
		n := float64(len(group))
		if n < 2 {
			continue
		}
		slices.SortFunc(group, func(a, b spot) int { return cmp.Compare(a.place, b.place) })
		arrived := 0.0
		for _, s := range group {
			arrived += s.arrived / n
		}
		products, ofArrivals, ofPlaces := 0.0, 0.0, 0.0
		for rank, s := range group {
			a, b := s.arrived-arrived, float64(rank)-(n-1)/2
			products, ofArrivals, ofPlaces = products+a*b, ofArrivals+a*a, ofPlaces+b*b
		}
		sum, variance = sum+products, variance+ofArrivals*ofPlaces/(n-1)
	}
	return sum / math.Sqrt(max(variance, 1))
}
