package back

import (
	"net"
	"slices"
	"sync"
)

// crowd is a listener that has at most so many connections open. One more takes the place of the oldest: whoever holds connections
// without handing anything over can't keep the mail server out, and a mail that is cut off comes again.
type crowd struct {
	net.Listener
	most int

	mu   sync.Mutex
	open []*guest // the oldest first
}

// guest is one connection of a crowd.
type guest struct {
	net.Conn
	crowd *crowd
}

// Accept makes room for the connection that it returns.
func (c *crowd) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.open) >= c.most {
		c.open[0].Conn.Close() // whoever reads from it finds out, and ends
		c.open = slices.Delete(c.open, 0, 1)
	}
	g := &guest{conn, c}
	c.open = append(c.open, g)
	return g, nil
}

// Close gives the place free.
func (g *guest) Close() error {
	g.crowd.mu.Lock()
	defer g.crowd.mu.Unlock()
	g.crowd.open = slices.DeleteFunc(g.crowd.open, func(other *guest) bool { return other == g })
	return g.Conn.Close()
}
