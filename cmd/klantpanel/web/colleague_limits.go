package web

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"klantpanel/dialogue"
)

// How much is taken of people whom nobody knows, counted over all instances (see dialogue.Store.AllowAll). Who is signed in meets none of this.
const (
	// limitTerm is short enough that who has to wait can wait.
	limitTerm = time.Hour

	// sendingsPerAddress lets a canteen pass whose 200 people share one address, each of them three times.
	sendingsPerAddress = 600

	// sendingsPerSite keeps a line of IPv6, which has 65,536 such addresses, from using up a link by itself.
	sendingsPerSite = 1500

	// sendingsPerLink lets the largest constituency pass within the hour. A flood that stays below it is closed and taken out with one click.
	sendingsPerLink = 3000

	// guessesPerAddress are codes that open nothing: typing errors of a whole canteen. A code has 60 bits, so that ten thousand guesses a
	// second take a hundred thousand years for one of a thousand open links; the limit keeps who tries from keeping us busy. Right codes go on
	// to work from that address, for the colleague beside the one who guesses did nothing wrong.
	guessesPerAddress = 300
)

// The limits, by the names that their counts are kept under.
const (
	colleagueAddress = "colleague_address"
	colleagueSite    = "colleague_site"
	colleagueLink    = "colleague_link"
	colleagueGuess   = "colleague_guess"
)

// withinLimits counts one sending, and reports whether it may be taken.
func (r *Request) withinLimits() (bool, error) {
	address, err := r.addressLimit(colleagueAddress, sendingsPerAddress)
	if err != nil {
		return false, err
	}
	limits := []dialogue.Limit{address, {What: colleagueLink, Key: r.link.ID.String(), Most: sendingsPerLink, Per: limitTerm}}
	site, err := r.Dialogue.SiteKey(r.Context(), clientIP(r.Ctx, r.TrustedProxies))
	if err != nil {
		return false, err
	}
	if site != "" {
		limits = append(limits, dialogue.Limit{What: colleagueSite, Key: site, Most: sendingsPerSite, Per: limitTerm})
	}
	return r.Dialogue.AllowAll(r.Context(), limits...)
}

// addressLimit is a limit for the reader's address, which itself is not kept.
func (r *Request) addressLimit(what string, most int) (dialogue.Limit, error) {
	key, err := r.Dialogue.AddressKey(r.Context(), clientIP(r.Ctx, r.TrustedProxies))
	return dialogue.Limit{What: what, Key: key, Most: most, Per: limitTerm}, err
}

// retryAt is when the next stretch of the limits begins, on the organisation's clock; programs are told by a header.
func (r *Request) retryAt() string {
	next := r.Now().Truncate(limitTerm).Add(limitTerm)
	r.Ctx.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(next.Sub(r.Now()).Seconds())))
	return next.In(r.Zone()).Format("15:04")
}
