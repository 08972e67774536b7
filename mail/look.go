package mail

import "regexp"

// Look is how an organisation colours its letters. A colour is written as #rrggbb; one that is empty or written otherwise is ours.
// Whoever fills it sees to it that ButtonText is readable on Button, and Link and Heading on white.
type Look struct{ Button, ButtonText, Link, Heading string }

// ownLook is the site's own: Delft blue to press, ink to read.
var ownLook = Look{Button: "#1d4d78", ButtonText: "#ffffff", Link: "#1d4d78", Heading: "#221f1a"}

var hexColour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// IsColour reports whether a colour is written as Look wants it: #rrggbb.
func IsColour(colour string) bool { return hexColour.MatchString(colour) }

// complete has our colour wherever the organisation gave none that may stand in a style.
func (l Look) complete() Look {
	if !IsColour(l.Button) || !IsColour(l.ButtonText) { // one without the other may be unreadable
		l.Button, l.ButtonText = ownLook.Button, ownLook.ButtonText
	}
	if !IsColour(l.Link) {
		l.Link = ownLook.Link
	}
	if !IsColour(l.Heading) {
		l.Heading = ownLook.Heading
	}
	return l
}
