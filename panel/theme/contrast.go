package theme

import (
	"math"
	"strings"
)

// Least contrasts (WCAG 2.2): SC 1.4.3 for text, SC 1.4.11 for what is no text but must be seen.
const (
	readable = 4.5
	visible  = 3.0
)

// pair is two colours that stand on each other on some page.
type pair struct {
	what       Word
	foreground string
	background string
	least      float64
}

// pairs are all that the pages show: what is added to a stylesheet is added here.
// ids: theme.what.text theme.what.heading theme.what.soft theme.what.link theme.what.button theme.what.field theme.what.field_border
// ids: theme.what.error theme.what.frame theme.what.mark theme.what.state theme.what.line theme.what.focus
var pairs = []pair{
	{"theme.what.text", "--utrecht-document-color", "--utrecht-document-background-color", readable},
	{"theme.what.text", "--kp-ink", "--kp-paper", readable},
	{"theme.what.text", "--kp-ink", "--kp-card", readable},
	{"theme.what.text", "--utrecht-document-color", "--kp-card", readable},
	{"theme.what.text", "--kp-ink", "--kp-accent-tint", readable},
	{"theme.what.text", "--utrecht-document-color", "--kp-accent-tint", readable},
	{"theme.what.text", "--kp-ink", "--kp-neutral-tint", readable},
	{"theme.what.text", "--utrecht-document-color", "--kp-neutral-tint", readable},
	{"theme.what.heading", "--utrecht-heading-color", "--utrecht-document-background-color", readable},
	{"theme.what.heading", "--utrecht-heading-color", "--kp-card", readable},
	{"theme.what.heading", "--utrecht-heading-color", "--kp-accent-tint", readable},
	{"theme.what.soft", "--kp-ink-soft", "--utrecht-document-background-color", readable},
	{"theme.what.soft", "--kp-ink-soft", "--kp-card", readable},
	{"theme.what.soft", "--kp-ink-soft", "--kp-accent-tint", readable},
	{"theme.what.soft", "--kp-ink-soft", "--kp-neutral-tint", readable},
	{"theme.what.link", "--utrecht-link-color", "--utrecht-document-background-color", readable},
	{"theme.what.link", "--utrecht-link-color", "--kp-card", readable},
	{"theme.what.link", "--utrecht-link-color", "--kp-accent-tint", readable},
	{"theme.what.link", "--utrecht-link-hover-color", "--utrecht-document-background-color", readable},
	{"theme.what.link", "--utrecht-link-hover-color", "--kp-card", readable},
	{"theme.what.link", "--utrecht-link-hover-color", "--kp-accent-tint", readable},
	{"theme.what.link", "--kp-accent", "--utrecht-document-background-color", readable},
	{"theme.what.link", "--kp-accent", "--kp-card", readable},
	{"theme.what.link", "--kp-accent", "--kp-accent-tint", readable},
	{"theme.what.link", "--kp-accent-strong", "--kp-accent-tint", readable},
	{"theme.what.button", "--utrecht-button-primary-action-color", "--utrecht-button-primary-action-background-color", readable},
	{"theme.what.button", "--utrecht-button-primary-action-hover-color", "--utrecht-button-primary-action-hover-background-color", readable},
	{"theme.what.field", "--utrecht-textbox-color", "--utrecht-textbox-background-color", readable},
	{"theme.what.field", "--utrecht-textbox-color", "--kp-neutral-tint", readable},
	{"theme.what.field", "--utrecht-document-color", "--utrecht-textbox-background-color", readable},
	{"theme.what.field_border", "--utrecht-textbox-border-color", "--utrecht-document-background-color", visible},
	{"theme.what.field_border", "--utrecht-textbox-border-color", "--kp-card", visible},
	{"theme.what.field_border", "--utrecht-textbox-border-color", "--utrecht-textbox-background-color", visible},
	{"theme.what.error", "--utrecht-form-field-error-message-color", "--utrecht-document-background-color", readable},
	{"theme.what.error", "--utrecht-form-field-error-message-color", "--kp-card", readable},
	{"theme.what.frame", "--utrecht-page-header-color", "--utrecht-page-header-background-color", readable},
	{"theme.what.frame", "--utrecht-page-footer-color", "--utrecht-page-footer-background-color", readable},
	{"theme.what.link", "--utrecht-link-color", "--utrecht-page-footer-background-color", readable},
	{"theme.what.link", "--utrecht-link-hover-color", "--utrecht-page-footer-background-color", readable},
	{"theme.what.mark", "--kp-mark", "--utrecht-document-background-color", readable},
	{"theme.what.mark", "--kp-mark", "--kp-card", readable},
	{"theme.what.mark", "--kp-mark", "--kp-warning-tint", visible},
	{"theme.what.line", "--kp-line-strong", "--kp-card", visible},
	{"theme.what.line", "--kp-line-strong", "--utrecht-document-background-color", visible},
	{"theme.what.state", "--kp-success", "--kp-success-tint", readable},
	{"theme.what.state", "--kp-success", "--kp-card", readable},
	{"theme.what.state", "--kp-success", "--utrecht-document-background-color", readable},
	{"theme.what.state", "--kp-success", "--kp-accent-tint", visible},
	{"theme.what.state", "--kp-warning", "--kp-warning-tint", readable},
	{"theme.what.state", "--kp-warning", "--kp-card", readable},
	{"theme.what.state", "--kp-warning", "--utrecht-document-background-color", readable},
	{"theme.what.state", "--kp-danger", "--kp-danger-tint", readable},
	{"theme.what.state", "--kp-danger", "--kp-card", readable},
	{"theme.what.state", "--kp-danger", "--utrecht-document-background-color", readable},
	{"theme.what.state", "--kp-danger", "--kp-accent-tint", readable},
	{"theme.what.state", "--kp-info", "--kp-info-tint", readable},
	{"theme.what.state", "--kp-neutral", "--kp-neutral-tint", readable},
}

// focused are what a focused thing may lie on. The ring is two rings by day, of which one must stand out; at night there is only the outline.
var focused = []string{"--utrecht-document-background-color", "--kp-card", "--utrecht-page-header-background-color", "--utrecht-page-footer-background-color",
	"--kp-accent-tint", "--kp-info-tint", "--kp-warning-tint"}

// Contrast lists each pair of colours that would be hard to see or read, in the light and in the dark, with the token to change. What
// the theme is silent about counts with our own value.
func (t Theme) Contrast() Problems {
	var found Problems
	seen := map[string]bool{}
	for _, scheme := range []Scheme{Light, Dark} {
		all := append([]pair(nil), pairs...)
		for _, ground := range focused {
			all = append(all, pair{"theme.what.focus", t.ring(ground, scheme), ground, visible})
		}
		for _, p := range all {
			front, from := t.colour(p.foreground, scheme)
			back, behind := t.colour(p.background, scheme)
			ratio := Ratio(front, back)
			if from == "" {
				from = behind
			}
			key := strings.Join([]string{from, front.Hex(), back.Hex()}, " ")
			if ratio >= p.least || seen[key] {
				continue
			}
			seen[key] = true
			message := "error.theme_contrast"
			if scheme == Dark {
				message = "error.theme_contrast_dark"
			}
			found = append(found, problem(message, 0, from, "What", p.what, "Front", front.Hex(), "Back", back.Hex(),
				"Ratio", math.Floor(ratio*10)/10, "Least", p.least))
		}
	}
	return found
}

// ring is the token of the ring round a focused thing that stands out best on a ground.
func (t Theme) ring(ground string, scheme Scheme) string {
	const outline, halo = "--utrecht-focus-outline-color", "--utrecht-focus-background-color"
	if scheme == Dark {
		return outline
	}
	back, _ := t.colour(ground, scheme)
	inner, _ := t.colour(outline, scheme)
	outer, _ := t.colour(halo, scheme)
	if Ratio(outer, back) > Ratio(inner, back) {
		return halo
	}
	return outline
}

// Colour is what a token comes out as, the tokens that follow it included.
func (t Theme) Colour(token string, scheme Scheme) Colour {
	c, _ := t.colour(token, scheme)
	return c
}

// colour also tells which token of the theme made it so, or "".
func (t Theme) colour(token string, scheme Scheme) (c Colour, from string) {
	set := t.Light
	if scheme == Dark {
		set = t.Dark
	}
	value, own := set[token]
	if own {
		from = token
	} else if value = byName[token].standard(scheme); value == clear {
		value = "var(--utrecht-document-background-color)"
	}
	for {
		at := reference.FindStringIndex(value)
		if at == nil {
			c, _ = parseColour(value) // both the table and a theme hold colours only
			return c, from
		}
		length := closing(value[at[1]:])
		part, whence := t.colour(value[at[1]:at[1]+length], scheme)
		if from == "" {
			from = whence
		}
		value = value[:at[0]] + part.Hex() + value[at[1]+length+1:]
	}
}
