package web

import (
	"errors"
	"slices"

	"klantpanel/panel"
)

// quotingField is ticked by a coordinator who makes a point with words that somebody wants not to be quoted.
const quotingField = "_quoting"

// quotesField tells that the form offers that tick; it goes along with whatever the page sends.
const quotesField = "_quotes"

// askQuoting has the form offer the tick when it was refused for such words.
func askQuoting(form *Form, err error) {
	var ps panel.Problems
	if errors.As(err, &ps) && slices.ContainsFunc(ps, func(p *panel.Problem) bool { return p.Message == "error.said_quotes" }) {
		form.Values[quotesField] = []string{"on"}
	}
}
