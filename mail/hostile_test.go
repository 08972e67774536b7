package mail_test

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
)

// rudeServer answers each recipient with these words, and offers these extensions.
func rudeServer(tb testing.TB, extensions []string, words string) string {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { listener.Close() })
	talk := func(conn net.Conn) {
		defer conn.Close()
		fmt.Fprint(conn, "220 mx\r\n")
		for in := bufio.NewReader(conn); ; {
			line, err := in.ReadString('\n')
			if err != nil {
				return
			}
			switch verb, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(line)), " "); verb {
			case "EHLO":
				fmt.Fprint(conn, "250-mx\r\n")
				for _, one := range extensions {
					fmt.Fprintf(conn, "250-%s\r\n", one)
				}
				fmt.Fprint(conn, "250 SIZE 10000000\r\n")
			case "RCPT":
				fmt.Fprintf(conn, "%s\r\n", words)
			case "DATA":
				fmt.Fprint(conn, "554 5.5.1 no valid recipients\r\n")
			case "BDAT":
				n := 0
				fmt.Sscanf(line[4:], "%d", &n)
				in.Discard(n)
				fmt.Fprint(conn, "554 5.5.1 no valid recipients\r\n")
			default:
				fmt.Fprint(conn, "250 ok\r\n")
			}
		}
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go talk(conn)
		}
	}()
	return "smtp://" + listener.Addr().String()
}

// A server in another character set must not stop the delivery, nor make mails of others go out twice: PostgreSQL refuses what isn't UTF-8.
func TestWordsOfAServerThatAreNoTextAreKeptAllTheSame(t *testing.T) {
	for name, extensions := range map[string][]string{"chunking": {"PIPELINING", "CHUNKING"}, "pipelining": {"PIPELINING"}, "plain": nil} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, db *bun.DB) {
				o := newOutbox(db)
				queueMany(t, o, db, 1)
				deliver(t, worker(o, transport(t, rudeServer(t, extensions, "550 5.1.1 bo\xeete inconnue\x00 "+strings.Repeat("\xe9", 600)))), start)
				m := only(t, db)
				if m.State != mail.Dead || !strings.HasPrefix(m.Error, "550 5.1.1 bo�te inconnue") || !utf8.ValidString(m.Error) || strings.Contains(m.Error, "\x00") {
					t.Errorf("%s: %q", m.State, m.Error)
				}
			})
		})
	}
}

func TestAnAnswerOfNothingButBrokenCharactersIsATryThatFailed(t *testing.T) {
	for name, extensions := range map[string][]string{"chunking": {"PIPELINING", "CHUNKING"}, "pipelining": {"PIPELINING"}, "plain": nil} {
		t.Run(name, func(t *testing.T) {
			db := dbtest.Open(t, dbtest.Migrated(t))
			o := newOutbox(db)
			queueMany(t, o, db, 1)
			deliver(t, worker(o, transport(t, rudeServer(t, extensions, strings.Repeat("\x80", 600)))), start)
			if m := only(t, db); m.State == mail.Sent || m.Error == "" || !utf8.ValidString(m.Error) {
				t.Errorf("%s: %q", m.State, m.Error)
			}
		})
	}
}
