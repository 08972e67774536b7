package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
)

var (
	inTemplate = regexp.MustCompile(`[{( ](?:t|tn) "([a-z0-9_.]+)"[^"]`)
	inCall     = regexp.MustCompile(`\.(?:T|TN|Flash)\("([a-z0-9_.]+)"[,)]`)
	inNav      = regexp.MustCompile(`"(nav\.[a-z0-9_]+)"`)
	inError    = regexp.MustCompile(`"(error\.[a-z0-9_]+)"`)
	named      = regexp.MustCompile(`(?m)ids: ([a-z0-9_. ]+)`)
)

// defined are the messages of one language by id.
func defined(t *testing.T, language string) map[string]*i18n.Message {
	t.Helper()
	files, err := fs.Glob(localeFiles, "locales/*."+language+".toml")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*i18n.Message{}
	for _, f := range files {
		body, err := localeFiles.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := i18n.ParseMessageFileBytes(body, filepath.Base(f), map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
		if err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		for _, m := range parsed.Messages {
			if all[m.ID] != nil {
				t.Errorf("%s: %s is defined twice", f, m.ID)
			}
			all[m.ID] = m
		}
	}
	return all
}

// used are the ids that stand in the program, with the file they were seen in.
func used(t *testing.T) map[string]string {
	t.Helper()
	ids := map[string]string{}
	note := func(file string, found [][]string) {
		for _, m := range found {
			for _, id := range strings.Fields(m[1]) {
				ids[id] = file
			}
		}
	}
	for _, dir := range []string{".", "../../../panel", "../../../dialogue"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if os.IsNotExist(err) {
				return nil
			}
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			body, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			switch s := string(body); {
			case filepath.Base(path) == "doc.go":
			case strings.HasSuffix(path, ".go"):
				for _, find := range []*regexp.Regexp{inCall, inNav, inError, named} {
					note(path, find.FindAllStringSubmatch(s, -1))
				}
			case strings.HasSuffix(path, ".html"):
				note(path, inTemplate.FindAllStringSubmatch(s, -1))
				note(path, named.FindAllStringSubmatch(s, -1))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return ids
}

func TestEveryTextExistsInBothLanguagesAndIsUsed(t *testing.T) {
	ids := used(t)
	nl, en := defined(t, "nl"), defined(t, "en")
	for language, messages := range map[string]map[string]*i18n.Message{"nl": nl, "en": en} {
		for id, file := range ids {
			if messages[id] == nil {
				t.Errorf("%s: %s is missing, used in %s", language, id, file)
			}
		}
		for id, m := range messages {
			if _, ok := ids[id]; !ok {
				t.Errorf("%s: %s is not used", language, id)
			}
			if strings.TrimSpace(m.Other) == "" {
				t.Errorf("%s: %s has no text", language, id)
			}
		}
	}
	for id, m := range nl {
		if other := en[id]; other != nil && (m.One == "") != (other.One == "") {
			t.Errorf("%s has a singular in one language only", id)
		}
		if other := en[id]; other != nil && !slices.Equal(holes(m), holes(other)) {
			t.Errorf("%s shows %v in Dutch and %v in English", id, holes(m), holes(other))
		}
	}
}

var hole = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

// holes are the names of the values that a text shows.
func holes(m *i18n.Message) []string {
	var names []string
	for _, found := range hole.FindAllStringSubmatch(m.One+m.Other, -1) {
		names = append(names, found[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// B1: sentences of 15 words or fewer on average, and none that runs on.
func TestDutchIsPlain(t *testing.T) {
	words, sentences := 0, 0
	for id, m := range defined(t, "nl") {
		for _, s := range regexp.MustCompile(`[.!?:]\s+`).Split(m.Other, -1) {
			n := len(strings.Fields(s))
			words, sentences = words+n, sentences+1
			if n > 24 {
				t.Errorf("%s: a sentence of %d words: %s", id, n, s)
			}
		}
	}
	if average := float64(words) / float64(sentences); average > 15 {
		t.Errorf("sentences have %.1f words on average", average)
	}
}
