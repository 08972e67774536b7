package mail_test

import (
	"testing"

	"klantpanel/mail"
)

func TestWordsOfServersTellTheCause(t *testing.T) {
	for words, want := range map[string]mail.Cause{
		"550 5.1.1 User unknown":                                              mail.NoMailbox,
		"550 No such user here":                                               mail.NoMailbox,
		"550 5.4.1 Recipient address rejected: Access denied":                 mail.NoMailbox,
		"550 5.2.1 The email account that you tried to reach is disabled":     mail.NoMailbox,
		"5.1.2 Host unknown (Name server: gemeentee.example: host not found)": mail.NoDomain,
		"5.4.4 no route":                                                       mail.NoDomain,
		"552 5.2.2 mailbox full":                                               mail.Full,
		"422 Recipient's mailbox is over quota":                                mail.Full,
		"450 4.1.1 user unknown; try again":                                    mail.Later,
		"451 4.7.1 Greylisted, please try again later":                         mail.Later,
		"554 5.7.1 Service unavailable; blocked using zen.spamhaus.org":        mail.Refused,
		"550 5.7.26 unauthenticated email is not accepted due to DMARC policy": mail.Refused,
		"552 5.3.4 message too large":                                          mail.Refused,
		"5.4.7 delivery time expired":                                          mail.Later,
		"554 Transaction failed":                                               mail.Undeliverable,
		"5.0.0":                                                                mail.Undeliverable,
		"":                                                                     mail.Later,
		"complaint: the letter was unwanted":                                   mail.Complained,
	} {
		if got := mail.CauseOf(words); got != want {
			t.Errorf("%q: %s, want %s", words, got, want)
		}
	}
}
