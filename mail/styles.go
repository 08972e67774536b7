package mail

import (
	"fmt"
	"strings"
)

// The colours of the site (static/styles/10_tokens.css), as %name% in the templates; an organisation's Look is put over them.
var (
	lightColours = map[string]string{"paper": "#fbf8f2", "card": "#ffffff", "ink": "#221f1a", "soft": "#5a544a", "line": "#e4ddd0", "brick": "#b4431f",
		"good": "#1f5c3a", "good-tint": "#e2f1e7", "promise": "#1d4d78", "promise-tint": "#e6eef6",
		"alarm": "#a32020", "late": "#7a4a00", "late-tint": "#fcefd3", "plain": "#4a453c", "plain-tint": "#f0ebe1"}
	darkColours = map[string]string{"paper": "#17150f", "card": "#211e17", "ink": "#f2ede3", "soft": "#b9b1a2", "line": "#3a352b", "brick": "#ee8f68",
		"link": "#9cc8ef", "button": "#9cc8ef", "button-text": "#10202f",
		"good": "#97dcb2", "good-tint": "#18301f", "promise": "#9cc8ef", "promise-tint": "#1c2c3b",
		"alarm": "#ffaaa0", "late": "#f3c877", "late-tint": "#37290c", "plain": "#d6cfc1", "plain-tint": "#2c2820"}
)

// inline puts the styles into the tags when the templates are parsed: many mail programs drop style sheets. Word, which is Outlook's
// engine, knows margins on paragraphs and headings, padding on cells, and heights of lines in pixels only when they are exact. The
// classes are for the dark.
var inline = strings.NewReplacer(
	`<p>`, `<p style="margin:0 0 16px">`,
	`<p class="headline">`, `<p class="ink" style="margin:0 0 6px;color:%ink%;font-size:19px;line-height:27px;font-weight:bold">`,
	`<p class="close">`, `<p style="margin:0 0 6px">`,
	`<p class="soft">`, `<p class="soft" style="margin:0 0 6px;color:%soft%;font-size:15px;line-height:23px">`,
	`<p class="aside">`, `<p class="soft" style="margin:0 0 16px;color:%soft%;font-size:15px;line-height:23px">`,
	`<p class="small">`, `<p class="soft" style="margin:0 0 8px;color:%soft%;font-size:14px;line-height:21px">`,
	`<p class="above">`, `<p class="brick" style="margin:0 0 6px;color:%brick%;font-size:14px;line-height:21px;font-weight:bold">`,
	`<h1>`, `<h1 class="head" style="margin:0 0 20px;color:%heading%;font-size:26px;line-height:33px;mso-line-height-rule:exactly;font-weight:bold">`,
	`<h2>`, `<h2 class="head" style="margin:32px 0 10px;color:%heading%;font-size:20px;line-height:27px;mso-line-height-rule:exactly;font-weight:bold">`,
	`<h3>`, `<h3 class="ink" style="margin:0 0 4px;color:%ink%;font-size:17px;line-height:25px;mso-line-height-rule:exactly;font-weight:bold">`,
	`<ul>`, `<ul style="margin:0 0 16px;padding:0 0 0 22px">`,
	`<ul class="numbered">`, `<ul style="margin:0 0 16px;padding:0;list-style:none">`,
	`<ol>`, `<ol style="margin:0 0 16px;padding:0 0 0 26px">`,
	`<li>`, `<li style="margin:0 0 8px">`,
	`<table>`, `<table role="presentation" cellpadding="0" cellspacing="0" border="0">`,
	`<table class="close">`, `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 8px">`,
	`<table class="apart">`, `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 18px">`,
	`<table class="wide">`, `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">`,
	`<td class="quote">`, `<td class="soft line" style="padding:0 0 0 14px;border-left:3px solid %line%;color:%soft%">`,
	`<td class="room">`, `<td style="padding:14px 0 0">`,
	`<td class="entry">`, `<td class="line" style="padding:14px 0 10px;border-top:1px solid %line%">`,
	`<td class="good">`, badgeCell("good"), `<td class="promise">`, badgeCell("promise"),
	`<td class="late">`, badgeCell("late"), `<td class="plain">`, badgeCell("plain"),
	`<span class="good">`, chip("good"), `<span class="promise">`, chip("promise"), `<span class="late">`, chip("late"), `<span class="plain">`, chip("plain"),
	`<strong class="alarm">`, `<strong class="alarm" style="color:%alarm%">`,
	`<a class="link"`, `<a class="link" style="color:%link%"`,
)

// badgeCell is a word on a tint of its own; padding stays on a cell where Word drops it from a span.
func badgeCell(tone string) string {
	return fmt.Sprintf(`<td class="%s" bgcolor="%%%[1]s-tint%%" style="padding:2px 10px;border-radius:6px;background-color:%%%[1]s-tint%%;color:%%%[1]s%%;font-size:14px;line-height:21px;font-weight:bold">`, tone)
}

// chip is the symbol before a heading.
func chip(tone string) string {
	return fmt.Sprintf(`<span class="%s" aria-hidden="true" style="padding:0 7px;border-radius:6px;background-color:%%%[1]s-tint%%;color:%%%[1]s%%">`, tone)
}

// colours gives the templates their colours. What is written over a colour here has been checked by Look.complete.
func colours(look Look) *strings.Replacer {
	own := look.complete()
	pairs := []string{"%dark%", darkRules(own.Button == ownLook.Button && own.ButtonText == ownLook.ButtonText),
		"%link%", own.Link, "%heading%", own.Heading, "%button%", own.Button, "%button-text%", own.ButtonText}
	for name, colour := range lightColours {
		pairs = append(pairs, "%"+name+"%", colour)
	}
	return strings.NewReplacer(pairs...)
}

// darkRules turn the colours around where the reader's system is dark, once as the standard has it and once for Outlook on the web,
// which marks what it recoloured. A button in the organisation's own colours keeps them: they were chosen for each other.
func darkRules(ownButton bool) string {
	rules := []struct{ class, text, ground, edge string }{
		{"paper", "", "paper", ""}, {"card", "", "card", ""}, {"ink", "ink", "", ""}, {"head", "ink", "", ""}, {"soft", "soft", "", ""},
		{"brick", "brick", "", ""}, {"alarm", "alarm", "", ""}, {"link", "link", "", ""}, {"line", "", "", "line"},
		{"good", "good", "good-tint", ""}, {"promise", "promise", "promise-tint", ""}, {"late", "late", "late-tint", ""}, {"plain", "plain", "plain-tint", ""},
	}
	if ownButton {
		rules = append(rules, []struct{ class, text, ground, edge string }{{"press", "", "button", ""}, {"button", "button-text", "", ""}, {"tick", "button-text", "", ""}}...)
	}
	var media, outlook strings.Builder
	for _, r := range rules {
		for _, part := range []struct{ mark, property, colour string }{{"[data-ogsc]", "color", r.text}, {"[data-ogsb]", "background-color", r.ground}, {"[data-ogsc]", "border-color", r.edge}} {
			if part.colour != "" {
				fmt.Fprintf(&media, ".%s{%s:%s!important}", r.class, part.property, darkColours[part.colour])
				fmt.Fprintf(&outlook, "%s .%s{%s:%s!important}", part.mark, r.class, part.property, darkColours[part.colour])
			}
		}
	}
	return "@media (prefers-color-scheme:dark){\n" + media.String() + "\n}\n" + outlook.String() + "\n"
}
