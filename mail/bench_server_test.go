package mail_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// receiverSetting makes this test's program a receiving server instead: its settings are "chunking", "5ms" or both.
const receiverSetting = "KLANTPANEL_TEST_RECEIVER"

func TestMain(m *testing.M) {
	if settings, ok := os.LookupEnv(receiverSetting); ok {
		receive(settings)
		return
	}
	os.Exit(m.Run())
}

// receiver is a mail server in another process that takes everything at the least cost and counts it.
type receiver struct{ address string }

func startReceiver(b *testing.B, settings string) receiver {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), receiverSetting+"="+settings)
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return receiver{strings.TrimSpace(line)}
}

// count is how many mails it took so far, and their bytes.
func (r receiver) count(b *testing.B) (mails, size int) {
	b.Helper()
	c, err := textproto.Dial("tcp", r.address)
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	if _, _, err = c.ReadResponse(220); err != nil {
		b.Fatal(err)
	}
	if err = c.PrintfLine("XCOUNT"); err != nil {
		b.Fatal(err)
	}
	_, words, err := c.ReadResponse(250)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := fmt.Sscan(words, &mails, &size); err != nil {
		b.Fatal(err)
	}
	return mails, size
}

var received, receivedBytes atomic.Int64

func receive(settings string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(listener.Addr())
	extensions := "250-PIPELINING\r\n250-8BITMIME\r\n"
	delay := time.Duration(0)
	for s := range strings.FieldsSeq(settings) {
		if s == "chunking" {
			extensions += "250-CHUNKING\r\n"
		} else if delay, err = time.ParseDuration(s); err != nil {
			os.Exit(2)
		}
	}
	for {
		c, err := listener.Accept()
		if err != nil {
			return
		}
		go (&receiving{in: bufio.NewReaderSize(c, 64<<10), link: newLink(c, delay), extensions: extensions}).serve()
	}
}

// receiving is one connection.
type receiving struct {
	in         *bufio.Reader
	link       *link
	extensions string
}

func (r *receiving) serve() {
	defer r.link.close()
	r.link.say("220 receiver ESMTP\r\n")
	for {
		if r.in.Buffered() == 0 {
			r.link.flush()
		}
		line, err := r.in.ReadSlice('\n')
		if err != nil || len(line) < 4 {
			return
		}
		switch strings.ToUpper(string(line[:4])) {
		case "EHLO":
			r.link.say("250-receiver\r\n" + r.extensions + "250 SIZE 52428800\r\n")
		case "BDAT":
			n, err := strconv.Atoi(strings.Fields(string(line))[1])
			if err != nil || !r.take(io.CopyN(io.Discard, r.in, int64(n))) {
				return
			}
		case "DATA":
			r.link.say("354 go on\r\n")
			if !r.take(r.untilDot()) {
				return
			}
		case "XCOU":
			r.link.say(fmt.Sprintf("250 %d %d\r\n", received.Load(), receivedBytes.Load()))
		case "QUIT":
			r.link.say("221 bye\r\n")
			r.link.flush()
			return
		default:
			r.link.say("250 2.0.0 fine\r\n")
		}
	}
}

func (r *receiving) take(n int64, err error) bool {
	if err != nil {
		return false
	}
	receivedBytes.Add(n)
	received.Add(1)
	r.link.say("250 2.0.0 taken\r\n")
	return true
}

func (r *receiving) untilDot() (n int64, err error) {
	for {
		if r.in.Buffered() == 0 {
			r.link.flush()
		}
		line, err := r.in.ReadSlice('\n')
		if err != nil || bytes.Equal(line, []byte(".\r\n")) {
			return n, err
		}
		n += int64(len(line))
	}
}

// link carries what is said to the other end, where it arrives after the delay; what is said meanwhile is under way beside it.
type link struct {
	conn    net.Conn
	delay   time.Duration
	pending []byte
	under   chan packet
}

type packet struct {
	bytes []byte
	at    time.Time
}

func newLink(conn net.Conn, delay time.Duration) *link {
	l := &link{conn: conn, delay: delay, under: make(chan packet, 4096)}
	if delay > 0 {
		go func() {
			for p := range l.under {
				time.Sleep(time.Until(p.at)) // the length of the link is what the benchmark is about; no test waits here
				conn.Write(p.bytes)
			}
			conn.Close()
		}()
	}
	return l
}

func (l *link) say(words string) { l.pending = append(l.pending, words...) }

func (l *link) flush() {
	switch {
	case len(l.pending) == 0:
	case l.delay > 0:
		l.under <- packet{l.pending, time.Now().Add(l.delay)}
		l.pending = nil
	default:
		l.conn.Write(l.pending)
		l.pending = l.pending[:0]
	}
}

func (l *link) close() {
	if l.delay > 0 {
		close(l.under)
	} else {
		l.conn.Close()
	}
}
