package web

import (
	"crypto/rand"
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// letter answers with the HTML of a letter alone, as an attacker's page would be shown: no script, no form, no origin.
func (r *Request) letter(letter string) error {
	body, nonce, err := withoutInlineStyles(letter)
	if err != nil {
		return err
	}
	r.Ctx.Set("Content-Security-Policy", "sandbox allow-top-navigation; default-src 'none'; img-src data:; style-src 'nonce-"+nonce+"'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	r.Ctx.Set("Content-Type", "text/html; charset=utf-8")
	return r.Ctx.SendString(body)
}

// withoutInlineStyles moves the style attributes of a letter into one style element with a nonce. Letters need them for mail
// programs, our own pages refuse them; so the letter can be looked at without loosening the policy.
func withoutInlineStyles(letter string) (body, nonce string, err error) {
	doc, err := html.Parse(strings.NewReader(letter))
	if err != nil {
		return "", "", fmt.Errorf("letter: %w", err)
	}
	nonce = rand.Text()
	var head *html.Node
	var rules strings.Builder
	classes := map[string]string{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.DataAtom == atom.Head {
			head = n
		}
		if n.DataAtom == atom.Style {
			n.Attr = append(n.Attr, html.Attribute{Key: "nonce", Val: nonce})
		}
		styleToClass(n, classes, &rules)
	}
	style := &html.Node{Type: html.ElementNode, Data: "style", DataAtom: atom.Style, Attr: []html.Attribute{{Key: "nonce", Val: nonce}}}
	style.AppendChild(&html.Node{Type: html.TextNode, Data: strings.ReplaceAll(rules.String(), "<", "")})
	head.InsertBefore(style, head.FirstChild) // before the letter's own rules, which may override with !important
	var b strings.Builder
	if err := html.Render(&b, doc); err != nil {
		return "", "", fmt.Errorf("letter: %w", err)
	}
	return b.String(), nonce, nil
}

// styleToClass gives equal styles one class.
func styleToClass(n *html.Node, classes map[string]string, rules *strings.Builder) {
	for i, a := range n.Attr {
		if a.Key != "style" {
			continue
		}
		class, known := classes[a.Val]
		if !known {
			class = fmt.Sprintf("letter-%d", len(classes))
			classes[a.Val] = class
			fmt.Fprintf(rules, ".%s{%s}\n", class, strings.NewReplacer("{", "", "}", "").Replace(a.Val))
		}
		n.Attr = append(n.Attr[:i:i], n.Attr[i+1:]...)
		for j := range n.Attr {
			if n.Attr[j].Key == "class" {
				n.Attr[j].Val += " " + class
				return
			}
		}
		n.Attr = append(n.Attr, html.Attribute{Key: "class", Val: class})
		return
	}
}
