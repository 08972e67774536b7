package web

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var meetingRoutes = []Route{
	{Method: "GET", Path: "/cycles/:cycle/meeting", Access: CycleAmbassador, Handle: showMeeting},
	{Method: "POST", Path: "/cycles/:cycle/meeting", Access: CycleAmbassador, Handle: sendMeeting},
	{Method: "POST", Path: "/cycles/:cycle/meeting/draft", Access: CycleAmbassador, Handle: changeMeeting},
}

// meetingPage is the form with which an ambassador brings points from a conversation.
type meetingPage struct {
	Form     *Form
	Cycle    panel.Cycle
	Points   []meetingPoint
	Blank    meetingPoint // what a point that is added looks like
	Notes    string       // exactly as typed
	Split    int          // points that the last split made, while it can be undone
	Marks    bool         // the round asks for marks or choices too
	Size     int          // colleagues in the constituency
	Most     int          // points
	Restored time.Time    // when the draft in the form was saved; zero without one
	Doubtful []string     // names of the points with more colleagues behind them than the constituency has
	Again    bool         // this very form was sent before, with other words
}

// meetingPoint is one point as the page shows it.
type meetingPoint struct {
	Form      *Form
	Name      string // of the point in the form
	Number    string
	Questions []Option // it may belong to; nil when the round asks no open ones
	Path      string   // where the draft is kept
}

// Field is the name of a part of the point.
func (p meetingPoint) Field(part string) string { return dialogue.PointField(part, p.Name) }

func showMeeting(r *Request) error {
	if !r.cycle.Opened() {
		return r.Redirect("/cycles/" + r.cycle.ID.String())
	}
	form, saved, err := r.meetingDraft()
	if err != nil {
		return err
	}
	if !r.collecting() {
		return r.meetingClosed(form, false)
	}
	return r.meetingPage(meetingPage{Form: form, Restored: saved})
}

// meetingDraft is the form as it was left, or an empty one.
func (r *Request) meetingDraft() (form *Form, saved time.Time, err error) {
	d, err := r.Dialogue.MeetingDraft(r.Context(), *r.Actor, r.cycle.ID)
	if err != nil || len(d.Form) == 0 {
		return emptyMeeting(), time.Time{}, err
	}
	if form, err = formOfDraft(d); err != nil {
		return nil, time.Time{}, err
	}
	if _, err := r.forgetSentPoints(form); err != nil {
		return nil, time.Time{}, err
	}
	if !typedInMeeting(form) {
		return form, time.Time{}, nil
	}
	return form, d.UpdatedAt, nil
}

// meetingPage shows the form with what the round and the constituency bring to it.
func (r *Request) meetingPage(p meetingPage) error {
	questions, err := r.roundQuestions()
	if err != nil {
		return err
	}
	if p.Size, err = r.Panel.ConstituencySize(r.Context(), r.Actor.Ambassadors[r.cycle.PanelID]); err != nil {
		return err
	}
	options := []Option{{Value: "", Text: r.T("meeting.no_question")}}
	for _, q := range questions {
		switch {
		case q.Kind != panel.Open:
			p.Marks = true
		case q.ID != nil:
			options = append(options, Option{Value: q.ID.String(), Text: q.Text})
		}
	}
	if len(options) == 1 {
		options = nil
	}
	path := "/cycles/" + r.cycle.ID.String() + "/meeting/draft"
	p.Cycle, p.Most, p.Notes = r.cycle, dialogue.PointsAtMost, p.Form.Raw("notes")
	for i, name := range pointNames(p.Form) {
		p.Points = append(p.Points, meetingPoint{p.Form, name, strconv.Itoa(i + 1), options, path})
		if p.Form.Value(dialogue.PointField("_made", name)) != "" {
			p.Split++
		}
	}
	if p.Form.Raw("_before") == "" {
		p.Split = 0
	}
	blank := "new"
	p.Blank = meetingPoint{NewForm(dialogue.PointField("people", blank), 1), blank, "", options, path}
	return r.Page("meeting", p)
}

func sendMeeting(r *Request) error {
	form := r.Form()
	key := submissionKey(form)
	points := r.pointsOf(form)
	if !r.collecting() {
		return r.meetingLate(form)
	}
	if strings.TrimSpace(form.Raw("notes")) != "" {
		form.Problems = append(form.Problems, FieldProblem{"notes", r.T("meeting.notes_left")})
	}
	if form.Refused(r, nil) {
		return r.meetingPage(meetingPage{Form: form})
	}
	doubtful, err := r.doubtful(form, points)
	if err != nil {
		return err
	}
	if len(doubtful) > 0 {
		return r.Status(fiber.StatusUnprocessableEntity).meetingPage(meetingPage{Form: form, Doubtful: doubtful})
	}
	added, err := r.Dialogue.ContributePoints(r.Context(), *r.Actor, r.cycle.ID, key, points)
	if isClosed(err) {
		return r.meetingLate(form)
	}
	if form.Refused(r, err) {
		return r.meetingPage(meetingPage{Form: form})
	}
	if err != nil {
		return err
	}
	if added == 0 {
		return r.meetingAgain(form)
	}
	return r.contributed()
}

// doubtful are the names of the points with more colleagues behind them than the constituency has, the ambassador included. It asks about a
// number once: whoever sends it again is sure.
func (r *Request) doubtful(form *Form, points []dialogue.Answer) ([]string, error) {
	size, err := r.Panel.ConstituencySize(r.Context(), r.Actor.Ambassadors[r.cycle.PanelID])
	if err != nil || size == 0 {
		return nil, err
	}
	var names []string
	for _, p := range points {
		sure := dialogue.PointField("_sure", p.Point)
		if people := strconv.Itoa(p.People); p.People > size+1 && form.Value(sure) != people {
			form.Values[sure] = []string{people}
			names = append(names, p.Point)
		}
	}
	return names, nil
}
