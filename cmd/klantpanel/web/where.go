package web

import (
	"klantpanel/panel"
)

var whereRoutes = []Route{{Method: "GET", Path: "/where", Access: SignedIn, Handle: showWhere}}

const (
	whereMost  = 6  // services that most points are for
	whereWhole = 60 // errands that stand on one page; of more it shows a letter at a time
)

// wherePage tells who is new where to go for what.
type wherePage struct {
	Most    []panel.Service
	Letters []whereLetter
	Single  bool // only the letter that the address asks for is there
}

// whereLetter is what people come for that begins with a letter.
type whereLetter struct {
	Letter  string
	Current bool
	Errands []panel.Errand // none of a letter that isn't shown
}

func showWhere(r *Request) error {
	var p wherePage
	var services []panel.Service
	err := r.together(
		func() (err error) { services, err = r.Panel.Services(r.Context()); return err },
		func() (err error) { p.Most, err = r.Panel.MostAsked(r.Context(), whereMost); return err },
	)
	if err != nil {
		return err
	}
	errands := panel.Errands(services)
	for _, e := range errands {
		if last := len(p.Letters) - 1; last < 0 || p.Letters[last].Letter != e.Letter() {
			p.Letters = append(p.Letters, whereLetter{Letter: e.Letter()})
		}
		last := &p.Letters[len(p.Letters)-1]
		last.Errands = append(last.Errands, e)
	}
	if p.Single = len(errands) > whereWhole; p.Single {
		keepLetter(p.Letters, r.Query("letter"))
	}
	return r.Page("where", p)
}

// keepLetter leaves the errands of one letter: the one that was asked for, or else the first.
func keepLetter(letters []whereLetter, asked string) {
	current := 0
	for i, l := range letters {
		if l.Letter == asked {
			current = i
		}
	}
	for i := range letters {
		if letters[i].Current = i == current; !letters[i].Current {
			letters[i].Errands = nil
		}
	}
}
