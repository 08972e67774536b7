package panel

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// plainAddress is the e-mail address of HTML's input field (HTML Living Standard, "valid e-mail address") with at least one dot in
// the domain: stricter than RFC 5322, so that nothing can hide in it.
var plainAddress = regexp.MustCompile(`^[a-z0-9!#$%&'*+/=?^_{|}~` + "`" + `-]+(\.[a-z0-9!#$%&'*+/=?^_{|}~` + "`" + `-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)

// importedAddress is one address in lower case, or the reason why the value is none.
func importedAddress(value string) (address, reason string) {
	value = strings.Trim(value, " ")
	switch {
	case value == "":
		return "", "is empty"
	case strings.ContainsAny(value, "\r\n"):
		return "", "holds a line break"
	case len(value) > 254: // RFC 5321 §4.5.3.1.3, without the angle brackets
		return "", "is longer than 254 characters"
	}
	address = strings.ToLower(value)
	if local, _, _ := strings.Cut(address, "@"); len(local) > 64 || !plainAddress.MatchString(address) {
		return "", fmt.Sprintf("not an e-mail address: %q", shorten(value))
	}
	return address, ""
}

// importedLine is a tidy line of at most 200 characters, or the reason why not.
func importedLine(value string) (line, reason string) {
	line = tidy(value)
	if utf8.RuneCountInString(line) > 200 {
		return "", "is longer than 200 characters"
	}
	return line, ""
}

// importedName is a line that may not be empty, or the reason why not.
func importedName(value string) (name, reason string) {
	if name, reason = importedLine(value); name == "" && reason == "" {
		reason = "is empty"
	}
	return name, reason
}

// importedText is free text of at most 2,000 characters in which line breaks stay, or the reason why not.
func importedText(value string) (text, reason string) {
	text = strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(value))
	if utf8.RuneCountInString(text) > 2000 {
		return "", "is longer than 2,000 characters"
	}
	return text, ""
}

// importedLanguage is nl, en, or "" for what the program doesn't speak.
func importedLanguage(value string) string {
	switch word, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(value)), "_", "-"), "-"); word {
	case "nl", "nld", "dut", "nederlands", "dutch":
		return "nl"
	case "en", "eng", "engels", "english":
		return "en"
	}
	return ""
}

// importedYes reads yes or no as Entra ID, Excel and HR systems write them.
func importedYes(value string) (yes bool, reason string) {
	switch strings.ToLower(tidy(value)) {
	case "true", "1", "yes", "y", "ja", "j", "waar", "enabled", "active", "actief", "in dienst":
		return true, ""
	case "false", "0", "no", "n", "nee", "onwaar", "disabled", "inactive", "inactief", "niet actief", "uit dienst":
		return false, ""
	case "":
		return false, "is empty; say yes or no"
	}
	return false, fmt.Sprintf("neither yes nor no: %q", shorten(value))
}
