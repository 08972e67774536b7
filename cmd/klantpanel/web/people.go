package web

import (
	"encoding/base64"

	"github.com/google/uuid"

	"klantpanel/panel"
)

var peopleRoutes = []Route{
	{Method: "GET", Path: "/people", Access: Administrator, Handle: showPeople},
	{Method: "GET", Path: "/people/new", Access: Administrator, Handle: newPerson},
	{Method: "POST", Path: "/people/new", Access: Administrator, Handle: addPerson},
	{Method: "GET", Path: "/people/:person", Access: Administrator, Handle: showPerson},
	{Method: "POST", Path: "/people/:person", Access: Administrator, Handle: savePerson},
}

const peoplePerPage = 25

type peoplePage struct {
	Tabs   []navLink
	Words  string
	People []panel.Person
	First  string // address of the first page, "" when on it
	Next   string // address of the next page, "" at the end
}

func showPeople(r *Request) error {
	// The place holds a NUL between name and id, which no address may: hence the encoding.
	after, err := base64.RawURLEncoding.DecodeString(r.Query("after"))
	if err != nil {
		after = nil
	}
	found, err := r.Panel.People(r.Context(), panel.PeopleFilter{Words: r.Query("q"), After: string(after), Limit: peoplePerPage})
	if err != nil {
		return err
	}
	p := peoplePage{Tabs: r.tabs(), Words: r.Query("q"), People: found.People}
	if len(after) > 0 {
		p.First = r.turnTo("/people", onlyList, "")
	}
	if found.Next != "" {
		p.Next = r.turnTo("/people", onlyList, base64.RawURLEncoding.EncodeToString([]byte(found.Next)))
	}
	return r.Page("people", p)
}

type personPage struct {
	Form  *Form
	Name  string // "" of a new person
	Path  string
	Mail  string // where the mail to them is shown, "" of a new person
	Units []Option
	Back  *mailBack // what came back from their address; nil when nothing did
}

func newPerson(r *Request) error {
	return r.personForm(panel.Person{}, NewForm("active", true))
}

func showPerson(r *Request) error {
	p, err := r.pathPerson()
	if err != nil {
		return err
	}
	unit := ""
	if p.Unit != nil {
		unit = p.Unit.Name
	}
	return r.personForm(p, NewForm("name", p.Name, "email", p.Email, "known_unit", unit, "language", p.Language,
		"administrator", p.Administrator, "manager", p.Manager, "active", p.Active))
}

func addPerson(r *Request) error { return r.storePerson(panel.Person{}) }

func savePerson(r *Request) error {
	p, err := r.pathPerson()
	if err != nil {
		return err
	}
	return r.storePerson(p)
}

func (r *Request) pathPerson() (panel.Person, error) {
	id, err := r.ID("person")
	if err != nil {
		return panel.Person{}, err
	}
	return r.Panel.Person(r.Context(), id)
}

func (r *Request) storePerson(p panel.Person) error {
	form := r.Form()
	_, err := r.Panel.SavePerson(r.Context(), *r.Actor, p.ID, panel.PersonInput{
		Name: form.Value("name"), Email: form.Value("email"), Language: form.Value("language"), Unit: knownOrNew(form, "known_unit", "unit"),
		Administrator: form.Checked("administrator"), Manager: form.Checked("manager"), Active: form.Checked("active"),
	})
	if form.Refused(r, err) {
		return r.personForm(p, form)
	}
	if err != nil {
		return err
	}
	r.Flash("people.saved", "Name", form.Value("name"))
	return r.Redirect("/people")
}

func (r *Request) personForm(p panel.Person, form *Form) error {
	units, err := r.Panel.Units(r.Context())
	if err != nil {
		return err
	}
	names := make([]string, len(units))
	for i, u := range units {
		names[i] = u.Name
	}
	path, mails := "/people/new", ""
	if p.ID != uuid.Nil {
		path, mails = "/people/"+p.ID.String(), "/settings/mail?person="+p.ID.String()
	}
	cameBack, err := r.mailBack(p)
	if err != nil {
		return err
	}
	return r.Page("person", personPage{form, p.Name, path, mails, nameOptions(r.T("people.no_unit"), names), cameBack})
}
