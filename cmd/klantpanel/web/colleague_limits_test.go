package web

import (
	"math"
	"net/netip"
)

// tried counts so many tries against a limit, as if somebody had made them.
func (s *site) tried(what, key string, times int) {
	s.t.Helper()
	for range times {
		must(s.server.Dialogue.Allow(s.t.Context(), what, key, math.MaxInt, limitTerm))(s.t)
	}
}

// address is how the address of all readers of a site is called in the limits.
func (s *site) address() string {
	s.t.Helper()
	return must(s.server.Dialogue.AddressKey(s.t.Context(), netip.IPv4Unspecified()))(s.t)
}
