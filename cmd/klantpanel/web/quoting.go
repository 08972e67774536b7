package web

import (
	"errors"
	"slices"

	"klantpanel/panel"
)

// quotingField is ticked by a coordinator who makes a point with words that somebody wants not to be quoted.
const quotingField = "_quoting"

// askQuoting has the form offer that tick when it was refused for such words.
func askQuoting(form *Form, err error) {
	var ps panel.Problems
	if errors.As(err, &ps) && slices.ContainsFunc(ps, func(p *panel.Problem) bool { return p.Message == "error.said_quotes" }) {
		form.Values["_quotes"] = []string{"on"}
	}
}
