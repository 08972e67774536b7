package mail

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"klantpanel/migrations"
)

// Why the program itself pauses the mail.
const (
	// SetBack: the data folder knows of mail that this database doesn't. An older state was put back, and what went out since would go
	// out again.
	SetBack = "set back"
	// Moved: the database stands in another place than where it was used last. It is a copy, and the one it was made of may be in use.
	Moved = "moved"
)

// Home is a data folder beside the database that mail is sent from. It tells a restored backup from a database that goes on, so that
// yesterday's backup, brought up next to the live system or in its stead, sends nothing until an administrator says so.
//
// The database holds its place (migrations.Place) and a row for each data folder that it was ever used with: a random id, and how often
// Note was called from there. The folder's file mail.home holds the same. Note writes the database first and the file afterwards, so the
// file never knows more than the database, unless the database went back in time.
//
//	the place in the database is another one          Moved: a file copied elsewhere, a dump read in under whatever name
//	same place, the file counts further than the row  SetBack: a file copied over, a dump read in over what was there
//	same place, the file knows an id without a row    SetBack: to before this folder was first used
//	no file, or one about another database            a new instance of a live system: it gets a row, and nothing is paused
//	no place in the database yet                      a new database
//
// A data folder that is put back as a whole, database and file together, is Moved: the database file was made anew. What this can't see is
// that on a file system that doesn't keep when a file was made, when the inode happens to be the same, and a copy of a whole PostgreSQL
// cluster that is started with an empty data folder. Pause first, then copy.
type Home struct {
	DB     *bun.DB
	Folder string
}

// homeFile is what stands in mail.home.
type homeFile struct {
	ID    uuid.UUID `json:"id"`
	Noted int64     `json:"noted"`
	Place string    `json:"place"`
}

type homeRow struct {
	bun.BaseModel `bun:"table:mail_homes,alias:mail_homes"`

	ID    uuid.UUID `bun:"id,pk"`
	Noted int64     `bun:"noted"`
}

// placeRow is the one row about the whole database.
type placeRow struct {
	bun.BaseModel `bun:"table:mail_place,alias:mail_place"`

	ID    int    `bun:"id,pk"`
	Place string `bun:"place"`
}

// Look tells why mail has to wait for an administrator: Moved, SetBack, or "" when the database goes on where it was. It changes nothing.
func (h *Home) Look(ctx context.Context) (why string, err error) {
	why, _, err = h.look(ctx)
	return why, err
}

func (h *Home) look(ctx context.Context) (why string, file homeFile, err error) {
	here, err := migrations.Place(ctx, h.DB)
	if err != nil {
		return "", file, err
	}
	if file, err = h.read(); err != nil {
		return "", file, err
	}
	if file.Place != here {
		file = homeFile{Place: here}
	}
	var known placeRow
	if err := h.DB.NewSelect().Model(&known).Where("id = 1").Scan(ctx); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", file, fmt.Errorf("mail home: %w", err)
	}
	if known.Place != "" && known.Place != here {
		return Moved, file, nil
	}
	if file.ID == uuid.Nil {
		return "", file, nil
	}
	var row homeRow
	err = h.DB.NewSelect().Model(&row).Where("id = ?", file.ID).Scan(ctx)
	switch {
	case errors.Is(err, sql.ErrNoRows) || err == nil && row.Noted < file.Noted:
		return SetBack, file, nil
	case err != nil:
		return "", file, fmt.Errorf("mail home: %w", err)
	}
	return "", file, nil
}

// Note is Look, and remembers that mail is sent from here, so that each reason to wait is found once; call it before the first mail and
// now and then while mail goes out. When there is a reason, pause is called in the transaction that remembers.
func (h *Home) Note(ctx context.Context, pause func(ctx context.Context, tx bun.IDB, why string) error) (why string, err error) {
	why, file, err := h.look(ctx)
	if err != nil {
		return "", err
	}
	if file.ID == uuid.Nil {
		file.ID = uuid.New()
	}
	err = h.DB.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if why != "" {
			if err := pause(ctx, tx, why); err != nil {
				return err
			}
		}
		_, err := tx.NewInsert().Model(&placeRow{ID: 1, Place: file.Place}).On("CONFLICT (id) DO UPDATE").Set("place = EXCLUDED.place").
			Where("mail_place.place <> EXCLUDED.place").Returning("NULL").Exec(ctx)
		if err != nil {
			return fmt.Errorf("mail home: %w", err)
		}
		row := homeRow{ID: file.ID, Noted: file.Noted + 1}
		err = tx.NewInsert().Model(&row).On("CONFLICT (id) DO UPDATE").
			Set("noted = CASE WHEN mail_homes.noted < EXCLUDED.noted THEN EXCLUDED.noted ELSE mail_homes.noted + 1 END").Returning("noted").Scan(ctx)
		if err != nil {
			return fmt.Errorf("mail home: %w", err)
		}
		file.Noted = row.Noted
		return nil
	})
	if err != nil {
		return "", err
	}
	return why, h.write(file)
}

func (h *Home) path() string { return filepath.Join(h.Folder, "mail.home") }

// read gives the zero homeFile when there is none, or none that can be read as one.
func (h *Home) read() (file homeFile, err error) {
	text, err := os.ReadFile(h.path())
	if errors.Is(err, os.ErrNotExist) {
		return file, nil
	}
	if err != nil {
		return file, fmt.Errorf("data: %w", err)
	}
	if json.Unmarshal(text, &file) != nil {
		return homeFile{}, nil
	}
	return file, nil
}

// write replaces the file as a whole: after a power cut there is the old one or the new one.
func (h *Home) write(file homeFile) error {
	text, err := json.Marshal(file)
	if err != nil {
		return fmt.Errorf("mail home: %w", err)
	}
	f, err := os.CreateTemp(h.Folder, ".mail.home-*")
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	_, err = f.Write(append(text, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), h.path())
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("data: %w", err)
	}
	return nil
}
