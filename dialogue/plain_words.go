package dialogue

import (
	"regexp"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plainer is what a language has to point out in a sentence.
type plainer struct {
	hard  map[string]string // by the word, in small letters
	blame *regexp.Regexp
}

// in finds the hard words and the blame in a sentence, in its order.
func (p plainer) in(sentence string) []Remark {
	type found struct {
		at int
		Remark
	}
	var all []found
	lower := strings.ToLower(sentence)
	for word, instead := range p.hard {
		if at := wordAt(lower, word); at >= 0 {
			all = append(all, found{at, Remark{Kind: HardWord, Quote: word, Instead: instead}})
		}
	}
	if p.blame != nil {
		for _, at := range p.blame.FindAllStringIndex(lower, -1) {
			all = append(all, found{at[0], Remark{Kind: Blame, Quote: lower[at[0]:at[1]]}})
		}
	}
	sort.Slice(all, func(i, j int) bool {
		return all[i].at < all[j].at || all[i].at == all[j].at && all[i].Quote < all[j].Quote
	})
	remarks := make([]Remark, len(all))
	for i, f := range all {
		remarks[i] = f.Remark
	}
	return remarks
}

// wordAt is where a word stands by itself in a text, -1 for nowhere.
func wordAt(text, word string) int {
	for from := 0; ; {
		at := strings.Index(text[from:], word)
		if at < 0 {
			return -1
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(word):])
		if !unicode.IsLetter(before) && !unicode.IsLetter(after) {
			return at
		}
		from = at + len(word)
	}
}

// The Dutch list follows what the central government advises its writers (Direct Duidelijk, "schrijfwijzer": lastige woorden).
var plainWords = map[string]plainer{
	"nl": {
		hard: map[string]string{
			"aangaande": "over", "aangezien": "omdat", "additioneel": "extra", "additionele": "extra", "adequaat": "goed", "adequate": "goede",
			"alsmede": "en ook", "alvorens": "voordat", "betreffende": "over", "bewerkstelligen": "zorgen voor", "borgen": "zorgen dat het zo blijft",
			"conform": "volgens", "dan wel": "of", "derhalve": "daarom", "desbetreffende": "deze", "desgewenst": "als u wilt", "dientengevolge": "daardoor",
			"dienen te": "moeten", "dient te": "moet", "door middel van": "met", "echter": "maar", "evenals": "en ook", "faciliteren": "mogelijk maken",
			"geëscaleerd": "voorgelegd aan de leiding", "geïmplementeerd": "ingevoerd", "gerealiseerd": "gemaakt", "geconstateerd": "gezien", "heden": "nu",
			"hieromtrent": "hierover", "implementatie": "invoering", "implementeren": "invoeren", "indien": "als", "inzake": "over", "in het kader van": "voor",
			"in verband met": "door", "jegens": "tegen", "kaderen": "afspreken", "met betrekking tot": "over", "middels": "met", "mitigeren": "kleiner maken",
			"momenteel": "nu", "naar aanleiding van": "door", "nadere": "meer", "nochtans": "toch", "omtrent": "over", "onderhavige": "deze", "prioriteren": "kiezen wat eerst komt",
			"procedureel": "volgens de regels", "realiseren": "maken", "reeds": "al", "stakeholders": "wie ermee te maken heeft", "stakeholder": "wie ermee te maken heeft",
			"te allen tijde": "altijd", "ten aanzien van": "over", "ten behoeve van": "voor", "ten gevolge van": "door", "teneinde": "om", "tevens": "ook",
			"thans": "nu", "tot op heden": "tot nu", "uitrol": "invoering", "uitrollen": "invoeren", "verzoeken": "vragen", "voornemens": "van plan", "vooralsnog": "voorlopig",
			"vorderen": "vragen", "wederom": "weer", "workaround": "tussenoplossing", "zorg dragen voor": "zorgen voor", "zulks": "dit",
			"m.b.t.": "over", "i.v.m.": "door", "t.a.v.": "over", "n.a.v.": "door", "t.b.v.": "voor", "z.s.m.": "snel, en noem een dag", "a.d.h.v.": "met", "m.u.v.": "behalve",
			"on hold": "uitgesteld", "asap": "snel, en noem een dag", "scope": "wat erbij hoort", "issue": "probleem", "issues": "problemen",
		},
		blame: regexp.MustCompile(`\b(u|je|jullie) (had|hadden|hadt) (het |dit |dat |zelf |beter |ook |eerder |eerst )*(moeten|kunnen|behoren)|had (u|je) (het |dit |dat |zelf |beter |ook |eerder |eerst )*(moeten|kunnen)|had (u|je) maar|eigen (schuld|fout)|` +
			`(zoals|zoals al|zoals reeds) (eerder |al |reeds )?(gezegd|gemeld|aangegeven|uitgelegd)|door uw (fout|toedoen|schuld)|(u|je) (bent|hebt|heeft) (het )?(vergeten|nagelaten|verzuimd)|` +
			`(u|je) (gebruikt|doet|leest) (het |dit )?(verkeerd|fout|niet goed)|niet goed gelezen|onze dienst treft geen|valt ons niet te verwijten|gebruikersfout`),
	},
	"en": {
		hard: map[string]string{
			"aforementioned": "this", "additional": "more", "adequate": "enough", "ascertain": "find out", "as per": "as", "at this point in time": "now", "commence": "start",
			"competency": "skill", "deem": "think", "deliverable": "result", "due to the fact that": "because", "endeavour": "try", "facilitate": "help", "going forward": "from now on",
			"hereby": "now", "herewith": "with this", "implement": "carry out", "implementation": "the change itself", "in accordance with": "as in", "in order to": "to",
			"in relation to": "about", "in respect of": "about", "in the event of": "if", "inter alia": "among others", "leverage": "use", "mitigate": "make smaller",
			"notwithstanding": "even though", "on hold": "put off", "prior to": "before", "prioritise": "do first", "prioritize": "do first", "pursuant to": "under", "regarding": "about",
			"remuneration": "pay", "stakeholder": "who it concerns", "stakeholders": "who it concerns", "subsequently": "later", "synergy": "working together", "terminate": "end",
			"therein": "in it", "thereof": "of it", "utilise": "use", "utilize": "use", "with reference to": "about", "with regard to": "about", "workaround": "a way round it", "asap": "soon, and name a day",
		},
		blame: regexp.MustCompile(`\byou (should|could|ought to|might) have\b|\bif you had\b|\byour own (fault|mistake)\b|\bas (we |i )?(already |previously )?(said|stated|explained|mentioned)( before| earlier)?\b|` +
			`\byou (failed|forgot|neglected)\b|\byou (did not|didn't) read\b|\bwrongly used\b|\buser error\b`),
	},
}
