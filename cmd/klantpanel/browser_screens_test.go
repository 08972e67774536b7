package main

import (
	"context"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// screen is on what a page is looked at, without opening it anew.
type screen struct {
	name   string
	width  int64
	zoom   float64
	scheme string
	rules  []string // of axe; nil for all of them
}

// layoutRules are those of axe whose outcome can depend on the width: something is shown, hidden or laid out in another way there.
var layoutRules = []string{"target-size", "scrollable-region-focusable", "landmark-unique", "region", "heading-order", "page-has-heading-one",
	"link-name", "button-name", "label", "aria-hidden-focus", "skip-link", "list", "listitem"}

// contrast is the only rule whose outcome depends on colours. It is the slowest too.
const contrast = "color-contrast"

// wordRules are those of axe whose outcome can depend on what a page says or how its parts follow each other.
var wordRules = []string{"aria-allowed-role", "aria-required-children", "aria-required-parent", "aria-valid-attr-value", "bypass", "button-name", "document-title",
	"duplicate-id-aria", "empty-heading", "empty-table-header", "form-field-multiple-labels", "heading-order", "html-has-lang", "html-lang-valid",
	"label", "label-title-only", "landmark-one-main", "landmark-unique", "link-name", "list", "listitem", "definition-list", "dlitem", "page-has-heading-one",
	"region", "scope-attr-valid", "select-name", "summary-name", "svg-img-alt", "table-duplicate-name", "td-headers-attr", "th-has-data-cells", "valid-lang"}

// screens are a desk, the same at 200 % (half as wide), a tablet and the narrowest phone. Where a page has an element that wasn't yet
// looked at within the same elements, all of axe's rules run on the first and those that may find something else on the others.
// Where it has none, sizes and colours are known, for they come from the elements and not from the words: then each width is
// looked at once, and axe's rules about what the page says run.
var screens = []screen{
	{"desk", 1280, 1, "light", nil},
	{"desk in the dark", 1280, 1, "dark", []string{}},
	{"desk at 200 %", 640, 2, "dark", []string{}},
	{"tablet in the dark", 768, 1, "dark", []string{}},
	{"tablet", 768, 1, "light", layoutRules},
	{"phone", 320, 1, "light", layoutRules},
	{"phone in the dark", 320, 1, "dark", []string{}},
}

// onEveryScreen checks the page that the reader has come to on each screen, unless the same page was checked before.
func (r *reader) onEveryScreen(c *colours) {
	r.t.Helper()
	if !r.isNew() {
		return
	}
	fresh := c.areNew(step(r, "read what has colours", chromedp.Evaluate[[]string](call(chains))))
	widths := map[int64]bool{}
	for _, s := range screens {
		rules := s.rules
		switch {
		case fresh && rules != nil:
			rules = append(slices.Clone(rules), contrast)
		case !fresh && widths[s.width]:
			continue
		case !fresh && rules == nil:
			rules = wordRules
		case !fresh:
			rules = []string{}
		}
		widths[s.width] = true
		for _, fault := range step(r, "look on a "+s.name, r.faults(s, rules)) {
			if _, told := c.told.LoadOrStore(withoutIDs(r.path())+fault, true); told {
				continue
			}
			r.t.Errorf("%s, on a %s, at %s: %s", r.who, s.name, r.path(), fault)
		}
	}
}

// faults changes the screen under a page, and gives what is wrong with it there.
func (r *reader) faults(s screen, rules []string) chromedp.Action[[]string] {
	return func(ctx context.Context, _ *chromedp.Target) ([]string, error) {
		size := emulation.SetDeviceMetricsOverrideParams{Width: s.width, Height: r.height, DeviceScaleFactor: s.zoom}
		if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, size); err != nil {
			return nil, err
		}
		if err := media(ctx, "", s.scheme); err != nil {
			return nil, err
		}
		var faults []string
		out, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](call(sideways)))
		if err != nil || len(out) > 0 {
			faults = append(faults, "it has to be scrolled sideways: "+strings.Join(out, ", "))
		}
		if err != nil || rules != nil && len(rules) == 0 {
			return faults, err
		}
		found, err := chromedp.Run(ctx, chromedp.Evaluate[[]violation](call(runRules, rules), chromedp.EvalAwaitPromise))
		for _, v := range found {
			faults = append(faults, "axe: "+v.Rule+" ("+v.Impact+")\n\t"+strings.Join(v.Where, "\n\t"))
		}
		return faults, err
	}
}

// media says in which medium ("print", or "" for a screen) and colours the tab shows its pages.
func media(ctx context.Context, medium, scheme string) error {
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, reducedMotion}
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: medium, Features: features})
	return err
}

// bringsAxe makes axe ready in every page that the tab opens from now on.
func (r *reader) bringsAxe() {
	r.t.Helper()
	step(r, "bring axe", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: axeSource(r.t)})
		return err
	}))
}

const runRules = `(only) => axe.run(document, {
	runOnly: only ?? ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
	resultTypes: ["violations"], reporter: "no-passes", preload: false, iframes: false,
}).then(found => found.violations.map(v => ({rule: v.id, impact: v.impact ?? "",
	where: v.nodes.slice(0, 4).map(n => n.target.join(" ") + " – " + [...n.any, ...n.all, ...n.none].map(c => c.message).join("; "))})))`

// chains are the elements of a page, each with those that it stands in and what a style can tell them by.
const chains = `() => {
	const found = new Set(), name = e => [e.tagName, e.className.baseVal ?? e.className, e.type, e.getAttribute("aria-current"),
		e.getAttribute("aria-invalid"), e.disabled ? "disabled" : "", e.open ? "open" : "", e.checked ? "checked" : ""].join("|");
	const into = (e, above) => { const chain = above + ">" + name(e); found.add(chain); for (const inner of e.children) into(inner, chain); };
	into(document.body, "");
	return [...found];
}`
