package web

import (
	"net"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/migrations/dbtest"
)

// A program that is asked to stop while it starts does stop.
func TestAServerThatWasStoppedBeforeItServesEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		s := newSite(t, db)
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		s.must(err)
		s.must(s.server.Shutdown(t.Context()))
		ended := make(chan error, 1)
		go func() { ended <- s.server.Listen(ln) }()
		select {
		case err := <-ended:
			s.must(err)
		case <-time.After(10 * time.Second):
			t.Fatal("it serves")
		}
	})
}
