package demo

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func content(t *testing.T) *Content {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestStoryHoldsTogether(t *testing.T) {
	c := content(t)
	if len(c.Services) != 7 || len(c.Panels) != 2 || len(c.Topics) != 8 || len(c.Questions) != 24 {
		t.Errorf("%d services, %d panels, %d topics, %d questions", len(c.Services), len(c.Panels), len(c.Topics), len(c.Questions))
	}
	for _, p := range c.Panels {
		for _, r := range p.Rounds {
			t.Logf("%s %d: %d contributions, %d items", p.Key, r.Number, len(r.Contributions), len(r.Items))
			if least := map[bool]int{false: 22, true: 16}[r.Open]; len(r.Contributions) < least {
				t.Errorf("%s %d has %d contributions", p.Key, r.Number, len(r.Contributions))
			}
		}
	}
}

func TestEachContributionIsBundledOnceOrAcknowledged(t *testing.T) {
	for _, p := range content(t).Panels {
		for _, r := range p.Rounds {
			places := map[string]int{}
			for _, item := range r.Items {
				for _, key := range item.Contributions {
					places[key]++
				}
			}
			for _, said := range r.Contributions {
				if said.Acknowledged != "" {
					places[said.Key]++
				}
				if places[said.Key] != 1 || said.People() < 1 {
					t.Errorf("%s %d: %s is in %d places, for %d people", p.Key, r.Number, said.Key, places[said.Key], said.People())
				}
			}
		}
	}
}

func TestTwoPromisesOfEachPanelAreStillOpen(t *testing.T) {
	for _, p := range content(t).Panels {
		open := 0
		for _, r := range p.Rounds {
			for _, item := range r.Items {
				if promise := item.Promise; !r.Open && promise != nil && promise.Delivered == nil && promise.Dropped == nil {
					open++
				}
			}
		}
		if open != 2 {
			t.Errorf("%s has %d open promises", p.Key, open)
		}
	}
}

func TestOpenRoundLeavesOneItemUnanswered(t *testing.T) {
	for _, p := range content(t).Panels {
		r := p.Rounds[len(p.Rounds)-1]
		unanswered, late := 0, 0
		for _, item := range r.Items {
			if item.Outcome == "" {
				unanswered++
			}
		}
		for _, said := range r.Contributions {
			if said.Late {
				late++
			}
		}
		if unanswered != 1 || late == 0 || late == len(r.Contributions) {
			t.Errorf("%s: %d unanswered items, %d late contributions", p.Key, unanswered, late)
		}
	}
}

var sentenceEnd = regexp.MustCompile(`[.!?][’]?(\s|$)`)

func TestAnswersAreInShortSentences(t *testing.T) {
	words, sentences := 0, 0
	for _, p := range content(t).Panels {
		for _, r := range p.Rounds {
			for _, item := range r.Items {
				for _, sentence := range sentenceEnd.Split(item.Answer, -1) {
					n := len(strings.Fields(sentence))
					if n == 0 {
						continue
					}
					words, sentences = words+n, sentences+1
					if n > 22 {
						t.Errorf("%s: %d words: %s", item.Key, n, sentence)
					}
				}
			}
		}
	}
	average := float64(words) / float64(sentences)
	t.Logf("%.1f words a sentence", average)
	if average > 15 {
		t.Errorf("%.1f words a sentence", average)
	}
}

func TestPeopleAreUniqueAndTheSameEachTime(t *testing.T) {
	c := content(t)
	people, again := c.People(400), c.People(400)
	if len(people) != 400 {
		t.Fatalf("%d people", len(people))
	}
	seen := map[string]bool{}
	addresses := regexp.MustCompile(`^[a-z-]+\.[a-z-]+@waterveld\.example$`)
	inUnit := map[string]int{}
	for i, person := range people {
		if person != again[i] {
			t.Errorf("%v became %v", person, again[i])
		}
		if seen[person.Name] || seen[person.Email] || !addresses.MatchString(person.Email) {
			t.Errorf("%s <%s>", person.Name, person.Email)
		}
		seen[person.Name], seen[person.Email] = true, true
		inUnit[person.Unit]++
	}
	for _, unit := range c.Units {
		if inUnit[unit.Name] < 3 {
			t.Errorf("%s has %d people", unit.Name, inUnit[unit.Name])
		}
	}
}

func TestNobodySpeaksForMoreColleaguesThanThereAre(t *testing.T) {
	c := content(t)
	inUnit := map[string]int{}
	for _, person := range c.People(400) {
		inUnit[person.Unit]++
	}
	for _, p := range c.Panels {
		constituency := map[string]int{}
		for _, a := range p.Ambassadors {
			for _, unit := range a.Units {
				constituency[a.Person] += inUnit[unit]
			}
		}
		for _, r := range p.Rounds {
			for _, said := range r.Contributions {
				if said.People() >= constituency[said.By] {
					t.Errorf("%s: %d people out of %d", said.Key, said.People(), constituency[said.By])
				}
			}
		}
	}
}

func TestAddressHasNoAccentsAndNoSpaces(t *testing.T) {
	for name, want := range map[string]string{
		"Özlem Yıldız":      "ozlem.yildiz@waterveld.example",
		"Ilse van den Berg": "ilse.vandenberg@waterveld.example",
		"Paweł Nowicki":     "pawel.nowicki@waterveld.example",
	} {
		if got := address(name); got != want {
			t.Errorf("%s: %s, not %s", name, got, want)
		}
	}
}

// damage reads the content with one passage replaced.
func damage(t *testing.T, file, old, replacement string) error {
	t.Helper()
	damaged := fstest.MapFS{}
	for _, pattern := range []string{"organisation.toml", "names.toml", "questions.toml", "panels.toml", "rounds"} {
		copyInto(t, damaged, pattern)
	}
	text := string(damaged[file].Data)
	if !strings.Contains(text, old) {
		t.Fatalf("%s has no %q", file, old)
	}
	damaged[file].Data = []byte(strings.Replace(text, old, replacement, 1))
	_, err := load(damaged)
	return err
}

func copyInto(t *testing.T, damaged fstest.MapFS, name string) {
	t.Helper()
	if entries, err := files.ReadDir(name); err == nil {
		for _, entry := range entries {
			copyInto(t, damaged, name+"/"+entry.Name())
		}
		return
	}
	data, err := files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	damaged[name] = &fstest.MapFile{Data: data}
}

func TestLoadNamesWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct{ file, old, replacement, message string }{
		"a contribution in no item":    {"rounds/werkplek-1.toml", `contributions = ["zaal-gerrit"]`, `contributions = ["zaal-els"]`, "zaal-gerrit is in 0 places"},
		"a mark above ten":             {"rounds/werkplek-1.toml", "mark = 4", "mark = 11", "mark 11"},
		"somebody else's question":     {"rounds/organisatie-1.toml", `question = "declareren"`, `question = "lunch"`, `no question "lunch"`},
		"an unknown ambassador":        {"rounds/werkplek-2.toml", `by = "fatima"`, `by = "sinterklaas"`, "sinterklaas"},
		"a mistyped key":               {"rounds/werkplek-2.toml", "answered =", "anwsered =", "unknown keys"},
		"an owner who isn't there":     {"organisation.toml", `owner = "yvonne"`, `owner = "sinterklaas"`, `"sinterklaas" owns it`},
		"a question to nobody":         {"rounds/werkplek-3.toml", `said = "lawaai-muts"`, `said = "lawaai-els"`, "which no colleague of it said by a link"},
		"a service without responders": {"organisation.toml", `["toos", "hamza"]`, `["wim", "hamza"]`, `"wim" is no responder`},
	} {
		t.Run(name, func(t *testing.T) {
			if err := damage(t, c.file, c.old, c.replacement); err == nil || !strings.Contains(err.Error(), c.message) {
				t.Errorf("got %v, not %q", err, c.message)
			}
		})
	}
}
