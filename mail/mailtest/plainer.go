package mailtest

import (
	"net"
	"slices"
)

// plainer is a listener whose server offers less than it can.
type plainer struct {
	net.Listener
	options Options
}

func (l plainer) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	var hidden []string
	if l.options.NoPipelining {
		hidden = append(hidden, "250-PIPELINING\r\n")
	}
	if l.options.NoChunking {
		hidden = append(hidden, "250-CHUNKING\r\n")
	}
	return plainConn{conn, hidden}, nil
}

// plainConn leaves lines out. The server writes each line of an answer by itself.
type plainConn struct {
	net.Conn
	hidden []string
}

func (c plainConn) Write(line []byte) (int, error) {
	if slices.Contains(c.hidden, string(line)) {
		return len(line), nil
	}
	return c.Conn.Write(line)
}
