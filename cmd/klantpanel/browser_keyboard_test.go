package main

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Somebody without a mouse: every step is a key that is pressed and let go. Nothing is clicked, focused or filled in by a script.

// focused is what has the focus, as a screen reader says it.
type focused struct {
	Role, Name string
	Groups     string // where a link leads, what a choice means; the legends and labels of the groups that it stands in
	Value      string
	Hidden     string // why somebody who looks can't see that it has the focus; "" when they can
}

func (f focused) is(role string, words []string) bool {
	if f.Role != role {
		return false
	}
	for _, w := range words {
		if !strings.Contains(f.Name, w) && !strings.Contains(f.Groups, w) {
			return false
		}
	}
	return true
}

// mostTabs is more than any page of the tests has to be tabbed through.
const mostTabs = 250

var keys = map[string]string{"Tab": kb.Tab, "Enter": kb.Enter, "Space": " ", "Escape": kb.Escape, "Home": kb.Home, "End": kb.End,
	"ArrowDown": kb.ArrowDown, "ArrowUp": kb.ArrowUp, "ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight}

// presses presses keys one after the other: those named in keys, with Shift+ before them or not, or a single letter.
func (r *reader) presses(names ...string) *reader {
	r.t.Helper()
	for _, name := range names {
		step(r, "press "+name, r.key(name))
	}
	return r
}

func (r *reader) key(name string) chromedp.Action[chromedp.Void] {
	plain, shifted := strings.CutPrefix(name, "Shift+")
	key, known := keys[plain]
	if !known {
		key = plain
	}
	if !shifted {
		return chromedp.KeyEvent(key)
	}
	return chromedp.KeyEvent(key, chromedp.KeyModifiers(kb.ModifierShift))
}

// types types a text on the keyboard into what has the focus.
func (r *reader) types(text string) *reader {
	r.t.Helper()
	step(r, "type "+text, chromedp.KeyEvent(text))
	return r
}

// tabTo presses Tab until the focus is on something with this role (ARIA's: link, button, textbox, radio, checkbox …) that says these
// words, leads to such an address, or stands in groups that say them. On the way every focus has to be visible.
func (r *reader) tabTo(role string, words ...string) *reader {
	r.t.Helper()
	return r.keyTo("Tab", mostTabs, role, words)
}

// tabBackTo is tabTo with Shift+Tab.
func (r *reader) tabBackTo(role string, words ...string) *reader {
	r.t.Helper()
	return r.keyTo("Shift+Tab", mostTabs, role, words)
}

// arrowTo goes through a group of radios from the one that has the focus, which chooses each in passing.
func (r *reader) arrowTo(words ...string) *reader {
	r.t.Helper()
	return r.keyTo("ArrowDown", 30, "radio", words)
}

func (r *reader) keyTo(key string, most int, role string, words []string) *reader {
	r.t.Helper()
	var passed []string
	for range most {
		r.presses(key)
		f := r.focus()
		if f.Hidden != "" {
			r.fail("the focus on %s %q can't be seen: %s", f.Role, f.Name, f.Hidden)
		}
		if f.is(role, words) {
			return r
		}
		passed = append(passed, f.Role+" "+f.Name)
	}
	r.fail("no %s %q within %d times %s; there were %q", role, words, most, key, passed)
	return r
}

// goesBy presses a key and waits for the page that comes of it: Enter on a link or a button, Space on a button.
func (r *reader) goesBy(key string) *reader {
	r.t.Helper()
	r.goes("press "+key, func() (*network.Response, error) {
		ctx, cancel := context.WithTimeout(r.tab, stepPatience)
		defer cancel()
		return chromedp.RunResponse(ctx, r.key(key))
	})
	return r
}

// showsFocus says why the focus can't be seen. A control that is drawn by something else shows it there: by its label, or by what stands
// right after it.
const showsFocus = `(function() {
	const box = this.getBoundingClientRect();
	if (this === document.body || this === document.documentElement) return "";
	if (box.bottom < 1 || box.right < 1 || box.top > innerHeight - 1 || box.left > innerWidth - 1) return "it is outside the screen";
	const outlined = e => e && getComputedStyle(e).outlineStyle !== "none" && parseFloat(getComputedStyle(e).outlineWidth) > 0;
	const seen = outlined(this) || outlined(this.nextElementSibling) || outlined(this.closest("label")) || getComputedStyle(this).boxShadow !== "none";
	return seen ? "" : "there is neither an outline nor a shadow";
})`

// groupsOf are the words of the groups around a control.
const groupsOf = `(function() {
	const said = [this.getAttribute("href") ?? (["radio", "checkbox"].includes(this.type) ? this.value : "")];
	for (let e = this.parentElement; e; e = e.parentElement) {
		if (e.tagName === "FIELDSET") said.push(e.querySelector("legend")?.textContent ?? "");
		const label = e.getAttribute("aria-labelledby")?.split(" ").map(id => document.getElementById(id)?.textContent ?? "").join(" ") ?? e.getAttribute("aria-label");
		if (label) said.push(label);
	}
	return said.join(" · ").replace(/\s+/g, " ");
})`

// focus is what has the focus now. Its role and name are those that Chromium gives to screen readers.
func (r *reader) focus() focused {
	r.t.Helper()
	return step(r, "see what has the focus", func(ctx context.Context, _ *chromedp.Target) (focused, error) {
		active, err := chromedp.Call(ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: "document.activeElement ?? document.body"})
		if err != nil {
			return focused{}, err
		}
		id := active.Result.ObjectID
		tree, err := chromedp.Call(ctx, accessibility.GetPartialAXTree, accessibility.GetPartialAXTreeParams{ObjectID: id, FetchRelatives: new(bool)})
		if err != nil {
			return focused{}, err
		}
		var f focused
		if len(tree.Nodes) > 0 {
			f.Role, f.Name, f.Value = spoken(tree.Nodes[0].Role), spoken(tree.Nodes[0].Name), spoken(tree.Nodes[0].Value)
		}
		for function, into := range map[string]*string{groupsOf: &f.Groups, showsFocus: &f.Hidden} {
			answer, err := chromedp.Call(ctx, runtime.CallFunctionOn, runtime.CallFunctionOnParams{FunctionDeclaration: function, ObjectID: id})
			if err != nil {
				return f, err
			}
			*into = unquoted(answer.Result.Value)
		}
		return f, nil
	})
}

func spoken(value *accessibility.Value) string {
	if value == nil {
		return ""
	}
	return strings.Join(strings.Fields(unquoted(value.Value)), " ")
}

// unquoted is the text in a value of the protocol, or the value itself when it isn't a text.
func unquoted[T ~[]byte](value T) string {
	var text string
	if json.Unmarshal(value, &text) != nil {
		return string(value)
	}
	return text
}
