package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// What a page may cost at most over the wire, with all that belongs to it, for a browser that has kept nothing.
const (
	mostBytes    = 60_000
	mostRequests = 4
)

// scales weigh what a tab fetches.
type scales struct {
	mu    sync.Mutex
	asked []string // addresses
	bytes float64  // as they came over the wire, with their headers
}

// weighs lets the tab keep nothing from page to page, and weighs what it fetches.
func (r *reader) weighs() *scales {
	r.t.Helper()
	s := &scales{}
	if err := chromedp.Listen(r.tab, s.listen); err != nil {
		r.t.Fatal(err)
	}
	step(r, "keep nothing", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
		return err
	}))
	return s
}

func (s *scales) listen(event any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, "data:") {
			s.asked = append(s.asked, e.Request.URL)
		}
	case *network.EventLoadingFinished:
		s.bytes += e.EncodedDataLength
	}
}

func (s *scales) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked, s.bytes = nil, 0
}

// heaviest is the page that weighs most.
type heaviest struct {
	mu       sync.Mutex
	page     string
	bytes    float64
	requests int
}

// add checks what a page weighs, and that it asks nothing of another host.
func (h *heaviest) add(t *testing.T, page string, s *scales, base string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bytes < 1000 || s.bytes > mostBytes || len(s.asked) == 0 || len(s.asked) > mostRequests {
		t.Errorf("%s weighs %.1f kB in %d requests: %q", page, s.bytes/1000, len(s.asked), s.asked)
	}
	for _, url := range s.asked {
		if !strings.HasPrefix(url, base+"/") {
			t.Errorf("%s asks for %s", page, url)
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.bytes > h.bytes {
		h.page, h.bytes, h.requests = page, s.bytes, len(s.asked)
	}
}

func (h *heaviest) String() string {
	return fmt.Sprintf("the heaviest page is that of %s: %.1f kB over the wire, %d requests", h.page, h.bytes/1000, h.requests)
}
