// Package demo holds the invented organisation that `klantpanel demo` shows: its people, services, panels and rounds, as
// TOML beside this file. It owns words and order, no database: who plays it through the operations of the product reads
// Load's Content. Days are working days and relative, so that the story ends today whenever it is played.
package demo

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"github.com/BurntSushi/toml"
)

//go:embed *.toml rounds/*.toml
var files embed.FS

// Content is the whole story. Things refer to each other by key; Load has checked that each key resolves.
type Content struct {
	Name        string            `toml:"name"`         // of the organisation
	MailName    string            `toml:"mail_name"`    // sender of its letters
	MailAddress string            `toml:"mail_address"` // and their address
	Contact     string            `toml:"contact"`      // whom to ask, under each letter
	ClosedWeek  string            `toml:"closed_week"`  // why nobody works in a week to come
	Units       []Unit            `toml:"units"`
	Cast        map[string]Person `toml:"cast"`  // fixed people by key; the others are combined from Names
	Names       []Names           `toml:"names"` // see People
	Services    []Service         `toml:"service"`
	Topics      []Topic           `toml:"topic"`
	Questions   []Question        `toml:"question"`
	Panels      []Panel           `toml:"panel"`
	Told        []Told            `toml:"told"`
	Missed      []Missed          `toml:"missed"`
	Rules       []Rule            `toml:"rule"`
	Written     []Written         `toml:"written"`
	Redrafted   []Redrafted       `toml:"redrafted"`
	Canned      []Canned          `toml:"canned"`
	Between     []Between         `toml:"between"`
	Notes       []Note            `toml:"note"`
	Away        []Away            `toml:"away"`
}

// Unit is a department with its share of the people, relative to the other shares.
type Unit struct {
	Name  string `toml:"name"`
	Share int    `toml:"share"`
}

// Names are first names and surnames that go together, with their share of the people.
type Names struct {
	Share    int      `toml:"share"`
	First    []string `toml:"first"`
	Surnames []string `toml:"surnames"`
}

// The roles of the cast.
const (
	Administrator = "administrator"
	Coordinator   = "coordinator"
	Ambassador    = "ambassador"
	Responder     = "responder"
	Manager       = "manager"
	Employee      = "employee" // reads the digest, nothing more
)

// Person is one colleague. Key and Email are filled by Load and People; the combined colleagues have no key.
type Person struct {
	Key      string `toml:"-"`
	Name     string `toml:"name"`
	Email    string `toml:"-"`
	Unit     string `toml:"unit"` // a unit's name
	Role     string `toml:"role"`
	Language string `toml:"language"` // "" follows the organisation
}

// Service is a staff service.
type Service struct {
	Key         string   `toml:"key"`
	Name        string   `toml:"name"`
	Purpose     string   `toml:"purpose"`     // what you can come to it for
	Expectation string   `toml:"expectation"` // what you may expect of it
	Words       string   `toml:"words"`       // what people call it themselves
	WorkingOn   string   `toml:"working_on"`
	Priorities  string   `toml:"priorities"`   // one a line
	RespondDays int      `toml:"respond_days"` // working days to a first response, 0 the usual number
	NormDays    int      `toml:"norm_days"`    // working days to an outcome
	Responders  []string `toml:"responders"`   // of the cast
	Releases    []string `toml:"releases"`     // of those, whose answers go out since a few days; none is all
	Owner       string   `toml:"owner"`        // of the cast: who is told when points are late
}

// Topic groups questions.
type Topic struct {
	Key  string `toml:"key"`
	Name string `toml:"name"`
}

// Question of the bank. Kind is open, mark, choice or pair, as in panel.Question.
type Question struct {
	Key       string   `toml:"key"`
	Topic     string   `toml:"topic"`
	Service   string   `toml:"service"` // whom it is about, "" for none
	Kind      string   `toml:"kind"`
	TextNL    string   `toml:"text_nl"`
	TextEN    string   `toml:"text_en"`
	OptionsNL []string `toml:"options_nl"` // of a choice
	OptionsEN []string `toml:"options_en"` // the same options in the same order
	Line      string   `toml:"line"`       // below it the figures propose a point, as typed
	Step      string   `toml:"step"`       // and when they drop by so much
}

// Panel is a client panel with its rounds, oldest first; the last one is open.
type Panel struct {
	Key            string       `toml:"key"`
	Name           string       `toml:"name"`
	Purpose        string       `toml:"purpose"`
	Coordinator    string       `toml:"coordinator"` // of the cast
	Services       []string     `toml:"services"`
	Recurrence     Recurrence   `toml:"recurrence"`
	CollectingDays int          `toml:"collecting_days"` // working days, as all three
	RespondingDays int          `toml:"responding_days"`
	ReportingDays  int          `toml:"reporting_days"`
	Audience       string       `toml:"audience"`  // organisation or constituencies
	Questions      []string     `toml:"questions"` // in order, the same in each round
	Turns          []string     `toml:"turns"`     // beside them in the rounds after the open one, one a round
	NoticeDays     int          `toml:"notice_days"`
	HoldsAnswers   bool         `toml:"holds_answers"`  // its coordinator publishes the answers
	DigestReaders  string       `toml:"digest_readers"` // "" is employees
	Ambassadors    []Membership `toml:"ambassadors"`
	Rounds         []Round      `toml:"-"`
}

// Recurrence is "every n periods, on the nth weekday, at this clock time".
type Recurrence struct {
	Every   int    `toml:"every"`
	Period  string `toml:"period"`  // week, month or quarter
	Nth     int    `toml:"nth"`     // 1 is the first; 0 with a week
	Weekday string `toml:"weekday"` // monday … friday
	Clock   string `toml:"clock"`   // 15:04
}

// Membership makes one of the cast an ambassador of the named units.
type Membership struct {
	Person string   `toml:"person"`
	Units  []string `toml:"units"`
	Ends   int      `toml:"ends"` // the term, so many days after the open round began; 0 never
}

// Load reads the embedded content and checks it; an error names the file and every key that is wrong.
func Load() (*Content, error) {
	return load(files)
}

func load(files fs.FS) (*Content, error) {
	c := &Content{}
	for _, name := range []string{"organisation.toml", "names.toml", "questions.toml", "panels.toml"} {
		if err := decode(files, name, c); err != nil {
			return nil, err
		}
	}
	for key, person := range c.Cast {
		person.Key, person.Email = key, address(person.Name)
		c.Cast[key] = person
	}
	names, err := fs.Glob(files, "rounds/*.toml")
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	for _, name := range names {
		var round Round
		if err := decode(files, name, &round); err != nil {
			return nil, err
		}
		p := slices.IndexFunc(c.Panels, func(p Panel) bool { return p.Key == round.Panel })
		if p < 0 {
			return nil, fmt.Errorf("demo: %s: no panel %q", name, round.Panel)
		}
		c.Panels[p].Rounds = append(c.Panels[p].Rounds, round)
	}
	for _, p := range c.Panels {
		slices.SortFunc(p.Rounds, func(a, b Round) int { return cmp.Compare(a.Number, b.Number) })
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	return c, nil
}

// decode refuses keys that no field has: a mistyped key would silently lose somebody's words.
func decode(files fs.FS, name string, into any) error {
	meta, err := toml.DecodeFS(files, name, into)
	if err != nil {
		return fmt.Errorf("demo: %s: %w", name, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return fmt.Errorf("demo: %s: unknown keys %v", name, unknown)
	}
	return nil
}
