package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// shownIn is the address of what came to stand in the only frame of a site's page.
func (r *reader) shownIn(site string) string {
	r.t.Helper()
	step(r, "open "+site, chromedp.Navigate(site))
	return step(r, "see what stands in it", func(ctx context.Context, _ *chromedp.Target) (string, error) {
		for ; ; runtime.Gosched() { // a frame is fetched after the page around it
			found, err := chromedp.Call(ctx, page.GetFrameTree, struct{}{})
			if err != nil {
				return "", err
			}
			if frames := found.FrameTree.ChildFrames; len(frames) == 1 && frames[0].Frame.URL != "" && frames[0].Frame.URL != "about:blank" {
				return frames[0].Frame.URL, nil
			}
		}
	})
}

func TestInTheBrowserTheBlockStandsOnTheIntranetAndNowhereElse(t *testing.T) {
	w := demoWorld(t, demoDay)
	r := w.newReader(t, "administrator", desk).playsRole("administrator").open("/feeds")
	code := step(r, "read the code", chromedp.Evaluate[string](`document.querySelector("textarea[data-copy]").value`))
	feed := step(r, "read the address", chromedp.Evaluate[string](`document.querySelector("[id^=json-]").value`))
	if !strings.Contains(code, w.BaseURL+"/feeds/by/") {
		t.Fatalf("the code is %s", code)
	}
	serve := func() string {
		site := httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) {
			answer.Header().Set("Content-Type", "text/html; charset=utf-8")
			answer.Write([]byte("<!doctype html><title>Intranet</title>" + code))
		}))
		t.Cleanup(site.Close)
		return site.URL
	}
	intranet, elsewhere := serve(), serve()
	r.open("/settings").fill("frame_sites", intranet).send("main form")
	block := strings.Split(code, `"`)[1]
	for _, d := range []device{desk, phone} {
		w.newReader(t, "visitor", d).open(strings.TrimPrefix(block, w.BaseURL)).sees("U zei, wij deden", "Lees alles")
	}
	if shown := r.shownIn(intranet); shown != block {
		t.Errorf("on the intranet stands %q", shown)
	}
	step(r, "have a script of the intranet read the feed", chromedp.Evaluate[chromedp.Void](call(`(feed) => { fetch(feed).then(f => f.json()).then(f => document.title = f.title) }`, feed)))
	title := step(r, "see what it read", chromedp.Poll[string](`document.title === "Intranet" ? "" : document.title`))
	if !strings.HasSuffix(title, ": u zei, wij deden") {
		t.Errorf("a script of the intranet reads %q", title)
	}
	if shown := r.shownIn(elsewhere); shown == block {
		t.Error("another site shows it too")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.complaints) == 0 || !strings.Contains(r.complaints[0], "frame-ancestors") {
		t.Errorf("the browser says %q", r.complaints)
	}
	r.complaints = nil
}
