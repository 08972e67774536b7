package mail

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// ReportBack gives an ambassador what became of what their colleagues said, to carry it back to them: to read, to forward and to read out.
type ReportBack struct {
	Panel     string
	Number    int           // of the round
	Points    []DigestEntry // in which something of the constituency stands, in the order of the digest
	NextOn    time.Time     // when the next round begins; zero when nobody knows
	URL       string        // of the page with the same, to copy and print
	DigestURL string        // of the whole digest, for those who are forwarded it
}

const (
	aloudAtMost    = 3   // points that are read out
	sentenceAtMost = 130 // runes of an answer that are read out
	carriedAtMost  = 20  // points in the letter; the page has all of them

)

// Highlights are the points to read out in a minute: what was changed comes first.
func (l ReportBack) Highlights() []DigestEntry {
	first := append([]DigestEntry(nil), l.Points[:min(len(l.Points), aloudAtMost)]...)
	for i := range first {
		first[i].Title, first[i].Answer = spokenSentence(first[i].Title), spokenSentence(first[i].Answer)
	}
	return first
}

// Others is how many points aren't read out.
func (l ReportBack) Others() int { return max(0, len(l.Points)-aloudAtMost) }

// Shown are the points as the letter holds them.
func (l ReportBack) Shown() []DigestEntry {
	return shorter(l.Points[:min(len(l.Points), carriedAtMost)], answerAtMost)
}

// More is how many points stand on the page only.
func (l ReportBack) More() int { return max(0, len(l.Points)-carriedAtMost) }

// SaysAll reports whether the line that tells where the entry stands needs no word before it.
func (e DigestEntry) SaysAll() bool {
	return e.HasStatus() && (e.Section == "unanswered" || e.Section == "thanked")
}

// Aloud is what an ambassador reads out in a meeting, in a minute.
func (l ReportBack) Aloud(language string) (string, error) { return l.said("aloud", language) }

// Forward is the whole of it as plain text, to paste in a mail or a chat.
func (l ReportBack) Forward(language string) (string, error) { return l.said("forward", language) }

// ForwardSubject is the subject of a mail with it.
func (l ReportBack) ForwardSubject(language string) (string, error) {
	return l.said("forward subject", language)
}

// said writes a part of the letter that is text by itself, without more empty lines than one after another.
func (l ReportBack) said(part, language string) (string, error) {
	s, ok := setOf(KindReportBack, language, Look{})
	if !ok {
		return "", fmt.Errorf("report back: no words in %q", language)
	}
	text, err := written(s.text.ExecuteTemplate, part, l)
	for strings.Contains(text, "\n\n\n") {
		text = strings.ReplaceAll(text, "\n\n\n", "\n\n")
	}
	return strings.TrimSpace(text), err
}

// spokenSentence is the first sentence of a text, or its beginning when that is long, on one line and with an end.
func spokenSentence(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	for i, r := range text {
		rest := text[i+utf8.RuneLen(r):]
		if strings.ContainsRune(".!?", r) && strings.HasPrefix(rest, " ") && i > 20 && startsSentence(rest[1:]) {
			text = text[:len(text)-len(rest)]
			break
		}
	}
	text = beginning(text, sentenceAtMost)
	if last, _ := utf8.DecodeLastRuneInString(text); text != "" && !strings.ContainsRune(".!?…", last) {
		text += "."
	}
	return text
}

// startsSentence tells the end of a sentence from an abbreviation, after which a small letter follows.
func startsSentence(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return !unicode.IsLower(r)
}

func (ReportBack) Kind() string { return KindReportBack }

// reportBackKey has the points in one string, because a list can't be a key.
type reportBackKey struct {
	panel, points, next, url, digest string
	number                           int
}

func (l ReportBack) shared() any {
	return reportBackKey{l.Panel, fmt.Sprint(l.Points), l.NextOn.Format(time.DateOnly), l.URL, l.DigestURL, l.Number}
}
func (l ReportBack) personal() string   { return "" }
func (l ReportBack) with(string) Letter { return l }
