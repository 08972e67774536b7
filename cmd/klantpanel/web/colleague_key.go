package web

import (
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/mail"
)

// colleagueKeyField is the hidden field with the key of the form.
const colleagueKeyField = "_receipt"

// colleagueKey comes with each form that a link opens: the receipt of what will be sent with it, and since when the form is there. It is
// signed for its link, so that nobody brings a receipt of their own making, nor the form of an earlier round. Neither part is kept.
type colleagueKey struct {
	code dialogue.ReceiptCode
	made time.Time // in whole seconds
}

// sealKey is the key as it stands in the form.
func (r *Request) sealKey(k colleagueKey) string {
	made := strconv.FormatInt(k.made.Unix(), 36)
	return made + "." + mail.Token(r.Organisation.Secret, r.keyPurpose(made), uuid.UUID(k.code))
}

// openKey reads the key of a form; false when it isn't one that was made for this link.
func (r *Request) openKey(sealed string) (colleagueKey, bool) {
	made, token, _ := strings.Cut(sealed, ".")
	code, ok := mail.IDOfToken(r.Organisation.Secret, r.keyPurpose(made), token)
	seconds, err := strconv.ParseInt(made, 36, 64)
	if !ok || err != nil {
		return colleagueKey{}, false
	}
	return colleagueKey{dialogue.ReceiptCode(code), time.Unix(seconds, 0).UTC()}, true
}

func (r *Request) keyPurpose(made string) string {
	return "colleague:" + r.link.ID.String() + ":" + made
}
