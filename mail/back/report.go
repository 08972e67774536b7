package back

import (
	"bufio"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/emersion/go-message/textproto"

	"klantpanel/mail"
)

// failure is what a report says of one recipient.
type failure struct {
	addresses []string // in small letters: as it was at the end, and as it was at first
	delayed   bool     // a server is still trying
	words     string   // begins with the status code, if there is one
}

// failuresIn reads a delivery status (RFC 3464): first what holds for the mail, then a group of fields for each recipient. Recipients
// that got it are left out.
func failuresIn(status string) []failure {
	r := bufio.NewReader(strings.NewReader(strings.TrimLeft(status, "\n") + "\n\n"))
	var all []failure
	for range partsAtMost {
		h, err := textproto.ReadHeader(r)
		if f, about := failureOf(h); about {
			all = append(all, f)
		}
		if err == io.EOF || err != nil && h.Len() == 0 {
			break
		}
	}
	return all
}

func failureOf(h textproto.Header) (f failure, about bool) {
	for _, name := range []string{"Final-Recipient", "Original-Recipient", "X-Actual-Recipient"} {
		if address := afterType(h.Get(name)); address != "" {
			f.addresses = append(f.addresses, strings.ToLower(address))
		}
	}
	if len(f.addresses) == 0 {
		return f, false
	}
	action := strings.ToLower(strings.TrimSpace(h.Get("Action")))
	if cut := strings.IndexAny(action, " ("); cut > 0 {
		action = action[:cut]
	}
	if slices.Contains([]string{"delivered", "relayed", "expanded"}, action) {
		return f, false
	}
	f.delayed = action == "delayed"
	f.words = saying(strings.TrimSpace(h.Get("Status")), afterType(h.Get("Diagnostic-Code")))
	return f, true
}

// afterType is the value without "rfc822;" or "smtp;", and an address without its brackets.
func afterType(value string) string {
	if _, after, typed := strings.Cut(value, ";"); typed {
		value = after
	}
	value = strings.Join(strings.Fields(value), " ")
	if strings.HasPrefix(value, "<") && strings.HasSuffix(value, ">") {
		value = value[1 : len(value)-1]
	}
	return value
}

// saying is a status code and what was said with it, the code once. The server's own code is better than the one that the reporter
// chose for want of it.
func saying(status, diagnostic string) string {
	code := mail.StatusCode(status)
	own := mail.StatusCode(diagnostic)
	switch {
	case diagnostic == "":
		return code
	case code == "" || own == code || own != "" && strings.HasSuffix(code, ".0.0"):
		return diagnostic
	}
	return code + " " + diagnostic
}

var (
	// How servers begin a bounce that isn't a report: qmail, Exim, Exchange in two languages, Google, Domino, MailEnable and older ones.
	bounceBody = regexp.MustCompile(`(?i)this is the qmail-send program|this message was created automatically by mail delivery software|(?:your|the following) message (?:wasn't|was not|could not be|couldn't be|did not|didn't|to the following).{0,60}(?:delivered|reach|deliver)|delivery (?:has failed|to the following recipients? (?:has )?failed|failed)|could not be delivered|couldn't be delivered|undeliverable|kan niet worden (?:bezorgd|afgeleverd)|kon(?:den)? niet worden (?:bezorgd|afgeleverd)|bezorging .{0,80}mislukt|is niet bezorgd|message you sent .{0,60}bounced|permanent fatal errors|returned to sender`)
	delayBody  = regexp.MustCompile(`(?i)(?:has|have) not yet been delivered|will (?:be retried|continue to try|keep trying)|no action is required on your part|is (?:vertraagd|nog niet bezorgd)|delivery (?:is |has been )?delayed|still being retried`)
	gaveUp     = regexp.MustCompile(`(?i)permanent|giv(?:en|ing) up|has failed|(?:wasn't|couldn't be|could not be) delivered`)
	bounceHead = regexp.MustCompile(`(?i)^(?:undeliverable|undelivered mail|onbestelbaar|niet bezorgd|mail delivery (?:failed|failure|system)|delivery (?:status notification|failure|has failed)|returned mail|failure notice|mislukte bezorging|kan niet worden bezorgd|warning: message|delivery notification)`)
	anAddress  = regexp.MustCompile(`[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	// Where the text of a bounce ends and our own letter begins.
	copyBelow = regexp.MustCompile(`(?im)^-{2,}.{0,10}(?:below this line|this is a copy|original message|oorspronkelijk bericht|returned message|message (?:header|body)).*$|^(?:original message headers|oorspronkelijke berichtkoppen|berichtkoppen):`)
)

// bounceWithoutReport reads the forms that servers had before RFC 3464, and still have.
func (l *letter) bounceWithoutReport(returnPath string) ([]failure, bool) {
	words := l.words()
	var failed []string
	for _, field := range strings.Split(l.field("X-Failed-Recipients"), ",") {
		if field = strings.TrimSpace(field); field != "" {
			failed = append(failed, strings.ToLower(field))
		}
	}
	machine := returnPath == "<>" || l.field("Return-Path") == "<>" || l.fromDaemon()
	if len(failed) == 0 && !(machine && (bounceBody.MatchString(words) || bounceHead.MatchString(l.field("Subject")) || delayBody.MatchString(words))) {
		return nil, false
	}
	if at := copyBelow.FindStringIndex(words); at != nil && at[0] > 0 {
		words = words[:at[0]]
	}
	if len(failed) == 0 {
		for _, address := range anAddress.FindAllString(words, 20) {
			failed = append(failed, strings.ToLower(strings.TrimRight(address, ".")))
		}
	}
	return []failure{{addresses: failed, delayed: delayBody.MatchString(words) && !gaveUp.MatchString(words), words: reasonIn(words)}}, true
}

// reasonIn is the line of a bounce that says why, with the one after it when it goes on there.
func reasonIn(words string) string {
	lines := strings.Split(words, "\n")
	best := ""
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if !mail.HasCode(line) && mail.CauseOf(line) == mail.Later {
			continue
		}
		if i+1 < len(lines) && strings.HasPrefix(lines[i+1], " ") {
			line += " " + strings.TrimSpace(lines[i+1])
		}
		if mail.HasCode(line) {
			return line
		}
		if best == "" {
			best = line
		}
	}
	return best
}
