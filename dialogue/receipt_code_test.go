package dialogue

import (
	"strings"
	"testing"
)

func TestAReceiptCodeIsReadHoweverItIsTyped(t *testing.T) {
	code := NewReceiptCode()
	text := code.String()
	for _, typed := range []string{text, strings.ToLower(text), strings.ReplaceAll(text, "-", " "), strings.ReplaceAll(text, "-", ""), "  " + text + "\n",
		strings.ReplaceAll(strings.ReplaceAll(text, "0", "o"), "1", "l")} {
		if got, err := ParseReceiptCode(typed); err != nil || got != code {
			t.Errorf("typed as %q it isn't %s: %s, %v", typed, text, got, err)
		}
	}
	for _, typed := range []string{"", "7K2MQ", text + "0", text[:len(text)-1], strings.Repeat("U", 26), text[:len(text)-1] + "Z"} {
		if _, err := ParseReceiptCode(typed); err == nil {
			t.Errorf("%q is read as a code", typed)
		}
	}
}

func TestASubmissionsKeyTellsNothingOfItsReceipt(t *testing.T) {
	code := NewReceiptCode()
	key := code.Submission()
	if key != code.Submission() || key == NewReceiptCode().Submission() {
		t.Error("a code doesn't lead to one submission of its own")
	}
	if string(key[:4]) == string(code[:4]) || key.Version() != 8 {
		t.Errorf("the key %s is no hash of the code %s", key, code)
	}
}
