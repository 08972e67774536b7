package web

import (
	"strings"

	"github.com/google/uuid"

	"klantpanel/dialogue"
)

var routingRoutes = []Route{
	{Method: "GET", Path: "/settings/routing", Access: CoordinatorAny, Handle: listRules},
	{Method: "POST", Path: "/settings/routing", Access: CoordinatorAny, Handle: addRule},
	{Method: "GET", Path: "/settings/routing/:rule", Access: CoordinatorAny, Handle: editRule},
	{Method: "POST", Path: "/settings/routing/:rule", Access: CoordinatorAny, Handle: saveRule},
	{Method: "POST", Path: "/settings/routing/:rule/remove", Access: CoordinatorAny, Handle: removeRule},
}

const triedAtMost = 2000 // letters of a sentence that is tried out

type routingPage struct {
	Tabs     []navLink
	Form     *Form
	Path     string // of the form
	Rules    []ruleGroup
	Services []Option
	Topics   []Option // empty while there are none
	Try      *Form
	Tried    bool
	Found    []suggested
}

// ruleGroup are the rules of one service.
type ruleGroup struct {
	Service string
	Rules   []ruleLine
}

type ruleLine struct {
	ID, Words, Topic string
	AtOnce           bool
}

func listRules(r *Request) error { return r.rulesPage(NewForm()) }

// rulesPage lists the rules, tries a sentence out on them, and has the form of a new one.
func (r *Request) rulesPage(form *Form) error {
	sentence := []rune(strings.TrimSpace(r.Query("sentence")))
	text := string(sentence[:min(len(sentence), triedAtMost)])
	p := routingPage{Tabs: r.tabs(), Form: form, Path: "/settings/routing", Try: NewForm("sentence", text), Tried: text != ""}
	err := r.together(
		func() (err error) { p.Rules, err = r.ruleGroups(); return err },
		func() (err error) { p.Services, p.Topics, err = r.ruleOptions(); return err },
		func() error {
			if !p.Tried {
				return nil
			}
			found, err := r.Dialogue.Suggest(r.Context(), text, nil)
			p.Found = r.suggestedServices(found)
			return err
		},
	)
	if err != nil {
		return err
	}
	return r.Page("routing", p)
}

func (r *Request) ruleGroups() ([]ruleGroup, error) {
	rules, err := r.Dialogue.Rules(r.Context())
	var groups []ruleGroup
	for _, rule := range rules { // by service already
		if len(groups) == 0 || groups[len(groups)-1].Service != rule.Service.Name {
			groups = append(groups, ruleGroup{Service: rule.Service.Name})
		}
		line := ruleLine{ID: rule.ID.String(), Words: r.quoted(rule.Phrases()), AtOnce: rule.AtOnce}
		if rule.Topic != nil {
			line.Topic = rule.Topic.Name
		}
		last := &groups[len(groups)-1]
		last.Rules = append(last.Rules, line)
	}
	return groups, err
}

func (r *Request) ruleOptions() (services, topics []Option, err error) {
	if services, err = r.servicesBut(); err != nil {
		return nil, nil, err
	}
	known, err := r.Panel.Topics(r.Context())
	if len(known) > 0 {
		topics = []Option{{Value: "", Text: r.T("routing.any_topic")}}
	}
	for _, t := range known {
		topics = append(topics, Option{Value: t.ID.String(), Text: t.Name})
	}
	return services, topics, err
}

// ruleInput is what the form says; what is chosen from no list is nothing.
func ruleInput(form *Form) dialogue.RuleInput {
	in := dialogue.RuleInput{Words: form.Value("words"), AtOnce: form.Checked("at_once")}
	in.ServiceID, _ = uuid.Parse(form.Value("service"))
	if topic, err := uuid.Parse(form.Value("topic")); err == nil {
		in.TopicID = &topic
	}
	return in
}

func addRule(r *Request) error {
	form := r.Form()
	_, err := r.Dialogue.SaveRule(r.Context(), *r.Actor, uuid.Nil, ruleInput(form))
	if form.Refused(r, err) {
		return r.rulesPage(form)
	}
	if err != nil {
		return err
	}
	r.Flash("routing.saved")
	return r.Redirect("/settings/routing")
}

func editRule(r *Request) error {
	rule, err := r.pathRule()
	if err != nil {
		return err
	}
	topic := ""
	if rule.TopicID != nil {
		topic = rule.TopicID.String()
	}
	return r.rulePage(rule, NewForm("service", rule.ServiceID.String(), "topic", topic, "words", rule.Words, "at_once", rule.AtOnce))
}

func saveRule(r *Request) error {
	rule, err := r.pathRule()
	if err != nil {
		return err
	}
	form := r.Form()
	_, err = r.Dialogue.SaveRule(r.Context(), *r.Actor, rule.ID, ruleInput(form))
	if form.Refused(r, err) {
		return r.rulePage(rule, form)
	}
	if err != nil {
		return err
	}
	r.Flash("routing.saved")
	return r.Redirect("/settings/routing")
}

func (r *Request) pathRule() (dialogue.RoutingRule, error) {
	id, err := r.ID("rule")
	if err != nil {
		return dialogue.RoutingRule{}, err
	}
	return r.Dialogue.Rule(r.Context(), id)
}

func (r *Request) rulePage(rule dialogue.RoutingRule, form *Form) error {
	services, topics, err := r.ruleOptions()
	if err != nil {
		return err
	}
	return r.Page("routing_rule", routingPage{Form: form, Path: "/settings/routing/" + rule.ID.String(), Services: services, Topics: topics})
}

func removeRule(r *Request) error {
	id, err := r.ID("rule")
	if err != nil {
		return err
	}
	if err := r.Dialogue.RemoveRule(r.Context(), *r.Actor, id); err != nil {
		return err
	}
	r.Flash("routing.removed")
	return r.Redirect("/settings/routing")
}
