package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// The browser tests drive a real Chromium. .ci/test.sh names it in KLANTPANEL_TEST_CHROMIUM, and axe-core in KLANTPANEL_TEST_AXE.

// stepPatience is for one step of a reader, on a busy machine with the race detector.
const stepPatience = 30 * time.Second

// chromium is one browser for all tests; each reader gets a profile of its own in it.
var chromium struct {
	start sync.Once
	ctx   context.Context
	err   error
	stop  func()
}

func TestMain(m *testing.M) {
	code := m.Run()
	if chromium.stop != nil {
		chromium.stop()
	}
	os.Exit(code)
}

// required gives the value of an environment variable. Without it the test is skipped, or fails where nothing may be skipped.
func required(t testing.TB, name, what string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" && os.Getenv("KLANTPANEL_REQUIRE_ALL") == "1" {
		t.Fatalf("%s is not set: %s", name, what)
	}
	if value == "" {
		t.Skipf("%s is not set: %s", name, what)
	}
	return value
}

// browser is the context of the one Chromium, which starts at the first call.
func browser(t testing.TB) context.Context {
	t.Helper()
	path := required(t, "KLANTPANEL_TEST_CHROMIUM", "no browser to test with")
	chromium.start.Do(func() { chromium.ctx, chromium.stop, chromium.err = startChromium(path) })
	if chromium.err != nil {
		t.Fatalf("chromium: %v", chromium.err)
	}
	return chromium.ctx
}

func startChromium(path string) (context.Context, func(), error) {
	path, err := exec.LookPath(path)
	if err != nil {
		return nil, nil, err
	}
	profile, err := os.MkdirTemp("", "klantpanel-chromium-")
	if err != nil {
		return nil, nil, err
	}
	// Pages that are waited for must not be slowed down because another reader's is in front; and nothing may leave the machine.
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.UserDataDir(filepath.Join(profile, "profile")), chromedp.WindowSize(1280, 900),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("force-color-profile", "srgb"), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("accept-lang", "nl"))
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stopBrowser := chromedp.NewContext(allocator)
	stop := func() {
		stopBrowser()
		stopAllocator()
		os.RemoveAll(profile)
	}
	// The first run starts the browser, and its context is the browser's life: no deadline here.
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		stop()
		return nil, nil, err
	}
	return ctx, stop, nil
}

// device is what somebody reads on.
type device struct {
	name          string
	width, height int64
	mobile        bool
	scripts       bool
	scheme        string // light or dark
}

var (
	desk            = device{"desk", 1280, 900, false, true, "light"}
	phone           = device{"phone", 390, 844, true, true, "light"}
	plainPhone      = device{"phone without scripts", 320, 640, true, false, "light"}
	reducedMotion   = &emulation.MediaFeature{Name: "prefers-reduced-motion", Value: "reduce"}
	narrowestScreen = int64(320) // WCAG 2.2 SC 1.4.10
)

// emulate makes a tab behave as a device.
func (d device) emulate(ctx context.Context) error {
	if err := d.resize(ctx, d.width); err != nil {
		return err
	}
	scheme := &emulation.MediaFeature{Name: "prefers-color-scheme", Value: d.scheme}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{scheme, reducedMotion}}); err != nil {
		return err
	}
	return scripts(ctx, d.scripts)
}

func (d device) resize(ctx context.Context, width int64) error {
	_, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride,
		emulation.SetDeviceMetricsOverrideParams{Width: width, Height: d.height, DeviceScaleFactor: 1, Mobile: d.mobile || width < d.width})
	return err
}

// scripts says whether a page's own scripts may run; what a test evaluates runs all the same.
func scripts(ctx context.Context, on bool) error {
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
	return err
}
