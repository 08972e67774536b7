package mail

import "fmt"

// Thanks ends a term of office: what an ambassador's colleagues achieved through them.
type Thanks struct {
	Panel                        string
	Rounds                       int // in which something came through the ambassador
	Points                       int
	Changed, Promised, Delivered int // of Points; Delivered is among Promised
	Best                         []ThanksPoint
	URL                          string
}

// ThanksPoint is something that was changed.
type ThanksPoint struct {
	Title, Service string
	People         int // 0: a few
}

func (Thanks) Kind() string { return KindThanks }

// thanksKey has the whole letter in one string, because a list can't be a key.
type thanksKey string

func (l Thanks) shared() any {
	return thanksKey(fmt.Sprint(l.Panel, l.Rounds, l.Points, l.Changed, l.Promised, l.Delivered, l.Best, l.URL))
}
func (l Thanks) personal() string   { return "" }
func (l Thanks) with(string) Letter { return l }
