package mail

import "regexp"

// Cause is why a mail didn't arrive.
type Cause string

// The causes. The first three are the address's own, and for good.
const (
	NoMailbox     Cause = "no_mailbox"    // it doesn't exist, or not any more
	NoDomain      Cause = "no_domain"     // what stands behind the @ takes no mail
	Undeliverable Cause = "undeliverable" // for good, and nobody says why
	Full          Cause = "full"
	Refused       Cause = "refused" // by a rule against what was sent or who sent it
	Later         Cause = "later"   // a server has trouble of its own
	Complained    Cause = "complained"
)

// Hard reports whether it is no use to try this address again.
func (c Cause) Hard() bool { return c == NoMailbox || c == NoDomain || c == Undeliverable }

var (
	aboutSender = regexp.MustCompile(`(?i)\bsender\b`)

	statusCode = regexp.MustCompile(`\b([245])\.(\d{1,3})\.(\d{1,3})\b`)
	replyCode  = regexp.MustCompile(`(?:^|[\s;:(#])([45])\d\d[\s-]`)

	// The order counts: servers say "mailbox unavailable" of a full one, and "user unknown" is clearer than any code beside it.
	said = []struct {
		words *regexp.Regexp
		cause Cause
	}{
		{regexp.MustCompile(`(?i)complaint:`), Complained},
		{regexp.MustCompile(`(?i)quota|mailbox (?:is |was )?(?:too )?full|mailbox.{0,20}full|postvak.{0,20}vol\b|over(?:\s|-)?(?:the )?(?:storage )?limit|insufficient (?:disk|system)? ?storage|out of storage|mailbox size limit`), Full},
		{regexp.MustCompile(`(?i)(?:unknown|no such|invalid|nonexistent|non-existent|unrouteable) (?:local )?(?:user|mailbox|recipient|address|account|person)|(?:user|mailbox|recipient|address|account|alias)\b.{0,60}(?:unknown|not (?:be )?found|does(?: not|n't|n?t) exist|not exist|not listed|no longer|bestaat niet|niet gevonden|disabled|inactive|unavailable|is not known|couldn't be found|wasn't found|kan niet worden gevonden)|no mailbox here|no (?:valid )?recipients?\b|RecipientNotFound|RecipNotFound|recipient address rejected: access denied|5\.1\.10|not our customer|unknown (?:in|to) .{0,40}(?:table|system)|bestaat niet|niet gevonden|wasn't found at`), NoMailbox},
		{regexp.MustCompile(`(?i)(?:host|domain|domein|name service).{0,60}(?:not found|unknown|does(?: not|n't) exist|no such|bestaat niet)|couldn't find any host|no mx\b|nullMX|null mx|unrouteable (?:mail )?domain|relay access|does not (?:accept|receive) mail`), NoDomain},
		{regexp.MustCompile(`(?i)spam|blocked|block ?list|blacklist|black list|policy|dmarc|\bspf\b|dkim|reputation|virus|not authori[sz]ed|too (?:large|big)|size limit|exceeds.{0,30}size|content (?:rejected|filter)`), Refused},
		{regexp.MustCompile(`(?i)tempor|try again|greylist|too many|time.?d? ?out|connection (?:refused|lost)|unreachable|still.{0,10}trying|expired|loop`), Later},
	}
)

// StatusCode is the code of RFC 3463 in the words of a server, "" when there is none.
func StatusCode(words string) string { return statusCode.FindString(words) }

// HasCode reports whether a refusal's code stands in the words, of RFC 3463 or of SMTP itself.
func HasCode(words string) bool { return statusCode.MatchString(words) || replyCode.MatchString(words) }

// CauseOf is why a mail didn't arrive, by the words of a server, which may begin with a status code (RFC 3463).
func CauseOf(words string) Cause {
	code := statusCode.FindStringSubmatch(words)
	class := ""
	if code != nil {
		class = code[1]
	} else if reply := replyCode.FindStringSubmatch(words); reply != nil {
		class = reply[1]
	}
	for _, s := range said {
		if !s.words.MatchString(words) {
			continue
		}
		if s.cause.Hard() && class == "4" { // it hopes for better: a mailbox on a server that is being moved
			return Later
		}
		if policy := code != nil && code[1]+code[2] == "57"; policy && s.cause != Complained {
			return Refused
		}
		return s.cause
	}
	switch {
	case class == "4":
		return Later
	case code == nil && class == "5":
		return Undeliverable
	case code == nil:
		return Later // no code, no words: nothing to go by
	}
	return causeOfCode(code[2], code[3])
}

// causeOfCode goes by subject and detail of a permanent status alone.
func causeOfCode(subject, detail string) Cause {
	switch subject {
	case "1":
		switch detail {
		case "2":
			return NoDomain
		case "7", "8": // the sender's address
			return Refused
		}
		return NoMailbox
	case "2":
		switch detail {
		case "1":
			return NoMailbox
		case "2":
			return Full
		}
		return Later
	case "4":
		if detail == "4" || detail == "310" {
			return NoDomain
		}
		return Later
	case "3", "5":
		return Later
	case "6", "7":
		return Refused
	}
	return Undeliverable
}

// noMailbox reports whether the server itself said, for good and of the recipient, that there is no such mailbox. Anything else that it
// refuses may be our own fault: some check the sender only when they hear the recipient, and who isn't signed in may not relay.
func (o Try) noMailbox() bool {
	return o.State == Dead && o.Recipient && CauseOf(o.Words) == NoMailbox && !aboutSender.MatchString(o.Words)
}
