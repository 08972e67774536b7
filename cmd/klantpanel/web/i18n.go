package web

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"klantpanel/mail"
	"klantpanel/panel/theme"
	"klantpanel/scheduler"
)

//go:embed locales
var localeFiles embed.FS

// languages of the interface; the first is the one of an organisation that isn't there yet.
var languages = []string{"nl", "en"}

// texts are all texts of the interface, from locales/PAGE.LANGUAGE.toml.
type texts struct {
	localizers map[string]*i18n.Localizer
	known      sync.Map // texts that were made already, by keptWords
}

func loadTexts() (*texts, error) {
	bundle := i18n.NewBundle(language.Dutch)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	files, err := fs.Glob(localeFiles, "locales/*.toml")
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		body, err := localeFiles.ReadFile(f)
		if err != nil {
			return nil, err
		}
		if _, err := bundle.ParseMessageFileBytes(body, path.Base(f)); err != nil {
			return nil, fmt.Errorf("texts %s: %w", f, err)
		}
	}
	t := &texts{localizers: map[string]*i18n.Localizer{}}
	for _, l := range languages {
		t.localizers[l] = i18n.NewLocalizer(bundle, l)
	}
	return t, nil
}

// text is the text with this id; with n it is in singular or plural, and may show the number as {{.Count}}.
func (t *texts) text(lang, id string, n *int, pairs []any) string {
	if len(pairs) == 0 && (n == nil || *n >= 0 && *n < mostKept) {
		return t.kept(lang, id, n)
	}
	return t.made(lang, id, n, pairs)
}

// mostKept is up to which number texts with a number are kept.
const mostKept = 1000

type keptWords struct {
	lang, id string
	n        int // -1 for none
}

// kept is a text that needs nothing but a number: it is made once.
func (t *texts) kept(lang, id string, n *int) string {
	key := keptWords{lang, id, -1}
	if n != nil {
		key.n = *n
	}
	if text, ok := t.known.Load(key); ok {
		return text.(string)
	}
	text := t.made(lang, id, n, nil)
	t.known.Store(key, text)
	return text
}

func (t *texts) made(lang, id string, n *int, pairs []any) string {
	data := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		data[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	config := &i18n.LocalizeConfig{MessageID: id, TemplateData: data}
	if n != nil {
		data["Count"] = number(lang, *n)
		config.PluralCount = *n
	}
	return t.localize(lang, config)
}

// data is the text with values by name. A Count chooses singular or plural; days are said as people say them.
func (t *texts) data(lang, id string, values map[string]any) string {
	data := map[string]any{}
	config := &i18n.LocalizeConfig{MessageID: id, TemplateData: data}
	for name, v := range values {
		switch v := v.(type) {
		case scheduler.Date:
			data[name] = mail.LongDate(lang, v.Time())
		case int:
			data[name] = number(lang, v)
			if name == "Count" {
				config.PluralCount = v
			}
		case float64:
			data[name] = number(lang, v)
		case theme.Word:
			data[name] = t.text(lang, string(v), nil, nil)
		default:
			data[name] = v
		}
	}
	return t.localize(lang, config)
}

// localize falls back on the id itself, which the tests make impossible for texts that are in the program.
func (t *texts) localize(lang string, config *i18n.LocalizeConfig) string {
	s, err := t.localizers[lang].Localize(config)
	if err != nil && s == "" { // an error may come with a text in the other language
		return config.MessageID
	}
	return s
}

var acceptable = language.NewMatcher([]language.Tag{language.Dutch, language.English})

// language of the reader: their own choice, that made in this browser, what it asks for when nobody is signed in, the organisation's.
func (s *Server) language(r *Request) string {
	if r.Actor != nil && isLanguage(r.Actor.Person.Language) {
		return r.Actor.Person.Language
	}
	if l := r.Ctx.Cookies(r.cookieName(languageCookie)); isLanguage(l) {
		return l
	}
	tags, _, err := language.ParseAcceptLanguage(r.Ctx.Get("Accept-Language"))
	if r.Actor == nil && err == nil && len(tags) > 0 { // who is signed in and chose nothing reads as the organisation does
		if _, i, confidence := acceptable.Match(tags...); confidence >= language.High {
			return languages[i]
		}
	}
	if isLanguage(r.Organisation.Language) {
		return r.Organisation.Language
	}
	return languages[0]
}

func isLanguage(l string) bool { return l == "nl" || l == "en" }
