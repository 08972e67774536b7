package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"klantpanel/migrations"
	"klantpanel/migrations/dbtest"
)

// program runs the command line and gives its exit code and what it printed.
func program(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errors bytes.Buffer
	code = run(t.Context(), args, &out, &errors)
	return code, out.String(), errors.String()
}

func TestEveryMistakeOnTheCommandLineIsOneLineAndAnExitCode(t *testing.T) {
	data := t.TempDir()
	file := filepath.Join(data, "bestand")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"feest"}, exitWrongUse, "feest"},
		{[]string{"serve", "--log-format", "rood"}, exitWrongUse, "log-format"},
		{[]string{"serve", "--database", "mysql://x"}, exitWrongUse, "database"},
		{[]string{"doctor", "--database", "sqlite:"}, exitWrongUse, "database"},
		{[]string{"serve", "--database", "postgres://jan:geheim@127.0.0.1:1/x?sslmode=disable"}, exitFailure, "database"},
		{[]string{"serve", "--data", filepath.Join(file, "map")}, exitFailure, "data"},
		{[]string{"serve", "--smtp", "imap://x"}, exitWrongUse, "smtp"},
		{[]string{"serve", "--smtp", "smtp://jan:geheim@"}, exitWrongUse, "smtp"},
		{[]string{"serve", "--smtp", "smtp://x.example", "--smtp-connections", "-1"}, exitWrongUse, "smtp-connections"},
		{[]string{"serve", "--smtp", "smtp://x.example", "--smtp-helo", "mijn huis"}, exitWrongUse, "smtp-helo"},
		{[]string{"serve", "--smtp", "smtp://x.example", "--smtp-from-ip", "thuis"}, exitWrongUse, "smtp-from-ip"},
		{[]string{"serve", "--listen", "0.0.0.0:0"}, exitWrongUse, "base-url"},
		{[]string{"serve", "--listen", "deur"}, exitWrongUse, "listen"},
		{[]string{"serve", "--listen", "127.0.0.1:999999"}, exitWrongUse, "listen"},
		{[]string{"serve", "--base-url", "klantpanel.example"}, exitWrongUse, "base-url"},
		{[]string{"serve", "--trusted-proxies", "thuis"}, exitWrongUse, "trusted-proxies"},
		{[]string{"import", "people"}, exitWrongUse, "file"},
		{[]string{"import", "people", filepath.Join(data, "weg.csv")}, exitWrongUse, "weg.csv"},
		{[]string{"rehearse", "--rounds", "0"}, exitWrongUse, "rounds"},
	} {
		args := c.args
		if !strings.Contains(strings.Join(args, " "), "--data ") {
			args = append(args, "--data", data)
		}
		code, _, stderr := program(t, args...)
		lines := strings.Split(strings.TrimSpace(stderr), "\n")
		last := lines[len(lines)-1]
		if code != c.code || !strings.HasPrefix(last, "klantpanel: ") || !strings.Contains(last, c.says) || strings.Contains(stderr, "geheim") {
			t.Errorf("%v: exit %d, %q", c.args, code, stderr)
		}
	}
}

func TestTheEnvironmentIsAsGoodAsAFlag(t *testing.T) {
	t.Setenv("KLANTPANEL_DATABASE", "mysql://x")
	if code, _, stderr := program(t, "migrate"); code != exitWrongUse || !strings.Contains(stderr, "database") {
		t.Errorf("exit %d, %q", code, stderr)
	}
	if code, stdout, _ := program(t, "migrate", "--database", dbtest.SQLite(t)); code != 0 || !strings.Contains(stdout, "applied") {
		t.Errorf("a flag doesn't overrule the environment: exit %d, %q", code, stdout)
	}
}

func TestTheDoctorSaysWhatIsMissingBeforeTheSetUp(t *testing.T) {
	for name, address := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			at := address(t)
			if name == "sqlite" {
				if code, _, stderr := program(t, "doctor", "--database", at); code != exitFailure || !strings.Contains(stderr, "there is none") || !migrations.IsMissing(at) {
					t.Errorf("without a database: exit %d, %q", code, stderr)
				}
			}
			empty, err := migrations.Open(t.Context(), at)
			if err != nil {
				t.Fatal(err)
			}
			empty.Close()
			code, stdout, _ := program(t, "doctor", "--database", at)
			if code != exitFailure || !strings.Contains(stdout, "klantpanel migrate") {
				t.Errorf("without a schema: exit %d, %q", code, stdout)
			}
			if code, _, stderr := program(t, "migrate", "--database", at); code != 0 {
				t.Fatalf("migrate: exit %d, %q", code, stderr)
			}
			code, stdout, _ = program(t, "doctor", "--database", at)
			if code != exitFailure || !strings.Contains(stdout, "not set up") {
				t.Errorf("without an organisation: exit %d, %q", code, stdout)
			}
			dbtest.Open(t, at)
			if code, stdout, stderr := program(t, "doctor", "--json", "--database", at, "--smtp", "smtp://127.0.0.1:1"); code != exitFailure || !strings.Contains(stdout, "smtp") {
				t.Errorf("an unreachable mail server: exit %d, %q %q", code, stdout, stderr)
			}
		})
	}
}

func TestTheDoctorSaysThatCapturedMailReachesNobody(t *testing.T) {
	at := dbtest.SQLite(t)
	if code, _, stderr := program(t, "migrate", "--database", at); code != 0 {
		t.Fatalf("migrate: exit %d, %q", code, stderr)
	}
	for address, found := range map[string]bool{"https://klantpanel.waterveld.example": true, "http://192.0.2.7:8080": true,
		"http://localhost:8080": false, "http://127.0.0.1:8080": false, "http://[::1]:8080": false} {
		_, stdout, stderr := program(t, "doctor", "--database", at, "--base-url", address)
		if strings.Contains(stdout, "reaches nobody") != found {
			t.Errorf("%s: %q %q", address, stdout, stderr)
		}
		if _, stdout, _ := program(t, "doctor", "--database", at, "--base-url", address, "--smtp", "smtp://127.0.0.1:1"); strings.Contains(stdout, "reaches nobody") {
			t.Errorf("%s with a mail server: %q", address, stdout)
		}
	}
}

func TestServeEndsInOrderWhenAsked(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	said := make(chan string, 1)
	done := make(chan int, 1)
	out := writerFunc(func(p []byte) (int, error) {
		select {
		case said <- string(p):
		default:
		}
		return len(p), nil
	})
	go func() {
		done <- run(ctx, []string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0"}, out, &bytes.Buffer{})
	}()
	if line := <-said; !strings.Contains(line, "/setup/") {
		t.Errorf("the first line of a new klantpanel is %q, want the set-up link", line)
	}
	stop()
	if code := <-done; code != 0 {
		t.Errorf("exit %d", code)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
