package panel

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// applyLines is how many lines of the file one statement takes: enough to be quick, few enough for the database's time-out.
const applyLines = 20000

// apply compares the stage with the people and brings them in line.
func (g *peopleStage) apply(ctx context.Context) error {
	before, err := g.administrators(ctx)
	if err != nil {
		return err
	}
	steps := []func(context.Context) error{
		g.matchKeys, g.matchAddresses, g.makeUnits, g.decide, g.count,
		g.freeAddresses, g.change, g.deactivateOthers, g.add, g.leave,
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if err := holdOrganisation(ctx, g.db); err != nil {
		return fmt.Errorf("administrators: %w", err)
	}
	after, err := g.administrators(ctx)
	if err == nil && before > 0 && after == 0 {
		err = &ImportError{"this would deactivate the last active administrator; make somebody else administrator first, or put them in the file as in service"}
	}
	return err
}

func (g *peopleStage) administrators(ctx context.Context) (int64, error) {
	n, err := g.db.NewSelect().Table("people").Where("administrator AND active").Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("administrators: %w", err)
	}
	return n, nil
}

// matchKeys knows people again by their account name, which stays when an address changes.
func (g *peopleStage) matchKeys(ctx context.Context) error {
	return g.update(ctx, "match accounts", func() *bun.UpdateQuery {
		return g.db.NewUpdate().TableExpr("import_people AS i").TableExpr("people AS p").Set("person_id = p.id").
			Where("p.source_key = i.source_key")
	})
}

// matchAddresses knows the others again by address, unless that person was known by the account name of another line: then the
// address moved to somebody new.
func (g *peopleStage) matchAddresses(ctx context.Context) error {
	taken := g.db.NewSelect().TableExpr("import_people AS o").ColumnExpr("1").Where("o.person_id = p.id")
	return g.update(ctx, "match addresses", func() *bun.UpdateQuery {
		return g.db.NewUpdate().TableExpr("import_people AS i").TableExpr("people AS p").Set("person_id = p.id").
			Where("i.person_id IS NULL AND p.email = i.email").Where("NOT EXISTS (?)", taken)
	})
}

// makeUnits adds the units that don't exist yet, and notes each line's unit. A department of nobody in service is no unit.
func (g *peopleStage) makeUnits(ctx context.Context) error {
	for after := ""; ; {
		var names []string
		err := g.db.NewSelect().TableExpr("import_people AS i").ColumnExpr("DISTINCT i.unit").
			Join("LEFT JOIN units AS u ON u.name = i.unit").Where("u.id IS NULL AND i.unit > ? AND (i.active OR i.person_id IS NOT NULL)", after).
			OrderExpr("i.unit").Limit(stageBatch).Scan(ctx, &names)
		if err != nil {
			return fmt.Errorf("units: %w", err)
		}
		if len(names) == 0 {
			break
		}
		units := make([]Unit, len(names))
		for i, name := range names {
			units[i] = Unit{ID: newID(), Name: name}
		}
		if _, err := g.db.NewInsert().Model(&units).Exec(ctx); err != nil {
			return fmt.Errorf("units: %w", err)
		}
		g.report.NewUnits += len(names)
		after = names[len(names)-1]
	}
	return g.update(ctx, "units", func() *bun.UpdateQuery {
		return g.db.NewUpdate().TableExpr("import_people AS i").TableExpr("units AS u").Set("unit_id = u.id").Where("u.name = i.unit")
	})
}

// decide gives each line its fate. What the file doesn't say stays as it is: a column that isn't there, a language that the
// program doesn't speak.
func (g *peopleStage) decide(ctx context.Context) error {
	differs := `p.email <> i.email OR p.name <> i.name OR (i.source_key IS NOT NULL AND p.source_key IS DISTINCT FROM i.source_key)
		OR (i.language <> '' AND p.language <> i.language)`
	if g.file.has(useUnit) {
		differs += " OR p.unit_id IS DISTINCT FROM i.unit_id"
	}
	err := g.update(ctx, "compare", func() *bun.UpdateQuery {
		return g.db.NewUpdate().TableExpr("import_people AS i").TableExpr("people AS p").
			Set(`fate = CASE WHEN p.active AND NOT i.active THEN 'deactivated' WHEN i.active AND NOT p.active THEN 'reactivated'
				WHEN ` + differs + ` THEN 'changed' ELSE 'unchanged' END`).
			Where("p.id = i.person_id")
	})
	if err != nil {
		return err
	}
	return g.update(ctx, "compare", func() *bun.UpdateQuery {
		return g.db.NewUpdate().TableExpr("import_people AS i").
			Set("fate = CASE WHEN i.active THEN 'added' ELSE 'skipped' END").Where("i.person_id IS NULL")
	})
}

func (g *peopleStage) count(ctx context.Context) error {
	var fates []struct {
		Fate  string
		Lines int
	}
	err := g.db.NewSelect().Table("import_people").Column("fate").ColumnExpr("COUNT(*) AS lines").Group("fate").Scan(ctx, &fates)
	if err != nil {
		return fmt.Errorf("count: %w", err)
	}
	into := map[string]*int{"added": &g.report.Added, "changed": &g.report.Changed, "deactivated": &g.report.Deactivated,
		"reactivated": &g.report.Reactivated, "unchanged": &g.report.Unchanged, "skipped": &g.report.Skipped}
	for _, f := range fates {
		*into[f.Fate] = f.Lines
	}
	return nil
}

// freeAddresses moves aside the addresses that change, so that two people can swap theirs.
func (g *peopleStage) freeAddresses(ctx context.Context) error {
	return g.update(ctx, "addresses", func() *bun.UpdateQuery {
		return g.db.NewUpdate().TableExpr("people AS p").TableExpr("import_people AS i").Set("email = 'moving ' || CAST(p.id AS text)").
			Where("p.id = i.person_id AND p.email <> i.email")
	})
}

func (g *peopleStage) change(ctx context.Context) error {
	return g.update(ctx, "change", func() *bun.UpdateQuery {
		q := g.db.NewUpdate().TableExpr("people AS p").TableExpr("import_people AS i").
			Set("email = i.email, name = i.name, source_key = COALESCE(i.source_key, p.source_key), active = i.active").
			Set("language = CASE WHEN i.language = '' THEN p.language ELSE i.language END").
			Set("deactivated_at = CASE WHEN i.active THEN NULL WHEN p.active THEN ? ELSE p.deactivated_at END", g.now).
			Where("p.id = i.person_id AND i.fate IN ('changed', 'deactivated', 'reactivated')")
		if g.file.has(useUnit) {
			q.Set("unit_id = i.unit_id")
		}
		return q
	})
}

// deactivateOthers takes those who aren't in a full file out of service. It comes before add, whose people have no person_id.
func (g *peopleStage) deactivateOthers(ctx context.Context) error {
	if !g.opt.Full {
		return nil
	}
	listed := g.db.NewSelect().TableExpr("import_people AS i").ColumnExpr("1").Where("i.person_id = p.id")
	r, err := g.db.NewUpdate().TableExpr("people AS p").Set("active = FALSE, deactivated_at = ?", g.now).
		Where("p.active").Where("NOT EXISTS (?)", listed).Exec(ctx)
	if err != nil {
		return fmt.Errorf("deactivate: %w", err)
	}
	g.report.Deactivated += int(touched(r))
	return nil
}

func (g *peopleStage) add(ctx context.Context) error {
	return g.chunks(ctx, func(from, to int) error {
		_, err := g.db.NewRaw(`INSERT INTO people
			(id, source_key, email, name, unit_id, language, administrator, manager, active, created_at)
			SELECT fresh_id, source_key, email, name, unit_id, language, FALSE, FALSE, TRUE, ?
			FROM import_people WHERE fate = 'added' AND line > ? AND line <= ? ORDER BY line`, g.now, from, to).Exec(ctx)
		if err != nil {
			return fmt.Errorf("add: %w", err)
		}
		return nil
	})
}

// leave is for everybody who is out of service.
func (g *peopleStage) leave(ctx context.Context) error {
	return leave(ctx, g.db, g.db.NewSelect().Table("people").Column("id").Where("NOT active"))
}

// update runs a statement over the stage a part at a time.
func (g *peopleStage) update(ctx context.Context, what string, query func() *bun.UpdateQuery) error {
	return g.chunks(ctx, func(from, to int) error {
		if _, err := query().Where("i.line > ? AND i.line <= ?", from, to).Exec(ctx); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		return nil
	})
}

func (g *peopleStage) chunks(ctx context.Context, do func(from, to int) error) error {
	for from := 0; from < g.last; from += applyLines {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := do(from, from+applyLines); err != nil {
			return err
		}
	}
	return nil
}
