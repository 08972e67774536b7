package mail

import "github.com/google/uuid"

// toUnsubscribe is the purpose of the token in a letter's link to stop.
const toUnsubscribe = "unsubscribe"

// UnsubscribeToken names a person in the link that stands in a letter. It needs no session and never ends, as RFC 8058 asks.
func UnsubscribeToken(secret string, person uuid.UUID) string {
	return Token(secret, toUnsubscribe, person)
}

// unsubscribeLink is where a person stops the digest.
func unsubscribeLink(baseURL, secret string, person uuid.UUID) string {
	return baseURL + "/unsubscribe/" + UnsubscribeToken(secret, person)
}

// PersonOfToken is the person whom UnsubscribeToken named; false for a token that this secret didn't sign.
func PersonOfToken(secret, token string) (uuid.UUID, bool) {
	return IDOfToken(secret, toUnsubscribe, token)
}
