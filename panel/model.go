package panel

import (
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/scheduler"
)

// Store does the operations of this package on one database.
type Store struct {
	DB     *bun.DB
	Outbox *mail.Outbox
	Clock  func() time.Time // UTC in whole seconds
}

// Organisation is the one that this program serves.
type Organisation struct {
	bun.BaseModel `bun:"table:organisations,alias:o"`

	ID          int       `bun:"id,pk"`
	Name        string    `bun:"name"`
	Language    string    `bun:"language"` // nl or en, for people who didn't choose
	TimeZone    string    `bun:"time_zone"`
	MailName    string    `bun:"mail_name"`
	MailAddress string    `bun:"mail_address"`
	Contact     string    `bun:"contact"` // whom to ask, under each letter
	Secret      string    `bun:"secret"`
	CreatedAt   time.Time `bun:"created_at"`

	AppearanceHash string `bun:"appearance_hash"` // of the Appearance, "" for our own look
	LetterColours  string `bun:"letter_colours"`  // those of the theme that letters take, "" for our own

	LettersFrom    int  `bun:"letters_from"`    // letters to people go out from this hour, in TimeZone,
	LettersUntil   int  `bun:"letters_until"`   // until this one; the same hour twice: at any moment
	LettersWeekend bool `bun:"letters_weekend"` // also on days that aren't working days

	MailPaused   string       `bun:"mail_paused"`    // why nothing but sign-in goes out, "" when it does
	MailPausedBy string       `bun:"mail_paused_by"` // who decided that, "" for the program itself
	MailPausedAt bun.NullTime `bun:"mail_paused_at"`

	SigningKeyID *uuid.UUID `bun:"signing_key_id"` // of the SigningKey that letters are signed with, nil for none

	ClosedPeriods string `bun:"closed_periods"` // one a line: first day, last day, name

	FrameSites string `bun:"frame_sites"` // that may show what a secret address opens in a frame: one a line; see Frames
}

// Unit is a team or department.
type Unit struct {
	bun.BaseModel `bun:"table:units,alias:u"`

	ID   uuid.UUID `bun:"id,pk"`
	Name string    `bun:"name"`
}

// Person is somebody who works in the organisation.
type Person struct {
	bun.BaseModel `bun:"table:people,alias:p"`

	ID            uuid.UUID      `bun:"id,pk"`
	SourceKey     string         `bun:"source_key,nullzero"` // userPrincipalName, lower case
	Email         string         `bun:"email"`               // lower case
	Name          string         `bun:"name"`
	UnitID        *uuid.UUID     `bun:"unit_id"`
	Language      string         `bun:"language"` // "" follows the organisation
	Administrator bool           `bun:"administrator"`
	Manager       bool           `bun:"manager"`
	DigestWish    string         `bun:"digest_wish"` // one of DigestWishes
	Active        bool           `bun:"active"`
	CreatedAt     time.Time      `bun:"created_at"`
	DeactivatedAt bun.NullTime   `bun:"deactivated_at"`
	WeekDay       int            `bun:"week_day,nullzero,default:1"`  // of the letter of the week, 1 is Monday
	WeekHour      int            `bun:"week_hour,nullzero,default:9"` // from which it goes out, 1–23; the letter of a day too
	WeekNextOn    scheduler.Date `bun:"week_next_on"`                 // the day from which the next letter of the week is due; "": not planned yet

	Unit *Unit `bun:"rel:belongs-to,join:unit_id=id"`
}

// Service is a staff service; together they are one counter.
type Service struct {
	bun.BaseModel `bun:"table:services,alias:s"`

	ID          uuid.UUID    `bun:"id,pk"`
	Name        string       `bun:"name"`
	Purpose     string       `bun:"purpose"`                         // what you can come to it for
	Expectation string       `bun:"expectation"`                     // what you may expect of it
	Words       string       `bun:"words"`                           // what people call it themselves, separated by commas; the directory finds it by them
	NormDays    int          `bun:"norm_days"`                       // working days to an outcome
	RespondDays int          `bun:"respond_days,nullzero,default:3"` // working days to a first response
	WorkingOn   string       `bun:"working_on"`                      // what it is working on now
	Priorities  string       `bun:"priorities"`                      // one a line, the first first
	OwnerID     *uuid.UUID   `bun:"owner_id"`                        // who is told when the service is late
	CreatedAt   time.Time    `bun:"created_at"`
	ClosedAt    bun.NullTime `bun:"closed_at"`
}

// Topic groups questions.
type Topic struct {
	bun.BaseModel `bun:"table:topics,alias:t"`

	ID   uuid.UUID `bun:"id,pk"`
	Name string    `bun:"name"`
}

// The kinds of question.
const (
	Open   = "open"   // free text
	Mark   = "mark"   // 1–10, the Dutch report mark
	Choice = "choice" // one of its options
	Pair   = "pair"   // importance and experience, each 1–10
)

// Wording is a question as it is put: in the bank, and copied into a cycle.
type Wording struct {
	Kind      string `bun:"kind"`
	TextNL    string `bun:"text_nl"`
	TextEN    string `bun:"text_en"`    // "" shows the Dutch one
	OptionsNL string `bun:"options_nl"` // one a line
	OptionsEN string `bun:"options_en"`
}

// Text is the question in the reader's language.
func (w Wording) Text(language string) string {
	if language == "en" && w.TextEN != "" {
		return w.TextEN
	}
	return w.TextNL
}

// Options are the answers of a choice in the reader's language.
func (w Wording) Options(language string) []string {
	options := w.OptionsNL
	if language == "en" && w.OptionsEN != "" {
		options = w.OptionsEN
	}
	if options == "" {
		return nil
	}
	return strings.Split(options, "\n")
}

// Bounds are the figures of a question that propose a point: tenths of a mark, or percents of those who chose a good option.
type Bounds struct {
	Line        *int   `bun:"line"`         // below it
	Step        *int   `bun:"step"`         // that much less than the last time
	GoodOptions string `bun:"good_options"` // of a choice: their numbers from 0, separated by commas
}

// Question stands in the question bank.
type Question struct {
	bun.BaseModel `bun:"table:questions,alias:q"`

	ID        uuid.UUID  `bun:"id,pk"`
	TopicID   uuid.UUID  `bun:"topic_id"`
	ServiceID *uuid.UUID `bun:"service_id"` // whom a mark or pair is about
	Wording
	Bounds
	CreatedAt  time.Time    `bun:"created_at"`
	ArchivedAt bun.NullTime `bun:"archived_at"`

	Trend bool `bun:"trend,scanonly"` // among a panel's questions: it is in every round

	Topic   *Topic   `bun:"rel:belongs-to,join:topic_id=id"`
	Service *Service `bun:"rel:belongs-to,join:service_id=id"`
}

// Panel is a client panel.
type Panel struct {
	bun.BaseModel `bun:"table:panels,alias:pa"`

	ID             uuid.UUID      `bun:"id,pk"`
	Name           string         `bun:"name"`
	Purpose        string         `bun:"purpose"`
	TimeZone       string         `bun:"time_zone"`
	Recurrence     string         `bun:"recurrence"` // scheduler.Recurrence as text
	StartsOn       scheduler.Date `bun:"starts_on"`
	CollectingDays int            `bun:"collecting_days"` // working days, as all three
	RespondingDays int            `bun:"responding_days"`
	ReportingDays  int            `bun:"reporting_days"`
	CatchUpDays    int            `bun:"catch_up_days"` // how late a missed moment is still opened, calendar days
	Audience       string         `bun:"audience"`      // organisation, units or constituencies
	SmallestGroup  int            `bun:"smallest_group"`
	OnClosed       string         `bun:"on_closed"`    // what becomes of a moment on a day that isn't a working day: MoveOn or SkipIt
	Picking        string         `bun:"picking"`      // how a round gets its questions: one of Pickings
	PickCount      int            `bun:"pick_count"`   // topics of a Rotation, questions of LeastRecent, a round
	MinDistance    int            `bun:"min_distance"` // rounds between two turns of a topic or question
	NoticeDays     int            `bun:"notice_days"`  // working days ahead that the coordinators see the questions, 0 never
	NoticeAt       bun.NullTime   `bun:"notice_at"`    // when they do for the next moment; none when they did
	CycleCount     int            `bun:"cycle_count"`
	PlannedAfter   scheduler.Date `bun:"planned_after"` // the planned day after which the next was sought; days between them are skipped
	NextOn         scheduler.Date `bun:"next_on"`       // the recurrence's own day, "" while paused
	NextAt         bun.NullTime   `bun:"next_at"`
	Paused         bool           `bun:"paused"`
	Sequence       int            `bun:"sequence"`         // grows when a planned moment changes (RFC 5545, SEQUENCE)
	HoldsAnswers   bool           `bun:"holds_answers"`    // released answers wait for the coordinator, who publishes those of a round together
	DigestReaders  string         `bun:"digest_readers"`   // who may read its digests besides getting the letter: one of DigestReaders
	SecondApprover bool           `bun:"second_approver"`  // somebody else approves a digest too
	DigestDays     int            `bun:"digest_days"`      // working days after which the coordinators are reminded of a draft, 0 never
	DigestByItself bool           `bun:"digest_by_itself"` // and some days later it goes out without them
	ByItselfSince  bun.NullTime   `bun:"by_itself_since"`  // when that was last switched on; none for from the start
	CreatedAt      time.Time      `bun:"created_at"`
}

// Ambassador speaks for a constituency in a panel, for a term of office. A person who comes back is another one, whose term doesn't overlap.
type Ambassador struct {
	bun.BaseModel `bun:"table:ambassadors,alias:a"`

	ID        uuid.UUID      `bun:"id,pk"`
	PanelID   uuid.UUID      `bun:"panel_id"`
	PersonID  uuid.UUID      `bun:"person_id"`
	StartsOn  scheduler.Date `bun:"starts_on"`
	EndsOn    scheduler.Date `bun:"ends_on"` // last day, "" is open
	CreatedAt time.Time      `bun:"created_at"`
	ThankedAt bun.NullTime   `bun:"thanked_at"` // when the letter that ends the term was decided on

	Person *Person `bun:"rel:belongs-to,join:person_id=id"`
}

// The phases of a cycle.
const (
	Collecting = "collecting"
	Responding = "responding"
	Reporting  = "reporting"
	Closed     = "closed"
	Cancelled  = "cancelled" // see Cycle.CancelledFor
	Standing   = "standing"  // see StandingCycle
)

// Why a cycle is cancelled.
const (
	WasMissed  = "missed"  // its moment passed while the program was down: it never opened
	WasClosed  = "closed"  // its moment fell on a closed day, which the panel skips: it never opened
	WasDecided = "decided" // a coordinator stopped it; the reason is its last CycleEvent
)

// Cycle is one turn of a panel; readers call it a round.
type Cycle struct {
	bun.BaseModel `bun:"table:cycles,alias:c"`

	ID              uuid.UUID      `bun:"id,pk"`
	PanelID         uuid.UUID      `bun:"panel_id"`
	Number          int            `bun:"number,nullzero"` // none for a moment that was missed
	PlannedOn       scheduler.Date `bun:"planned_on"`
	Phase           string         `bun:"phase"`
	Topic           string         `bun:"topic"`
	OpenedAt        bun.NullTime   `bun:"opened_at"`
	CollectingUntil bun.NullTime   `bun:"collecting_until"`
	RespondingUntil bun.NullTime   `bun:"responding_until"`
	ReportingUntil  bun.NullTime   `bun:"reporting_until"`
	ClosedAt        bun.NullTime   `bun:"closed_at"`
	Contributions   int            `bun:"contributions"`
	Waiting         int            `bun:"waiting"`
	InFigures       int            `bun:"in_figures"` // contributions without words
	CancelledFor    string         `bun:"cancelled_for"`
	PausedAt        bun.NullTime   `bun:"paused_at"` // its deadlines stand still since then
	LinksClosed     int            `bun:"links_closed"`
	CoveredAt       bun.NullTime   `bun:"covered_at"`  // when it was counted whom it reached, none: to be counted
	ProposedAt      bun.NullTime   `bun:"proposed_at"` // when its figures were looked through for proposals, none: to be looked through
	Sequence        int            `bun:"sequence"`    // grows when a deadline changes (RFC 5545, SEQUENCE)

	Panel *Panel `bun:"rel:belongs-to,join:panel_id=id"`
}

// CycleQuestion is a cycle's own copy of a question.
type CycleQuestion struct {
	bun.BaseModel `bun:"table:cycle_questions,alias:cq"`

	ID         uuid.UUID  `bun:"id,pk"`
	CycleID    uuid.UUID  `bun:"cycle_id"`
	QuestionID *uuid.UUID `bun:"question_id"`
	Position   int        `bun:"position"`
	Topic      string     `bun:"topic"`
	ServiceID  *uuid.UUID `bun:"service_id"`
	ItemID     *uuid.UUID `bun:"item_id"` // it asks whether what was promised to this item was noticed
	Wording
	Bounds
}
