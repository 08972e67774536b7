package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
	"klantpanel/mail/mailtest"
	"klantpanel/migrations"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

// mailDatabase is the address of a database of Waterveld in which mail is in these states.
func mailDatabase(t *testing.T, at string, states ...string) []uuid.UUID {
	t.Helper()
	db, err := migrations.Open(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := migrations.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	then := time.Date(2027, 1, 4, 8, 0, 0, 0, time.UTC)
	store := &panel.Store{DB: db, Clock: func() time.Time { return then }}
	ineke, err := store.SetUp(t.Context(), panel.SetUpInput{Organisation: "Gemeente Waterveld", Name: "Ineke de Vries", Email: "ineke@waterveld.example", Language: "nl"})
	if err != nil {
		t.Fatal(err)
	}
	var ids []uuid.UUID
	for _, state := range states {
		m := mail.Mail{ID: uuid.Must(uuid.NewV7()), Kind: mail.KindOpening, SubjectID: uuid.New(), PersonID: ineke.ID, Name: ineke.Name, Address: ineke.Email,
			Language: "nl", Personal: []byte("{}"), MessageID: uuid.NewString(), State: state, CreatedAt: then, DueAt: then}
		if _, err := db.NewInsert().Model(&m).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, m.ID)
	}
	return ids
}

func status(t *testing.T, at, data string) (r mailReport) {
	t.Helper()
	code, stdout, stderr := program(t, "mail", "status", "--json", "--database", at, "--data", data)
	if code != 0 {
		t.Fatalf("exit %d, %s", code, stderr)
	}
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatalf("%v: %s", err, stdout)
	}
	return r
}

func TestTheCommandLineSaysHowTheMailStandsAndTriesItAgain(t *testing.T) {
	for name, address := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			at, data := address(t), t.TempDir()
			ids := mailDatabase(t, at, mail.Sent, mail.Sent, mail.Queued, mail.Dead, mail.Retry)
			r := status(t, at, data)
			if r.Counts[mail.Sent] != 2 || r.Counts[mail.Dead] != 1 || r.Counts[mail.Unknown] != 0 || r.Oldest.ID != ids[2] || r.Paused != nil || r.Found != "" ||
				r.Hours.From != 7 || r.Hours.Until != 19 || r.Hours.Zone != "Europe/Amsterdam" || len(r.Digests) != 0 {
				t.Errorf("%+v", r)
			}
			code, stdout, _ := program(t, "mail", "status", "--database", at, "--data", data)
			if code != 0 || !strings.Contains(stdout, "sent        2\n") || !strings.Contains(stdout, "letters go out from 7 to 19") || !strings.Contains(stdout, "waits longest: opening of 2027-01-04 09:00") {
				t.Errorf("exit %d:\n%s", code, stdout)
			}
			if code, _, stderr := program(t, "mail", "retry", ids[0].String(), "--database", at); code != exitFailure || !strings.Contains(stderr, "no failed try") {
				t.Errorf("a mail that was sent: exit %d, %s", code, stderr)
			}
			if code, _, stderr := program(t, "mail", "retry", "alles", "--database", at); code != exitWrongUse || !strings.Contains(stderr, "alles") {
				t.Errorf("no id: exit %d, %s", code, stderr)
			}
			if code, stdout, _ := program(t, "mail", "retry", ids[3].String(), "--database", at); code != 0 || !strings.HasPrefix(stdout, "1 mail is tried again") {
				t.Errorf("one: exit %d, %s", code, stdout)
			}
			if code, stdout, _ := program(t, "mail", "retry", "--database", at); code != 0 || !strings.HasPrefix(stdout, "1 mail is tried again") {
				t.Errorf("all: exit %d, %s", code, stdout)
			}
			if r := status(t, at, data); r.Counts[mail.Queued] != 3 {
				t.Errorf("afterwards: %v", r.Counts)
			}
		})
	}
}

func TestTheCommandLinePausesAndResumesTheMail(t *testing.T) {
	at, data := dbtest.SQLite(t), t.TempDir()
	mailDatabase(t, at)
	if code, _, stderr := program(t, "mail", "pause", "--database", at); code != exitWrongUse || !strings.Contains(stderr, "why") {
		t.Errorf("without a reason: exit %d, %s", code, stderr)
	}
	if code, _, stderr := program(t, "mail", "pause", "--why", " ", "--database", at); code != exitWrongUse || !strings.Contains(stderr, "why") {
		t.Errorf("an empty reason: exit %d, %s", code, stderr)
	}
	if code, stdout, _ := program(t, "mail", "pause", "--why", "De mailserver verhuist", "--database", at); code != 0 || !strings.Contains(stdout, "paused") {
		t.Errorf("exit %d, %s", code, stdout)
	}
	if r := status(t, at, data); r.Paused == nil || r.Paused.Why != "De mailserver verhuist" || r.Paused.By == "" {
		t.Errorf("%+v", r.Paused)
	}
	for _, says := range []string{"goes out again", "wasn't paused"} {
		if code, stdout, _ := program(t, "mail", "resume", "--database", at, "--data", data); code != 0 || !strings.Contains(stdout, says) {
			t.Errorf("exit %d, %s, want %s", code, stdout, says)
		}
	}
	if r := status(t, at, data); r.Paused != nil {
		t.Errorf("%+v", r.Paused)
	}
	if code, _, stderr := program(t, "mail", "status", "--database", "sqlite:"+filepath.Join(data, "geen.db")); code != exitFailure || !strings.Contains(stderr, "there is none") {
		t.Errorf("no database: exit %d, %s", code, stderr)
	}
	empty := dbtest.SQLite(t)
	dbtest.Open(t, empty).Close()
	if code, _, stderr := program(t, "mail", "status", "--database", empty); code != exitFailure || !strings.Contains(stderr, "set this klantpanel up") {
		t.Errorf("no organisation: exit %d, %s", code, stderr)
	}
}

func TestTheCommandLineSaysWhichDigestStandsStill(t *testing.T) {
	for name, address := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			at, data := address(t), t.TempDir()
			digest := approvedDigest(t, at, 10)
			db := dbtest.Open(t, at)
			said := &dialogue.Store{DB: db, Clock: now, Outbox: &mail.Outbox{DB: db, Clock: now}}
			paneltest.OK(t, said.PauseDigest(t.Context(), panel.System, digest))
			paneltest.OK(t, db.Close())
			r := status(t, at, data)
			if len(r.Still) != 1 || r.Still[0].ID != digest || r.Still[0].Round != 1 || r.Paused != nil {
				t.Errorf("%+v; all mail: %+v", r.Still, r.Paused)
			}
			code, stdout, _ := program(t, "mail", "status", "--database", at, "--data", data)
			if code != 0 || !strings.Contains(stdout, "digest of Klantpanel Werkplek, round 1: paused since") || strings.HasPrefix(stdout, "paused") {
				t.Errorf("exit %d:\n%s", code, stdout)
			}
		})
	}
}

// arrives is what a server does before it serves, and what it says.
func arrives(t *testing.T, at, data string) string {
	t.Helper()
	var said bytes.Buffer
	a := &App{ctx: t.Context(), settings: settings{Database: at, Data: data, Listen: "127.0.0.1:0", SMTP: capture}, stdout: &bytes.Buffer{}, stderr: &said}
	h, err := a.house(t.Context(), now, noMail)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if err := h.arrive(a); err != nil {
		t.Fatal(err)
	}
	return said.String()
}

func TestARestoredBackupWaitsForAnAdministrator(t *testing.T) {
	data, elsewhere := t.TempDir(), t.TempDir()
	live, backup := filepath.Join(data, "klantpanel.db"), filepath.Join(elsewhere, "klantpanel.db")
	mailDatabase(t, "sqlite:"+live, mail.Queued)
	for range 2 { // and again
		if said := arrives(t, "sqlite:"+live, data); said != "" {
			t.Fatalf("a restart: %s", said)
		}
	}
	text, err := os.ReadFile(live)
	if err == nil {
		err = os.WriteFile(backup, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if r := status(t, "sqlite:"+backup, elsewhere); r.Found != mail.Moved || r.Paused != nil {
		t.Fatalf("before it is served: %+v", r)
	}
	if said := arrives(t, "sqlite:"+backup, elsewhere); !strings.Contains(said, "mail is paused, because") {
		t.Fatalf("a copy: %q", said)
	}
	if r := status(t, "sqlite:"+backup, elsewhere); r.Found != "" || r.Paused == nil || r.Paused.Why != mail.Moved {
		t.Fatalf("after that: %+v", r)
	}
	if said := arrives(t, "sqlite:"+live, data); said != "" {
		t.Fatalf("the live one: %s", said)
	}
	if code, _, stderr := program(t, "mail", "resume", "--database", "sqlite:"+backup, "--data", elsewhere); code != 0 {
		t.Fatalf("exit %d, %s", code, stderr)
	}
	if said := arrives(t, "sqlite:"+backup, elsewhere); said != "" {
		t.Fatalf("once it was resumed: %s", said)
	}
}

func TestTheMailServerIsTriedOutStepByStep(t *testing.T) {
	at := dbtest.SQLite(t)
	mailDatabase(t, at)
	options := mailtest.Options{Fault: func(to string, _ int) mailtest.Fault {
		if to == "weg@waterveld.example" {
			return mailtest.RefuseForGood
		}
		return mailtest.Accept
	}}
	sink, err := mailtest.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	defer sink.Close()
	if code, _, stderr := program(t, "mail", "pause", "--why", "Storing", "--database", at); code != 0 { // it goes out all the same
		t.Fatalf("exit %d, %s", code, stderr)
	}
	code, stdout, stderr := program(t, "mail", "test", "ineke@waterveld.example", "--database", at, "--smtp", sink.URL())
	if code != 0 || !strings.Contains(stdout, "we: RCPT TO:<ineke@waterveld.example>") || !strings.Contains(stdout, "server: 250") || !strings.Contains(stdout, "the server took the mail") {
		t.Errorf("exit %d:\n%s%s", code, stdout, stderr)
	}
	got := sink.Mails()
	if len(got) != 1 || !bytes.Contains(got[0].Raw, []byte("Auto-Submitted: auto-generated\r\n")) || !bytes.Contains(got[0].Raw, []byte("Subject: Test van het klantpanel\r\n")) ||
		!bytes.Contains(got[0].Raw, []byte("het klantpanel van Gemeente Waterveld")) {
		t.Errorf("%d mails: %s", len(got), got)
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"weg@waterveld.example", "--smtp", sink.URL()}, exitFailure, "550"},
		{[]string{"ineke@waterveld.example", "--smtp", "smtp://127.0.0.1:1"}, exitFailure, "127.0.0.1:1"},
		{[]string{"ineke@waterveld.example", "--smtp", "capture"}, exitWrongUse, "set --smtp"},
		{[]string{"ineke", "--smtp", sink.URL()}, exitWrongUse, "not an e-mail address"},
		{[]string{"ineke@waterveld.example\r\nRCPT TO:<jan@waterveld.example>", "--smtp", sink.URL()}, exitWrongUse, "line break"},
	} {
		code, _, stderr := program(t, append([]string{"mail", "test", "--database", at}, c.args...)...)
		if code != c.code || !strings.Contains(stderr, c.says) || strings.Count(strings.TrimSpace(stderr), "\n") > 0 {
			t.Errorf("%v: exit %d, %s", c.args, code, stderr)
		}
	}
}

func TestThePasswordIsNotShownWhenTheMailServerIsTriedOut(t *testing.T) {
	at := dbtest.SQLite(t)
	mailDatabase(t, at)
	sink, err := mailtest.Start(mailtest.Options{User: "klantpanel", Password: "sesam-open-u"})
	if err != nil {
		t.Fatal(err)
	}
	defer sink.Close()
	for _, password := range []string{"sesam-open-u", "sesam-dicht"} {
		address := strings.Replace(sink.URL(), "smtp://", "smtp://klantpanel:"+password+"@", 1)
		if i := strings.LastIndex(sink.URL(), "@"); i >= 0 {
			address = "smtp://klantpanel:" + password + sink.URL()[i:]
		}
		code, stdout, stderr := program(t, "mail", "test", "ineke@waterveld.example", "--database", at, "--smtp", address)
		if want := password == "sesam-open-u"; (code == 0) != want || strings.Contains(stdout+stderr, password) || strings.Contains(stdout+stderr, "c2VzYW") {
			t.Errorf("exit %d:\n%s%s", code, stdout, stderr)
		}
	}
}
