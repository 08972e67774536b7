package theme

// Kind is what a token's value must be.
type Kind int

const (
	Paint  Kind = iota + 1 // an opaque colour
	Radius                 // 0 to 32 px
	Font                   // names of font families
)

// Token is one value that a theme may write over, with what it is without a theme. Defaults may refer to other tokens.
type Token struct {
	Name  string
	Kind  Kind
	Group string // id of the text that explains the group
	Light string
	Dark  string // "" is as Light
}

// Tokens are all themeable values, in the order in which they are written. They are those of static/styles/10_tokens.css; a test
// compares the two.
// ids: theme.group.page theme.group.link theme.group.focus theme.group.button theme.group.field theme.group.frame
// ids: theme.group.own theme.group.state theme.group.shape
var Tokens = []Token{
	{"--utrecht-document-font-family", Font, "theme.group.page", `-apple-system, "Segoe UI", Roboto, Inter, "Noto Sans", "Helvetica Neue", system-ui, "Liberation Sans", Arial, sans-serif`, ""},
	{"--utrecht-heading-font-family", Font, "theme.group.page", "var(--utrecht-document-font-family)", ""},
	{"--utrecht-document-color", Paint, "theme.group.page", "#221f1a", "#f2ede3"},
	{"--utrecht-document-background-color", Paint, "theme.group.page", "#fbf8f2", "#17150f"},
	{"--utrecht-heading-color", Paint, "theme.group.page", "var(--utrecht-document-color)", ""},
	{"--utrecht-link-color", Paint, "theme.group.link", "#1d4d78", "#9cc8ef"},
	{"--utrecht-link-hover-color", Paint, "theme.group.link", "#143858", "#c4e0f8"},
	{"--utrecht-focus-outline-color", Paint, "theme.group.focus", "#221f1a", "#ffd866"},
	{"--utrecht-focus-background-color", Paint, "theme.group.focus", "#ffd866", ""},
	{"--utrecht-button-primary-action-background-color", Paint, "theme.group.button", "#1d4d78", "#9cc8ef"},
	{"--utrecht-button-primary-action-color", Paint, "theme.group.button", "#ffffff", "#10202f"},
	{"--utrecht-button-primary-action-hover-background-color", Paint, "theme.group.button", "#143858", "#c4e0f8"},
	{"--utrecht-button-primary-action-hover-color", Paint, "theme.group.button", "#ffffff", "#10202f"},
	{"--utrecht-textbox-background-color", Paint, "theme.group.field", "#ffffff", "#15130e"},
	{"--utrecht-textbox-color", Paint, "theme.group.field", "var(--utrecht-document-color)", ""},
	{"--utrecht-textbox-border-color", Paint, "theme.group.field", "#7d7566", "#91897a"},
	{"--utrecht-form-field-error-message-color", Paint, "theme.group.field", "#a32020", "#ffaaa0"},
	{"--utrecht-page-header-background-color", Paint, "theme.group.frame", "#ffffff", "#211e17"},
	{"--utrecht-page-header-color", Paint, "theme.group.frame", "var(--utrecht-document-color)", ""},
	{"--utrecht-page-footer-background-color", Paint, "theme.group.frame", clear, ""},
	{"--utrecht-page-footer-color", Paint, "theme.group.frame", "var(--kp-ink-soft)", ""},
	{"--kp-ink", Paint, "theme.group.own", "var(--utrecht-document-color)", ""},
	{"--kp-ink-soft", Paint, "theme.group.own", "#5a544a", "#b9b1a2"},
	{"--kp-paper", Paint, "theme.group.own", "var(--utrecht-document-background-color)", ""},
	{"--kp-card", Paint, "theme.group.own", "#ffffff", "#211e17"},
	{"--kp-line", Paint, "theme.group.own", "#e4ddd0", "#3a352b"},
	{"--kp-line-strong", Paint, "theme.group.own", "var(--utrecht-textbox-border-color)", ""},
	{"--kp-accent", Paint, "theme.group.own", "var(--utrecht-link-color)", ""},
	{"--kp-accent-strong", Paint, "theme.group.own", "var(--utrecht-link-hover-color)", ""},
	{"--kp-accent-tint", Paint, "theme.group.own", "color-mix(in srgb, var(--kp-accent) 10%, var(--kp-card))", ""},
	{"--kp-mark", Paint, "theme.group.own", "#b4431f", "#ee8f68"},
	{"--kp-success", Paint, "theme.group.state", "#1f5c3a", "#97dcb2"},
	{"--kp-success-tint", Paint, "theme.group.state", "#e2f1e7", "#18301f"},
	{"--kp-warning", Paint, "theme.group.state", "#7a4a00", "#f3c877"},
	{"--kp-warning-tint", Paint, "theme.group.state", "#fcefd3", "#37290c"},
	{"--kp-danger", Paint, "theme.group.state", "#a32020", "#ffaaa0"},
	{"--kp-danger-tint", Paint, "theme.group.state", "#fbe7e4", "#3c1a16"},
	{"--kp-info", Paint, "theme.group.state", "#1d4d78", "#9cc8ef"},
	{"--kp-info-tint", Paint, "theme.group.state", "#e6eef6", "#1c2c3b"},
	{"--kp-neutral", Paint, "theme.group.state", "#4a453c", "#d6cfc1"},
	{"--kp-neutral-tint", Paint, "theme.group.state", "#f0ebe1", "#2c2820"},
	{"--utrecht-button-border-radius", Radius, "theme.group.shape", ".5rem", ""},
	{"--utrecht-textbox-border-radius", Radius, "theme.group.shape", ".5rem", ""},
	{"--kp-radius", Radius, "theme.group.shape", ".75rem", ""},
}

// clear is the one default that is no colour: the page shows through.
const clear = "transparent"

// byName finds a token.
var byName = func() map[string]Token {
	m := map[string]Token{}
	for _, t := range Tokens {
		m[t.Name] = t
	}
	return m
}()

// Scheme is light or dark, as the reader's system asks for.
type Scheme bool

const (
	Light Scheme = false
	Dark  Scheme = true
)

// standard is what the token is without a theme.
func (t Token) standard(s Scheme) string {
	if s == Dark && t.Dark != "" {
		return t.Dark
	}
	return t.Light
}
