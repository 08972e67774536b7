package web

import (
	"io"
	"net"
	"sync"
	"time"
)

// lingering keeps reading for a moment when a connection is closed with data still coming in. Otherwise the reader who sends a
// body of 50 MB is reset before the page that says "too large" arrives (RFC 9112 §9.6).
type lingering struct{ net.Listener }

func (l lingering) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if tcp, ok := c.(*net.TCPConn); ok {
		return &lingeringConn{TCPConn: tcp}, nil
	}
	return c, nil
}

type lingeringConn struct {
	*net.TCPConn
	once sync.Once
}

func (c *lingeringConn) Close() (err error) {
	c.once.Do(func() {
		if c.CloseWrite() != nil || c.SetReadDeadline(time.Now().Add(3*time.Second)) != nil {
			err = c.TCPConn.Close()
			return
		}
		go func() {
			io.CopyN(io.Discard, c.TCPConn, 64<<20)
			c.TCPConn.Close()
		}()
	})
	return err
}
