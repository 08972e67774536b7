package web

import (
	"net/url"

	"github.com/google/uuid"
)

// onlyList is the param of a page with one list.
const onlyList = "after"

// leaf is one page of a list that is read on from a certain row, with the addresses of its first page and the next; "" where there is none.
type leaf[T any] struct {
	Rows        []T
	First, Next string
}

// turn reads the page of the list on the page at path that begins after the row whose id the address names as param; anything else means
// the beginning, and so does a row that nothing follows any more. read gives up to limit rows after a row, uuid.Nil for the first page.
func turn[T any](r *Request, path, param string, perPage int, id func(T) uuid.UUID, read func(after uuid.UUID, limit int) ([]T, error)) (leaf[T], error) {
	after, err := uuid.Parse(r.Query(param))
	if err != nil {
		after = uuid.Nil
	}
	rows, err := read(after, perPage+1)
	if err == nil && len(rows) == 0 && after != uuid.Nil {
		after = uuid.Nil
		rows, err = read(after, perPage+1)
	}
	l := leaf[T]{Rows: rows}
	if after != uuid.Nil {
		l.First = r.turnTo(path, param, "")
	}
	if len(rows) > perPage {
		l.Rows = rows[:perPage]
		l.Next = r.turnTo(path, param, id(l.Rows[perPage-1]).String())
	}
	return l, err
}

// turnTo is the address of the page with another place in the list that param turns; what it is filtered by stays. A list that isn't the
// page's only one has a heading with the id param, and is shown from there.
func (r *Request) turnTo(path, param, place string) string {
	q := url.Values{}
	for name, value := range r.Ctx.Queries() {
		q.Set(name, value)
	}
	q.Del(param)
	if place != "" {
		q.Set(param, place)
	}
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	if param != onlyList {
		path += "#" + param
	}
	return path
}
