package mail

import (
	"slices"

	"github.com/google/uuid"
)

// toHear is the purpose of the token in the link of a heard check.
const toHear = "heard"

// HeardToken names a letter in the links by which its reader says whether the outcomes that it told helped. It needs no session, and works
// for as long as the letter is kept.
func HeardToken(secret string, letter uuid.UUID) string { return Token(secret, toHear, letter) }

// HeardLink is where the reader of a letter says whether the outcome of an item that it told helped.
func HeardLink(baseURL, secret string, letter, item uuid.UUID) string {
	return baseURL + "/heard/" + HeardToken(secret, letter) + "/" + item.String()
}

// LetterOfToken is the letter that HeardToken named; false for a token that this secret didn't sign.
func LetterOfToken(secret, token string) (uuid.UUID, bool) { return IDOfToken(secret, toHear, token) }

// AsksWhetherHeard reports whether letters of this kind hold links to a heard check.
func AsksWhetherHeard(kind string) bool {
	return slices.Contains([]string{KindOutcome, KindDigest}, kind)
}
