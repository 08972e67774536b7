package panel_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"klantpanel/panel"
	"klantpanel/panel/paneltest"
)

func TestAWishIsOneOfTheFour(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		for _, wish := range panel.DigestWishes {
			for range 2 {
				ok(t, w.Store.SaveWish(ctx, w.Wim.ID, wish))
			}
			p, err := w.Store.Person(ctx, w.Wim.ID)
			ok(t, err)
			if p.DigestWish != wish {
				t.Errorf("Wim wants %q, chose %q", p.DigestWish, wish)
			}
		}
		for _, wish := range []string{"", "weekly", "ROUND"} {
			refused(t, w.Store.SaveWish(ctx, w.Wim.ID, wish), "error.digest_wish")
			refused(t, w.Store.SavePreferences(ctx, w.As(t, w.Wim), "nl", wish), "error.digest_wish")
		}
		ok(t, w.Store.SaveLanguage(ctx, w.As(t, w.Wim), "en"))
		if p, err := w.Store.Person(ctx, w.Wim.ID); err != nil || p.Language != "en" || p.DigestWish != panel.NoDigest {
			t.Errorf("a language alone makes %q and %q of it, %v", p.Language, p.DigestWish, err)
		}
	})
}

func TestAnImportLeavesWishesAsTheyAre(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		ctx := context.Background()
		ok(t, w.Store.SaveWish(ctx, w.Wim.ID, panel.EachQuarter))
		file := "userPrincipalName,displayName,mail\nwim@waterveld.example,Wim Smit-Bos,wim@waterveld.example\nels@waterveld.example,Els Dekker,els@waterveld.example\n"
		_, err := w.Store.ImportPeople(ctx, strings.NewReader(file), panel.ImportOptions{}, func(b panel.BadLine) { t.Error(b) })
		ok(t, err)
		for address, want := range map[string]string{"wim@waterveld.example": panel.EachQuarter, "els@waterveld.example": panel.EachRound} {
			p, err := w.Store.PersonByEmail(ctx, address)
			ok(t, err)
			if p.DigestWish != want {
				t.Errorf("%s wants %q after the import, want %q", p.Name, p.DigestWish, want)
			}
		}
	})
}

func TestAQuarterBeginsAtMidnightWhereTheOrganisationIs(t *testing.T) {
	each(t, func(t *testing.T, w *paneltest.Waterveld) {
		midnight := time.Date(2027, 3, 31, 22, 0, 0, 0, time.UTC) // 1 April in Amsterdam
		for at, want := range map[time.Time][2]time.Time{
			midnight.Add(-time.Second): {time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC), midnight},
			midnight:                   {midnight, time.Date(2027, 6, 30, 22, 0, 0, 0, time.UTC)},
		} {
			from, until, err := panel.QuarterAt(context.Background(), w.Store.DB, at)
			ok(t, err)
			if !from.Equal(want[0]) || !until.Equal(want[1]) {
				t.Errorf("%v is in the quarter from %v until %v, want %v", at, from, until, want)
			}
		}
	})
}
