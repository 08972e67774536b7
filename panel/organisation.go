package panel

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations"
	"klantpanel/scheduler"
)

// SetUpInput is what the first administrator fills in.
type SetUpInput struct {
	Organisation, Name, Email, Language string
	MailAddress                         string // where letters come from; "" is Email
}

// New organisations send their letters on working days between these hours; the settings change it.
const (
	lettersFrom  = 7
	lettersUntil = 19
)

// OrganisationInput is the settings page.
type OrganisationInput struct {
	Name, Language, TimeZone, MailName, MailAddress, Contact string

	LettersFrom, LettersUntil int  // whole hours from 0 to 24; 0 and 0: letters go out at any moment
	LettersWeekend            bool // also on days that aren't working days

	FrameSites string // one a line: https://intranet.example.nl
}

// Organisation reads the organisation; NotFound before the set-up. db is the database or the transaction at hand.
func (s *Store) Organisation(ctx context.Context, db bun.IDB) (Organisation, error) {
	var o Organisation
	err := db.NewSelect().Model(&o).Where("id = 1").Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return o, Refuse(NotFound, "error.not_set_up")
	}
	if err != nil {
		return o, fmt.Errorf("organisation: %w", err)
	}
	return o, nil
}

// IsNotSetUp reports whether an operation failed because there is no organisation yet.
func IsNotSetUp(err error) bool {
	var p *Problem
	return errors.As(err, &p) && p.Message == "error.not_set_up"
}

// holdOrganisation keeps others from deciding about the organisation as a whole until the transaction ends.
func holdOrganisation(ctx context.Context, tx bun.IDB) error {
	_, err := migrations.ForUpdate(tx.NewSelect().Model((*Organisation)(nil)).Column("id").Where("id = 1")).Exec(ctx)
	return err
}

// SetUp makes the organisation and its first administrator, once.
func (s *Store) SetUp(ctx context.Context, in SetUpInput) (Person, error) {
	var ps Problems
	name := ps.name("organisation", in.Organisation)
	person := Person{ID: newID(), Name: ps.name("name", in.Name), Email: ps.email("email", in.Email), Language: ps.language("language", in.Language),
		Administrator: true, Active: true, DigestWish: EachRound, CreatedAt: s.Clock()}
	sender := person.Email
	if in.MailAddress != "" {
		sender = ps.email("mail_address", in.MailAddress)
	}
	if err := ps.Err(); err != nil {
		return Person{}, err
	}
	o := Organisation{ID: 1, Name: name, Language: person.Language, TimeZone: "Europe/Amsterdam", MailName: "Klantpanel " + name,
		MailAddress: sender, Contact: person.Email, Secret: rand.Text() + rand.Text(), CreatedAt: s.Clock(),
		LettersFrom: lettersFrom, LettersUntil: lettersUntil}
	if o.Language == "" {
		o.Language = "nl"
	}
	err := inTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		if _, err := s.Organisation(ctx, tx); err == nil {
			return Refuse(Conflict, "error.already_set_up")
		}
		if _, err := tx.NewInsert().Model(&o).Exec(ctx); err != nil {
			return fmt.Errorf("set up: %w", err)
		}
		// People may have been imported before anybody signed in.
		_, err := tx.NewInsert().Model(&person).On("CONFLICT (email) DO UPDATE").
			Set("administrator = TRUE, active = TRUE, deactivated_at = NULL").Returning("*").Exec(ctx)
		if err != nil {
			return fmt.Errorf("set up: %w", err)
		}
		return nil
	})
	return person, err
}

// SaveOrganisation changes the settings.
func (s *Store) SaveOrganisation(ctx context.Context, actor Actor, in OrganisationInput) error {
	if !actor.Administers() {
		return Refuse(Forbidden, "error.administrators_only")
	}
	var ps Problems
	o := Organisation{Name: ps.name("name", in.Name), Language: ps.language("language", in.Language), TimeZone: ps.zone("time_zone", in.TimeZone),
		MailName: ps.name("mail_name", in.MailName), MailAddress: ps.email("mail_address", in.MailAddress),
		Contact: ps.Text("contact", in.Contact, 1, 200), LettersFrom: ps.between("letters_from", in.LettersFrom, 0, 23),
		LettersUntil: ps.between("letters_until", in.LettersUntil, 0, 24), LettersWeekend: in.LettersWeekend,
		FrameSites: ps.frameSites("frame_sites", in.FrameSites)}
	if o.Language == "" {
		ps.Add("language", "error.language")
	}
	if always := o.LettersFrom == 0 && o.LettersUntil == 0; !always && o.LettersUntil <= o.LettersFrom {
		ps.Add("letters_until", "error.letters_until")
	}
	if err := ps.Err(); err != nil {
		return err
	}
	_, err := s.DB.NewUpdate().Model(&o).Column("name", "language", "time_zone", "mail_name", "mail_address", "contact",
		"letters_from", "letters_until", "letters_weekend", "frame_sites").Where("id = 1").Exec(ctx)
	if err != nil {
		return fmt.Errorf("save organisation: %w", err)
	}
	return nil
}

// Sender tells the outbox who letters come from; baseURL is the program's own setting.
func (s *Store) Sender(baseURL string) func(context.Context, bun.IDB) (mail.Sender, error) {
	keys := &signers{}
	return func(ctx context.Context, db bun.IDB) (mail.Sender, error) {
		o, err := s.Organisation(ctx, db)
		if err != nil {
			return mail.Sender{}, err
		}
		signer, err := keys.of(ctx, db, &o)
		if err != nil {
			return mail.Sender{}, err
		}
		return mail.Sender{Organisation: o.Name, Name: o.MailName, Address: o.MailAddress, Contact: o.Contact, BaseURL: baseURL, Secret: o.Secret,
			Look: o.letterLook(), Signer: signer, Hours: o.LetterHours(), Paused: o.MailPaused}, nil
	}
}

// LetterHours is when letters to people go out.
func (o Organisation) LetterHours() mail.Hours {
	zone, err := time.LoadLocation(o.TimeZone)
	if err != nil {
		zone = time.UTC // a machine without this zone still sends
	}
	calendar := o.Calendar()
	return mail.Hours{From: o.LettersFrom, Until: o.LettersUntil, Weekend: o.LettersWeekend, Zone: zone,
		Working: func(day string) bool { return calendar.IsWorkday(scheduler.Date(day)) }}
}

// today is the current day where the organisation is.
func (s *Store) today(ctx context.Context, db bun.IDB) (scheduler.Date, error) {
	return todayIn(ctx, db, s.Clock())
}

func todayIn(ctx context.Context, db bun.IDB, now time.Time) (scheduler.Date, error) {
	o, err := new(Store).Organisation(ctx, db)
	if err != nil {
		return "", err
	}
	zone, err := time.LoadLocation(o.TimeZone)
	if err != nil {
		return "", fmt.Errorf("organisation: %w", err)
	}
	return scheduler.DateOf(now, zone), nil
}

// newID is a key that tells the order of making.
func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// name checks a short line that must be there.
func (ps *Problems) name(field, value string) string { return ps.Text(field, value, 1, 200) }

// Text checks and trims free text between least and most characters. Control characters other than line breaks are refused: they
// have no place in a letter, a heading or a CSV. So are those that turn around what stands after them, in a line; longer texts, which people
// paste, lose them.
func (ps *Problems) Text(field, value string, least, most int) string {
	value = strings.ReplaceAll(value, "\r\n", "\n")
	line := most <= 200
	if !line {
		value = straight.Replace(value)
	}
	value = strings.TrimSpace(value)
	switch n := utf8.RuneCountInString(value); {
	case n < least || least > 0 && !strings.ContainsFunc(value, visible):
		ps.Add(field, "error.missing")
	case n > most:
		ps.Add(field, "error.too_long", "Most", most)
	case !utf8.ValidString(value) || strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' || line && turnsText(r) }):
		ps.Add(field, "error.control_characters")
	case line && strings.ContainsAny(value, "\n\t"):
		ps.Add(field, "error.one_line")
	}
	return value
}

// turnsText reports whether a character changes the order in which what follows is read (UAX #9: embeddings, overrides and isolates), or ends a
// line without being a line break.
func turnsText(r rune) bool { return r >= '\u2028' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' }

// straight takes the characters of turnsText out of a text of several lines.
var straight = strings.NewReplacer("\u2028", "\n", "\u2029", "\n", "\u202a", "", "\u202b", "", "\u202c", "", "\u202d", "", "\u202e", "",
	"\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "")

// visible tells what a reader sees from the marks that only steer: zero-width spaces, changes of direction.
func visible(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }

// email checks one plain address and gives it in lower case.
func (ps *Problems) email(field, value string) string {
	value = strings.ToLower(strings.TrimSpace(value))
	if value == "" {
		ps.Add(field, "error.missing")
		return value
	}
	if _, reason := importedAddress(value); reason != "" {
		ps.Add(field, "error.email")
	}
	return value
}

// language is nl, en, or "" for the organisation's.
func (ps *Problems) language(field, value string) string {
	if value != "nl" && value != "en" && value != "" {
		ps.Add(field, "error.language")
	}
	return value
}

func (ps *Problems) zone(field, value string) string {
	if _, err := time.LoadLocation(value); err != nil || value == "" || value == "Local" {
		ps.Add(field, "error.time_zone")
	}
	return value
}

// between checks a whole number.
func (ps *Problems) between(field string, value, least, most int) int {
	if value < least || value > most {
		ps.Add(field, "error.between", "Least", least, "Most", most)
	}
	return value
}
