package web

import (
	"klantpanel/mail"
	"klantpanel/panel"
)

var personMailRoutes = []Route{
	{Method: "POST", Path: "/people/:person/mail", Access: Administrator, Handle: liftSuppression},
}

// mailBack is what came back from a person's address.
type mailBack struct {
	mail.Address
	Cause mail.Cause
}

func (r *Request) mailBack(p panel.Person) (*mailBack, error) {
	if p.Email == "" {
		return nil, nil
	}
	a, err := r.Outbox.AddressState(r.Context(), p.Email)
	if err != nil || a.Address == "" {
		return nil, err
	}
	return &mailBack{a, mail.CauseOf(a.Words)}, nil
}

func liftSuppression(r *Request) error {
	p, err := r.pathPerson()
	if err != nil {
		return err
	}
	if err := r.Outbox.Lift(r.Context(), r.DB, p.Email); err != nil {
		return err
	}
	r.Flash("person_mail.lifted", "Name", p.Name)
	return r.Redirect("/people/" + p.ID.String())
}
