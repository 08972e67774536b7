package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"klantpanel/dialogue"
	"klantpanel/panel"
)

var questionRoutes = []Route{
	{Method: "GET", Path: "/questions", Access: CoordinatorAny, Handle: listQuestions},
	{Method: "GET", Path: "/questions/new", Access: CoordinatorAny, Handle: newQuestion},
	{Method: "POST", Path: "/questions/new", Access: CoordinatorAny, Handle: addQuestion},
	{Method: "GET", Path: "/questions/:question", Access: CoordinatorAny, Handle: editQuestion},
	{Method: "POST", Path: "/questions/:question", Access: CoordinatorAny, Handle: saveQuestion},
	{Method: "GET", Path: "/questions/:question/archive", Access: CoordinatorAny, Handle: askArchiveQuestion},
	{Method: "POST", Path: "/questions/:question/archive", Access: CoordinatorAny, Handle: archiveQuestion},
}

// questionKinds in the order in which they are offered.
// ids: question_kind.open question_kind.mark question_kind.choice question_kind.pair
// ids: question_kind.open_what question_kind.mark_what question_kind.choice_what question_kind.pair_what
// ids: question_kind.open_example question_kind.mark_example question_kind.choice_example question_kind.pair_example
var questionKinds = []string{panel.Open, panel.Mark, panel.Choice, panel.Pair}

const questionsPerPage = 50

type questionLine struct {
	ID, Text, Kind, Topic, Service string
	Trend                          bool // said to be in each round
}

type topicGroup struct {
	Topic     string
	Questions []questionLine
}

func listQuestions(r *Request) error {
	page, err := turn(r, "/questions", onlyList, questionsPerPage, questionID, func(after uuid.UUID, limit int) ([]panel.Question, error) {
		return r.Panel.QuestionsPage(r.Context(), after, limit)
	})
	if err != nil {
		return err
	}
	var groups []topicGroup
	for _, q := range page.Rows { // by topic already
		if len(groups) == 0 || groups[len(groups)-1].Topic != q.Topic.Name {
			groups = append(groups, topicGroup{Topic: q.Topic.Name})
		}
		last := &groups[len(groups)-1]
		last.Questions = append(last.Questions, r.questionLine(q))
	}
	return r.Page("questions", struct {
		Tabs        []navLink
		Topics      []topicGroup
		First, Next string
	}{r.tabs(), groups, page.First, page.Next})
}

func (r *Request) questionLine(q panel.Question) questionLine {
	line := questionLine{ID: q.ID.String(), Text: q.Text(r.Language), Kind: q.Kind, Topic: q.Topic.Name}
	if q.Service != nil {
		line.Service = q.Service.Name
	}
	return line
}

type questionPage struct {
	Form     *Form
	Kind     string
	New      bool
	Path     string
	Topics   []Option // empty while there are none
	Services []Option
}

// newQuestion first asks which kind it will be, so that the form only holds what that kind needs.
func newQuestion(r *Request) error {
	if !slices.Contains(questionKinds, r.Query("kind")) {
		return r.Page("question_kinds", struct{ Kinds []string }{questionKinds})
	}
	return r.questionForm(panel.Question{}, r.Query("kind"), NewForm())
}

func editQuestion(r *Request) error {
	q, err := r.pathQuestion()
	if err != nil {
		return err
	}
	service := ""
	if q.ServiceID != nil {
		service = q.ServiceID.String()
	}
	return r.questionForm(q, q.Kind, NewForm("known_topic", q.Topic.Name, "service", service, "text_nl", q.TextNL, "text_en", q.TextEN,
		"options_nl", q.OptionsNL, "options_en", q.OptionsEN,
		"line", r.bound(q.Kind, q.Line), "step", r.bound(q.Kind, q.Step), "good", goodNumbers(q)))
}

func addQuestion(r *Request) error {
	kind := r.Query("kind")
	if !slices.Contains(questionKinds, kind) {
		return r.Redirect("/questions/new")
	}
	return r.storeQuestion(panel.Question{}, kind)
}

func saveQuestion(r *Request) error {
	q, err := r.pathQuestion()
	if err != nil {
		return err
	}
	return r.storeQuestion(q, q.Kind)
}

// pathQuestion is the question of the path; one that was archived is past and isn't changed any more.
func (r *Request) pathQuestion() (panel.Question, error) {
	id, err := r.ID("question")
	if err != nil {
		return panel.Question{}, err
	}
	q, err := r.Panel.Question(r.Context(), id)
	if err == nil && !q.ArchivedAt.IsZero() {
		err = panel.Refuse(panel.NotFound, "error.page_not_found")
	}
	return q, err
}

func (r *Request) storeQuestion(q panel.Question, kind string) error {
	form := r.Form()
	services, err := serviceOptions(r)
	if err != nil {
		return err
	}
	in := panel.QuestionInput{Topic: knownOrNew(form, "known_topic", "topic"), Kind: kind, TextNL: form.Value("text_nl"), TextEN: form.Value("text_en"),
		OptionsNL: form.Value("options_nl"), OptionsEN: form.Value("options_en"),
		Line: form.Value("line"), Step: form.Value("step"), Good: form.Value("good")}
	if ids := chosen(form, "service", services); len(ids) > 0 && (kind == panel.Mark || kind == panel.Pair) {
		in.ServiceID = &ids[0]
	}
	if q.ID == uuid.Nil {
		there, err := r.asked(in)
		if err != nil {
			return err
		}
		if there {
			r.Flash("questions.there")
			return r.Redirect("/questions")
		}
	}
	_, err = r.Panel.SaveQuestion(r.Context(), *r.Actor, q.ID, in)
	if form.Refused(r, err) {
		return r.questionForm(q, kind, form)
	}
	if err != nil {
		return err
	}
	r.Flash("questions.saved")
	return r.Redirect("/questions")
}

// asked reports whether the very same question is in the bank: the form was sent twice.
func (r *Request) asked(in panel.QuestionInput) (bool, error) {
	questions, err := r.Panel.Questions(r.Context())
	return slices.ContainsFunc(questions, func(q panel.Question) bool {
		sameService := (q.ServiceID == nil) == (in.ServiceID == nil) && (q.ServiceID == nil || *q.ServiceID == *in.ServiceID)
		return q.Topic.Name == in.Topic && q.Kind == in.Kind && q.TextNL == in.TextNL && sameService
	}), err
}

func (r *Request) questionForm(q panel.Question, kind string, form *Form) error {
	services, err := serviceOptions(r)
	if err != nil {
		return err
	}
	questions, err := r.Panel.Questions(r.Context())
	if err != nil {
		return err
	}
	page := questionPage{Form: form, Kind: kind, New: q.ID == uuid.Nil, Path: "/questions/new?kind=" + kind,
		Services: append([]Option{{Text: r.T("questions.choose")}}, services...)}
	if !page.New {
		page.Path = "/questions/" + q.ID.String()
	}
	if len(questions) > 0 {
		names := make([]string, len(questions))
		for i, other := range questions {
			names[i] = other.Topic.Name
		}
		page.Topics = nameOptions(r.T("questions.choose"), names)
	}
	return r.Page("question_form", page)
}

func askArchiveQuestion(r *Request) error {
	q, err := r.pathQuestion()
	if err != nil {
		return err
	}
	path := "/questions/" + q.ID.String()
	return r.Page("confirm", confirmation{
		Title: r.T("questions.archive_title"), Text: r.T("questions.archive_text", "Question", q.Text(r.Language)),
		Action: path + "/archive", Button: r.T("questions.archive"), Back: path, Danger: true,
	})
}

func archiveQuestion(r *Request) error {
	id, err := r.ID("question")
	if err != nil {
		return err
	}
	q, err := r.Panel.Question(r.Context(), id)
	if err != nil {
		return err
	}
	if q.ArchivedAt.IsZero() { // a second click is no mistake
		if err := r.Panel.ArchiveQuestion(r.Context(), *r.Actor, id); err != nil {
			return err
		}
	}
	r.Flash("questions.archived")
	return r.Redirect("/questions")
}

// bound is a line or a step as it is typed: "5,5", or the percents of a choice.
func (r *Request) bound(kind string, value *int) string {
	switch {
	case value == nil:
		return ""
	case kind == panel.Choice:
		return strconv.Itoa(*value)
	}
	return r.decimal(float64(*value) / 10)
}

// goodNumbers are the good options of a choice as they are typed: their numbers from 1.
func goodNumbers(q panel.Question) string {
	var numbers []string
	for _, i := range dialogue.GoodOptions(q.GoodOptions) {
		numbers = append(numbers, strconv.Itoa(i+1))
	}
	return strings.Join(numbers, ", ")
}
