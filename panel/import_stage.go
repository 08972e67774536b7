package panel

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

const (
	stageBatch   = 500    // lines per INSERT
	progressRows = 100000 // lines between two calls of Progress
)

// peopleStage holds the file's people in a temporary table, so that the database does the comparing and a million lines cost no
// memory. The fate of a line says what becomes of it.
type peopleStage struct {
	db     bun.IDB
	now    time.Time
	file   *peopleFile
	report *ImportReport
	opt    ImportOptions
	last   int // line of the last row
}

// fill reads the whole file into the stage and finds what is there twice.
func (g *peopleStage) fill(ctx context.Context) error {
	if err := g.create(ctx); err != nil {
		return err
	}
	batch := make([]stagedPerson, 0, stageBatch)
	for {
		p, err := g.file.person()
		if err != nil && err != io.EOF {
			return err
		}
		if err == nil && p.Email != "" {
			batch = append(batch, p)
			g.last = p.Line
		}
		if len(batch) == stageBatch || (err == io.EOF && len(batch) > 0) {
			if _, err := g.db.NewInsert().Model(&batch).Exec(ctx); err != nil {
				return fmt.Errorf("stage: %w", err)
			}
			batch = batch[:0]
		}
		if err == io.EOF {
			break
		}
		if g.opt.Progress != nil && g.report.Rows%progressRows == 0 {
			g.opt.Progress(g.report.Rows)
		}
	}
	if err := g.index(ctx); err != nil {
		return err
	}
	if err := g.duplicates(ctx, useKey, "source_key"); err != nil || !g.file.has(useEmail) {
		return err
	}
	return g.duplicates(ctx, useEmail, "email")
}

// create takes the types of the columns from the tables that they will be compared with: they differ between the databases.
func (g *peopleStage) create(ctx context.Context) error {
	if err := g.drop(ctx); err != nil {
		return err
	}
	_, err := g.db.NewRaw(`CREATE TEMP TABLE import_people AS
		SELECT CAST(0 AS bigint) AS line, p.id AS fresh_id, p.source_key, p.email, p.name, u.name AS unit, p.language, p.active,
			p.active AS bad, p.id AS person_id, u.id AS unit_id, p.language AS fate
		FROM people AS p, units AS u WHERE 1 = 0`).Exec(ctx)
	if err != nil {
		return fmt.Errorf("stage: %w", err)
	}
	return nil
}

func (g *peopleStage) drop(ctx context.Context) error {
	if _, err := g.db.NewDropTable().Table("import_people").IfExists().Exec(ctx); err != nil {
		return fmt.Errorf("stage: %w", err)
	}
	return nil
}

// index comes after filling, which is quicker, and tells the planner how much there is.
func (g *peopleStage) index(ctx context.Context) error {
	for _, column := range []string{"line", "email", "source_key", "unit", "person_id"} {
		if _, err := g.db.NewCreateIndex().Index("import_people_" + column).Table("import_people").Column(column).Exec(ctx); err != nil {
			return fmt.Errorf("stage: %w", err)
		}
	}
	if _, err := g.db.NewRaw("ANALYZE import_people").Exec(ctx); err != nil {
		return fmt.Errorf("stage: %w", err)
	}
	return nil
}

// duplicates names each line that repeats the address or the account of an earlier one.
func (g *peopleStage) duplicates(ctx context.Context, use, column string) error {
	firsts := g.db.NewSelect().Table("import_people").Column(column).ColumnExpr("MIN(line) AS first").
		Where("? IS NOT NULL", bun.Ident(column)).Group(column).Having("COUNT(*) > 1")
	rows, err := g.db.NewSelect().TableExpr("import_people AS i").Join("JOIN (?) AS f ON f.? = i.?", firsts, bun.Ident(column), bun.Ident(column)).
		ColumnExpr("i.line, f.first").Where("i.line > f.first").Order("i.line").Rows(ctx)
	if err != nil {
		return fmt.Errorf("duplicates: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var line, first int
		if err := rows.Scan(&line, &first); err != nil {
			return fmt.Errorf("duplicates: %w", err)
		}
		g.file.refuse(BadLine{Line: line, Column: g.file.columnOf(use), Reason: fmt.Sprintf("the same as in line %d", first)})
	}
	return rows.Err()
}

// stagedPerson is a line of the file on its way to the people.
type stagedPerson struct {
	bun.BaseModel `bun:"table:import_people,alias:i"`

	Line      int       `bun:"line"`
	FreshID   uuid.UUID `bun:"fresh_id"` // the id if it turns out to be a new person
	SourceKey string    `bun:"source_key,nullzero"`
	Email     string    `bun:"email"`
	Name      string    `bun:"name"`
	Unit      string    `bun:"unit"`
	Language  string    `bun:"language"`
	Active    bool      `bun:"active"`
	Bad       bool      `bun:"bad"`
}
