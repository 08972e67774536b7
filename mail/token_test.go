package mail_test

import (
	"testing"

	"github.com/google/uuid"

	"klantpanel/mail"
)

func TestATokenForOnePurposeOpensNothingOfAnother(t *testing.T) {
	id := uuid.MustParse("0198c5a2-7c1e-7d55-9a3b-0242ac120002")
	calendar := mail.Token("geheim", "calendar", id)
	if got, ok := mail.IDOfToken("geheim", "calendar", calendar); !ok || got != id {
		t.Fatal("own token refused")
	}
	if _, ok := mail.PersonOfToken("geheim", calendar); ok {
		t.Error("the address of a calendar stops somebody's mail")
	}
	if _, ok := mail.IDOfToken("geheim", "calendar", mail.UnsubscribeToken("geheim", id)); ok {
		t.Error("the link in a letter opens a calendar")
	}
	for _, purpose := range []string{"", "calendar:", "Calendar", "calenda"} {
		if _, ok := mail.IDOfToken("geheim", purpose, calendar); ok {
			t.Errorf("it opens %q", purpose)
		}
	}
}

func TestLinksInLettersOfYearsAgoStillWork(t *testing.T) {
	const asItStoodInALetter = "AZjFonwefVWaOwJCrBIAAshfGHuZXSpj-p4PwmqDIL13yerCBmbsK5S-lcTN0463"
	person, ok := mail.PersonOfToken("geheim", asItStoodInALetter)
	if !ok || person != uuid.MustParse("0198c5a2-7c1e-7d55-9a3b-0242ac120002") {
		t.Errorf("it names %v, %v", person, ok)
	}
}
