package panel

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"klantpanel/migrations"
	"klantpanel/panel/theme"
	"klantpanel/scheduler"
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
	}
	for _, check := range []func(context.Context, bun.IDB, []Organisation) ([]migrations.Finding, error){checkAppearance, checkSigning} {
		found, err := check(ctx, db, organisations)
		if err != nil {
			return nil, err
		}
		findings = append(findings, found...)
	}
	var panels []Panel
	if err := db.NewSelect().Model(&panels).Order("pa.id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("check panels: %w", err)
	}
	for _, p := range panels {
		found, err := checkPanel(ctx, db, p)
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

func checkPanel(ctx context.Context, db bun.IDB, p Panel) ([]migrations.Finding, error) {
	var findings []migrations.Finding
	add := func(rule int, what string, args ...any) {
		findings = append(findings, migrations.Finding{Rule: rule, Table: "panels", Row: p.ID.String(), What: fmt.Sprintf(what, args...)})
	}
	if _, err := time.LoadLocation(p.TimeZone); err != nil {
		add(5, "its time zone is unknown: %s", p.TimeZone)
	}
	r, err := scheduler.ParseRecurrence(p.Recurrence)
	if err != nil {
		add(5, "its recurrence can't be read: %v", err)
	}
	switch {
	case p.Paused && !p.NextAt.IsZero():
		add(5, "it is paused, and yet a next round is planned")
	case !p.Paused && p.NextAt.IsZero():
		add(5, "it is not paused, and yet no next round is planned")
	case !p.Paused && err == nil && !r.Moment(p.NextOn, p.Zone()).Equal(p.NextAt.Time):
		add(5, "its next moment is not the one of its next day %s", p.NextOn)
	}
	if p.SmallestGroup < 5 {
		add(7, "its smallest group is %d, under 5", p.SmallestGroup)
	}
	var highest int
	if err := db.NewSelect().Table("cycles").ColumnExpr("COALESCE(MAX(number), 0)").Where("panel_id = ?", p.ID).Scan(ctx, &highest); err != nil {
		return nil, fmt.Errorf("check panels: %w", err)
	}
	if highest > p.CycleCount {
		add(5, "its counter says %d rounds, and there is a round %d", p.CycleCount, highest)
	}
	return findings, nil
}
