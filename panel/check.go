package panel

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel/theme"
)

// Check looks for the rows of this package's tables that break a rule of what must always hold.
func Check(ctx context.Context, db bun.IDB) ([]migrations.Finding, error) {
	var findings []migrations.Finding
	var organisations []Organisation
	if err := db.NewSelect().Model(&organisations).Scan(ctx); err != nil {
		return nil, fmt.Errorf("check organisation: %w", err)
	}
	if len(organisations) == 0 {
		findings = append(findings, migrations.Finding{What: "the organisation is not set up yet: start `klantpanel serve` and open the link it prints"})
	}
	for _, o := range organisations {
		if _, err := time.LoadLocation(o.TimeZone); err != nil {
			findings = append(findings, migrations.Finding{Table: "organisations", Row: "1", What: "its time zone is unknown: " + o.TimeZone})
		}
		if _, err := ParseClosedPeriods(o.ClosedPeriods); err != nil {
			findings = append(findings, migrations.Finding{Table: "organisations", Row: "1", What: fmt.Sprintf("its closed periods can't be read: %v", err)})
		}
	}
	for _, check := range []func(context.Context, bun.IDB, []Organisation) ([]migrations.Finding, error){checkAppearance, checkSigning, checkPanels, checkTerms, checkAbsences} {
		found, err := check(ctx, db, organisations)
		if err != nil {
			return nil, err
		}
		findings = append(findings, found...)
	}
	return findings, nil
}

// checkAppearance compares the look that is kept with the one that pages ask for, and reads it as they do.
func checkAppearance(ctx context.Context, db bun.IDB, organisations []Organisation) ([]migrations.Finding, error) {
	var kept []Appearance
	if err := db.NewSelect().Model(&kept).Scan(ctx); err != nil {
		return nil, fmt.Errorf("check appearance: %w", err)
	}
	const mend = "send the %s again under Settings, Appearance, or go back to the standard look there"
	var findings []migrations.Finding
	hash := ""
	for _, a := range kept {
		hash = a.Hash
		add := func(what, file string, err error) {
			if err != nil {
				what = fmt.Sprintf(what+": "+mend, err, file)
				findings = append(findings, migrations.Finding{Table: "appearances", Row: fmt.Sprint(a.ID), What: what})
			}
		}
		_, err := a.Read()
		add("its theme can't be read (%v), so pages have our own colours", "theme", err)
		picture, err := a.Picture()
		if err == nil && a.LogoKind != "" {
			_, err = theme.ReadLogo(picture)
		}
		add("its logo wouldn't be taken any more (%v)", "logo", err)
	}
	for _, o := range organisations {
		if o.AppearanceHash != hash {
			findings = append(findings, migrations.Finding{Table: "organisations", Row: "1",
				What: fmt.Sprintf("its look is %q, and the one that is kept is %q: "+mend, o.AppearanceHash, hash, "theme or the logo")})
		}
	}
	return findings, nil
}
