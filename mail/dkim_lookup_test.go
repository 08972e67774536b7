package mail_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"

	"klantpanel/mail"
)

// dns answers as a name server would, by whole names with a dot at the end.
type dns map[string][]string

func (d dns) LookupTXT(_ context.Context, name string) ([]string, error) {
	if texts, ok := d[name]; ok {
		return texts, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

type silentDNS struct{}

func (silentDNS) LookupTXT(context.Context, string) ([]string, error) {
	return nil, &net.DNSError{Err: "i/o timeout", IsTimeout: true}
}

func TestALookUpSaysWhatIsWrongWithARecord(t *testing.T) {
	_, public := signingKey()
	record := mail.KeyRecord{Domain: "gemeente.example", Selector: selector, Public: public}
	at := record.Name() + "."
	for _, c := range []struct {
		what, problem string
		texts         []string
	}{
		{"as we say it", "", []string{record.Value()}},
		{"without a version, in another order and with spaces", "", []string{" p = " + public[:100] + " " + public[100:] + " ; k=rsa ;s=*; n=klantpanel"}},
		{"of mail among others", "", []string{"v=DKIM1; h=sha1:sha256; s=web:email; p=" + public}},
		{"nothing", mail.RecordMissing, nil},
		{"two", mail.RecordSeveral, []string{record.Value(), "v=spf1 -all"}},
		{"with the quotation marks of a zone file", mail.RecordQuoted, []string{`"` + record.Value() + `"`}},
		{"something else", mail.RecordNoKey, []string{"v=spf1 -all"}},
		{"of another version", mail.RecordNoKey, []string{"v=DKIM2; p=" + public}},
		{"another key", mail.RecordOther, []string{"v=DKIM1; p=MIIBIjANBgkqh0000"}},
		{"only its first string", mail.RecordCut, []string{record.Value()[:255]}},
		{"withdrawn", mail.RecordRevoked, []string{"v=DKIM1; k=rsa; p="}},
		{"being tried out", mail.RecordTesting, []string{"v=DKIM1; t=s:y; p=" + public}},
		{"for another kind of key", mail.RecordUnfit, []string{"v=DKIM1; k=ed25519; p=" + public}},
		{"for another hash", mail.RecordUnfit, []string{"v=DKIM1; h=sha1; p=" + public}},
		{"for another use", mail.RecordUnfit, []string{"v=DKIM1; s=tlsrpt; p=" + public}},
	} {
		zone := dns{}
		if c.texts != nil {
			zone[at] = c.texts
		}
		problem, found := record.Check(ctx, zone)
		if problem != c.problem {
			t.Errorf("a record %s: %q, want %q", c.what, problem, c.problem)
		}
		if c.problem == mail.RecordOther && found != c.texts[0] {
			t.Errorf("a record %s: found %q", c.what, found)
		}
	}
	if problem, found := record.Check(ctx, dns{record.Name() + ".gemeente.example.": {record.Value()}}); problem != mail.RecordMisplaced || !strings.HasSuffix(found, "gemeente.example.gemeente.example") {
		t.Errorf("a name that has the domain twice: %q, %q", problem, found)
	}
	if problem, _ := record.Check(ctx, silentDNS{}); problem != mail.RecordUnreachable {
		t.Errorf("a name server that doesn't answer: %q", problem)
	}
	long := dns{at: {"v=spf1 " + strings.Repeat("é\x00\xff", 2000)}}
	if problem, found := record.Check(ctx, long); problem != mail.RecordNoKey || len(found) > 700 || strings.ContainsAny(found, "\x00\xff") {
		t.Errorf("a long record: %q, %d bytes", problem, len(found))
	}
}

func TestARecordFitsAZoneFile(t *testing.T) {
	_, public := signingKey()
	record := mail.KeyRecord{Domain: "gemeente.example", Selector: selector, Public: public}
	lines := strings.Split(record.ZoneLines(), "\n")
	if lines[0] != "kp20270303._domainkey.gemeente.example. IN TXT (" || lines[len(lines)-1] != ")" {
		t.Errorf("zone file:\n%s", record.ZoneLines())
	}
	value := ""
	for _, line := range lines[1 : len(lines)-1] {
		part := strings.Trim(line, ` "`)
		if len(part) > 255 {
			t.Error(errors.New("a string of more than 255 bytes"), len(part))
		}
		value += strings.TrimSuffix(strings.TrimPrefix(line, `  "`), `"`)
	}
	if value != record.Value() {
		t.Errorf("the strings together are %q, want %q", value, record.Value())
	}
}

// FuzzRecord gives a look-up what anybody could publish: it finds our key there, or says what is wrong.
func FuzzRecord(f *testing.F) {
	record := mail.KeyRecord{Domain: "gemeente.example", Selector: selector, Public: "MIIBIjANBgkqhkiG9w0BAQ"}
	for _, seed := range []string{record.Value(), "", ";;=;p", "p==;v=DKIM1", "v=DKIM1;t=:y:;p=" + record.Public, "k=\x00;p=\xff", "v=spf1 -all"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		problem, found := record.Check(ctx, dns{record.Name() + ".": {text}})
		if problem == "" && !strings.Contains(strings.Join(strings.Fields(text), ""), "="+record.Public) {
			t.Errorf("%q has our key", text)
		}
		if len(found) > 700 || strings.ContainsRune(found, 0) {
			t.Errorf("found %d bytes", len(found))
		}
	})
}
