package theme

import (
	"strings"
)

const darkOnly, notDark = "@media screen and (prefers-color-scheme: dark)", "@media not screen and (prefers-color-scheme: dark)"

// CSS is the theme as the stylesheet takes it, right behind our own values; Parse reads it back. Light colours stay out of the dark, so
// that a theme without a dark block leaves the dark look as it is.
func (t Theme) CSS() string {
	var b strings.Builder
	b.WriteString(rule("", t.Light, false))
	for _, colours := range []struct {
		media string
		set   map[string]string
	}{{notDark, t.Light}, {darkOnly, t.Dark}} {
		if inner := rule("  ", colours.set, true); inner != "" {
			b.WriteString(colours.media + " {\n" + inner + "}\n")
		}
	}
	return b.String()
}

// rule writes the colours of a set, or all else.
func rule(indent string, set map[string]string, colours bool) string {
	var b strings.Builder
	for _, token := range Tokens {
		if value, ok := set[token.Name]; ok && (token.Kind == Paint) == colours {
			b.WriteString(indent + "  " + token.Name + ": " + value + ";\n")
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return indent + ":root {\n" + b.String() + indent + "}\n"
}

// Example is a theme file with every token at its standard value, to start from. text explains, given the id of a text.
func Example(text func(id string) string) string {
	var b strings.Builder
	comment := func(indent, id string) {
		b.WriteString(indent + "/* " + strings.ReplaceAll(text(id), "*/", "") + " */\n")
	}
	// ids: theme.example.top theme.example.dark
	comment("", "theme.example.top")
	b.WriteString("\n:root {\n")
	examples(&b, "  ", comment, func(t Token) string { return t.Light })
	b.WriteString("}\n\n")
	comment("", "theme.example.dark")
	b.WriteString("@media (prefers-color-scheme: dark) {\n  :root {\n")
	examples(&b, "    ", comment, func(t Token) string { return t.Dark })
	b.WriteString("  }\n}\n")
	return b.String()
}

// examples writes the tokens that have a value, group by group.
func examples(b *strings.Builder, indent string, comment func(indent, id string), value func(Token) string) {
	group := ""
	for _, token := range Tokens {
		v := value(token)
		if v == "" {
			continue
		}
		if v == clear { // a theme's colours are opaque
			v = "var(--utrecht-document-background-color)"
		}
		if token.Group != group {
			if group != "" {
				b.WriteByte('\n')
			}
			group = token.Group
			comment(indent, group)
		}
		b.WriteString(indent + token.Name + ": " + v + ";\n")
	}
}

// Colours are what letters take from a theme: mail programs are mostly light, so these are the light ones.
type Colours struct{ Button, ButtonText, Link, Heading string }

// Colours are #rrggbb. A link or heading that is only readable on the theme's own card is left out, for letters are white.
func (t Theme) Colours() Colours {
	on := func(token string) string {
		c := t.Colour(token, Light)
		if Ratio(c, Colour{255, 255, 255}) < readable {
			return ""
		}
		return c.Hex()
	}
	return Colours{Button: t.Colour("--utrecht-button-primary-action-background-color", Light).Hex(),
		ButtonText: t.Colour("--utrecht-button-primary-action-color", Light).Hex(), Link: on("--utrecht-link-color"), Heading: on("--utrecht-heading-color")}
}
