package mail

import (
	"fmt"
	"time"
)

// What an answer to a letter becomes.
const (
	ReplyContribution = "contribution" // of an ambassador
	ReplyOutcome      = "outcome"      // of a responder
	ReplyIntro        = "intro"        // of a digest, by a coordinator
)

// Understood shows somebody what the program made of their answer to a letter. Nothing is done before they agree.
type Understood struct {
	For    string // ReplyContribution, ReplyOutcome or ReplyIntro
	Panel  string // "" for points
	Number int    // of the round
	Parts  []UnderstoodPart
	Aside  string    // what was taken for a greeting or a signature
	Now    string    // the introduction that would be replaced
	Ready  bool      // YES does something
	Until  time.Time // it can be agreed to until then; zero while nobody knows
	URL    string    // of the form with all this filled in
}

// UnderstoodPart is what was said to one question or point. Numbers that nobody gave are 0.
type UnderstoodPart struct {
	Number                       int    // in the letter that was answered; 0 for what nobody asked
	Title                        string // of the question or point; "" for what nobody asked
	Mark, Importance, Experience int
	Choice, Outcome              string
	DueOn                        time.Time
	People                       int
	Text                         string
	Lacks                        string // mark, pair, choice, outcome, text, date or day: what is missing, or can't be
}

// ReplyTaken tells somebody that their answer by mail was sent, or what of it.
type ReplyTaken struct {
	For    string
	Panel  string
	Number int
	Count  int // of contributions, or of points
	Held   int // points whose answer somebody else releases or publishes
	Failed []FailedPoint
	URL    string
}

// FailedPoint is one that could not be answered by mail, with what was written about it.
type FailedPoint struct{ Title, Text string }

func (Understood) Kind() string { return KindUnderstood }
func (ReplyTaken) Kind() string { return KindReplyTaken }

// replyKey has a letter in one string, because a list can't be a key.
type replyKey string

func (u Understood) shared() any        { return replyKey(fmt.Sprintf("%#v", u)) }
func (u Understood) personal() string   { return "" }
func (u Understood) with(string) Letter { return u }
func (l ReplyTaken) shared() any        { return replyKey(fmt.Sprintf("%#v", l)) }
func (l ReplyTaken) personal() string   { return "" }
func (l ReplyTaken) with(string) Letter { return l }
