package mail

import "strings"

// inline puts the styles into the tags when the templates are parsed: many mail programs drop style sheets. The classes are for the few
// rules in the layout that turn the colours around in the dark.
var inline = strings.NewReplacer(
	`<p>`, `<p style="margin:0 0 16px">`,
	`<p class="small">`, `<p class="soft" style="margin:0 0 8px;font-size:14px;color:#55606b">`,
	`<h2>`, `<h2 class="line" style="margin:32px 0 12px;padding:0 0 6px;border-bottom:2px solid #d5dde5;font-size:19px;line-height:1.3">`,
	`<h3>`, `<h3 style="margin:0 0 6px;font-size:16px;line-height:1.4">`,
	`<ul>`, `<ul style="margin:0 0 16px;padding:0 0 0 20px">`,
	`<li>`, `<li style="margin:0 0 8px">`,
	`<blockquote>`, `<blockquote class="line" style="margin:0 0 10px;padding:2px 0 2px 12px;border-left:3px solid #9fb3c8">`,
	`<div class="entry">`, `<div style="margin:0 0 22px">`,
	`<span class="badge">`, `<span class="badge" style="display:inline-block;margin:0 0 6px;padding:2px 10px;border-radius:12px;background:#dfeaf4;color:#123a5c;font-size:13px;font-weight:bold">`,
	`<a class="plain"`, `<a class="link" style="color:#0b5394"`,
	`<a class="button"`, `<a class="button" style="display:inline-block;padding:12px 22px;border-radius:6px;background:#0b5394;color:#ffffff;font-weight:bold;text-decoration:none"`,
)
