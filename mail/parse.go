package mail

import (
	"cmp"
	"embed"
	htmltemplate "html/template"
	"io"
	"regexp"
	"slices"
	"strings"
	texttemplate "text/template"
	"time"
	"unicode/utf8"
)

//go:embed templates
var files embed.FS

var kinds = []string{KindSignIn, KindOpening, KindBundling, KindOutcome, KindDigestReady, KindDigest, KindReplyRefused, KindNotice, KindRoundChanged,
	KindReminder, KindLastReminder, KindNudge, KindWeek, KindEscalation, KindUnderstood, KindReplyTaken, KindReportBack, KindClarification, KindReach,
	KindThanks, KindAcknowledged, KindDecide, KindDigestSecond, KindDigestDue, KindDigestTest}

// likeOther are the kinds that are built as another one and only say it in other words.
var likeOther = map[string]string{KindLastReminder: KindReminder, KindEscalation: KindNudge, KindWeek: KindNudge, KindDigestTest: KindDigest}

// wordsOfOther are the kinds that have the words of another one but for those that they change.
var wordsOfOther = map[string]string{KindDigestTest: KindDigest}

// set holds the templates of one kind of letter in one language and look.
type set struct {
	html *htmltemplate.Template
	text *texttemplate.Template
}

type setKey struct {
	kind, language string
	look           Look
}

// sets are parsed once: all kinds in both languages in the look of today, and some of a look that was tried.
var sets = kept[setKey, *set]{most: 64}

func setOf(kind, language string, look Look) (*set, bool) {
	if !slices.Contains(kinds, kind) || language != "nl" && language != "en" {
		return nil, false
	}
	key := setKey{kind, language, look}
	s, ok := sets.find(key)
	if !ok {
		s = parse(key)
		sets.keep(key, s)
	}
	return s, true
}

// parse panics when an embedded template is wrong, which no reader can cause and the first test finds. The words of a language stand in
// text files for both forms of a letter, so that its text can't say another thing than its HTML.
func parse(key setKey) *set {
	functions := map[string]any{
		"date":       func(t time.Time) string { return LongDate(key.language, t) },
		"shortdate":  func(t time.Time) string { return ShortDate(key.language, t) },
		"paragraphs": paragraphs,
		"indent":     indent,
		"next":       func(i int) int { return i + 1 },
		"symbol":     func(section string) string { return symbols[section].text },
		"tone":       func(section string) string { return symbols[section].tone },
		"contact":    contact,
		"aloud":      func(l ReportBack) (string, error) { return l.Aloud(key.language) },
		"h1":         func() string { return headingMark },
		"h2":         func() string { return subheadingMark },
	}
	for name, comment := range conditional {
		functions[name] = func() htmltemplate.HTML { return comment }
	}
	s := &set{html: htmltemplate.New("").Funcs(functions), text: texttemplate.New("").Funcs(functions)}
	s.html.Funcs(map[string]any{"presswidth": s.pressWidth})
	for _, words := range []string{"words", wordsOfOther[key.kind], key.kind} {
		if words == "" {
			continue
		}
		name := words + "." + key.language + ".txt"
		htmltemplate.Must(s.html.Parse(source(name)))
		texttemplate.Must(s.text.Parse(source(name)))
	}
	for _, name := range []string{"layout", cmp.Or(likeOther[key.kind], key.kind)} {
		texttemplate.Must(s.text.Parse(source(name + ".txt")))
		htmltemplate.Must(s.html.Parse(colours(key.look).Replace(inline.Replace(source(name + ".html")))))
	}
	if key.kind == KindDigest {
		// Escaping changes the templates; here no letter is being rendered yet.
		for name, of := range map[string]any{"group head": "", "said and done": DigestEntry{}, "section head": "", "brief": DigestEntry{}, "more line": 0} {
			htmltemplate.Must(s.html, s.html.ExecuteTemplate(io.Discard, name, of))
		}
	}
	return s
}

// pressWidth tells Word how many pixels wide the button of a letter is, which it can't find out from the words on it.
func (s *set) pressWidth(of Letter) (int, error) {
	var words strings.Builder
	err := s.text.ExecuteTemplate(&words, "press", of)
	const letter, around = 9, 56 // at 16 px bold
	return letter*utf8.RuneCountInString(words.String()) + around, err
}

func source(name string) string {
	content, err := files.ReadFile("templates/" + name)
	if err != nil {
		panic(err)
	}
	return string(content)
}

// conditional are comments that Outlook reads, and html/template would take away. Between mso and endmso is for Outlook alone, between
// others and endothers for all but Outlook; what stands there is escaped like anything else.
var conditional = map[string]htmltemplate.HTML{"mso": "<!--[if mso]>", "endmso": "<![endif]-->", "others": "<!--[if !mso]><!-->", "endothers": "<!--<![endif]-->"}

// symbols stand before the words for what became of a point, never instead of them.
var symbols = map[string]struct{ text, tone string }{
	"changed": {"✓", "good"}, "kept": {"✓", "good"}, "promised": {"→", "promise"}, "open_promise": {"→", "promise"},
	"explained": {"=", "plain"}, "thanked": {"+", "plain"}, "unanswered": {"!", "late"}, "dropped": {"×", "plain"},
}

var mailAddress = regexp.MustCompile(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`)

// contact finds the address in what the organisation wrote about whom to ask.
func contact(text string) (parts struct{ Before, Address, After string }) {
	at := mailAddress.FindStringIndex(text)
	if at == nil {
		parts.Before = text
		return parts
	}
	parts.Before, parts.Address, parts.After = text[:at[0]], text[at[0]:at[1]], text[at[1]:]
	return parts
}

// paragraphs are the non-empty lines of what a person typed.
func paragraphs(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
