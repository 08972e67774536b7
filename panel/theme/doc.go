// Package theme reads what an organisation may change about the look: a theme file as NL Design System publishes them, and a logo. Both
// come from outside, so nothing of them is copied through: a theme's values are understood and written out again, and a value that isn't
// understood is a problem that names its line and token. A theme in which something would be hard to read is refused by the same
// measure as our own look (WCAG 2.2 SC 1.4.3 and 1.4.11).
//
// The package knows no database and no reader; panel keeps what it returns, and the face appends [Theme.CSS] to its one stylesheet.
package theme
