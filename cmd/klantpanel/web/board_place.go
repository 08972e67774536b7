package web

import (
	"net/url"

	"github.com/google/uuid"
)

const longestFilter = 100

// boardPlace is what part of the board the reader looks at.
type boardPlace struct {
	After uuid.UUID // the contributions after this one, uuid.Nil: the first
	Below uuid.UUID // the points made before this one, uuid.Nil: the newest
	Words string    // only contributions that hold these
}

// boardPlace reads the place from the address; what is no id means the beginning.
func (r *Request) boardPlace() boardPlace {
	id := func(name string) uuid.UUID {
		id, err := uuid.Parse(r.Query(name))
		if err != nil {
			return uuid.Nil
		}
		return id
	}
	return boardPlace{After: id("after"), Below: id("below"), Words: searched(r.Query("q"))}
}

// searched are the words to look for, no longer than anybody looks for.
func searched(words string) string {
	if long := []rune(words); len(long) > longestFilter {
		return string(long[:longestFilter])
	}
	return words
}

// Query is the place in an address, with its question mark; "" is the beginning.
func (p boardPlace) Query() string {
	q := url.Values{}
	if p.After != uuid.Nil {
		q.Set("after", p.After.String())
	}
	if p.Below != uuid.Nil {
		q.Set("below", p.Below.String())
	}
	if p.Words != "" {
		q.Set("q", p.Words)
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}
