package panel

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// What a column of people is for.
const (
	useKey      = "account name"
	useEmail    = "e-mail address"
	useName     = "name"
	useFirst    = "first name"
	useInfix    = "prefix of the last name"
	useLast     = "last name"
	useUnit     = "unit"
	useActive   = "in service"
	useLanguage = "language"
	useType     = "member or guest"
)

// peopleColumns are the headings of Entra ID (as Graph and as its portal write them) and of Dutch HR systems.
var peopleColumns = []column{
	{useKey, []string{"userprincipalname", "userprincipalnaam", "upn"}},
	{useEmail, []string{"mail", "email", "emailadres", "emailaddress", "mailadres", "emailadreswerk", "werkemail"}},
	{useName, []string{"displayname", "naam", "name", "weergavenaam", "volledigenaam"}},
	{useFirst, []string{"givenname", "voornaam", "roepnaam", "firstname"}},
	{useInfix, []string{"tussenvoegsel", "tussenvoegsels", "voorvoegsel", "voorvoegsels"}},
	{useLast, []string{"surname", "achternaam", "lastname"}},
	{useUnit, []string{"department", "afdeling", "team", "unit"}},
	{useActive, []string{"accountenabled", "indienst", "actief", "active"}},
	{useLanguage, []string{"preferredlanguage", "taal", "language"}},
	{useType, []string{"usertype", "gebruikerstype"}},
}

// ImportColumn is a column of the file that the import understood.
type ImportColumn struct {
	Heading string `json:"heading"` // as the file has it
	Use     string `json:"use"`     // what it is taken for
}

// ImportOptions are the choices of whoever imports.
type ImportOptions struct {
	DryRun   bool           // do everything, keep nothing
	Full     bool           // the file is complete: deactivate people who aren't in it
	Progress func(rows int) // called now and then while the file is read; may be nil
}

// ImportReport is what an import did, or would do on a dry run.
type ImportReport struct {
	Columns     []ImportColumn `json:"columns"`
	Delimiter   string         `json:"delimiter"`
	Encoding    string         `json:"encoding"`
	Rows        int            `json:"rows"` // lines with a person or service, the first line not counted
	Added       int            `json:"added"`
	Changed     int            `json:"changed"`
	Deactivated int            `json:"deactivated"` // with Full also those who aren't in the file
	Reactivated int            `json:"reactivated"`
	Unchanged   int            `json:"unchanged"`
	Skipped     int            `json:"skipped"` // guests, and who is not in service and never was known
	NewUnits    int            `json:"new_units"`
	Bad         int            `json:"bad"` // bad lines given to the callback

	AccountAddresses int `json:"account_addresses"` // people in service whose empty mail column made their account name their address
	OtherLanguages   int `json:"other_languages"`   // people in service with a language that the program doesn't speak
}

// column is one thing that an import wants to know, and the headings it goes by, the best first: in lower case, letters and digits.
type column struct {
	use      string
	headings []string
}

// recognise finds the columns that an import knows: use → index. Other columns are nobody's business.
func (t *table) recognise(known []column) (map[string]int, []ImportColumn, error) {
	byHeading := map[string]int{}
	for i, h := range t.heading {
		key := headingKey(h)
		if _, twice := byHeading[key]; twice {
			byHeading[key] = -1
			continue
		}
		byHeading[key] = i
	}
	at := map[string]int{}
	var recognised []ImportColumn
	for _, c := range known {
		for _, h := range c.headings {
			i, ok := byHeading[h]
			if !ok {
				continue
			}
			if i < 0 {
				return nil, nil, &ImportError{fmt.Sprintf("the column for the %s stands in the file twice", c.use)}
			}
			at[c.use] = i
			recognised = append(recognised, ImportColumn{Heading: t.heading[i], Use: c.use})
			break
		}
	}
	return at, recognised, nil
}

// missing is the error for a file without a column that it needs; the headings of instead would do as well.
func (t *table) missing(known []column, use string, instead ...string) error {
	var accepted []string
	for _, c := range known {
		if c.use == use {
			accepted = append(c.headings[:len(c.headings):len(c.headings)], accepted...)
		} else if slices.Contains(instead, c.use) {
			accepted = append(accepted, c.headings...)
		}
	}
	var found []string
	for _, h := range t.heading[:min(len(t.heading), 40)] {
		found = append(found, fmt.Sprintf("%q", shorten(h)))
	}
	return &ImportError{fmt.Sprintf("the file has no column for the %s; found, separated by %s: %s; accepted, however spaced, hyphenated or capitalised: %s",
		use, t.delimiterName(), strings.Join(found, ", "), strings.Join(accepted, ", "))}
}

// headingKey makes "E-mail", "e_mail" and "Email" one. A form of Entra ID writes "Display name [displayName] Required".
func headingKey(heading string) string {
	if _, rest, ok := strings.Cut(heading, "["); ok {
		if inner, _, ok := strings.Cut(rest, "]"); ok {
			heading = inner
		}
	}
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, heading)
}

// tidy is a line of text as it is kept: single spaces, no line breaks, composed accents (macOS writes é as two characters).
func tidy(s string) string { return strings.Join(strings.Fields(norm.NFC.String(s)), " ") }

// shorten keeps a message readable, whatever stands in the file.
func shorten(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
