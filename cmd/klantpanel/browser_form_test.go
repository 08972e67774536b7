package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// fill types into the field with a name, instead of what it holds.
func (r *reader) fill(name, text string) *reader {
	r.t.Helper()
	kind := step(r, "fill in "+name, chromedp.Evaluate[string](call(`(name, text) => {
		const field = [...document.querySelectorAll("main [name='" + name + "']")].find(f => f.type !== "hidden");
		if (!field) return "";
		if (!["SELECT"].includes(field.tagName) && !["date", "time"].includes(field.type)) { field.focus(); field.select(); return "typed"; }
		if (field.tagName === "SELECT") text = [...field.options].find(o => o.value === text || o.text === text)?.value ?? text;
		field.value = text;
		field.dispatchEvent(new Event("input", {bubbles: true}));
		field.dispatchEvent(new Event("change", {bubbles: true}));
		return field.value === text ? "set" : "";
	}`, name, text)))
	switch kind {
	case "":
		r.fail("%s can't be filled in with %q", name, text)
	case "typed":
		step(r, "type into "+name, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
			_, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: text})
			return err
		}))
	}
	return r
}

// choose ticks what has this name and value, by the words beside it.
func (r *reader) choose(name, value string) *reader {
	r.t.Helper()
	step(r, "choose "+value+" for "+name, chromedp.Click(fmt.Sprintf(`//main//label[.//input[@name=%s and @value=%s]]`, quoted(name), quoted(value))))
	return r
}

// chooseWords ticks the choice of this name that stands beside some words.
func (r *reader) chooseWords(name, words string) *reader {
	r.t.Helper()
	step(r, "choose "+words+" for "+name, chromedp.Click(fmt.Sprintf(`//main//label[.//input[@name=%s]][contains(normalize-space(.), %s)]`, quoted(name), quoted(words))))
	return r
}

// sees waits until the page holds some words.
func (r *reader) sees(words ...string) *reader {
	r.t.Helper()
	for _, w := range words {
		step(r, "see "+w, chromedp.WaitReady(fmt.Sprintf(`//body[contains(normalize-space(.), %s)]`, quoted(w))))
	}
	return r
}

// lacks checks that the page doesn't hold some words.
func (r *reader) lacks(words ...string) *reader {
	r.t.Helper()
	text := r.text("body")
	for _, w := range words {
		if strings.Contains(text, w) {
			r.fail("sees %q", w)
		}
	}
	return r
}

// text is that of the first element that a CSS selector finds, with single spaces; "" when there is none.
func (r *reader) text(find string) string {
	r.t.Helper()
	return step(r, "read "+find, chromedp.Evaluate[string](call(`(find) => (document.querySelector(find)?.innerText ?? "").replace(/\s+/g, " ").trim()`, find)))
}

// value is that of a field.
func (r *reader) value(name string) string {
	r.t.Helper()
	return step(r, "read "+name, chromedp.Evaluate[string](call(`(name) => {
		const fields = [...document.querySelectorAll("[name='" + name + "']")];
		return (fields.find(f => f.checked) ?? fields[0])?.value ?? "";
	}`, name)))
}

// path is where the reader is.
func (r *reader) path() string {
	r.t.Helper()
	return strings.TrimPrefix(step(r, "see where it is", chromedp.Location()), r.BaseURL)
}

// field is the name of a part (text, mark …) of the answer to a question on the form of a round.
func (r *reader) field(question, part string) string {
	r.t.Helper()
	return r.nameBeside(question, part+".")
}

// nameBeside is the name that begins with some letters of the field which stands in one block with some words.
func (r *reader) nameBeside(words, begins string) string {
	r.t.Helper()
	name := step(r, "find the field beside "+words, chromedp.Evaluate[string](call(`(words, begins) => {
		const field = [...document.querySelectorAll("main [name^='" + begins + "']")].find(f => {
			let block = f.closest("fieldset.question, .ordered, li") ?? f.parentElement;
			return block.textContent.replace(/\s+/g, " ").includes(words);
		});
		return field?.name ?? "";
	}`, words, begins)))
	if name == "" {
		r.fail("no field %s… beside %q", begins, words)
	}
	return name
}

// unfold opens the fold that holds a field, unless it is open.
func (r *reader) unfold(name string) *reader {
	r.t.Helper()
	if step(r, "look at the fold of "+name, chromedp.Evaluate[bool](call(`(name) => document.querySelector("[name='" + name + "']").closest("details").open`, name))) {
		return r
	}
	step(r, "unfold "+name, chromedp.Click(fmt.Sprintf(`//main//details[.//*[@name=%s]]/summary`, quoted(name))))
	return r
}

// textOf reads an attribute of the first element that a CSS selector finds.
func textOf(find, attribute string) chromedp.Action[string] {
	return chromedp.Evaluate[string](call(`(find, attribute) => document.querySelector(find)?.getAttribute(attribute) ?? ""`, find, attribute))
}

// call is the expression that calls a function with arguments.
func call(function string, arguments ...any) string {
	given, err := json.Marshal(append([]any{}, arguments...))
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("(%s)(...%s)", function, given)
}

// quoted is a text for XPath, which has no escapes.
func quoted(text string) string {
	if !strings.Contains(text, "'") {
		return "'" + text + "'"
	}
	return `concat('` + strings.ReplaceAll(text, "'", `', "'", '`) + `')`
}
