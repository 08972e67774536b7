package panel_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"klantpanel/mail"
	"klantpanel/migrations/dbtest"
	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

const sun = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><circle cx="20" cy="20" r="18" fill="#fc0"/></svg>`

func themeOfWaterveld(t *testing.T) *panel.Upload {
	t.Helper()
	css, err := os.ReadFile("theme/testdata/waterveld-theme.css")
	paneltest.OK(t, err)
	return &panel.Upload{Name: `C:\huisstijl\waterveld-theme.css`, Body: css}
}

func TestThemeAndLogoAreKeptApartAndTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		w, ctx := paneltest.New(t, db), context.Background()
		ineke := w.As(t, w.Ineke)
		first, err := w.Store.SaveAppearance(ctx, ineke, panel.AppearanceInput{Theme: themeOfWaterveld(t)})
		paneltest.OK(t, err)
		if first.ThemeName != "waterveld-theme.css" || !strings.Contains(first.Unused, "--nl-link-text-decoration") || strings.Contains(first.Theme, "waterveld") {
			t.Errorf("kept %+v", first)
		}
		second, err := w.Store.SaveAppearance(ctx, ineke, panel.AppearanceInput{Logo: &panel.Upload{Name: "zon.svg", Body: []byte(sun)}})
		paneltest.OK(t, err)
		picture, err := second.Picture()
		paneltest.OK(t, err)
		if second.Theme != first.Theme || second.Hash == first.Hash || string(picture) != sun || second.LogoWidth != 120 {
			t.Errorf("kept %+v", second)
		}
		o, err := w.Store.Organisation(ctx, db)
		paneltest.OK(t, err)
		if o.AppearanceHash != second.Hash {
			t.Errorf("the organisation knows %s, not %s", o.AppearanceHash, second.Hash)
		}
		paneltest.OK(t, w.Store.RemoveAppearance(ctx, ineke))
		paneltest.OK(t, w.Store.RemoveAppearance(ctx, ineke)) // twice is as once
		_, err = w.Store.Appearance(ctx, db)
		paneltest.Refused(t, err, "error.not_found")
		if o, err = w.Store.Organisation(ctx, db); err != nil || o.AppearanceHash != "" || o.LetterColours != "" {
			t.Errorf("%v, left %+v", err, o)
		}
	})
}

func TestLettersTakeTheThemesColours(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		w, ctx := paneltest.New(t, db), context.Background()
		look := func() mail.Look {
			sender, err := w.Outbox.Sender(ctx, db)
			paneltest.OK(t, err)
			return sender.Look
		}
		if l := look(); l != (mail.Look{}) {
			t.Errorf("without a theme letters look like %+v", l)
		}
		_, err := w.Store.SaveAppearance(ctx, panel.System, panel.AppearanceInput{Theme: themeOfWaterveld(t)})
		paneltest.OK(t, err)
		if l := look(); l != (mail.Look{Button: "#0b5d3b", ButtonText: "#ffffff", Link: "#0b5d3b", Heading: "#073d27"}) {
			t.Errorf("letters look like %+v", l)
		}
	})
}

func TestCheckTellsOfALookThatPagesCannotShow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		w, ctx := paneltest.New(t, db), context.Background()
		_, err := w.Store.SaveAppearance(ctx, panel.System, panel.AppearanceInput{Theme: themeOfWaterveld(t), Logo: &panel.Upload{Name: "zon.svg", Body: []byte(sun)}})
		paneltest.OK(t, err)
		found, err := panel.Check(ctx, db)
		paneltest.OK(t, err)
		if len(found) > 0 {
			t.Fatalf("of a look that is well it says %v", found)
		}
		damage := func(table, column, value string) {
			_, err := db.NewUpdate().Table(table).Set("? = ?", bun.Ident(column), value).Where("id = 1").Exec(ctx)
			paneltest.OK(t, err)
		}
		for _, c := range [][4]string{
			{"appearances", "theme", "@oud {", "send the theme again"},
			{"appearances", "logo", "PHN2Zz4=", "send the logo again"},
			{"organisations", "appearance_hash", "anders", "send the theme or the logo again"},
		} {
			damage(c[0], c[1], c[2])
			before := len(found)
			found, err = panel.Check(ctx, db)
			paneltest.OK(t, err)
			if len(found) != before+1 || found[before].Table != c[0] || !strings.Contains(found[before].What, c[3]) {
				t.Errorf("after a change of %s it says %v", c[1], found)
			}
		}
		_, err = db.NewDelete().Table("appearances").Where("id = 1").Exec(ctx)
		paneltest.OK(t, err)
		if found, err = panel.Check(ctx, db); err != nil || len(found) != 1 || found[0].Table != "organisations" {
			t.Errorf("without what the organisation names it says %v, %v", found, err)
		}
	})
}

func TestRefusedAppearanceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *bun.DB) {
		w, ctx := paneltest.New(t, db), context.Background()
		ineke := w.As(t, w.Ineke)
		before, err := w.Store.SaveAppearance(ctx, ineke, panel.AppearanceInput{Theme: themeOfWaterveld(t)})
		paneltest.OK(t, err)
		for message, in := range map[string]panel.AppearanceInput{
			"error.appearance_nothing": {},
			"error.theme_contrast":     {Theme: &panel.Upload{Body: []byte(":root{--utrecht-button-primary-action-background-color:#fc0}")}},
			"error.theme_colour":       {Theme: &panel.Upload{Body: []byte(":root{--kp-card:url(x)}")}, Logo: &panel.Upload{Body: []byte(sun)}},
			"error.logo_content":       {Theme: themeOfWaterveld(t), Logo: &panel.Upload{Body: []byte(strings.Replace(sun, "<circle", "<script/><circle", 1))}},
			"error.theme_large":        {Theme: &panel.Upload{Body: []byte(strings.Repeat("onzin", 180_000))}},
		} {
			_, err := w.Store.SaveAppearance(ctx, ineke, in)
			paneltest.Refused(t, err, message)
		}
		_, err = w.Store.SaveAppearance(ctx, w.As(t, w.Joris), panel.AppearanceInput{Theme: themeOfWaterveld(t)})
		paneltest.Refused(t, err, "error.administrators_only")
		paneltest.Refused(t, w.Store.RemoveAppearance(ctx, w.As(t, w.Wim)), "error.administrators_only")
		after, err := w.Store.Appearance(ctx, db)
		paneltest.OK(t, err)
		if after.Hash != before.Hash || after.Logo != "" {
			t.Errorf("left %+v", after)
		}
	})
}
