package paneltest

import (
	"errors"
	"slices"
	"testing"

	"klantpanel/panel"
)

// OK fails the test when there is an error.
func OK(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// Refused fails the test unless err is a problem with this message, or problems with it among them.
func Refused(tb testing.TB, err error, message string) {
	tb.Helper()
	says := func(p *panel.Problem) bool { return p.Message == message }
	var many panel.Problems
	if errors.As(err, &many) && slices.ContainsFunc(many, says) {
		return
	}
	var one *panel.Problem
	if !errors.As(err, &one) || !says(one) {
		tb.Fatalf("refused with %v, want %s", err, message)
	}
}
