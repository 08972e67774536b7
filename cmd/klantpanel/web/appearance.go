package web

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"klantpanel/panel"
	"klantpanel/panel/theme"
)

var appearanceRoutes = []Route{
	{Method: "GET", Path: "/settings/appearance", Access: Administrator, Handle: showAppearance},
	{Method: "POST", Path: "/settings/appearance", Access: Administrator, Handle: saveAppearance},
	{Method: "GET", Path: "/settings/appearance/theme.css", Access: Administrator, Handle: downloadTheme},
	{Method: "GET", Path: "/settings/appearance/example.css", Access: Administrator, Handle: downloadExample},
	{Method: "GET", Path: "/settings/appearance/standard", Access: Administrator, Handle: askStandardLook},
	{Method: "POST", Path: "/settings/appearance/standard", Access: Administrator, Handle: standardLook},
}

type appearancePage struct {
	Form                *Form
	Tabs                []navLink
	ThemeName, LogoName string // of the files in use, "" for our own
	ChangedAt           time.Time
	Unused              []string
	Look                *look
	MaxTheme, MaxLogo   int   // kB
	Sample              *Form // of the example
}

func showAppearance(r *Request) error { return r.appearancePage(NewForm()) }

func (r *Request) appearancePage(form *Form) error {
	page := appearancePage{Form: form, Tabs: r.tabs(), Look: r.look(), MaxTheme: theme.MaxFile >> 10, MaxLogo: theme.MaxLogo >> 10,
		Sample: NewForm("sample", r.Organisation.Name)}
	a, err := r.Panel.Appearance(r.Context(), r.DB)
	if err != nil && !isNotFound(err) {
		return err
	}
	if err == nil {
		page.ThemeName, page.LogoName, page.ChangedAt = a.ThemeName, a.LogoName, a.ChangedAt
		if a.Unused != "" {
			page.Unused = strings.Split(a.Unused, "\n")
		}
	}
	return r.Page("appearance", page)
}

func saveAppearance(r *Request) error {
	form := r.Form()
	var in panel.AppearanceInput
	var err error
	if in.Theme, err = r.upload("theme", theme.MaxFile); err != nil {
		return err
	}
	if in.Logo, err = r.upload("logo", theme.MaxLogo); err != nil {
		return err
	}
	_, err = r.Panel.SaveAppearance(r.Context(), *r.Actor, in)
	if form.Refused(r, err) {
		return r.appearancePage(form)
	}
	if err != nil {
		return err
	}
	r.Flash("appearance.saved")
	return r.Redirect("/settings/appearance")
}

// upload is a file that was sent in this field, nil where none was chosen. It is read one byte past what is allowed at most.
func (r *Request) upload(field string, most int) (*panel.Upload, error) {
	header, err := r.Ctx.FormFile(field)
	if err != nil || header.Filename == "" && header.Size == 0 {
		return nil, nil
	}
	file, err := header.Open()
	if err != nil {
		return nil, fmt.Errorf("upload: %w", err)
	}
	defer file.Close()
	body, err := io.ReadAll(io.LimitReader(file, int64(most)+1))
	if err != nil {
		return nil, fmt.Errorf("upload: %w", err)
	}
	return &panel.Upload{Name: header.Filename, Body: body}, nil
}

// downloadTheme gives the theme as the pages take it: where there is none, our own values.
func downloadTheme(r *Request) error {
	a, err := r.Panel.Appearance(r.Context(), r.DB)
	if err != nil && !isNotFound(err) {
		return err
	}
	if a.Theme == "" {
		return downloadExample(r)
	}
	return r.stylesheet("theme.css", a.Theme)
}

func downloadExample(r *Request) error {
	return r.stylesheet("klantpanel-theme.css", theme.Example(func(id string) string { return r.texts.text(r.Language, id, nil, nil) }))
}

// stylesheet answers with a file to keep.
func (r *Request) stylesheet(name, css string) error {
	r.Ctx.Set(fiber.HeaderContentType, "text/css; charset=utf-8")
	r.Ctx.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return r.Ctx.SendString(css)
}

func askStandardLook(r *Request) error { return r.confirmStandardLook(nil) }

func (r *Request) confirmStandardLook(form *Form) error {
	return r.Page("confirm", confirmation{
		Form: form, Title: r.T("appearance.standard_title"), Text: r.T("appearance.standard_text"),
		Action: "/settings/appearance/standard", Button: r.T("appearance.standard"), Back: "/settings/appearance", Danger: true,
	})
}

func standardLook(r *Request) error {
	form := r.Form()
	err := r.Panel.RemoveAppearance(r.Context(), *r.Actor)
	if form.Refused(r, err) {
		return r.confirmStandardLook(form)
	}
	if err != nil {
		return err
	}
	r.Flash("appearance.removed")
	return r.Redirect("/settings/appearance")
}
