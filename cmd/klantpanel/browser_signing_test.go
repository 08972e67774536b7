package main

import (
	"context"
	"net"
	"testing"

	"klantpanel/panel"
)

// published answers with the record of each key, as the DNS does when all is well.
type published map[string]string

func (p published) LookupTXT(_ context.Context, name string) ([]string, error) {
	if text, ok := p[name]; ok {
		return []string{text}, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

// TestSigningKeysAreSoundInEachState looks at what no demonstration has: it signs nothing.
func TestSigningKeysAreSoundInEachState(t *testing.T) {
	w := demoWorld(t, demoDay)
	r := w.newReader(t, "administrator", desk).playsRole("administrator")
	r.unchecked = true
	r.bringsAxe()
	var seen colours
	for _, state := range []struct{ what, path string }{
		{"made", ""}, {"wrong", ""}, {"published", ""}, {"signing", "stop"}, {"retired", "remove"}, {"unfit", ""},
	} {
		key := w.bringKeyTo(t, state.what)
		for _, language := range []string{"en", "nl"} {
			step(r, "sit down at the desk", r.sitsDown())
			r.open("/settings/mail/dkim").speaks(language)
			r.open("/settings/mail/dkim").onEveryScreen(&seen)
			if state.path != "" {
				r.open("/settings/mail/dkim/" + key.ID.String() + "/" + state.path).onEveryScreen(&seen)
			}
		}
	}
}

// bringKeyTo takes a step in the life of a key, and gives the first key.
func (w *world) bringKeyTo(t *testing.T, state string) panel.SigningKey {
	t.Helper()
	ctx, system := t.Context(), panel.System
	made, err := w.Panel.MakeSigningKey(ctx, system)
	if err != nil && state != "retired" && state != "unfit" {
		t.Fatal(err)
	}
	dns := published{made.Record().Name() + ".": made.Record().Value()}
	switch state {
	case "wrong":
		_, err = w.Panel.CheckSigningKey(ctx, system, made.ID, published{made.Record().Name() + ".": made.Record().Value()[:255]})
	case "published":
		_, err = w.Panel.CheckSigningKey(ctx, system, made.ID, dns)
	case "signing", "retired":
		err = w.Panel.StartSigning(ctx, system, made.ID, dns)
	case "unfit":
		_, err = w.DB.NewUpdate().Table("organisations").Set("mail_address = ?", "klantpanel@elders.example").Where("id = 1").Exec(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	keys, err := w.Panel.SigningKeys(ctx, w.DB)
	if err != nil || len(keys) == 0 {
		t.Fatalf("%d keys, %v", len(keys), err)
	}
	return keys[0]
}
