package migrations

import (
	"context"
	"crypto/tls"
	"database/sql/driver"
	"errors"
	"io"
	"syscall"

	"github.com/uptrace/bun/driver/pgdriver"
)

// checkConnection looks at an idle socket before it is used again. Without it every pooled connection fails once after the server
// restarted: end of file or unread bytes mean that the server hung up.
func checkConnection(_ context.Context, cn *pgdriver.Conn) error {
	conn := cn.Conn()
	if tc, ok := conn.(*tls.Conn); ok {
		conn = tc.NetConn()
	}
	sc, ok := conn.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return driver.ErrBadConn
	}
	var gone error
	err = raw.Read(func(fd uintptr) bool {
		var b [1]byte
		n, err := syscall.Read(int(fd), b[:])
		switch {
		case n == 0 && err == nil:
			gone = io.EOF
		case n > 0:
			gone = errors.New("unexpected data")
		case !errors.Is(err, syscall.EAGAIN):
			gone = err
		}
		return true
	})
	if err != nil || gone != nil {
		return driver.ErrBadConn
	}
	return nil
}
