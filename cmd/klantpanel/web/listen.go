package web

import (
	"context"
	"net"
	"sync"
)

// serving is what Listen serves on. fasthttp itself takes a Shutdown that comes before it began for done, and then serves for ever.
type serving struct {
	mu       sync.Mutex
	listener net.Listener
	over     bool
}

// Listen serves on ln until Shutdown, and closes it.
func (s *Server) Listen(ln net.Listener) error {
	s.serving.mu.Lock()
	s.serving.listener = ln
	over := s.serving.over
	s.serving.mu.Unlock()
	if over {
		return ln.Close()
	}
	return s.app.Listener(lingering{ln})
}

// Shutdown lets requests under way finish, at most until ctx ends.
func (s *Server) Shutdown(ctx context.Context) error {
	s.serving.mu.Lock()
	s.serving.over = true
	ln := s.serving.listener
	s.serving.mu.Unlock()
	err := s.app.ShutdownWithContext(ctx)
	if ln != nil {
		ln.Close() // is closed already, unless it wasn't served on yet
	}
	return err
}
