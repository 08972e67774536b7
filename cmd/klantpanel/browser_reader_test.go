package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// reader is somebody with a browser of their own. Each page that they meet is checked, see meets.
type reader struct {
	*world
	device
	t         testing.TB
	who       string
	tab       context.Context
	without   []string // rules of axe that don't hold for what is read
	unchecked bool     // the pages are only looked at
	answered  int64    // the status of the next page

	mu         sync.Mutex
	complaints []string // of the browser, about the page
}

// newReader opens a browser on a device.
func (w *world) newReader(t testing.TB, who string, d device) *reader {
	t.Helper()
	r := &reader{world: w, device: d, t: t, who: who, answered: 200}
	tab, close := chromedp.NewContext(browser(t), chromedp.WithNewBrowserContext())
	t.Cleanup(close)
	r.tab = tab
	if err := chromedp.Do(tab, chromedp.Navigate("about:blank")); err != nil { // opens the tab: no deadline on the first run
		t.Fatal(err)
	}
	if err := chromedp.Listen(tab, r.listen); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.leave)
	if err := d.emulate(tab); err != nil {
		t.Fatal(err)
	}
	return r
}

// listen notes scripts that fail and what the policy refuses. An answer of 422 is no fault: it is said in the page.
func (r *reader) listen(event any) {
	text := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		text = e.ExceptionDetails.Text
	case *log.EventEntryAdded:
		sandboxed := strings.HasPrefix(e.Entry.Text, "Blocked script execution") // a letter's page refuses what the test evaluates
		if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork && !sandboxed {
			text = e.Entry.Text
		}
	}
	if text != "" {
		r.mu.Lock()
		r.complaints = append(r.complaints, text)
		r.mu.Unlock()
	}
}

// leave reports what the browser complained about.
func (r *reader) leave() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, text := range r.complaints {
		r.t.Errorf("%s: the browser complains: %s", r.who, text)
	}
}

// step runs something in the tab; what takes too long or fails ends the test with a picture.
func step[T any](r *reader, what string, action chromedp.Action[T]) T {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.tab, stepPatience)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		r.fail("%s: %v", what, err)
	}
	return value
}

// fail ends the test with what the reader sees.
func (r *reader) fail(format string, args ...any) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.tab, stepPatience)
	defer cancel()
	place, _ := chromedp.Run(ctx, chromedp.Location())
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText`))
	shown := "no picture could be made"
	if picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100)); err == nil {
		shown = filepath.Join(r.t.ArtifactDir(), strings.NewReplacer("/", "-", " ", "-").Replace(r.who)+".png")
		write(r.t, shown, picture)
	}
	r.t.Fatalf("%s, on a %s, at %s: %s\npicture: %s\n%s", r.who, r.device.name, place, fmt.Sprintf(format, args...), shown, text)
}

// open goes to a page as somebody who types its address.
func (r *reader) open(path string) *reader {
	r.t.Helper()
	r.goes("open "+path, func() (*network.Response, error) {
		ctx, cancel := context.WithTimeout(r.tab, stepPatience)
		defer cancel()
		return chromedp.RunResponse(ctx, chromedp.Navigate(r.BaseURL+path))
	})
	return r
}

// press clicks what find (CSS or XPath) selects, waits for the page that comes of it, and looks at that.
func (r *reader) press(find string) *reader {
	r.t.Helper()
	r.goes("press "+find, func() (*network.Response, error) {
		ctx, cancel := context.WithTimeout(r.tab, stepPatience)
		defer cancel()
		return chromedp.RunResponse(ctx, chromedp.Click(find))
	})
	return r
}

// follow presses the link in the page's own part that holds some words.
func (r *reader) follow(words string) *reader {
	r.t.Helper()
	return r.press(fmt.Sprintf(`//main//a[contains(normalize-space(.), %s)]`, quoted(words)))
}

// send presses the main button of a form: the only one, or that of the form which find selects.
func (r *reader) send(form string) *reader {
	r.t.Helper()
	return r.press(form + ` button.button:not(.button--secondary):not([hidden])`)
}

// expects says with which status the next page will come.
func (r *reader) expects(status int64) *reader {
	r.answered = status
	return r
}

// refused presses the main button of a form that can't be accepted as it is: the page comes back and says why.
func (r *reader) refused(form string) *reader {
	r.t.Helper()
	r.expects(422).send(form)
	step(r, "see what is wrong", chromedp.WaitReady(chromedp.CSS("main .error-summary")))
	return r
}

func (r *reader) goes(what string, navigate func() (*network.Response, error)) {
	r.t.Helper()
	answer, err := navigate()
	if err != nil {
		r.fail("%s: %v", what, err)
	}
	want := r.answered
	r.answered = 200
	if answer != nil && answer.Status != want {
		r.fail("%s: answered %d, want %d", what, answer.Status, want)
	}
	r.meets()
}

// signIn asks for a link, and presses the button on the page that it leads to.
func (r *reader) signIn(address string) *reader {
	r.t.Helper()
	r.open("/sign-in").fill("email", address).send("main form")
	r.post()
	link := regexp.MustCompile(`/sign-in/[\w-]{20,}`).FindString(r.newestMail(address, "").Text)
	return r.open(link).send("main form")
}

func write(t testing.TB, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
