package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"

	"klantpanel/panel"
)

// cast says who everybody is by index alone, so that no list of people is held. The first three run the organisation, then come
// a responder per service, the ambassadors, and everybody else.
type cast struct {
	seed                          uint64
	people, ambassadors, services int
}

const (
	theAdministrator = iota
	theCoordinator
	theManager
	firstResponder
)

func (c cast) responder(service int) int { return firstResponder + service }

func (c cast) ambassador(k int) int { return firstResponder + c.services + k }

// What a throw of the dice is for; with the round and an index it is the throw's own seed, so that no choice hangs on another.
const (
	forName uint64 = iota
	forLeaving
	forWishing
	forAmbassador
	forCoordinator
	forAcknowledging
	forAnswering
	forPromises
	forColleague
	forTelling
	forTidying
	forConsulting
	forSettling
	forReconsidering
)

func (c cast) dice(round int, what uint64, index int) *rand.Rand {
	return rand.New(rand.NewPCG(c.seed, uint64(round)<<48|what<<40|uint64(index)))
}

func addressOf(i int) string { return fmt.Sprintf("m%06d@waterveld.example", i) }

func (c cast) name(i int) string {
	d := c.dice(0, forName, i)
	return oneOf(d, firstNames) + " " + oneOf(d, surnames)
}

// unit is where a person works. There is one for each ambassador, who speaks for it.
func (c cast) unit(i int) string {
	k := i % c.ambassadors
	if i >= c.ambassador(0) {
		k = (i - c.ambassador(0)) % c.ambassadors
	}
	name := departments[k%len(departments)]
	if k >= len(departments) {
		name += ", team " + strconv.Itoa(k/len(departments)+1)
	}
	return name
}

func languageOf(i int) string {
	if i%33 == 5 {
		return "en"
	}
	return ""
}

// headcount is how many people there have been after so many rounds: a few join each month.
func (c cast) headcount(rounds int) int { return c.people + rounds*(c.people/500) }

// left reports whether somebody left in the months after these rounds. Who runs the organisation or answers for a service stays.
func (c cast) left(i, rounds int) bool {
	if i < c.ambassador(0) {
		return false
	}
	for n := range rounds {
		if c.dice(n+1, forLeaving, i).Float64() < 0.015 {
			return true
		}
	}
	return false
}

// file writes the user export of the month after so many rounds. Half of those who left still stand in it, as out of service.
func (c cast) file(w io.Writer, rounds int) error {
	out := csv.NewWriter(w)
	out.Write([]string{"userPrincipalName", "displayName", "mail", "department", "accountEnabled", "preferredLanguage"})
	for i := range c.headcount(rounds) {
		gone := c.left(i, rounds)
		if gone && i%2 == 1 {
			continue
		}
		if err := out.Write([]string{addressOf(i), c.name(i), addressOf(i), c.unit(i), strconv.FormatBool(!gone), languageOf(i)}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// hire brings the people in line with the month's file.
func (r *rehearsal) hire(ctx context.Context, rounds int) error {
	file, w := io.Pipe()
	go func() { w.CloseWithError(r.file(w, rounds)) }()
	bad := ""
	_, err := r.Panel.ImportPeople(ctx, file, panel.ImportOptions{Full: true}, func(b panel.BadLine) { bad = ": " + b.String() })
	file.CloseWithError(io.ErrClosedPipe) // lets the writer go when the import stopped early
	if err != nil {
		return fmt.Errorf("import%s: %w", bad, err)
	}
	return nil
}

// lessMail has a few people ask for fewer digests or none, as the link under it does.
func (r *rehearsal) lessMail(ctx context.Context, round int) error {
	for i := range r.headcount(round - 1) {
		d := r.dice(round, forWishing, i)
		if d.Float64() >= 0.016 || r.left(i, round-1) {
			continue
		}
		p, err := r.Panel.PersonByEmail(ctx, addressOf(i))
		if err != nil {
			return err
		}
		if err := r.Panel.SaveWish(ctx, p.ID, oneOf(d, []string{panel.EachQuarter, panel.OnlyOwn, panel.NoDigest, panel.NoDigest})); err != nil {
			return err
		}
	}
	return nil
}

// act is a person with the roles in force now.
func (r *rehearsal) act(ctx context.Context, i int) (panel.Actor, error) {
	p, err := r.Panel.PersonByEmail(ctx, addressOf(i))
	if err != nil {
		return panel.Actor{}, fmt.Errorf("%s: %w", addressOf(i), err)
	}
	return r.Panel.Act(ctx, p.ID)
}

// rehearsalZone is where the organisation is.
var rehearsalZone = panel.Panel{TimeZone: "Europe/Amsterdam"}.Zone()
