package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/dialogue"
	"klantpanel/mail/mailtest"
	"klantpanel/migrations"
	"klantpanel/migrations/dbtest"
)

// rehearsed runs the command for 60 people in two rounds and gives its exit code and summary.
func rehearsed(t *testing.T, args ...string) (code int, s summary, complaint string) {
	t.Helper()
	var out, complaints bytes.Buffer
	args = append([]string{"rehearse", "--people", "60", "--ambassadors", "6", "--services", "3", "--rounds", "2", "--json"}, args...)
	code = run(context.Background(), args, &out, &complaints)
	if out.Len() > 0 {
		if err := json.Unmarshal(out.Bytes(), &s); err != nil {
			t.Fatalf("%v in %s", err, out.String())
		}
	}
	return code, s, complaints.String()
}

// small is a rehearsal that is over at once, for what doesn't need many people.
var small = []string{"--people", "20", "--ambassadors", "3", "--services", "2", "--rounds", "1"}

// comparable is a summary as text, without what differs from run to run.
func comparable(t *testing.T, s summary) string {
	t.Helper()
	s.Measured = measured{}
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestARehearsalReachesEverybodyOnceOnBothDatabases(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := address(t)
			sink, err := mailtest.Start(mailtest.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer sink.Close()
			code, s, complaint := rehearsed(t, "--database", at, "--smtp", sink.URL())
			if code != 0 || len(s.Findings) > 0 {
				t.Fatalf("exit code %d, findings %v, %s", code, s.Findings, complaint)
			}
			db, err := migrations.Open(context.Background(), at)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			everybodyWasReachedOnce(t, db, s, sink)
			theDoctorFindsDamage(t, db, at)
		})
	}
}

// everybodyWasReachedOnce compares what the mail server holds with who had to get a letter, without asking the outbox.
func everybodyWasReachedOnce(t *testing.T, db *bun.DB, s summary, sink *mailtest.Sink) {
	t.Helper()
	for id, times := range sink.ByMessageID() {
		if times != 1 {
			t.Errorf("mail %s was accepted %d times", id, times)
		}
	}
	digests, told := map[string]map[string]int{}, map[string]map[string]bool{} // letters by heading, then by address; points by address
	for _, m := range sink.Mails() {
		switch {
		case strings.Contains(m.ID, ".digest@"):
			round := headingOf(t, m)
			if digests[round] == nil {
				digests[round] = map[string]int{}
			}
			digests[round][m.To]++
		case strings.Contains(m.ID, ".outcome@"):
			if told[m.To] == nil {
				told[m.To] = map[string]bool{}
			}
			for _, item := range pointsIn(m) {
				told[m.To][item] = true
			}
		}
	}
	for round := range s.Audiences {
		readers := 0
		for heading, byAddress := range digests {
			if !strings.Contains(heading, fmt.Sprintf(" ronde %d ", round+1)) && !strings.Contains(heading, fmt.Sprintf(" round %d ", round+1)) {
				continue
			}
			for address, times := range byAddress {
				if times != 1 {
					t.Errorf("%s got %q %d times", address, heading, times)
				}
				readers++
			}
		}
		if readers != s.Audiences[round] {
			t.Errorf("%d people got the digest of round %d, its audience is %d", readers, round+1, s.Audiences[round])
		}
	}
	if s.Audiences[0] != 60 {
		t.Errorf("the first digest is for %d people, want all 60", s.Audiences[0])
	}
	expected := pointsWithOutcomes(t, db)
	for address := range expected {
		if len(told[address]) != expected[address] {
			t.Errorf("%s was told what became of %d points, want %d", address, len(told[address]), expected[address])
		}
	}
	if len(told) != len(expected) || len(expected) == 0 {
		t.Errorf("%d people got letters about outcomes, want %d", len(told), len(expected))
	}
}

var aboutPoint = regexp.MustCompile(`/(?:items|heard/[\w-]+)/([0-9a-f-]{36})`)

// pointsIn are the points that a letter leads to.
func pointsIn(m mailtest.Mail) (items []string) {
	whole := bytes.ReplaceAll(m.Raw, []byte("=\r\n"), nil) // quoted-printable, RFC 2045, section 6.7
	for _, found := range aboutPoint.FindAllSubmatch(whole, -1) {
		items = append(items, string(found[1]))
	}
	return items
}

func headingOf(t *testing.T, m mailtest.Mail) string {
	t.Helper()
	_, rest, _ := bytes.Cut(m.Raw, []byte("\nSubject: "))
	line, _, found := bytes.Cut(rest, []byte("\r\n"))
	if !found {
		t.Fatalf("mail %s has no subject", m.ID)
	}
	return string(line)
}

// pointsWithOutcomes counts, by address, the items with an outcome that somebody contributed to.
func pointsWithOutcomes(t *testing.T, db *bun.DB) map[string]int {
	t.Helper()
	var rows []struct {
		Email string
		Items int
	}
	err := db.NewRaw(`SELECT p.email, COUNT(DISTINCT e.item_id) AS items FROM events e JOIN contributions c ON c.item_id = e.item_id
		JOIN people p ON p.id = c.person_id WHERE e.kind IN ('answered', 'revised', 'delivered', 'rescheduled', 'dropped')
		AND (p.deactivated_at IS NULL OR p.deactivated_at > e.at) GROUP BY p.email`).Scan(context.Background(), &rows)
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]int{}
	for _, row := range rows {
		by[row.Email] = row.Items
	}
	return by
}

// theDoctorFindsDamage takes a letter and a contribution away, and asks what is wrong.
func theDoctorFindsDamage(t *testing.T, db *bun.DB, address string) {
	t.Helper()
	ctx := context.Background()
	var telling, contribution, item string
	for query, into := range map[string][]any{
		"SELECT CAST(subject_id AS text) FROM mails WHERE kind = 'outcome' ORDER BY id LIMIT 1":                                {&telling},
		"SELECT CAST(id AS text), CAST(item_id AS text) FROM contributions WHERE item_id IS NOT NULL ORDER BY id DESC LIMIT 1": {&contribution, &item},
	} {
		if err := db.NewRaw(query).Scan(ctx, into...); err != nil {
			t.Fatal(err)
		}
	}
	for _, damage := range [][2]string{{"DELETE FROM mails WHERE kind = 'outcome' AND CAST(subject_id AS text) = ?", telling},
		{"DELETE FROM contributions WHERE CAST(id AS text) = ?", contribution}} {
		if _, err := db.NewRaw(damage[0], damage[1]).Exec(ctx); err != nil {
			t.Fatal(err)
		}
	}
	var out, complaints bytes.Buffer
	if code := run(ctx, []string{"doctor", "--database", address}, &out, &complaints); code != exitFailure {
		t.Fatalf("the doctor ends with %d: %s%s", code, out.String(), complaints.String())
	}
	for _, row := range []string{telling, item} {
		if !strings.Contains(out.String(), row) {
			t.Errorf("the doctor doesn't name %s:\n%s", row, out.String())
		}
	}
}

func TestTheSameSeedPlaysTheSameRounds(t *testing.T) {
	t.Parallel()
	address := dbtest.SQLite(t)
	_, first, _ := rehearsed(t, append(small, "--database", address)...)
	code, same, _ := rehearsed(t, append(small, "--seed", "7")...)
	_, other, _ := rehearsed(t, append(small, "--seed", "8")...)
	if code != 0 || comparable(t, first) != comparable(t, same) {
		t.Errorf("seed 7 gives\n%s\nand then\n%s", comparable(t, first), comparable(t, same))
	}
	if comparable(t, first) == comparable(t, other) {
		t.Error("seed 8 gives what seed 7 gave")
	}
	code, _, complaint := rehearsed(t, "--database", address)
	if code != exitWrongUse || !strings.Contains(complaint, "already serves an organisation") || strings.Count(complaint, "\n") != 1 {
		t.Errorf("a database in use ends with %d: %s", code, complaint)
	}
}

func TestARehearsalWithAMailServerThatRefusesSomeEndsWithoutFindings(t *testing.T) {
	t.Parallel()
	sink, err := mailtest.Start(mailtest.Options{Fault: mailtest.Seeded(7, 0, 20, 5)})
	if err != nil {
		t.Fatal(err)
	}
	defer sink.Close()
	code, s, complaint := rehearsed(t, append(small, "--smtp", sink.URL())...)
	all := s.Mails["all"]
	if code != 0 || all.Failed == 0 || all.Sent+all.Failed+all.Suppressed != all.Queued {
		t.Errorf("exit code %d, mails %+v, findings %v, %s", code, all, s.Findings, complaint)
	}
}

// What happens to points in a rehearsal is all that can; but for what figures propose, which take more rounds.
func TestInARehearsalHappensToPointsWhatCan(t *testing.T) {
	t.Parallel()
	code, s, complaint := rehearsed(t, "--people", "200", "--ambassadors", "16", "--services", "4", "--rounds", "3", "--seed", "9")
	if code != 0 {
		t.Fatalf("exit code %d, findings %v, %s", code, s.Findings, complaint)
	}
	for _, kind := range []string{dialogue.WasCreated, dialogue.WasBundled, dialogue.WasUnbundled, dialogue.WasMerged, dialogue.WasSplit, dialogue.WasDissolved, dialogue.WasRestored,
		dialogue.WasRouted, dialogue.WasHandedOver, dialogue.WasHandOverAsked, dialogue.WasHandOverDeclined, dialogue.WasHelpAsked, dialogue.WasHelpGiven,
		dialogue.WasAcknowledged, dialogue.WasTaken, dialogue.WasFreed, dialogue.WasNoted, dialogue.WasAskedBack, dialogue.WasClarified, dialogue.WasResumed,
		dialogue.WasWarned, dialogue.WasLate, dialogue.WasDrafted, dialogue.WasReleased, dialogue.WasRecalled, dialogue.WasAnswered, dialogue.WasRevised,
		dialogue.WasDelivered, dialogue.WasRescheduled, dialogue.WasDropped} {
		if s.Timelines[kind] == 0 {
			t.Errorf("no point was %s: %v", kind, s.Timelines)
		}
	}
}

func TestInARehearsalColleaguesUseLinksWhenTheyMay(t *testing.T) {
	t.Parallel()
	_, some, _ := rehearsed(t, small...)
	code, none, _ := rehearsed(t, append(small, "--colleagues", "0")...)
	if code != 0 || none.Contributions.ByLinks != 0 || some.Contributions.ByLinks == 0 || some.Contributions.ByLinks >= some.Contributions.All {
		t.Errorf("%+v with colleagues, %+v without", some.Contributions, none.Contributions)
	}
}

func TestARehearsalThatCannotBePlayedIsRefusedInOneLine(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--people", "11"}, {"--rounds", "0"}, {"--ambassadors", "0"}, {"--services", "0"}, {"--colleagues", "-1"}, {"--people", "veel"},
		{"--smtp", "mail.example"}, {"--database", "mysql://x"}} {
		code, _, complaint := rehearsed(t, args...)
		if code == 0 || strings.Count(complaint, "\n") != 1 {
			t.Errorf("%v ends with %d: %s", args, code, complaint)
		}
	}
}
