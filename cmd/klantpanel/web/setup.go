package web

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"klantpanel/panel"
)

var setupRoutes = []Route{
	{Method: "GET", Path: "/setup/:token", Access: Anyone, Handle: showSetup, Bare: true},
	{Method: "POST", Path: "/setup/:token", Access: Anyone, Handle: setUp, Bare: true},
}

type setupPage struct{ Form *Form }

func showSetup(r *Request) error {
	if _, err := r.liveLink(r.Context(), r.DB, purposeSetup, r.Ctx.Params("token")); err != nil {
		return setupOver(r, err)
	}
	return r.Page("setup", setupPage{NewForm("language", r.Language)})
}

// setUp makes the organisation and signs its first administrator in.
func setUp(r *Request) error {
	l, err := r.liveLink(r.Context(), r.DB, purposeSetup, r.Ctx.Params("token"))
	if err != nil {
		return setupOver(r, err)
	}
	form := r.Form()
	person, err := r.Panel.SetUp(r.Context(), panel.SetUpInput{
		Organisation: form.Value("organisation"), Name: form.Value("name"), Email: form.Value("email"), Language: form.Value("language"),
		MailAddress: form.Value("mail_address"),
	})
	if form.Refused(r, err) {
		return r.Page("setup", setupPage{form})
	}
	if err != nil {
		return err
	}
	if r.Organisation, err = r.Panel.Organisation(r.Context(), r.DB); err != nil { // its key signs the message below
		return err
	}
	err = r.DB.RunInTx(r.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Model((*link)(nil)).Set("used_at = ?", r.Now()).Where("id = ?", l.ID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("set up: %w", err)
		}
		return r.startSession(ctx, tx, person.ID)
	})
	if err != nil {
		return err
	}
	r.Flash("setup.done", "Name", person.Name)
	return r.Redirect("/settings")
}

func setupOver(r *Request, err error) error {
	if isNotFound(err) && r.Organisation.ID != 0 {
		return linkOver(r)
	}
	return err
}
